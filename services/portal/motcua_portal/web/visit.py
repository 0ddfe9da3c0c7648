# SPDX-License-Identifier: Apache-2.0
"""One request of one person: language, session, the services called in their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import Request
from markupsafe import Markup
from motcua_identity import ANONYMOUS, CITIZEN, DESIGNER, OPERATOR, WINDOW_CLERK, Subject
from motcua_rpc import acting_as

from motcua_portal.adapters.session_repository import Session
from motcua_portal.web import cookies
from motcua_portal.web.texts import pick, spoken, translate

FILES_LOST = "files lost"
"""Among the fields put aside: names of the files that were chosen, which no browser keeps. No field of a page is called so."""
TOO_LARGE = "too large"
"""Put aside instead of a form that weighed more than the portal reads. No field of a page is called so."""


@dataclass
class Visit:
    """Handed to every page. `fields` holds what was typed before the session ended, or {}. `too_large`: the form of this page
    that was just sent was not read."""

    request: Request
    language: str
    session: Session | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    too_large: bool = False

    @property
    def subject(self) -> Subject:
        return self.session.subject if self.session else ANONYMOUS

    @property
    def signed_in(self) -> bool:
        return self.session is not None

    @property
    def is_citizen(self) -> bool:
        return self.subject.has(CITIZEN) and not self.subject.unit

    @property
    def is_officer(self) -> bool:
        return bool(self.subject.unit) and not self.is_citizen

    @property
    def is_clerk(self) -> bool:
        return self.subject.has(WINDOW_CLERK)

    @property
    def leads(self) -> bool:
        """Whether this person is the head of their unit, or a deputy."""
        unit = self.subject.unit or ""
        if not unit or self.is_citizen:
            return False
        organisation = self.request.app.state.organisation
        return bool(organisation.is_head(self.subject.username, unit, self.subject.roles))

    @property
    def keeps_register(self) -> bool:
        """Whether the unit of this person has a window, and its register is theirs to read."""
        unit = self.request.app.state.organisation.units.get(self.subject.unit or "")
        return unit is not None and unit.window is not None and (self.is_clerk or self.leads)

    def unit_named(self, key: str) -> str:
        """The name of a unit in the language of the page; "" for one that the organisation does not name (any more)."""
        unit = self.request.app.state.organisation.units.get(key)
        return "" if unit is None else self.pick(unit.name)

    @property
    def keys_off(self) -> bool:
        """Whether shortcuts of one letter are switched off in this browser."""
        return cookies.read(self.request, cookies.KEYS) == "off"

    @property
    def is_operator(self) -> bool:
        return self.subject.has(OPERATOR)

    @property
    def has_inbox(self) -> bool:
        """Whether tasks of an inbox may be for this person: a unit, and a role beside running and drawing processes."""
        return bool(self.subject.unit) and bool(self.subject.roles - {CITIZEN, OPERATOR, DESIGNER})

    @property
    def files_lost(self) -> list[str]:
        """Names of the files that were chosen before the session ended, and have to be chosen again."""
        names = self.fields.get(FILES_LOST, [])
        return [str(name) for name in names] if isinstance(names, list) else []

    @property
    def csrf(self) -> str:
        return self.session.csrf if self.session else ""

    @property
    def here(self) -> str:
        """This page's path with its query, for coming back."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    @property
    def sign_in_path(self) -> str:
        return f"/dang-nhap?next={quote(self.here, safe='')}"

    def say(self, text: str, **values: Any) -> str:
        """A text of the portal in the visitor's language; `_` in templates."""
        return translate(text, self.language, **values)

    def pick(self, localized: Any) -> str:
        """The visitor's side of a text that comes in two languages."""
        return pick(localized, self.language)

    def spoken(self, localized: Any) -> Markup:
        """The same for a page, marked where it only stands in Vietnamese."""
        return spoken(localized, self.language)

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Calls of services made inside carry the visitor's token; anonymous visitors call without one."""
        with acting_as(self.session.tokens.access_token if self.session else ""):
            yield
