# SPDX-License-Identifier: Apache-2.0
"""One running system and one Chromium for all tests of this folder; a context of its own for each person, watched to the end."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from playwright.sync_api import Browser, sync_playwright
from support.browser import Album, Doors, Person, find_chromium, launch
from support.province import Province
from support.rooms import Applicant, Officer
from support.system import Driver

NO_CHROMIUM = "no Chromium on this machine (Debian: apt-get install chromium)"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        started = launch(playwright, path)
        yield started
        started.close()


@pytest.fixture(scope="package")
def system(browser: Browser, running: Callable[..., AbstractContextManager[Driver]]) -> Iterator[Driver]:
    """A system where nothing was filed yet, stopped by Ctrl-C at the end."""
    with running() as made:
        yield made


@pytest.fixture(scope="package")
def province(system: Driver) -> Province:
    return Province(system)


@pytest.fixture(scope="package")
def album() -> Album:
    """No pictures unless they are asked for."""
    return Album.wanted(os.environ.get("MOTCUA_TEST_PICTURES", ""))


@pytest.fixture(scope="package")
def doors(system: Driver) -> Doors:
    """Signing in by hand happens once for each person; a fresh context is given the cookies of that. Nobody signs out."""
    return Doors()


@pytest.fixture
def people(system: Driver, browser: Browser, album: Album, doors: Doors) -> Iterator[Callable[..., Person]]:
    """Makes persons (`people(Officer, "minh.datdai")`); at the end nothing may have left the machine or complained."""
    made: list[Person] = []

    def person(
        kind: type[Person] = Person, user: str = "", path: str = "/", *, javascript: bool = True
    ) -> Person:
        one = kind(system, browser, album, doors, javascript=javascript)
        made.append(one)
        if user:
            one.sign_in(user, path)
        return one

    yield person
    for one in made:
        one.close()
    for one in made:
        one.watch.check()


@pytest.fixture
def citizen(people: Callable[..., Person]) -> Applicant:
    """Nguyễn Văn An, signed in."""
    made = people(Applicant, "an.congdan")
    assert isinstance(made, Applicant)
    return made


@pytest.fixture
def officer(people: Callable[..., Person]) -> Callable[[str], Officer]:
    """An officer by user name, signed in; the same browser when asked for again."""
    known: dict[str, Officer] = {}

    def get(user: str) -> Officer:
        if user not in known:
            made = people(Officer, user)
            assert isinstance(made, Officer)
            known[user] = made
        return known[user]

    return get
