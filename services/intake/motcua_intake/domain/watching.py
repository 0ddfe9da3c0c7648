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
    made = {key: value for key, value in data.items() if key not in (_HEAD, _ACTOR)}
    unit = (data.get(_ACTOR) or {}).get("unit")
    return made | ({_ACTOR: {"unit": unit}} if unit else {})
