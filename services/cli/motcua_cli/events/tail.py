# SPDX-License-Identifier: Apache-2.0
"""Reads the log: the last events that fit, then what comes. Each partition is read by itself; what is shown is sorted by when it
was written into the log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from motcua_events import EventLog, Record, TopicPartition

from motcua_cli.events.showing import Shown, shown

CHUNK = 500
DOSSIERS = "motcua.dossier"
EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: of topics, of one dossier (its id or code; "" for all), of some types (patterns as of file names)."""

    topics: Sequence[str]
    dossier: str = ""
    types: Sequence[str] = ()
    ids: set[str] = field(default_factory=set)
    """Of the dossier that was named by its code, which few events bear; learned from those that do."""

    def fits(self, one: Shown) -> bool:
        """Whether it is to be shown."""
        return self._is_of_dossier(one) and (
            not self.types or any(fnmatchcase(one.type, pattern) for pattern in self.types)
        )

    def _is_of_dossier(self, one: Shown) -> bool:
        wanted = self.dossier.strip().casefold()
        if not wanted or wanted in (one.key.casefold(), one.dossier_id.casefold()):
            return True
        if wanted == one.dossier_code.casefold():
            self.ids.update({one.dossier_id} - {""})
            return True
        return one.dossier_id in self.ids


def acquaint(log: EventLog, wanted: Wanted) -> None:
    """Learn the id of a dossier that is named by its code, from its own events."""
    if wanted.dossier and not wanted.ids:
        last(log, replace(wanted, topics=(DOSSIERS,), types=()), 1)


def last(
    log: EventLog, wanted: Wanted, most: int
) -> tuple[list[tuple[Record, Shown]], dict[TopicPartition, int]]:
    """The last `most` events that fit, oldest first, and where the log ended then. With a filter a partition is read back to its
    beginning where it takes that."""
    found: list[tuple[Record, Shown]] = []
    ends: dict[TopicPartition, int] = {}
    for topic in wanted.topics:
        for number in range(log.partitions(topic)):
            place = TopicPartition(topic, number)
            ends[place] = log.end(*place)
            found += _last_of(log, place, ends[place], wanted, most)
    found.sort(key=lambda one: (one[0].appended_at, one[0].topic, one[0].partition, one[0].offset))
    return found[-most:] if most else [], ends


def follow(
    log: EventLog, wanted: Wanted, ends: dict[TopicPartition, int], wait: Callable[[float], None] = time.sleep
) -> Iterator[tuple[Record, Shown]]:
    """What comes after `ends`, for ever."""
    while True:
        came = False
        for place in ends:
            for record in _new(log, place, ends[place]):
                ends[place], came = record.offset, True
                one = shown(record)
                if wanted.fits(one):
                    yield record, one
        if not came:
            wait(EVERY_SECONDS)


def _new(log: EventLog, place: TopicPartition, after: int) -> Sequence[Record]:
    return log.read(*place, after, CHUNK) if log.end(*place) > after else ()


def _last_of(
    log: EventLog, place: TopicPartition, end: int, wanted: Wanted, most: int
) -> list[tuple[Record, Shown]]:
    """Backwards by chunks of offsets, of which some may be gaps."""
    found: list[tuple[Record, Shown]] = []
    before = log.first(*place) - 1
    while len(found) < most and end > before:
        after = max(before, end - CHUNK)
        chunk = [record for record in log.read(*place, after, CHUNK) if record.offset <= end]
        told = [(record, shown(record)) for record in chunk]
        found = [one for one in told if wanted.fits(one[1])] + found
        end = after
    return found[-most:]
