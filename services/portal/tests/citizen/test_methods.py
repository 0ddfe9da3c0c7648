# SPDX-License-Identifier: Apache-2.0
"""Every route by every method: what a page does not know is a page with a sentence, HEAD is GET without the body; and the
headers of all of them."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from motcua_portal.pages import all_routers
from motcua_portal.web import sign_in
from motcua_portal.web.headers import security_headers
from motcua_portal.web.methods import known_methods

ROUTES = [route for router in (sign_in.router, *all_routers()) for route in router.routes]
PATHS = sorted({re.sub(r"{[^}]+}", "x1", str(getattr(route, "path", ""))) for route in ROUTES})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def takes(path: str) -> list[str]:
    scope: Any = {
        "type": "http",
        "method": "GET",
        "path": path,
        "root_path": "",
        "path_params": {},
        "headers": [],
    }
    return known_methods(ROUTES, scope)


def test_the_table_has_every_room() -> None:
    assert {"/", "/viec", "/viec/x1", "/ho-so/x1", "/thu-tuc/x1", "/dang-xuat", "/tra-cuu"} <= set(PATHS)
    assert takes("/viec/x1") == ["GET", "HEAD", "POST"]


@pytest.mark.parametrize("path", PATHS)
def test_unknown_methods(visitor: httpx.Client, path: str) -> None:
    known = takes(path)
    for method in (one for one in METHODS if one not in known):
        answer = visitor.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, ", ".join(known)), f"{method} {path}"
        assert "Không thể làm như vậy với trang này" in answer.text
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


NEEDS_ISSUER = (sign_in.CALLBACK, "/dang-nhap")
PAGES = [path for path in PATHS if "GET" in takes(path) and path not in NEEDS_ISSUER]


@pytest.mark.parametrize("path", PAGES)
def test_head_is_get_without_a_body(visitor: httpx.Client, path: str) -> None:
    read, peeked = visitor.get(path), visitor.head(path)
    assert (peeked.status_code, peeked.content) == (read.status_code, b"")
    for name in ("content-type", "location", "content-security-policy"):
        assert peeked.headers.get(name) == read.headers.get(name), f"{name} of {path}"


def test_head_takes_nothing_back(hoa: httpx.Client, sessions: Any, intake: Any) -> None:
    """A look ahead must not use up what was typed before the session ended."""
    key = sessions.put_aside("/tra-cuu", {"ma": "typed"})
    hoa.head(f"/tra-cuu?dang-do={key}")
    assert key in sessions.stash


@pytest.mark.parametrize("path", ["/no-such-page", "/viec/a/b/c"])
def test_what_is_not_there_is_404_by_any_method(visitor: httpx.Client, path: str) -> None:
    assert {visitor.request(method, path).status_code for method in METHODS} == {404}


def test_static_files_too(visitor: httpx.Client) -> None:
    path = "/static/css/motcua.css"
    answer = visitor.post(path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert visitor.head(path).headers["content-length"] == str(len(visitor.get(path).content))


@pytest.mark.parametrize(
    "path", ["/", "/thu-tuc", "/no-such-page", "/static/css/motcua.css", "/healthz", "/tep/x1"]
)
def test_the_policy(visitor: httpx.Client, path: str) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in visitor.get(path).headers["content-security-policy"].split(";")
    )
    assert policy["form-action"] == "'self'"
    assert (policy["frame-ancestors"], policy["base-uri"], policy["default-src"]) == ("'none'",) * 3
    assert "unsafe" not in str(policy)


@pytest.mark.parametrize(
    ("issuer", "sources"),
    [
        ("", "'self'"),
        ("http://127.0.0.1:8081/issuer", "'self' http://127.0.0.1:8081"),
        ("https://id.example.vn/realms/motcua", "'self' https://id.example.vn"),
        ("https://id.example.vn; script-src *", "'self'"),
        ("https://x@evil.example/", "'self'"),
        ("javascript:alert(1)", "'self'"),
    ],
)
def test_the_issuer_and_nobody_else_may_be_sent_a_form(issuer: str, sources: str) -> None:
    assert security_headers(issuer)["Content-Security-Policy"].endswith(f"form-action {sources}")
