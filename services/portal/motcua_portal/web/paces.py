# SPDX-License-Identifier: Apache-2.0
"""How often one person, or one address where nobody is signed in, may do what costs much or gives something away: begin a
sign-in, look a code up, send forms and files, call the API. How it is counted stands in `motcua_rpc.paces`."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from enum import StrEnum

from motcua_rpc import TooOften
from motcua_rpc.paces import TRACKED, Pace, address, person

__all__ = ["TRACKED", "Kind", "Paces", "TooOften", "address", "person"]


class Kind(StrEnum):
    """What is counted, and how its refusals are logged."""

    SIGN_IN = "sign-in"
    LOOKUP = "lookup"
    FORM = "form"
    UPLOAD = "upload"
    CALL = "api-call"


class Paces:
    """`a_minute` by kind; 0, or a kind that is not there: as often as one likes. Thread-safe."""

    def __init__(
        self, a_minute: Mapping[Kind, int] | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        given = a_minute or {}
        self._by_kind = {kind: Pace(kind.value, given.get(kind, 0), monotonic) for kind in Kind}

    def take(self, kind: Kind, who: str) -> None:
        """Count one; "" is nobody who is counted.

        Raises:
            TooOften: nothing is left in the bucket; it says after how many seconds there is.
        """
        self._by_kind[kind].take(who)

    def remembered(self, kind: Kind) -> int:
        """How many persons and addresses it knows."""
        return len(self._by_kind[kind])
