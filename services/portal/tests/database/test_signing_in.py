# SPDX-License-Identifier: Apache-2.0
"""Cookies and sessions where people come by https: names, attributes, a new session at each sign-in, an end that is one."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from motcua_calendar.clock import SystemClock
from motcua_identity import LoginRefused, SignIn, Subject, Tokens
from motcua_portal.adapters.session_repository import Sessions
from motcua_portal.migration import MIGRATION
from motcua_portal.web.application import Needs, create_app
from motcua_storage.testing import ServiceDatabases

sys.path.insert(0, str(Path(__file__).parents[1] / "citizen"))  # test files have no package

from asgi_browser import AsgiBrowser

HTTPS = "https://dichvucong.example"
HOST_ONLY = "__Host-motcua_session"


class Issuer:
    """Whom the browser is sent to; lets everybody in who brings back the state of this attempt."""

    def __init__(self) -> None:
        self.begun = 0

    def authorization_url(self, *, language: str = "vi", again: bool = False) -> SignIn:
        self.begun += 1
        return SignIn(f"https://issuer.example/authorize?state=s{self.begun}", f"s{self.begun}", "n", "v")

    def exchange_code(self, attempt: SignIn, callback: Mapping[str, str]) -> Tokens:
        if callback.get("state") != attempt.state:
            raise LoginRefused("SIGN_IN_REFUSED", "Chưa đăng nhập được.", "Not signed in.")
        subject = Subject("lan", "lan", "Lan", frozenset({"citizen"}))
        return Tokens(subject, "access", None, None, time.time() + 3600, f"sid-{self.begun}")

    def logout_url(self, id_token: str | None, *, return_to: str, language: str) -> str:
        return f"https://issuer.example/logout?back={return_to}"


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION)


def _app(databases: ServiceDatabases, public_url: str) -> Any:
    nothing: Any = None
    issuer: Any = Issuer()
    return create_app(
        Needs(
            sessions=Sessions(databases["portal"], 12), crashes=nothing, login=issuer, services=nothing,
            organisation=nothing, clock=SystemClock(), public_url=public_url,
            secure_cookies=public_url.startswith("https"), ready=lambda: True, issuer="https://issuer.example",
        )
    )  # fmt: skip


@pytest.fixture
def browser(databases: ServiceDatabases) -> AsgiBrowser:
    """By https, not signed in."""
    databases.empty()
    return AsgiBrowser(_app(databases, HTTPS), HTTPS)


def _cookies(answer: httpx.Response) -> dict[str, Morsel[str]]:
    found: dict[str, Morsel[str]] = {}
    for line in answer.headers.get_list("set-cookie"):
        found |= SimpleCookie(line)
    return found


def _sign_in(browser: AsgiBrowser, next_path: str = "/") -> httpx.Response:
    begun = browser.get("/dang-nhap", params={"next": next_path})
    return browser.get(f"/signed-in?code=c&state={begun.headers['location'].rpartition('=')[2]}")


def _csrf(browser: AsgiBrowser) -> str:
    page = browser.get("/tra-cuu").text
    return page.partition('name="csrf" value="')[2].partition('"')[0]


def test_every_cookie_is_of_this_host_alone_and_closed_to_scripts(browser: AsgiBrowser) -> None:
    begun, language = browser.get("/dang-nhap"), browser.get("/ngon-ngu/en")
    signed_in = _sign_in(browser)
    found = _cookies(begun) | _cookies(language) | _cookies(signed_in)
    assert set(found) == {"__Host-motcua_sign_in", "__Host-motcua_language", HOST_ONLY}
    for cookie in found.values():
        assert cookie["secure"] and cookie["httponly"], cookie.OutputString()
        assert (cookie["path"], cookie["domain"], cookie["samesite"].lower()) == ("/", "", "lax")
    assert found[HOST_ONLY]["max-age"] == "" and found[HOST_ONLY]["expires"] == "", "gone with the browser"


def test_cookies_are_taken_away_as_they_were_set(browser: AsgiBrowser) -> None:
    """A browser does not let go of one that is called `__Host-` otherwise."""
    _sign_in(browser)
    out = browser.post("/dang-xuat", data={"csrf": _csrf(browser)})
    cookie = _cookies(out)[HOST_ONLY]
    assert cookie["max-age"] == "0" and cookie["secure"] and cookie["path"] == "/"


def test_on_loopback_without_tls_they_have_their_plain_names(databases: ServiceDatabases) -> None:
    url = "http://127.0.0.1:8080"
    answer = AsgiBrowser(_app(databases, url), url).get("/dang-nhap")
    cookie = _cookies(answer)["motcua_sign_in"]
    assert not cookie["secure"] and cookie["httponly"] and cookie["samesite"].lower() == "lax"


def test_a_cookie_without_the_prefix_opens_nothing(browser: AsgiBrowser) -> None:
    """Which a neighbouring name of the domain, or somebody on the way, could have planted."""
    _sign_in(browser)
    key = browser.cookies[HOST_ONLY]
    browser.cookies.clear()
    assert browser.get("/bat-dau", headers={"Cookie": f"motcua_session={key}"}).headers["location"] == "/"
    assert browser.get("/bat-dau", headers={"Cookie": f"{HOST_ONLY}={key}"}).headers["location"] == "/ho-so"


def test_who_signs_in_gets_a_new_session_and_the_old_one_ends(browser: AsgiBrowser) -> None:
    _sign_in(browser)
    before = browser.cookies[HOST_ONLY]
    _sign_in(browser)
    after = browser.cookies[HOST_ONLY]
    assert before != after
    browser.cookies.clear()
    assert browser.get("/bat-dau", headers={"Cookie": f"{HOST_ONLY}={before}"}).headers["location"] == "/"


def test_a_key_that_somebody_planted_never_becomes_a_session(browser: AsgiBrowser) -> None:
    browser.cookies.set(HOST_ONLY, "planted", domain="dichvucong.example", path="/")
    _sign_in(browser)
    assert browser.cookies[HOST_ONLY] != "planted"
    browser.cookies.clear()
    assert browser.get("/bat-dau", headers={"Cookie": f"{HOST_ONLY}=planted"}).headers["location"] == "/"


def test_a_browser_takes_back_only_the_sign_in_that_it_began(browser: AsgiBrowser) -> None:
    """Sign-in CSRF: a link with somebody else's code signs nobody in."""
    assert "signed-in" not in browser.get("/signed-in?code=c&state=s1").headers["location"]
    browser.get("/dang-nhap")
    refused = browser.get("/signed-in?code=c&state=of-another")
    assert refused.headers["location"].startswith("/dang-nhap") and HOST_ONLY not in _cookies(refused)
    assert HOST_ONLY not in browser.cookies


@pytest.mark.parametrize(
    "next_path", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "x"]
)  # fmt: skip
def test_nobody_is_sent_elsewhere_after_signing_in(browser: AsgiBrowser, next_path: str) -> None:
    assert _sign_in(browser, next_path).headers["location"] == "/bat-dau"
    assert browser.get("/ngon-ngu/en", params={"next": next_path}).headers["location"] == "/"


def test_signing_out_ends_the_session_on_the_server(browser: AsgiBrowser) -> None:
    _sign_in(browser)
    key = browser.cookies[HOST_ONLY]
    assert browser.post("/dang-xuat", data={"csrf": "guessed"}).status_code == 403
    out = browser.post("/dang-xuat", data={"csrf": _csrf(browser)})
    assert out.headers["location"].startswith("https://issuer.example/logout")
    assert out.headers["clear-site-data"] == '"cache"'
    browser.cookies.clear()
    assert browser.get("/bat-dau", headers={"Cookie": f"{HOST_ONLY}={key}"}).headers["location"] == "/"


@pytest.mark.parametrize(
    "path", ["/", "/dang-nhap", "/khong-co", "/healthz", "/static/css/motcua.css", "/api/v1/x", "/x%00"]
)
def test_every_answer_has_the_headers(browser: AsgiBrowser, path: str) -> None:
    headers = browser.get(path).headers
    policy = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] == "'none'" and policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["form-action"] == "'self' https://issuer.example"
    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"
    assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == ("public, max-age=604800" if "static" in path else "no-store")
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://localhost:8443"])
def test_browsers_are_not_held_to_https_on_this_machine(databases: ServiceDatabases, url: str) -> None:
    """The name is that of other programs here too."""
    assert "strict-transport-security" not in AsgiBrowser(_app(databases, url), url).get("/healthz").headers


def test_what_a_page_asks_by_itself_keeps_no_session_alive(
    databases: ServiceDatabases, browser: AsgiBrowser
) -> None:
    _sign_in(browser)
    kept = Sessions(databases["portal"], 12)
    key = browser.cookies[HOST_ONLY]
    _rest(databases)
    browser.get("/tra-cuu", headers={"Motcua-Unasked": "1"})
    browser.head("/tra-cuu")
    browser.get("/viec/thay-doi")
    assert (found := kept.find(key)) is not None and found.resting
    browser.get("/tra-cuu")
    assert (found := kept.find(key)) is not None and not found.resting


def _rest(databases: ServiceDatabases) -> None:
    with psycopg.connect(databases.url("portal"), autocommit=True) as own:
        own.execute("UPDATE portal.session SET used_at = now() - interval '1 hour'")
