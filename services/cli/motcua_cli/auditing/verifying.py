# SPDX-License-Identifier: Apache-2.0
"""Checks chains and tells what is wrong with them; memory does not grow with their length."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

from motcua_storage.audit import Finding, Head
from motcua_storage.audit.exported import Export
from motcua_storage.audit.verifying import Verification

from motcua_cli.auditing.sources import chains
from motcua_cli.machine_readable import json_line

SHOWN = 1000
"""Findings that are told; a table that was emptied has one for each row."""


@dataclass
class Result:
    """What a run found; `more`: findings beyond those that are kept."""

    rows: int = 0
    heads: list[Head] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    def take(self, found: Iterable[Finding]) -> None:
        """Keep as many as are told, count the others."""
        several = iter(found)
        self.findings += islice(several, SHOWN - len(self.findings))
        self.more += sum(1 for _ in several)

    def show(self, as_json: bool) -> None:
        """Findings, then how far each chain goes."""
        if as_json:
            heads = [str(one) for one in self.heads]
            findings = [asdict(one) for one in self.findings]
            print(
                json_line(
                    {
                        "ok": not findings,
                        "rows": self.rows,
                        "heads": heads,
                        "findings": findings,
                        "more": self.more,
                    }
                )
            )
            return
        for one in self.findings:
            where = "" if one.position is None else f" position {one.position}"
            print(f"{one.schema}{where}: {one.sentence} [{one.code}]")
        if self.more:
            print(f"… and {self.more} more.")
        said = "Something is wrong with the audit" if self.findings else "The audit is whole"
        print(
            f"{said}: {self.rows} sealed rows looked at. Keep these heads elsewhere, and give them to the next run:"
        )
        sys.stdout.writelines(f"  --head {one}\n" for one in self.heads)


def of_file(file: Path, known: Sequence[Head]) -> Result:
    """Of an export. Raises NoExport, OSError."""
    result, export = Result(), Export(known)
    with file.open(encoding="utf-8") as lines:
        result.take(export.check(lines))
    result.rows, result.heads = export.rows, export.heads
    return result


def of_database(var: Path, url: str, known: Sequence[Head], resume: bool) -> Result:
    """Of a database. Raises NotReachable, psycopg.Error."""
    result, run = Result(), Verification(known, resume)
    with chains(var, url) as found:
        for schema, connection in found.items():
            result.take(run.check(connection, [schema]))
        result.take(_gone(head) for head in known if head.schema not in found)
    result.rows, result.heads = run.rows, run.heads
    return result


def _gone(head: Head) -> Finding:
    return Finding(
        head.schema, "chain-ends-early", head.position, None, f"There is no audit of {head.schema} any more."
    )
