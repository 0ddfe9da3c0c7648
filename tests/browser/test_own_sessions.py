# SPDX-License-Identifier: Apache-2.0
"""Somebody finds where they are signed in, without JavaScript, and ends a session that they left open elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.browser import Person

pytestmark = pytest.mark.browser
PATH = "/phien-dang-nhap"
ENDING = f'main form[action="{PATH}"] input[name=phien]'


def enter(person: Person) -> Person:
    """By name and password: what is ended here is nobody else's."""
    person.open(PATH)
    person.enter_password("binh.congdan")
    assert person.path == PATH
    return person


def handles(person: Person) -> set[str]:
    """Names of the sessions that this page can end."""
    person.open(PATH)
    fields = person.page.locator(ENDING)
    return {str(fields.nth(at).get_attribute("value")) for at in range(fields.count())} - {"khac"}


def test_a_session_left_open_elsewhere_is_ended(people: Callable[..., Person]) -> None:
    here = enter(people(Person, javascript=False))
    before = handles(here)
    elsewhere = enter(people(Person))
    (left_open,) = handles(here) - before
    here.look("nhieu-phien-dang-nhap")
    here.open("/ho-so")
    here.page.set_viewport_size({"width": 360, "height": 740})  # where the name in the bar is not shown
    here.follow("Các phiên đăng nhập của bạn", here.page.locator(".foot"))
    mine = here.page.locator("main li").first
    assert "Phiên bạn đang dùng" in mine.inner_text() and "Chrome trên Linux" in mine.inner_text()

    of_it = here.page.locator("main li form", has=here.page.locator(f'[value="{left_open}"]'))
    here.click(of_it.get_by_role("button"))

    assert "Đã kết thúc" in here.page.get_by_role("status").inner_text()
    assert left_open not in handles(here)
    elsewhere.page.goto("/ho-so")
    assert elsewhere.at_the_door, "the issuer has ended it too, and asks for the password"
    elsewhere.enter_password("binh.congdan")
    assert elsewhere.path == "/ho-so"
