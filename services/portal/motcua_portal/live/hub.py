# SPDX-License-Identifier: Apache-2.0
"""Who looks at an inbox now, and the version of each one's inbox: one thread asks for all, each person once in a while and with
the person's own token, so that everybody is told of what they may see and of nothing else. Nothing is asked while nobody looks.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import structlog
from motcua_rpc import (
    MotcuaError,
    NotFound,
    PermissionDenied,
    TooManyRequests,
    Unauthenticated,
    Unimplemented,
)

_LOG = structlog.get_logger("motcua_portal")
PAUSE = 4.0
"""Seconds between two questions for the same person, while few look."""
PER_SECOND = 25.0
"""Questions for all persons together: when many look, each is asked less often."""
MOST_OF_PERSON = 6


class TooManyWatching(TooManyRequests):
    """More open pages than are served."""

    code = "LIVE_FULL"
    message_vi = "Có quá nhiều trang đang mở; trang này không tự cập nhật. Hãy tải lại khi cần."
    message_en = "Too many pages are open; this one does not update by itself. Reload it when you need to."


@dataclass
class Watched:
    """One person with open pages. `version` is "" until it was asked for; `ended` when the token is good for nothing any more.
    `sessions`: how many pages each has open; `over`: those that have ended, by their keys."""

    token: str
    version: str = ""
    ended: bool = False
    pages: int = 0
    due: float = 0.0
    sessions: Counter[str] = field(default_factory=Counter)
    over: set[str] = field(default_factory=set)


@dataclass
class Hub:
    """`ask(token)` gives the version, `living(keys)` those of the sessions that have not ended. `most` open pages in all; 0
    switches it off."""

    ask: Callable[[str], str]
    most: int = 500
    pause: float = PAUSE
    living: Callable[[Collection[str]], Collection[str]] = set
    _people: dict[str, Watched] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _wake: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _closed: bool = False
    _judged: float = float("-inf")

    @property
    def on(self) -> bool:
        return self.most > 0 and not self._closed

    @property
    def pages(self) -> int:
        """How many are open."""
        with self._guard:
            return sum(one.pages for one in self._people.values())

    def open(self, person: str, token: str, session: str = "") -> Watched:
        """One more page of this person; `close` it. The newest token counts. `session`: the key of the session that opens it, ""
        where nobody can end it.

        Raises:
            TooManyWatching.
        """
        with self._guard:
            full = sum(one.pages for one in self._people.values()) >= self.most
            watched = self._people.get(person)
            if full or (watched is not None and watched.pages >= MOST_OF_PERSON):
                raise TooManyWatching()
            if watched is None or watched.ended:
                watched = self._people[person] = Watched(token)
            watched.token = token
            watched.pages += 1
            watched.sessions[session] += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live", daemon=True)
                self._thread.start()
        self._wake.set()
        return watched

    def close(self, person: str, watched: Watched, session: str = "") -> None:
        """The page is gone; of a person without pages nothing is kept."""
        with self._guard:
            watched.pages -= 1
            watched.sessions[session] -= 1
            if watched.sessions[session] <= 0:
                del watched.sessions[session]
                watched.over.discard(session)
            if watched.pages <= 0 and self._people.get(person) is watched:
                del self._people[person]

    def judge(self) -> None:
        """A session was ended: ask at once which. One that ended elsewhere is found after a pause."""
        self._judged = float("-inf")
        self._wake.set()

    def stop(self) -> None:
        """For good; open pages end."""
        self._closed = True
        self._wake.set()

    @property
    def stopped(self) -> bool:
        return self._closed

    def _run(self) -> None:
        """Round after round, until nobody looks any more. Who comes in between is asked for at once, the others in their turn."""
        while True:
            self._wake.clear()  # before looking: who comes or stops meanwhile wakes the wait below
            if self._closed:
                return
            with self._guard:
                if not self._people:
                    self._thread = None
                    return
                people = [one for one in self._people.values() if not one.ended]
            if self._judged + self.pause <= time.monotonic():
                self._judged = time.monotonic()
                self._judge(people)
            rest = max(self.pause, len(people) / PER_SECOND)
            for one in people:
                if one.due <= time.monotonic():
                    self._look(one)
                    one.due = time.monotonic() + rest
            next_due = min((one.due for one in people), default=time.monotonic() + rest)
            next_due = min(next_due, self._judged + self.pause)
            self._wake.wait(max(0.0, next_due - time.monotonic()))

    def _judge(self, people: Collection[Watched]) -> None:
        with self._guard:
            open_ = {key for one in people for key in one.sessions if key}
        if not open_:
            return
        try:
            ended = open_ - set(self.living(open_))
        except Exception:
            _LOG.exception("live.unjudged")  # the database is away: streams end by themselves after a while
            return
        with self._guard:
            for one in people:
                one.over.update(ended & one.sessions.keys())

    def _look(self, one: Watched) -> None:
        try:
            one.version = self.ask(one.token)
        except (Unauthenticated, PermissionDenied, NotFound, Unimplemented):
            one.ended = True  # the browser comes again, with a fresh token or not at all
        except MotcuaError:
            return  # away for the moment: what was known stays
        except Exception:
            _LOG.exception("live.failed")
