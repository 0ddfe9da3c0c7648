# SPDX-License-Identifier: Apache-2.0
"""Stretches of time in which the legal clock of a dossier stands still, as intake tells of them: when they begin and when they
end. Whatever order the two come in, and however often, the outcome is the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

Stretches = tuple["Stretch", ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch; `part` "" is every part, `to_at` None while it lasts. `key` is intake's ("" from an earlier version); one
    activity of a process may stop the clock of several parts, so part and ground belong to the identity."""

    key: str
    part: str
    ground: str
    policy: str
    name_vi: str
    name_en: str
    from_at: datetime
    to_at: datetime | None = None

    @property
    def identity(self) -> tuple[str, str, str]:
        return self.key, self.part, self.ground


def begun(known: Stretches, new: Stretch) -> Stretches:
    """With a stretch that began. One that has ended already stays ended; only a later beginning is another one (events of an
    earlier version have no key to tell two apart by)."""
    old = _same(known, new)
    if old is None:
        return (*known, new)
    if old.to_at is not None and new.from_at > old.to_at:
        return _with(known, old, new)
    return _with(known, old, replace(new, from_at=min(old.from_at, new.from_at), to_at=old.to_at))


def over(known: Stretches, end: Stretch) -> Stretches:
    """With a stretch that ended at `end.from_at`; its beginning may not have been told yet."""
    old = _same(known, end) or end
    if old.to_at is not None:
        return known
    return _with(known, old, replace(old, to_at=max(end.from_at, old.from_at)))


def decided(known: Stretches, at: datetime, part: str | None = None) -> Stretches:
    """Nothing is counted any more for a part that has its outcome; None: for all of them, whatever was not told to have ended."""
    return tuple(
        replace(one, to_at=max(at, one.from_at)) if one.to_at is None and part in (None, one.part) else one
        for one in known
    )


def lasting(known: Iterable[Stretch]) -> list[Stretch]:
    """Those that have not ended, the first one first."""
    return sorted((one for one in known if one.to_at is None), key=lambda one: (one.from_at, one.identity))


def bears_on(one: Stretch, part: str) -> bool:
    """Whether a stretch matters to work on `part`. For what concerns the whole dossier ("") any does: its date is the latest of
    its parts' dates, and one of these is not known yet."""
    return not part or one.part in ("", part)


def _same(known: Stretches, one: Stretch) -> Stretch | None:
    """The one with its key; else one that an earlier version told of without."""
    alike = [old for old in known if old.identity in (one.identity, ("", one.part, one.ground))]
    return max(alike, key=lambda old: old.key, default=None)


def _with(known: Stretches, old: Stretch, new: Stretch) -> Stretches:
    return (*(one for one in known if one is not old), new)
