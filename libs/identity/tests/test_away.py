# SPDX-License-Identifier: Apache-2.0
"""While the issuer is away: what was given is good until it ends, and nobody is sent to a door that does not open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from identity_harness import HOA, PARTNER, House
from motcua_identity import ClientCredentials, IssuerUnavailable
from motcua_identity.provider import ALIVE_FOR, KEYS_LIVE, Provider


@pytest.fixture
def provider(house: House) -> Iterator[Provider]:
    made = Provider(house.url, monotonic=house.clock.now)
    yield made
    made.close()


def away(house: House) -> list[str]:
    """As behind a gateway whose issuer is gone; what is asked meanwhile."""
    asked: list[str] = []
    house.server.app = FastAPI()

    @house.server.app.api_route("/{path:path}", methods=["GET", "POST"], status_code=503)
    def nobody(path: str) -> None:
        asked.append(path)

    return asked


def back(house: House) -> None:
    house.server.app = FastAPI()
    house.server.app.include_router(house.issuer.router)


def test_a_service_s_token_is_used_to_its_end(house: House, provider: Provider) -> None:
    account = ClientCredentials(provider, PARTNER.id, PARTNER.secret or "", monotonic=house.clock.now)
    token = account()
    away(house)
    house.clock.ahead += 580  # of 600: a new one is due

    assert account() == token
    house.clock.ahead += 30
    with pytest.raises(IssuerUnavailable):
        account()
    back(house)
    house.clock.ahead += 5
    assert account() != token


def test_nobody_is_sent_to_an_issuer_that_is_away(house: House) -> None:
    login = house.login_client()
    tokens = house.sign_in(HOA)
    away(house)
    house.provider._monotonic = house.clock.now
    house.clock.ahead += ALIVE_FOR + 1

    for ask in (login.authorization_url, lambda: login.logout_url(tokens.id_token, return_to="x")):
        with pytest.raises(IssuerUnavailable):
            ask()
    back(house)
    house.clock.ahead += ALIVE_FOR
    assert login.authorization_url().url.startswith(house.url)


def test_known_keys_serve_on_and_are_not_asked_for_by_every_caller(house: House, provider: Provider) -> None:
    keys = provider.keys()
    asked = away(house)
    house.clock.ahead += KEYS_LIVE + 1
    for _ in range(5):
        house.clock.ahead += 1.5
        assert provider.keys() is keys
    assert len(asked) == 1
    back(house)
    house.clock.ahead += 30
    assert provider.keys() is not keys
