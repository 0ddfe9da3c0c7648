# SPDX-License-Identifier: Apache-2.0
"""The longest way through a drawing by its internal limits: what the steps of a part take when nothing goes back.

A loop ("send back") is walked once, because a step that is done again is late by nobody's plan.
"""

from __future__ import annotations

from motcua_calendar import DEFAULT_HOURS, ClockError, Limit, Unit

from motcua_procedure.drawing import DrawnTask, Scope

_DAY_MINUTES = int(DEFAULT_HOURS.daily.total_seconds()) // 60


def minutes(limit: Limit) -> int:
    """A limit in working minutes: a working day is the daily hours of the default calendar, 8 hours.

    Calendar days count as working days, which is on the safe side for a step and never used for a sum alone.
    """
    if limit.unit is Unit.WORKING_HOURS:
        return limit.amount * 60
    return (limit.amount or 1) * _DAY_MINUTES


def longest_minutes(scope: Scope, part: str) -> int:
    """Working minutes of the longest way from any element of the scope, counting the part's tasks alone."""
    done: dict[str, int] = {}
    return max((_from(scope, element, part, done) for element in scope.elements), default=0)


def _from(scope: Scope, start: str, part: str, done: dict[str, int]) -> int:
    """Depth first without recursion; an element that is still open is a way back and counts nothing."""
    stack: list[tuple[str, bool]] = [(start, False)]
    open_now: set[str] = set()
    while stack:
        element, leaving = stack.pop()
        if leaving:
            after = (done.get(target, 0) for target in scope.flows.get(element, ()))
            done[element] = _own(scope, element, part) + max(after, default=0)
            open_now.discard(element)
        elif element not in done and element not in open_now:
            open_now.add(element)
            stack.append((element, True))
            stack.extend((target, False) for target in scope.flows.get(element, ()))
    return done[start]


def _own(scope: Scope, element: str, part: str) -> int:
    task = scope.tasks.get(element)
    if task is not None:
        return _task_minutes(task) if task.part == part else 0
    inner = scope.scopes.get(element)
    return longest_minutes(inner, part) if inner is not None else 0


def _task_minutes(task: DrawnTask) -> int:
    try:
        return minutes(Limit.parse(task.limit)) if task.limit else 0
    except ClockError:
        return 0  # the drawing's own check refuses it by name
