# SPDX-License-Identifier: Apache-2.0
"""The methods of the board."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import board_pb2 as pb
from motcua_rpc import current_subject, next_page_token, page

from motcua_intake.adapters import board, board_desks, board_waits
from motcua_intake.adapters.board import Listed
from motcua_intake.adapters.board_desks import Counts
from motcua_intake.adapters.board_waits import Wait
from motcua_intake.app import board as asking
from motcua_intake.app.announcing import stamp
from motcua_intake.domain.board_asking import Days, Measure, Scope, Step
from motcua_intake.domain.records import DossierStatus
from motcua_intake.entrypoints.drafts import DraftMethods, key

_PREFIX = "BOARD_MEASURE_"
MEASURES = {getattr(pb, _PREFIX + one.value): one for one in Measure}
NUMBERS = {one: number for number, one in MEASURES.items()}
STATUSES = {one.value: number for number, one in enumerate(DossierStatus, start=1)}


class BoardMethods(DraftMethods):
    """Thin: each method is a handful of lines."""

    def GetBoard(self, request: pb.GetBoardRequest, context: Any) -> pb.GetBoardResponse:
        subject, desk = current_subject(), self._.desk
        allowed = asking.units_of(desk.organisation, subject)
        scope = asking.scope_of(desk.organisation, subject, key(request.unit), key(request.procedure_key))
        days = asking.days_of(request.from_day, request.to_day, desk.clock.now())
        units = desk.organisation.units.values() if allowed is None else allowed
        with self._.database.read() as connection:
            made = self._board_numbers(connection, scope, days)
            named = {one.procedure_key for one in made.cells}
            named |= {one.procedure_key for one in made.desk_procedures}
            wanted = named | ({scope.procedure} - {""})
            made.procedures.extend(self._board_procedures(connection, wanted))
        made.units.extend(self._board_unit(one.key) for one in units)
        return made

    def ListBoardDossiers(
        self, request: pb.ListBoardDossiersRequest, context: Any
    ) -> pb.ListBoardDossiersResponse:
        subject, now = current_subject(), self._.desk.clock.now()
        asking.units_of(self._.desk.organisation, subject)
        measure = asking.measured(MEASURES.get(request.measure))
        scope = self._board_scope(request, measure)
        step = Step(key(request.step), request.for_person, key(request.desk), request.late)
        step = asking.step_of(measure, step)
        days = (
            asking.any_days(now) if measure.is_now else asking.days_of(request.from_day, request.to_day, now)
        )
        query: dict[str, Any] = {
            "list": "board",
            "measure": measure.value,
            "units": scope.units,
            "window": scope.window,
        }
        query |= {"procedure": scope.procedure, "step": step.name, "person": step.for_person}
        query |= {"desk": step.unit, "late": step.late} if measure.of_wait else {}
        query |= {} if measure.is_now else {"from": f"{days.first}", "to": f"{days.last}"}
        wanted = page(request.page_size, request.page_token, query=query)
        with self._.database.read() as connection:
            count = board.number(connection, measure, scope, days, step)
            rows = board.page(connection, subject, measure, scope, days, step, wanted)
        token = next_page_token(rows[wanted.size - 1].place, query=query) if len(rows) > wanted.size else ""
        lines = [self._board_line(one) for one in rows[: wanted.size]]
        return pb.ListBoardDossiersResponse(dossiers=lines, next_page_token=token, count=count)

    # Helpers ---------------------------------------------------------------------------------------------------

    def _board_scope(self, request: pb.ListBoardDossiersRequest, measure: Measure) -> Scope:
        organisation, subject = self._.desk.organisation, current_subject()
        unit, procedure = key(request.unit), key(request.procedure_key)
        if measure.of_desk:
            return asking.desk_of(organisation, subject, unit, procedure)
        return asking.scope_of(organisation, subject, unit, procedure, key(request.window))

    def _board_numbers(self, connection: sa.Connection, scope: Scope, days: Days) -> pb.GetBoardResponse:
        cells = [
            pb.BoardCell(
                measure=NUMBERS[one.measure], unit=one.unit, procedure_key=one.procedure_key, count=one.count
            )
            for one in board.counts(connection, scope, days)
        ]
        series = [
            pb.BoardDay(
                day=one.day.isoformat(),
                received=one.received,
                settled_in_time=one.in_time,
                settled_late=one.late,
            )
            for one in board.by_day(connection, scope, days)
        ]
        waits, left_off = board_waits.waits(connection, scope, days, board_desks.here(scope))
        # In charge of nothing: what the head asks for is the unit's own work, so that is told more closely.
        own = {} if cells else board_desks.counts(connection, scope, days, by_procedure=True)
        return pb.GetBoardResponse(
            from_day=f"{days.first}",
            to_day=f"{days.last}",
            as_of=stamp(days.now),
            cells=cells,
            days=series,
            desks=self._board_desks(board_desks.counts(connection, scope, days)),
            desk_procedures=self._board_desks(own),
            waits=[self._board_wait(one) for one in waits],
            waits_left_off=left_off,
        )

    def _board_desks(self, counted: Counts) -> list[pb.BoardDesk]:
        order = list(self._.desk.organisation.units)
        rows = sorted(
            {(unit, procedure) for unit, procedure, _ in counted},
            key=lambda one: (order.index(one[0]) if one[0] in order else len(order), one[1]),
        )
        return [
            pb.BoardDesk(
                unit=self._board_unit(unit),
                procedure_key=procedure,
                came=counted.get((unit, procedure, Measure.DESK_CAME), 0),
                done_in_time=counted.get((unit, procedure, Measure.DESK_DONE_IN_TIME), 0),
                done_late=counted.get((unit, procedure, Measure.DESK_DONE_LATE), 0),
                here_in_time=counted.get((unit, procedure, Measure.DESK_HERE_IN_TIME), 0),
                here_late=counted.get((unit, procedure, Measure.DESK_HERE_LATE), 0),
            )
            for unit, procedure in rows
        ]

    def _board_wait(self, one: Wait) -> pb.BoardWait:
        return pb.BoardWait(
            unit=self._board_unit(one.unit),
            step=common_pb2.LocalizedText(vi=one.step_vi, en=one.step_en),
            for_person=one.for_person,
            count=one.count,
            late=one.late,
            oldest_at=stamp(one.oldest_at),
            measure=NUMBERS[one.measure],
        )

    def _board_procedures(self, connection: sa.Connection, keys: Collection[str]) -> list[pb.BoardName]:
        named = board.procedure_names(connection, keys)
        return [
            pb.BoardName(key=one, name=common_pb2.LocalizedText(vi=vi, en=en))
            for one, (vi, en) in named.items()
        ]

    def _board_unit(self, unit: str) -> pb.BoardName:
        known = self._.desk.organisation.units.get(unit)
        vi, en = (known.name.vi, known.name.to("en")) if known else (unit, unit)
        return pb.BoardName(key=unit, name=common_pb2.LocalizedText(vi=vi, en=en))

    def _board_line(self, one: Listed) -> pb.BoardDossier:
        dossier = one.dossier
        name = common_pb2.LocalizedText(vi=dossier.procedure_name_vi, en=dossier.procedure_name_en)
        return pb.BoardDossier(
            dossier_id=dossier.id,
            code=dossier.code,
            procedure_name=name,
            unit=self._board_unit(dossier.unit),
            submitted_at=stamp(dossier.submitted_at),
            promised_at=stamp(dossier.promised_at),
            finished_at=stamp(dossier.finished_at),
            status=STATUSES[dossier.status],
            open=one.open,
        )
