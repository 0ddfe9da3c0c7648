# SPDX-License-Identifier: Apache-2.0
"""Users of the brokers, one for each service, and what each may do there: write its own topics, read those that it follows, keep
its own groups' positions, bury what it could not handle. Nothing else, and nobody else anything."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from kafka.errors import NoError

from motcua_events.catalogue import EventType
from motcua_events.dead_letter_copies import dead_letter_topic
from motcua_events.errors import LogUnavailable
from motcua_events.kafka_access import KafkaAccess, connected
from motcua_events.topics import Topic

ITERATIONS = 8192
"""Rounds of SCRAM-SHA-512; Kafka takes 4,096 to 16,384."""
PATIENCE = 30.0
_TOPIC, _GROUP = ResourceType.TOPIC, ResourceType.GROUP
_LITERAL, _PREFIXED = ACLResourcePatternType.LITERAL, ACLResourcePatternType.PREFIXED
_READ, _WRITE, _DELETE = ACLOperation.READ, ACLOperation.WRITE, ACLOperation.DELETE


def user_of(service: str, prefix: str = "") -> str:
    """The user that a service signs in as."""
    return f"{prefix}motcua-{service}"


def declared_rights(topics: Sequence[Topic], types: Iterable[EventType], prefix: str = "") -> set[ACL]:
    """All of them, as `proto/topics.yaml` and `proto/events.yaml` have writers and readers."""
    made: set[ACL] = set()
    for one in types:
        made.add(_right(one.writer, prefix, _WRITE, _TOPIC, one.topic))
    for topic in topics:
        for reader in topic.readers:
            made.add(_right(reader, prefix, _READ, _TOPIC, topic.name))
            made.add(_right(reader, prefix, _WRITE, _TOPIC, dead_letter_topic(topic.name)))
            made.add(_right(reader, prefix, _READ, _GROUP, reader, _PREFIXED))
            # A group of an earlier release gives its positions back.
            made.add(_right(reader, prefix, _DELETE, _GROUP, reader, _PREFIXED))
    return made


def make_users(access: KafkaAccess, passwords: Mapping[str, str]) -> list[str]:
    """`passwords` by service. Who is there gets the password anew, which cuts no connection. The users, in order."""
    said = [
        UserScramCredentialUpsertion(
            user_of(service, access.prefix), ScramMechanism.SCRAM_SHA_512, password.encode(), iterations=ITERATIONS
        )
        for service, password in sorted(passwords.items())
    ]  # fmt: skip
    if not said:
        return []
    with closing(connected(KafkaAdminClient, access)) as admin:
        failed = {user: error for user, error in admin.alter_user_scram_credentials(said).items() if error}
    if failed:
        raise LogUnavailable(f"The brokers did not take the users {', '.join(sorted(failed))}: {failed}")
    return [one.user for one in said]


def make_rights(access: KafkaAccess, wanted: Collection[ACL]) -> list[str]:
    """Give what is missing, take what our users have beyond it; a sentence each."""
    with closing(connected(KafkaAdminClient, access)) as admin:
        found = _found(admin, {one.principal for one in wanted})
        new, old = set(wanted) - found, found - set(wanted)
        if new:
            failed = admin.create_acls(list(new))["failed"]
            if failed:
                raise LogUnavailable(f"The brokers did not take rights: {failed}")
        if old:
            admin.delete_acls([_exactly(one) for one in old])
        _wait_for(admin, set(wanted))
    return [f"gave {_told(one)}" for one in sorted(new, key=_told)] + [
        f"took {_told(one)}" for one in sorted(old, key=_told)
    ]


def right_differences(access: KafkaAccess, wanted: Collection[ACL]) -> list[str]:
    """Where our users' rights are not as declared: a sentence each."""
    with closing(connected(KafkaAdminClient, access)) as admin:
        found = _found(admin, {one.principal for one in wanted})
    missing = [f"{_told(one)} is missing; run `motcua migrate`." for one in set(wanted) - found]
    return sorted(missing + [f"{_told(one)} is not declared; take it away." for one in found - set(wanted)])


def _right(
    service: str, prefix: str, operation: ACLOperation, kind: ResourceType, name: str, pattern: Any = _LITERAL
) -> ACL:
    resource = ResourcePattern(kind, prefix + name, pattern)
    return ACL(f"User:{user_of(service, prefix)}", "*", operation, ACLPermissionType.ALLOW, resource)


def _found(admin: Any, principals: Collection[str]) -> set[ACL]:
    """Of these users, on topics and groups and whatever else."""
    anything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    said, error = admin.describe_acls(
        ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, anything)
    )
    if error is not NoError:
        raise LogUnavailable(f"The brokers do not tell who may do what: {error}")
    return {one for one in said if one.principal in principals}


def _wait_for(admin: Any, wanted: set[ACL]) -> None:
    """What a controller took is known to the brokers a moment later; whoever goes on finds it in force."""
    until = time.monotonic() + PATIENCE
    while _found(admin, {one.principal for one in wanted}) != wanted:
        if time.monotonic() > until:
            raise LogUnavailable(f"The brokers took the rights and do not tell them after {PATIENCE:.0f} s.")
        time.sleep(0.05)


def _exactly(one: ACL) -> ACLFilter:
    return ACLFilter(one.principal, one.host, one.operation, one.permission_type, one.resource_pattern)


def _told(one: ACL) -> str:
    resource = one.resource_pattern
    more = "*" if resource.pattern_type is _PREFIXED else ""
    return (
        f"{one.principal.removeprefix('User:')} to {one.operation.name.lower()} the {resource.resource_type.name.lower()} "
        f"{resource.resource_name}{more}"
    )
