# SPDX-License-Identifier: Apache-2.0
"""From the organisation's YAML file to an `Organisation`, with every problem told by line and field."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import Any

from motcua_calendar import ClockError, OfficeHours
from motcua_text import Path, Problem, Schema, Source, SourceError, Text, read_regular, read_yaml
from motcua_text.source import MAX_BYTES

from motcua_organisation.model import (
    Citizen,
    Organisation,
    Person,
    Role,
    Unit,
)


def load_organisation(path: str | pathlib.Path) -> Organisation:
    """Read the file.

    Raises:
        OSError: the file cannot be read, or is no regular file.
        SourceError: it is not what we take; all problems with file, line and field.
    """
    # One byte more than is taken is enough to see that it is too much.
    return parse_organisation(read_regular(path, MAX_BYTES + 1), str(path))


def parse_organisation(content: bytes, file: str) -> Organisation:
    """As `load_organisation`, from bytes; `file` is the name told in problems."""
    source = read_yaml(content, file)
    problems = _schema().problems(source)
    if problems:
        raise SourceError(problems)
    problems = sorted(_cross_checks(source), key=lambda problem: problem.line)
    if problems:
        raise SourceError(problems)
    return _build(source.data)


def _schema() -> Schema:
    text = resources.files("motcua_organisation").joinpath("organisation.schema.json").read_text("utf-8")
    return Schema.from_text(text)


def _build(data: dict[str, Any]) -> Organisation:
    hours = {key: OfficeHours.of(week) for key, week in data["hours"].items()}
    return Organisation(
        name=Text.of(data["name"]),
        illustration=Text.of(data["illustration"]) if "illustration" in data else None,
        units={entry["key"]: _unit(entry, hours) for entry in data["units"]},
        roles={entry["key"]: Role(entry["key"], Text.of(entry["name"])) for entry in data["roles"]},
        people={entry["user"]: _person(entry) for entry in data["people"]},
        citizens={entry["user"]: _citizen(entry) for entry in data.get("citizens", [])},
    )


def _unit(entry: dict[str, Any], hours: dict[str, OfficeHours]) -> Unit:
    return Unit(
        key=entry["key"],
        code=entry["code"],
        name=Text.of(entry["name"]),
        kind=entry["kind"],
        level=entry["level"],
        parent=entry.get("parent", ""),
        serves=tuple(entry.get("serves", ())) or ((entry["key"],) if entry["kind"] == "commune" else ()),
        hours=hours[entry["hours"]],
        address=Text.of(entry["address"]),
        phone=entry["phone"],
        email=entry["email"],
        window=Text.of(entry["window"]) if "window" in entry else None,
        valid_from=date.fromisoformat(entry["valid"]["from"]),
        valid_to=date.fromisoformat(entry["valid"]["to"]) if entry["valid"].get("to") else None,
        aliases=tuple(entry.get("aliases", ())),
    )


def _person(entry: dict[str, Any]) -> Person:
    return Person(
        user=entry["user"],
        name=entry["name"],
        unit=entry["unit"],
        roles=frozenset(entry["roles"]),
        email=entry["email"],
        phone=entry["phone"],
        title=Text.of(entry["title"]),
        deputises=Text.of(entry["deputises"]) if "deputises" in entry else Text(""),
        head=entry.get("head", False),
    )


def _citizen(entry: dict[str, Any]) -> Citizen:
    return Citizen(**{**entry, "birth_date": date.fromisoformat(entry["birth_date"])})


def _cross_checks(source: Source) -> Iterator[Problem]:
    yield from _doubles(source)
    yield from _dates(source)
    yield from _hour_checks(source)
    yield from _unit_references(source)
    yield from _people_references(source)


def _doubles(source: Source) -> Iterator[Problem]:
    """Keys name one thing each; users are one name space of officers and citizens, for sign-in."""
    fields = [("units", "key"), ("units", "code"), ("roles", "key"), ("people", "user"), ("citizens", "user")]
    seen: dict[tuple[str, str], int] = {}
    for group, name in fields:
        space = "user" if name == "user" else f"{group}.{name}"
        for index, entry in enumerate(source.data.get(group, [])):
            path: Path = (group, index, name)
            first = seen.setdefault((space, entry[name]), source.line(path))
            if first != source.line(path):
                yield source.problem(
                    path,
                    Text(
                        f'"{entry[name]}" đã được dùng ở dòng {first}.',
                        f'"{entry[name]}" is already used in line {first}.',
                    ),
                )


def _dates(source: Source) -> Iterator[Problem]:
    dated: list[Path] = [("citizens", i, "birth_date") for i in range(len(source.data.get("citizens", [])))]
    for index, unit in enumerate(source.data["units"]):
        dated += [("units", index, "valid", end) for end in ("from", "to") if unit["valid"].get(end)]
    for path in dated:
        value = _at(source.data, path)
        try:
            date.fromisoformat(value)
        except ValueError:
            yield source.problem(
                path,
                Text(
                    f'"{value}" không phải là một ngày có trong lịch.',
                    f'"{value}" is no date of the calendar.',
                ),
                Text("Hãy viết như 2026-01-31.", "Write it as 2026-01-31."),
            )


def _hour_checks(source: Source) -> Iterator[Problem]:
    for key, week in source.data["hours"].items():
        try:
            OfficeHours.of(week)
        except ClockError as error:
            yield source.problem(("hours", key), Text(error.message_vi, error.message_en))


def _unit_references(source: Source) -> Iterator[Problem]:
    kinds = {unit["key"]: unit["kind"] for unit in source.data["units"]}
    for index, unit in enumerate(source.data["units"]):
        if unit.get("parent") and unit["parent"] not in kinds:
            yield source.problem(
                ("units", index, "parent"),
                Text(f'Không có đơn vị "{unit["parent"]}".', f'There is no unit "{unit["parent"]}".'),
            )
        if unit["hours"] not in source.data["hours"]:
            yield source.problem(
                ("units", index, "hours"),
                Text(f'Không có giờ làm việc "{unit["hours"]}".', f'There are no hours "{unit["hours"]}".'),
            )
        for place, served in enumerate(unit.get("serves", [])):
            if kinds.get(served) != "commune":
                yield source.problem(
                    ("units", index, "serves", place),
                    Text(f'"{served}" không phải là xã, phường.', f'"{served}" is no commune.'),
                )
    yield from _parent_cycles(source)


def _parent_cycles(source: Source) -> Iterator[Problem]:
    parents = {unit["key"]: unit.get("parent", "") for unit in source.data["units"]}
    for index, unit in enumerate(source.data["units"]):
        seen, key = {unit["key"]}, parents[unit["key"]]
        while key and key not in seen:
            seen.add(key)
            key = parents.get(key, "")
        if key:
            yield source.problem(
                ("units", index, "parent"),
                Text(f'"{unit["key"]}" là cấp trên của chính mình.', f'"{unit["key"]}" is above itself.'),
            )


def _people_references(source: Source) -> Iterator[Problem]:
    units = {unit["key"]: unit["kind"] for unit in source.data["units"]}
    roles = {role["key"] for role in source.data["roles"]}
    for index, person in enumerate(source.data["people"]):
        if person["unit"] not in units:
            yield source.problem(
                ("people", index, "unit"),
                Text(f'Không có đơn vị "{person["unit"]}".', f'There is no unit "{person["unit"]}".'),
            )
        for place, role in enumerate(person["roles"]):
            if role not in roles:
                yield source.problem(
                    ("people", index, "roles", place),
                    Text(f'Không có vai trò "{role}".', f'There is no role "{role}".'),
                )
    for index, citizen in enumerate(source.data.get("citizens", [])):
        if units.get(citizen["commune"]) != "commune":
            yield source.problem(
                ("citizens", index, "commune"),
                Text(
                    f'"{citizen["commune"]}" không phải là xã, phường.',
                    f'"{citizen["commune"]}" is no commune.',
                ),
            )


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
