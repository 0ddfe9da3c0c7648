# SPDX-License-Identifier: Apache-2.0
"""An embedded issuer on a real loopback port, its people and clients, and a browser without a screen."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import uvicorn
from fastapi import FastAPI
from motcua_identity import LoginClient, Provider, SignIn, Tokens, TokenVerifier
from motcua_identity.issuer import (
    AUTHORIZATION_CODE,
    CLIENT_CREDENTIALS,
    REFRESH_TOKEN,
    Client,
    EmbeddedIssuer,
    Person,
)

CALLBACK = "http://127.0.0.1:9/auth/callback"
AFTER_LOGOUT = "http://127.0.0.1:9/"
HOA = Person("hoa", "Nguyễn Thị Hoa", ("citizen",), password="sen-lua-nui-482")
LAN = Person("lan", "Trần Thị Lan", ("window_clerk",), unit="cn-vpdk", password="may-song-que-113")
PORTAL = Client(
    "portal",
    (AUTHORIZATION_CODE, REFRESH_TOKEN, CLIENT_CREDENTIALS),
    roles=("service", "service:portal"),
    redirect_uris=(CALLBACK,),
    post_logout_redirect_uris=(AFTER_LOGOUT,),
    secret="portal-secret",
)
APP = Client("app", (AUTHORIZATION_CODE,), redirect_uris=("http://127.0.0.1:10/done",), public=True)
PARTNER = Client(
    "partner", (CLIENT_CREDENTIALS,), roles=("integrator",), unit="so-nnmt", secret="partner-secret"
)
OTHER = Client("other", (AUTHORIZATION_CODE, REFRESH_TOKEN), redirect_uris=(CALLBACK,), secret="other-secret")


@dataclass
class Time:
    """Seconds that a test moves on, on top of the real clock."""

    ahead: float = 0.0

    def now(self) -> float:
        return time.time() + self.ahead


class Running:
    """A FastAPI application served by uvicorn on a free loopback port, in a thread."""

    def __init__(self, build: Callable[[int], FastAPI]) -> None:
        config = uvicorn.Config(FastAPI(), host="127.0.0.1", port=0, log_level="error", lifespan="off")
        self._socket = config.bind_socket()
        self.port = self._socket.getsockname()[1]
        config.app = build(self.port)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()


@dataclass
class House:
    """The issuer with everything around it."""

    folder: Path
    clock: Time = field(default_factory=Time)
    people: tuple[Person, ...] = (HOA, LAN)
    clients: tuple[Client, ...] = (PORTAL, APP, PARTNER, OTHER)

    def start(self) -> None:
        self.running = Running(self._build)
        self.url = f"http://127.0.0.1:{self.running.port}/oidc"
        self.http = httpx.Client(trust_env=False)
        self.provider = Provider(self.url)
        self.verifier = TokenVerifier(self.provider, now=self.clock.now)

    def _build(self, port: int) -> FastAPI:
        self.issuer = EmbeddedIssuer(
            f"http://127.0.0.1:{port}/oidc",
            self.folder,
            self.people,
            self.clients,
            environ={},
            now=self.clock.now,
            monotonic=self.clock.now,
        )
        app = FastAPI()
        app.include_router(self.issuer.router)
        return app

    def stop(self) -> None:
        self.http.close()
        self.provider.close()
        self.running.stop()
        self.issuer.close()

    def login_client(self, client: Client = PORTAL) -> LoginClient:
        return LoginClient(
            self.provider,
            self.verifier,
            client.id,
            client.secret,
            redirect_uri=client.redirect_uris[0],
            now=self.clock.now,
        )

    def sign_in(self, person: Person = HOA, client: Client = PORTAL) -> Tokens:
        login = self.login_client(client)
        attempt = login.authorization_url()
        return login.exchange_code(attempt, self.walk(attempt, person))

    def walk(self, attempt: SignIn, person: Person = HOA) -> dict[str, str]:
        """From the link to the query that comes back."""
        with Browser() as browser:
            return browser.sign_in(attempt.url, person)

    def token(self, client: Client, **form: str) -> httpx.Response:
        """POST to the token endpoint as `client`."""
        auth = (client.id, client.secret) if client.secret else httpx.USE_CLIENT_DEFAULT
        named = form if client.secret else form | {"client_id": client.id}
        return self.http.post(f"{self.url}/token", data=named, auth=auth)


class Browser(httpx.Client):
    """Keeps cookies, follows no redirect, fills forms."""

    def __init__(self) -> None:
        super().__init__(trust_env=False, follow_redirects=False)

    def submit(self, page: httpx.Response, **typed: str) -> httpx.Response:
        """Send the only form of a page."""
        action = unescape(re.search(r'<form method="post" action="([^"]*)"', page.text)[1])  # type: ignore[index]
        hidden = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page.text)
        return self.post(page.url.join(action), data=dict(hidden) | typed)

    def sign_in(self, url: str, person: Person) -> dict[str, str]:
        answer = self.submit(self.get(url), user=person.user, password=person.password or "")
        assert answer.status_code == 303, answer.text
        return query_of(answer)


def query_of(answer: httpx.Response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def as_json(answer: httpx.Response) -> Any:
    return answer.json()
