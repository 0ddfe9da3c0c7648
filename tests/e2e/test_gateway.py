# SPDX-License-Identifier: Apache-2.0
"""The real nginx with the settings that are shipped: nobody comes through it as one of our services, or from another address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from motcua_cli.serving.certificates import Wanted, prepare
from motcua_cli.serving.process import PORTAL, SERVICES
from motcua_identity import ANYONE, Policy, Subject
from motcua_identity.errors import token_invalid
from motcua_portal.api.errors import PROBLEM
from motcua_portal.api.errors import problem as problem_of
from motcua_portal.web.door import AddressUnfit
from motcua_rpc import Channel, Limits, RunningServer, TlsFiles, channel, from_rpc_error, serve
from parts.common import PartError
from parts.gateway import Gateway

SERVICE = "motcua.intake.v1.IntakeService"
METHOD = "GetProcedure"
LIES = (
    ("motcua-inner", "1"), ("motcua-inner", "2"), ("motcua-depth", "3"), ("x-forwarded-for", "203.0.113.7"),
    ("x-forwarded-for", "203.0.113.8"),
)  # fmt: skip
PATIENCE = 60.0


class Tokens:
    """Whoever says `person-…` is that person."""

    def verify(self, token: str) -> Subject:
        if not token.startswith("person-"):
            raise token_invalid("it is none")
        return Subject(token)


def add(server: Any) -> None:
    """A method that tells what it was sent beside the message."""

    def tell(_: StringValue, context: grpc.ServicerContext) -> StringValue:
        return StringValue(value=json.dumps([list(one) for one in context.invocation_metadata() or ()]))

    handler = grpc.unary_unary_rpc_method_handler(tell, StringValue.FromString, StringValue.SerializeToString)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {METHOD: handler}),))


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    list(prepare(folder, [Wanted(name) for name in ("gateway", *SERVICES, PORTAL)]))
    return folder


def files(certificates: Path, name: str) -> TlsFiles:
    own = certificates / name
    return TlsFiles(own / "certificate.pem", own / "key.pem", own / "authority.pem")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def intake(certificates: Path, stack: ExitStack) -> RunningServer:
    """One call a minute is as much as one caller may."""
    running = serve(
        [add], "127.0.0.1:0", verifier=Tokens(), policies=Policy.of(SERVICE, {METHOD: ANYONE}), limits=Limits(a_minute=1),
        tls=files(certificates, "intake"), services=(*SERVICES, PORTAL),
    )  # fmt: skip
    stack.callback(running.stop, 0.2)
    return running


@pytest.fixture
def gateway(intake: RunningServer, certificates: Path, tmp_path: Path) -> Iterator[Gateway]:
    """Before one server that stands for all."""
    try:
        Gateway.install()
    except PartError as error:
        pytest.skip(f"Gateway cannot be brought here: {str(error).splitlines()[0]}")
    gateway = Gateway(tmp_path / "gateway")
    everywhere = [f"127.0.0.1:{intake.port}"]
    gateway.configure(dict.fromkeys((*SERVICES, PORTAL), everywhere), certificates / "gateway")
    gateway.start()
    try:
        yield gateway
    finally:
        gateway.stop()


@pytest.fixture
def outside(gateway: Gateway, stack: ExitStack) -> grpc.Channel:
    """A channel as any integrator would open it."""
    return stack.enter_context(grpc.insecure_channel(gateway.grpc))


def ask(made: grpc.Channel | Channel, *metadata: tuple[str, str]) -> Any:
    """What the service was sent, or the reason of its refusal."""
    wire = {
        "request_serializer": StringValue.SerializeToString,
        "response_deserializer": StringValue.FromString,
    }
    try:
        answer = made.unary_unary(f"/{SERVICE}/{METHOD}", **wire)(
            StringValue(value="?"), timeout=PATIENCE, metadata=metadata
        )
    except grpc.RpcError as error:
        return from_rpc_error(error).code
    return json.loads(answer.value)


def test_what_a_caller_claims_does_not_come_through(outside: grpc.Channel) -> None:
    heard = ask(outside, *LIES)
    told = {key: [value for name, value in heard if name == key] for key, _ in LIES}
    assert told == {"motcua-inner": [], "motcua-depth": ["0"], "x-forwarded-for": ["127.0.0.1"]}


def test_a_liar_is_counted_and_a_service_is_not(
    outside: grpc.Channel, intake: RunningServer, certificates: Path, stack: ExitStack
) -> None:
    bearer = ("authorization", "Bearer person-1")
    assert isinstance(ask(outside, bearer, *LIES), list)
    assert [ask(outside, bearer, *LIES) for _ in range(3)] == ["TOO_OFTEN"] * 3
    assert isinstance(ask(outside, ("authorization", "Bearer person-2")), list)
    portal = stack.enter_context(
        channel(
            f"127.0.0.1:{intake.port}", "person-1", trust=files(certificates, "portal").trust(), server_name="intake",
            inner=True, deadline_seconds=PATIENCE,
        )
    )  # fmt: skip
    assert all(isinstance(ask(portal), list) for _ in range(3)), "for the same person"


def test_what_is_no_address_is_told_as_the_portal_tells_it(gateway: Gateway) -> None:
    """nginx itself refuses it, before anybody else is asked."""
    refused, problem = AddressUnfit(), httpx.get(f"{gateway.address}/api/v1/procedures/%00")
    assert (problem.status_code, problem.headers["content-type"]) == (400, PROBLEM)
    assert problem.json() == json.loads(problem_of(refused, "vi").body)
    page = httpx.get(f"{gateway.address}/thu-tuc/%00")
    assert (page.status_code, page.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert page.text.splitlines() == [refused.message_vi, refused.message_en]
