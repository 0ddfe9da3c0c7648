# SPDX-License-Identifier: Apache-2.0
"""A person whom the organisation has no more, as it is read at the next start: what they have ends, and nothing new begins."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from fastapi import Request, Response
from identity_harness import HOA, LAN, MINH, PORTAL, Browser, House
from motcua_identity import LoginRefused, LogoutTokens, TokenRefused, Tokens
from motcua_identity.tokens import LEEWAY


def link(house: House) -> str:
    return house.login_client().authorization_url().url


def test_they_get_no_new_token_and_are_signed_out_here(house: House, browser: Browser) -> None:
    tokens, stays = house.sign_in(), house.sign_in(LAN)
    browser.sign_in(link(house), HOA)
    house.stop()
    house.people = (LAN, MINH)
    house.start()
    with pytest.raises(LoginRefused, match="SESSION_ENDED"):
        house.login_client().refresh(tokens)
    house.issuer.end_sessions_of_who_left()
    assert browser.get(link(house)).status_code == 200, "the form, and no code"
    assert house.http.get(f"{house.url}/userinfo", headers=_bearer(tokens)).status_code == 401
    assert house.http.get(f"{house.url}/userinfo", headers=_bearer(stays)).status_code == 200


def test_their_password_is_as_one_of_nobody(house: House, browser: Browser) -> None:
    house.stop()
    house.people = (LAN, MINH)
    house.start()
    form = browser.get(link(house))
    gone = browser.submit(form, user=HOA.user, password=HOA.password or "")
    nobody = browser.submit(form, user="xyz", password=HOA.password or "")
    assert gone.status_code == nobody.status_code == 422
    assert _without(gone.text, HOA.user) == _without(nobody.text, "xyz")


def test_what_they_had_ends_within_ten_minutes(house: House) -> None:
    tokens = house.sign_in()
    assert tokens.expires_at - house.clock.now() <= 600
    house.clock.ahead += 600 + LEEWAY + 1
    with pytest.raises(TokenRefused, match="TOKEN_EXPIRED"):
        house.verifier.verify(tokens.access_token)


def test_applications_are_told_that_their_sessions_ended(house: House) -> None:
    tokens = house.sign_in()
    house.sign_in(LAN)
    told: list[str] = []
    house.stop()
    house.people = (LAN, MINH)
    ears = replace(PORTAL, backchannel_logout_uri=f"http://127.0.0.1:{house.server.port}/ended")
    house.clients = (ears,)
    house.start()

    async def ended(request: Request) -> Response:
        told.append(parse_qs((await request.body()).decode())["logout_token"][0])
        return Response(status_code=204)

    house.server.app.add_api_route("/ended", ended, methods=["POST"])
    house.issuer.end_sessions_of_who_left()
    (said,) = told
    read = LogoutTokens(house.provider, PORTAL.id, now=house.clock.now).read(said)
    assert read.user_id == tokens.subject.user_id


def _bearer(tokens: Tokens) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.access_token}"}


def _without(page: str, user: str) -> str:
    """Without the name that was typed and what each page has of its own."""
    return re.sub(r'(value|nonce)="[^"]*"', "", page.replace(user, ""))
