# SPDX-License-Identifier: Apache-2.0
"""What the issuer remembers: browser sessions and refresh tokens (on disk), codes (in memory, one minute).

Only hashes of secrets are kept. A code lost in a crash means signing in again; a session or refresh token
never is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from motcua_identity.issuer.journal import Journal, Record
from motcua_identity.issuer.model import Client, Person

SESSION_SECONDS: Final = 12 * 3600
"""A working day and some: after that the person signs in again, whatever was refreshed meanwhile."""
CODE_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Session:
    """A browser that proved who sits before it. `until` and `since` are epoch seconds."""

    sid: str
    user: str
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code on its way through the browser."""

    session: Session
    client_id: str
    redirect_uri: str
    challenge: str
    scope: str
    nonce: str | None
    until: float


@dataclass(frozen=True, slots=True)
class Refreshed:
    """A refresh token accepted and replaced by `token`."""

    session: Session
    scope: str
    token: str


class Grants:
    """Sessions, codes and refresh tokens of one issuer. Thread-safe."""

    def __init__(self, journal: Journal, now: Callable[[], float]) -> None:
        self._journal = journal
        self._now = now
        self._lock = threading.Lock()
        self._codes: dict[str, Code] = {}
        self._spent: dict[str, tuple[str | None, float]] = {}

    def open_session(self, person: Person) -> tuple[Session, str]:
        """A new session and the cookie value that proves it."""
        sid, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        session = Session(sid, person.user, self._now(), self._now() + SESSION_SECONDS)
        self._journal.put(
            f"session:{sid}",
            {"user": person.user, "hash": _hash(secret), "since": session.since, "until": session.until},
        )
        return session, f"{sid}.{secret}"

    def session_of(self, cookie: str | None) -> Session | None:
        """The live session that a cookie proves."""
        sid, _, secret = (cookie or "").partition(".")
        record = self._journal.get(f"session:{sid}")
        if record is None or not hmac.compare_digest(record["hash"], _hash(secret)):
            return None
        return _session(sid, record)

    def session(self, sid: str) -> Session | None:
        """The live session with this id."""
        record = self._journal.get(f"session:{sid}")
        return None if record is None else _session(sid, record)

    def sessions(self) -> list[Session]:
        """Every live session."""
        kept = self._journal.under("session:")
        return [_session(key.partition(":")[2], record) for key, record in kept.items()]

    def close_session(self, sid: str) -> None:
        """Sign out: every refresh token of the session dies with it."""
        self._journal.delete(f"session:{sid}")

    def new_code(
        self,
        session: Session,
        client: Client,
        *,
        redirect_uri: str,
        challenge: str,
        scope: str,
        nonce: str | None,
    ) -> str:
        """A code good for one exchange within CODE_SECONDS."""
        code = secrets.token_urlsafe(32)
        until = self._now() + CODE_SECONDS
        with self._lock:
            self._forget_old()
            self._codes[_hash(code)] = Code(session, client.id, redirect_uri, challenge, scope, nonce, until)
        return code

    def spend_code(self, code: str) -> Code | None:
        """The code's content, once. A second try ends what the first one got (RFC 6749, 4.1.2)."""
        key = _hash(code)
        with self._lock:
            found = self._codes.pop(key, None)
            if found is None:
                family, _ = self._spent.get(key, (None, 0.0))
                if family is not None:
                    self._journal.delete(f"refresh:{family}")
                return None
            self._spent[key] = (None, self._now() + 10 * CODE_SECONDS)
        return found if found.until > self._now() else None

    def remember_spent(self, code: str, refresh_token: str) -> None:
        """Ties the refresh token to the code it came from, for `spend_code`."""
        with self._lock:
            self._spent[_hash(code)] = (refresh_token.partition(".")[0], self._now() + 10 * CODE_SECONDS)

    def new_refresh_token(self, session: Session, client: Client, scope: str) -> str:
        """A refresh token that lives as long as the session, if it is replaced at each use."""
        family, secret = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
        self._journal.put(f"refresh:{family}", _refresh_record(session, client.id, scope, secret))
        return f"{family}.{secret}"

    def rotate(self, token: str, client: Client) -> Refreshed | None:
        """Replace a refresh token; None if it is not good. One that was replaced before was copied by
        somebody: its whole family ends (RFC 9700, 4.14.2)."""
        family, _, secret = token.partition(".")
        key = f"refresh:{family}"
        record = self._journal.get(key)
        if record is None or record["client"] != client.id:
            return None
        session = self.session(record["sid"])
        fresh = secrets.token_urlsafe(32)
        if session is not None:
            after = _refresh_record(session, client.id, record["scope"], fresh)
            if self._journal.replace_if(key, "hash", _hash(secret), after):
                return Refreshed(session, record["scope"], f"{family}.{fresh}")
        self._journal.delete(key)
        return None

    def session_of_token(self, token: str, client: Client) -> Session | None:
        """The live session that a refresh token of this client belongs to; None if the token is not good."""
        family, _, secret = token.partition(".")
        record = self._journal.get(f"refresh:{family}")
        if record is None or record["client"] != client.id:
            return None
        same = hmac.compare_digest(record["hash"], _hash(secret))
        return self.session(record["sid"]) if same else None

    def _forget_old(self) -> None:
        now = self._now()
        self._codes = {key: code for key, code in self._codes.items() if code.until > now}
        self._spent = {key: spent for key, spent in self._spent.items() if spent[1] > now}


def _session(sid: str, record: Record) -> Session:
    return Session(sid, record["user"], record["since"], record["until"])


def _refresh_record(session: Session, client_id: str, scope: str, secret: str) -> Record:
    return {
        "sid": session.sid,
        "client": client_id,
        "scope": scope,
        "hash": _hash(secret),
        "until": session.until,
    }


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
