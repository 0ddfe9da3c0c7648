# SPDX-License-Identifier: Apache-2.0
"""The running system as the demo meets it: who can sign in, what can be filed where, what time it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.protobuf.duration_pb2 import Duration
from motcua.intake.v1 import intake_pb2 as pb
from motcua.workflow.v1 import workflow_pb2 as workflow
from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
from motcua_calendar import OfficeHours, use_days
from motcua_calendar.calendar import WorkingCalendar, calendar_of
from motcua_calendar.clock import legal_time
from motcua_identity import ClientCredentials, Provider
from motcua_organisation import load_organisation
from motcua_rpc import Channel, channel

from motcua_cli.actors import Citizen, Clerk, Officer, new_id
from motcua_cli.demo.stories import Place
from motcua_cli.running import CLI_CLIENT
from motcua_cli.sign_in import PersonToken

NOT_OFFICERS = {"citizen", "designer", "operator"}


class ClockFixed(Exception):
    """Business time may not be moved there."""


class Demo:
    """Channels in the names of the people of one system, opened when first needed."""

    def __init__(self, run: Mapping[str, Any]) -> None:
        self.run = run
        if file := run["days"]["file"]:
            use_days(Path(file))
        self.organisation = load_organisation(Path(run["organisation"]))
        self._channels: dict[str, Channel] = {}
        self._provider = Provider(run["issuer"])
        secret = next(one["secret"] for one in run["clients"] if one["id"] == CLI_CLIENT)
        tokens = ClientCredentials(self._provider, CLI_CLIENT, secret)
        self._operator = channel(run["grpc"], tokens, deadline_seconds=60.0, patient=True)
        self._clock = WorkflowServiceStub(self._operator)

    def close(self) -> None:
        """Hang up."""
        for one in (*self._channels.values(), self._operator):
            one.close()
        self._provider.close()

    @property
    def citizens(self) -> list[str]:
        return sorted(one["user"] for one in self.run["people"] if "citizen" in one["roles"])

    @property
    def officers(self) -> list[str]:
        """Everybody who has an inbox, by user."""
        people = self.run["people"]
        return sorted(one["user"] for one in people if one["unit"] and not NOT_OFFICERS & set(one["roles"]))

    def clerks(self, unit: str) -> list[str]:
        """Window clerks of a unit, by user."""
        people = self.run["people"]
        return sorted(one["user"] for one in people if one["unit"] == unit and "window_clerk" in one["roles"])

    def unit_of(self, user: str) -> str:
        return str(next(one["unit"] for one in self.run["people"] if one["user"] == user))

    def citizen(self, user: str) -> Citizen:
        return Citizen(self._channel(user))

    def officer(self, user: str) -> Officer:
        return Officer(self._channel(user))

    def clerk(self, user: str) -> Clerk:
        return Clerk(self._channel(user))

    def calendar(self, unit: str) -> WorkingCalendar:
        """When a unit works; the usual hours for one that is no more."""
        known = unit in self.organisation.units
        return calendar_of(
            self.organisation.unit_hours(unit) if known else OfficeHours.of({"mon-fri": ["07:00-17:00"]})
        )

    def now(self) -> datetime:
        """Business time. Raises ClockFixed where it may not be moved."""
        answer = self._clock.GetClock(workflow.GetClockRequest())
        if not answer.may_be_advanced:
            raise ClockFixed(
                "Time may not be moved there: it was started with --fixed-time. Start it without."
            )
        return legal_time(answer.now.ToDatetime(tzinfo=UTC))

    def advance_to(self, moment: datetime) -> None:
        """Move business time on; nothing when it is later already."""
        step = moment - self.now()
        if step > timedelta(0):
            by = Duration()
            by.FromTimedelta(step)
            self._clock.AdvanceClock(workflow.AdvanceClockRequest(request_id=new_id(), by=by))

    def places(self) -> list[Place]:
        """Every procedure that can be filed, at every unit that receives it and has a clerk."""
        found: list[Place] = []
        for summary in self._intake().ListProcedures(pb.ListProceduresRequest(page_size=100)).procedures:
            procedure = self.procedure(summary.key)
            units = sorted(one.key for one in procedure.receiving_units if self.clerks(one.key))
            ways = ["online" in procedure.channels, "window" in procedure.channels]
            found += [Place(summary.key, unit, 1.0 / len(units), *ways) for unit in units if any(ways)]
        return sorted(found, key=lambda one: (one.procedure, one.unit))

    def procedure(self, key: str) -> pb.Procedure:
        answer: pb.GetProcedureResponse = self._intake().GetProcedure(pb.GetProcedureRequest(key=key))
        return answer.procedure

    def _intake(self) -> Any:
        return self.citizen(self.citizens[0]).intake

    def _channel(self, user: str) -> Channel:
        if user not in self._channels:
            self._channels[user] = channel(
                self.run["grpc"], PersonToken(self.run, user), deadline_seconds=60.0, patient=True
            )
        return self._channels[user]
