# SPDX-License-Identifier: Apache-2.0
"""What one move of the engine changed: the only thing the shell commits.

The core does no I/O: `start | start_by_message | complete | fire | receive | retry (state, …) -> Step`.
Keys such as `User_1#2` name the n-th activation of an element within one instance; they are the same for the same
input, so the shell derives ids from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Facts = Mapping[str, Any]
# `repaired` is the shell's own: facts that an operator wrote at an incident. The core never gives it.
TraceKind = Literal["entered", "completed", "cancelled", "thrown", "caught", "repaired"]


@dataclass(frozen=True, slots=True)
class TraceEvent:
    """One line of history; `facts` holds what this event changed (a removed fact is None)."""

    element: str
    event: TraceKind
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A user or manual task that opened. `form` is the form key ("" for none), `limit` a working time or "".

    `agency` is the kind of unit that acts (of the task, its lane or its pool), "" when the drawing names none.
    """

    key: str
    element: str
    name: str
    type: str
    role: str
    form: str
    limit: str
    part: str
    result: str
    agency: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class ClosedTask:
    key: str
    element: str
    how: Literal["completed", "cancelled"]


@dataclass(frozen=True, slots=True)
class OpenedTimer:
    """`due` when the drawing gives ISO 8601; else `limit` (working time), which the shell turns into a moment.

    `agency` is the kind of unit by whose hours: as for a task, and of a boundary timer that of its activity.
    """

    key: str
    element: str
    due: datetime | None
    limit: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSubscription:
    key: str
    element: str
    message: str


@dataclass(frozen=True, slots=True)
class ThrownMessage:
    """`target` is the participant's id that the message flow names, or "" when the drawing has no message flow."""

    key: str
    element: str
    message: str
    target: str
    payload: Facts


@dataclass(frozen=True, slots=True)
class Decision:
    """`motcua:decide` on an element that was completed: a part of the dossier got its outcome."""

    key: str
    element: str
    part: str
    outcome: str
    reason: str
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class ClockRequest:
    """`motcua:clock` on an element: opened when it is entered, closed when it is left."""

    key: str
    element: str
    ground: str
    part: str
    action: Literal["open", "close"]


@dataclass(frozen=True, slots=True)
class Incident:
    """A script, condition or check that failed, pinned to its element; the state stays as it was before that element."""

    key: str
    element: str
    code: str
    message: str


Status = Literal["running", "completed", "incident"]


@dataclass(frozen=True, slots=True)
class Step:
    """The new state and everything that changed. `state` is compressed text, opaque to the shell.

    What opened and closed within one move is in both lists; `closed_incidents` (keys) are to be applied before `incidents`,
    all other `opened_…` before their `closed_…`. `flows` are the sequence flows that tokens went along, in order; `tokens` is
    how many are alive after it.
    """

    state: bytes
    status: Status
    facts: Facts
    trace: tuple[TraceEvent, ...] = ()
    opened_tasks: tuple[OpenedTask, ...] = ()
    closed_tasks: tuple[ClosedTask, ...] = ()
    opened_timers: tuple[OpenedTimer, ...] = ()
    closed_timers: tuple[str, ...] = ()
    opened_subscriptions: tuple[OpenedSubscription, ...] = ()
    closed_subscriptions: tuple[str, ...] = ()
    messages: tuple[ThrownMessage, ...] = ()
    decisions: tuple[Decision, ...] = ()
    clock_requests: tuple[ClockRequest, ...] = ()
    incidents: tuple[Incident, ...] = ()
    closed_incidents: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    tokens: int = 0
