# SPDX-License-Identifier: Apache-2.0
"""Owns the command `clock due`: reads its options, computes, prints. Exit code 0, or 2 on bad input."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from motcua_calendar.calendar import calendar_of
from motcua_calendar.clock import LEGAL_ZONE, legal_time
from motcua_calendar.days import use_days
from motcua_calendar.disjoint import disjoint
from motcua_calendar.due import Due, compute
from motcua_calendar.errors import ClockError
from motcua_calendar.hours import DEFAULT_HOURS, OfficeHours
from motcua_calendar.intervals import Interval, Policy
from motcua_calendar.limits import DEFAULT_CUTOFF, Count, Limit, parse_cutoff
from motcua_calendar.text import Language, written

COULD_NOT_RUN = 2

UnitHours = Callable[[str], OfficeHours]
"""Finds a unit's hours by its key; raises LookupError (or ClockError) for an unknown one."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


class Tongue(StrEnum):
    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class DueRequest:
    """The options of `clock due` as they were typed."""

    received: str
    limit: str
    cutoff: str | None = None
    pause: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    restart: str | None = None
    count: str = Count.NEXT_DAY
    unit: str | None = None


def clock_due(request: DueRequest, unit_hours: UnitHours | None = None) -> Due:
    """Compute the due moment of typed options. Raises ClockError with a sentence for any that is no good."""
    intervals = _intervals(request)
    try:
        return _due(request, unit_hours, intervals)
    except ClockError as error:
        if error.code != "INTERVALS_OVERLAP":
            raise
        # Stretches that people type may overlap (tax time within a pause): what stands still twice stands still once.
        return _due(request, unit_hours, disjoint(intervals))


def _due(request: DueRequest, unit_hours: UnitHours | None, intervals: tuple[Interval, ...]) -> Due:
    try:
        return compute(
            parse_moment("--received", request.received),
            Limit.parse(request.limit),
            calendar_of(_hours_of(request.unit, unit_hours)),
            cutoff=DEFAULT_CUTOFF if request.cutoff is None else parse_cutoff(request.cutoff),
            count=_parse_count(request.count),
            intervals=intervals,
        )
    except OverflowError as error:
        raise ClockError(
            "YEAR_OUT_OF_RANGE",
            f"--received: “{request.received}” nằm ngoài những năm mà lịch biết.",
            f"--received: “{request.received}” lies outside the years that the calendar knows.",
        ) from error


def due_json(due: Due, language: Language = "vi") -> str:
    """Write the answer as one line of JSON: `{"due": …, "steps": [… one sentence each …]}`."""
    answer = {"due": _iso(due.at), "steps": [step.sentence(language) for step in due.steps]}
    return json.dumps(answer, ensure_ascii=False)


def due_text(due: Due, language: Language = "vi") -> str:
    """Write the answer for a person: the due moment, then the derivation."""
    heading = "Hạn trả" if language == "vi" else "Due"
    lines = [f"{heading}: {written(due.at, language)} ({_iso(due.at)})"]
    # The last step states the due moment, which is the heading here.
    lines += [f"  {number}. {step.sentence(language)}" for number, step in enumerate(due.steps[:-1], 1)]
    return "\n".join(lines)


def create_clock_app(unit_hours: UnitHours | None = None) -> typer.Typer:
    """Return the command group `clock`; `unit_hours` serves `--unit`."""
    app = typer.Typer(help="Đồng hồ pháp lý. / The legal clock.", no_args_is_help=True)
    app.callback()(_group)

    @app.command("due", help="Tính hạn trả và cách tính. / Compute a due date and how it comes about.")
    def due(
        received: Annotated[str, typer.Option(help="Nhận lúc, ví dụ 2026-04-29T15:10. / Moment of receipt.")],
        limit: Annotated[str, typer.Option(help="Thời hạn: 3wd, 5d, 16wh, sameday. / Limit.")],
        cutoff: Annotated[
            str | None, typer.Option(help="Giờ chốt của “trong ngày”. / Same-day cutoff [15:00].")
        ] = None,
        pause: Annotated[list[str] | None, typer.Option(help="Tạm dừng FROM/TO. / Paused FROM/TO.")] = None,
        exclude: Annotated[
            list[str] | None, typer.Option(help="Không tính FROM/TO. / Excluded FROM/TO.")
        ] = None,
        restart: Annotated[
            str | None, typer.Option(help="Tính lại từ đầu từ lúc này. / Counted anew from.")
        ] = None,
        count: Annotated[str, typer.Option(help="next-day | moment")] = Count.NEXT_DAY.value,
        unit: Annotated[
            str | None, typer.Option(help="Giờ làm việc của đơn vị. / Hours of this unit.")
        ] = None,
        days: Annotated[
            Path | None,
            typer.Option(envvar="MOTCUA_DAYS", help="Bảng ngày nghỉ bổ sung. / More days off (YAML)."),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="In JSON. / Print JSON.")] = False,
        lang: Annotated[Tongue, typer.Option(help="Ngôn ngữ. / Language.")] = Tongue.VI,
    ) -> None:
        paused, excluded = tuple(pause or ()), tuple(exclude or ())
        request = DueRequest(received, limit, cutoff, paused, excluded, restart, count, unit)
        with _said(lang):
            use_days(days)
            found = clock_due(request, unit_hours)
            typer.echo(due_json(found, lang.value) if as_json else due_text(found, lang.value))

    return app


def parse_moment(option: str, text: str) -> datetime:
    """Read `2026-04-29T15:10` (legal time) or with an offset. Raises ClockError naming the option."""
    try:
        if _MOMENT.fullmatch(text) is None:
            raise ValueError(text)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=LEGAL_ZONE) if moment.tzinfo is None else legal_time(moment)
    except (ValueError, OverflowError) as error:
        raise ClockError(
            "MOMENT_INVALID",
            f"{option}: “{text}” không phải thời điểm; hãy viết dạng 2026-04-29T15:10.",
            f"{option}: “{text}” is no moment; write it like 2026-04-29T15:10.",
        ) from error


def _group() -> None:
    """Keep `due` a command of its own even while the group has no other."""


@contextmanager
def _said(lang: Tongue) -> Iterator[None]:
    """A refusal is one sentence and the exit code 2."""
    try:
        yield
    except ClockError as error:
        typer.echo(error.message_vi if lang is Tongue.VI else error.message_en, err=True)
        raise typer.Exit(COULD_NOT_RUN) from error


def _intervals(request: DueRequest) -> tuple[Interval, ...]:
    intervals = [_interval(Policy.PAUSE, "--pause", text) for text in request.pause]
    intervals += [_interval(Policy.EXCLUDE, "--exclude", text) for text in request.exclude]
    if request.restart is not None:
        at = parse_moment("--restart", request.restart)
        intervals.append(Interval(Policy.RESTART, at, at))
    return tuple(intervals)


def _interval(policy: Policy, option: str, text: str) -> Interval:
    start, slash, end = text.partition("/")
    if not slash:
        raise ClockError(
            "INTERVAL_INVALID",
            f"{option}: “{text}” phải có dạng FROM/TO, ví dụ 2026-05-05T10:00/2026-05-07T09:00.",
            f"{option}: “{text}” must be FROM/TO, for example 2026-05-05T10:00/2026-05-07T09:00.",
        )
    return Interval(policy, parse_moment(option, start), parse_moment(option, end))


def _parse_count(text: str) -> Count:
    if text not in tuple(Count):
        raise ClockError(
            "COUNT_INVALID",
            f"--count: “{text}” không hợp lệ; dùng next-day hoặc moment.",
            f"--count: “{text}” is unknown; use next-day or moment.",
        )
    return Count(text)


def _hours_of(unit: str | None, unit_hours: UnitHours | None) -> OfficeHours:
    if unit is None:
        return DEFAULT_HOURS
    if unit_hours is None:
        raise ClockError(
            "UNITS_UNKNOWN",
            "--unit: chưa có danh mục đơn vị; bỏ tùy chọn này để dùng giờ làm việc mặc định.",
            "--unit: no list of units is known here; leave it out to use the default hours.",
        )
    try:
        return unit_hours(unit)
    except LookupError as error:
        raise ClockError(
            "UNIT_UNKNOWN",
            f"--unit: không có đơn vị “{unit}” trong danh mục đơn vị.",
            f"--unit: there is no unit “{unit}” in the list of units.",
        ) from error


def _iso(moment: datetime) -> str:
    exact = moment.second or moment.microsecond
    return moment.isoformat() if exact else moment.isoformat(timespec="minutes")


clock_app = create_clock_app()
"""The group without a list of units; `create_clock_app` makes one that knows them."""
