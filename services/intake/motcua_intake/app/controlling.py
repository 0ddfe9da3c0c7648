# SPDX-License-Identifier: Apache-2.0
"""Control slips (form 06): filled by the hand-overs themselves, numbered when the accepted dossier is first handed over, printed
once, when it has ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from motcua_identity import Subject
from motcua_organisation import Unit
from motcua_procedure.sees import Sees

from motcua_intake.adapters import cases, stays, visible
from motcua_intake.adapters.stays import Slip
from motcua_intake.app import forms
from motcua_intake.app.authority import competent_unit
from motcua_intake.app.concern import projection
from motcua_intake.app.desk import Desk
from motcua_intake.app.printing import CONTROL_SLIP, Taken
from motcua_intake.domain import actions, control
from motcua_intake.domain.actions import Sight
from motcua_intake.domain.case import Case
from motcua_intake.domain.control import HandOver, Stay
from motcua_intake.domain.legal_clock import promise_told
from motcua_intake.domain.ready import ready
from motcua_intake.errors import NotOfficer, UnknownDossier

PATIENCE: Final = timedelta(hours=1)
"""After so long a slip is printed although the end of a task was never told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A slip with its dossier; `slip` is None before the dossier was handed over for the first time."""

    case: Case
    slip: Slip | None
    lead: Unit
    lines: list[HandOver]
    impersonal: bool
    promised_at: datetime | None
    """As the reader is told it."""
    part_only: bool = False
    """Read by an agency behind the window, which sees part of the dossier only: its own hand-overs, and not the printed form."""
    named: bool = True
    """Whether the reader may know whose dossier it is."""


def note(connection: sa.Connection, desk: Desk, task_id: str, dossier_id: str, **known: Any) -> None:
    """What an event says of a task; the first one of an accepted dossier opens its slip."""
    if not task_id or not stays.note(connection, task_id, dossier_id, **known):
        return
    unit = stays.window_without_slip(connection, dossier_id)
    if unit is None:
        return
    now = desk.clock.now()
    taken = Taken.next(connection, unit, CONTROL_SLIP, now.year)
    stays.open_slip(connection, Slip(dossier_id, unit, now.year, taken.seq, taken.number, now))


def show(connection: sa.Connection, desk: Desk, subject: Subject, dossier_id: str) -> Shown:
    """The slip of a dossier that the caller's unit receives or acts in; operators see no person, and an agency of which the
    procedure says what it sees (`sees`) what came to it and went from it.

    Raises:
        UnknownDossier, NotOfficer.
    """
    seen = visible.find(connection, subject, dossier_id=dossier_id)
    loaded = cases.load(connection, seen.id) if seen else None
    if seen is None or loaded is None:
        raise UnknownDossier()
    sight = actions.sight(subject, loaded.case.dossier, seen.acts)
    if sight is Sight.OWN and not seen.acts:
        raise NotOfficer()
    unit, procedure = subject.unit or "", desk.package(connection, loaded.case).procedure
    sees = projection(desk, procedure, subject, loaded.case.dossier)
    shown = _shown(connection, desk, loaded.case, impersonal=sight is not Sight.FULL, sees=sees, reader=unit)
    return shown if sees is None else _narrowed(shown, sees, unit)


def _narrowed(shown: Shown, sees: Sees, unit: str) -> Shown:
    own = [
        one if one.received_by == unit else replace(one, people=())
        for one in shown.lines
        if unit in (one.given_by, one.received_by)
    ]
    return replace(
        shown,
        lines=own,
        part_only=True,
        named="applicant_name" in sees.fields,
        promised_at=_promise(shown.case, sees),
    )


def _promise(case: Case, sees: Sees) -> datetime | None:
    promised, original = case.dossier.promised_at, case.dossier.original_promised_at
    if promised is None or original is None:
        return promised
    due = [(one.due_at, key in sees.parts) for key, one in case.parts.items() if one.due_at]
    return promise_told(promised, original, due)


def _concerns(stay: Stay, sees: Sees, reader: str, case: Case) -> bool:
    """Whether an agency may know of a stay at all: for other parts nobody has been anywhere, so that no line of its own says from
    whom the dossier came meanwhile. What is of no part is its own work, or the window's before the acceptance."""
    if stay.part:
        return stay.part in sees.parts
    accepted = case.dossier.accepted_at
    return stay.unit == reader or (
        stay.opened_at is not None and accepted is not None and stay.opened_at <= accepted
    )


def _shown(
    connection: sa.Connection,
    desk: Desk,
    case: Case,
    *,
    impersonal: bool,
    sees: Sees | None = None,
    reader: str = "",
) -> Shown:
    procedure = desk.package(connection, case).procedure
    lead = competent_unit(desk.organisation, procedure.competent_kind, case.dossier)
    known = stays.of_dossier(connection, case.id)
    if sees is not None:
        known = [one for one in known if _concerns(one, sees, reader, case)]
    given = [one for one in ready(case) if sees is None or one.part in sees.parts]
    after = {one.key: one.after for one in procedure.parts if one.after}
    times = control.Times(case.parts, tuple(case.clock.values()), given, after)
    lines = control.hand_overs(case.dossier, known, desk.clock.now(), times, _clerk(case))
    if impersonal:
        lines = [replace(one, people=()) for one in lines]
    return Shown(case, stays.slip(connection, case.id), lead, lines, impersonal, case.dossier.promised_at)


def _clerk(case: Case) -> str:
    """Who took the dossier in."""
    taken = (line for line in case.history if line.type == "dossier.accepted")
    return next((str(line.actor.get("name") or "") for line in taken), "")


def next_to_print(connection: sa.Connection, desk: Desk, but: Collection[str]) -> str | None:
    return stays.next_to_print(connection, desk.clock.now() - PATIENCE, but)


def print_slip(connection: sa.Connection, desk: Desk, dossier_id: str) -> None:
    """Issue the form, once. Nothing happens when somebody was faster."""
    loaded = cases.load(connection, dossier_id, lock=True)
    slip = stays.slip(connection, dossier_id)
    if loaded is None or slip is None or slip.document_id is not None:
        return
    shown = _shown(connection, desk, loaded.case, impersonal=False)
    rules = desk.rules(connection, loaded.case)
    sheet = forms.Sheet(loaded.case, rules.procedure, desk.organisation)
    build = forms.control_slip(sheet, shown.lead, shown.lines)
    taken = Taken(slip.year, slip.seq, slip.number)
    made = desk.printer.issue(connection, loaded.case, CONTROL_SLIP, build, rules.now, taken=taken)
    desk.keep(connection, loaded)
    stays.printed(connection, dossier_id, made.id)
