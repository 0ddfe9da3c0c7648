# SPDX-License-Identifier: Apache-2.0
"""Event types to what is done about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import TypeVar

import sqlalchemy as sa
from google.protobuf.message import Message
from motcua.events.v1 import dossier_pb2, process_pb2
from motcua_events import Event, Handler

from motcua_intake.adapters import halts
from motcua_intake.adapters.workflow import Workflow
from motcua_intake.app import carrying_out, concern, lookups, procedures
from motcua_intake.app.desk import Desk
from motcua_intake.app.driving import Driver

M = TypeVar("M", bound=Message)

APPLICANT = "applicant"


def process_handlers(desk: Desk) -> Mapping[str, Handler]:
    """What the process asks of dossiers."""

    def thrown(connection: sa.Connection, said: process_pb2.MessageThrown) -> None:
        if said.target_party == APPLICANT:
            carrying_out.speak_to_applicant(connection, desk, said)
        elif said.target_agency:
            at = said.at.ToDatetime(tzinfo=UTC)
            concern.begin(connection, desk, said.process.dossier_id, said.target_agency, at)
        else:
            lookups.asked(
                connection, desk, said.process.dossier_id, said.name, said.at.ToDatetime(tzinfo=UTC)
            )

    def decided(connection: sa.Connection, said: process_pb2.ProcessResultDecided) -> None:
        carrying_out.decide(connection, desk, said)

    def clock(connection: sa.Connection, said: process_pb2.ProcessClockRequested) -> None:
        carrying_out.move_clock(connection, desk, said)

    def halted(connection: sa.Connection, event: Event) -> None:
        said = desk.events.message(event, process_pb2.IncidentRaised)
        halts.begin(connection, said.process.dossier_id, said.incident_id, event.time)

    def mended(connection: sa.Connection, said: process_pb2.IncidentResolved) -> None:
        halts.end(connection, said.process.dossier_id, said.incident_id)

    return {
        "process.result_decided": _handler(desk, process_pb2.ProcessResultDecided, decided),
        "process.clock_requested": _handler(desk, process_pb2.ProcessClockRequested, clock),
        "message.thrown": _handler(desk, process_pb2.MessageThrown, thrown),
        "incident.raised": halted,
        "incident.resolved": _handler(desk, process_pb2.IncidentResolved, mended),
    }


def catalogue_handlers(desk: Desk, workflow: Workflow) -> Mapping[str, Handler]:
    """A group of its own: an unreachable neighbour holds up the catalogue only."""

    def published(connection: sa.Connection, said: process_pb2.ProcessPublished) -> None:
        procedures.take_in(connection, desk.packages, workflow, said.procedure_key, said.version)

    return {"process.published": _handler(desk, process_pb2.ProcessPublished, published)}


def own_handlers(desk: Desk, driver: Driver) -> Mapping[str, Handler]:
    """The safety net: intake's own events, back from the log, repeat the calls that were lost."""

    def accepted(connection: sa.Connection, said: dossier_pb2.DossierAccepted) -> None:
        driver.repeat_start(connection, said.dossier.dossier_id)

    def answered(connection: sa.Connection, said: dossier_pb2.DossierSupplementAnswered) -> None:
        driver.repeat_answer(connection, said.dossier.dossier_id, said.round)

    return {
        "dossier.accepted": _handler(desk, dossier_pb2.DossierAccepted, accepted),
        "dossier.supplement_answered": _handler(desk, dossier_pb2.DossierSupplementAnswered, answered),
    }


def _handler(desk: Desk, kind: type[M], work: Callable[[sa.Connection, M], None]) -> Handler:
    def handle(connection: sa.Connection, event: Event) -> None:
        work(connection, desk.events.message(event, kind))

    return handle
