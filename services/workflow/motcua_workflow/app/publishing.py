# SPDX-License-Identifier: Apache-2.0
"""Publishing: a folder is checked whole (lint, drawing, scenarios) and then becomes an immutable version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from motcua_events.outbox import Outbox
from motcua_identity import Subject
from motcua_procedure import Procedure, ProcedurePackage
from motcua_procedure.package import PROCEDURE_FILE, pack
from motcua_rpc import Page

from motcua_workflow.adapters.packages import Packages, PublishedPackage
from motcua_workflow.app.announcing import Announcer
from motcua_workflow.app.checking import Checked, CheckedPackage, Checker
from motcua_workflow.engine.model import Finding


@dataclass(frozen=True, slots=True)
class Publication:
    """`version` is 0 when refused; `findings` are (file, finding)."""

    key: str
    version: int
    sha256: str
    findings: tuple[tuple[str, Finding], ...]


class Publisher:
    """Checks and publishes folders."""

    def __init__(self, packages: Packages, announcer: Announcer, outbox: Outbox, checker: Checker) -> None:
        self._packages = packages
        self._announcer = announcer
        self._outbox = outbox
        self._checker = checker

    def check(self, files: Mapping[str, bytes], wanted: Callable[[], bool]) -> Checked:
        """Read and check a folder; expensive, so done before a transaction and as long as `wanted` only.

        Raises:
            BadPackage, TooCostly, Cancelled.
        """
        return self._checker.check(files, wanted)

    def misnamed(
        self, connection: sa.Connection, package: CheckedPackage, meant: str
    ) -> tuple[tuple[str, Finding], ...]:
        """An error where this is not the procedure that is meant. Who does not say which one is meant would not see that a copied
        folder still has the key of the procedure that it was copied from; then the name tells."""
        if meant:
            return () if meant == package.key else ((PROCEDURE_FILE, _misplaced(package, meant)),)
        newest = self._packages.list(connection, package.key, Page(1))
        if not newest or newest[0].name_vi == package.name_vi:
            return ()
        return ((PROCEDURE_FILE, _replacing(package, newest[0].name_vi)),)

    def doubled(self, connection: sa.Connection, package: CheckedPackage) -> tuple[tuple[str, Finding], ...]:
        """A warning for each national code under which another procedure is offered at the same time: a citizen who looks
        for it finds two. No error, because a folder that moves leaves its old key behind."""
        if not package.codes:
            return ()
        others = self._packages.newest_naming(connection, package.codes, package.key)
        procedures = [ProcedurePackage.from_bytes(content).procedure for content in others]
        return tuple(
            (PROCEDURE_FILE, _doubled(package, code, other.key))
            for other in procedures
            for code in package.codes
            if code in other.codes and _overlap(package, other)
        )

    def publish(
        self,
        connection: sa.Connection,
        package: CheckedPackage,
        files: Mapping[str, bytes],
        findings: tuple[tuple[str, Finding], ...],
        by: Subject,
        now: datetime,
    ) -> Publication:
        """Make a folder whose findings hold no error the newest version; the same content is published once only."""
        self._packages.lock(connection, package.key)
        rows = self._packages.list(connection, package.key, Page(1))
        newest = rows[0] if rows else None
        if newest is not None and newest.sha256 == package.sha256:
            return Publication(package.key, newest.version, package.sha256, findings)
        version = newest.version + 1 if newest else 1
        self._packages.add(connection, _row(package, pack(files), version, by, now))
        self._outbox.add(connection, self._announcer.published(package.key, version, package.sha256, now))
        return Publication(package.key, version, package.sha256, findings)


def _overlap(package: CheckedPackage, other: Procedure) -> bool:
    last = other.valid.last.isoformat() if other.valid.last else "9999"
    return package.valid_from <= last and other.valid.first.isoformat() <= (package.valid_to or "9999")


def _misplaced(package: CheckedPackage, meant: str) -> Finding:
    message = f'The key "{package.key}" is not "{meant[:120]}", which is meant.'
    hint = "A procedure's key is the path of its folder: rename the folder or correct the key."
    return Finding("procedure-key", "error", package.key_line, "key", "", message, hint)


def _replacing(package: CheckedPackage, name: str) -> Finding:
    message = f'The key "{package.key}" is that of “{name}”, which this one of another name would replace.'
    hint = "Give a copied procedure a key of its own; where it is the same one renamed, publish it with its key named."
    return Finding("procedure-key", "error", package.key_line, "key", "", message, hint)


def _doubled(package: CheckedPackage, code: str, key: str) -> Finding:
    message = (
        f"The procedure {key} is published with the national code {code} too, for days that both are valid."
    )
    hint = f"Publish one of them: end the other with valid.to, or take {code} out of its codes."
    return Finding("procedure-code-doubled", "warning", package.codes_line, "codes", "", message, hint)


def _row(
    package: CheckedPackage, content: bytes, version: int, by: Subject, now: datetime
) -> PublishedPackage:
    return PublishedPackage(
        package.key, version, package.sha256, content, package.name_vi, package.name_en, now,
        by.username or by.user_id, by.name, by.unit or "", by.client or "",
    )  # fmt: skip
