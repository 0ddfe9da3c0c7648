# SPDX-License-Identifier: Apache-2.0
"""Where a person is signed in: seen by that person alone, ended by them alone, and ended for good (OWASP ASVS 5.0, 7.5.2)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from motcua_calendar.clock import SystemClock
from motcua_identity import IssuerUnavailable, LoginRefused, SignIn, Subject, Tokens
from motcua_identity.errors import issuer_unavailable
from motcua_portal.adapters.session_repository import Session, Sessions
from motcua_portal.adapters.tables import metadata
from motcua_portal.migration import MIGRATION
from motcua_portal.pages.own_sessions import MOST_AT_ISSUER, PATH, SHOWN
from motcua_portal.web.application import Needs, create_app
from motcua_portal.web.paces import Kind, Paces
from motcua_storage import migrate
from motcua_storage.testing import ServiceDatabases, assert_tables_match

sys.path.insert(0, str(Path(__file__).parents[1] / "citizen"))  # test files have no package

from asgi_browser import AsgiBrowser

URL = "http://127.0.0.1:8080"
PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Mobile Safari/537.36"
COUNTER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
UNKNOWN = str(uuid4())


@dataclass
class Issuer:
    """Lets `who` in, who proved it so many seconds `ago`; asked to have it proved again, now."""

    who: str = "lan"
    ago: float = 0.0
    sid: str = ""
    begun: list[bool] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    no: IssuerUnavailable | LoginRefused | None = None

    def authorization_url(self, *, language: str = "vi", again: bool = False) -> SignIn:
        self.begun.append(again)
        number = len(self.begun)
        return SignIn(f"https://issuer.example/authorize?state=s{number}", f"s{number}", "n", "v")

    def exchange_code(self, attempt: SignIn, callback: Mapping[str, str]) -> Tokens:
        ago = 0.0 if self.begun[int(attempt.state[1:]) - 1] else self.ago
        sid = self.sid or f"sid-{len(self.begun)}"
        subject = Subject(self.who, self.who, self.who.title(), frozenset({"citizen"}))
        return Tokens(subject, "access", "refresh", None, time.time() + 3600, sid, time.time() - ago)

    def end_session(self, tokens: Tokens) -> None:
        if self.no is not None:
            raise self.no
        self.ended.append(tokens.session_id)


@dataclass
class Site:
    """The portal before one issuer."""

    databases: ServiceDatabases
    issuer: Issuer
    app: Any

    def browser(self, who: str = "lan", agent: str = COUNTER) -> Window:
        self.issuer.who = who
        made = Window(AsgiBrowser(self.app, URL), agent)
        made.enter()
        return made

    @property
    def sessions(self) -> Sessions:
        return Sessions(self.databases["portal"], 12)

    def ask(self, text: str) -> list[Any]:
        with psycopg.connect(self.databases.url("portal"), autocommit=True) as own:
            cursor = own.execute(text.encode())
            return cursor.fetchall() if cursor.description else []


@dataclass
class Window:
    """A browser of somebody."""

    http: AsgiBrowser
    agent: str = COUNTER

    def enter(self) -> None:
        begun = self.http.get("/dang-nhap", headers={"User-Agent": self.agent})
        self.back(begun.headers["location"])

    def back(self, location: str) -> Any:
        path = f"/signed-in?code=c&state={location.rpartition('=')[2]}"
        return self.http.get(path, headers={"User-Agent": self.agent})

    @property
    def key(self) -> str:
        return str(self.http.cookies["motcua_session"])

    @property
    def page(self) -> str:
        answer = self.http.get(PATH)
        assert answer.status_code == 200, answer.text
        return answer.text

    @property
    def inside(self) -> bool:
        return str(self.http.get("/bat-dau").headers["location"]) == "/ho-so"

    @property
    def csrf(self) -> str:
        return self.http.get("/thu-tuc-khong-co").text.partition('name="csrf" value="')[2].partition('"')[0]

    def end(self, handle: str, **more: str) -> Any:
        return self.http.post(PATH, data={"csrf": self.csrf, "phien": handle} | more)


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION)


@pytest.fixture
def site(databases: ServiceDatabases) -> Site:
    return _site(databases)


def _site(databases: ServiceDatabases, **paces: int) -> Site:
    databases.empty()
    nothing: Any = None
    issuer: Any = Issuer()
    sessions = Sessions(databases["portal"], 12)
    kinds = {Kind[name]: most for name, most in paces.items()}
    needs = Needs(
        sessions,
        nothing,
        issuer,
        nothing,
        nothing,
        SystemClock(),
        URL,
        False,
        lambda: True,
        paces=Paces(kinds),
    )
    return Site(databases, issuer, create_app(needs))


def handle_of(site: Site, window: Window) -> str:
    found = site.sessions.find(window.key)
    assert found is not None
    return next(one.handle for one in site.sessions.own(found, 10) if one.here)


def test_tables_are_as_declared(databases: ServiceDatabases) -> None:
    assert_tables_match(databases.admin_url, metadata)


def test_each_person_sees_their_own_and_nothing_that_opens_them(site: Site) -> None:
    here, phone, other = site.browser(), site.browser(agent=PHONE), site.browser("hoa")
    page = here.page
    assert "<strong>Firefox trên Windows</strong>" in page and "<strong>Chrome trên Android</strong>" in page
    first = page.split("<li>")[1]
    assert page.count("<li>") == 2 and "Phiên bạn đang dùng" in first and "Firefox" in first
    assert handle_of(site, phone) in page and handle_of(site, here) not in page
    assert handle_of(site, other) not in page and "Không có phiên nào khác" in other.page
    kept = str(site.ask("SELECT id_hash, csrf, tokens FROM portal.session WHERE user_id = 'lan'"))
    for secret in (here.key, phone.key, *(row[0] for row in site.ask("SELECT id_hash FROM portal.session"))):
        assert secret not in page and secret[:16] not in page
    assert "SM-A155F" not in page + kept and "Mozilla" not in page + kept
    english = here.http.get(PATH, headers={"Cookie": f"motcua_session={here.key}; motcua_language=en"}).text
    assert "Where you are signed in" in english and "Chrome on Android" in english


def test_when_it_began_and_was_used_last(site: Site) -> None:
    here = site.browser()
    site.browser(agent="")
    site.ask(
        "UPDATE portal.session SET created_at = '2026-11-23T01:02:00Z', used_at = now() - interval '1 hour'"
        " WHERE browser IS NULL"
    )
    page = here.page
    assert "Trình duyệt không rõ loại" in page and "Đăng nhập lúc 23/11/2026 08:02" in page
    used = site.ask(
        "SELECT to_char(min(used_at) AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI') FROM portal.session"
    )
    assert f"dùng lần cuối lúc {used[0][0]}" in page


def test_one_is_ended_for_good_and_told_to_the_issuer(site: Site) -> None:
    here, phone, desk = site.browser(), site.browser(agent=PHONE), site.browser()
    handle, key = handle_of(site, phone), phone.key
    for outcome in ("da-ket-thuc", "da-het"):  # sent twice it is no error
        answer = here.end(handle)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?{outcome}=1")
        assert 'role="status"' in here.http.get(answer.headers["location"]).text
    assert not phone.inside and here.inside and desk.inside
    assert site.issuer.ended == ["sid-2"]
    assert site.sessions.living([key, here.key, "made up"]) == {here.key}
    asked = phone.http.get("/ho-so")
    assert (asked.status_code, asked.headers["location"]) == (303, "/dang-nhap?next=%2Fho-so")
    rows = site.ask("SELECT what, actor, actor_kind, about FROM portal.audit ORDER BY id")
    assert [row[:3] for row in rows[3:]] == [("portal/EndSession", "lan", "person")]
    assert rows[3][3] == rows[1][3], "which one, as where it began"


def test_all_others_are_ended_and_this_one_stays(site: Site) -> None:
    here, others, hoa = site.browser(), [site.browser() for _ in range(3)], site.browser("hoa")
    assert here.end("khac").headers["location"] == f"{PATH}?da-ket-thuc=1"
    assert here.inside and hoa.inside and not any(one.inside for one in others)
    assert sorted(site.issuer.ended) == ["sid-2", "sid-3", "sid-4"]
    assert len(site.ask("SELECT 1 FROM portal.audit WHERE what = 'portal/EndSession'")) == 3
    assert here.end("khac").headers["location"] == f"{PATH}?da-het=1"


REFUSED: Mapping[str, Callable[[Site, Window, Window], Any]] = {
    "no token": lambda site, mine, other: mine.end(handle_of(site, other), csrf=""),
    "a token of another session": lambda site, mine, other: mine.end("khac", csrf=other.csrf),
    "another site's form": lambda site, mine, other: mine.http.post(
        PATH, data={"csrf": mine.csrf, "phien": "khac"}, headers={"Origin": "https://elsewhere.example"}
    ),
    "by a link": lambda site, mine, other: mine.http.get(f"{PATH}?phien=khac"),
    "nobody": lambda site, mine, other: AsgiBrowser(site.app, URL).post(PATH, data={"phien": "khac"}),
    "another method": lambda site, mine, other: mine.http.request("DELETE", PATH),
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_is_refused_ends_nothing(site: Site, how: str) -> None:
    mine, phone = site.browser(), site.browser()
    answer = REFUSED[how](site, mine, phone)
    assert answer.status_code in (200, 303, 403, 405)
    assert mine.inside and phone.inside and site.issuer.ended == []
    assert site.ask("SELECT 1 FROM portal.audit WHERE what = 'portal/EndSession'") == []


@pytest.mark.parametrize("of", ["another's", "own", "unknown", "a key", "a hash", "no name", "hostile"])
def test_what_is_nobodys_or_anothers_is_answered_like_one_that_has_ended(site: Site, of: str) -> None:
    mine, hoa = site.browser(), site.browser("hoa")
    phone = site.browser()
    handle = {
        "another's": handle_of(site, hoa), "own": handle_of(site, mine), "unknown": UNKNOWN, "a key": phone.key,
        "a hash": site.ask("SELECT id_hash FROM portal.session WHERE user_id = 'hoa'")[0][0], "no name": "x",
        "hostile": "khac' OR 1=1 --",
    }[of]  # fmt: skip
    answer = mine.end(handle)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?da-het=1")
    told = mine.http.get(PATH, params={"phien": handle})
    assert "Không còn phiên nào như vậy" in told.text and "Kết thúc phiên này?" not in told.text
    assert mine.inside and hoa.inside and phone.inside and site.issuer.ended == []


def test_who_proved_it_long_ago_proves_it_again_and_then_ends_it(site: Site) -> None:
    site.issuer.ago = 601
    here, phone = site.browser(), site.browser(agent=PHONE)
    handle = handle_of(site, phone)
    assert "bạn phải đăng nhập lại, vì lần đăng nhập gần nhất đã quá 10 phút" in here.page
    asked = here.end(handle)
    assert asked.headers["location"].startswith("https://issuer.example/authorize") and site.issuer.begun[-1]
    assert phone.inside and "Kết thúc phiên này?" not in here.http.get(f"{PATH}?phien={handle}").text

    back = here.back(asked.headers["location"])

    assert back.headers["location"] == f"{PATH}?phien={handle}"
    page = here.http.get(back.headers["location"]).text
    assert "Kết thúc phiên này?" in page and "Bạn đã đăng nhập lại" in page and phone.inside
    assert here.end(handle).headers["location"] == f"{PATH}?da-ket-thuc=1"
    assert not phone.inside and here.inside


def test_who_comes_back_as_somebody_else_ends_nothing(site: Site) -> None:
    site.issuer.ago = 601
    here, phone = site.browser(), site.browser()
    asked = here.end("khac")
    site.issuer.who = "hoa"
    back = here.back(asked.headers["location"])
    page = here.http.get(back.headers["location"]).text
    assert "Hoa" in page and "Không có phiên nào khác" in page
    assert here.end("khac").headers["location"] == f"{PATH}?da-het=1"
    assert phone.inside


@pytest.mark.parametrize("ago", [600, -120, None])
def test_no_proof_is_too_old_of_tomorrow_or_missing(site: Site, ago: float | None) -> None:
    """An issuer that does not say when proves nothing."""
    site.issuer.ago = time.time() if ago is None else ago
    here, phone = site.browser(), site.browser()
    if ago is None:
        site.ask("UPDATE portal.session SET proved_at = NULL")
    assert here.end("khac").headers["location"].startswith("https://issuer.example/")
    assert phone.inside


def test_the_way_back_from_the_issuer_is_to_this_page_alone(site: Site) -> None:
    site.issuer.ago = 601
    here = site.browser()
    for chosen in ("//elsewhere.example", "x&next=//elsewhere.example", "../viec", "a" * 36):
        back = here.back(here.end(chosen).headers["location"])
        assert back.headers["location"].partition("?")[0] == PATH
        site.ask("UPDATE portal.session SET proved_at = now() - interval '1 hour'")


@pytest.mark.parametrize("no", [issuer_unavailable("test"), LoginRefused("CLIENT_REFUSED", "Không.", "No.")])
def test_an_issuer_that_is_away_keeps_nobody_in(site: Site, no: IssuerUnavailable | LoginRefused) -> None:
    here, phone = site.browser(), site.browser()
    site.issuer.no = no
    answer = here.end(handle_of(site, phone))
    assert answer.headers["location"] == f"{PATH}?chua-bao=1" and not phone.inside and here.inside
    assert "có thể vào lại mà không phải đăng nhập" in here.http.get(answer.headers["location"]).text


def test_the_sign_in_of_this_browser_stays_at_the_issuer(site: Site) -> None:
    """Of which an older session of the portal may be left, whose cookie was thrown away."""
    site.issuer.sid = "same"
    here, thrown_away = site.browser(), site.browser()
    assert here.end("khac").headers["location"] == f"{PATH}?da-ket-thuc=1"
    assert not thrown_away.inside and here.inside and site.issuer.ended == []


def test_forms_are_counted_here_too(databases: ServiceDatabases) -> None:
    site = _site(databases, FORM=1)
    here, phone = site.browser(), site.browser()
    assert here.end(UNKNOWN).status_code == 303
    refused = here.end("khac")
    assert refused.status_code == 429 and int(refused.headers["retry-after"]) > 0 and phone.inside


def test_a_form_of_a_session_that_ended_is_asked_again(site: Site) -> None:
    here, phone, desk = site.browser(), site.browser(), site.browser()
    csrf = phone.csrf
    here.end(handle_of(site, phone))
    answer = phone.http.post(
        PATH, data={"csrf": csrf, "phien": "khac"}, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.headers["location"].startswith("/dang-nhap?next=%2Fphien-dang-nhap%3Fdang-do%3D")
    back = phone.back(phone.http.get(answer.headers["location"]).headers["location"])
    page = phone.http.get(back.headers["location"]).text
    assert "chưa có phiên nào được kết thúc" in page and here.inside and desk.inside


def _many(site: Site, count: int) -> Session:
    """As many sessions of Lan, each of a sign-in of its own; the first of them."""
    subject, now = Subject("lan", "lan", "Lan", frozenset({"citizen"})), time.time()
    made = [
        site.sessions.open(Tokens(subject, "a", "r", None, now + 300, f"m{one}", now)) for one in range(count)
    ]
    return made[0]


def test_statements_are_as_many_however_many_sessions_there_are(site: Site) -> None:
    cost = {}
    for count in (2, SHOWN + 10):
        site.databases.empty()
        site.issuer.ended.clear()
        here = site.browser()
        _many(site, count)
        csrf = here.csrf
        with site.databases["portal"].count_statements() as shown:
            page = here.page
        with site.databases["portal"].count_statements() as ended:
            answer = here.http.post(PATH, data={"csrf": csrf, "phien": "khac"})
        cost[count] = (shown.total, ended.total)
        assert ("Chỉ liệt kê 50 phiên" in page, page.count("<li>")) == (count > SHOWN, min(count + 1, SHOWN))
        assert len(site.issuer.ended) == min(count, MOST_AT_ISSUER)
        assert (
            answer.headers["location"]
            == f"{PATH}?{'chua-bao' if count > MOST_AT_ISSUER else 'da-ket-thuc'}=1"
        )
        assert len(site.ask("SELECT 1 FROM portal.session")) == 1
    assert cost[2] == cost[SHOWN + 10] == (2, 3), (
        "the session and the list; the session, the end and the audit"
    )


def test_what_has_ended_by_itself_is_neither_shown_nor_kept(site: Site) -> None:
    here = site.browser()
    _many(site, 3)
    site.ask("UPDATE portal.session SET used_at = now() - interval '3 hours' WHERE issuer_session = 'm1'")
    site.ask("UPDATE portal.session SET ends_at = now() WHERE issuer_session = 'm2'")
    assert here.page.count("<li>") == 2
    site.browser("hoa")
    assert len(site.ask("SELECT 1 FROM portal.session WHERE user_id = 'lan'")) == 2


def test_a_database_of_before_is_taken_along(site: Site) -> None:
    """Sessions go on, each with a handle of its own; of what was not written then nothing is said."""
    here, phone = site.browser(), site.browser()
    with psycopg.connect(site.databases.admin_url, autocommit=True) as admin:
        for undo in (
            "ALTER TABLE portal.session DROP COLUMN handle, DROP COLUMN browser, DROP COLUMN system, DROP COLUMN proved_at",
            "UPDATE platform.schema_state SET revision = '0006', fingerprint = '' WHERE schema = 'portal'",
            "UPDATE portal.schema_version SET version_num = '0006'",
        ):
            admin.execute(undo.encode())
    site.databases["portal"].close()
    assert "portal" in migrate(site.databases.admin_url, (MIGRATION,))
    assert_tables_match(site.databases.admin_url, metadata)
    assert here.inside and phone.inside and "Trình duyệt không rõ loại" in here.page
    assert handle_of(site, here) != handle_of(site, phone)
    asked = here.end(handle_of(site, phone))
    here.back(asked.headers["location"])
    assert here.end(handle_of(site, phone)).headers["location"] == f"{PATH}?da-ket-thuc=1"
    # An older portal beside this one writes none of the new columns.
    site.ask(
        "INSERT INTO portal.session (id_hash, tokens, csrf, created_at, ends_at, user_id) SELECT 'x', tokens, 'c', now(),"
        " now() + interval '1 hour', user_id FROM portal.session LIMIT 1"
    )
    assert here.page.count("<li>") == 2
