# SPDX-License-Identifier: Apache-2.0
"""The portal with a real Keycloak: sign in, work, sign out everywhere, and what people see while Keycloak is away."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from motcua_calendar.clock import SystemClock
from motcua_identity.issuer import AUTHORIZATION_CODE, REFRESH_TOKEN, Client, Person
from motcua_identity.keycloak import Plan, apply_realm, sync
from motcua_identity.keycloak.admin import of
from motcua_identity.testing import HOA, LAN
from motcua_portal import bootstrap
from motcua_portal.adapters.tables import session
from motcua_portal.migration import MIGRATION
from motcua_portal.pages.own_sessions import PATH
from motcua_portal.settings import Settings
from motcua_portal.web.sign_in import CALLBACK, ENDED
from motcua_storage import Database, Migration
from parts.keycloak import Keycloak
from support.realms import NAME, RealIssuer, Visitor, member, realm
from support.waiting import eventually

ORGANISATION = Path(__file__).parents[2] / "infra" / "demo" / "organisation.yaml"
NOBODY = "127.0.0.1:9"
AWAY = ("Dịch vụ đăng nhập đang tạm ngừng", "The sign-in service is away")


@dataclass
class Site:
    """The portal's real application; the services behind it are not needed here."""

    url: str
    database: Database
    issuer: RealIssuer

    def rows(self) -> list[Any]:
        """Sessions of the portal."""
        with self.database.read() as connection:
            return list(connection.execute(sa.select(session)))

    def rows_of(self, person: Person) -> list[Any]:
        """Those of somebody."""
        return [one for one in self.rows() if one.tokens["subject"]["username"] == person.user]

    def proved(self, ago: str) -> None:
        """As if everybody had proved who they are so long ago."""
        change = sa.update(session).values(proved_at=sa.func.now() - sa.cast(ago, sa.Interval))
        with self.database.begin() as connection:
            connection.execute(change)

    def ends_in(self, seconds: float) -> None:
        """As if every token had been given so long ago."""
        with self.database.begin() as connection:
            for row in connection.execute(sa.select(session)).all():
                tokens = {**row.tokens, "expires_at": time.time() + seconds}
                change = sa.update(session).where(session.c.id_hash == row.id_hash).values(tokens=tokens)
                connection.execute(change)


class Window(Visitor):
    """A browser before the portal and Keycloak."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    def enter(self, person: Person) -> httpx.Response:
        """Sign in and come back; the last answer."""
        begun = self.get(f"{self.site.url}/dang-nhap?next=/bat-dau")
        assert begun.status_code == 303, begun.text
        page = self.get(begun.headers["location"])
        if page.status_code == 200:
            page = self.submit(page, username=person.user, password=person.password or "")
        back = page.headers.get("location", "")
        return self.get(back) if back.startswith(self.site.url + CALLBACK) else page

    def inside(self) -> str:
        """Where this person begins: /viec for officers, / for nobody."""
        return str(self.get(f"{self.site.url}/bat-dau").headers["location"])


@pytest.fixture(scope="module")
def site(issuer: RealIssuer, fresh_database: Callable[[Migration], Database]) -> Iterator[Site]:
    with ExitStack() as stack:
        listening = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP))
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        client = Client(
            "portal-live", (AUTHORIZATION_CODE, REFRESH_TOKEN), redirect_uris=(url + CALLBACK,),
            post_logout_redirect_uris=(f"{url}/",), backchannel_logout_uri=url + ENDED, name="MotCua", secret="live",
        )  # fmt: skip
        wanted = realm("")
        only = type(wanted)(NAME, wanted.roles, wanted.groups, [client])
        apply_realm(issuer.admin, only, Plan())
        database = fresh_database(MIGRATION)
        settings = Settings(
            database_url=database.url, issuer=issuer.url, client_id=client.id, client_secret="live", public_url=url,
            organisation=ORGANISATION, workflow_address=NOBODY, intake_address=NOBODY, assignment_address=NOBODY,
            notification_address=NOBODY, liaison_address=NOBODY, live_pages=0,
        )  # fmt: skip
        stack.enter_context(_served(bootstrap.build(settings, SystemClock(), ready=lambda: True), listening))
        yield Site(url, database, issuer)


@contextmanager
def _served(app: Any, listening: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(app, log_level="warning", access_log=False, lifespan="on", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def browser(site: Site) -> Iterator[Window]:
    with Window(site) as made:
        yield made


def test_an_officer_signs_in_works_and_signs_out_everywhere(site: Site, browser: Window) -> None:
    assert browser.inside() == "/"
    assert browser.enter(LAN).headers["location"] == "/bat-dau"
    assert browser.inside() == "/viec"
    (row,) = [one for one in site.rows() if one.tokens["subject"]["username"] == LAN.user]

    answer = browser.post(f"{site.url}/dang-xuat", data={"csrf": row.csrf})

    home = browser.get(answer.headers["location"])
    assert home.headers["location"].startswith(f"{site.url}/")
    assert browser.inside() == "/"
    again = browser.get(browser.get(f"{site.url}/dang-nhap").headers["location"])
    assert again.status_code == 200 and "password" in again.text


def test_the_session_goes_on_by_refreshing(site: Site, browser: Window) -> None:
    browser.enter(HOA)
    (before,) = [one.tokens for one in site.rows() if one.tokens["subject"]["username"] == HOA.user]
    site.ends_in(5)

    assert browser.inside() == "/ho-so"
    (after,) = [one.tokens for one in site.rows() if one.tokens["subject"]["username"] == HOA.user]
    assert before["access_token"] != after["access_token"]
    assert (before["session_id"], True) == (after["session_id"], bool(after["session_id"]))


def test_an_administrator_ends_every_session_of_a_person_at_once(site: Site, browser: Window) -> None:
    with Window(site) as elsewhere, Window(site) as other:
        for one, person in ((browser, LAN), (elsewhere, LAN), (other, HOA)):
            one.enter(person)
        found = site.issuer.admin.get(of(NAME, "users"), username=LAN.user, exact="true")[0]
        site.issuer.admin.post(of(NAME, "users", found["id"], "logout"), {})

        assert [browser.inside(), elsewhere.inside(), other.inside()] == ["/", "/", "/ho-so"]


def test_somebody_ends_their_session_in_another_browser(site: Site, browser: Window) -> None:
    """Proving once more who they are, as they last did so long ago; Keycloak lets the other browser in no more either."""
    with Window(site) as elsewhere, Window(site) as other:
        for one, person in ((browser, LAN), (elsewhere, LAN), (other, HOA)):
            one.enter(person)
        ends, mine = sorted(site.rows_of(LAN), key=lambda one: one.created_at)[::-1]
        site.proved("1 hour")
        form = {"csrf": mine.csrf, "phien": ends.handle}
        asked = browser.post(f"{site.url}{PATH}", data=form)
        page = browser.get(asked.headers["location"])
        assert page.status_code == 200 and "password" in page.text and elsewhere.inside() == "/viec"

        back = browser.submit(page, username=LAN.user, password=LAN.password or "")
        confirmed = browser.get(site.url + browser.get(back.headers["location"]).headers["location"])
        assert "Kết thúc phiên này?" in confirmed.text
        (now,) = [one for one in site.rows_of(LAN) if one.id_hash != ends.id_hash]
        told = browser.post(f"{site.url}{PATH}", data=form | {"csrf": now.csrf})

        assert told.headers["location"] == f"{PATH}?da-ket-thuc=1"
        assert [browser.inside(), elsewhere.inside(), other.inside()] == ["/viec", "/", "/ho-so"]
        again = elsewhere.get(elsewhere.get(f"{site.url}/dang-nhap").headers["location"])
        assert again.status_code == 200 and "password" in again.text
        site.ends_in(5)
        assert browser.inside() == "/viec"  # refreshed: the sign-in of this browser goes on


def test_who_leaves_the_organisation_is_out_at_once(site: Site, browser: Window) -> None:
    browser.enter(LAN)
    admin = site.issuer.admin
    try:
        gone = sync(admin, NAME, [member(HOA)], Plan(), print)
        assert gone.left == [LAN.user]
        assert browser.inside() == "/"
        assert "location" not in browser.enter(LAN).headers
    finally:
        assert sync(admin, NAME, [member(HOA), member(LAN)], Plan(), print).moved == [LAN.user]
    assert browser.enter(LAN).status_code == 303 and browser.inside() == "/viec"


@pytest.mark.parametrize("form", [{}, {"logout_token": ""}, {"logout_token": "a.b.c"}, {"other": "x"}])
def test_nobody_else_ends_a_session(site: Site, browser: Window, form: dict[str, str]) -> None:
    browser.enter(LAN)
    row = max(site.rows(), key=lambda one: one.created_at)

    assert httpx.post(f"{site.url}{ENDED}", data=form, trust_env=False).status_code == 400
    taken = httpx.post(f"{site.url}{ENDED}", data={"logout_token": row.tokens["id_token"]}, trust_env=False)
    assert (taken.status_code, taken.headers["cache-control"]) == (400, "no-store")
    assert browser.inside() == "/viec"


def test_keycloak_away_lets_people_work_on_and_nobody_in(
    site: Site, browser: Window, server: Keycloak
) -> None:
    browser.enter(LAN)
    with Window(site) as newcomer, Window(site) as leaver:
        leaver.enter(HOA)
        server.running.kill()
        try:
            _nobody_comes_in(newcomer)
            _goes_out(leaver)
            assert browser.inside() == "/viec"
            site.ends_in(10)  # a refresh is due, and there is nobody to ask
            assert browser.inside() == "/viec"
            site.ends_in(-1)
            ended = browser.get(f"{site.url}/viec")
            assert (ended.status_code, AWAY[0] in ended.text) == (503, True)
            assert browser.get(f"{site.url}/bat-dau").status_code == 303
        finally:
            server.start()
        assert Keycloak(server.running.folder).status()  # found again
        answer = eventually(lambda: newcomer.get(f"{site.url}/dang-nhap"), lambda one: one.status_code == 303)
        assert answer.status_code == 303
        assert newcomer.enter(HOA).headers["location"] == "/bat-dau"
        assert browser.inside() == "/viec"  # the session was kept, and is refreshed


def _goes_out(leaver: Window) -> None:
    """Here, and is told that it is only here."""
    own = [one for one in leaver.site.rows() if one.tokens["subject"]["username"] == HOA.user]
    row = max(own, key=lambda one: one.created_at)
    answer = leaver.post(f"{leaver.site.url}/dang-xuat", data={"csrf": row.csrf})
    assert (answer.status_code, "hãy đóng trình duyệt" in answer.text) == (503, True)
    assert leaver.inside() == "/"


def _nobody_comes_in(newcomer: Window) -> None:
    # That Keycloak answered a moment ago is believed for two seconds.
    eventually(lambda: newcomer.get(f"{newcomer.site.url}/dang-nhap"), lambda one: one.status_code == 503)
    for language, words in zip(("vi", "en"), AWAY, strict=True):
        newcomer.get(f"{newcomer.site.url}/ngon-ngu/{language}")
        answer = newcomer.get(f"{newcomer.site.url}/dang-nhap")
        assert (answer.status_code, words in answer.text) == (503, True)
        assert int(answer.headers["retry-after"]) > 0
