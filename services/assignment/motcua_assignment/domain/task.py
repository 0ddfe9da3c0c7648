# SPDX-License-Identifier: Apache-2.0
"""A task of an inbox as plain values, and the rules on who may see and do it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid5

from motcua_assignment.domain.standstill import Stretch, Stretches, bears_on, lasting

_NAMESPACE = UUID("c4a4c5ab-1d3c-4c0e-8f6e-6f53b9b6a3d2")
WINDOW_ROLE = "window_clerk"


class Kind(StrEnum):
    STEP = "step"
    ACCEPTANCE = "acceptance"
    RETURN = "return"


class State(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


LIVE = (State.OPEN, State.CLAIMED)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a person, or another system's account."""

    user: str
    name: str = ""
    unit: str = ""
    client: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One row of an inbox. `due_at` is the step's own time, `legal_due_at` the law's, which stands `still` at times; `given` is
    what the fields of its form hold when it opens, as workflow said. Of a cancelled task `closed_why` is one of `Why` ("": not
    known), `closed_by` the name of the officer whose act it was. `escalated_at`: when the head of the unit was told that it is
    past its own time; `on_behalf_of`: the user whom its assignee stands in for, in whose name (`assignee_name`) that is said;
    `signs`: whoever completes it signs, a result or the refusal of a part."""

    id: str
    kind: str
    state: str
    dossier_id: str
    element: str
    title_vi: str
    title_en: str
    form: str
    role: str
    unit: str
    part: str
    result_code: str
    opened_at: datetime
    due_at: datetime
    legal_due_at: datetime
    revision: int
    assignee_user: str | None = None
    assignee_name: str | None = None
    closed_at: datetime | None = None
    given: dict[str, Any] = field(default_factory=dict)
    still: bool = False
    closed_why: str = ""
    closed_by: str = ""
    escalated_at: datetime | None = None
    on_behalf_of: str = ""
    signs: bool = False

    @property
    def urgent_at(self) -> datetime:
        """What the list is sorted by, as the database has it too."""
        return self.due_at if self.still else self.legal_due_at

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def taken_by(self) -> str:
        """Name of who has or had it, "" for nobody."""
        return self.assignee_name or self.assignee_user or ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a part in the process: granted, refused, withdrawn or stopped."""

    part: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the inbox shows of a dossier. Fields are empty until intake's first event of it was read. `waiting` are the codes of
    issued results that were not returned yet, and of collected originals that go back (`original:` before the component).
    `clock` are the stretches in which its legal clock stood or stands still; `decided` is what became of its parts."""

    id: str
    code: str
    procedure_key: str
    procedure_version: int
    procedure_vi: str = ""
    procedure_en: str = ""
    unit: str = ""
    applicant_name: str = ""
    promised_at: datetime | None = None
    parts: tuple[tuple[str, datetime], ...] = ()
    waiting: tuple[str, ...] = ()
    clock: Stretches = ()
    decided: tuple[Decided, ...] = ()

    def standstill(self, part: str) -> Stretch | None:
        """Why nothing is counted for work on `part` now, by what began first; None when time is counted."""
        return next((one for one in lasting(self.clock) if bears_on(one, part)), None)

    def legal_due(self, part: str, fallback: datetime) -> datetime:
        """When the law wants a step of this part done: the part's date, else the promised one."""
        return dict(self.parts).get(part) or self.promised_at or fallback

    def withdrawn(self, part: str, by: datetime) -> bool:
        """Whether the applicant had taken this part back `by` then. What belongs to no part (another agency's work, say) ends so
        when a withdrawal was the last that happened to the dossier, with no part left."""
        known = [one for one in self.decided if one.at <= by]
        if part:
            return any(one.part == part and one.outcome == Why.WITHDRAWN for one in known)
        going = {key for key, _ in self.parts} - {one.part for one in known}
        return not going and bool(known) and max(known, key=lambda one: one.at).outcome == Why.WITHDRAWN


class Why(StrEnum):
    """Why a task was cancelled: the dossier was withdrawn, an officer decided elsewhere in the dossier, the process went on."""

    WITHDRAWN = "withdrawn"
    DECISION = "decision"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a task was cancelled, and by whose act ("": no officer's)."""

    why: Why
    by: str = ""


def tombstone(
    task_id: str, dossier_id: str, state: State, at: datetime, by: Actor | None, cause: Cause | None
) -> Task:
    """What is kept of a step that closed before its opening was read, so that the opening does not bring it to life. It has no
    unit, so nobody sees it; a late opening fills it in."""
    return Task(
        id=task_id, kind=Kind.STEP, state=state, dossier_id=dossier_id, element="", title_vi="", title_en="", form="",
        role="", unit="", part="", result_code="", opened_at=at, due_at=at, legal_due_at=at, revision=1,
        assignee_user=by.user if by else None, assignee_name=by.name if by else None, closed_at=at,
        closed_why=cause.why if cause else "", closed_by=cause.by if cause else "",
    )  # fmt: skip


def window_task_id(dossier_id: str, kind: Kind, occasion: str) -> str:
    """The same id for the same occasion, so that a repeated event opens nothing twice."""
    return str(uuid5(_NAMESPACE, f"{dossier_id}/{kind}/{occasion}"))
