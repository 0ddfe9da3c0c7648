# SPDX-License-Identifier: Apache-2.0
"""Scenarios: given facts, when tasks are completed so, then path, results and deadlines.

Owns the schema and the data. The runner stands on the engine and is not here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from motcua_calendar import LEGAL_ZONE
from motcua_text import Problem, Source, SourceError, Text, read_yaml

from motcua_procedure.loader import require_content, schema


@dataclass(frozen=True, slots=True)
class Complete:
    """The open task `element` is completed with `facts`, with the signed `result` (a code or "") attached."""

    element: str
    facts: Mapping[str, Any]
    result: str
    at: datetime | None
    line: int


@dataclass(frozen=True, slots=True)
class Arrive:
    """A message arrives from outside: `sender` is "applicant" or the id of a pool."""

    message: str
    sender: str
    facts: Mapping[str, Any]
    at: datetime | None
    line: int


@dataclass(frozen=True, slots=True)
class Advance:
    """Time passes: `3wd` and `4wh` by the working calendar, `2d`, `2h`, `30m` by the clock."""

    amount: str
    line: int


ScenarioStep = Complete | Arrive | Advance


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be true at the end; what is None or empty was not asked for (`ends` is always asked for)."""

    status: Literal["completed", "waiting"]
    ends: tuple[str, ...]
    path: tuple[str, ...]
    not_passed: tuple[str, ...]
    open: tuple[str, ...] | None
    parts: Mapping[str, str]
    results: Mapping[str, tuple[str, ...]]
    messages: tuple[str, ...] | None
    promised: date | None
    deadlines: Mapping[str, datetime]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario file. Moments are aware, in legal time."""

    file: str
    name: Text
    received_at: datetime
    facts: Mapping[str, Any]
    steps: tuple[ScenarioStep, ...]
    expect: Expectation


def load_scenario(content: bytes, file: str) -> Scenario:
    """Read a scenario file.

    Raises:
        SourceError: all problems, with line and field.
    """
    return build_scenario(read_scenario(content, file))


def read_scenario(content: bytes, file: str) -> Source:
    """The checked source, for those who need its lines too. Raises SourceError."""
    source = read_yaml(content, file)
    require_content(
        source,
        Text(
            "Hãy viết name, given, steps và expect, như kịch bản của một thủ tục khác.",
            "Write name, given, steps and expect, as the scenarios of another procedure do.",
        ),
    )
    problems = schema("scenario").problems(source) or list(_moments(source))
    if problems:
        raise SourceError(problems)
    return source


def _moments(source: Source) -> Iterator[Problem]:
    """Real moments, and time that never runs backwards."""
    last: datetime | None = None
    places: list[tuple[str | int, ...]] = [("given", "received_at")]
    places += [("steps", index, "at") for index, step in enumerate(source.data["steps"]) if "at" in step]
    for path in places:
        text = (
            source.data["given"]["received_at"] if path[0] == "given" else source.data["steps"][path[1]]["at"]
        )
        try:
            moment = _moment(text)
        except ValueError:
            yield source.problem(
                path,
                Text(
                    f'"{text}" không phải là một thời điểm có trong lịch.',
                    f'"{text}" is no moment of the calendar.',
                ),
                code="date",
            )
            continue
        if last is not None and moment < last:
            yield source.problem(
                path,
                Text(f'"{text}" sớm hơn bước liền trước.', f'"{text}" lies before the step before it.'),
                code="date",
            )
        last = moment
    yield from _expected_dates(source)


def _expected_dates(source: Source) -> Iterator[Problem]:
    expect = source.data["expect"]
    places = [("expect", "deadlines", key) for key in expect.get("deadlines", {})]
    texts: dict[tuple[str, ...], str] = {path: expect["deadlines"][path[2]] for path in places}
    if "promised" in expect:
        texts[("expect", "promised")] = expect["promised"]
    for path, text in texts.items():
        try:
            datetime.fromisoformat(text)
        except ValueError:
            yield source.problem(
                path,
                Text(
                    f'"{text}" không phải là một ngày có trong lịch.', f'"{text}" is no date of the calendar.'
                ),
                code="date",
            )


def build_scenario(source: Source) -> Scenario:
    """The scenario of a source that `read_scenario` has checked."""
    data = source.data
    return Scenario(
        file=source.file,
        name=Text.of(data["name"]),
        received_at=_moment(data["given"]["received_at"]),
        facts=data["given"].get("facts", {}),
        steps=tuple(_step(source, index, step) for index, step in enumerate(data["steps"])),
        expect=_expectation(data["expect"]),
    )


def _step(source: Source, index: int, entry: dict[str, Any]) -> ScenarioStep:
    line = source.line(("steps", index))
    at = _moment(entry["at"]) if "at" in entry else None
    facts = entry.get("facts", {})
    if "complete" in entry:
        return Complete(entry["complete"], facts, entry.get("result", ""), at, line)
    if "message" in entry:
        return Arrive(entry["message"], entry.get("from", "applicant"), facts, at, line)
    return Advance(entry["advance"], line)


def _expectation(entry: dict[str, Any]) -> Expectation:
    return Expectation(
        status=entry["status"],
        ends=tuple(entry["ends"]),
        path=tuple(entry.get("path", ())),
        not_passed=tuple(entry.get("not_passed", ())),
        open=tuple(entry["open"]) if "open" in entry else None,
        parts=entry.get("parts", {}),
        results={part: tuple(codes) for part, codes in entry.get("results", {}).items()},
        messages=tuple(entry["messages"]) if "messages" in entry else None,
        promised=date.fromisoformat(entry["promised"]) if "promised" in entry else None,
        deadlines={part: _moment(text) for part, text in entry.get("deadlines", {}).items()},
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LEGAL_ZONE)
