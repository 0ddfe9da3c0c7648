# SPDX-License-Identifier: Apache-2.0
"""What an outside database is asked with, and its answer kept with the dossier as it was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from motcua_calendar import legal_time
from motcua_procedure import Procedure
from motcua_procedure.lookup import Lookup as Rule

from motcua_intake.adapters import cases, lookups
from motcua_intake.adapters.lookups import Lookup
from motcua_intake.app import announcing, same_number
from motcua_intake.app.desk import Desk
from motcua_intake.domain import texts, wording
from motcua_intake.domain.carrying import PROCESS
from motcua_intake.domain.case import Case
from motcua_intake.domain.lookups import (
    NUMBER,
    Unfit,
    changed_since,
    counting,
    differing,
    digits,
    unfit,
)
from motcua_intake.domain.records import Actor, Dossier, Result
from motcua_intake.errors import BadFields, UnknownDossier

OUTCOMES: Final = ("issued", "unknown", "typed")
MAX_VALUE: Final = 300


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be kept, as the service that heard it states it."""

    id: str
    dossier_id: str
    source: str
    outcome: str
    values: Mapping[str, str]
    reference: str
    asked_at: datetime | None
    typed_by: Actor


def question(
    connection: sa.Connection, desk: Desk, dossier_id: str, message: str
) -> tuple[Rule, dict[str, str] | None]:
    """The outside database that a message of the drawing asks, and what it is asked with; None once nobody can need the answer,
    as the dossier ended without a result: personal data leave the house for their purpose only.

    Raises:
        UnknownDossier, BadFields: the procedure names no outside database for the message.
    """
    loaded = cases.load(connection, dossier_id)
    if loaded is None:
        raise UnknownDossier()
    rule = _asked_by(desk.package(connection, loaded.case).procedure, message)
    if rule is None:
        raise BadFields.one(
            "message",
            "LOOKUP_UNKNOWN",
            "Thủ tục không khai báo cơ sở dữ liệu nào cho thông điệp này.",
            "The procedure names no outside database for this message.",
        )
    ended = loaded.case.ended_in_vain() is not None
    return rule, None if ended else rule.question(loaded.case.dossier.answers)


def _asked_by(procedure: Procedure, message: str) -> Rule | None:
    return next((one for one in procedure.lookups.values() if one.request == message), None)


def asked(connection: sa.Connection, desk: Desk, dossier_id: str, message: str, at: datetime) -> None:
    """message.thrown to an outside database: the history says that it was asked, so that the wait for it is no mystery. Other
    parties that no agency stands behind are nobody's news."""
    dossier = cases.dossier(connection, dossier_id=dossier_id)
    if dossier is None:
        return
    procedure = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version).procedure
    rule = _asked_by(procedure, message)
    if rule is None:
        return
    loaded = desk.open_any(connection, dossier_id)
    text = wording.both(wording.LOOKUP_ASKED, name=rule.name)
    loaded.case.tell("dossier.lookup_asked", legal_time(at), PROCESS, text)
    desk.keep(connection, loaded)


def keep(connection: sa.Connection, desk: Desk, said: Said) -> tuple[Rule, Lookup]:
    """Keep an answer once, and tell of it in the history; repeated, it answers with what was kept.

    Raises:
        UnknownDossier, BadFields.
    """
    loaded = desk.open_any(connection, said.dossier_id)
    rule = desk.package(connection, loaded.case).procedure.lookups.get(said.source)
    if rule is None or said.outcome not in OUTCOMES or not 1 <= len(said.id) <= 200:
        raise _unfit("source")
    if set(said.values) - set(rule.gives) or any(len(one) > MAX_VALUE for one in said.values.values()):
        raise _unfit("values")
    wrong = _wrong(connection, desk, rule, loaded.case.dossier, said) if said.outcome == "typed" else None
    if wrong is not None and lookups.find(connection, said.id) is None:
        raise BadFields.one(wrong.name, wrong.code, wrong.why.vi, wrong.why.to("en"))
    now, given = desk.clock.now(), _plain(said.values)
    by = {} if said.typed_by == PROCESS else said.typed_by.to_dict()
    asked = legal_time(said.asked_at) if said.asked_at else now
    new = Lookup(said.id, said.dossier_id, said.source, said.outcome, given,
                 texts.harmless(said.reference, 200), asked, now, by)  # fmt: skip
    if not lookups.keep(connection, new):
        kept = lookups.find(connection, said.id)
        assert kept is not None, "it was there"
        return rule, kept
    if loaded.case.ended_in_vain() is not None:  # it was under way: kept, as the number may have been given
        late = wording.both(wording.LOOKUP_LATE, name=rule.name)
        loaded.case.tell("dossier.lookup_late", now, said.typed_by, late)
        desk.keep(connection, loaded)
        return rule, new
    loaded.case.tell(
        "dossier.lookup", now, said.typed_by, wording.both(wording.LOOKUPS[said.outcome], name=rule.name)
    )
    if _differs(connection, new):
        loaded.case.tell(
            "dossier.lookup_differs", now, PROCESS, wording.both(wording.LOOKUP_DIFFERS, name=rule.name)
        )
    if _shared(connection, desk, rule, loaded.case.dossier, new):
        loaded.case.tell("dossier.lookup_shared", now, PROCESS, wording.LOOKUP_SHARED)
    told = [announcing.answer_changed(one) for one in _contradicted(connection, loaded.case, new)]
    desk.keep(connection, loaded, *told)
    return rule, new


def _contradicted(connection: sa.Connection, case: Case, new: Lookup) -> list[Result]:
    """Issued results that were signed with another answer, as this one is the first to say."""
    issued = [one for one in case.results.values() if one.issued_at is not None and one.voided_at is None]
    if not issued:
        return []
    kept = lookups.of_dossier(connection, case.id)
    before = [one for one in kept if one.id != new.id]
    return [
        one
        for one in issued
        if changed_since(one.signed_at, one.attached_at, kept)
        and not changed_since(one.signed_at, one.attached_at, before)
    ]


def _wrong(connection: sa.Connection, desk: Desk, rule: Rule, dossier: Dossier, said: Said) -> Unfit | None:
    """What speaks against a typed answer."""
    wrong, number = unfit(rule, dossier.answers, said.values), digits(said.values.get(NUMBER, ""))
    if wrong is not None or not number:
        return wrong
    return same_number.against(connection, desk, rule, dossier, number, said.typed_by.unit)


def _shared(connection: sa.Connection, desk: Desk, rule: Rule, dossier: Dossier, new: Lookup) -> bool:
    """Whether another dossier keeps the number for another child, also one that ended and holds it no more."""
    number = new.values.get(NUMBER, "")
    return bool(number) and any(same_number.of_other_children(connection, desk, rule, dossier, number))


def _differs(connection: sa.Connection, new: Lookup) -> bool:
    """Whether it is the database's own answer and says something else than what was typed before, or the other way round."""
    before = [one for one in lookups.of_dossier(connection, new.dossier_id) if one.source == new.source]
    odd = differing(before)
    return bool(odd) and (new.id in odd or new.id in counting(before).values())


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    """A personal number without the spaces and dots that a notice prints it with; everything else as it came."""
    number = digits(values.get(NUMBER, ""))
    return {**values, NUMBER: number} if number else dict(values)


def _unfit(field: str) -> BadFields:
    return BadFields.one(
        field,
        "LOOKUP_UNFIT",
        "Trả lời này không đúng với khai báo của thủ tục.",
        "This answer is not one that the procedure declares.",
    )
