# SPDX-License-Identifier: Apache-2.0
"""For tests: a real Kafka broker of this machine, and logs in it that know nothing of each other."""

from __future__ import annotations

import gc
import itertools
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from motcua_events.kafka_access import KafkaAccess
from motcua_events.kafka_log import KafkaEventLog
from parts.common import PartError
from parts.kafka import Kafka, install

_NUMBERS = itertools.count()
Logs = Callable[[Mapping[str, int]], KafkaEventLog]


def need_kafka() -> None:
    """Skip where it cannot be brought."""
    try:
        install()
    except PartError as error:
        pytest.skip(f"Kafka cannot be brought here: {str(error).splitlines()[0]}")


@contextmanager
def own_broker(folder: Path, certificates: Path | None = None) -> Iterator[Kafka]:
    """Started, and stopped at the end."""
    need_kafka()
    made = Kafka(folder, certificates)
    try:
        with sockets_left_behind():
            made.start()
        yield made
    finally:
        with sockets_left_behind():
            made.running.kill()  # nobody needs what it holds


@contextmanager
def sockets_left_behind() -> Iterator[None]:
    """Clients of kafka-python leave one for each broker that they did not meet, as while it starts: they are collected here, and
    not in the midst of whichever test comes next."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        for _ in range(5):  # what one collection lets go of, the next one finds
            gc.collect()


@contextmanager
def logs_of(broker: Kafka) -> Iterator[Logs]:
    """Call with partitions by topic: a log whose topics are there and empty, closed at the end."""
    made: list[KafkaEventLog] = []

    def make(topics: Mapping[str, int]) -> KafkaEventLog:
        access = KafkaAccess((broker.address,), prefix=f"t{os.getpid()}-{next(_NUMBERS)}.")
        create(access, topics)
        made.append(KafkaEventLog(access, topics))
        return made[-1]

    try:
        yield make
    finally:
        for log in made:
            log.close()


def create(access: KafkaAccess, topics: Mapping[str, int]) -> None:
    """Topics as an installation has them."""
    wanted = {access.prefix + name: {"num_partitions": number} for name, number in topics.items()}
    with closing(KafkaAdminClient(**access.options())) as admin:
        admin.create_topics(wanted, wait_for_metadata=True)
