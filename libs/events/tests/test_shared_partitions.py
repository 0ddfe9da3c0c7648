# SPDX-License-Identifier: Apache-2.0
"""What a consumer says of a partition that another member of its group has got."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa
from motcua_events import Consumer, ConsumerPolicy, Entry, Event, Retryable
from motcua_events.testing import MemoryEventLog, MemorySubscription

Running = Callable[..., AbstractContextManager[None]]
Eventually = Callable[..., None]
QUICK = ConsumerPolicy(poll_seconds=0.2, first_wait=0.01, longest_wait=0.05)


def test_a_consumer_waits_no_more_for_what_another_member_got(
    world: Any, running: Running, eventually: Eventually
) -> None:
    """What it cannot handle now goes with the partition; else it would be called blocked for ever."""
    log = Shared(world.catalogue.topics)
    log.append(None, [Entry("motcua.dossier", "d1", world.event("d1", 1).to_json())])

    def handle(_connection: sa.Connection, event: Event) -> None:
        raise Retryable("not yet")

    handlers = {"dossier.accepted": handle}
    consumer = Consumer(world.assignment, "assignment", ["motcua.dossier"], handlers, log, policy=QUICK)
    with running(consumer):
        eventually(lambda: consumer.status().state == "blocked")
        log.others = True
        eventually(lambda: consumer.status().state == "running")
        assert consumer.status().state == "running", "and stays so"


class Shared(MemoryEventLog):
    """As soon as `others` are there, every partition is theirs."""

    others = False

    def subscribe(self, group: str, topics: Sequence[str]) -> MemorySubscription:
        made = super().subscribe(group, topics)
        poll, holds = made.poll, made.holds
        made.poll = lambda *asked: () if self.others else poll(*asked)  # type: ignore[method-assign]
        made.holds = lambda place: not self.others and holds(place)  # type: ignore[method-assign]
        return made
