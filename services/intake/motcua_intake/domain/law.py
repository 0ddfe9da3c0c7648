# SPDX-License-Identifier: Apache-2.0
"""What the law says about every dossier, whatever its procedure: rows with legal basis and validity. The day chooses.

What ships (`law.yaml`) lies under a file of the operator's (MOTCUA_LAW): what a new decree says, or a row of ours that is wrong,
is entered in a file and needs no release.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

from motcua_procedure.law import LegalBasis, Validity, legal_basis, validity
from motcua_text import Problem, Schema, Source, SourceError, Text, read_regular, read_yaml
from motcua_text.source import MAX_BYTES

SHIPPED = "law.yaml"
SHORT_SHARE = 50
"""Percent, where a row does not say: files of operators from before it could be said."""


@dataclass(frozen=True, slots=True)
class ApologyRule:
    """Form 04: how many working days before the due day it is drafted, or after which share (percent) of a limit that is too
    short for that, how often another day may be appointed, and how far (working days; see `law.yaml`)."""

    valid: Validity
    draft_before: int
    times: int
    most_days: int
    proposed_days: int
    legal_basis: tuple[LegalBasis, ...]
    short_share: int = SHORT_SHARE

    def basis_on(self, day: date) -> str:
        """The documents in force on that day with their articles, as a sheet cites them."""
        cited = (one for one in self.legal_basis if one.valid.covers(day))
        return "; ".join(", ".join(filter(None, (one.document, one.article))) for one in cited)


@dataclass(frozen=True, slots=True)
class Law:
    """All rows, those of the operator's file first. `file` is that file (None: only what ships), of which `rows` rows with this
    `sha256` count."""

    apologies: tuple[ApologyRule, ...]
    file: Path | None = None
    rows: int = 0
    sha256: str = ""

    def apology(self, day: date) -> ApologyRule | None:
        """The rule of form 04 for that day; None where the law knows no such thing."""
        return next((one for one in self.apologies if one.valid.covers(day)), None)


@cache
def shipped() -> Law:
    """What ships with the service alone."""
    return Law(_rules(files(__package__).joinpath(SHIPPED).read_bytes(), SHIPPED))


def read_law(file: Path | None) -> Law:
    """What ships under the rows of a file, which win on the days that they cover.

    Raises:
        OSError: the file cannot be read, or is no regular file.
        SourceError: it is not what we take; all problems with file, line and field.
    """
    if file is None:
        return shipped()
    content = read_regular(file, MAX_BYTES + 1)
    rules = _rules(content, str(file))
    return Law((*rules, *shipped().apologies), file, len(rules), hashlib.sha256(content).hexdigest())


def _rules(content: bytes, name: str) -> tuple[ApologyRule, ...]:
    source = read_yaml(content, name)
    if problems := _schema().problems(source) or sorted(_cross_checks(source), key=lambda one: one.line):
        raise SourceError(problems)
    return tuple(_apology(entry) for entry in source.data["apologies"])


@cache
def _schema() -> Schema:
    return Schema.from_text(files(__package__).joinpath("law.schema.json").read_text("utf-8"))


def _apology(entry: dict[str, Any]) -> ApologyRule:
    return ApologyRule(
        validity(entry["valid"]),
        entry["draft_before"],
        entry["times"],
        entry["most_days"],
        entry["proposed_days"],
        legal_basis(entry["legal_basis"]),
        entry.get("short_share", SHORT_SHARE),
    )


def _cross_checks(source: Source) -> Iterator[Problem]:
    """What a schema cannot see; days first, as nothing else can be asked of one that is none."""
    rows = list(enumerate(source.data["apologies"]))
    spans: list[tuple[tuple[str | int, ...], dict[str, str]]] = [
        (("apologies", at, "valid"), one["valid"]) for at, one in rows
    ]
    spans += [
        (("apologies", at, "legal_basis", place, "valid"), basis["valid"])
        for at, one in rows
        for place, basis in enumerate(one["legal_basis"])
    ]
    wrong = [problem for path, span in spans for problem in _span(source, path, span)]
    yield from wrong
    for at, one in rows:
        if one["proposed_days"] > one["most_days"]:
            path = ("apologies", at, "proposed_days")
            yield source.problem(
                path,
                Text(
                    "Bản dự thảo không thể đề nghị nhiều ngày hơn số ngày được cho (most_days).",
                    "A draft cannot propose more days than may be given (most_days).",
                ),
            )
    if not wrong:
        yield from _overlaps(source, [(at, validity(one["valid"])) for at, one in rows])


def _span(source: Source, path: tuple[str | int, ...], span: dict[str, str]) -> Iterator[Problem]:
    for key, day in span.items():
        try:
            date.fromisoformat(day)
        except ValueError:
            yield source.problem((*path, key), Text(f'Không có ngày "{day}".', f'There is no day "{day}".'))
            return
    if span.get("to", span["from"]) < span["from"]:
        yield source.problem(
            (*path, "to"), Text("Ngày cuối trước ngày đầu.", "The last day is before the first.")
        )


def _overlaps(source: Source, rows: list[tuple[int, Validity]]) -> Iterator[Problem]:
    for (_, one), (at, other) in combinations(rows, 2):
        if one.covers(other.first) or other.covers(one.first):
            message = Text(
                f"Một dòng khác cũng áp dụng cho ngày {max(one.first, other.first).isoformat()}.",
                f"Another row covers {max(one.first, other.first).isoformat()} too.",
            )
            yield source.problem(
                ("apologies", at, "valid"),
                message,
                Text("Hãy ghi ngày cuối cho dòng sớm hơn.", "Give the earlier row its last day."),
            )
