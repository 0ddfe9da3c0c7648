# SPDX-License-Identifier: Apache-2.0
"""For tests: a real Keycloak of this machine with a realm of ours, and a browser without a screen before its pages."""

from __future__ import annotations

import hashlib
import hmac
import re
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from motcua_identity.issuer import Person
from motcua_identity.keycloak import Admin, Group, Member, Plan, Realm, apply_realm, sync
from motcua_identity.keycloak.admin import of
from motcua_identity.testing import AWAY, HOA, LAN, UNIT, clients
from parts.common import PartError
from parts.keycloak import Keycloak, install

NAME = "motcua"
OFFICERS = {
    "window_clerk": "Một cửa",
    "commune_leader": "Lãnh đạo",
    "operator": "Vận hành",
    "citizen": "Công dân",
}
GROUPS = [
    Group("minh_hoa", "Tỉnh"),
    Group(UNIT, "Xã Suối Trong", "minh_hoa"),
    Group("ben_gio", "Bến Gió", "minh_hoa"),
]


@contextmanager
def own_keycloak(folder: Path) -> Iterator[Keycloak]:
    """Started, and killed at the end: nobody needs what it holds."""
    try:
        install()
    except PartError as error:
        pytest.skip(f"Keycloak cannot be brought here: {str(error).splitlines()[0]}")
    made = Keycloak(folder)
    try:
        made.start()
        yield made
    finally:
        made.running.kill()


@contextmanager
def administrator(server: Keycloak) -> Iterator[Admin]:
    """Of the whole server."""
    user, password = server.admin()
    made = Admin(server.address, user=user, password=password)
    try:
        yield made
    finally:
        made.close()


def realm(heard_at: str, **settings: object) -> Realm:
    """What the contract suite wants, as the command line would make it of an organisation file."""
    return Realm(NAME, OFFICERS, GROUPS, clients(heard_at), settings)


def member(person: Person, **more: bool) -> Member:
    """The account of a person of the contract suite."""
    return Member(
        person.user, person.name, person.roles, person.unit or "", password=person.password or "", **more
    )


@dataclass
class RealIssuer:
    """The realm as a test of the contract asks for it."""

    server: Keycloak
    admin: Admin
    heard: Callable[[], list[str]]
    keys: int = 200

    @property
    def url(self) -> str:
        return f"{self.server.address}/realms/{NAME}"

    def browser(self) -> Visitor:
        return Visitor()

    def disable(self, person: Person) -> None:
        self._enabled(person, False)

    def enable(self, person: Person) -> None:
        self._enabled(person, True)

    def rotate_key(self) -> None:
        self.keys += 1  # the key with the highest priority signs
        provider = {"providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider"}
        body = {"name": f"key {self.keys}", **provider, "config": {"priority": [str(self.keys)]}}
        self.admin.post(of(NAME, "components"), body)

    def _enabled(self, person: Person, yes: bool) -> None:
        found = self.admin.get(of(NAME, "users"), username=person.user, exact="true")[0]
        self.admin.put(of(NAME, "users", found["id"]), {**found, "enabled": yes})


@contextmanager
def real_issuer(server: Keycloak, heard_at: str, heard: Callable[[], list[str]]) -> Iterator[RealIssuer]:
    """With realm and people."""
    with administrator(server) as admin:
        apply_realm(admin, realm(heard_at), Plan())
        sync(admin, NAME, [member(HOA), member(LAN)], Plan(), print)
        yield RealIssuer(server, admin, heard)


class Visitor(httpx.Client):
    """Keeps cookies, follows no redirect, fills Keycloak's forms."""

    def __init__(self) -> None:
        super().__init__(
            trust_env=False, follow_redirects=False, timeout=60, event_hooks={"response": [self._keep]}
        )

    def _keep(self, _: httpx.Response) -> None:
        """Keycloak's cookies are for https; browsers send such cookies to loopback as well."""
        for cookie in self.cookies.jar:
            cookie.secure = False

    def sign_in(self, url: str, person: Person) -> Mapping[str, str]:
        """The query that comes back; {} where the page is shown again."""
        page = self.get(url)
        if page.status_code == 200:
            page = self.submit(page, username=person.user, password=person.password or "")
        return back(page) or {}

    def revisit(self, url: str) -> Mapping[str, str] | None:
        """Without typing."""
        return back(self.get(url))

    def sign_out(self, url: str) -> str:
        """Where it ends."""
        return self.get(url).headers.get("location", "")

    def submit(self, page: httpx.Response, **typed: str) -> httpx.Response:
        """Send the form of a page, following Keycloak's own steps until a page or another site."""
        action = re.search(r'<form[^>]* action="([^"]*)"', page.text)
        assert action, page.text
        hidden = re.findall(r'<input type="hidden"[^>]* name="([^"]*)"[^>]* value="([^"]*)"', page.text)
        answer = self.post(page.url.join(unescape(action[1])), data=dict(hidden) | typed)
        while answer.is_redirect and (to := answer.headers["location"]).startswith(
            f"{page.url.scheme}://{page.url.netloc.decode()}/"
        ):
            answer = self.get(to)
        return answer


def back(answer: httpx.Response) -> dict[str, str] | None:
    """What an application gets, None where it is not its turn."""
    location = answer.headers.get("location", "")
    return (
        dict(parse_qsl(urlsplit(location).query))
        if answer.is_redirect and location.startswith(AWAY)
        else None
    )


def one_time_code(secret: str, later: int = 0) -> str:
    """RFC 6238 with SHA-1, 30 seconds and six digits; `secret` as Keycloak's page holds it, `later` in seconds."""
    count = struct.pack(">Q", (int(time.time()) + later) // 30)
    digest = hmac.new(secret.encode(), count, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
