# SPDX-License-Identifier: Apache-2.0
"""What is known around a drawing that lies in a procedure's folder."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """What is known around a drawing; None where nothing is known and nothing can be checked.

    `forms` are keys of forms/, `parts`, `results` and `grounds` (clock.grounds) come from procedure.yaml,
    `roles` and `agencies` (kinds of unit) from the organisation. Of the forms, as `form.field`: `shown` are readonly
    fields, `asked` those whose answers are facts, `kept` those whose answers are not. `start_facts` are those that the
    process starts with; `notices` are `message.fact` of procedure.yaml (`message.` for one without facts); `window` is the
    time for a supplement ("30d"). `offered` are all values that a choice offers, as `form.field=value` (`.fact=value` for a
    fact that the process starts with), `several` the choices (`form.field`) of which an answer is a list; what is in neither
    may be anything. `unread` are forms that are there and cannot be read, `signing` those of which only some answers are
    signed. `staffed` are `role.kind` for each role that somebody holds at a unit of that kind.
    `diagram`: people are shown the drawing, so that it must have one.
    """

    forms: frozenset[str] | None = None
    parts: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    agencies: frozenset[str] | None = None
    results: frozenset[str] | None = None
    grounds: frozenset[str] | None = None
    shown: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    start_facts: frozenset[str] = frozenset()
    notices: frozenset[str] | None = None
    window: str = ""
    offered: frozenset[str] = frozenset()
    several: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    signing: frozenset[str] = frozenset()
    staffed: frozenset[str] | None = None
    diagram: bool = False
