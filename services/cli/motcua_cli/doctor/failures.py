# SPDX-License-Identifier: Apache-2.0
"""What failed and waits for an operator, over the five services and the portal; and another try for one of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from motcua.common.v1 import common_pb2
from motcua_calendar.clock import legal_time
from motcua_rpc import Channel, MotcuaError

from motcua_cli.doctor.checks import SERVICES
from motcua_cli.doctor.crashes import PORTAL, DatabaseAway, list_crashes, mark_seen
from motcua_cli.failing import told
from motcua_cli.running import read_run

if TYPE_CHECKING:
    from motcua_hosting.acts import Actor

PAGE = 100
SENDING_SECONDS = 5.0
SEEN = "Marked as seen."
DISCARDING = tuple(name for name in SERVICES if name != "workflow")
"""Services that take events; the workflow service's failures are incidents of drawings."""


@dataclass(frozen=True)
class Act:
    """What a person did about a failure; `at` is business time, `outcome` "" where nothing could come of it at once."""

    act: str
    user: str
    name: str
    unit: str
    at: datetime | None
    outcome: str
    note: str


@dataclass(frozen=True)
class Failure:
    """One failure; `reference` is what `--retry` takes. `headline` and `advice` are for people, `message` and `cause` are what
    the program said."""

    reference: str
    kind: str
    dossier_code: str
    dossier_id: str
    subject: str
    headline: str
    advice: str
    message: str
    cause: str
    attempts: int
    since: datetime | None
    last: datetime | None
    state: str
    retried_by: str
    repairable: bool
    discardable: bool = False
    discarded_by: str = ""
    discard_reason: str = ""
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What came of another try."""

    reference: str
    resolved: bool
    sentence: str


def list_failures(
    channel: Channel, var: Path, everything: bool = False
) -> tuple[list[Failure], dict[str, str]]:
    """Every open failure, oldest first (with `everything` the past ones that are still kept too), and the services that could
    not be asked with the reason."""
    found: list[Failure] = []
    unread: dict[str, str] = {}
    for service in SERVICES:
        try:
            found += _of_service(channel, service, everything)
        except MotcuaError as error:
            unread[service] = error.message_en
    try:
        found += _read_all(PORTAL, list_crashes(var, everything))
    except DatabaseAway as error:
        unread[PORTAL] = str(error)
    found = with_codes(found)
    return sorted(found, key=lambda one: (one.since is not None, one.since, one.reference)), unread


def with_codes(failures: Sequence[Failure]) -> list[Failure]:
    """The same, with the dossier's code where only another failure of that dossier says it: an event that cannot be read knows
    no more than the id."""
    codes = {one.dossier_id: one.dossier_code for one in failures if one.dossier_id and one.dossier_code}
    return [
        one if one.dossier_code else replace(one, dossier_code=codes.get(one.dossier_id, ""))
        for one in failures
    ]


def find(channel: Channel, var: Path, wanted: str) -> tuple[Failure | None, dict[str, str]]:
    """The failure of this reference, or of the id that a caller or a visitor was shown, past ones too; and the services that
    could not be asked with the reason."""
    known = (wanted, f"crash-{wanted}")
    found, unread = list_failures(channel, var, everything=True)
    hits = (one for one in found if one.reference == wanted or one.reference.partition("/")[2] in known)
    return next(hits, None), unread


def list_of(channel: Channel, service: str) -> list[Failure]:
    """The open failures of one service. Raises MotcuaError."""
    return _of_service(channel, service, False)


def list_of_all(channel: Channel, service: str, everything: bool) -> list[Failure]:
    """The open failures of one service, with `everything` the past ones that are kept too. Raises MotcuaError."""
    return _of_service(channel, service, everything)


def retry_failure(channel: Channel, var: Path, reference: str, user: str) -> Outcome:
    """Let it be tried again, or mark a crash as seen; `user` is the operator in whose name the channel calls. Each command is a
    request of its own: what waits behind another one may be tried as often as that one changes, and its own attempts never
    grow. The channel's repetitions of a call that was cut off keep the id."""
    service, _, failure_id = reference.partition("/")
    if service not in (*SERVICES, PORTAL) or not failure_id:
        known = ", ".join((*SERVICES, PORTAL))
        return Outcome(reference, False, f"is no SERVICE/ID; the services are {known}.")
    try:
        if service == PORTAL:
            return _see(channel, var, reference, failure_id, user)
        pb, stub = _client(channel, service)
        answer = stub.RetryFailure(
            pb.RetryFailureRequest(request_id=str(uuid4()), failure_id=failure_id)
        ).failure
    except MotcuaError as error:
        return Outcome(reference, False, told(error))
    if answer.kind == "delivery" and answer.state == "retried":
        return _sent(channel, reference, read(service, answer))
    return _outcome(reference, answer)


def _sent(channel: Channel, reference: str, before: Failure) -> Outcome:
    """What becomes of a delivery, which the service sends on its own after it was told to: waits a moment for it."""
    until = time.monotonic() + SENDING_SECONDS
    while time.monotonic() < until:
        time.sleep(0.2)
        waiting = list_of(channel, reference.partition("/")[0])
        now = next((one for one in waiting if one.reference == reference), None)
        if now is None:
            return Outcome(reference, True, "It worked: resolved.")
        if now.last != before.last:
            return Outcome(reference, False, f"It failed again: {now.message} ({now.cause})")
    return Outcome(reference, False, "It is being sent; motcua doctor says later whether it arrived.")


def discard_failure(channel: Channel, reference: str, reason: str) -> Outcome:
    """Give up on an event for good, in the name of whom the channel calls for. Raises MotcuaError."""
    service, _, failure_id = reference.partition("/")
    if service not in DISCARDING or not failure_id:
        known = ", ".join(DISCARDING)
        return Outcome(
            reference,
            False,
            f"is no SERVICE/ID of an event that a service could not handle; services: {known}.",
        )
    pb, stub = _client(channel, service)
    request = pb.DiscardFailureRequest(request_id=str(uuid4()), failure_id=failure_id, reason=reason)
    gone = stub.DiscardFailure(request).failure
    said = f"Given up on by {gone.discarded_by}: {service} never handles it. What waited behind it can be tried again."
    return Outcome(reference, True, said)


def _see(channel: Channel, var: Path, reference: str, code: str, user: str) -> Outcome:
    pb, workflow = _client(channel, "workflow")
    now = workflow.GetClock(pb.GetClockRequest()).now.ToDatetime(tzinfo=UTC)
    try:
        seen = mark_seen(var, code, _person(var, user), now)
    except DatabaseAway as error:
        return Outcome(reference, False, f"It cannot be marked: {error}.")
    sentence = SEEN if seen else "There is no such failure, or somebody has seen it already."
    return Outcome(reference, seen, sentence)


def _person(var: Path, user: str) -> Actor:
    """As the issuer would name them."""
    from motcua_hosting.acts import Actor

    known: dict[str, Any] = next((one for one in read_run(var)["people"] if one["user"] == user), {})
    return Actor(user, str(known.get("name") or ""), str(known.get("unit") or ""))


def _outcome(reference: str, answer: common_pb2.Failure) -> Outcome:
    if answer.kind == "crash":
        return Outcome(reference, True, SEEN)
    if answer.state == "resolved":
        return Outcome(reference, True, "It worked: resolved.")
    cause = f" ({answer.cause})" if answer.cause else ""
    return Outcome(reference, False, f"{answer.state}: {answer.message}{cause}")


def _of_service(channel: Channel, service: str, everything: bool) -> list[Failure]:
    pb, stub = _client(channel, service)
    found: list[Failure] = []
    token = ""
    while True:
        answer = stub.ListFailures(pb.ListFailuresRequest(page_size=PAGE, page_token=token, all=everything))
        found += _read_all(service, answer.failures)
        token = answer.next_page_token
        if not token:
            return found


def _client(channel: Channel, service: str) -> tuple[Any, Any]:
    pb = import_module(f"motcua.{service}.v1.{service}_pb2")
    stubs = import_module(f"motcua.{service}.v1.{service}_pb2_grpc")
    return pb, getattr(stubs, f"{service.capitalize()}ServiceStub")(channel)


def _read_all(service: str, failures: Iterable[common_pb2.Failure]) -> list[Failure]:
    return [read(service, failure) for failure in failures]


def read(service: str, failure: common_pb2.Failure) -> Failure:
    """A failure of the API as the doctor tells it."""
    return Failure(
        reference=f"{service}/{failure.id}",
        kind=failure.kind,
        dossier_code=failure.dossier_code,
        dossier_id=failure.dossier_id,
        subject=failure.subject,
        headline=failure.headline.en or failure.message,
        advice=failure.advice.en,
        message=failure.message,
        cause=failure.cause,
        attempts=failure.attempts,
        since=_moment(failure, "first_at"),
        last=_moment(failure, "last_at"),
        state=failure.state,
        retried_by=failure.retried_by,
        repairable=failure.repairable,
        discardable=failure.discardable,
        discarded_by=failure.discarded_by,
        discard_reason=failure.discard_reason,
        acts=tuple(_act(one) for one in failure.acts),
    )


def _act(one: common_pb2.FailureAct) -> Act:
    at = legal_time(one.at.ToDatetime(tzinfo=UTC)) if one.HasField("at") else None
    return Act(one.act, one.user, one.name, one.unit, at, one.outcome, one.note)


def _moment(failure: common_pb2.Failure, field: str) -> datetime | None:
    if not failure.HasField(field):
        return None
    return legal_time(getattr(failure, field).ToDatetime(tzinfo=UTC))
