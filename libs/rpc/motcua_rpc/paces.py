# SPDX-License-Identifier: Apache-2.0
"""How often one account, or one address where nobody is known, may do something: for gRPC calls (`callers`) and for what the
portal counts.

Each has a bucket that holds a minute's worth and fills again steadily. In memory, so each process counts for itself; bounded, the
longest unused goes first. Load that is nobody's fault is not judged here (`limits`).
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from opentelemetry import metrics

from motcua_rpc.errors import TooOften

TRACKED: Final = 20_000
"""Accounts, or addresses, that are remembered for each kind."""
_log = structlog.get_logger("motcua_rpc")
_refused = metrics.get_meter("motcua_rpc").create_counter(
    "motcua.pace.refused", description="What one account or address did more often than it may, by kind."
)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    held_up: bool = False


class Pace:
    """`a_minute` of one kind of thing by each; 0: as often as one likes. Thread-safe."""

    def __init__(self, kind: str, a_minute: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.kind = kind
        self._most = float(a_minute)
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: OrderedDict[str, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._known)

    def take(self, who: str) -> None:
        """Count one; "" is nobody who is counted.

        Raises:
            TooOften: nothing is left in the bucket; it says after how many seconds there is.
        """
        if seconds := self.ask(who):
            raise TooOften(seconds=seconds)

    def ask(self, who: str) -> int:
        """The same: 0 where it was counted, else the seconds after which to come again."""
        if not self._most or not who:
            return 0
        with self._lock:
            bucket = self._bucket(who)
            if bucket.left >= 1.0:
                bucket.left -= 1.0
                return 0
            seconds = max(1, math.ceil((1.0 - bucket.left) * 60.0 / self._most))
            first, bucket.held_up = not bucket.held_up, True
        counted = who.partition(":")[0]
        _refused.add(1, {"pace.kind": self.kind, "pace.counted": counted})
        if first:  # who it is, is for the log of the gateway: an address is personal data
            _log.warning("pace.exceeded", kind=self.kind, counted=counted)
        return seconds

    def _bucket(self, who: str) -> _Bucket:
        now = self._monotonic()
        bucket = self._known.get(who)
        if bucket is None:
            bucket = self._known[who] = _Bucket(self._most, now)
            if len(self._known) > TRACKED:
                self._known.popitem(last=False)
        self._known.move_to_end(who)
        bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._most / 60.0)
        bucket.at = now
        if bucket.held_up and bucket.left >= max(1.0, self._most / 2.0):
            bucket.held_up = False  # who goes on at the edge is one holding-up, and one line of the log
        return bucket


def person(user_id: str) -> str:
    """Who is signed in is counted wherever they are."""
    return f"person:{user_id}" if user_id else ""


def address(host: str) -> str:
    """An address is counted for all behind it; of IPv6 the network of 64 bits that one subscriber has. "" for this machine's own:
    whoever is on it needs no door, and a gateway on it that names no visitors must not make all of them one."""
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return ""
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if parsed.is_loopback:
        return ""
    if parsed.version == 6:
        return f"address:{ipaddress.ip_network((parsed, 64), strict=False).network_address}"
    return f"address:{parsed}"
