# SPDX-License-Identifier: Apache-2.0
"""What the board counts of one dossier, as one line that follows from the dossier alone.

How it is counted (formulas of the one-stop reports "theo QĐ 766/QĐ-TTg", group "Tiến độ giải quyết": share of settled dossiers
that were settled in time): settled are dossiers of national status 7, 9 and 10 whose process has ended; the day on which the
last part was decided is compared with the appointed day (ngày hẹn trả): before it is early, on it is on time, after it is late.
The appointed day is the one in force: time that the law does not count has moved it, and so has a signed apology with a new
appointment (form 04; NĐ 61/2018/NĐ-CP, Điều 19.9). The source does not tell these apart; the board counts them besides, so that
nobody has to guess how many there are. What stopped (status 5, 6, 8), what was refused at the window (3) and what was withdrawn
before it had an appointment is not settled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from motcua_calendar import Policy, legal_time

from motcua_intake.domain.case import Case
from motcua_intake.domain.records import DossierStatus, Part, PartStatus


class State(StrEnum):
    """Where a dossier stands now; each is in exactly one."""

    ACCEPTANCE = "ACCEPTANCE"
    """The window has not answered yet."""
    COUNTING = "COUNTING"
    STANDING = "STANDING"
    """The applicant has to bring or pay something; no time is counted."""
    READY = "READY"
    """Settled; waits to be handed over."""
    ENDED = "ENDED"


class Timely(StrEnum):
    EARLY = "EARLY"
    ON_TIME = "ON_TIME"
    LATE = "LATE"


@dataclass(frozen=True, slots=True)
class Line:
    """Days are legal days. `unit` is the window's, `lead` the agency that answers for the dossier ("" until it is known).
    `due_at` is what the state waits for: the answer of the window, or the appointed moment."""

    dossier_id: str
    unit: str
    lead: str
    procedure_key: str
    state: str
    due_at: datetime
    received_on: date
    accepted_on: date | None = None
    supplemented_on: date | None = None
    extended_on: date | None = None
    settled_on: date | None = None
    timely: str = ""
    refused_on: date | None = None
    declined_on: date | None = None
    """The first part that was refused after acceptance."""
    withdrawn_on: date | None = None
    stopped_on: date | None = None


def line_of(case: Case, lead: str = "") -> Line:
    """The line of a dossier as it is now."""
    dossier = case.dossier
    early = dossier.accepted_at is None
    ended = None if early or case.open_parts() else _last(case)
    outcomes = {part.status for part in case.parts.values()} if ended else set()
    stopped = PartStatus.STOPPED in outcomes and outcomes <= {PartStatus.STOPPED, PartStatus.WITHDRAWN}
    settled = None if stopped else ended
    refused = dossier.status == DossierStatus.INTAKE_REFUSED
    withdrawn = dossier.finished_at if early and dossier.status == DossierStatus.WITHDRAWN else None
    if outcomes == {PartStatus.WITHDRAWN}:
        withdrawn = ended
    declined = None if early else _first(case, PartStatus.REFUSED)
    return Line(
        dossier.id, dossier.unit, lead, dossier.procedure_key, state_of(case),
        (dossier.answer_due_at if early else dossier.promised_at) or dossier.submitted_at,
        received_on=legal_time(dossier.submitted_at).date(),
        accepted_on=_day(dossier.accepted_at),
        supplemented_on=_day(min((one.requested_at for one in case.supplements.values()), default=None)),
        extended_on=_day(_extended(case)),
        settled_on=_day(settled),
        timely=timely(settled, dossier.promised_at) if settled else "",
        refused_on=_day(dossier.finished_at) if refused else None,
        declined_on=_day(declined),
        withdrawn_on=_day(withdrawn),
        stopped_on=_day(ended) if stopped else None,
    )  # fmt: skip


def state_of(case: Case) -> State:
    dossier = case.dossier
    if dossier.finished_at is not None:
        return State.ENDED
    if dossier.accepted_at is None:
        asked = dossier.status == DossierStatus.SUPPLEMENT_REQUESTED
        return State.STANDING if asked else State.ACCEPTANCE
    if not case.open_parts():
        return State.READY
    return State.STANDING if _stands_still(case) else State.COUNTING


def timely(settled: datetime, promised: datetime | None) -> str:
    """By days, as the reports do; a dossier without an appointment is in time."""
    if promised is None:
        return Timely.ON_TIME
    day, appointed = legal_time(settled).date(), legal_time(promised).date()
    if day == appointed:
        return Timely.ON_TIME
    return Timely.EARLY if day < appointed else Timely.LATE


def _stands_still(case: Case) -> bool:
    """The appointment is that of the last part, so it is not known while any part stands still; one that had passed before stays
    late."""
    open_parts = [part.key for part in case.open_parts()]
    promised = case.dossier.promised_at
    return any(
        one.to_at is None
        and one.policy != Policy.EXTEND
        and (not one.part or one.part in open_parts)
        and (promised is None or legal_time(one.from_at).date() <= legal_time(promised).date())
        for one in case.clock.values()
    )


def _last(case: Case) -> datetime | None:
    return max((part.decided_at for part in case.parts.values() if part.decided_at), default=None)


def _first(case: Case, status: PartStatus) -> datetime | None:
    found: list[Part] = [part for part in case.parts.values() if part.status == status]
    return min((part.decided_at for part in found if part.decided_at), default=None)


def _extended(case: Case) -> datetime | None:
    kept = case.dossier.extension
    return datetime.fromisoformat(kept["signed_at"]) if kept else None


def _day(at: datetime | None) -> date | None:
    return None if at is None else legal_time(at).date()
