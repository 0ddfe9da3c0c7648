# SPDX-License-Identifier: Apache-2.0
"""The story of one dossier from what the five services keep of it, by the API: no trace back end is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from motcua.common.v1 import step_pb2
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua_calendar.clock import legal_time
from motcua_rpc import Channel

from motcua_cli.doctor.checks import SERVICES

PAGE = 500


@dataclass(frozen=True, slots=True)
class Step:
    """One step; times in the legal time zone. `span_id` is "" where traces were off."""

    time: datetime
    business_time: datetime
    service: str
    type: str
    element: str
    name: str
    role: str
    milliseconds: int
    span_id: str


@dataclass(frozen=True, slots=True)
class Story:
    """A dossier's steps in the order of the machine's time, and its trace."""

    dossier_id: str
    code: str
    trace_id: str
    steps: Sequence[Step]


def story_of(channel: Channel, code: str) -> Story:
    """The whole story.

    Raises:
        MotcuaError: NotFound when there is no such dossier for this caller; PermissionDenied for who sees parts of it only.
    """
    asked = intake_pb2.GetDossierRequest(code=code, only_id=True)
    dossier_id = intake_pb2_grpc.IntakeServiceStub(channel).GetDossier(asked).dossier.dossier_id
    found = [step for service in SERVICES for step in _of_service(channel, service, dossier_id)]
    # Stable: what one service wrote at the same moment stays in its order.
    found.sort(key=lambda one: (one.at.seconds, one.at.nanos))
    trace_id = next((one.trace_id for one in found), "")
    return Story(dossier_id, code, trace_id, [_read(one) for one in found])


def _of_service(channel: Channel, service: str, dossier_id: str) -> Iterator[step_pb2.Step]:
    messages = import_module(f"motcua.{service}.v1.{service}_pb2")
    stubs = import_module(f"motcua.{service}.v1.{service}_pb2_grpc")
    stub: Any = getattr(stubs, f"{service.capitalize()}ServiceStub")(channel)
    token = ""
    while True:
        asked = messages.ListStepsRequest(dossier_id=dossier_id, page_size=PAGE, page_token=token)
        page = stub.ListSteps(asked)
        yield from page.steps
        token = page.next_page_token
        if not token:
            return


def _read(one: step_pb2.Step) -> Step:
    return Step(
        _time(one.at), _time(one.business_at), one.service, one.type, one.element, one.name, one.role, one.milliseconds,
        one.span_id,
    )  # fmt: skip


def _time(stamp: Any) -> datetime:
    return legal_time(stamp.ToDatetime(tzinfo=UTC))
