# SPDX-License-Identifier: Apache-2.0
"""How often one person, or one address where nobody is signed in, may do what costs much or gives something away: begin a
sign-in, look a code up, send forms and files, call the API.

Each has a bucket that holds a minute's worth and fills again steadily. In memory, so each portal counts for itself; bounded, the
longest unused goes first. Load that is nobody's fault is not judged here (`motcua_rpc.limits`).
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import structlog
from motcua_rpc import TooManyRequests

LOG = structlog.get_logger("motcua_portal")
TRACKED: Final = 20_000
"""Persons and addresses that are remembered for each kind."""


class Kind(StrEnum):
    """What is counted, and how its refusals are logged."""

    SIGN_IN = "sign-in"
    LOOKUP = "lookup"
    FORM = "form"
    UPLOAD = "upload"
    CALL = "api-call"


class TooOften(TooManyRequests):
    """One person or address does something more often than people do."""

    code = "TOO_OFTEN"
    message_vi = "Bạn làm việc này quá nhiều lần trong thời gian ngắn; lần này chưa được thực hiện. Hãy đợi một lát rồi thử lại."
    message_en = "This was done too often in a short time, and was not done now. Wait a moment and try again."

    def __init__(self, seconds: int) -> None:
        super().__init__(details={"retry_after_seconds": str(seconds)})
        self.retry_after = seconds


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    refused: bool = False


class Paces:
    """`a_minute` by kind; 0, or a kind that is not there: as often as one likes. Thread-safe."""

    def __init__(
        self, a_minute: Mapping[Kind, int] | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._a_minute = dict(a_minute or {})
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: dict[Kind, OrderedDict[str, _Bucket]] = {kind: OrderedDict() for kind in Kind}

    def take(self, kind: Kind, who: str) -> None:
        """Count one; "" is nobody who is counted.

        Raises:
            TooOften: nothing is left in the bucket; it says after how many seconds there is.
        """
        most = self._a_minute.get(kind, 0)
        if not most or not who:
            return
        with self._lock:
            bucket = self._bucket(kind, who, most)
            if bucket.left >= 1.0:
                bucket.left -= 1.0
                bucket.refused = False
                return
            seconds = max(1, math.ceil((1.0 - bucket.left) * 60.0 / most))
            first, bucket.refused = not bucket.refused, True
        if first:  # who it is, is for the log of the gateway: an address is personal data
            LOG.warning("pace.exceeded", kind=kind.value, counted=who.partition(":")[0])
        raise TooOften(seconds)

    def _bucket(self, kind: Kind, who: str, most: int) -> _Bucket:
        known, now = self._known[kind], self._monotonic()
        bucket = known.get(who)
        if bucket is None:
            bucket = known[who] = _Bucket(float(most), now)
            if len(known) > TRACKED:
                known.popitem(last=False)
        known.move_to_end(who)
        bucket.left = min(float(most), bucket.left + (now - bucket.at) * most / 60.0)
        bucket.at = now
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
