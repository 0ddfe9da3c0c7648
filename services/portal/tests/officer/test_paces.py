# SPDX-License-Identifier: Apache-2.0
"""Nobody guesses codes, begins sign-ins, sends forms or files, or calls the API faster than people and programs do; who is held
up is told for how long, and nobody else is."""

from __future__ import annotations

import itertools
from contextlib import suppress
from typing import Any

import pytest
from asgi_browser import AsgiBrowser
from desk_harness import Desk
from motcua_identity import Subject, TokenRefused
from motcua_portal.settings import Settings
from motcua_portal.web.paces import TRACKED, Kind, Paces, TooOften, address, person
from structlog.testing import capture_logs

HERE, THERE = "203.0.113.7", "198.51.100.9"


class Hands:
    """A clock that stands."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def paces(hands: Hands) -> Paces:
    return Paces(dict.fromkeys(Kind, 3), hands)


@pytest.fixture
def browse(desk: Desk, paces: Paces) -> Any:
    """A visitor from an address; three of everything a minute."""
    desk.app.state.paces = paces

    def made(where: str = HERE, key: str = "") -> AsgiBrowser:
        browser = AsgiBrowser(desk.app, "http://testserver", where)
        if key:
            browser.cookies.set("motcua_session", key, domain="testserver.local", path="/")
        return browser

    return made


def test_a_minutes_worth_at_once_then_one_by_one(paces: Paces, hands: Hands) -> None:
    for _ in range(3):
        paces.take(Kind.LOOKUP, "address:a")
    with pytest.raises(TooOften) as refused:
        paces.take(Kind.LOOKUP, "address:a")
    assert refused.value.retry_after == 20 and refused.value.http_status == 429
    paces.take(Kind.LOOKUP, "address:b")
    paces.take(Kind.FORM, "address:a")
    hands.now += 20
    paces.take(Kind.LOOKUP, "address:a")
    with pytest.raises(TooOften):
        paces.take(Kind.LOOKUP, "address:a")
    hands.now += 3600
    for _ in range(3):
        paces.take(Kind.LOOKUP, "address:a")
    with pytest.raises(TooOften):
        paces.take(Kind.LOOKUP, "address:a")


def test_who_is_held_up_is_logged_once_and_by_no_name(paces: Paces, hands: Hands) -> None:
    with capture_logs() as told:
        for _ in range(9):
            with suppress(TooOften):
                paces.take(Kind.LOOKUP, "address:203.0.113.7")
    (line,) = told
    assert (line["event"], line["kind"], line["counted"]) == ("pace.exceeded", "lookup", "address")
    assert "203.0.113.7" not in str(line)


def test_nothing_is_counted_where_it_is_switched_off_or_nobody_is_named() -> None:
    paces = Paces({Kind.LOOKUP: 0, Kind.UPLOAD: 1})
    for _ in range(50):
        paces.take(Kind.LOOKUP, "address:a")  # switched off
        paces.take(Kind.FORM, "address:a")  # no limit was named
        paces.take(Kind.UPLOAD, "")  # nobody
    assert not any(map(paces.remembered, Kind))


def test_what_is_remembered_is_bounded(paces: Paces) -> None:
    for number in range(TRACKED + 5):
        paces.take(Kind.FORM, f"address:{number}")
    assert paces.remembered(Kind.FORM) == TRACKED


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("203.0.113.7", "address:203.0.113.7"), ("::ffff:203.0.113.7", "address:203.0.113.7"),
        ("2001:db8:1:2:3::4", "address:2001:db8:1:2::"), ("2001:db8:1:2:ffff::1", "address:2001:db8:1:2::"),
        ("127.0.0.1", ""), ("::1", ""), ("", ""), ("testclient", ""),
    ],
)  # fmt: skip
def test_an_address_is_that_of_a_subscriber(host: str, counted: str) -> None:
    assert address(host) == counted


def test_no_address_is_taken_for_a_person() -> None:
    assert person("203.0.113.7") != address("203.0.113.7") and person("") == ""


def test_codes_are_not_tried_out(desk: Desk, browse: Any) -> None:
    guesser = browse()
    for number in range(3):
        assert guesser.get(f"/tra-cuu?ma=H99.101-261123-{number:04}").status_code == 404
    refused = guesser.get("/tra-cuu?ma=H99.101-261123-0009")
    assert refused.status_code == 429 and refused.headers["retry-after"] == "20"
    assert "đợi một lát" in refused.text and not desk.crashes.rows
    assert guesser.get("/tra-cuu").status_code == 200, "the page itself gives nothing away"
    assert browse(THERE).get("/tra-cuu?ma=H99.101-261123-0001").status_code == 404


def test_who_is_signed_in_is_counted_wherever_they_are(desk: Desk, browse: Any) -> None:
    key, other = desk.sign_in("an", "citizen", unit=None), desk.sign_in("ba", "citizen", unit=None)
    for where, _ in zip(itertools.cycle((HERE, THERE)), range(3), strict=False):
        assert browse(where, key).get("/tra-cuu?ma=H99.101-261123-0001").status_code == 404
    assert browse("192.0.2.1", key).get("/tra-cuu?ma=H99.101-261123-0001").status_code == 429
    assert browse(HERE, other).get("/tra-cuu?ma=H99.101-261123-0001").status_code == 404


def test_sign_ins_are_begun_so_often_from_one_address(browse: Any) -> None:
    for _ in range(3):
        assert browse().get("/dang-nhap").status_code == 303
    assert browse().get("/dang-nhap").status_code == 429
    assert browse(THERE).get("/dang-nhap").status_code == 303


def test_forms_are_counted_and_nothing_of_one_too_many_is_done(desk: Desk, browse: Any) -> None:
    key = desk.sign_in("an", "citizen", unit=None)
    browser = browse(HERE, key)
    for _ in range(3):
        assert browser.post("/dang-xuat", data={"csrf": "guessed"}).status_code == 403
    assert browser.post("/dang-xuat", data={"csrf": "csrf-an"}).status_code == 429
    assert key in desk.sessions


def test_forged_logout_tokens_are_slowed_down(browse: Any) -> None:
    answers = [browse().post("/dang-xuat/phien", data={"logout_token": "x"}).status_code for _ in range(4)]
    assert answers == [400, 400, 400, 429]


class Verifier:
    """Good tokens are called as the account that they are of."""

    def verify(self, token: str) -> Subject:
        if not token.startswith("good-"):
            raise TokenRefused("TOKEN_INVALID", "Không hợp lệ.", "Not valid.")
        return Subject(token.split("-")[1], token)


def test_calls_are_counted_by_account_however_many_tokens_it_has(desk: Desk, browse: Any) -> None:
    desk.app.state.verifier = Verifier()
    try:
        asked = [_call(browse(HERE), f"good-one-{number}") for number in range(4)]
        assert asked[3] == (429, "20", "TOO_OFTEN") and {status for status, *_ in asked[:3]} != {429}
        assert _call(browse(HERE), "good-two-0")[0] != 429
        forged = [_call(browse(THERE), f"forged-two-{number}")[0] for number in range(4)]
        assert forged[3] == 429, "a token that is none counts for its sender"
        assert _call(browse(HERE), "good-two-1")[0] != 429
    finally:
        desk.app.state.verifier = None


def _call(browser: AsgiBrowser, token: str) -> tuple[int, str, str]:
    answer = browser.get("/api/v1/procedures", headers={"Authorization": f"Bearer {token}"})
    body = answer.json() if "json" in answer.headers["content-type"] else {}
    return answer.status_code, answer.headers.get("retry-after", ""), body.get("reason", "")


def test_every_kind_has_a_setting_that_is_on() -> None:
    given = Settings.model_construct(**{name: one.default for name, one in Settings.model_fields.items()})
    assert set(given.paces) == set(Kind) and all(given.paces.values())
