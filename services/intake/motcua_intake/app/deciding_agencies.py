# SPDX-License-Identifier: Apache-2.0
"""Which agency decides on a part of a dossier: the one in whose pool the drawing places the part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from motcua_calendar.clock import legal_time
from motcua_organisation import CompetenceError, Unit

from motcua_intake.app.desk import Desk
from motcua_intake.domain.case import Case

_LEFT_OUT = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_POOL = re.compile(r"<(?:[\w.-]+:)?participant\b[^>]*>")
_PROCESS = re.compile(r"<(?:[\w.-]+:)?process\b([^>]*)>(.*?)</(?:[\w.-]+:)?process>", re.DOTALL)
_PART = re.compile(r"""\s[\w.-]+:part\s*=\s*["']([^"']+)["']""")


def agencies_of(desk: Desk, case: Case, drawing: bytes) -> Mapping[str, Unit]:
    """The unit that decides, by key of part: that of the day of the decision, else of today, as work goes to the unit of the day
    on which it opens. Parts of which nobody is competent are left out."""
    found = {}
    now, kinds = desk.clock.now(), kinds_of(drawing)
    for key, part in case.parts.items():
        on = legal_time(part.decided_at or now).date()
        with suppress(CompetenceError):
            if kind := kinds.get(key):
                found[key] = desk.organisation.acting_unit(kind, case.dossier.territory, on)
    return found


@lru_cache(maxsize=64)
def kinds_of(drawing: bytes) -> Mapping[str, str]:
    """Kind of agency by key of part, of a drawing that was checked when it was published. A part that stands in the pools of
    several agencies has none.

    Read as text on purpose: XML from outside is parsed in one place only, the workflow service.
    """
    text = _LEFT_OUT.sub("", drawing.decode(errors="replace"))
    agencies = {
        _attribute(pool, "processRef"): _attribute(pool, r"[\w.-]+:agency") for pool in _POOL.findall(text)
    }
    kinds: dict[str, set[str]] = {}
    for head, body in _PROCESS.findall(text):
        agency = agencies.get(_attribute(head, "id"), "")
        for part in _PART.findall(head + body):
            kinds.setdefault(part, set()).add(agency)
    return {part: next(iter(found)) for part, found in kinds.items() if len(found) == 1 and "" not in found}


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*["']([^"']*)["']""", tag)
    return found.group(1) if found else ""
