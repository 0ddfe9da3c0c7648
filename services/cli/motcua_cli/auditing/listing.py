# SPDX-License-Identifier: Apache-2.0
"""What the audit has of one dossier, of all services, in the order of the machine's time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from motcua_storage.audit import reading
from motcua_storage.audit.chain import plain

from motcua_cli.auditing.sources import NotReachable, chains
from motcua_cli.machine_readable import json_line

_ID = "SELECT id FROM intake.dossier WHERE code = %s OR id = %s"


@dataclass(frozen=True)
class Listing:
    """Rows with the service that wrote each, oldest first."""

    rows: list[dict[str, Any]]

    def show(self, as_json: bool) -> None:
        """One line for each row, or one JSON object."""
        if as_json:
            print(
                json_line(
                    {"rows": [{name: plain(value) for name, value in row.items()} for row in self.rows]}
                )
            )
            return
        for row in self.rows:
            print(
                f"{row['at']:%Y-%m-%d %H:%M:%S}  {row['service']:<12} {row['what']:<58} {_who(row)}  {row['about']}"
            )
        if not self.rows:
            print("Nothing: what happened before the audit began is not in it.")


def of_dossier(code: str, var: Path, url: str) -> Listing:
    """Raises NotReachable: also where no such dossier is known; psycopg.Error."""
    with chains(var, url) as found:
        dossier_id = _id_of(code, found)
        rows = [
            {"service": schema, **row}
            for schema, connection in found.items()
            for row in reading.of_dossier(connection, schema, dossier_id)
        ]
    return Listing(sorted(rows, key=lambda row: (row["at"], row["id"])))


def _id_of(code: str, found: Mapping[str, reading.Connection]) -> str:
    intake = found.get("intake")
    row = intake.execute(_ID, [code.strip().upper(), code]).fetchone() if intake else None
    if row is None:
        raise NotReachable(f"There is no dossier {code}.")
    return str(row["id"])


def _who(row: Mapping[str, Any]) -> str:
    """Who did it; ids, as names change and are people's own."""
    unit = f" of {row['unit']}" if row["unit"] else ""
    cause = f" because of event {row['cause']}" if row["cause"] else ""
    return f"{row['actor_kind']} {row['actor']}{unit}{cause}".replace("anyone ", "anyone")
