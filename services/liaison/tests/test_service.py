# SPDX-License-Identifier: Apache-2.0
"""The whole service: events in, events out, and its gRPC methods with the real policy table, called by everyone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import motcua_liaison.bootstrap as bootstrap
import pytest
from liaison_harness import CALLERS, LAND, NOW, OFFICERS, SERVICES, TAX, FakeWorkflow, Known, thrown
from motcua.events.v1.process_pb2 import MessageThrown
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua.liaison.v1 import liaison_pb2_grpc
from motcua_calendar.clock import FixedClock
from motcua_events import BEGINNING, EventCatalogue, PostgresEventLog
from motcua_events.testing import publish_as_writers
from motcua_liaison.settings import Settings
from motcua_rpc import Channel, Conflict, InvalidInput, Limits, MotcuaError, NotFound, channel, serve
from motcua_storage import Database
from motcua_storage.testing import ServiceDatabases

ORGANISATION = Path(__file__).parents[3] / "infra" / "demo" / "organisation.yaml"
CATALOGUE = EventCatalogue.load()
ALLOWED = {
    "ListMessages": {*OFFICERS, "elsewhere", "tax", "operator", "integrator", *SERVICES},
    "GetMessage": {*OFFICERS, "elsewhere", "tax", "operator", "integrator", *SERVICES},
    "ListSteps": {*OFFICERS, "elsewhere", "tax", "operator", "integrator", *SERVICES},
    "ListFailures": {"operator"},
    "RetryFailure": {"operator"},
    "DiscardFailure": {"operator"},
}
REQUESTS: dict[str, Any] = {
    "ListMessages": pb.ListMessagesRequest(),
    "GetMessage": pb.GetMessageRequest(message_id="message-d1-1"),
    "ListSteps": pb.ListStepsRequest(),
    "ListFailures": pb.ListFailuresRequest(),
    "RetryFailure": pb.RetryFailureRequest(request_id="r", failure_id="message-none"),
    "DiscardFailure": pb.DiscardFailureRequest(request_id="d", failure_id="letter-1", reason="r"),
}


@dataclass
class Neighbours:
    """Calls other services with the token of the service account, without an issuer."""

    settings: Settings
    opened: list[Channel] = field(default_factory=list)

    def channel(self, service: str) -> Channel:
        self.opened.append(channel(getattr(self.settings, f"{service}_address"), self.settings.client_id))
        return self.opened[-1]

    def close(self) -> None:
        for one in self.opened:
            one.close()


@dataclass
class House:
    """The running service and ways to reach it."""

    database: Database
    admin_url: str
    port: int
    channels: dict[str, Channel] = field(default_factory=dict)

    def publish(self, *messages: MessageThrown) -> None:
        events = [
            CATALOGUE.event("message.thrown", one, time=NOW, dossierid=one.process.dossier_id)
            for one in messages
        ]
        publish_as_writers(self.admin_url, *events)

    def as_(self, caller: str) -> liaison_pb2_grpc.LiaisonServiceStub:
        if caller not in self.channels:
            self.channels[caller] = channel(f"127.0.0.1:{self.port}", caller or None)
        return liaison_pb2_grpc.LiaisonServiceStub(self.channels[caller])

    def until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline, "it never became true"
            time.sleep(0.01)

    def messages(self, caller: str = "operator", **query: Any) -> list[pb.Message]:
        return list(self.as_(caller).ListMessages(pb.ListMessagesRequest(**query)).messages)

    def all_are(self, state: int) -> bool:
        found = self.messages()
        return bool(found) and all(message.state == state for message in found)


@pytest.fixture
def house(
    databases: ServiceDatabases,
    database: Database,
    workflow: FakeWorkflow,
    workflow_address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[House]:
    monkeypatch.setattr(bootstrap, "Neighbours", Neighbours)
    settings = Settings(
        database_url=databases.url("liaison"), issuer="http://127.0.0.1:1/oidc", client_id="liaison",
        client_secret="none", workflow_address=workflow_address,
 intake_address="127.0.0.1:1", organisation=ORGANISATION,
        files=tmp_path / "var" / "files",
    )  # fmt: skip
    service = bootstrap.build(settings, FixedClock(NOW))
    server = serve(
        [service.register], "127.0.0.1:0", verifier=Known(), policies=service.policies, limits=Limits(4)
    )
    service.start()
    made = House(database, databases.admin_url, server.port)
    yield made
    for one in made.channels.values():
        one.close()
    server.stop(0.1)
    service.stop()


def test_a_thrown_message_goes_all_the_way(house: House, workflow: FakeWorkflow, tmp_path: Path) -> None:
    to_applicant = thrown(9)
    to_applicant.target_party = "applicant"
    house.publish(thrown(1, slip_no="19"), to_applicant, thrown(2))
    house.until(lambda: len(workflow.effects) == 2 and house.all_are(pb.MESSAGE_STATE_ACCEPTED))

    assert workflow.effects == ["message-d1-1", "message-d1-2"]
    log = PostgresEventLog(house.database, CATALOGUE.topics)
    house.until(lambda: len(log.read("motcua.liaison", 0, BEGINNING, 100)) == 6)
    assert (tmp_path / "var" / "liaison" / "signing.pem").exists()
    message = house.as_("operator").GetMessage(pb.GetMessageRequest(message_id="message-d1-1")).message
    assert [line.outcome for line in message.log] == ["delivered", "accepted"]
    assert message.attempts == 1
    assert message.envelope.number == 1


@pytest.mark.parametrize("method", list(ALLOWED))
def test_only_those_named_may_call(house: House, method: str) -> None:
    passed = set()
    for caller in ["", *CALLERS]:
        try:
            getattr(house.as_(caller), method)(REQUESTS[method])
            passed.add(caller)
        except NotFound:
            passed.add(caller)  # let in, and there is nothing to find
        except MotcuaError as error:
            wanted = "TOKEN_MISSING" if not caller else ("ROLE_REQUIRED", "OFFICERS_ONLY")
            assert error.code in wanted, (caller, error)
    assert passed == ALLOWED[method]


def test_units_see_their_own_messages_and_an_operator_no_payload(house: House) -> None:
    house.publish(thrown(1, slip_no="19"), thrown(2, of="tax_office", to="land_branch", dossier="d2"))
    house.until(lambda: len(house.messages()) == 2 and house.all_are(pb.MESSAGE_STATE_ACCEPTED))

    for caller, sees, payload in [
        ("land_officer", 2, True),
        ("tax", 2, True),
        ("integrator", 2, True),
        ("elsewhere", 0, False),
        ("operator", 2, False),
        ("intake", 2, True),
    ]:
        found = house.messages(caller)
        assert len(found) == sees, caller
        assert any("slip_no" in one.envelope.payload.fields for one in found) == payload, caller
        assert all(one.envelope.hash for one in found)
    assert [one.envelope.sender_unit for one in house.messages("tax", dossier_id="d2")] == [TAX]
    with pytest.raises(NotFound) as refused:
        house.as_("elsewhere").GetMessage(pb.GetMessageRequest(message_id="message-d1-1"))
    assert refused.value.code == "MESSAGE_UNKNOWN"


def test_pages_hold_everything_once_newest_first(house: House) -> None:
    house.publish(*(thrown(number, dossier=f"d{number}") for number in range(7)))
    house.until(lambda: house.all_are(pb.MESSAGE_STATE_ACCEPTED) and len(house.messages()) == 7)

    seen: list[str] = []
    token = ""
    while True:
        request = pb.ListMessagesRequest(page_size=3, page_token=token)
        answer = house.as_("land_officer").ListMessages(request)
        seen += [one.envelope.message_id for one in answer.messages]
        token = answer.next_page_token
        if not token:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 7
    with pytest.raises(InvalidInput):
        house.as_("land_officer").ListMessages(pb.ListMessagesRequest(page_token="x"))


def test_an_operator_sees_refusals_and_broken_events_in_one_list_and_retries_both(
    house: House, workflow: FakeWorkflow
) -> None:
    workflow.waits = False
    house.publish(thrown(1), thrown(2, dossier="d2", to="customs"), thrown(3, dossier="d3"))
    operator = house.as_("operator")
    failures = lambda **q: list(operator.ListFailures(pb.ListFailuresRequest(**q)).failures)  # noqa: E731
    house.until(lambda: len(failures()) == 3)

    by_kind = {one.kind: one for one in failures()}
    assert {"delivery", "dead_letter"} == set(by_kind)
    assert "customs" in by_kind["dead_letter"].message
    assert all(one.dossier_code and one.headline.vi and one.advice.en for one in by_kind.values())
    first = operator.ListFailures(pb.ListFailuresRequest(page_size=2))
    rest = operator.ListFailures(pb.ListFailuresRequest(page_size=2, page_token=first.next_page_token))
    assert len({one.id for one in (*first.failures, *rest.failures)}) == 3

    workflow.waits = True
    with pytest.raises(Conflict):
        operator.DiscardFailure(
            pb.DiscardFailureRequest(request_id="away", failure_id=by_kind["delivery"].id, reason="no event")
        )
    request = pb.RetryFailureRequest(request_id="again", failure_id=by_kind["delivery"].id)
    answer = operator.RetryFailure(request)
    assert (answer.failure.state, answer.failure.retried_by) == ("retried", "operator")
    assert operator.RetryFailure(request) == answer, "the same request has the same answer"
    house.until(lambda: len(failures()) == 2)
    assert len(failures(all=True)) == 3
    (past,) = (one for one in failures(all=True) if one.state == "resolved")
    assert [(one.act, one.user, one.outcome) for one in past.acts] == [("retry", "operator", "resolved")]
    letter = operator.RetryFailure(
        pb.RetryFailureRequest(request_id="letter", failure_id=by_kind["dead_letter"].id)
    )
    assert letter.failure.state == "retried"
    with pytest.raises(NotFound) as refused:
        operator.RetryFailure(pb.RetryFailureRequest(request_id="more", failure_id=by_kind["delivery"].id))
    assert refused.value.code == "FAILURE_UNKNOWN"


def test_reading_costs_one_or_two_statements(house: House) -> None:
    house.publish(thrown(1))
    house.until(lambda: house.all_are(pb.MESSAGE_STATE_ACCEPTED))
    from motcua_storage import count_statements

    with count_statements() as count:
        house.messages("land_officer")
        house.as_("land_officer").GetMessage(pb.GetMessageRequest(message_id="message-d1-1"))
    mine = [text for text, thread in zip(count.statements, count.threads, strict=True) if "rpc" in thread]
    assert len(mine) == 3, mine


def test_anyone_without_a_token_is_told_to_sign_in(house: House) -> None:
    with grpc.insecure_channel(f"127.0.0.1:{house.port}") as plain, pytest.raises(grpc.RpcError) as refused:
        liaison_pb2_grpc.LiaisonServiceStub(plain).ListMessages(pb.ListMessagesRequest())
    assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
    assert LAND in {subject.unit for subject in CALLERS.values()}
