# SPDX-License-Identifier: Apache-2.0
"""The portal with its real application and an intake service in memory, and visitors with a session."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
import uvicorn
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua.intake.v1 import intake_pb2_grpc
from motcua_calendar.clock import FixedClock, legal_time
from motcua_identity import Subject, Tokens
from motcua_organisation import load_organisation
from motcua_portal.adapters.session_repository import OwnSession, Session
from motcua_portal.web.application import Needs, create_app
from motcua_portal.web.clients import Services
from motcua_rpc import channel

sys.path.insert(0, str(Path(__file__).parent))  # the double lies beside; test files have no package

from intake_double import SUBMITTED, IntakeDouble
from plain_http import client_of
from whereabouts_double import WhereaboutsDouble

ORGANISATION = Path(__file__).parents[4] / "infra" / "demo" / "organisation.yaml"


class SessionsInMemory:
    """Sessions by their cookie; the repository itself has tests against PostgreSQL."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.sessions: dict[str, Session] = {}
        self.stash: dict[str, tuple[str, dict[str, Any]]] = {}

    def sign_in(self, user: str, *, roles: tuple[str, ...] = ("citizen",), unit: str | None = None) -> str:
        subject = Subject(user, user, f"Người {user}", frozenset(roles), unit)
        key = f"key-{user}"
        self.sessions[key] = Session(
            key, Tokens(subject, user, None, None, time.time() + 3600), f"csrf-{user}"
        )
        return key

    def find(self, key: str) -> Session | None:
        return self.sessions.get(key)

    def own(self, whose: Session, most: int) -> list[OwnSession]:
        """This one; the others have tests against PostgreSQL."""
        return [OwnSession("own", datetime.now(UTC), datetime.now(UTC), "chrome", "linux", True)]

    def end_own(self, by: Session, handle: str | None) -> list[Tokens]:
        return []

    def put_aside(self, path: str, fields: dict[str, Any]) -> str:
        key = f"stash-{len(self.stash)}"
        self.stash[key] = (path, fields)
        return key

    def take_back(self, key: str, path: str) -> dict[str, Any] | None:
        found = self.stash.pop(key, None)
        return found[1] if found and found[0] == path else None


@dataclass
class House:
    """The pages on loopback, with what stands behind them."""

    url: str
    intake: IntakeDouble
    sessions: SessionsInMemory
    assignment: WhereaboutsDouble


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """Started once: starting takes longer than most tests."""
    intake, sessions, assignment = IntakeDouble(), SessionsInMemory(), WhereaboutsDouble()
    with ExitStack() as stack:
        services = _services(intake, assignment, stack)
        now = FixedClock(legal_time(datetime.fromtimestamp(SUBMITTED, UTC)))
        nothing: Any = None
        memory: Any = sessions
        organisation = load_organisation(ORGANISATION)
        needs = Needs(
            memory,
            nothing,
            nothing,
            services,
            organisation,
            now,
            "http://portal.example",
            False,
            lambda: True,
        )
        yield House(_serve(create_app(needs), stack), intake, sessions, assignment)


def _services(intake: IntakeDouble, assignment: WhereaboutsDouble, stack: ExitStack) -> Services:
    pool = stack.enter_context(ThreadPoolExecutor(4))
    server = grpc.server(pool)
    intake_pb2_grpc.add_IntakeServiceServicer_to_server(intake, server)
    assignment_pb2_grpc.add_AssignmentServiceServicer_to_server(assignment, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    stack.callback(lambda: server.stop(0).wait())
    opened = channel(address)
    stack.callback(opened.close)
    nothing: Any = None
    return Services(
        nothing, intake_pb2_grpc.IntakeServiceStub(opened), assignment_pb2_grpc.AssignmentServiceStub(opened),
        nothing, nothing, (opened,),
    )  # fmt: skip


def _serve(app: Any, stack: ExitStack) -> str:
    # Named as TCP, or asyncio does not send at once what is small, and each answer waits for 40 ms.
    listening = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP))
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()

    def end() -> None:
        server.should_exit = True
        thread.join()

    stack.callback(end)
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def intake(house: House) -> IntakeDouble:
    house.intake.reset()
    return house.intake


@pytest.fixture
def assignment(house: House) -> WhereaboutsDouble:
    house.assignment.reset()
    return house.assignment


@pytest.fixture
def sessions(house: House) -> SessionsInMemory:
    house.sessions.reset()
    return house.sessions


@pytest.fixture
def site(
    house: House, intake: IntakeDouble, sessions: SessionsInMemory, assignment: WhereaboutsDouble
) -> str:
    """The address of the pages; nobody is signed in, nothing was filed."""
    return house.url


@pytest.fixture
def visitor(site: str) -> Iterator[httpx.Client]:
    """Nobody in particular."""
    with client_of(site) as made:
        yield made


@pytest.fixture
def hoa(site: str, sessions: SessionsInMemory) -> Iterator[httpx.Client]:
    """A citizen who is signed in."""
    with client_of(site, sessions.sign_in("hoa")) as made:
        yield made
