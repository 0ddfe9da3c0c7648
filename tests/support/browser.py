# SPDX-License-Identifier: Apache-2.0
"""Chromium as people use it: a context per person, all that it asks for and complains about is kept, every page is looked at."""

from __future__ import annotations

import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from motcua_cli.actors import Actor
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Playwright,
    Request,
    Response,
    ViewportSize,
)

from support.system import ROOT, Driver
from support.waiting import eventually

NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome",
)  # fmt: skip
"""The first is the same browser without the windows around its pages, which cost half of what a person's context costs."""
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--in-process-gpu", "--js-flags=--no-opt --no-maglev",
)  # fmt: skip
"""No page of a test lives long enough to pay for the optimising compilers of V8; what draws needs no process of its own, as it
draws by the processor anyway."""
WIDE = ViewportSize(width=1366, height=860)
NARROW = ViewportSize(width=360, height=740)
PATIENCE = 30_000
"""Milliseconds for what should come at once, on a busy machine."""
LOCAL_SCHEMES = ("data", "blob", "about")
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_CODE = re.compile(r"[A-Z][0-9.A-Z]*\d-\d{6}-\d+")

INSPECT = """() => {
  const said = (e) => (e.labels && e.labels.length) || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby');
  const shown = (e) => e.outerHTML.slice(0, 160);
  const all = (query) => [...document.querySelectorAll(query)];
  const ids = all('[id]').filter((e) => !e.closest('[data-drawing]')).map((e) => e.id);
  return {
    title: document.title, lang: document.documentElement.lang, h1: all('h1').length,
    unlabelled: all('input:not([type=hidden]), select, textarea').filter((e) => !said(e)).map(shown),
    nameless: all('a, button').filter((e) => !(e.textContent.trim() || e.title || said(e))).map(shown),
    doubled: ids.filter((id, at) => ids.indexOf(id) !== at),
    dangling: all('a[href^="#"]').filter((e) => !document.getElementById(e.getAttribute('href').slice(1))).map(shown),
    silent: document.body.innerText.includes('chưa đọc được lúc này'),
    overflow: document.scrollingElement.scrollWidth - window.innerWidth,
  };
}"""
KINDS = "(names) => names.map((name) => document.getElementsByName(name)[0]?.type)"


def find_chromium() -> str | None:
    """Path of the machine's own Chromium, or None."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


def launch(playwright: Playwright, path: str) -> Browser:
    """Start it; names other than the loopback's are not even looked up."""
    only_here = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    return playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, only_here])


@dataclass
class Album:
    """Pages that were seen, each once in a run; with a folder, screenshots of each at both widths, for people to look at."""

    folder: Path | None = None
    seen: set[str] = field(default_factory=set)

    @classmethod
    def wanted(cls, chosen: str) -> Album:
        """`chosen`: "" for no pictures, a folder, or 1 for var/screenshots, which is emptied of an earlier run's."""
        folder = ROOT / "var" / "screenshots" if chosen == "1" else Path(chosen)
        if chosen:
            folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png") if chosen == "1" else ():
            old.unlink()
        return cls(folder if chosen else None)

    def take(self, page: Page, name: str, width: int) -> None:
        if self.folder is not None:
            page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)


@dataclass
class Doors:
    """Who came in by name and password already: the cookies of that moment, and the person as an actor. A session is a row of
    the portal that pages read and nobody in these tests ends; what a page keeps for itself (its language, drafts, news that
    were said once) is in cookies and stores of the later context, or in its address."""

    cookies: dict[str, Any] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, system: Driver, user: str) -> Actor:
        return self.actors.setdefault(user, Actor(system.person_channel(user)))


@dataclass
class Watch:
    """What a context asked for and complained about. `ports`: of this machine, where the portal and the signing in are served."""

    ports: frozenset[int]
    foreign: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    complaints: list[tuple[str, str]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(("", str(error.error))))

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        local = parts.hostname == "127.0.0.1" and parts.port in self.ports
        if not local and parts.scheme not in LOCAL_SCHEMES:
            self.foreign.append(request.url)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.broken.append(f"{response.status} {response.url}")
        elif response.status >= 400 and (
            response.request.is_navigation_request() or _kept_too_late(response)
        ):
            self.refused.add(response.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append((str(message.location.get("url", "")), message.text))

    def check(self) -> None:
        """A page that is itself a refusal (404, 409, 422) is named on the console by the browser; nothing else may be."""
        named = [
            text
            for url, text in self.complaints
            if not (url in self.refused and text.startswith("Failed to load resource"))
        ]
        assert self.foreign == [], f"requests that leave the machine: {self.foreign}"
        assert self.broken == [], f"pages that failed: {self.broken}"
        assert named == [], f"complaints on the console: {named}"


def _kept_too_late(response: Response) -> bool:
    """A half-filled form that the page keeps by itself, for a task that somebody closed meanwhile: the page says so."""
    return response.status == 409 and urlsplit(response.url).path.endswith("/luu")


class Person:
    """Somebody at a browser of their own."""

    def __init__(
        self, system: Driver, browser: Browser, album: Album, doors: Doors, *, javascript: bool = True
    ) -> None:
        self.system, self.album, self.doors, self.javascript = system, album, doors, javascript
        self.base = f"http://127.0.0.1:{system.http_port}"
        self.context = browser.new_context(
            base_url=self.base, viewport=WIDE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=javascript, accept_downloads=True, reduced_motion="reduce",
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE)
        self.door = system.page_of_signing_in()
        self.watch = Watch(frozenset({system.http_port, self.door.port}))
        self.watch.over(self.context)
        self.page = self.context.new_page()
        self.user = ""

    def close(self) -> None:
        self.context.close()

    # --- moving ---

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def at_the_door(self) -> bool:
        """Whether this is the page of signing in."""
        at = urlsplit(self.page.url)
        return at.port == self.door.port and at.path.startswith(self.door.path)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)
        self.look()

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Something that leads to another page."""
        with self.page.expect_navigation():
            yield
        self.look()

    def click(self, what: Locator) -> None:
        """Click something that leads to another page."""
        with self.moving():
            what.click()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the button of that name; leads to another page."""
        self.click((within or self.page.locator("body")).get_by_role("button", name=name, exact=True))

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Follow the link of that name (or part of it)."""
        self.click((within or self.page.locator("body")).get_by_role("link", name=name).first)

    def sign_in(self, user: str, path: str = "/") -> None:
        """Open a page, sign in, come back. By name and password the first time; later with the cookies of then, which lead to
        the same page."""
        if user in self.doors.cookies:
            self.user = user
            self.context.add_cookies(self.doors.cookies[user])
            self.open("/bat-dau" if path == "/" else path)
            assert not self.at_the_door, f"the session of {user} has ended"
            return
        self.open(path)
        if not self.at_the_door:
            self.click(self.page.locator(".bar").get_by_role("link", name="Đăng nhập"))
        self.enter_password(user)
        self.doors.cookies[user] = self.context.cookies()

    def enter_password(self, user: str) -> None:
        """On the sign-in page."""
        self.user = user
        self.page.fill(self.door.user, user)
        self.page.fill(self.door.password, self.system.person(user)["password"])
        self.click(self.page.locator(self.door.enter))

    def until(self, what: Callable[[], bool]) -> None:
        """Reload until something stands on the page, which events bring about."""

        def again() -> bool:
            found = what()
            if not found:
                self.page.reload()
            return found

        assert eventually(again, bool), self.text()
        self.look()

    # --- reading ---

    def text(self) -> str:
        """What stands on the page."""
        return self.page.locator("body").inner_text()

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def fetch(self, link: Locator) -> bytes:
        """The file behind a link, with this person's session."""
        answer = self.context.request.get(link.get_attribute("href") or "")
        assert answer.status == 200, answer.url
        return answer.body()

    def download(self, link: Locator) -> bytes:
        """Save the file behind a link as the browser does."""
        with self.page.expect_download() as started:
            link.click()
        return Path(started.value.path()).read_bytes()

    # --- filling ---

    def fill(self, answers: Mapping[str, Any]) -> None:
        """A declared form: texts and numbers as Vietnam writes them, choices by value."""
        kinds = self.page.evaluate(KINDS, [f"a.{key}" for key in answers])
        for (key, value), kind in zip(answers.items(), kinds, strict=True):
            field = self.page.locator(f'[name="a.{key}"]')
            if kind == "radio":
                self.page.locator(f'[name="a.{key}"][value="{value}"]').check()
            elif kind == "checkbox":
                self._tick(key, value)
            elif kind == "select-one":
                field.select_option(str(value))
            else:
                field.fill(written(value))

    def _tick(self, key: str, value: Any) -> None:
        for one in value if isinstance(value, list | tuple) else ["true"] if value else []:
            self.page.locator(f'[name="a.{key}"][value="{one}"]').check()

    # --- looking ---

    def look(self, name: str = "") -> None:
        """What must be true of every page of ours; the first time that a page is seen also at both widths."""
        if self.at_the_door and self.door.port != self.system.http_port:
            return
        found = self.inspect()
        name = name or slug(self.path, str(found["title"]))
        name = ("" if self.javascript else "khong-js-") + ("en-" if found["lang"] == "en" else "") + name
        if name in self.album.seen:
            return
        self.album.seen.add(name)
        self.open_drawing()
        for size in (NARROW, WIDE):
            self.page.set_viewport_size(size)
            self.inspect()
            self.album.take(self.page, name, size["width"])

    def inspect(self) -> dict[str, Any]:
        """One heading, no field without a label, no link or button without a name, nothing wider than the window."""
        found: dict[str, Any] = self.page.evaluate(INSPECT)
        where = f"{self.page.url} at {self.page.viewport_size}"
        assert found["h1"] == 1, f"{found['h1']} h1 on {where}"
        for what in ("unlabelled", "nameless", "doubled", "dangling"):
            assert found[what] == [], f"{what} on {where}: {found[what]}"
        assert found["overflow"] <= 0, f"{found['overflow']} px too wide: {where}"
        assert not found["silent"], f"a service did not answer for {where}"
        assert found["title"] and found["lang"] in ("vi", "en"), where
        return found

    def open_drawing(self) -> None:
        """Where the page has one that is still folded up; without JavaScript the words in its place. The focus stays where it
        was, as whoever goes on by keyboard did not ask for this."""
        folded = self.page.locator("[data-drawing-fold]:not([open])")
        if folded.count():
            focused = self.page.evaluate_handle("document.activeElement")
            self.page.locator("[data-drawing-fold] > summary").click()
            focused.evaluate("(one) => one.focus({ preventScroll: true })")
            if self.javascript:
                self.page.wait_for_selector("[data-drawing] .djs-element")


def written(value: Any) -> str:
    """A value as people type it: 120,5 and 31/01/2026."""
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        year, month, day = value.split("-")
        return f"{day}/{month}/{year}"
    return str(value)


def slug(path: str, title: str) -> str:
    """A file name for a page: its address without ids, its title without codes and accents."""
    place = (
        _ID.sub("", path).strip("/").replace("dat-dai/xoa-the-chap-va-chuyen-nhuong", "dat-dai")
        or "trang-dau"
    )
    wrong = title.startswith(("Lỗi:", "Error:"))
    parts = _CODE.sub("", title.partition(":")[2] if wrong else title).split(" – ")
    words = ("loi " if wrong else "") + next((part for part in parts if part.strip()), "")
    plain = (
        unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
        .encode("ascii", "ignore")
        .decode()
    )
    return re.sub(r"[^a-zA-Z0-9]+", "-", f"{place}-{plain}").strip("-").lower()[:70].strip("-")
