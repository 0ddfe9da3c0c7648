# SPDX-License-Identifier: Apache-2.0
"""Cursors of the feed, and what an event says to whoever follows a dossier."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

_TAG = 12
_LONGEST = 100
_HEAD = "dossier"
"""What identifies the dossier travels beside the data; the applicant's name does not travel."""
_ACTOR = "actor"
_PERSONS = frozenset((_HEAD, _ACTOR, "signer", "in_place_of", "sign_today", "could"))
MILESTONES = frozenset(("dossier.submitted", "dossier.accepted", "dossier.finished"))
"""What everybody who acts in a dossier knows of it, whatever part is theirs."""
_CLOCK = "clock."
"""Of one part, or of the whole dossier where no part is named."""
_PARTS = ("parts_stopped", "late_parts")


def write_cursor(position: int, event_id: str) -> str:
    """Opaque to callers. It names the event that stands there, so that one of a feed that was set back is noticed."""
    return base64.urlsafe_b64encode(f"{position}.{event_id[-_TAG:]}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[int, str]:
    """Position and the end of its event's id. ValueError: nobody wrote it here."""
    if len(cursor) > _LONGEST:
        raise ValueError("too long")
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError) as error:
        raise ValueError("no base64 text") from error
    number, _, tag = raw.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise ValueError("no position")
    if bool(int(number)) != bool(tag):
        raise ValueError("no event")
    return int(number), tag


def public(data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's payload without persons: of an actor only the unit."""
    made = {key: value for key, value in data.items() if key not in _PERSONS}
    unit = (data.get(_ACTOR) or {}).get("unit")
    return made | ({_ACTOR: {"unit": unit}} if unit else {})


def concerns(kind: str, data: Mapping[str, Any], parts: frozenset[str]) -> bool:
    """Whether an event is one of these parts, so that who sees no others may know at all that it happened. What is of no part by
    name may tell what became of another (a result that waits, a fee that was paid), so only what is known to be harmless counts.
    """
    named = (
        {str(data["part"])}
        if data.get("part")
        else {str(key) for name in _PARTS for key in data.get(name, ())}
    )
    if named:
        return bool(named & parts)
    return kind in MILESTONES or kind.startswith(_CLOCK)


def of_parts(data: Mapping[str, Any], parts: frozenset[str]) -> dict[str, Any]:
    """A payload with the dates of these parts only."""
    dates = {
        name: [one for one in data[name] if isinstance(one, Mapping) and one.get("part") in parts]
        for name in ("parts", "moved")
        if name in data
    }
    return {**data, **dates}
