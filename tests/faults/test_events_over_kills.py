# SPDX-License-Identifier: Apache-2.0
"""kill -9 while somebody follows events, of the whole embedded system or of what the production shape's events pass through: none
is lost, none comes twice, all in order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import grpc
import httpx
import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import intake_pb2_grpc, watching_pb2
from motcua_rpc import MotcuaError
from support.province import COMMUNE, Province
from support.system import Driver

KILLED = {
    "embedded": ("everything", "everything"),
    "production": ("kafka", "intake-1", "workflow-1", "postgres", "gateway"),
}
DOWN = (MotcuaError, grpc.RpcError, httpx.HTTPError, OSError, TimeoutError)


class Follower:
    """Keeps cursor and event together, as a program that deals with events in one transaction does."""

    def __init__(self, system: Driver) -> None:
        self.system = system
        self.cursor = ""
        self.seen: list[Any] = []
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.follow()
            except DOWN:
                time.sleep(0.2)

    def follow(self) -> None:
        intake = intake_pb2_grpc.IntakeServiceStub(self.system.client_channel("demo-integrator"))
        for message in intake.WatchEvents(watching_pb2.WatchEventsRequest(cursor=self.cursor), timeout=5):
            if message.HasField("event"):
                self.seen.append(message.event)
            self.cursor = message.cursor
            if self.stop.is_set():
                return


@pytest.fixture
def system(running: Callable[..., AbstractContextManager[Driver]]) -> Iterator[Driver]:
    with running() as made:
        yield made


def submit_until(stop: threading.Event, system: Driver, codes: list[str]) -> None:
    """What was acknowledged; a call that was cut off is neither here nor there."""
    while not stop.is_set():
        try:
            citizen = Province(system).citizen()
            while not stop.is_set():
                codes.append(citizen.submit_land(COMMUNE).code)
        except DOWN:
            time.sleep(0.2)


def submitted(follower: Follower, earlier: set[str]) -> list[str]:
    """Codes, as often as they were told."""
    codes = [one.dossier_code for one in list(follower.seen) if one.type == "dossier.submitted"]
    return [one for one in codes if one not in earlier]


def dossiers(system: Driver) -> list[pb.Dossier]:
    """All of them, as the same client reads them."""
    intake = intake_pb2_grpc.IntakeServiceStub(system.client_channel("demo-integrator"))
    found, token = [], ""
    while True:
        answer = intake.ListDossiers(pb.ListDossiersRequest(page_token=token))
        found += answer.dossiers
        token = answer.next_page_token
        if not token:
            return found


def test_a_follower_misses_and_doubles_nothing(shape: str, system: Driver) -> None:
    earlier = {one.code for one in dossiers(system)}  # of other tests, where all share one system
    follower, codes, stop = Follower(system), [], threading.Event()
    submitter = threading.Thread(target=submit_until, args=(stop, system, codes), daemon=True)
    follower.thread.start()
    submitter.start()
    for name in KILLED[shape]:
        had = len(codes)
        until = time.monotonic() + 60
        while len(codes) < had + 5 and time.monotonic() < until:
            time.sleep(0.05)
        system.kill_one(name)
        system.bring_back(name)
    stop.set()
    submitter.join(30)
    there = {one.code: one for one in dossiers(system) if one.code not in earlier}
    until = time.monotonic() + 60
    while len(submitted(follower, earlier)) < len(there) and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)  # what came twice would come now
    follower.stop.set()
    follower.thread.join(20)
    told = submitted(follower, earlier)
    assert len(codes) >= 5 * len(KILLED[shape])
    assert set(codes) <= set(there)
    assert sorted(told) == sorted(there), "each dossier once"
    assert len({one.event_id for one in follower.seen}) == len(follower.seen)
