# SPDX-License-Identifier: Apache-2.0
"""The portal's real application behind one port and the services' doubles behind another, started once for all desks: who comes
in finds the doubles of the test that runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import grpc
from desk_harness import Desk, served
from intake_double import SUBMITTED
from joserfc.jwk import KeySet
from motcua.assignment.v1 import assignment_pb2_grpc
from motcua.intake.v1 import intake_pb2_grpc
from motcua.liaison.v1 import liaison_pb2_grpc
from motcua.notification.v1 import notification_pb2_grpc
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_calendar.clock import FixedClock, legal_time
from motcua_identity import LogoutTokens
from motcua_organisation import Organisation
from motcua_portal.live.hub import Hub
from motcua_portal.preview.drawing import Drawing
from motcua_portal.web.application import Needs, create_app
from motcua_portal.web.clients import Services
from motcua_portal.web.paces import Paces
from motcua_rpc import channel
from plain_http import PATIENCE

REGISTER = {
    "intake": intake_pb2_grpc.add_IntakeServiceServicer_to_server,
    "assignment": assignment_pb2_grpc.add_AssignmentServiceServicer_to_server,
    "workflow": workflow_pb2_grpc.add_WorkflowServiceServicer_to_server,
    "liaison": liaison_pb2_grpc.add_LiaisonServiceServicer_to_server,
    "notification": notification_pb2_grpc.add_NotificationServiceServicer_to_server,
}


class Behind:
    """A service of whichever desk is there when it is called. A method that a test took away (None) is not served."""

    def __init__(self, house: House, service: str) -> None:
        self._house, self._service = house, service

    def __getattr__(self, method: str) -> Callable[[Any, Any], Any]:
        def answer(request: Any, context: Any) -> Any:
            if self._house.desk is None:
                context.abort(grpc.StatusCode.UNAVAILABLE, "nobody is at the desk")
            serve = getattr(getattr(self._house.desk, self._service), method)
            if serve is None:
                context.abort(grpc.StatusCode.UNIMPLEMENTED, f"{method} is not served")
            return serve(request, context)

        return answer


@dataclass
class House:
    """One desk at a time stands in it."""

    app: Any
    site: served
    desk: Desk | None = None

    @contextmanager
    def open(self, desk: Desk) -> Iterator[Desk]:
        """A desk with nothing from the one before: the application keeps its state in `app.state`, and all of it that changes is
        made anew. At the end every window is closed, and who still asks is waited for."""
        state = self.app.state
        state.sessions, state.login, state.crashes = desk, desk, desk.crashes
        state.live, state.drawing, state.paces = Hub(state.live.ask), Drawing(), Paces()
        desk.app, desk.site = self.app, self.site.url
        self.desk = desk
        try:
            yield desk
        finally:
            desk.leave()
            state.live.stop()
            for thread in threading.enumerate():
                if thread.name == "live":
                    thread.join(PATIENCE)
            self.site.settle()
            self.desk = None


@contextmanager
def started(organisation: Organisation) -> Iterator[House]:
    """The house, empty."""
    nobody: Any = None
    house = House(nobody, nobody)
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(8))
        server = grpc.server(pool)
        for service, register in REGISTER.items():
            register(Behind(house, service), server)
        opened = channel(f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}")
        server.start()
        stack.callback(lambda: server.stop(0).wait())
        stack.callback(opened.close)
        now = FixedClock(legal_time(datetime.fromtimestamp(SUBMITTED, UTC)))
        house.app = create_app(
            Needs(
                nobody, nobody, nobody, _services(opened), organisation, now, "http://testserver", False,
                lambda: True, logout_tokens=LogoutTokens(Keyless(), "portal"),  # type: ignore[arg-type]
            )
        )  # fmt: skip
        house.site = stack.enter_context(served(house.app))
        yield house


class Keyless:
    """An issuer whose signature is on nothing."""

    issuer = "http://issuer.example"

    def keys(self) -> KeySet:
        return KeySet([])

    keys_after_unknown = keys


def _services(opened: Any) -> Services:
    return Services(
        workflow_pb2_grpc.WorkflowServiceStub(opened),
        intake_pb2_grpc.IntakeServiceStub(opened),
        assignment_pb2_grpc.AssignmentServiceStub(opened),
        notification_pb2_grpc.NotificationServiceStub(opened),
        liaison_pb2_grpc.LiaisonServiceStub(opened),
        (opened,),
    )
