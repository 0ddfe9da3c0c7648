# SPDX-License-Identifier: Apache-2.0
"""The table of rights (proto/rights.yaml) as values, and docs/rights.md made from it.

    python -m motcua_cli.rights proto/rights.yaml docs/rights.md

What the words mean stands at the head of the table. Whether the system does as it says is for tests/rights.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

HIDDEN, EMPTY, REFUSED, SIGHT, UNFIT, ALIKE = "hidden", "empty", "refused", "sight", "unfit", "alike"
_FIELDS: Final = {"may", "outside", "else", "but", "persons", "audited", "why"}


class TableWrong(ValueError):
    """The table says something that it has no word for; names the row."""


@dataclass(frozen=True)
class Row:
    """The rights of one method or address. `may`: scopes by role; `beyond`: what everybody else gets who is signed in."""

    may: Mapping[str, tuple[str, ...]]
    outside: str = HIDDEN
    beyond: str = REFUSED
    but: Mapping[str, str] = field(default_factory=dict)
    persons: bool = False
    audited: bool = False
    why: str = ""

    @property
    def public(self) -> bool:
        """Whether nobody has to be signed in."""
        return "anyone" in self.may


@dataclass(frozen=True)
class Table:
    """The whole file. `methods` by `package.Service/Method`; `addresses` by application and `VERB path`: a row of its own, or the
    name of the method whose rights it has; `topics` and `files` by kind."""

    words: Mapping[str, Mapping[str, Mapping[str, str]]]
    methods: Mapping[str, Row]
    addresses: Mapping[str, Mapping[str, Row | str]]
    topics: Mapping[str, Mapping[str, Any]]
    files: Mapping[str, Mapping[str, Any]]

    def row(self, application: str, address: str) -> Row:
        """The rights of an address, its own or those of its method."""
        found = self.addresses[application][address]
        return self.methods[found] if isinstance(found, str) else found


def read(path: Path) -> Table:
    """Raises TableWrong for a word that the head of the file does not explain."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    words = {kind: raw[kind] for kind in ("callers", "scopes", "outcomes")}
    methods = {
        f"{service}/{name}": _row(f"{service}/{name}", row, words)
        for service, rows in raw["grpc"].items()
        for name, row in rows.items()
    }
    addresses = {
        application: {name: _address(name, row, words, methods) for name, row in rows.items()}
        for application, rows in raw.get("http", {}).items()
    }
    return Table(words, methods, addresses, raw.get("topics", {}), raw.get("files", {}))


def _address(name: str, said: Any, words: Mapping[str, Any], methods: Mapping[str, Row]) -> Row | str:
    if isinstance(said, Mapping):
        return _row(name, said, words)
    service, _, method = str(said).partition(".")
    full = f"motcua.{service}.v1.{service.capitalize()}Service/{method}"
    if full not in methods:
        raise TableWrong(f"{name}: there is no method {said}.")
    return full


def _row(name: str, said: Mapping[str, Any], words: Mapping[str, Any]) -> Row:
    if unknown := set(said) - _FIELDS:
        raise TableWrong(f"{name}: what is {', '.join(sorted(unknown))}?")
    may = {who: (far,) if isinstance(far, str) else tuple(far) for who, far in said["may"].items()}
    but = dict(said.get("but", {}))
    outside, beyond = said.get("outside", HIDDEN), said.get("else", REFUSED)
    for kind, used in (
        ("callers", {*may, *but}),
        ("scopes", {one for scopes in may.values() for one in scopes}),
        ("outcomes", {outside, beyond, *but.values()}),
    ):
        if unknown := used - set(words[kind]):
            raise TableWrong(f"{name}: {', '.join(sorted(unknown))} is not among the {kind}.")
    persons, audited = bool(said.get("persons")), bool(said.get("audited"))
    return Row(may, outside, beyond, but, persons, audited, said.get("why", ""))


INTRODUCTION: Final = """\
# Who may do what

Made from [proto/rights.yaml](../proto/rights.yaml) by `python -m motcua_cli.rights proto/rights.yaml docs/rights.md`;
`tests/rights` walks role × endpoint × scope over a running system and expects exactly this.

Whoever is not signed in, or comes with a token that is forged, expired, of another issuer or for another audience, gets
`UNAUTHENTICATED` (401; pages lead to the sign-in) wherever *anybody* may not. Every call that changes something leaves a row in
the audit of its service (✎).

**A person who leaves.** Whoever the organisation has no more is disabled and signed out of everything at once: in Keycloak by
`motcua identity sync`, in the embedded shape at its next start. Their pages are closed then and no new token is given; one that
they hold is good until it ends, ten minutes at most.
"""


def page(table: Table) -> str:
    """docs/rights.md."""
    lines = [INTRODUCTION]
    for kind, title in (("callers", "Who"), ("scopes", "How far"), ("outcomes", "What everybody else gets")):
        lines += [f"## {title}", "", "| word | | |", "|---|---|---|"]
        lines += [f"| `{word}` | {said['vi']} | {said['en']} |" for word, said in table.words[kind].items()]
        lines.append("")
    services: dict[str, list[str]] = {}
    for name, row in table.methods.items():
        service, _, method = name.partition("/")
        services.setdefault(service, []).append(_line(f"`{method}`", row))
    for service, rows in services.items():
        lines += [f"## {service}", "", *_HEAD, *rows, ""]
    for application, addresses in table.addresses.items():
        rows = [
            f"| `{name}` | as `{said.rpartition('.')[2]}` | | |"
            if isinstance(said, str)
            else _line(f"`{name}`", said)
            for name, said in addresses.items()
        ]
        lines += [f"## HTTP: {application}", "", *_HEAD, *rows, ""]
    lines += [
        "## Topics", "",
        f"Who writes stands in [{table.topics['writers']}](../{table.topics['writers']}), who reads in "
        f"[{table.topics['declared']}](../{table.topics['declared']}); brokers get their rights from there. "
        f"Nobody else: {table.topics['people']['why']}.", "",
        "## Files", "", "| file | who reads it |", "|---|---|",
    ]  # fmt: skip
    return (
        "\n".join([*lines, *(f"| {kind} | {_reader(said)} |" for kind, said in table.files.items())]) + "\n"
    )


_HEAD: Final = ("| | who, and how far | everybody else | |", "|---|---|---|---|")


def _line(name: str, row: Row) -> str:
    may = "; ".join(f"{who}: {', '.join(far)}" for who, far in row.may.items())
    others = "" if row.public else f"{row.beyond}; out of scope {row.outside}"
    others += "".join(f"; {who} {outcome}" for who, outcome in row.but.items())
    notes = [row.why, "people only" if row.persons else "", "✎" if row.audited else ""]
    return f"| {name} | {may} | {others} | {'; '.join(one for one in notes if one)} |"


def _reader(said: Mapping[str, Any]) -> str:
    why = f" ({said['why']})" if said.get("why") else ""
    if "by" in said:
        return f"as `{said['by']}`{why}"
    if "held" in said:
        return f"its owner alone (held by `{said['held']}`){why}"
    return f"`{said['at']}`: {'anybody on the machine' if said.get('public') else 'its owner alone'}{why}"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(page(read(Path(sys.argv[1]))), encoding="utf-8")
