# SPDX-License-Identifier: Apache-2.0
"""Consumer groups at the brokers: does somebody read for each, how much waits for it and since when, and which dead letters."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml
from motcua_hosting.settings import KafkaSettings

from motcua_cli.doctor.brokers import access_of
from motcua_cli.doctor.check import Check, Level
from motcua_cli.embedded.folder import Unusable

MUCH = 1000
"""Events, as infra/observability/alerts.yaml pages on."""
LONG = 60.0
"""Seconds that an event may wait before it is told; `TOO_LONG` of them is an error."""
TOO_LONG = 900.0


@dataclass(frozen=True)
class Group:
    """Of one consumer group: `waiting` events, the oldest for `age` seconds; `members` that read."""

    name: str
    state: str
    members: int
    waiting: int
    age: float


def declared_groups() -> list[str]:
    """As `proto/consumers.yaml` has them."""
    from motcua_events.catalogue import PAYLOAD_PACKAGE

    rows = yaml.safe_load(files(PAYLOAD_PACKAGE).joinpath("consumers.yaml").read_text("utf-8"))["consumers"]
    return [str(row["group"]) for row in rows]


def look_at_consumers(kafka: KafkaSettings) -> Iterator[Check]:
    """One line for each group that does not keep up; one for all where all do."""
    from kafka import KafkaAdminClient, KafkaConsumer
    from kafka.errors import KafkaError
    from motcua_events.kafka_access import connected

    try:
        access = access_of(kafka)
        names = {one: access.prefix + one for one in declared_groups()}
        with (
            closing(connected(KafkaAdminClient, access, request_timeout_ms=5000)) as admin,
            closing(connected(KafkaConsumer, access, **access.reading(), request_timeout_ms=8000)) as reader,
        ):
            known = {one["group_id"] for one in admin.list_groups()}
            described = admin.describe_groups([one for one in names.values() if one in known])
            found = [_group(admin, reader, own, described.get(full)) for own, full in names.items()]
            letters = _letters(reader, access.prefix)
    except (KafkaError, OSError, ValueError, Unusable):
        return  # the brokers' own look says so
    yield from told_groups(found)
    yield from letters


def _group(admin: Any, reader: Any, name: str, described: Mapping[str, Any] | None) -> Group:
    if described is None:
        return Group(name, "", 0, 0, 0.0)
    full = described["group_id"]
    positions = {
        place: at.offset
        for place, at in admin.list_group_offsets(full).get(full, {}).items()
        if at.offset >= 0
    }
    ends = reader.end_offsets(list(positions)) if positions else {}
    behind = {place: ends[place] - at for place, at in positions.items() if ends.get(place, 0) > at}
    oldest = min((_moment(reader, place, positions[place]) for place in behind), default=0.0)
    age = max(0.0, time.time() - oldest) if oldest else 0.0
    return Group(name, described["group_state"], len(described["members"]), sum(behind.values()), age)


def _moment(reader: Any, place: Any, offset: int) -> float:
    """When the record there was written (seconds since 1970); 0 where it does not come."""
    reader.assign([place])
    reader.seek(place, max(offset, reader.beginning_offsets([place])[place]))
    for one in reader.poll(timeout_ms=2000, max_records=1).get(place, []):
        return float(one.timestamp) / 1000
    return 0.0


def told_groups(groups: Sequence[Group]) -> Iterator[Check]:
    """What is wrong with each, or that nothing is."""
    late = [said for one in groups if (said := _told(one))]
    yield from late
    if not late:
        most = max((one.waiting for one in groups), default=0)
        yield Check("consumers", Level.OK, f"{len(groups)} groups read; at most {most} events wait for one.")


def _told(group: Group) -> Check | None:
    waits = (
        f"{group.waiting} events wait, the oldest for {group.age:.0f} s"
        if group.waiting
        else "nothing waits yet"
    )
    if group.members == 0:
        why = "has never read" if not group.state else "has no member"
        return Check(
            "consumers", Level.ERROR, f"Nobody reads for {group.name}: the group {why}; {waits}.",
            f"Start the service {group.name.partition('.')[0]}; its log says why it does not join.",
        )  # fmt: skip
    if group.waiting > MUCH or group.age > LONG:
        level = Level.ERROR if group.age > TOO_LONG else Level.WARNING
        return Check(
            "consumers", level, f"{group.name} is behind: {waits}.",
            f"Look whether an event is tried over and over (event.put_off in the log of {group.name.partition('.')[0]}); "
            "else add a replica.",
        )  # fmt: skip
    return None


def _letters(reader: Any, prefix: str) -> list[Check]:
    """How many copies of dead letters the log has; which of them still wait, the services' tables say."""
    from kafka.structs import TopicPartition
    from motcua_events.topics import declared_topics

    names = [prefix + one.name for one in declared_topics() if not one.readers and one.name.endswith(".dlq")]
    places = [TopicPartition(one, 0) for one in names if reader.partitions_for_topic(one)]
    if not places:
        return []
    first, ends = reader.beginning_offsets(places), reader.end_offsets(places)
    told = {
        place.topic.removeprefix(prefix): ends[place] - first[place]
        for place in places
        if ends[place] > first[place]
    }
    if not told:
        return []
    said = ", ".join(f"{count} in {name}" for name, count in sorted(told.items()))
    return [
        Check(
            "letters",
            Level.NOTE,
            f"Dead letters were told: {said}.",
            "`motcua events dlq list` shows those that wait.",
        )
    ]
