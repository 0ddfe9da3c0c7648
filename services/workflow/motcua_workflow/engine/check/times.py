# SPDX-License-Identifier: Apache-2.0
"""Timers: ISO 8601 dates and durations taken literally, or working time by motcua:limit."""

from __future__ import annotations

import re

from motcua_workflow.engine.check.index import Checked, timers
from motcua_workflow.engine.model import EventDefinition, Node
from motcua_workflow.engine.normalise_time import OutOfRange, parse_date, parse_duration

_MONTHS = 100 * 12
_DAYS = 100 * 366
_FRACTION = re.compile(r"[.,]\d+([YMWDH])")
_UNITS = {"Y": "year", "M": "month or minute", "W": "week", "D": "day", "H": "hour"}
_LIMIT = re.compile(r"sameday|[1-9]\d{0,3}(wh|wd|d)", re.ASCII)


def is_limit(text: str) -> bool:
    """Whether a text is a working time: `8wh`, `3wd`, `5d`, `sameday`."""
    return _LIMIT.fullmatch(text) is not None


def check_times(checked: Checked) -> None:
    """The timers of one process."""
    for node in checked.process.nodes:
        for definition in timers(node):
            _check_timer(checked, node, definition)


def _check_timer(checked: Checked, node: Node, timer: EventDefinition) -> None:
    if timer.times > 1 or (timer.limit and timer.timer):
        checked.add("timer-twice", node, timer.line)
    elif timer.limit:
        if not is_limit(timer.limit):
            checked.add("limit", node, timer.line, limit=timer.limit)
    elif timer.timer_kind == "cycle" or timer.timer.startswith("R"):
        checked.add("cycle-timer", node, timer.line, time=timer.timer)
    elif not timer.timer:
        checked.add("timer-without-time", node, timer.line)
    elif timer.timer_kind == "duration":
        _check_duration(checked, node, timer)
    else:
        _check_date(checked, node, timer)


def _check_duration(checked: Checked, node: Node, timer: EventDefinition) -> None:
    try:
        duration = parse_duration(timer.timer)
    except OutOfRange:
        checked.add("timer-too-long", node, timer.line, time=timer.timer)
        return
    except ValueError:
        fraction = _FRACTION.search(timer.timer) if timer.timer.startswith("P") else None
        code = "timer-fraction" if fraction else "timer-duration"
        unit = _UNITS[fraction.group(1)] if fraction else ""
        checked.add(code, node, timer.line, time=timer.timer, unit=unit)
        return
    if duration.months > _MONTHS or duration.elapsed.days > _DAYS:
        checked.add("timer-too-long", node, timer.line, time=timer.timer)


def _check_date(checked: Checked, node: Node, timer: EventDefinition) -> None:
    try:
        parse_date(timer.timer)
    except OutOfRange:
        checked.add("timer-date-range", node, timer.line, time=timer.timer)
    except ValueError:
        checked.add("timer-date", node, timer.line, time=timer.timer)
