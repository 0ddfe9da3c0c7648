# SPDX-License-Identifier: Apache-2.0
"""Sessions, sign-ins under way and stashed forms. Time here is the machine's: moving business time signs nobody out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from motcua_identity import Ended, Kind, SignIn, Subject, Tokens
from motcua_storage import Database
from motcua_storage.audit import Actor, AuditLog, Entry, digest_of

from motcua_portal.adapters.tables import SCHEMA, session, sign_in, stash

SIGN_IN_MINUTES = 15
STASH_HOURS = 2
NOTED = timedelta(minutes=1)
"""How exactly it is known when a session was used last: one write a minute and session, not one a page."""
_used = sa.func.coalesce(session.c.used_at, session.c.created_at)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. `key` is what its cookie holds."""

    key: str
    tokens: Tokens
    csrf: str
    resting: bool = False
    """Whether its last use was noted so long ago that the next one should be."""
    proved_at: datetime | None = None
    """When its person last proved who they are, as the issuer says."""

    @property
    def subject(self) -> Subject:
        return self.tokens.subject


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One of a person's sessions as that person sees it: nothing by which it could be taken over. `browser` and `system` as in
    `web.devices`, "" where not known. `here`: the one that asks."""

    handle: str
    since: datetime
    used: datetime
    browser: str
    system: str
    here: bool


class Sessions:
    """The portal's own storage. Each write also takes away what has ended, so that the tables stay small."""

    def __init__(self, database: Database, session_hours: int, idle_minutes: int = 120) -> None:
        self._database = database
        self._length = timedelta(hours=session_hours)
        self._idle = timedelta(minutes=idle_minutes)
        self._audit = AuditLog(SCHEMA)

    def open(self, tokens: Tokens, browser: str = "", system: str = "") -> Session:
        """A new one; `browser` and `system` are the kinds that its person will be shown."""
        now, proved = _now(), _proved(tokens)
        made = Session(secrets.token_urlsafe(32), tokens, secrets.token_urlsafe(24), False, proved)
        with self._database.begin() as connection:
            connection.execute(
                sa.delete(session).where(sa.or_(session.c.ends_at < now, _used < now - self._idle))
            )
            connection.execute(
                sa.insert(session).values(
                    id_hash=_hash(made.key), tokens=_pack(tokens), csrf=made.csrf, created_at=now,
                    ends_at=now + self._length, issuer_session=tokens.session_id or None,
                    user_id=tokens.subject.user_id, used_at=now, browser=browser or None, system=system or None,
                    proved_at=proved,
                )
            )  # fmt: skip
            self._audit.note(connection, _entry("SignIn", _hash(made.key)), actor=_actor(tokens.subject))
        return made

    def find(self, key: str) -> Session | None:
        """None when there is none, it has ended, or nobody used it for too long."""
        now = _now()
        with self._database.read() as connection:
            row = connection.execute(
                sa.select(session.c.tokens, session.c.csrf, _used.label("used"), session.c.proved_at).where(
                    session.c.id_hash == _hash(key), self._lives(now)
                )
            ).one_or_none()
        if row is None:
            return None
        return Session(key, _unpack(row.tokens), row.csrf, row.used < now - NOTED, row.proved_at)

    def _lives(self, now: datetime) -> sa.ColumnElement[bool]:
        return sa.and_(session.c.ends_at > now, _used > now - self._idle)

    def own(self, whose: Session, most: int) -> list[OwnSession]:
        """The person's sessions that are good: this one first, then by last use; no more than `most`."""
        here = session.c.id_hash == _hash(whose.key)
        asked = (
            sa.select(
                session.c.handle, session.c.created_at, _used.label("used"), session.c.browser, session.c.system,
                here.label("here"),
            )
            .where(session.c.user_id == whose.subject.user_id, self._lives(_now()))
            .order_by(sa.desc("here"), sa.desc("used"), session.c.handle)
            .limit(most)
        )  # fmt: skip
        with self._database.read() as connection:
            rows = connection.execute(asked).all()
        return [
            OwnSession(one.handle, one.created_at, one.used, one.browser or "", one.system or "", one.here)
            for one in rows
        ]

    def living(self, keys: Collection[str]) -> set[str]:
        """Those of these keys whose sessions are good: one question for all."""
        hashes = {_hash(key): key for key in keys}
        asked = sa.select(session.c.id_hash).where(session.c.id_hash.in_(hashes), self._lives(_now()))
        with self._database.read() as connection:
            return {hashes[one] for one in connection.scalars(asked)}

    def touch(self, key: str) -> None:
        """Somebody uses it; a session that ended meanwhile stays ended."""
        with self._database.begin() as connection:
            connection.execute(
                sa.update(session).where(session.c.id_hash == _hash(key)).values(used_at=_now())
            )

    def renew(self, old: Session, refresh: Any) -> Session | None:
        """Refresh the tokens of one session, one request at a time: `refresh(tokens)` is called by the first, the others see
        its result. None when the session was closed meanwhile."""
        with self._database.begin() as connection:
            row = connection.execute(
                sa.select(session.c.tokens).where(session.c.id_hash == _hash(old.key)).with_for_update()
            ).one_or_none()
            if row is None:
                return None
            tokens = _unpack(row.tokens)
            if tokens.access_token == old.tokens.access_token:
                tokens = refresh(tokens)
                connection.execute(
                    sa.update(session).where(session.c.id_hash == _hash(old.key)).values(tokens=_pack(tokens))
                )
        return Session(old.key, tokens, old.csrf, False, old.proved_at)

    def close(self, key: str) -> None:
        gone = sa.delete(session).where(session.c.id_hash == _hash(key)).returning(session.c.tokens)
        with self._database.begin() as connection:
            for row in connection.execute(gone).all():
                entry = _entry("SignOut", _hash(key))
                self._audit.note(connection, entry, actor=_actor(_unpack(row.tokens).subject))

    def end_own(self, by: Session, handle: str | None) -> list[Tokens]:
        """End another session of the person who asks, or with None all others; what each held. Nothing where there is none, it
        has ended, it is the one that asks, or it is somebody else's."""
        whose = [session.c.user_id == by.subject.user_id, session.c.id_hash != _hash(by.key)]
        if handle is not None:
            try:
                whose.append(session.c.handle == str(UUID(handle)))
            except ValueError:
                return []
        gone = sa.delete(session).where(*whose).returning(session.c.id_hash, session.c.tokens)
        with self._database.begin() as connection:
            rows = connection.execute(gone).all()
            entries = [_entry("EndSession", row.id_hash) for row in rows]
            self._audit.note(connection, *entries, actor=_actor(by.subject))
        return [_unpack(row.tokens) for row in rows]

    def end(self, ended: Ended) -> None:
        """The issuer's session has ended, or every one that the person had begun by then; nothing where there is none."""
        whose = session.c.issuer_session == ended.session_id
        if not ended.session_id:
            by_then = session.c.created_at <= datetime.fromtimestamp(ended.at, UTC)
            whose = sa.and_(session.c.user_id == ended.user_id, by_then)
        with self._database.begin() as connection:
            gone = sa.delete(session).where(whose).returning(session.c.id_hash)
            entries = [_entry("SessionEnded", row.id_hash) for row in connection.execute(gone)]
            self._audit.note(connection, *entries, actor=Actor("issuer"))

    def begin_sign_in(self, attempt: SignIn, next_path: str) -> str:
        """Remember an attempt; the key goes into a cookie of the browser that began it."""
        key, now = secrets.token_urlsafe(32), _now()
        with self._database.begin() as connection:
            connection.execute(sa.delete(sign_in).where(sign_in.c.ends_at < now))
            connection.execute(
                sa.insert(sign_in).values(
                    id_hash=_hash(key), attempt=asdict(attempt), next=next_path,
                    ends_at=now + timedelta(minutes=SIGN_IN_MINUTES),
                )
            )  # fmt: skip
        return key

    def take_sign_in(self, key: str) -> tuple[SignIn, str] | None:
        """An attempt is used once."""
        with self._database.begin() as connection:
            row = connection.execute(
                sa.delete(sign_in)
                .where(sign_in.c.id_hash == _hash(key), sign_in.c.ends_at > _now())
                .returning(sign_in.c.attempt, sign_in.c.next)
            ).one_or_none()
        return None if row is None else (SignIn(**row.attempt), row.next)

    def put_aside(self, path: str, fields: Mapping[str, Any]) -> str:
        """Keep a form that came after the session had ended; gives the key for `take_back`."""
        key, now = secrets.token_urlsafe(24), _now()
        with self._database.begin() as connection:
            connection.execute(sa.delete(stash).where(stash.c.ends_at < now))
            connection.execute(
                sa.insert(stash).values(
                    id_hash=_hash(key),
                    path=path,
                    fields=dict(fields),
                    ends_at=now + timedelta(hours=STASH_HOURS),
                )
            )
        return key

    def take_back(self, key: str, path: str) -> dict[str, Any] | None:
        """The fields put aside for this path; kept until they end, so that a reload shows them again."""
        with self._database.read() as connection:
            fields = connection.scalar(
                sa.select(stash.c.fields).where(
                    stash.c.id_hash == _hash(key), stash.c.path == path, stash.c.ends_at > _now()
                )
            )
        return dict(fields) if fields is not None else None


def _entry(act: str, id_hash: str) -> Entry:
    """A session is named by its hash's beginning: enough to tell which row ended which."""
    return Entry("call", f"portal/{act}", digest_of(id_hash), about=f"session:{id_hash[:16]}")


def _actor(subject: Subject) -> Actor:
    roles = ",".join(sorted(subject.roles))
    return Actor(subject.user_id, "person", roles=roles, unit=subject.unit or "", client=subject.client or "")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _proved(tokens: Tokens) -> datetime | None:
    return datetime.fromtimestamp(tokens.authenticated_at, UTC) if tokens.authenticated_at else None


def _now() -> datetime:
    return datetime.now(UTC)


def _pack(tokens: Tokens) -> dict[str, Any]:
    subject = tokens.subject
    who = {
        "user_id": subject.user_id, "username": subject.username, "name": subject.name,
        "roles": sorted(subject.roles), "unit": subject.unit, "client": subject.client, "kind": subject.kind.value,
    }  # fmt: skip
    return {
        "subject": who, "access_token": tokens.access_token, "refresh_token": tokens.refresh_token,
        "id_token": tokens.id_token, "expires_at": tokens.expires_at, "session_id": tokens.session_id,
    }  # fmt: skip


def _unpack(packed: Mapping[str, Any]) -> Tokens:
    who = dict(packed["subject"])
    subject = Subject(**(who | {"roles": frozenset(who["roles"]), "kind": Kind(who["kind"])}))
    return Tokens(**(dict(packed) | {"subject": subject}))
