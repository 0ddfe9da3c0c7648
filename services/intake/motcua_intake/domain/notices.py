# SPDX-License-Identifier: Apache-2.0
"""Notices of the process to the applicant: kept in the words of the procedure, and open as long as they ask for something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from motcua_procedure.notice import Notice
from motcua_text import Text

from motcua_intake.domain import wording
from motcua_intake.domain.case import Case
from motcua_intake.domain.records import Actor, PartStatus

_STOPPED: Final = frozenset((PartStatus.WITHDRAWN, PartStatus.STOPPED))
MOST: Final = 50
"""The latest that are kept; their history lines all stay."""


def take(
    case: Case, key: str, notice: Notice, payload: Mapping[str, Any], agency: Text, at: datetime, actor: Actor
) -> bool:
    """Keep a notice and tell of it; False when it is there already. `key` is the id of its message."""
    if any(one["key"] == key for one in case.dossier.notices):
        return False
    lines = notice.told(payload)
    kept = {
        "key": key,
        "name": notice.message,
        "ground": notice.ground,
        "at": at.isoformat(),
        "title": _both(notice.title),
        "todo": _both(notice.todo),
        "if_stopped": _both(notice.if_stopped),
        "lines": [[_both(label), _both(value)] for label, value in lines],
    }
    earlier = [_superseded(one, notice, at) for one in case.dossier.notices]
    case.change(notices=[*earlier, kept][-MOST:])
    # One sentence of them all: the full stop that a fact brings would stand in its middle, or beside its own.
    said = [f"{label.vi}: {value.vi.rstrip('.')}" for label, value in lines]
    english = [f"{label.to('en')}: {value.to('en').rstrip('.')}" for label, value in lines]
    text = Text(
        wording.NOTICE_SAYS.vi.format(agency=agency.vi, title=notice.title.vi, lines="; ".join(said)),
        wording.NOTICE_SAYS.en.format(
            agency=agency.to("en"), title=notice.title.to("en"), lines="; ".join(english)
        ),
    )
    case.tell(f"message.{notice.message}", at, actor, text)
    return True


def _superseded(kept: dict[str, Any], by: Notice, at: datetime) -> dict[str, Any]:
    """An earlier notice, marked where the new one takes its place; the first to do so is told."""
    if kept["name"] not in by.supersedes or "superseded" in kept:
        return kept
    return {**kept, "superseded": {"at": at.isoformat(), "by": _both(by.title)}}


def is_open(case: Case, kept: Mapping[str, Any]) -> bool:
    """Whether the applicant has still to act: until the stretch of its ground that began with it or later has ended. The stretch
    may be read later than the notice, as another agency opens it."""
    if not kept["ground"] or "superseded" in kept or not case.open_parts():
        return False
    at = datetime.fromisoformat(kept["at"])
    stretches = (one for one in case.clock.values() if one.ground == kept["ground"])
    return not any(one.to_at is not None and one.to_at >= at for one in stretches)


def when_stopped(case: Case) -> list[Mapping[str, Any]]:
    """Notices that hold and say what they come to when work stops, where a part has stopped; none otherwise."""
    if not any(part.status in _STOPPED for part in case.parts.values()):
        return []
    return [one for one in case.dossier.notices if _if_stopped(one)[0] and "superseded" not in one]


def _if_stopped(kept: Mapping[str, Any]) -> list[str]:
    return list(kept.get("if_stopped") or ["", ""])  # kept before procedures could say it


def _both(text: Text) -> list[str]:
    return [text.vi, text.to("en")]
