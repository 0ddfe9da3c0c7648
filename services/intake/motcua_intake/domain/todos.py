# SPDX-License-Identifier: Apache-2.0
"""What a dossier asks of its applicant now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from motcua_procedure import Procedure
from motcua_text import Text

from motcua_intake.domain import notices, originals, slips
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import ANY


class Kind(StrEnum):
    SUPPLEMENT = "SUPPLEMENT"
    PAY = "PAY"
    FETCH = "FETCH"
    DRAFT = "DRAFT"


PAYMENT: Final = "payment"
"""Beginning of the clock grounds in which the applicant pays; in other financial grounds an agency works."""


@dataclass(frozen=True, slots=True)
class Todo:
    """`until` is the last moment, None where there is none or `lines` say it; `items` is what it is about, in words."""

    kind: Kind
    unit: str
    procedure: Text
    dossier_id: str = ""
    code: str = ""
    draft_id: str = ""
    until: datetime | None = None
    items: tuple[Text, ...] = ()
    lines: tuple[tuple[Text, Text], ...] = ()
    to_bring: tuple[Text, ...] = ()


def of(case: Case, procedure: Procedure) -> Iterator[Todo]:
    """In the order in which a page names them."""
    yield from _supplement(case, procedure)
    yield from _pay(case, procedure)
    yield from _fetch(case, procedure)


def _supplement(case: Case, procedure: Procedure) -> Iterator[Todo]:
    asked = case.open_supplement()
    if asked is None:
        return
    named = [code for code, _ in asked.items if code != ANY]
    items = tuple(procedure.component(code).name for code in dict.fromkeys(named))
    yield _todo(case, Kind.SUPPLEMENT, until=asked.answer_by, items=items)


def _pay(case: Case, procedure: Procedure) -> Iterator[Todo]:
    """What notices ask for; where the waiting for a payment is read before its notice, that alone."""
    open_notices = [kept for kept in case.dossier.notices if notices.is_open(case, kept)]
    for kept in open_notices:
        lines = tuple((_text(label), _text(value)) for label, value in kept["lines"])
        yield _todo(case, Kind.PAY, items=(_text(kept["title"]),), lines=lines)
    grounds = {
        one.ground for one in case.clock.values() if one.to_at is None and one.ground.startswith(PAYMENT)
    }
    if grounds and not open_notices and case.open_parts():
        known = [procedure.grounds[key].name for key in sorted(grounds) if key in procedure.grounds]
        yield _todo(case, Kind.PAY, items=tuple(known))


def _fetch(case: Case, procedure: Procedure) -> Iterator[Todo]:
    """Results, originals that go back, and refusal slips that keep the dossier open."""
    waiting = case.waiting_results()
    items = [Text(one.name_vi, one.name_en) for one in waiting]
    items += [procedure.component(code).name for code in case.waiting_originals()]
    if not items:
        items = [Text(one.name_vi, one.name_en) for one in slips.due(case)]
    if items:
        bring = tuple(one.name for one in originals.to_collect(case, procedure, waiting))
        yield _todo(case, Kind.FETCH, items=tuple(items), to_bring=bring)


def _todo(case: Case, kind: Kind, **more: Any) -> Todo:
    dossier = case.dossier
    name = Text(dossier.procedure_name_vi, dossier.procedure_name_en)
    return Todo(kind, dossier.unit, name, dossier.id, dossier.code, **more)


def _text(both: list[str]) -> Text:
    vi, en = both
    return Text(vi, en)
