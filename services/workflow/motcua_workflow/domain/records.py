# SPDX-License-Identifier: Apache-2.0
"""Rows of the workflow service as plain values, and how their ids are derived from the engine's keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

_NAMESPACE = UUID("6f0c2f6e-3c63-4f0e-9d39-0d6a1a1f7c11")


def derived_id(*parts: str) -> str:
    """The same id for the same parts, so that a repeated move cannot make a second row."""
    return str(uuid5(_NAMESPACE, "\x1f".join(parts)))


@dataclass(frozen=True, slots=True)
class Actor:
    """Who moved an instance, by a task or by a message that tells of their action; empty for timers."""

    user: str = ""
    name: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Instance:
    """One running or ended process instance. `version` is the fence that every save checks."""

    id: str
    dossier_id: str
    dossier_code: str
    procedure_key: str
    procedure_version: int
    process_id: str
    territory: str
    status: str
    state: bytes
    version: int
    trace_length: int
    started_at: datetime
    ended_at: datetime | None = None
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An open or closed user or manual task."""

    id: str
    instance_id: str
    dossier_id: str
    process_id: str
    territory: str
    key: str
    element: str
    name: str
    role: str
    agency: str
    form: str
    limit: str
    part: str
    result_code: str
    opened_at: datetime
    closed_at: datetime | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    """Facts that the task's form names, as they were when it opened."""
    name_en: str = ""
    signs: bool = False
    """Whoever completes it signs: a result, or the refusal of a part."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a caller of a move gets to know."""

    instance_id: str
    opened: tuple[TaskRow, ...] = ()
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """A process to start for an accepted dossier."""

    dossier_id: str
    dossier_code: str
    procedure_key: str
    procedure_version: int
    territory: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A message for whoever waits for it in a dossier; `target` is a participant's id or "". `relayed`: another pool or party
    sent it, so that its actor is who made it go out, not who received it."""

    id: str
    name: str
    dossier_id: str
    target: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    relayed: bool = False
