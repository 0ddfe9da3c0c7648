# SPDX-License-Identifier: Apache-2.0
"""Ends drafts that nobody touched for so many days, tells their owners some days before, and forgets uploads that were never
attached. What a dossier refers to is never removed: a draft that became one is none any more, and files are dropped only where
nothing refers to them. One draft a transaction, its event with it, so that a crash leaves nothing half done."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2
from motcua_text import Text

from motcua_intake.adapters import cases, draft_expiry, drafts, files
from motcua_intake.app.announcing import stamp
from motcua_intake.app.desk import Desk
from motcua_intake.domain.draft_keeping import TRACE_DAYS
from motcua_intake.domain.records import ON_PAPER, Draft
from motcua_intake.errors import DraftExpired, UnknownDraft

BATCH: Final = 100
"""Files and traces that one transaction looks at."""


def next_expired(connection: sa.Connection, desk: Desk, but: Collection[str]) -> str | None:
    """The draft whose time is over longest, none of `but`."""
    before = desk.keeping.untouched_since(desk.clock.now())
    return draft_expiry.oldest(connection, before, but, untold=False)


def expire(connection: sa.Connection, desk: Desk, draft_id: str) -> None:
    """Remove one draft with its papers. Nothing happens when somebody was faster."""
    now = desk.clock.now()
    gone = draft_expiry.lock(connection, draft_id, desk.keeping.untouched_since(now), untold=False)
    if gone is None:
        return
    files.drop(connection, cases.remove_papers_of_draft(connection, gone.id))
    drafts.remove(connection, gone.id)
    draft_expiry.leave_trace(connection, gone, now)


def next_to_tell(connection: sa.Connection, desk: Desk, but: Collection[str]) -> str | None:
    """The draft whose owner is to be told, the most urgent first."""
    return draft_expiry.oldest(connection, desk.keeping.to_be_told(desk.clock.now()), but, untold=True)


def tell(connection: sa.Connection, desk: Desk, draft_id: str) -> None:
    """Tell its owner once that it will be removed. Of what was entered at a window only the clerk's own list says it: nobody has
    applied yet, and the clerk holds the papers."""
    now = desk.clock.now()
    one = draft_expiry.lock(connection, draft_id, desk.keeping.to_be_told(now), untold=True)
    if one is None:
        return
    draft_expiry.told(connection, one.id)
    if one.source not in ON_PAPER and desk.keeping.until(one.saved_at) > now:
        message = _expiring(connection, desk, one)
        desk.outbox.add(
            connection, desk.events.event("draft.expiring", message, time=now, subject=f"draft:{one.id}")
        )


def forget_files(connection: sa.Connection, desk: Desk) -> int:
    """Forget the next uploads that hang nowhere; how many were looked at."""
    return draft_expiry.take_loose(connection, desk.keeping.untouched_since(desk.clock.now()), BATCH)


def forget_traces(connection: sa.Connection, desk: Desk) -> int:
    before = desk.clock.now() - timedelta(days=TRACE_DAYS)
    return draft_expiry.forget_traces(connection, before, BATCH)


def missing(connection: sa.Connection, draft_id: str, owner_id: str) -> UnknownDraft:
    """Why an own draft is not there: it was never, or its time was over."""
    found = draft_expiry.trace(connection, draft_id, owner_id)
    if found is None:
        return UnknownDraft()
    key, saved_at, removed_at = found
    return DraftExpired.after(key, saved_at, removed_at)


def _expiring(connection: sa.Connection, desk: Desk, one: Draft) -> dossier_pb2.DraftExpiring:
    version = desk.packages.in_force(connection, one.procedure_key, desk.clock.now().date())
    version = version or one.procedure_version
    package = desk.packages.get(connection, one.procedure_key, version)
    name = package.procedure.name if package else Text(one.procedure_key, one.procedure_key)
    return dossier_pb2.DraftExpiring(
        draft_id=one.id, procedure_key=one.procedure_key, procedure_version=version,
        procedure_name=common_pb2.LocalizedText(vi=name.vi, en=name.to("en")), unit=one.unit,
        owner_user=one.owner_user, applicant_name=one.applicant.get("name", ""), saved_at=stamp(one.saved_at),
        kept_until=stamp(desk.keeping.until(one.saved_at)),
    )  # fmt: skip
