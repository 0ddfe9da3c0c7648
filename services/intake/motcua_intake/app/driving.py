# SPDX-License-Identifier: Apache-2.0
"""Tells the workflow service what was decided here: start the process, papers have come, withdrawal is asked for.

The decision is committed first and the call follows; when the call is lost, intake's own consumer of its events repeats it
(`repeat_start`, `repeat_answer`). Those two call inside the consumer's transaction: it holds nothing but the consumer's own
inbox row, and the retry machinery needs the failure to roll exactly that row back. The dossier's row is touched after the call.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog
from motcua_rpc import MotcuaError
from motcua_storage import Database
from motcua_storage.audit import AuditLog, Entry, digest_of

from motcua_intake.adapters import cases
from motcua_intake.adapters.workflow import Workflow
from motcua_intake.app.desk import Desk
from motcua_intake.domain import checking, wording
from motcua_intake.domain.carrying import PROCESS
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import HistoryLine, Source, Stage, Supplement

LOG = structlog.get_logger("motcua_intake")
PATIENCE = 15.0
"""Seconds that the repeating consumer waits for a call that this process is making anyway."""


@dataclass
class _Flights:
    """Dossiers whose call is under way in this process, so that the consumer does not make the same call beside it."""

    guard: threading.Lock = field(default_factory=threading.Lock)
    under_way: dict[str, threading.Event] = field(default_factory=dict)

    @contextmanager
    def flying(self, key: str) -> Iterator[None]:
        landed = threading.Event()
        with self.guard:
            self.under_way[key] = landed
        try:
            yield
        finally:
            with self.guard:
                self.under_way.pop(key, None)
            landed.set()

    def wait(self, key: str) -> None:
        with self.guard:
            landed = self.under_way.get(key)
        if landed is not None:
            landed.wait(PATIENCE)


class Driver:
    """Calls the workflow service."""

    def __init__(self, database: Database, desk: Desk, workflow: Workflow) -> None:
        self._database = database
        self._desk = desk
        self._workflow = workflow
        self._flights = _Flights()

    def flying(self, dossier_id: str) -> AbstractContextManager[None]:
        """Around the commit and the call that follows it."""
        return self._flights.flying(dossier_id)

    # Starting -----------------------------------------------------------------------------------------------

    def start(self, dossier_id: str, case: Case | None = None) -> None:
        """Start the process now if it can be had; the acceptance stands either way. `case`: as it was just saved."""
        try:
            with self._database.read() as connection:
                known = case or _load(connection, dossier_id)
                facts = self._facts(connection, known)
            if known.dossier.started_at is not None or known.dossier.accepted_at is None:
                return
            self._workflow.start(known.dossier, facts)
            with self._database.begin() as connection:
                self._mark_started(connection, dossier_id)
        except Exception as error:  # the acceptance stands, whatever became of the call; the event repeats it
            LOG.warning("process.start_put_off", dossier=dossier_id, reason=_code(error))

    def repeat_start(self, connection: sa.Connection, dossier_id: str) -> None:
        """The event of acceptance came back: start what was not started."""
        self._flights.wait(dossier_id)
        case = _load(connection, dossier_id)
        if case.dossier.started_at is not None:
            return
        self._workflow.start(case.dossier, self._facts(connection, case))
        self._mark_started(connection, dossier_id)

    def _facts(self, connection: sa.Connection, case: Case) -> dict[str, object]:
        procedure = self._desk.package(connection, case).procedure
        unit = self._desk.organisation.unit(case.dossier.unit)
        return procedure.start_facts(
            case.dossier.answers,
            case.paper_codes(),
            channel=Source(case.dossier.source).channel,
            reception=checking.reception(unit),
        )

    def _mark_started(self, connection: sa.Connection, dossier_id: str) -> None:
        now = self._desk.clock.now()
        line = HistoryLine(dossier_id, now, "process.started", {}, wording.STARTED.vi, wording.STARTED.en)
        cases.mark_started(connection, line)
        self._note(connection, "process_started", dossier_id)

    # Papers that came -----------------------------------------------------------------------------------------

    def tell_answer(self, dossier_id: str, round: int) -> None:
        """Tell the process that the papers are there, if it can be had now."""
        try:
            with self._database.read() as connection:
                case = _load(connection, dossier_id)
            taken = self._deliver_answer(case, case.supplements[round])
            if not taken:
                with self._database.begin() as connection:
                    self._note_late(connection, dossier_id, round)
        except Exception as error:  # the papers stand, whatever became of the call; the event repeats it
            LOG.warning("supplement.delivery_put_off", dossier=dossier_id, reason=_code(error))

    def repeat_answer(self, connection: sa.Connection, dossier_id: str, round: int) -> None:
        """The event of the answer came back: deliver what was not delivered."""
        self._flights.wait(dossier_id)
        case = _load(connection, dossier_id)
        asked = case.supplements.get(round)
        if asked is None or asked.stage != Stage.AFTER_APPRAISAL or not case.open_parts():
            return
        if not self._deliver_answer(case, asked):
            self._note_late(connection, dossier_id, round)

    def _deliver_answer(self, case: Case, asked: Supplement) -> bool:
        key = f"{case.id}:supplement:{asked.round}"
        payload = {"papers": case.paper_codes()}
        return self._workflow.deliver(key, key, "supplement_received", case.id, payload, _answered_by(case))

    def _note_late(self, connection: sa.Connection, dossier_id: str, round: int) -> None:
        """Nobody waited any more: said once, so that nothing is lost silently."""
        loaded = cases.load(connection, dossier_id, lock=True)
        assert loaded is not None, "a dossier is never removed"
        text = wording.fill(wording.LATE_ANSWER, round=round)
        if all(line.text_vi != text.vi for line in loaded.case.history):
            loaded.case.tell("dossier.supplement_late", self._desk.clock.now(), PROCESS, text)
            cases.save(connection, loaded)
            self._note(connection, "supplement_late", dossier_id)

    def _note(self, connection: sa.Connection, what: str, dossier_id: str) -> None:
        """What is kept of the process in the dossier and told by no event of intake."""
        entry = Entry("work", what, digest_of(dossier_id), dossier=dossier_id)
        AuditLog(self._database.schema).note(connection, entry)

    # Withdrawal -----------------------------------------------------------------------------------------------

    def withdraw(self, dossier_id: str, request_id: str) -> bool:
        """Ask the process whether it can still be withdrawn; it answers at once. Raises what the call raises.

        A process whose start was put off is started first: one that does not run could only answer no.
        """
        with self._database.read() as connection:
            case = _load(connection, dossier_id)
            facts = self._facts(connection, case)
        if case.dossier.started_at is None:
            self._workflow.start(case.dossier, facts)
            with self._database.begin() as connection:
                self._mark_started(connection, dossier_id)
        asked = {key: (case.dossier.withdrawal or {}).get(key, "") for key in ("user", "name", "unit")}
        return self._workflow.deliver(
            request_id, f"{dossier_id}:withdrawal", "withdrawal_requested", dossier_id, {}, asked
        )


def _answered_by(case: Case) -> dict[str, str]:
    """Who handed in the papers that came last."""
    lines = [line for line in case.history if line.type == "dossier.supplement_answered"]
    return dict(lines[-1].actor) if lines else {}


def _code(error: Exception) -> str:
    return error.code if isinstance(error, MotcuaError) else type(error).__name__


def _load(connection: sa.Connection, dossier_id: str) -> Case:
    loaded = cases.load(connection, dossier_id)
    assert loaded is not None, "a dossier is never removed"
    return loaded.case
