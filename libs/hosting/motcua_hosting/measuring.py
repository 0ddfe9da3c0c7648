# SPDX-License-Identifier: Apache-2.0
"""What every service measures of itself when metrics are sent: outbox, consumers, dead letters, and what it adds of its own. Each
is a query whose cost is that of the work at hand, not of what was ever done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import sqlalchemy as sa
from motcua_events import Consumer, Relay, dead_letter_table
from motcua_storage import Database
from motcua_telemetry.gauges import Measured

from motcua_hosting.service import Background

MOST = 10_000
Own = Callable[[sa.Connection], Iterable[Measured]]


def nothing(_: sa.Connection) -> Iterable[Measured]:
    """Of a service that has nothing of its own to measure."""
    return ()


def measures(
    database: Database, background: Sequence[Background], own: Own = nothing
) -> Callable[[], Iterator[Measured]]:
    """How the service reads itself, as `Service.measures` takes it."""
    letter = dead_letter_table(sa.MetaData(schema=database.schema)).c
    opened = sa.select(letter.id).where(letter.state == sa.literal_column("'open'")).limit(MOST)
    letters = sa.select(sa.func.count()).select_from(opened.subquery())
    consumers = [part for part in background if isinstance(part, Consumer)]
    relays = [part for part in background if isinstance(part, Relay)]

    def read() -> Iterator[Measured]:
        for relay in relays:
            found = relay.status()
            yield Measured("motcua.outbox.age", found.oldest_seconds)
            yield Measured("motcua.outbox.waiting", found.waiting)
        for consumer in consumers:
            labels = {"group": consumer.group}
            yield Measured("motcua.consumer.lag", sum(consumer.lag().values()), labels)
            yield Measured("motcua.consumer.flooded", float(consumer.flooded), labels)
        with database.read() as connection:
            if consumers:
                yield Measured("motcua.letters.open", connection.execute(letters).scalar_one())
            yield from own(connection)

    return read
