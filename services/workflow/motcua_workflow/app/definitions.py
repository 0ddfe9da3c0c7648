# SPDX-License-Identifier: Apache-2.0
"""Published drawings, read once and kept: versions are immutable."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

import sqlalchemy as sa
from motcua_procedure import ProcedurePackage

from motcua_workflow.adapters.packages import Packages
from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine.read import read
from motcua_workflow.errors import NotExecutable, UnknownProcedure

KEPT = 64
DRAWING = "process.bpmn"


class Definitions:
    """`get` gives the drawing of a version; an LRU of the last ones bounds memory."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._kept: OrderedDict[tuple[str, int], Definition] = OrderedDict()
        self._guard = Lock()

    def get(self, connection: sa.Connection, key: str, version: int) -> Definition:
        """The drawing of a procedure's version.

        Raises:
            UnknownProcedure, NotExecutable (the package has no drawing that can be read).
        """
        with self._guard:
            if (kept := self._kept.get((key, version))) is not None:
                self._kept.move_to_end((key, version))
                return kept
        published = self._packages.get(connection, key, version)
        if published is None:
            raise UnknownProcedure(details={"procedure": key, "version": str(version)})
        package = ProcedurePackage.from_bytes(published.content)
        source = package.files[DRAWING]
        drawing = read(source, DRAWING).drawing
        if drawing is None:
            raise NotExecutable(details={"procedure": key, "version": str(version)})
        made = Definition(key, published.version, drawing, source, package.forms)
        with self._guard:
            self._kept[(key, published.version)] = made
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
