# SPDX-License-Identifier: Apache-2.0
"""Which pages are asked, by whom, at which addresses: several dossiers and words each, so that no one answer stays warm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import quote

from motcua_cli.bench.pages.asking import Browser, ids_in, links_in
from motcua_cli.bench.pages.page import BARE, Page

NOBODY: Final = ""
BOARD: Final = "/bang-theo-doi"
YEAR: Final = 364
STEP_ROLES: Final = (
    "land_officer", "land_leader", "justice_officer", "commune_leader", "tax_officer", "police_officer",
    "insurance_officer",
)  # fmt: skip
"""Whose tasks are steps with forms."""


@dataclass(frozen=True)
class Cast:
    """Who asks, by user: a citizen, a clerk, a head of a commune, an operator, and the officer with the most steps to do."""

    citizen: str
    clerk: str
    leader: str
    operator: str
    steps: tuple[str, ...]

    @property
    def users(self) -> tuple[str, ...]:
        return (NOBODY, self.citizen, self.clerk, self.leader, self.operator, *self.steps)


def cast_of(people: Sequence[Mapping[str, Any]]) -> Cast:
    """Of the demo people: clerk and leader of the same commune."""

    def first(role: str, unit: str = "") -> str:
        return next(
            str(one["user"]) for one in people if role in one["roles"] and (not unit or one["unit"] == unit)
        )

    clerk = first("window_clerk")
    unit = next(one["unit"] for one in people if one["user"] == clerk)
    steps = tuple(dict.fromkeys(first(role) for role in STEP_ROLES))
    return Cast(first("citizen"), clerk, first("commune_leader", unit), first("operator"), steps)


def pages_of(
    cast: Cast, browsers: Mapping[str, Browser], codes: Sequence[str], draft: str, today: date
) -> list[Page]:
    """All pages, with ids that the lists themselves show. `codes`: of dossiers, for the public look-up; `today`: over there."""
    year = f"tu={today - timedelta(days=YEAR)}&den={today}"
    return [
        Page(BARE, "a page that asks nobody", NOBODY, ("/tra-cuu",)),
        *_public(browsers[NOBODY], codes),
        *_citizens(cast.citizen, browsers[cast.citizen], draft),
        *_clerks(cast.clerk, browsers[cast.clerk], year),
        *_steps(cast, browsers),
        Page("apologies", "apologies to sign", cast.leader, ("/xin-loi",)),
        Page("operations", "failures, operator", cast.operator, ("/van-hanh",)),
        Page("mail", "mail log", cast.operator, ("/van-hanh/hop-thu",)),
        Page("notices", "notices", cast.operator, ("/van-hanh/thong-bao",)),
        *_board(cast, browsers, year),
    ]


def _public(browser: Browser, codes: Sequence[str]) -> list[Page]:
    procedures = links_in(browser.get("/thu-tuc"), "/thu-tuc/")
    return [
        Page("home", "first page", NOBODY, ("/",)),
        Page("procedures", "procedures", NOBODY, ("/thu-tuc",)),
        Page("procedure", "procedure", NOBODY, tuple(procedures)),
        Page("look-up", "public look-up", NOBODY, tuple(f"/tra-cuu?ma={quote(one)}" for one in codes)),
    ]


def _citizens(user: str, browser: Browser, draft: str) -> list[Page]:
    own = ids_in(browser.get("/ho-so"), "/ho-so/")
    return [
        Page("citizen-list", "own dossiers and todos", user, ("/ho-so",)),
        Page("citizen-over", "own dossiers, over", user, ("/ho-so?xem=xong",)),
        Page("citizen-dossier", "own dossier", user, tuple(f"/ho-so/{one}" for one in own)),
        Page("citizen-form", "form to fill in", user, (f"/ban-nhap/{draft}/to-khai",)),
        Page("citizen-check", "check before submitting", user, (f"/ban-nhap/{draft}/kiem-tra",)),
    ]


def _clerks(user: str, browser: Browser, year: str) -> list[Page]:
    listed = browser.get("/viec/ho-so")
    dossiers, tasks = ids_in(listed, "/viec/ho-so/"), ids_in(browser.get("/viec"), "/viec/")
    words = ("nguyen", "tran thi", "pham van hoa", "le minh khoi", "0200000")
    return [
        Page("inbox", "inbox", user, ("/viec",)),
        Page("inbox-overdue", "inbox, overdue", user, ("/viec?loc=qua-han",)),
        Page("inbox-done", "inbox, done", user, ("/viec?loc=da-xong",)),
        Page("inbox-words", "inbox, narrowed by words", user, ("/viec?q=nguyen", "/viec?q=hoa")),
        Page("dossiers", "dossiers of the unit", user, ("/viec/ho-so",)),
        Page("search", "search", user, tuple(f"/viec/ho-so?tim={quote(one)}" for one in words)),
        Page(
            "search-nothing",
            "search, nothing found",
            user,
            ("/viec/ho-so?tim=khong+ai+ten+nhu+vay",),
            404,
        ),
        Page("officer-dossier", "dossier, officer", user, tuple(f"/viec/ho-so/{one}" for one in dossiers)),
        Page("window-task", "task of the window", user, tuple(f"/viec/{one}" for one in tasks)),
        Page("register", "register 07, this month", user, ("/so-theo-doi",)),
        Page("register-year", "register 07, a year", user, (f"/so-theo-doi?{year}",)),
    ]


def _steps(cast: Cast, browsers: Mapping[str, Browser]) -> list[Page]:
    """Of the officer who has most to do."""
    by_user = {user: ids_in(browsers[user].get("/viec"), "/viec/") for user in cast.steps}
    user = max(cast.steps, key=lambda one: len(by_user[one]))
    tasks = tuple(f"/viec/{one}" for one in by_user[user])
    return [
        Page("step-inbox", "inbox, agency behind", user, ("/viec",)),
        Page("step-task", "task with form", user, tasks),
        Page("unit-inbox", "inbox, head, whole unit", cast.leader, ("/viec?loc=don-vi",)),
    ]


def _board(cast: Cast, browsers: Mapping[str, Browser], year: str) -> list[Page]:
    """Where this system has one."""
    if not browsers[cast.leader].exists(BOARD):
        return []
    return [
        Page("board", "board, unit, this month", cast.leader, (BOARD,)),
        Page("board-year", "board, unit, a year", cast.leader, (f"{BOARD}?{year}",)),
        Page("board-all", "board, all units, a year", cast.operator, (f"{BOARD}?{year}",)),
    ]
