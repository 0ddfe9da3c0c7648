# SPDX-License-Identifier: Apache-2.0
"""Nothing that a visitor sends, to whichever page and by whichever method, makes the portal fail or leaves a failure with the
operator."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import motcua_portal
import pytest
from desk_harness import Desk
from motcua_portal.pages import all_routers, live
from motcua_portal.web import sign_in
from plain_http import PATIENCE, Answer, BareClient

ROUTES = [route for router in (sign_in.router, *all_routers()) for route in router.routes]
PAGES = sorted(
    {(str(route.path), method) for route in ROUTES for method in getattr(route, "methods", ())},  # type: ignore[attr-defined]
    key=lambda page: (page[0] == "/dang-xuat", *page),  # behind it nobody is signed in any more
)
TEMPLATES = "".join(
    page.read_text() for page in Path(motcua_portal.__file__).parent.joinpath("templates").rglob("*.html")
)
FIELDS = sorted(set(re.findall(r'name="([a-z_.-]+)"', TEMPLATES)) | {"a.applicant_name", "a.parcel_no"})
QUERIES = ("next", "sau", "ma", "q", "ve", "dang-do", "tai", "code", "state", "xong", "viec")
WHO = {
    "nobody": (),
    "citizen": ("citizen",),
    "officer": ("land_officer",),
    "clerk": ("window_clerk",),
    "operator": ("operator",),
}
IN_ADDRESS = (
    "%00",
    "x%00y",
    "%1F",
    "%7F",
    "%FF%FE",
    "%ED%A0%80",
    "%F4%90%80%80",
    "%5B",
    "%3F%23",
    "..%2F",
    "%C2%B2",
)
TYPED = ("\0", "x\0y", "\x1f", "²", "٣", "9" * 5000, "99999999999", "-1", "[", "\ufffe", "a\u202eb")
UNIT = "suoi_trong"


def visitor(desk: Desk, who: str) -> tuple[BareClient, str]:
    """(client, csrf)"""
    unit = UNIT if who in ("officer", "clerk") else None
    key = desk.sign_in(who, *WHO[who], unit=unit) if WHO[who] else "nobody"
    return BareClient(desk.site, key), key.replace("key-", "csrf-")


@pytest.fixture(autouse=True)
def short_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that goes on for five minutes is an answer too, and no test waits for its end."""
    monkeypatch.setattr(live, "LIFE", 0.5)


@pytest.fixture(params=WHO)
def sender(request: pytest.FixtureRequest, desk: Desk) -> Iterator[Any]:
    client, csrf = visitor(desk, request.param)
    with client:
        yield client, csrf


def filled(path: str, text: str) -> str:
    return re.sub(r"{[^}]+}", lambda _: text, path)


def check(desk: Desk, answer: Answer, what: str) -> None:
    # 501: the service in memory has no such method, which is no failure of the portal.
    assert answer.status_code < 500 or answer.status_code == 501, (
        f"{what}: {answer.status_code} {list(desk.crashes.rows.values())}"
    )
    assert not desk.crashes.rows, f"{what}: {list(desk.crashes.rows.values())}"


def test_the_table_has_every_page() -> None:
    assert ("/dang-nhap", "GET") in PAGES and ("/ban-nhap/{draft_id}/to-khai", "POST") in PAGES
    assert {"csrf", "request_id", "revision", "note", "reason", "remove"} <= set(FIELDS)


def test_no_address_makes_a_page_fail(desk: Desk, sender: Any) -> None:
    client, _ = sender
    for place, (path, method) in enumerate(PAGES):
        text = IN_ADDRESS[place % len(IN_ADDRESS)]
        query = "&".join(f"{name}=/x{text}" for name in QUERIES)
        answer = client.request(method, f"{filled(path, 'x1')}?{query}")
        check(desk, answer, f"{method} {path}?{text}")
        refused = client.request(method, f"{filled(path, 'x%00')}?next=/%00")
        assert refused.status_code == 400, f"{method} {path}"
        assert "ký tự không dùng được" in refused.text
        if "{" in path:
            check(desk, client.request(method, filled(path, text)), f"{method} {path} {text}")


@pytest.mark.parametrize("text", IN_ADDRESS)
def test_no_address_of_a_dossier_fails_for_nobody(desk: Desk, text: str) -> None:
    client, _ = visitor(desk, "nobody")
    with client:
        for address in (f"/dang-nhap?next=/x{text}", f"/ho-so/{text}", f"/tra-cuu?ma={text}", f"/{text}"):
            check(desk, client.get(address), address)


def test_no_field_makes_a_page_fail(desk: Desk, sender: Any) -> None:
    client, csrf = sender
    places, form = places_of(desk), {"Content-Type": "application/x-www-form-urlencoded"}
    sent = {"csrf": csrf, "action": "send", "outcome": "accept"}
    bodies = {text: urlencode(dict.fromkeys(FIELDS, text) | sent).encode() for text in TYPED}
    for path, method in PAGES:
        if method != "POST":
            continue
        for place, text in zip(cycle(places if "{" in path else ("",)), TYPED, strict=False):
            answer = client.post(filled(path, place), content=bodies[text], headers=form)
            check(desk, answer, f"{path} {place} {text[:9]!r}")


def test_no_form_makes_a_page_fail(desk: Desk, sender: Any) -> None:
    """Fields called wrongly, other encodings, file names, lengths that are none."""
    client, csrf = sender
    ours = f'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{csrf}\r\n'
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}\r\n--x--\r\n'
    bodies = [
        ("multipart/form-data; boundary=x; charset=unicode_escape", part.format("note", "", "\\ud800")),
        ("multipart/form-data; boundary=x; charset=punycode", part.format("note", "", "\u00e9-9")),
        ("multipart/form-data; boundary=x; charset=idna", part.format("note", "", "xn--\u00e9")),
        ("multipart/form-data; boundary=x; charset=rot13", part.format("note", "", "a")),
        ("multipart/form-data; boundary=x", part.format("note\0", "", "a")),
        ("multipart/form-data; boundary=x", part.format("file.GCN", '; filename="a\0b.pdf"', "%PDF-1.7")),
        ("multipart/form-data; boundary=x", part.format("file.BAN-CHINH", '; filename="\0"', "%PDF-1.7")),
        ("multipart/form-data", part.format("note", "", "a")),
        ("application/x-www-form-urlencoded", "a%00=b&%ED%A0%80=c"),
        ("application/json", '{"a": "\\u0000"}'),
    ]
    places = cycle(places_of(desk))
    for (path, method), (kind, body) in product(PAGES, bodies):
        if method == "POST":
            content = (ours + body if "multipart" in kind else f"csrf={csrf}&{body}").encode()
            answer = client.post(filled(path, next(places)), content=content, headers={"Content-Type": kind})
            check(desk, answer, f"{path} {kind} {body[:60]!r}")


@pytest.mark.parametrize("host", ["[", "[::", "a:b", "a/b", "\x7f", "a@b", "a:99999"])
def test_no_host_makes_a_page_fail(desk: Desk, host: str) -> None:
    for path in ("/", "/ho-so", "/khong-co", "/dang-nhap?next=/viec"):
        status = raw(desk.site, f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
        assert b" 400 " in status, status
    assert not desk.crashes.rows


@pytest.mark.parametrize(
    "header",
    ["Cookie: motcua_session=\"\\000\"", "Cookie: motcua_language=\"\\000\"; motcua_sign_in=\xff", "Sec-Fetch-Site: \xff",
     "Origin: http://[", "HX-Request: \xff", "traceparent: 00-x", "Content-Length: \xb2", "Accept-Language: \xff",
     "Range: bytes=\xff", "If-None-Match: \xff", "X-Forwarded-For: [", "X-Forwarded-Proto: [", "baggage: %00=%00"],
)  # fmt: skip
def test_no_header_makes_a_page_fail(desk: Desk, header: str) -> None:
    for start in (
        "GET /",
        "GET /ho-so",
        "POST /ban-nhap/x/to-khai",
        "GET /signed-in",
        "GET /static/css/motcua.css",
    ):
        length = (
            "" if header.startswith("Content-Length") or start.startswith("GET") else "Content-Length: 0\r\n"
        )
        status = raw(
            desk.site, f"{start} HTTP/1.1\r\nHost: a.example\r\n{header}\r\n{length}Connection: close\r\n\r\n"
        )
        assert b"HTTP/1.1 5" not in status and status, (header, status)
    assert not desk.crashes.rows


def raw(site: str, request: str) -> bytes:
    """The first line of the answer to a request that no client would make."""
    parts = urlsplit(site)
    with socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE) as there:
        there.sendall(request.encode("latin-1"))
        return there.makefile("rb").readline()


def test_what_was_typed_without_a_session_is_kept_without_what_is_no_text(desk: Desk) -> None:
    client, _ = visitor(desk, "nobody")
    with client:
        answer = client.post("/ban-nhap/d1/to-khai", data={"a": "\0", "a.reason": "Xin\0 cấp lại"})
    assert answer.status_code == 303
    ((path, fields),) = desk.stash.values()
    assert (path, fields["a.reason"]) == ("/ban-nhap/d1/to-khai", "Xin cấp lại")
    assert not desk.crashes.rows


def places_of(desk: Desk) -> tuple[str, ...]:
    """Ids for the pages: nothing's, and one of each kind that is there."""
    if not desk.intake.dossiers:
        desk.dossier()
        desk.step("t1", "tham-dinh-xoa", title="Thẩm định")
    return ("x1", "dossier-1", "t1")
