# SPDX-License-Identifier: Apache-2.0
"""The topics of the log in Kafka: declared in `proto/topics.yaml`, made and compared from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from motcua_events.catalogue import PAYLOAD_PACKAGE, EventCatalogue
from motcua_events.dead_letter_copies import KEPT_DAYS, SUFFIX, dead_letter_topic
from motcua_events.errors import CatalogueError
from motcua_events.kafka_access import KafkaAccess, connected

_COLUMNS = {"name", "partitions", "retention_days"}
_DAY = 86_400_000


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of the table."""

    name: str
    partitions: int
    retention_days: int
    readers: tuple[str, ...] = ()
    """Services that follow it."""

    @property
    def settings(self) -> dict[str, str]:
        """As the brokers name them."""
        return {"cleanup.policy": "delete", "retention.ms": str(self.retention_days * _DAY)}


@cache
def declared_topics() -> tuple[Topic, ...]:
    """The table beside the generated code. Raises CatalogueError naming the row, or the topic that events.yaml has and it has
    not."""
    source = files(PAYLOAD_PACKAGE).joinpath("topics.yaml")
    return read_topics(source.read_text("utf-8"), EventCatalogue.load().topics)


def read_topics(text: str, wanted: Sequence[str]) -> tuple[Topic, ...]:
    """`wanted`: the topics of events.yaml, each of which stands in the table once, and once more for its dead letters."""
    rows = yaml.safe_load(text)["topics"]
    topics = tuple(_topic(row, number) for number, row in enumerate(rows, 1))
    names = [one.name for one in topics]
    due = [*wanted, *map(dead_letter_topic, wanted)]
    if sorted(names) != sorted(due):
        wrong = sorted(set(names) ^ set(due)) or sorted({one for one in names if names.count(one) > 1})
        raise CatalogueError(f"proto/topics.yaml and proto/events.yaml differ: {', '.join(wrong)}.")
    _check_retention({one.name: one.retention_days for one in topics}, wanted)
    return topics


def _check_retention(days: Mapping[str, int], wanted: Sequence[str]) -> None:
    for name in wanted:
        letters = days[dead_letter_topic(name)]
        if letters <= days[name] or letters < KEPT_DAYS:
            raise CatalogueError(
                f"proto/topics.yaml: {name}{SUFFIX} keeps {letters} days; dead letters are kept for {KEPT_DAYS} at least, and "
                "longer than the events."
            )


def partitions() -> Mapping[str, int]:
    """Partitions by topic, as `KafkaEventLog` takes them."""
    return {one.name: one.partitions for one in declared_topics()}


def make_topics(access: KafkaAccess, topics: Sequence[Topic], replicas: int = -1) -> list[str]:
    """Make the topics that are not there, and set what differs in those that are; what was done, a sentence each. A topic with
    other partitions than declared is left alone: `differences` names it. `replicas`: -1 for the brokers' default."""
    with closing(connected(KafkaAdminClient, access)) as admin:
        there = _found(admin, access, topics)
        new = {
            access.prefix + one.name: {
                "num_partitions": one.partitions,
                "replication_factor": replicas,
                "configs": one.settings,
            }
            for one in topics
            if one.name not in there
        }
        if new:
            admin.create_topics(new, wait_for_metadata=True)
        changed = {one.name: one.settings for one in topics if _unset(one, there.get(one.name))}
        if changed:
            admin.alter_configs(
                [
                    ConfigResource(ConfigResourceType.TOPIC, access.prefix + name, said)
                    for name, said in changed.items()
                ]
            )
    return [f"made {name.removeprefix(access.prefix)}" for name in sorted(new)] + [
        f"set {name}" for name in sorted(changed)
    ]


def present(access: KafkaAccess, topics: Sequence[Topic]) -> list[str]:
    """Names of those that the brokers have."""
    with closing(connected(KafkaAdminClient, access)) as admin:
        return sorted(_found(admin, access, topics))


def differences(access: KafkaAccess, topics: Sequence[Topic]) -> list[str]:
    """Where the brokers do not have what is declared: a sentence each, with what to do."""
    with closing(connected(KafkaAdminClient, access)) as admin:
        there = _found(admin, access, topics)
    return [sentence for one in topics for sentence in _said(one, there.get(one.name))]


@dataclass(frozen=True, slots=True)
class _Found:
    partitions: int
    settings: Mapping[str, str]


def _found(admin: Any, access: KafkaAccess, topics: Sequence[Topic]) -> dict[str, _Found]:
    known = set(admin.list_topics())
    names = [access.prefix + one.name for one in topics if access.prefix + one.name in known]
    if not names:
        return {}
    wanted = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    said = admin.describe_configs(wanted, config_filter="all")["topic"]
    described = admin.describe_topics(names)
    return {
        one["name"].removeprefix(access.prefix): _Found(
            len(one["partitions"]), {key: str(value["value"]) for key, value in said[one["name"]].items()}
        )
        for one in described
    }


def _unset(topic: Topic, found: _Found | None) -> bool:
    return found is not None and any(
        found.settings.get(key) != value for key, value in topic.settings.items()
    )


def _said(topic: Topic, found: _Found | None) -> Iterator[str]:
    if found is None:
        yield f"The topic {topic.name} is not there; make it from proto/topics.yaml."
        return
    if found.partitions != topic.partitions:
        yield (
            f"The topic {topic.name} has {found.partitions} partitions, declared are {topic.partitions}: they cannot change once "
            "there are records. Declare what is there, or move to new topics."
        )
    for key, value in topic.settings.items():
        if found.settings.get(key) != value:
            yield f"The topic {topic.name} has {key}={found.settings.get(key)}, declared is {value}; set it."


def _topic(row: object, number: int) -> Topic:
    if not isinstance(row, Mapping) or row.keys() - {"readers"} != _COLUMNS:
        raise CatalogueError(
            f"proto/topics.yaml, row {number}: a row has {', '.join(sorted(_COLUMNS))}; found {row!r}."
        )
    counts = row["partitions"], row["retention_days"]
    if not all(isinstance(one, int) and one > 0 for one in counts):
        raise CatalogueError(
            f"proto/topics.yaml, row {number}: partitions and retention_days are whole numbers above 0."
        )
    readers = row.get("readers", [])
    if not isinstance(readers, list) or not all(isinstance(one, str) for one in readers):
        raise CatalogueError(f"proto/topics.yaml, row {number}: readers is a list of services.")
    return Topic(str(row["name"]), *counts, tuple(readers))
