# SPDX-License-Identifier: Apache-2.0
"""At each start: lines of the board that an upgrade wrote learn which agency answers for them. SQL knows no organisation, so the
migration wrote the unit that received; those are looked at once more here, by the day of submission as every line is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from motcua_calendar.clock import LEGAL_ZONE
from motcua_organisation import CompetenceError
from motcua_storage import Database

from motcua_intake.adapters.board_tables import board_line
from motcua_intake.adapters.tables import dossier
from motcua_intake.app.desk import Desk
from motcua_intake.entrypoints.settling import Settling
from motcua_intake.errors import UnknownProcedure


class _Alike(NamedTuple):
    """Dossiers for which the same unit answers."""

    unit: str
    key: str
    version: int
    territory: str
    on: date


class BoardLeads(Settling):
    """Runs at each start, and finds nothing but after an upgrade."""

    name = "board-leads"

    def __init__(self, database: Database, desk: Desk) -> None:
        super().__init__()
        self._database = database
        self._desk = desk

    def settle(self) -> int:
        """How many lines were mended; a statement for each group of dossiers that are alike."""
        mended = 0
        with self._database.read() as connection:
            groups = [(one, self._lead(connection, one)) for one in _unsettled(connection)]
        for one, lead in groups:
            if not self.stopping.is_set():
                with self._database.begin() as connection:
                    done = connection.execute(_mending(one, lead or one.unit)).rowcount
                    mended += done if lead and lead != one.unit else 0
        return mended

    def _lead(self, connection: sa.Connection, one: _Alike) -> str:
        """Key of the unit that answers; "" where nobody is competent and the window's own stays."""
        try:
            kind = self._desk.package_of(connection, one.key, one.version).procedure.competent_kind
            return self._desk.organisation.acting_unit(kind, one.territory, one.on).key
        except (CompetenceError, UnknownProcedure):
            return ""


_DAY = sa.cast(sa.func.timezone(str(LEGAL_ZONE), dossier.c.submitted_at), sa.Date)
_GROUP = (board_line.c.unit, dossier.c.procedure_key, dossier.c.procedure_version, dossier.c.territory, _DAY)


def _unsettled(connection: sa.Connection) -> Iterator[_Alike]:
    query = sa.select(*_GROUP).join(dossier, dossier.c.id == board_line.c.dossier_id)
    for row in connection.execute(query.where(board_line.c.lead_unsure).distinct()):
        yield _Alike(*row)


def _mending(one: _Alike, lead: str) -> sa.Update:
    """Settled for good; never what a dossier that changed meanwhile has learnt for itself."""
    same = zip(_GROUP, one, strict=True)
    return (
        sa.update(board_line)
        .where(board_line.c.dossier_id == dossier.c.id, board_line.c.lead == board_line.c.unit)
        .where(*(column == value for column, value in same))
        .values(lead=lead, lead_unsure=False)
    )
