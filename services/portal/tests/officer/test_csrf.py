# SPDX-License-Identifier: Apache-2.0
"""No form of another site does anything: every form of ours carries the session's token, and every address that takes one wants
it; what only shows something is asked for by GET and changes nothing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import motcua_portal
import pytest
from desk_harness import Desk
from motcua_portal.web.errors import FormExpired
from structlog.testing import capture_logs
from test_door import ROUTES, TEMPLATES, WHO, filled, places_of, visitor

POSTS = sorted(
    {str(one.path) for one in ROUTES if "POST" in getattr(one, "methods", ())} - {"/dang-xuat/phien"}  # type: ignore[attr-defined]
)
"""That one is the issuer's: it believes a signature, and looks at no cookie (tests/keycloak/test_portal.py)."""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
STATIC = Path(motcua_portal.__file__).parent / "static" / "js"
FOLDER = Path(motcua_portal.__file__).parent / "templates"


@pytest.mark.parametrize("csrf", ["", "csrf=guessed"])
def test_no_address_takes_a_form_without_the_sessions_token(desk: Desk, csrf: str) -> None:
    places = places_of(desk)
    desk.sign_in("citizen", "citizen", unit=None)
    refused: dict[str, set[str]] = {path: set() for path in POSTS}
    for who in (one for one in WHO if one != "nobody"):
        client, _ = visitor(desk, who)
        with client:
            for path in POSTS:
                for place in places if "{" in path else ("",):
                    answer = client.post(filled(path, place), content=csrf.encode(), headers=FORM)
                    assert answer.status_code >= 400, f"{who} {path} {place}: {answer.status_code}"
                    if FormExpired.message_vi in answer.text:
                        refused[path].add(who)
    assert not [path for path, whom in refused.items() if not whom], "nobody was refused for the token there"
    assert not desk.crashes.rows


def test_a_form_of_another_origin_is_refused_even_with_the_token(desk: Desk) -> None:
    client, csrf = visitor(desk, "citizen")
    with client:
        for header in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"},
                       {"Sec-Fetch-Site": "same-site"}):  # fmt: skip
            answer = client.post("/dang-xuat", content=f"csrf={csrf}".encode(), headers=FORM | header)
            assert answer.status_code == 403, header
        assert client.post("/dang-xuat", content=f"csrf={csrf}".encode(), headers=FORM).status_code == 303


def test_refusals_are_logged_without_address_or_name(desk: Desk) -> None:
    client, _ = visitor(desk, "citizen")
    with client, capture_logs() as told:
        client.get("/viec")
        client.post("/dang-xuat", content=b"csrf=guessed", headers=FORM)
    lines = [(one["code"], one["page"]) for one in told if one["event"] == "page.refused"]
    assert lines == [("PAGE_REFUSED", "GET /viec"), ("FORM_EXPIRED", "POST /dang-xuat")]
    assert "citizen" not in str(told) and "127.0.0.1" not in str(told)


def test_a_token_of_another_session_is_none(desk: Desk) -> None:
    _, other = visitor(desk, "clerk")
    client, _ = visitor(desk, "citizen")
    with client:
        assert client.post("/dang-xuat", content=f"csrf={other}".encode(), headers=FORM).status_code == 403


def test_every_form_of_ours_carries_it() -> None:
    """Itself, by a macro that writes it, or among the fields of what was sent before."""
    macros = re.findall(r"{% macro (\w+)\(.*?{% endmacro %}", TEMPLATES, re.DOTALL)
    bodies = re.findall(r"{% macro \w+\((.*?){% endmacro %}", TEMPLATES, re.DOTALL)
    writing = [name for name, body in zip(macros, bodies, strict=True) if 'name="csrf"' in body]
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", TEMPLATES, re.DOTALL)
    assert len(forms) > 20 and writing
    for form in forms:
        marks = ('name="csrf"', "for name, value in fields", *(f"{{{{ {name}(" for name in writing))
        assert any(mark in form for mark in marks), form[:200]


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "PUT", "DELETE", "PATCH"])
def test_methods_that_no_page_has_are_refused(desk: Desk, method: str) -> None:
    client, _ = visitor(desk, "citizen")
    with client:
        for path in ("/", "/ho-so", "/dang-xuat", "/static/css/motcua.css"):
            assert client.request(method, path).status_code in (400, 404, 405), (method, path)


def test_templates_and_scripts_never_make_markup_of_text() -> None:
    """What people type is escaped where it is shown; scripts put texts in as texts."""
    for page in FOLDER.rglob("*.html"):
        text = page.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape|Markup\(", text), page.name
        assert not re.search(
            r"\son(click|load|error|change|input|submit|focus|blur|key\w*|mouse\w*|pointer\w*)=|javascript:|<style|style=\"|<script(?![^>]*\bsrc=\")",
            text,
        ), page.name
    for script in STATIC.glob("*.js"):
        text = script.read_text("utf-8")
        wild = r"\binnerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|postMessage|localStorage"
        assert not re.search(wild, text), (script.name, re.search(wild, text))


def test_everybody_who_is_signed_in_sees_how_to_sign_out(desk: Desk) -> None:
    for who, path in {
        "citizen": "/ho-so",
        "officer": "/viec",
        "clerk": "/tiep-nhan",
        "operator": "/van-hanh",
    }.items():
        client, csrf = visitor(desk, who)
        with client:
            page: Any = client.get(path)
        assert 'action="/dang-xuat"' in page.text and f'value="{csrf}"' in page.text, (who, page.status_code)
