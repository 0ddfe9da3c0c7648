# SPDX-License-Identifier: Apache-2.0
"""The brokers as commands meet them: settings that cannot work, brokers that do not answer and topics that are not as declared
are a sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from motcua_hosting.event_log import kafka_access
from motcua_hosting.settings import KafkaSettings

from motcua_cli.embedded.folder import Unusable

_SERVER = re.compile(r"([\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}")


def check(kafka: KafkaSettings) -> None:
    """What the client would not say itself, or not in a sentence. Raises Unusable."""
    for one in kafka.servers.split(","):
        if not _SERVER.fullmatch(one.strip()):
            raise Unusable(f"MOTCUA_KAFKA__SERVERS: {one.strip()!r} is no host:port.")
    if bool(kafka.user) != bool(kafka.password.get_secret_value()):
        raise Unusable("MOTCUA_KAFKA__USER and MOTCUA_KAFKA__PASSWORD go together: one of them is empty.")
    if kafka.authority and not kafka.authority.is_file():
        raise Unusable(f"MOTCUA_KAFKA__AUTHORITY: there is no file {kafka.authority}.")


@contextmanager
def answering(kafka: KafkaSettings) -> Iterator[None]:
    """Whatever the brokers do not do is one sentence."""
    from kafka.errors import KafkaError  # the client takes a fifth of a second to import
    from motcua_events.errors import LogUnavailable

    try:
        yield
    except (KafkaError, LogUnavailable, OSError, ValueError) as error:
        raise Unusable(
            f"The Kafka brokers at {kafka.servers} do not answer as they should ({type(error).__name__}: {error}). Start them, "
            "or correct MOTCUA_KAFKA__SERVERS."
        ) from error


def bring_topics(kafka: KafkaSettings, name: str) -> list[str]:
    """Make the declared topics, and set what differs; what was done. Raises Unusable where that cannot be."""
    from motcua_events.topics import declared_topics, differences, make_topics

    access = kafka_access(kafka, name)
    with answering(kafka):
        done = make_topics(access, declared_topics())
        other = differences(access, declared_topics())
    if other:
        raise Unusable(" ".join(other))
    return done


def bring_rights(kafka: KafkaSettings, name: str, passwords: Mapping[str, str]) -> list[str]:
    """Make the users of services that have a password, and give everybody the declared rights; what was done. Raises Unusable."""
    from motcua_events.catalogue import declared_types
    from motcua_events.kafka_rights import declared_rights, make_rights, make_users
    from motcua_events.topics import declared_topics

    access = kafka_access(kafka, name)
    with answering(kafka):
        users = make_users(access, passwords)
        rights = make_rights(access, declared_rights(declared_topics(), declared_types(), kafka.prefix))
    return [f"user {one} has its password" for one in users] + rights
