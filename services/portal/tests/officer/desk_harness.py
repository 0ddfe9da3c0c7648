# SPDX-License-Identifier: Apache-2.0
"""The officers' side in memory: the doubles with their sessions, a browser without scripts, and pages as text."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from typing import Any

import httpx
import uvicorn
from crashes_double import CrashesInMemory
from desk_doubles import (
    LAND,
    AssignmentDouble,
    DeskIntake,
    WorkflowDouble,
)
from message_doubles import LiaisonDouble, NotificationDouble
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.intake.v1 import intake_pb2
from motcua_identity import SignIn, Subject, Tokens
from motcua_portal.adapters.session_repository import OwnSession, Session
from plain_http import PATIENCE, client_of


def as_text(*texts: str) -> None:
    """What PostgreSQL does with what is no text. Raises ValueError."""
    for text in texts:
        if "\0" in text.replace("\\u0000", "\0"):
            raise ValueError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
        text.encode()


@dataclass
class Desk:
    """The doubles, the sessions, and where the pages are served."""

    intake: DeskIntake = field(default_factory=DeskIntake)
    workflow: WorkflowDouble = field(default_factory=WorkflowDouble)
    notification: NotificationDouble = field(default_factory=NotificationDouble)
    liaison: LiaisonDouble = field(default_factory=LiaisonDouble)
    crashes: CrashesInMemory = field(default_factory=CrashesInMemory)
    sessions: dict[str, Session] = field(default_factory=dict)
    stash: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    site: str = ""
    app: Any = None
    browsers: list[Browser] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)
    """Of Chromium; closed when the test ends, so that no page asks on."""

    def __post_init__(self) -> None:
        self.assignment = AssignmentDouble(self.intake)

    # as the portal's session repository
    def find(self, key: str) -> Session | None:
        return self.sessions.get(key)

    def put_aside(self, path: str, fields: dict[str, Any]) -> str:
        as_text(path, json.dumps(fields, ensure_ascii=False))
        key = f"stash-{len(self.stash)}"
        self.stash[key] = (path, fields)
        return key

    def take_back(self, key: str, path: str) -> dict[str, Any] | None:
        found = self.stash.get(key)
        return found[1] if found and found[0] == path else None

    def own(self, whose: Session, most: int) -> list[OwnSession]:
        """This one; the others have tests against PostgreSQL."""
        return [OwnSession("own", datetime.now(UTC), datetime.now(UTC), "chrome", "linux", True)]

    def end_own(self, by: Session, handle: str | None) -> list[Tokens]:
        return []

    def begin_sign_in(self, attempt: SignIn, next_path: str) -> str:
        as_text(next_path)
        return "attempt"

    def take_sign_in(self, key: str) -> tuple[SignIn, str] | None:
        return None

    def close(self, key: str) -> None:
        self.sessions.pop(key, None)

    # as the portal's login client
    def authorization_url(self, *, language: str = "vi", again: bool = False) -> SignIn:
        return SignIn("http://issuer.example/authorize", "state", "nonce", "verifier")

    def logout_url(self, id_token: str | None, *, return_to: str, language: str) -> str:
        return return_to

    # for tests
    def sign_in(self, user: str, *roles: str, unit: str | None = "chi_nhanh_dat_dai") -> str:
        subject = Subject(user, user, f"Người {user}", frozenset(roles or ("land_officer",)), unit)
        key = f"key-{user}"
        self.sessions[key] = Session(
            key, Tokens(subject, user, None, None, time.time() + 3600), f"csrf-{user}"
        )
        return key

    def browser(self, user: str, *roles: str, unit: str | None = "chi_nhanh_dat_dai") -> Browser:
        made = Browser(self.site, self.sign_in(user, *roles, unit=unit))
        self.browsers.append(made)
        return made

    def leave(self) -> None:
        """Every window of this desk is closed."""
        for context in self.contexts:
            context.close()
        for browser in self.browsers:
            browser.client.close()

    def dossier(self, **more: Any) -> intake_pb2.Dossier:
        """A dossier with every kind of thing that a page shows."""
        made = self.intake.add_dossier("", intake_pb2.DOSSIER_STATUS_SUBMITTED, **more)
        made.applicant.CopyFrom(
            intake_pb2.Applicant(name="Nguyễn Văn Bình", id_number="099180000001", phone="0200000123")
        )
        made.papers.add(
            paper_id="p1",
            component="GCN",
            file_id="ack",
            file_name="gcn.pdf",
            size=123_456,
            form="original",
            copies=1,
        )
        made.answers.update({"applicant_name": "Nguyễn Văn Bình", "filer": "owner", "parcel_no": "12"})
        return made

    def step(self, task_id: str, form: str, **more: Any) -> pb.Task:
        """A task with the real form of a step of the land procedure."""
        source = self.intake.packages[LAND].files[f"forms/{form}.form"].decode()
        return self.assignment.add(task_id, form=source, element=form.replace("-", "_"), **more)


class Browser:
    """A person without scripts: follows redirects, fills in forms by name."""

    def __init__(self, site: str, key: str) -> None:
        self.client = client_of(site, key, follow_redirects=True)
        self.csrf = key.replace("key-", "csrf-")

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path)

    def post(
        self, path: str, data: dict[str, Any] | None = None, files: Any = None, **more: Any
    ) -> httpx.Response:
        sent = {"csrf": self.csrf, "request_id": f"r-{time.monotonic_ns()}", **(data or {})}
        return self.client.post(path, data=sent, files=files, **more)


def text_of(answer: httpx.Response) -> str:
    """What stands on a page, without tags."""
    body = re.sub(r"<(script|style|noscript).*?</\1>", " ", answer.text, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


class served:
    """An application on a loopback port."""

    def __init__(self, app: Any) -> None:
        # Named as TCP, or asyncio does not send at once what is small, and each answer waits for 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()
        config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> served:
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        return self

    def settle(self) -> None:
        """Wait until every answer that was asked for has ended."""
        end = time.monotonic() + PATIENCE
        while self._server.server_state.tasks:
            assert time.monotonic() < end, "an answer goes on though everybody left"
            time.sleep(0.005)

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
