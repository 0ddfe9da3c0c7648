# SPDX-License-Identifier: Apache-2.0
"""The brokers: do they answer, are topics and rights as declared, how are they set, and are all copies there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from motcua_hosting.event_log import kafka_access
from motcua_hosting.settings import KafkaSettings

from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.together import told
from motcua_cli.embedded.brokers import check
from motcua_cli.embedded.folder import Unusable

if TYPE_CHECKING:
    from motcua_events.kafka_access import KafkaAccess

NAME = "motcua-doctor"
PATIENCE = 4.0
INBOX_DAYS = 30
"""How long a service remembers which events it has dealt with (libs/events, `ConsumerPolicy.inbox_retention`)."""
OLDEST = (4, 0)
LARGEST = 4 << 20


def access_of(kafka: KafkaSettings) -> KafkaAccess:
    """Ours, with little patience. Raises Unusable for settings that cannot work."""
    check(kafka)
    return replace(kafka_access(kafka, NAME), patience=PATIENCE)


def look_at_brokers(kafka: KafkaSettings) -> Iterator[Check]:
    """Answering, version, settings and copies."""
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError
    from motcua_events.kafka_access import connected

    try:
        with closing(connected(KafkaAdminClient, access_of(kafka), request_timeout_ms=5000)) as admin:
            brokers = admin.describe_cluster()["brokers"]
            features, settings = admin.describe_features(), _settings(admin, brokers)
    except (KafkaError, OSError, ValueError, Unusable) as error:
        yield unreachable(kafka, error)
        return
    yield _version(features, len(brokers), kafka)
    yield from settings_told(settings)


def unreachable(kafka: KafkaSettings, error: BaseException) -> Check:
    """One line for brokers that do not answer."""
    sentence = (
        str(error) if isinstance(error, Unusable) else f"{kafka.servers} does not answer ({told(error)})."
    )
    return Check(
        "kafka", Level.ERROR, sentence, "Start the brokers, or correct MOTCUA_KAFKA__…; events wait in the outboxes until then."
    )  # fmt: skip


def _settings(admin: Any, brokers: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    from kafka.admin import ConfigResource, ConfigResourceType

    wanted = [ConfigResource(ConfigResourceType.BROKER, str(brokers[0]["broker_id"]))]
    said = admin.describe_configs(wanted, config_filter="all")["broker"][str(brokers[0]["broker_id"])]
    return {key: str(value["value"]) for key, value in said.items()}


def _version(features: Mapping[str, Any], brokers: int, kafka: KafkaSettings) -> Check:
    """Brokers tell no version; they tell the newest features that they know. 4.0 brought metadata.version 25."""
    known = int(features.get("metadata.version", {}).get("supported", (0, 0))[1])
    said = f"{brokers} broker{'s' if brokers != 1 else ''} at {kafka.servers}, metadata.version up to {known}"
    if known < 25:
        return Check(
            "kafka",
            Level.ERROR,
            f"{said}: older than Kafka 4.0.",
            "Upgrade the brokers; older ones were never tried.",
        )
    return Check("kafka", Level.OK, f"{said} (Kafka 4.0 or newer).")


def settings_told(settings: Mapping[str, str]) -> Iterator[Check]:
    """`settings` of a broker, by name: whatever would lose or double events."""
    from motcua_events.topics import declared_topics

    longest = max(one.retention_days for one in declared_topics() if one.readers)
    days = int(settings.get("offsets.retention.minutes", "10080")) / 1440
    if days + INBOX_DAYS < longest:
        yield Check(
            "kafka", Level.ERROR,
            f"Positions of groups are kept for {days:.0f} days (offsets.retention.minutes), events for {longest}: a service that "
            f"stood still longer would read again what its inbox has forgotten after {INBOX_DAYS} days.",
            f"Set offsets.retention.minutes to {longest * 1440} at every broker (infra/kafka/broker.properties).",
        )  # fmt: skip
    if settings.get("auto.create.topics.enable") == "true":
        yield Check(
            "kafka", Level.WARNING, "Whoever names a topic makes it (auto.create.topics.enable).",
            "Set it to false: topics are made from proto/topics.yaml.",
        )  # fmt: skip
    if int(settings.get("message.max.bytes", "0")) < LARGEST:
        yield Check(
            "kafka", Level.ERROR, f"Events above {settings.get('message.max.bytes')} bytes are refused (message.max.bytes).",
            f"Set it to {LARGEST}.",
        )  # fmt: skip


def look_at_topics(kafka: KafkaSettings) -> Iterator[Check]:
    """As `proto/topics.yaml` declares them, and nothing beside them under our names."""
    from kafka.errors import KafkaError
    from motcua_events.errors import LogUnavailable
    from motcua_events.topics import declared_topics, differences

    declared = declared_topics()
    try:
        access = access_of(kafka)
        wrong = differences(access, declared)
        beside, copies = _beside(access, [access.prefix + one.name for one in declared])
    except (KafkaError, LogUnavailable, OSError, ValueError, Unusable):
        return  # the brokers' own look says so
    for sentence in wrong:
        yield Check("topics", Level.ERROR, sentence, "Run `motcua migrate`: it makes and sets what can be.")
    for name in beside:
        yield Check(
            "topics", Level.WARNING, f"The topic {name} is not declared.", "Look who made it, then: kafka-topics.sh --delete."
        )  # fmt: skip
    yield from copies
    if not wrong and not beside:
        yield Check("topics", Level.OK, f"{len(declared)} topics as declared.")


def _beside(access: KafkaAccess, declared: Sequence[str]) -> tuple[list[str], list[Check]]:
    from kafka import KafkaAdminClient
    from motcua_events.kafka_access import connected

    with closing(connected(KafkaAdminClient, access, request_timeout_ms=5000)) as admin:
        known = set(admin.list_topics())
        described = admin.describe_topics([one for one in declared if one in known])
        least = _least(admin, [one for one in declared if one in known])
    ours = (f"{access.prefix}motcua.",)
    return sorted(one for one in known if one.startswith(ours) and one not in declared), list(
        copies_told(described, least)
    )


def _least(admin: Any, names: Sequence[str]) -> dict[str, int]:
    from kafka.admin import ConfigResource, ConfigResourceType

    if not names:
        return {}
    said = admin.describe_configs(
        [ConfigResource(ConfigResourceType.TOPIC, one) for one in names], config_filter="all"
    )["topic"]
    return {name: int(said[name]["min.insync.replicas"]["value"]) for name in names}


def copies_told(described: Sequence[Mapping[str, Any]], least: Mapping[str, int]) -> Iterator[Check]:
    """Partitions that cannot be written, lack a copy, or could lose what was acknowledged with one broker."""
    partitions = [(topic["name"], one) for topic in described for one in topic["partitions"]]
    closed = sorted(
        {name for name, one in partitions if len(one["isr_nodes"]) < least[name] or one["leader_id"] < 0}
    )
    lacking = sorted({name for name, one in partitions if len(one["isr_nodes"]) < len(one["replica_nodes"])})
    risky = sorted({name for name, one in partitions if len(one["replica_nodes"]) > 2 and least[name] < 2})
    if closed:
        yield Check(
            "topics",
            Level.ERROR,
            f"{_few(closed)} cannot be written: too few copies.",
            "Start the brokers that are down.",
        )
    elif lacking:
        yield Check(
            "topics", Level.WARNING, f"{_few(lacking)} lack a copy.", "Look which broker is down or behind."
        )
    if risky:
        yield Check(
            "topics", Level.WARNING, f"{_few(risky)}: min.insync.replicas is 1, one broker that is lost takes events with it.",
            "Set min.insync.replicas=2 at the brokers.",
        )  # fmt: skip
    if partitions and all(len(one["replica_nodes"]) == 1 for _, one in partitions):
        yield Check(
            "topics", Level.NOTE, "Every event has one copy: what one broker loses is lost there.",
            "Right on one machine; the database keeps what was sent, see docs/operations.md. Else three brokers.",
        )  # fmt: skip


def _few(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def look_at_rights(kafka: KafkaSettings) -> Iterator[Check]:
    """Users' rights as declared, where brokers ask for a user."""
    from kafka.errors import KafkaError
    from motcua_events.catalogue import declared_types
    from motcua_events.errors import LogUnavailable
    from motcua_events.kafka_rights import declared_rights, right_differences
    from motcua_events.topics import declared_topics

    if not kafka.user:
        return
    try:
        wrong = right_differences(
            access_of(kafka), declared_rights(declared_topics(), declared_types(), kafka.prefix)
        )
    except LogUnavailable as error:
        yield Check(
            "rights",
            Level.WARNING,
            told(error),
            f"Look as a user who may describe rights, not as {kafka.user}.",
        )
        return
    except (KafkaError, OSError, ValueError, Unusable):
        return
    for sentence in wrong:
        yield Check("rights", Level.ERROR, f"At the brokers: {sentence}", "`motcua migrate` gives and takes.")
    if not wrong:
        yield Check("rights", Level.OK, "Users of the brokers have their declared rights and no other.")
