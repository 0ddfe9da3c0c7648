# SPDX-License-Identifier: Apache-2.0
"""Which agency decides on a part of a dossier: the one in whose pool the drawing grants it; where the drawing grants it
nowhere, the one in whose pool the part stands. A step of the part with another agency, as when the commune completes what the
police asked for, makes that one no decider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache

from motcua_calendar.clock import Clock, legal_time
from motcua_organisation import CompetenceError, Organisation, Unit

from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Dossier

_LEFT_OUT = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_POOL = re.compile(r"<(?:[\w.-]+:)?participant\b[^>]*>")
_PROCESS = re.compile(r"<(?:[\w.-]+:)?process\b([^>]*)>(.*?)</(?:[\w.-]+:)?process>", re.DOTALL)
_PART = re.compile(r"""\s[\w.-]+:part\s*=\s*["']([^"']+)["']""")
_DECIDE = re.compile(r"<(?:[\w.-]+:)?decide\b[^>]*>")


def agencies_of(organisation: Organisation, clock: Clock, case: Case, drawing: bytes) -> Mapping[str, Unit]:
    """The unit that decides, by key of part: that of the day of the decision, else of today, as work goes to the unit of the day
    on which it opens. Parts of which nobody is competent are left out."""
    found = {}
    now, kinds = clock.now(), kinds_of(drawing)
    for key, part in case.parts.items():
        on = legal_time(part.decided_at or now).date()
        with suppress(CompetenceError):
            if kind := kinds.get(key):
                found[key] = organisation.acting_unit(kind, case.dossier.territory, on)
    return found


def working_units(organisation: Organisation, dossier: Dossier, drawing: bytes) -> Mapping[str, Unit]:
    """By whose hours each part is due, by its key: the deciding unit of the day of submission, whatever becomes of it later, as
    for the dossier itself (`authority.competent_unit`): dates that were promised do not move with a reorganisation. Parts of
    which nobody is competent are left out."""
    found, on = {}, dossier.submitted_at.date()
    for key, kind in kinds_of(drawing).items():
        with suppress(CompetenceError):
            found[key] = organisation.acting_unit(kind, dossier.territory, on)
    return found


@lru_cache(maxsize=64)
def kinds_of(drawing: bytes) -> Mapping[str, str]:
    """Kind of agency by key of part, of a drawing that was checked when it was published. A part that several agencies grant, or
    that nobody grants and that stands in the pools of several, has none.

    Read as text on purpose: XML from outside is parsed in one place only, the workflow service.
    """
    text = _LEFT_OUT.sub("", drawing.decode(errors="replace"))
    agencies = {
        _attribute(pool, "processRef"): _attribute(pool, r"[\w.-]+:agency") for pool in _POOL.findall(text)
    }
    placed: dict[str, set[str]] = {}
    granted: dict[str, set[str]] = {}
    for head, body in _PROCESS.findall(text):
        agency = agencies.get(_attribute(head, "id"), "")
        for part in _PART.findall(head + body):
            placed.setdefault(part, set()).add(agency)
        for part in _granted(body):
            granted.setdefault(part, set()).add(agency)
    kinds = placed | granted
    return {part: next(iter(found)) for part, found in kinds.items() if len(found) == 1 and "" not in found}


def _granted(body: str) -> list[str]:
    """The parts that a pool grants (`motcua:decide`)."""
    decided = [one for one in _DECIDE.findall(body) if _attribute(one, "outcome") == "granted"]
    return [_attribute(one, "part") for one in decided]


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\s{name}\s*=\s*["']([^"']*)["']""", tag)
    return found.group(1) if found else ""
