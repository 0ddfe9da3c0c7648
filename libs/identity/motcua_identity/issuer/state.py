# SPDX-License-Identifier: Apache-2.0
"""Everything the issuer's endpoints share: who it knows, what it signs with, what it remembers."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from motcua_identity.issuer.backchannel import tell
from motcua_identity.issuer.grants import SESSION_SECONDS, Grants, Session
from motcua_identity.issuer.minter import Minter
from motcua_identity.issuer.model import Client, Person, user_id_of
from motcua_identity.issuer.throttle import Throttle

SESSION_COOKIE = "motcua_issuer"
FORM_COOKIE = "motcua_issuer_form"
KNOWN_COOKIE = "motcua_issuer_known"
KNOWN_SECONDS = 90 * 24 * 3600
"""How long a browser stays known to whoever signed in with it last; it opens nothing, it only is not held up by others."""


@dataclass(frozen=True, slots=True)
class State:
    """`url` is the issuer's name, `path` the part of it after the host."""

    url: str
    path: str
    people: Mapping[str, Person]
    clients: Mapping[str, Client]
    minter: Minter
    grants: Grants
    throttle: Throttle

    def person(self, session: Session) -> Person | None:
        """Whose session it is, if the organisation still knows them."""
        return self.people.get(session.user.casefold())

    def authenticate(self, user: str, password: str) -> Person | None:
        """The person with this name and password."""
        person = self.people.get(user)
        expected = person.password if person is not None and person.password else secrets.token_hex()
        same = hmac.compare_digest(expected.encode(), password.encode("utf-8", "surrogatepass"))
        return person if same else None

    def end_session(self, sid: str) -> None:
        """Sign out everywhere: refresh tokens die, and clients that want to know are told."""
        session = self.grants.session(sid)
        self.grants.close_session(sid)
        if session is not None:
            for client in self.clients.values():
                if client.backchannel_logout_uri:
                    tell(client, self.minter.logout_token(user_id_of(session.user), client, sid))

    def end_sessions_of_who_left(self) -> None:
        """Those of people whom the organisation has no more, as in Keycloak when `motcua identity sync` disables them."""
        for session in self.grants.sessions():
            if self.person(session) is None:
                self.end_session(session.sid)

    def browser_session(self, request: Request) -> Session | None:
        """The session that the browser's cookie proves."""
        return self.grants.session_of(request.cookies.get(SESSION_COOKIE))

    def known_browser(self, request: Request, user: str) -> str:
        """Id of the browser if this user was the last to sign in with it, "" otherwise. Only a right password gives it."""
        browser, _, mark = request.cookies.get(KNOWN_COOKIE, "").partition(".")
        expected = self.minter.form_mark("known", browser, user)
        same = hmac.compare_digest(expected.encode(), mark.encode("utf-8", "surrogatepass"))
        return browser if same else ""

    def know_browser(self, response: Response, user: str, browser: str) -> None:
        """Let the browser prove next time that this user has signed in with it."""
        browser = browser or secrets.token_urlsafe(16)
        mark = self.minter.form_mark("known", browser, user)
        self.set_cookie(response, KNOWN_COOKIE, f"{browser}.{mark}", KNOWN_SECONDS)

    def set_cookie(self, response: Response, name: str, value: str, seconds: int = SESSION_SECONDS) -> None:
        """A cookie for the issuer's own pages only. Not `Secure` on http, or loopback browsers would drop
        it."""
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=self.path or "/",
            httponly=True,
            samesite="lax",
            secure=self.url.startswith("https://"),
        )

    def drop_session_cookie(self, response: Response) -> None:
        """Forget the browser."""
        response.delete_cookie(SESSION_COOKIE, path=self.path or "/", httponly=True, samesite="lax")

    def form_ticket(self, request: Request) -> str:
        """The browser's form cookie, or a new one."""
        return request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)

    def form_is_ours(self, request: Request, mark: str, query: str) -> bool:
        """True if the form came from a page that we showed to this browser: no other site can make it."""
        ticket = request.cookies.get(FORM_COOKIE)
        return ticket is not None and hmac.compare_digest(
            self.minter.form_mark(ticket, query).encode(), mark.encode("utf-8", "surrogatepass")
        )
