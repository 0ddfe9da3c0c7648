# SPDX-License-Identifier: Apache-2.0
"""Walking a round of visits: what is wrong with each page, and what its first load weighs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Response

from support.axe import findings, load_axe, sign_in, take_scripts_out
from support.browser import PATIENCE, WIDE
from support.filled import Filled
from support.visits import ROUNDS, WITHOUT_SCRIPTS, Visit

OPEN_ALL = "document.querySelectorAll('main details').forEach((one) => { one.open = true; })"
"""What is folded up is looked at too."""
OPEN_PLAIN = "document.querySelectorAll('main details:not([data-drawing-fold])').forEach((one) => { one.open = true; })"
"""The same without the drawing."""
DRAWING = """async () => {
  const box = document.querySelector('[data-drawing]');
  if (!box) return null;
  const { drawing, ...said } = box.dataset;
  const answer = await fetch(drawing, { headers: { accept: 'application/xml' } });
  return [said, await answer.text()];
}"""
"""All that a drawing is made of: the places marked in it with the words for them in this language, and the process."""
DRAWN = re.compile(r'<(?:\w+:)?(\w+)\s[^>]*?\bid="([^"]+)"')
FONTS = "() => document.fonts.ready.then(() => 0)"
ANEW = "(address) => fetch(address, { cache: 'reload' }).then((answer) => answer.arrayBuffer()).then(() => 0)"
ROW = "() => Math.max(0, ...[...document.querySelectorAll('li.task')].map((one) => new Blob([one.outerHTML]).size))"


@dataclass
class Walked:
    """What came of a round. `found`: what is wrong, by page; `weights`: bytes of first loads, by page; `row`: bytes of the
    heaviest row of a list of tasks."""

    found: dict[str, list[str]] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)
    row: int = 0


class Line:
    """Bytes that a page would bring over the line, headers included, into a browser that keeps nothing. The browser of the round
    keeps what it may: what it had already counts, once for each page, with what it took when it came. `unknown`: what it had
    before anybody looked."""

    def __init__(self, session: CDPSession) -> None:
        self.unknown: list[str] = []
        self._counted: dict[str, float] = {}
        self._took: dict[str, float] = {}
        self._asked: dict[str, str] = {}
        self._kept: set[str] = set()
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.requestServedFromCache", lambda told: self._kept.add(told["requestId"]))
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    @property
    def bytes(self) -> float:
        return sum(self._counted.values())

    def begin(self) -> None:
        """What comes from now on is of another page."""
        self._counted.clear()

    def _sent(self, told: dict[str, Any]) -> None:
        self._asked[told["requestId"]] = told["request"]["url"]

    def _answered(self, told: dict[str, Any]) -> None:
        if told["response"].get("fromDiskCache"):
            self._kept.add(told["requestId"])

    def _finished(self, told: dict[str, Any]) -> None:
        request, took = told["requestId"], told["encodedDataLength"]
        address = self._asked.pop(request, "")
        if request not in self._kept:
            self._took[address] = took
            self._counted[address] = self._counted.get(address, 0.0) + took
        elif address in self._took:
            self._counted.setdefault(address, self._took[address])
        elif address.startswith("http"):
            self.unknown.append(address)
        self._kept.discard(request)


def walk(browser: Browser, filled: Filled, who: str) -> Walked:
    """One round: in Vietnamese, each page weighed as a first load, then in English."""
    user, visits = ROUNDS[who]
    context = open_context(browser, filled)
    page = context.new_page()
    line = Line(context.new_cdp_session(page))
    if user:
        sign_in(page, user, filled.system.person(user)["password"])
    walked = Walked()
    for language in ("vi", "en"):
        page.goto(f"/ngon-ngu/{language}?next=/")
        page.evaluate(FONTS)
        for visit in visits:
            answer = arrive(page, visit, filled, language, line)
            if language == "vi" and not visit.key:
                walked.weights[visit.name] = round(line.bytes)
                walked.row = max(walked.row, page.evaluate(ROW))
            wrong = look(page, visit, filled, answer, language)
            if wrong:
                walked.found[f"{language} {visit.name}"] = wrong
    context.close()
    return walked


def walk_without_scripts(browser: Browser, filled: Filled, who: str) -> dict[str, list[str]]:
    """What is wrong, by page, with what this person sees where scripts do not run."""
    user, _ = ROUNDS[who]
    context = open_context(browser, filled)
    page = context.new_page()
    sign_in(page, user, filled.system.person(user)["password"])
    take_scripts_out(context)
    found = {}
    for visit in [Visit(path) for whose, path in WITHOUT_SCRIPTS.values() if whose == who]:
        answer = page.goto(filled.path(visit.path, "vi"))
        page.evaluate(OPEN_ALL)
        wrong = [*came(page, visit, filled, answer, "vi"), *findings(page)]
        if page.locator("script, noscript").count():
            wrong.append("scripts are left")
        if wrong:
            found[visit.path] = wrong
    context.close()
    return found


def open_context(browser: Browser, filled: Filled) -> BrowserContext:
    context = browser.new_context(
        base_url=filled.address, viewport=WIDE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    context.set_default_timeout(PATIENCE)
    load_axe(context)
    return context


def arrive(page: Page, visit: Visit, filled: Filled, language: str, line: Line) -> Response | None:
    """Open the page that is meant; the line has what it took, from its address to its fonts."""
    line.begin()
    answer = page.goto(filled.path(visit.path, language))
    for selector, words in visit.fill.items():
        page.fill(selector, words)
    if visit.tick:
        page.locator(visit.tick).first.check()
    if visit.send:
        page.evaluate(FONTS)
        line.begin()
        with page.expect_navigation() as sent:
            page.locator(visit.send).first.click()
        answer = sent.value
    if visit.key:
        page.keyboard.press(visit.key)
    page.evaluate(FONTS)
    while line.unknown:
        page.evaluate(ANEW, line.unknown.pop())
    return answer


def look(page: Page, visit: Visit, filled: Filled, answer: Response | None, language: str) -> list[str]:
    """What is wrong with a page: with how it came, then what axe finds, everything unfolded. A drawing, which is ten times the
    rest of its page, is unfolded where it has something that no unfolded one had; where there is nothing new it stays folded."""
    new = kinds_drawn(page.evaluate(DRAWING)) - filled.drawings
    page.evaluate(OPEN_ALL if new else OPEN_PLAIN)
    if new:
        page.wait_for_selector("[data-drawing] .djs-element")
        filled.drawings.update(new)
    return [*came(page, visit, filled, answer, language), *findings(page, again=language != "vi")]


def kinds_drawn(drawing: tuple[dict[str, str], str] | None) -> set[tuple[str, ...]]:
    """What there is to find in a drawing: each kind of element with each mark that is put on it, in the words of this language,
    in a drawing of all pools or of the agency's own."""
    if drawing is None:
        return set()
    said, process = drawing
    marks = {one: mark for mark in ("done", "active") for one in said[mark].split()}
    words = (said["here"], said["passed"], str("own" in said))
    return {(kind, marks.get(one, ""), *words) for kind, one in DRAWN.findall(process)}


def came(page: Page, visit: Visit, filled: Filled, answer: Response | None, language: str) -> list[str]:
    """Whether it is the page that was meant."""
    status = answer.status if answer else 0
    wanted, path = (
        urlsplit(filled.path(visit.lands or visit.path, language)).path,
        urlsplit(page.url).path,
    )
    said = [] if status == visit.status else [f"answered {status} instead of {visit.status}"]
    if path != wanted:
        said.append(f"came out at {path} instead of {wanted}")
    spoken = page.evaluate("document.documentElement.lang")
    if spoken != language:
        said.append(f"in {spoken} instead of {language}")
    return said
