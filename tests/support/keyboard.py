# SPDX-License-Identifier: Apache-2.0
"""Hands that never touch a mouse: Tab, arrows, Space, Enter and typing, told by what has the focus."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import FilePayload

from support.browser import Person

FOCUSED = """() => {
  const e = document.activeElement;
  const label = e.labels && e.labels.length ? [...e.labels].map((l) => l.innerText).join(' ') : '';
  const group = e.type === 'radio' ? e.closest('fieldset')?.querySelector('legend')?.innerText || '' : '';
  const shown = e.getClientRects().length > 0 && getComputedStyle(e).outlineStyle !== 'none';
  return { name: (e.getAttribute('aria-label') || label || e.innerText || '').replace(/\\s+/g, ' ').trim(), group, shown };
}"""
STOP = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const all = [...document.querySelectorAll('*')];
  const radios = e.type === 'radio' ? [...document.getElementsByName(e.name)] : [e];
  const label = e.labels && e.labels.length ? [...e.labels].map((l) => l.innerText).join(' ') : '';
  const name = radios.length > 1 ? e.name : (e.getAttribute('aria-label') || label || e.innerText || '');
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  return { name: name.replace(/\\s+/g, ' ').trim().slice(0, 60), place: all.indexOf(radios[0]),
    shown: box.width > 0 && box.right > 0 && style.outlineStyle !== 'none' };
}"""
MOST = 200
"""Presses of Tab on one page before a search is given up."""


@dataclass(frozen=True)
class Stop:
    """What the focus stood on: its name, its place in the document, and whether it was to be seen. A group of radio buttons is
    one stop, as it is one for Tab."""

    name: str
    place: int
    shown: bool


class Keyboard:
    """The keyboard of a person."""

    def __init__(self, person: Person) -> None:
        self.person, self.keys = person, person.page.keyboard
        # Somebody who listens from the start: else Chromium may open its own window before the test listens.
        person.page.on("filechooser", lambda _: None)

    def to(self, name: str, group: str = "") -> None:
        """Tab on until the focus is, visibly, on what is called so."""
        passed = []
        for _ in range(MOST):
            self.keys.press("Tab")
            focused = self.person.page.evaluate(FOCUSED)
            passed.append(focused["name"])
            if focused["name"].startswith(name) and group in focused["group"]:
                assert focused["shown"], f"the focus on {name!r} cannot be seen"
                return
        raise AssertionError(f"{name!r} is not reached by Tab; passed {passed[-60:]}")

    def focused(self) -> str:
        """The text of what has the focus."""
        return str(self.person.page.evaluate("document.activeElement.innerText"))

    def stops(self, key: str) -> list[Stop]:
        """Every place that a key leads to, from one end of the page to the other.

        Raises:
            AssertionError: the focus never leaves the page.
        """
        self.person.page.evaluate("document.activeElement.blur()")
        made: list[Stop] = []
        for _ in range(MOST):
            self.keys.press(key)
            found = self.person.page.evaluate(STOP)
            if found is None or (made and Stop(**found) == made[0]):
                return made
            made.append(Stop(**found))
        raise AssertionError(f"{key} never leaves the page; it went {[one.name for one in made[-20:]]}")

    def enter(self) -> None:
        """Enter, which leads to another page."""
        with self.person.moving():
            self.keys.press("Enter")

    def go(self, name: str) -> None:
        """Tab to a link or button and press Enter."""
        self.to(name)
        self.enter()

    def type(self, name: str, text: str) -> None:
        """Tab to a field, replace what stands in it."""
        self.to(name)
        self.keys.press("Control+a")
        self.keys.insert_text(text)

    def choose(self, group: str, first: str, wanted: str) -> None:
        """Tab to a group of radio buttons, go down to the wanted one."""
        self.to(first, group)
        self.keys.press("Space")
        for _ in range(12):
            if self.person.page.evaluate(FOCUSED)["name"].startswith(wanted):
                return
            self.keys.press("ArrowDown")
        raise AssertionError(f"no {wanted!r} in {group!r}")

    def pick(self, name: str, wanted: str) -> None:
        """Tab to a drop-down, go down to the wanted entry."""
        self.to(name)
        for _ in range(30):
            self.keys.press("ArrowDown")
            if wanted in str(self.person.page.evaluate("document.activeElement.selectedOptions[0].text")):
                return
        raise AssertionError(f"no {wanted!r} in {name!r}")

    def attach(self, name: str, file: FilePayload) -> None:
        """Tab to a file field and open it by Enter."""
        self.to(name)
        with self.person.page.expect_file_chooser() as chooser:
            self.keys.press("Enter")
        chooser.value.set_files(file)
