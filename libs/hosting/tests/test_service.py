# SPDX-License-Identifier: Apache-2.0
"""A service as its host sees it, its calls to neighbours, and what its consumers could not do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua.common.v1 import common_pb2
from motcua_calendar.clock import SystemClock
from motcua_events import Consumer, ConsumerPolicy, Event, EventCatalogue, PostgresEventLog, new_event
from motcua_events.testing import publish_as_writers
from motcua_hosting import Service, ServiceSettings
from motcua_hosting.calls import Neighbours, for_caller
from motcua_hosting.failures import ConsumerFailures, FailureActs, Failures, UnknownFailure
from motcua_hosting.letters import Key, NotDiscardable, key_of
from motcua_hosting.settings import TlsSettings
from motcua_hosting.testing import TestIssuer, peer_policy
from motcua_hosting.writes import Writes
from motcua_identity import Policy, Provider, Subject, TokenVerifier
from motcua_rpc import InvalidInput, Limits, as_subject, channel, current_subject, serve
from motcua_storage import Database, RequestLog
from motcua_storage.database import count_statements
from motcua_storage.testing import ServiceDatabases

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PHUC = Subject("id-phuc", "phuc.quantri")


# Start and stop ---------------------------------------------------------------------------------------------


class Part:
    def __init__(self, name: str, log: list[str], fails: bool = False) -> None:
        self.name, self.log, self.fails = name, log, fails

    def start(self) -> None:
        self.log.append(f"start {self.name}")

    def stop(self, timeout: float = 5.0) -> None:
        self.log.append(f"stop {self.name}")
        if self.fails:
            raise RuntimeError(self.name)


def test_parts_stop_in_the_opposite_order_and_connections_last() -> None:
    log: list[str] = []
    parts = [Part("relay", log), Part("consumer", log)]
    service = Service("x", lambda _: None, Policy({}), parts, close=lambda: log.append("close"))
    service.start()
    service.stop()
    assert log == ["start relay", "start consumer", "stop consumer", "stop relay", "close"]


def test_a_part_that_fails_to_stop_keeps_nothing_else_running() -> None:
    log: list[str] = []
    parts = [Part("relay", log), Part("consumer", log, fails=True)]
    service = Service("x", lambda _: None, Policy({}), parts, close=lambda: log.append("close"))
    with pytest.raises(RuntimeError, match="consumer"):
        service.stop()
    assert log == ["stop consumer", "stop relay", "close"]


# Neighbours -------------------------------------------------------------------------------------------------


class Asked(assignment_pb2_grpc.AssignmentServiceServicer):
    """Says who called; asked for `on`, it first asks the neighbour on behalf of its caller, then as itself."""

    neighbour: Any = None

    def GetTask(self, request: pb.GetTaskRequest, context: Any) -> pb.GetTaskResponse:
        name = current_subject().username
        if request.task_id == "on":
            with for_caller():
                name += ">" + self.neighbour.GetTask(pb.GetTaskRequest()).task.task_id
            name += ">" + self.neighbour.GetTask(pb.GetTaskRequest()).task.task_id
        return pb.GetTaskResponse(task=pb.Task(task_id=name))


def settings_for(issuer: TestIssuer, address: str) -> ServiceSettings:
    return ServiceSettings(
        database_url="postgresql://x", issuer=issuer.url, client_id="intake", client_secret="s",
        assignment_address=address, organisation="o.yaml",
    )  # fmt: skip


def test_calls_go_out_as_the_service_or_for_the_caller(issuer: TestIssuer) -> None:
    servicer = Asked()
    policy = peer_policy(pb.DESCRIPTOR.services_by_name["AssignmentService"], {})
    server = serve(
        [lambda made: assignment_pb2_grpc.add_AssignmentServiceServicer_to_server(servicer, made)],
        "127.0.0.1:0", verifier=TokenVerifier(Provider(issuer.url)), policies=[policy], limits=Limits(2),
    )  # fmt: skip
    settings = settings_for(issuer, f"127.0.0.1:{server.port}")
    neighbours = Neighbours(settings)
    servicer.neighbour = assignment_pb2_grpc.AssignmentServiceStub(neighbours.channel("assignment"))
    with channel(settings.assignment_address, issuer.person("lan", "Lan", "window_clerk")) as outside:
        stub = assignment_pb2_grpc.AssignmentServiceStub(outside)
        answer = stub.GetTask(pb.GetTaskRequest(task_id="on"))
    assert answer.task.task_id == "lan>lan>service-account-intake"
    neighbours.close()
    server.stop(0.1)


def test_a_neighbour_without_an_address_is_said_at_the_start(issuer: TestIssuer) -> None:
    neighbours = Neighbours(settings_for(issuer, ""))
    with pytest.raises(ValueError, match="MOTCUA_ASSIGNMENT_ADDRESS"):
        neighbours.channel("assignment")
    neighbours.close()


def test_certificates_are_all_there_or_none(tmp_path: Path) -> None:
    assert TlsSettings().files is None
    assert TlsSettings(certificate=tmp_path, key=tmp_path, authority=tmp_path).files
    with pytest.raises(ValueError, match="set all or none"):
        TlsSettings(certificate=tmp_path)


def test_acting_for_a_caller_needs_one() -> None:
    with pytest.raises(RuntimeError, match="signed-in callers"), for_caller():
        pass
    with as_subject(PHUC), pytest.raises(RuntimeError), for_caller():
        pass


def test_settings_hide_what_is_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {
        "DATABASE_URL": "postgresql://u:hidden@h/d",
        "ISSUER": "i",
        "CLIENT_ID": "c",
        "CLIENT_SECRET": "hidden",
    }
    for name, value in (given | {"ORGANISATION": "o.yaml", "POOL_SIZE": "3"}).items():
        monkeypatch.setenv(f"MOTCUA_{name}", value)
    settings = ServiceSettings()  # type: ignore[call-arg]
    assert settings.pool_size == 3
    assert "hidden" not in repr(settings)
    assert settings.database_url.get_secret_value().endswith("@h/d")


# Failures ---------------------------------------------------------------------------------------------------


class Moody:
    """A handler that fails while it is told to."""

    def __init__(self) -> None:
        self.broken = True

    def __call__(self, connection: sa.Connection, event: Event) -> None:
        if self.broken:
            raise ValueError(f"no unit for {event.key}")
        connection.execute(
            sa.text("INSERT INTO assignment.effect (what) VALUES (:what)"), {"what": event.key}
        )


class Desk:
    def __init__(self, database: Database, admin_url: str) -> None:
        self.admin_url, self.handler = admin_url, Moody()
        log = PostgresEventLog(database, EventCatalogue.load().topics)
        policy = ConsumerPolicy(
            poll_seconds=0.1, first_wait=0.01, longest_wait=0.02, attempts=1, flood_limit=2
        )
        self.consumer = Consumer(
            database,
            "assignment",
            ["motcua.dossier"],
            {"dossier.accepted": self.handler},
            log,
            policy=policy,
        )
        self.failures = ConsumerFailures("assignment", [self.consumer])

    def publish(self, key: str) -> None:
        data: Any = {"dossier": {"dossierId": key, "code": f"H99-{key}"}}
        event = new_event(
            "dossier.accepted", data, source="/motcua/intake", subject=key, time=NOW, dossierid=key
        )
        publish_as_writers(self.admin_url, event)

    def wait(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline, "it never became true"
            time.sleep(0.02)

    def retry(self, failure_id: str) -> common_pb2.Failure:
        return self.failures.retry(failure_id, "phuc.quantri")

    def list(self, everything: bool = False) -> list[common_pb2.Failure]:
        return self.failures.newest(None, 50, everything)


@pytest.fixture
def desk(database: Database, databases: ServiceDatabases) -> Iterator[Desk]:
    made = Desk(database, databases.admin_url)
    made.consumer.start()
    yield made
    made.consumer.stop()


def test_a_dead_letter_is_listed_tried_again_and_resolved(
    desk: Desk, effects: Callable[[], list[str]]
) -> None:
    desk.publish("d-1")
    desk.wait(lambda: len(desk.list()) == 1)
    (failure,) = desk.list()
    assert (failure.service, failure.kind, failure.dossier_id) == ("assignment", "dead_letter", "d-1")
    assert failure.dossier_code == "H99-d-1" and "dossier.accepted" in failure.headline.vi
    assert failure.headline.en and failure.advice.vi and failure.advice.en
    assert (failure.message, failure.cause, failure.state) == ("no unit for d-1", "ValueError", "open")
    assert desk.failures.owns(failure.id)
    again = desk.retry(failure.id)
    assert (again.state, again.attempts, again.retried_by) == ("retried", 2, "phuc.quantri")
    assert desk.list()[0].retried_by == "phuc.quantri"
    desk.handler.broken = False
    assert desk.retry(failure.id).state == "resolved"
    assert (desk.list(), effects()) == ([], ["d-1"])
    (past,) = desk.list(everything=True)
    assert (past.id, past.state, past.retried_by) == (failure.id, "resolved", "phuc.quantri")
    assert not past.HasField("advice") and past.last_at.ToNanoseconds() > failure.last_at.ToNanoseconds()
    with pytest.raises(UnknownFailure):
        desk.retry(failure.id)


def test_a_stopped_consumer_is_a_failure_too_and_goes_on_when_told(
    desk: Desk, effects: Callable[[], list[str]]
) -> None:
    for number in range(3):
        desk.publish(f"d-{number}")
    desk.wait(lambda: desk.consumer.status().state == "flooded")
    listed = desk.list()
    stopped = next(one for one in listed if one.id.startswith("consumer-"))
    letters = [one for one in listed if one is not stopped]
    assert stopped.headline.vi and stopped.advice.en and not stopped.dossier_code
    assert (stopped.id, len(letters), stopped.attempts) == ("consumer-assignment", 2, 2)
    assert stopped.last_at == max((one.last_at for one in letters), key=lambda at: at.ToNanoseconds())
    desk.handler.broken = False
    assert desk.retry(stopped.id).state == "retried"
    desk.wait(lambda: effects() == ["d-2"] or len(effects()) == 1)
    assert [one.id for one in desk.list()] == [one.id for one in letters]


def test_only_the_first_one_can_be_given_up_on_and_the_rest_say_what_stands_before_them(
    desk: Desk, database: Database
) -> None:
    desk.publish("d-1")
    desk.wait(lambda: len(desk.list()) == 1)
    desk.publish("d-1")
    desk.wait(lambda: len(desk.list()) == 2)
    held, first = desk.list()
    assert (first.discardable, held.discardable) == (True, False)
    reference = f"assignment/{first.id}"
    for said in (held.message, held.headline.vi, held.headline.en, held.advice.vi, held.advice.en):
        assert reference in said
    # It failed itself, as what cannot be read does, and is not the first.
    with database.begin() as connection:
        failed_itself = "UPDATE assignment.dead_letter SET error_class = 'ValueError' WHERE id = :id"
        number = int(held.id.removeprefix("letter-"))
        connection.execute(sa.text(failed_itself), {"id": number})
    assert [one.discardable for one in desk.list()] == [False, True]
    with database.begin() as connection, pytest.raises(NotDiscardable) as refused:
        desk.failures.discard(connection, held.id, "phuc.quantri", "Hồ sơ thử")
    assert reference in refused.value.message_vi and reference in refused.value.message_en
    assert refused.value.details == {"first": reference}


def test_what_waited_says_that_nothing_stands_before_it_once_the_first_is_closed(
    desk: Desk, database: Database, effects: Callable[[], list[str]]
) -> None:
    for _ in range(3):
        desk.publish("d-1")
    desk.wait(lambda: len(desk.list()) == 3)
    third, second, first = sorted(desk.list(), key=lambda one: int(one.id[7:]), reverse=True)
    with database.begin() as connection:
        desk.failures.discard(connection, first.id, "phuc.quantri", "Hồ sơ thử")
    now = {one.id: one for one in desk.list()}
    assert first.id not in now[second.id].message + now[second.id].advice.en + now[second.id].headline.en
    assert "another try takes it" in now[second.id].message
    assert f"assignment/{second.id}" in now[third.id].message
    again = desk.retry(third.id)
    assert (again.state, f"assignment/{second.id}" in again.message) == ("retried", True)
    assert next(one for one in desk.list() if one.id == second.id).attempts == 1, (
        "the new first one was tried"
    )
    desk.handler.broken = False
    assert desk.retry(third.id).state == "resolved"
    assert (desk.list(), effects()) == ([], ["d-1", "d-1"])


@pytest.mark.parametrize(
    "odd", ["", "1", "letter-", "letter-1", "letter-²", "letter-" + "9" * 30, "consumer-", "x\0"]
)
def test_what_is_no_failure_is_unknown(desk: Desk, odd: str) -> None:
    with pytest.raises(UnknownFailure):
        desk.retry(odd)


# Pages of failures ------------------------------------------------------------------------------------------


def failure(name: str, minutes: int, state: str = "open") -> common_pb2.Failure:
    at = Timestamp()
    at.FromDatetime(NOW + timedelta(minutes=minutes))
    return common_pb2.Failure(id=name, last_at=at, state=state)


class Others:
    """Failures of a service's own, as a table with an index would give them."""

    prefix = "message-"
    rows = (failure("9", 5), failure("8", 4), failure("7", 3, "resolved"), failure("1", 0))

    def newest(self, below: Key | None, limit: int, everything: bool) -> list[common_pb2.Failure]:
        keyed = [(one.last_at.ToDatetime(tzinfo=UTC), one.id, one) for one in self.rows]
        found = [one for at, name, one in keyed if below is None or (at, name) < below]
        found = [one for one in found if everything or one.state != "resolved"][:limit]
        return [common_pb2.Failure(id=self.prefix + one.id, last_at=one.last_at) for one in found]

    def retry(self, connection: sa.Connection, own_id: str, by: str) -> common_pb2.Failure:
        if own_id not in {one.id for one in self.rows}:
            raise UnknownFailure()
        return common_pb2.Failure(id=self.prefix + own_id, state="retried", retried_by=by)


class Letters:
    """Dead letters of the same minutes as the others."""

    def __init__(self, *rows: common_pb2.Failure) -> None:
        self.rows = rows

    def newest(self, after: Key | None, limit: int, everything: bool) -> list[common_pb2.Failure]:
        return [one for one in self.rows if after is None or key_of(one) < after][:limit]

    def owns(self, failure_id: str) -> bool:
        return failure_id.startswith("letter-")


def merged(database: Database, *letters: common_pb2.Failure) -> Failures:
    kept: Any = Letters(*letters)
    writes = Writes(database, RequestLog("assignment"), "motcua.assignment.v1.AssignmentService")
    return Failures(writes, kept, FailureActs("assignment", SystemClock()), Others())


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
@pytest.mark.parametrize("everything", [False, True])
def test_letters_and_other_failures_are_one_list_newest_first(
    database: Database, size: int, everything: bool
) -> None:
    """Also where a page ends between failures of one moment: none is shown twice, none is left out."""
    both = merged(database, failure("zz", 4), failure("letter-3", 4), failure("letter-2", 4), failure("a", 4))
    seen: list[str] = []
    token = ""
    while True:
        request = pb.ListFailuresRequest(page_size=size, page_token=token, all=everything)
        shown = both.list(request, pb.ListFailuresResponse)
        seen += [one.id for one in shown.failures]
        token = shown.next_page_token
        if not token:
            break
    past = ["message-7"] if everything else []
    assert seen == ["message-9", "zz", "message-8", "letter-3", "letter-2", "a", *past, "message-1"]


def test_a_token_of_the_open_ones_is_none_of_all(database: Database) -> None:
    both = merged(database)
    token = both.list(pb.ListFailuresRequest(page_size=1), pb.ListFailuresResponse).next_page_token
    with pytest.raises(InvalidInput):
        both.list(pb.ListFailuresRequest(page_size=1, page_token=token, all=True), pb.ListFailuresResponse)


def test_a_failure_of_the_services_own_is_retried_in_the_callers_name(database: Database) -> None:
    both = merged(database)
    with as_subject(PHUC):
        request = pb.RetryFailureRequest(request_id="r", failure_id="message-8")
        done = both.retry(request, pb.RetryFailureResponse)
        assert (done.failure.state, done.failure.retried_by) == ("retried", "phuc.quantri")
        assert both.retry(request, pb.RetryFailureResponse) == done, "the same request, the same answer"
        for odd in ("8", "message-", "message-5", "message-\0", ""):
            with pytest.raises(UnknownFailure):
                both.retry(
                    pb.RetryFailureRequest(request_id=f"r{odd!r}", failure_id=odd), pb.RetryFailureResponse
                )


def test_past_letters_are_paged_newest_first_and_cost_the_same_however_many_there_are(desk: Desk) -> None:
    keys = [f"d-{number}" for number in range(2)]
    for key in keys:
        desk.publish(key)
        desk.wait(lambda key=key: key in {one.dossier_id for one in desk.list()})  # type: ignore[misc]
    desk.handler.broken = False
    for one in desk.list():
        desk.retry(one.id)
    desk.handler.broken = True
    desk.publish("d-open")
    desk.wait(lambda: len(desk.list()) == 1)
    every = desk.list(everything=True)
    assert [one.dossier_id for one in every] == ["d-open", "d-0", "d-1"], "d-1 was retried first"
    assert [one.state for one in every] == ["open", "resolved", "resolved"]
    below = desk.failures.newest(key_of(every[1]), 5, True)
    assert [one.id for one in below] == [every[2].id]
    with count_statements() as count:
        desk.list(everything=True)
    assert count.total <= 5, "\n".join(count.statements)
