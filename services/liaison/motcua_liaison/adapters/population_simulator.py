# SPDX-License-Identifier: Apache-2.0
"""A SIMULATOR of the national population database. No data leave this machine, and no number that it gives is real: all begin
with 099, a province that was never given out.

It behaves as its control file says, which `motcua population` writes: up, slow, or down; and it knows everybody but the parents
whose numbers the file lists. What it answers follows from the question alone, so that asking again gives the same number.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from motcua_liaison.domain.lookup import ISSUED, UNKNOWN, LookupDown, Reply

MODES: Final = ("up", "slow", "down")
SLOW_SECONDS: Final = 4.0
NOT_KNOWN: Final = "099199000404"
"""A mother that it does not know unless the control file says otherwise."""
_NEEDED: Final = ("child_name", "child_gender", "child_birth_date", "mother_id")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How it behaves now; `unknown` are numbers of parents that it does not find."""

    mode: str = "up"
    unknown: tuple[str, ...] = (NOT_KNOWN,)


def behaviour(control: Path) -> Behaviour:
    """From the control file; up where there is none. One that cannot be read counts as down: nobody is told what is not so."""
    try:
        read: Any = json.loads(control.read_text(encoding="utf-8"))
        mode, unknown = read.get("mode", "up"), read.get("unknown", [NOT_KNOWN])
    except FileNotFoundError:
        return Behaviour()
    except (OSError, ValueError, AttributeError):
        return Behaviour(mode="down")
    if mode not in MODES or not isinstance(unknown, list):
        return Behaviour(mode="down")
    return Behaviour(mode, tuple(str(one) for one in unknown))


class PopulationSimulator:
    """Gives a newborn child its personal number (NĐ 137/2015/NĐ-CP, Điều 13: place, century and sex, year, six digits)."""

    def __init__(self, control: Path, wait: Callable[[float], None] = time.sleep) -> None:
        self._control = control
        self._wait = wait

    def ask(self, asks: Mapping[str, str]) -> Reply:
        """As the control file says.

        Raises:
            LookupDown: it is down, or the question lacks what a number is made of.
        """
        now = behaviour(self._control)
        if now.mode == "down":
            raise LookupDown("down")
        if now.mode == "slow":
            self._wait(SLOW_SECONDS)
        if any(not asks.get(one) for one in _NEEDED):
            raise LookupDown("incomplete")
        digest = hashlib.sha256("|".join(asks[one].casefold() for one in _NEEDED).encode()).hexdigest()
        reference = f"MP-{digest[:12].upper()}"
        if {asks["mother_id"], asks.get("father_id", "")} & set(now.unknown):
            return Reply(UNKNOWN, {}, reference)
        return Reply(ISSUED, {"personal_number": _number(asks, digest)}, reference)


def _number(asks: Mapping[str, str], digest: str) -> str:
    year = int(asks["child_birth_date"][:4])
    sex = 2 * (year // 100 - 19) + (asks["child_gender"] == "female")
    return f"099{sex}{year % 100:02d}{int(digest, 16) % 999_999 + 1:06d}"
