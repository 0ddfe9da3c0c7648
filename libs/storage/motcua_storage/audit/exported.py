# SPDX-License-Identifier: Apache-2.0
"""The audit as a file of JSON lines that can be checked without the database: first where each chain begins in it, then every row
with its seal, last where each chain ends. Written and read line by line, in bounded memory."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TextIO

from motcua_storage.audit import reading
from motcua_storage.audit.chain import FIELDS, Chain, Finding, Head, Link, plain

FORMAT = 1


class NoExport(Exception):
    """The file is no export of an audit; the sentence says why."""


def write(chains: Mapping[str, reading.Connection], target: TextIO, since: datetime | None) -> Iterator[Head]:
    """Write the chains of the schemas, each read by its connection, from the first row that is not older than `since`.

    Gives the head of each as it is done. Whoever iterates to the end has a whole file: the last line is written then.
    """
    starts = [reading.start_of(connection, schema, since) for schema, connection in chains.items()]
    _line(target, {"motcua_audit": FORMAT, "starts": [str(one) for one in starts]})
    heads = []
    for start in starts:
        head = start
        for link in reading.links(chains[start.schema], start.schema, start.position):
            head = Head(start.schema, link.position, link.seal)
            _line(target, _as_json(start.schema, link))
        heads.append(head)
        yield head
    _line(target, {"heads": [str(one) for one in heads]})


@dataclass
class Export:
    """Checks the lines of an export; `known` are heads from before. `heads` fills as lines are taken."""

    known: Sequence[Head] = ()
    heads: list[Head] = field(default_factory=list)
    rows: int = 0

    def check(self, lines: Iterable[str]) -> Iterator[Finding]:
        """What is wrong with it. Raises NoExport where the file is none, or of a version that this program does not know."""
        numbered = enumerate(lines, start=1)
        chains = self._begin(numbered)
        yield from self._starts(chains)
        ended = False
        for number, line in numbered:
            found = _read(number, line)
            if "heads" in found:
                ended = True
                yield from self._compare(chains, found["heads"])
                continue
            chain = chains.get(found["schema"])
            if chain is None:
                raise NoExport(
                    f"Line {number} is of {found['schema']!r}, which the first line does not name."
                )
            self.rows += 1
            yield from chain.take(_link(number, found))
        for chain in chains.values():
            self.heads.append(chain.head)
            yield from chain.end()
        if not ended:
            yield Finding(
                "", "export-incomplete", None, None, "The last line is missing: the file was cut off."
            )

    def _begin(self, numbered: Iterator[tuple[int, str]]) -> dict[str, Chain]:
        number, line = next(numbered, (1, ""))
        first = _read(number, line)
        if first.get("motcua_audit") != FORMAT:
            raise NoExport("The first line is not that of an export of an audit.")
        starts = [Head.parse(one) for one in first["starts"]]
        return {start.schema: Chain.of(start.schema, self.known, start) for start in starts}

    def _starts(self, chains: dict[str, Chain]) -> Iterator[Finding]:
        for head in self.known:
            chain = chains.get(head.schema)
            if chain is None:
                yield Finding(
                    head.schema,
                    "chain-ends-early",
                    head.position,
                    None,
                    f"The export has nothing of {head.schema}.",
                )
            elif head.position == chain.head.position and head.seal != chain.head.seal:
                yield Finding(
                    head.schema, "chain-made-anew", head.position, None,
                    f"The export begins after position {head.position} with another seal than the head known from before.",
                )  # fmt: skip

    def _compare(self, chains: dict[str, Chain], told: list[str]) -> Iterator[Finding]:
        for text in told:
            head = Head.parse(text)
            chain = chains.get(head.schema)
            if chain is None or chain.head != head:
                where = chain.head.position if chain else 0
                yield Finding(
                    head.schema, "export-incomplete", head.position, None,
                    f"The file ends at position {where}, but says that it goes to {head.position}.",
                )  # fmt: skip


def _as_json(schema: str, link: Link) -> dict[str, Any]:
    row = None if link.row is None else {name: plain(link.row[name]) for name in FIELDS}
    return {
        "schema": schema,
        "position": link.position,
        "seal": link.seal.hex(),
        "row_id": link.row_id,
        "row": row,
    }


def _link(number: int, found: dict[str, Any]) -> Link:
    try:
        row = found["row"]
        if row is not None and set(row) != set(FIELDS):
            raise NoExport(f"Line {number} is not a row of this version: its columns are others.")
        return Link(int(found["position"]), bytes.fromhex(found["seal"]), int(found["row_id"]), row)
    except (KeyError, TypeError, ValueError) as error:
        raise NoExport(f"Line {number} is no row of an audit ({type(error).__name__}: {error}).") from error


def _read(number: int, line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise NoExport(f"Line {number} is no JSON: {error}") from error
    if not isinstance(found, dict) or not ({"motcua_audit", "heads", "schema"} & set(found)):
        raise NoExport(f"Line {number} is not a line of an export of an audit.")
    return found


def _line(target: TextIO, content: dict[str, Any]) -> None:
    target.write(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
