# SPDX-License-Identifier: Apache-2.0
"""Every adapter of the event log keeps the same contract."""

from __future__ import annotations

import pytest
from motcua_events import Entry, EventLog, PostgresEventLog
from motcua_events.testing import CONTRACT_TOPICS, Append, EventLogContract, MemoryEventLog, read_all
from motcua_storage.testing import ServiceDatabases


@pytest.fixture(params=[1, 3], ids=["one partition", "three partitions"])
def partitions(request: pytest.FixtureRequest) -> int:
    return int(request.param)


class TestMemoryEventLog(EventLogContract):
    @pytest.fixture
    def log(self, partitions: int) -> MemoryEventLog:
        return MemoryEventLog(CONTRACT_TOPICS, partitions)

    @pytest.fixture
    def append(self, log: MemoryEventLog) -> Append:
        return lambda *entries: log.append(None, entries)


class TestPostgresEventLog(EventLogContract):
    group = "assignment"

    @pytest.fixture
    def log(self, databases: ServiceDatabases, partitions: int) -> PostgresEventLog:
        return PostgresEventLog(databases["assignment"], CONTRACT_TOPICS, partitions=partitions)

    @pytest.fixture
    def append(self, log: EventLog, databases: ServiceDatabases) -> Append:
        """As another service than the reader."""

        def append(*entries: Entry) -> None:
            with databases["intake"].begin() as connection:
                log.append(connection, entries)

        return append


def test_what_is_appended_is_part_of_the_transaction(databases: ServiceDatabases) -> None:
    database = databases["intake"]
    log = PostgresEventLog(database, CONTRACT_TOPICS)

    with pytest.raises(ZeroDivisionError), database.begin() as connection:
        log.append(connection, [Entry("contract.one", "k", "lost")])
        raise ZeroDivisionError
    with database.begin() as connection:
        log.append(connection, [Entry("contract.one", "k", "kept")])

    assert [(record.offset, record.envelope) for record in read_all(log, "contract.one")] == [(0, "kept")]
