# SPDX-License-Identifier: Apache-2.0
"""Published drawings, read once and kept: versions are immutable."""

from __future__ import annotations

import sqlalchemy as sa
from motcua_procedure import ProcedurePackage
from motcua_procedure.published import Kept

from motcua_workflow.adapters.packages import Packages
from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine.read import read
from motcua_workflow.errors import NotExecutable, UnknownProcedure

DRAWING = "process.bpmn"


class Definitions:
    """`get` gives the drawing of a version."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._kept = Kept(self._read)

    def get(self, connection: sa.Connection, key: str, version: int) -> Definition:
        """The drawing of a procedure's version; 0 is the newest, which is looked up each time.

        Raises:
            UnknownProcedure, NotExecutable (the package has no drawing that can be read).
        """
        if not version:
            newest = self._packages.get(connection, key, 0)
            if newest is None:
                raise UnknownProcedure(details={"procedure": key, "version": "0"})
            version = newest.version
        return self._kept.get(key, version, connection)

    def _read(self, key: str, version: int, connection: sa.Connection) -> Definition:
        published = self._packages.get(connection, key, version)
        if published is None:
            raise UnknownProcedure(details={"procedure": key, "version": str(version)})
        package = ProcedurePackage.from_bytes(published.content)
        source = package.files[DRAWING]
        drawing = read(source, DRAWING).drawing
        if drawing is None:
            raise NotExecutable(details={"procedure": key, "version": str(version)})
        return Definition(key, published.version, drawing, source, package.forms)
