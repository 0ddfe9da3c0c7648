# SPDX-License-Identifier: Apache-2.0
"""One program calls as often as it can and claims what it likes: it is held up, and nobody else is, by gRPC or on pages."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import grpc
import httpx
import pytest
from google.protobuf.message import Message
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1.assignment_pb2_grpc import AssignmentServiceStub
from motcua.intake.v1 import intake_pb2 as intake
from motcua.intake.v1.intake_pb2_grpc import IntakeServiceStub
from motcua_cli.actors import COPY, Actor, Citizen, new_id
from motcua_cli.bench.workload import ANSWERS, PAPERS
from motcua_identity import ClientCredentials, Provider
from motcua_rpc import from_rpc_error
from support.province import COMMUNE
from support.system import Driver

A_MINUTE = 120
INTEGRATOR = "demo-integrator"
CLAIMS: dict[str, tuple[tuple[str, str], ...]] = {
    "nothing": (),
    "to be a service": (("motcua-inner", "1"),),
    "to serve another call": (("motcua-depth", "1"),),
    "all of it": (("motcua-inner", "x" * 32), ("motcua-depth", "4"), ("x-forwarded-for", "203.0.113.7")),
}
Asking = Callable[..., str]


@pytest.fixture(scope="module")
def narrow(running: Callable[..., AbstractContextManager[Driver]]) -> Iterator[Driver]:
    """A system in which one account makes two calls a second."""
    with running(MOTCUA_CALLS_A_MINUTE=str(A_MINUTE)) as made:
        yield made


@pytest.fixture
def wire(narrow: Driver) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(narrow.run["grpc"]) as made:
        yield made


@pytest.fixture
def ask(wire: grpc.Channel) -> Asking:
    """Read the catalogue with a token, and claim something; the reason why it was refused, "" where it was not."""
    listing = IntakeServiceStub(wire).ListProcedures

    def made(token: str, claimed: tuple[tuple[str, str], ...] = ()) -> str:
        metadata = (*claimed, ("authorization", f"Bearer {token}")) if token else claimed
        try:
            listing(intake.ListProceduresRequest(page_size=1), timeout=60, metadata=metadata)
        except grpc.RpcError as error:
            return from_rpc_error(error).code
        return ""

    return made


@pytest.fixture
def integrator(narrow: Driver) -> Iterator[Callable[[], str]]:
    """Tokens of the integrator's account, a new one each time."""
    secret = next(one["secret"] for one in narrow.run["clients"] if one["id"] == INTEGRATOR)
    with closing(Provider(narrow.run["issuer"])) as provider:
        yield lambda: ClientCredentials(provider, INTEGRATOR, secret)()


@contextmanager
def flood(ask: Asking, token: str) -> Iterator[Counter[str]]:
    """As many calls as two threads can make, for as long as the block lasts; what they were told."""
    told: Counter[str] = Counter()
    over = threading.Event()

    def go() -> None:
        while not over.is_set():
            for claimed in CLAIMS.values():
                told[ask(token, claimed)] += 1

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        over.set()
        for thread in threads:
            thread.join()


def received(narrow: Driver, clerk: str) -> Message:
    """A dossier brought to the window, with its papers."""
    at_window = narrow.person_channel(clerk)
    draft = Citizen(at_window).draft(COPY, COMMUNE, ANSWERS, PAPERS)
    asked = intake.ReceiveDossierRequest(
        request_id=new_id(), draft_id=draft.draft_id, revision=draft.revision
    )
    answer: Message = Actor(at_window).intake.ReceiveDossier(asked).dossier
    return answer


def test_a_flood_holds_up_its_own_account_and_nobody_else(
    narrow: Driver, ask: Asking, integrator: Callable[[], str]
) -> None:
    clerk = narrow.users_with("window_clerk", COMMUNE)[0]
    began = time.monotonic()
    with flood(ask, integrator()) as told:
        while not told["TOO_OFTEN"]:
            assert time.monotonic() < began + 90
            time.sleep(0.05)
        for _ in range(3):
            assert received(narrow, clerk).dossier_id  # type: ignore[attr-defined]
        another = integrator()
        assert another and "TOO_OFTEN" in {ask(another) for _ in range(20)}, (
            "another token is no other account"
        )
    minutes = (time.monotonic() - began) / 60
    assert set(told) == {"", "TOO_OFTEN"}
    assert told[""] <= A_MINUTE * (1 + minutes) + 1


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_claim_lets_it_pass(ask: Asking, integrator: Callable[[], str], claim: str) -> None:
    told = Counter(ask(token, CLAIMS[claim]) for token in [integrator()] * (2 * A_MINUTE))
    assert told["TOO_OFTEN"] and set(told) <= {"", "TOO_OFTEN"}


def test_pages_and_rest_go_on_in_the_name_of_who_is_held_up(narrow: Driver, wire: grpc.Channel) -> None:
    """The portal has counted them itself; and what services ask each other for them is nobody's call from outside."""
    token = narrow.token(narrow.users_with("commune_leader", COMMUNE)[0])
    bearer = (("authorization", f"Bearer {token}"),)
    inbox = AssignmentServiceStub(wire)
    with pytest.raises(grpc.RpcError) as refused:
        for _ in range(20 * A_MINUTE):
            inbox.ListTasks(work.ListTasksRequest(page_size=1), timeout=60, metadata=bearer)
    assert from_rpc_error(refused.value).code == "TOO_OFTEN"
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=narrow.run["http"], headers=headers, timeout=60) as rest:
        assert {rest.get("/api/v1/tasks?page_size=1").status_code for _ in range(20)} == {200}


def test_nobody_is_counted_for_an_address_that_a_caller_made_up(ask: Asking) -> None:
    """The gateway overwrites it, and without one nobody's word is taken; on this machine all are at one address."""
    claimed = (("x-forwarded-for", "203.0.113.7"),)
    assert {ask("", claimed) for _ in range(A_MINUTE + 20)} == {""}
