# SPDX-License-Identifier: Apache-2.0
"""An embedded issuer on a real loopback port, its people and clients, and a browser without a screen."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
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

_TLS = ssl.create_default_context()  # shared: to make one takes longer than most tests
CALLBACK = "http://127.0.0.1:9/auth/callback"
AFTER_LOGOUT = "http://127.0.0.1:9/"
HOA = Person("hoa", "Nguyễn Thị Hoa", ("citizen",), password="sen-lua-nui-482")
LAN = Person("lan", "Trần Thị Lan", ("window_clerk",), unit="cn-vpdk", password="may-song-que-113")
MINH = Person("Minh", "Lê Minh", ("tax_officer",), unit="thue", password="tre-lua-mua-909")
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


class Server:
    """Uvicorn on a free loopback port, in a thread; what it serves can be exchanged while it runs."""

    def __init__(self) -> None:
        self.app = FastAPI()
        # Named TCP, or asyncio leaves Nagle's algorithm on and every answer takes 40 ms longer.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        config = uvicorn.Config(self, log_level="error", lifespan="off")
        self.port = self._socket.getsockname()[1]
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(5)
        self._socket.close()


@dataclass
class House:
    """The issuer with everything around it. Starting it again on the same folder is a restart."""

    folder: Path
    server: Server
    clock: Time = field(default_factory=Time)
    people: tuple[Person, ...] = (HOA, LAN, MINH)
    clients: tuple[Client, ...] = (PORTAL, APP, PARTNER, OTHER)

    def start(self) -> None:
        self.url = f"http://127.0.0.1:{self.server.port}/oidc"
        self.issuer = EmbeddedIssuer(
            self.url,
            self.folder,
            self.people,
            self.clients,
            environ={},
            now=self.clock.now,
            monotonic=self.clock.now,
        )
        self.server.app = FastAPI()
        self.server.app.include_router(self.issuer.router)
        self.http = httpx.Client(trust_env=False, verify=_TLS)
        self.provider = Provider(self.url, http=self.http)
        self.verifier = TokenVerifier(self.provider, now=self.clock.now)

    def stop(self) -> None:
        self.http.close()
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
        super().__init__(trust_env=False, follow_redirects=False, verify=_TLS)

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
