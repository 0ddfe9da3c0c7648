# SPDX-License-Identifier: Apache-2.0
"""`motcua events replay`: has a service make a projection again from the first event of the log; says of every other consumer why
that is not done, and what is done instead."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from motcua.intake.v1 import intake_pb2_grpc
from motcua.intake.v1 import projections_pb2 as pb
from motcua_events.natures import declared_natures
from motcua_rpc import Channel

from motcua_cli.failing import fail

EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class State:
    """How a projection's last rebuilding is."""

    name: str
    topic: str
    state: str
    sentence: str
    done: int
    total: int
    changed: int
    by_user: str
    started_at: datetime | None
    ended_at: datetime | None

    def told(self) -> str:
        """One line."""
        if self.state == "done":
            return (
                f"{self.name}: made again from {self.done} events; {self.changed} rows were not as they say."
            )
        if self.state == "refused":
            return f"{self.name}: {self.sentence}"
        if self.state == "running":
            return f"{self.name}: {self.done} of {self.total} events read; it answers as before meanwhile."
        return f"{self.name}: never made again."


def check(name: str) -> None:
    """Refuse what no service would do, with the reason; a service refuses it as well."""
    natures = declared_natures()
    if name in natures.effects:
        known = natures.effects[name]
        raise fail(f"{name} is not played again. {known.why} {known.instead}")
    if name not in natures.projections:
        listed = ", ".join(natures.projections)
        raise fail(f"There is no projection {name!r}. Projections: {listed}.")


def states(channel: Channel) -> list[State]:
    """Of every projection."""
    return [_read(one) for one in _stub(channel).ListProjections(pb.ListProjectionsRequest()).projections]


def rebuild(channel: Channel, name: str) -> State:
    """Ask for it, in the name of whom the channel calls for; begun, or running already."""
    asked = pb.RebuildProjectionRequest(request_id=str(uuid4()), name=name)
    return _read(_stub(channel).RebuildProjection(asked).projection)


def awaited(channel: Channel, name: str, tell: Callable[[State], None]) -> State:
    """Wait until it has ended; `tell` is given each state on the way."""
    while True:
        now = next(one for one in states(channel) if one.name == name)
        if now.state != "running":
            return now
        tell(now)
        time.sleep(EVERY_SECONDS)


def progress(state: State) -> None:
    """On a terminal one line that changes; nothing elsewhere."""
    if sys.stderr.isatty():
        print(f"\r{state.told()}", end="", file=sys.stderr, flush=True)


def print_all(found: list[State]) -> None:
    """Projections with their states, then why nothing else is one."""
    natures = declared_natures()
    for one in found:
        print(f"{one.told()}\n  {natures.projections[one.name].keeps}")
    print("\nNever played again:")
    for known in natures.effects.values():
        print(f"{known.group}: {known.why}\n  {known.instead}")


def _stub(channel: Channel) -> Any:
    return intake_pb2_grpc.IntakeServiceStub(channel)


def _read(one: pb.Projection) -> State:
    return State(
        one.name, one.topic, one.state, one.sentence.en, one.done, one.total, one.changed, one.by_user,
        _moment(one, "started_at"), _moment(one, "ended_at"),
    )  # fmt: skip


def _moment(one: pb.Projection, field: str) -> datetime | None:
    return getattr(one, field).ToDatetime(tzinfo=UTC) if one.HasField(field) else None
