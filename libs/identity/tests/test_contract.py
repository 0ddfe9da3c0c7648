# SPDX-License-Identifier: Apache-2.0
"""The embedded issuer keeps the contract of every issuer; Keycloak is held to the same in tests/keycloak."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from identity_harness import Browser, House, Server, query_of
from motcua_identity.issuer import Person
from motcua_identity.testing import AWAY, HOA, LAN, IssuerContract, clients, listening


class Visitor(Browser):
    """A browser before the pages of the embedded issuer."""

    def sign_in(self, url: str, person: Person) -> dict[str, str]:
        page = self.get(url)
        if page.status_code != 200:
            return query_of(page)
        answer = self.submit(page, user=person.user, password=person.password or "")
        return query_of(answer) if answer.status_code == 303 else {}

    def revisit(self, url: str) -> Mapping[str, str] | None:
        answer = self.get(url)
        return query_of(answer) if answer.status_code == 303 else None

    def sign_out(self, url: str) -> str:
        answer = self.get(url)
        if answer.status_code == 200 and re.search("<form", answer.text):
            answer = self.submit(answer)
        return answer.headers.get("location", "") if answer.status_code == 303 else ""


@dataclass
class Embedded:
    """As a test of the contract asks for it."""

    house: House
    heard: Callable[[], list[str]]

    @property
    def url(self) -> str:
        return self.house.url

    def browser(self) -> Visitor:
        return Visitor()

    def disable(self, person: Person) -> None:
        self._people(tuple(one for one in self.house.people if one.user != person.user))

    def enable(self, person: Person) -> None:
        self._people((*self.house.people, person))

    def rotate_key(self) -> None:
        self.house.issuer.rotate_key()

    def _people(self, people: tuple[Person, ...]) -> None:
        """The organisation file has changed, and the system was started again."""
        self.house.stop()
        self.house.people = people
        self.house.start()


class TestTheEmbeddedIssuer(IssuerContract):
    @pytest.fixture
    def issuer(self, tmp_path: Path, server: Server, signing_key: bytes) -> Iterator[Embedded]:
        folder = tmp_path / "issuer"
        folder.mkdir()
        (folder / "signing-key.pem").write_bytes(signing_key)
        with listening() as (heard_at, heard):
            house = House(folder, server, people=(HOA, LAN), clients=clients(heard_at))
            house.start()
            yield Embedded(house, heard)
            house.stop()

    def test_a_rotated_key_is_there_after_a_restart(self, issuer: Embedded) -> None:
        house = issuer.house
        token = house.sign_in(HOA, house.clients[0]).access_token
        house.issuer.rotate_key()
        house.stop()
        house.start()

        assert house.verifier.verify(token).username == HOA.user

    def test_an_application_that_does_not_listen_keeps_nobody_from_signing_out(
        self, tmp_path: Path, server: Server
    ) -> None:
        house = House(tmp_path / "deaf", server, people=(HOA,), clients=clients(f"{AWAY}/nobody"))
        house.start()
        tokens = house.sign_in(HOA, house.clients[0])
        with Visitor() as browser:
            url = house.login_client(house.clients[0]).logout_url(tokens.id_token, return_to=f"{AWAY}/")
            assert browser.sign_out(url) == f"{AWAY}/"
        house.stop()
