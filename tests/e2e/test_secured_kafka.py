# SPDX-License-Identifier: Apache-2.0
"""A broker with TLS, users and rights: each service writes its own topics, reads those that it follows, and nothing else."""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError
from motcua_calendar import SystemClock
from motcua_cli.serving.certificates import Wanted, prepare
from motcua_events import Consumer
from motcua_events.catalogue import declared_types
from motcua_events.kafka_access import KafkaAccess, connected
from motcua_events.kafka_rights import (
    declared_rights,
    make_rights,
    make_users,
    right_differences,
    user_of,
)
from motcua_events.topics import Topic, declared_topics, make_topics
from parts.kafka import Kafka
from support.brokers import own_broker
from support.system import ROOT

SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")


def password(service: str) -> str:
    return f"a long password of {service}"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    folder = tmp_path_factory.mktemp("secured")
    list(prepare(folder / "certificates", [Wanted("kafka", ("127.0.0.1",))]))
    with own_broker(folder / "kafka", folder / "certificates" / "kafka") as made:
        make_topics(made.access, declared_topics())
        make_users(made.access, {service: password(service) for service in SERVICES})
        make_rights(made.access, wanted())
        with closing(connected(KafkaProducer, made.access, acks="all")) as producer:
            for topic in declared_topics():  # something to be read everywhere
                producer.send(topic.name, b"{}", partition=0).get(30)
        yield made


def wanted() -> set[object]:
    return declared_rights(declared_topics(), declared_types())  # type: ignore[return-value]


def access(broker: Kafka, service: str) -> KafkaAccess:
    return replace(broker.access, user=user_of(service), password=password(service))


def writers(topic: Topic) -> set[str]:
    own = {one.writer for one in declared_types() if one.topic == topic.name}
    return own or set(next(t for t in declared_topics() if f"{t.name}.dlq" == topic.name).readers)


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_may_write_and_read_as_declared(broker: Kafka, service: str) -> None:
    may_write = set()
    # An idempotent producer is of no use any more when it was refused once.
    options = {"acks": "all", "max_block_ms": 20_000, "enable_idempotence": False}
    with closing(connected(KafkaProducer, access(broker, service), **options)) as made:
        for topic in declared_topics():
            try:
                made.send(topic.name, b"{}", partition=0).get(20)
                may_write.add(topic.name)
            except KafkaError as error:
                assert "Authorization" in repr(error), f"{topic.name}: {error!r}"
    assert may_write == {one.name for one in declared_topics() if service in writers(one)}
    followed = {one.name for one in declared_topics() if service in one.readers}
    assert read(broker, service, followed, 60.0) == followed
    assert read(broker, service, {one.name for one in declared_topics()} - followed, 2.0) == set()


def read(broker: Kafka, service: str, names: set[str], seconds: float) -> set[str]:
    """Of which of these topics it is given records within that time."""
    found: set[str] = set()
    if not names:
        return found
    with closing(connected(KafkaConsumer, access(broker, service), group_id=service)) as reader:
        places = [TopicPartition(name, 0) for name in names]
        reader.assign(places)
        with suppress(TopicAuthorizationFailedError, GroupAuthorizationFailedError):
            reader.seek_to_beginning(*places)
            until = time.monotonic() + seconds
            while found != names and time.monotonic() < until:
                found |= {place.topic for place in reader.poll(200)}
    return found


def test_a_group_of_another_service_cannot_be_joined(broker: Kafka) -> None:
    with closing(connected(KafkaConsumer, access(broker, "liaison"), group_id="intake")) as reader:
        reader.subscribe(["motcua.dossier"])
        with pytest.raises(KafkaError, match="Authorization"):
            reader.poll(20_000)


@pytest.mark.parametrize(
    "change",
    [{"password": "wrong"}, {"user": "stranger"}, {"user": "", "password": ""}, {"authority": None}],
    ids=["wrong password", "nobody", "no user", "no TLS"],
)
def test_strangers_are_not_let_in(broker: Kafka, change: dict[str, object]) -> None:
    given = replace(access(broker, "intake"), patience=3.0, **change)  # type: ignore[arg-type]
    with pytest.raises(KafkaError):
        connected(KafkaProducer, given)


def test_rights_that_were_given_beyond_are_named_and_taken(broker: Kafka) -> None:
    assert make_rights(broker.access, wanted()) == [] == right_differences(broker.access, wanted())
    fewer = {one for one in wanted() if "motcua-liaison" not in one.principal or "READ" not in repr(one)}
    extra = [one for one in right_differences(broker.access, fewer) if "motcua-liaison to read" in one]
    assert extra and all("is not declared" in one for one in extra)
    took = make_rights(broker.access, fewer)
    assert took and all(one.startswith("took motcua-liaison to read") for one in took)
    assert {one[: len("gave")] for one in make_rights(broker.access, wanted())} == {"gave"}


def test_readers_are_those_who_follow(tmp_path: Path) -> None:
    """Of `proto/topics.yaml`: every consumer that a service makes, and no other."""
    found = {(topic, service) for service in SERVICES for topic in followed(service, tmp_path)}
    assert found == {(one.name, reader) for one in declared_topics() for reader in one.readers}


def followed(service: str, folder: Path) -> set[str]:
    module = importlib.import_module(f"motcua_{service}.bootstrap")
    addresses = {f"{one}_address": "127.0.0.1:1" for one in SERVICES}
    settings = module.Settings(
        database_url="postgresql://x:y@127.0.0.1:1/z", issuer="http://127.0.0.1:1", client_id=service, client_secret="s",
        organisation=ROOT / "infra" / "demo" / "organisation.yaml", files=folder / "files", **addresses,
    )  # fmt: skip
    with closing(module.build(settings, SystemClock())) as built:
        consumers = [one for one in built.background if isinstance(one, Consumer)]
    assert all(one.group == service or one.group.startswith(f"{service}.") for one in consumers)
    return {topic for one in consumers for topic in one.topics}
