# SPDX-License-Identifier: Apache-2.0
"""One dossier through every service and part: how long until that works again after something was away."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import grpc
import httpx
from motcua.notification.v1 import notification_pb2 as notices
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua_cli.actors import LAND, LAND_ANSWERS, LAND_PAPERS, new_id
from motcua_rpc import MotcuaError

from support.province import COMMUNE, Province
from support.system import Driver

T = TypeVar("T")
DOWN = (MotcuaError, grpc.RpcError, httpx.HTTPError, OSError, PermissionError)
CITIZEN = "tuyet.congdan"


def insist(act: Callable[[], T], until: float) -> T:
    """Try as people do, until it works. `until`: a moment of the monotonic clock."""
    while True:
        try:
            return act()
        except (*DOWN, AssertionError) as error:
            if time.monotonic() > until:
                raise AssertionError("not all works again") from error
            time.sleep(0.1)


def cross(system: Driver, seconds: float) -> float:
    """Seconds until a citizen has signed in anew, opened a page, uploaded papers and handed them in, the window has taken them,
    the next office has its task, and the citizen a mail. What fails is tried again, as people do."""
    began = time.monotonic()
    until = began + seconds
    insist(lambda: httpx.get(system.run["http"], timeout=5).raise_for_status(), until)
    province = Province(system)
    draft = insist(
        lambda: province.citizen(CITIZEN).draft(
            LAND, COMMUNE, LAND_ANSWERS | {"land_commune": COMMUNE}, LAND_PAPERS
        ),
        until,
    )
    asked = new_id()
    dossier = insist(lambda: province.citizen(CITIZEN).submit(draft, asked), until).dossier_id
    task = insist(lambda: province.clerk.wait_for(dossier, "acceptance", seconds), until)
    insist(lambda: taken(province, dossier, task), until)
    insist(lambda: province.land_officer.wait_for(dossier, "appraise_release", seconds), until)
    insist(lambda: told(province, dossier), until)
    return time.monotonic() - began


def taken(province: Province, dossier: str, task: object) -> None:
    """By the window; an answer that was lost is known by what the dossier says."""
    if not province.clerk.dossier(dossier).HasField("promised_at"):
        province.clerk.accept_task(task)  # type: ignore[arg-type]


def told(province: Province, dossier: str) -> None:
    """By mail that it was accepted."""
    stub = NotificationServiceStub(province.citizen(CITIZEN).channel)
    found = stub.ListNotices(notices.ListNoticesRequest(dossier_id=dossier)).notices
    assert {"dossier.submitted", "dossier.accepted"} <= {one.moment for one in found if one.state == "sent"}
