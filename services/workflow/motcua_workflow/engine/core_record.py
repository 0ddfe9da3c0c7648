# SPDX-License-Identifier: Apache-2.0
"""What one move changed, collected while it runs."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from motcua_workflow.engine.step import (
    ClockRequest,
    ClosedTask,
    Decision,
    Incident,
    OpenedSubscription,
    OpenedTask,
    OpenedTimer,
    ThrownMessage,
    TraceEvent,
    TraceKind,
)


@dataclass(slots=True)
class Record:
    """The lists of a Step, in the order in which things happened."""

    trace: list[TraceEvent] = field(default_factory=list)
    opened_tasks: list[OpenedTask] = field(default_factory=list)
    closed_tasks: list[ClosedTask] = field(default_factory=list)
    opened_timers: list[OpenedTimer] = field(default_factory=list)
    closed_timers: list[str] = field(default_factory=list)
    opened_subscriptions: list[OpenedSubscription] = field(default_factory=list)
    closed_subscriptions: list[str] = field(default_factory=list)
    messages: list[ThrownMessage] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    clock_requests: list[ClockRequest] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    closed_incidents: list[str] = field(default_factory=list)
    flows: list[str] = field(default_factory=list)

    def event(self, element: str, kind: TraceKind, facts: dict[str, Any] | None = None) -> None:
        self.trace.append(TraceEvent(element, kind, facts or {}))

    def incident(self, key: str, element: str, code: str, message: str) -> None:
        self.incidents.append(Incident(key, element, code, message))

    def settled(self, key: str) -> None:
        """An incident is no more; one of this very move was never there for the outside."""
        if key not in {incident.key for incident in self.incidents}:
            self.closed_incidents.append(key)
        self.incidents = [incident for incident in self.incidents if incident.key != key]

    def as_step(self) -> dict[str, Any]:
        return {f.name: tuple(getattr(self, f.name)) for f in fields(self)}
