# SPDX-License-Identifier: Apache-2.0
"""Consumer groups that an earlier release had and this one has not: nothing that they still had to do is lost.

What such a group had not read when the system was upgraded is handled by its old handlers. Then it gives its positions back, as
retention would wait for them for ever, and its thread ends. Its dead letters stay its own: operators list, retry and discard them
as ever. Where there never was such a group, nothing happens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog
from motcua_storage import Database

from motcua_events.consumer import Consumer
from motcua_events.failure import ConsumerPolicy
from motcua_events.log import EventLog
from motcua_events.processor import Handler

_LOG = structlog.get_logger("motcua_events")
_UNTIL_SUCCEEDED = 0.1


class RetiredConsumer(Consumer):
    """Made like a `Consumer`, with the old name, topics and handlers; given to the service's failures like one.

    Args:
        heir: the group that goes on where this one stands (`Consumer(former=…)`), if there is one: the position is kept for it
            until it has begun.
    """

    def __init__(
        self,
        database: Database,
        group: str,
        topics: Sequence[str],
        handlers: Mapping[str, Handler],
        log: EventLog,
        *,
        policy: ConsumerPolicy | None = None,
        heir: str = "",
    ) -> None:
        super().__init__(database, group, topics, handlers, log, policy=policy)
        self._heir = heir

    def _round(self) -> None:
        if not self._log.knows(self._group):
            self._rest()
        elif self._heir and not self._log.knows(self._heir):
            self._stopping.wait(_UNTIL_SUCCEEDED)
        else:
            super()._round()
            if self._subscription is not None and not any(self._subscription.lag().values()):
                self._retire()

    def _retire(self) -> None:
        """Everything is read. What it remembers of events goes first: without a position nobody would come back for it."""
        while self._events.forget():
            pass
        self._leave()
        self._log.leave(self._group)
        _LOG.info("consumer.retired", group=self._group)
        self._rest()

    def _rest(self) -> None:
        self._tidy()
        self._stopping.set()
