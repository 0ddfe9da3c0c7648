# SPDX-License-Identifier: Apache-2.0
"""How many calls one server takes on. What comes beyond is refused at the door, before anything of it is read or done: whoever is
let in is answered soon, and whoever is not knows at once when to come again.

Calls from outside have lanes: one for readings of inboxes, one for files on their way, which go at their callers' pace, and one
for all else; none can starve another. Calls that serve a call let in elsewhere, or an event, are not counted against those from
outside: work that was begun is ended.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import grpc
import structlog
from grpc_status import rpc_status
from opentelemetry import metrics

from motcua_rpc import status
from motcua_rpc.errors import Overloaded, TooManyAtOnce, TooManyRequests, TooOften

if TYPE_CHECKING:
    Handler = grpc.RpcMethodHandler[Any, Any]

STREAMS: Final = 32
"""Files and other streams that come or go at a time."""
INNER_MOST: Final = 512
"""Calls between services that one server has at a time, by depth: a net below what the doors let in."""
_TOLD_EVERY: Final = 10.0
_log = structlog.get_logger("motcua_rpc")
_refused = metrics.get_meter("motcua_rpc").create_counter(
    "motcua.rpc.refused", description="Calls refused at the door because the server had its fill, by lane."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one server: calls from outside that are worked on at a time, how many more wait for their turn in each lane, and how
    many readings of inboxes are worked on beside them. Threads of one interpreter take turns: more of them make nothing faster,
    and each reading of an inbox waits for all of them."""

    at_once: int = 8
    waiting: int = 32
    inbox_at_once: int = 4
    a_minute: int = 0
    """Calls of one caller from outside in a minute (`callers`); 0: any number."""


class Lane(ThreadPoolExecutor):
    """Threads that know how many calls they have, waiting ones too, and how many of these are one caller's. gRPC asks and submits
    in one thread, so that `full` is still true or false when it submits, and `coming` whose call it is."""

    def __init__(self, workers: int, name: str, waiting: int = 0, each: int | None = None) -> None:
        """`each`: how many one caller from outside may have; half of all unless it is said."""
        super().__init__(workers, f"rpc-{name}")
        self.name = name
        self.coming = ""
        """Whose call is submitted next; "" is nobody who is counted."""
        self._most = workers + waiting
        self._each = each or (self._most + 1) // 2
        self._calls = 0
        self._of: dict[str, int] = {}
        self._counting = threading.Lock()

    @property
    def full(self) -> bool:
        """Whether one more would be too many."""
        return self._calls >= self._most

    def full_of(self, who: str) -> bool:
        """Whether one more of this caller's would be more than one may have."""
        return bool(who) and self._of.get(who, 0) >= self._each

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """As its base; counted until it has ended, however it ends."""
        who, self.coming = self.coming, ""
        made = super().submit(fn, *args, **kwargs)
        self._count(1, who)
        made.add_done_callback(lambda _: self._count(-1, who))
        return made

    def _count(self, change: int, who: str) -> None:
        with self._counting:
            self._calls += change
            if who:
                self._of[who] = self._of.get(who, 0) + change
                if not self._of[who]:
                    del self._of[who]


class Doorman:
    """Refuses calls of a lane that is full, in few words and a thread of its own; the log is told now and then how many."""

    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(1, "rpc-refusing")
        self._full = self._handler(Overloaded())
        self._too_many = self._handler(TooManyAtOnce())
        self._too_often: dict[int, Handler] = {}
        self._since_told: dict[str, int] = {}
        self._tell_at: dict[str, float] = {}

    def refuse(self, lane: Lane) -> Handler:
        """The handler of one call that is not let in."""
        _refused.add(1, {"rpc.lane": lane.name, "rpc.full_of": "calls"})
        self._tell("rpc.overloaded", lane)
        return self._full

    def refuse_share(self, lane: Lane) -> Handler:
        """The handler of one call whose caller has its share of the lane."""
        _refused.add(1, {"rpc.lane": lane.name, "rpc.full_of": "one caller"})
        self._tell("rpc.share_exceeded", lane)
        return self._too_many

    def hold_up(self, seconds: int) -> Handler:
        """The handler of one call that comes too often; its caller may come again after so long, a minute at most."""
        made = self._too_often.get(seconds)
        if made is None:
            made = self._too_often[seconds] = self._handler(TooOften(seconds=seconds))
        return made

    def _handler(self, error: TooManyRequests) -> Handler:
        told = rpc_status.to_status(status.to_status(error, status.FOREIGN_LIMIT))

        def answer(_: Any, context: Any) -> Iterator[Any]:
            context.abort_with_status(told)
            yield from ()

        answer.experimental_thread_pool = self.pool  # type: ignore[attr-defined]
        return grpc.stream_stream_rpc_method_handler(answer)

    def _tell(self, event: str, lane: Lane) -> None:
        refused = self._since_told.get(event, 0) + 1
        now = time.monotonic()
        if now >= self._tell_at.get(event, 0.0):
            _log.warning(event, lane=lane.name, refused=refused)
            refused, self._tell_at[event] = 0, now + _TOLD_EVERY
        self._since_told[event] = refused
