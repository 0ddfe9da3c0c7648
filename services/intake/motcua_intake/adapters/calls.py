# SPDX-License-Identifier: Apache-2.0
"""Rows of what the window is to tell people without an e-mail address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import uuid_utils
from motcua_rpc import Page

from motcua_intake.adapters import tables as t
from motcua_intake.adapters.call_tables import phone_call as c
from motcua_intake.adapters.cases import Loaded
from motcua_intake.adapters.rows import columns, record, values
from motcua_intake.domain import calls, slips
from motcua_intake.domain.calls import Call
from motcua_intake.domain.case import Case

_WAITING = c.c.state == sa.literal_column("'WAITING'")
_TOLD = c.c.state == sa.literal_column("'TOLD'")


@dataclass(frozen=True, slots=True)
class Listed:
    """A call with whom it is for."""

    call: Call
    code: str
    procedure_name_vi: str
    procedure_name_en: str
    applicant_name: str
    phone: str
    address: str


def follow(connection: sa.Connection, loaded: Loaded, events: Collection[str], now: datetime) -> None:
    """Keep what a change leaves to be told, and let go what it makes needless: the same moment told anew, or over. No statement
    where the change says nothing of the kind."""
    case, lines = loaded.case, loaded.case.history[len(loaded.before.history) :]
    before = loaded.promised_before
    told = list(calls.news(case.dossier, lines, events, now, before))
    waits = case.waiting_results() or case.waiting_originals() or slips.due(case)
    over = calls.moot(lines, something_waits=bool(waits))
    gone = over if over is None else over | {one.moment for one in told}
    if gone is not None and calls.moved(case.dossier, lines, before):
        gone |= {calls.MOVED}  # a day that is promised no more
    if gone is None or gone:
        kinds = sa.true() if gone is None else c.c.moment.in_(sorted(gone))
        change = sa.update(c).where(c.c.dossier_id == case.id, _WAITING, kinds)
        connection.execute(change.values(state="NOT_NEEDED", closed_at=now))
    if told:
        _add(connection, [_call(case, one) for one in told])


def _add(connection: sa.Connection, new: Sequence[Call]) -> None:
    connection.execute(sa.insert(c), [values(c, one) for one in new])


def _call(case: Case, one: calls.News) -> Call:
    return Call(
        str(uuid_utils.uuid7()), case.id, case.dossier.unit, one.moment, one.at, one.text.vi, one.text.to("en")
    )  # fmt: skip


def page(connection: sa.Connection, unit: str, told: bool, wanted: Page) -> list[Listed]:
    """Of one window, one more than the page holds when there is a next one: oldest first, what was told newest first."""
    moment = c.c.closed_at if told else c.c.at
    query = _listed().where(c.c.unit == unit, _TOLD if told else _WAITING)
    if wanted.after is not None:
        here, there = sa.tuple_(moment, c.c.id), sa.tuple_(*map(sa.literal, wanted.after))
        query = query.where(here < there if told else here > there)
    order = (moment.desc(), c.c.id.desc()) if told else (moment, c.c.id)
    return [_one(row) for row in connection.execute(query.order_by(*order).limit(wanted.size + 1))]


def find(connection: sa.Connection, call_id: str, unit: str) -> Listed | None:
    row = connection.execute(_listed().where(c.c.id == call_id, c.c.unit == unit)).one_or_none()
    return None if row is None else _one(row)


def close(
    connection: sa.Connection, call_id: str, at: datetime, way: str, note: str, told_by: dict[str, str]
) -> bool:
    """False when it does not wait any more."""
    change = sa.update(c).where(c.c.id == call_id, _WAITING)
    done = connection.execute(change.values(state="TOLD", closed_at=at, way=way, note=note, told_by=told_by))
    return bool(done.rowcount)


def _listed() -> sa.Select[tuple[object, ...]]:
    d = t.dossier.c
    about = (d.code, d.procedure_name_vi, d.procedure_name_en, d.applicant_name, d.phone, d.address)
    return sa.select(*columns(c, Call), *about).join_from(c, t.dossier, d.id == c.c.dossier_id)


def _one(row: sa.Row[tuple[object, ...]]) -> Listed:
    kept = row._mapping
    return Listed(
        record(Call, kept), kept["code"], kept["procedure_name_vi"], kept["procedure_name_en"],
        kept["applicant_name"], kept["phone"], kept["address"],
    )  # fmt: skip
