# SPDX-License-Identifier: Apache-2.0
"""One service as its host sees it; `build(settings, clock)` in each service's bootstrap makes one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Protocol

import grpc
from motcua_identity import Policy
from motcua_rpc import Keep
from motcua_telemetry.gauges import Measured, observe


class Background(Protocol):
    """Something that runs in threads of its own: a relay, a consumer, a timer worker."""

    def start(self) -> None:
        """Start the thread; returns at once."""

    def stop(self, timeout: float = 5.0) -> None:
        """Ask it to end and wait at most `timeout` seconds."""


@dataclass(frozen=True)
class Service:
    """The parts of one service.

    `register` adds the servicer to a gRPC server (it is called once for each server that offers it), `policies` names
    who may call each method, `not_ready` gives one sentence for each thing that is not ready yet, `keep_crash` keeps calls that
    failed unexpectedly for operators, `lasting` names the methods (as policies do) whose streams stay open, `inbox` those by
    which inboxes are read,
    `measures` reads what is sent as metrics.
    """

    name: str
    register: Callable[[grpc.Server], None]
    policies: Policy
    background: Sequence[Background] = ()
    not_ready: Callable[[], list[str]] = field(default=list)
    close: Callable[[], None] = field(default=lambda: None)
    keep_crash: Keep | None = None
    lasting: Collection[str] = ()
    inbox: Collection[str] = ()
    measures: Callable[[], Iterable[Measured]] = field(default=tuple)

    def crashes(self) -> dict[str, Keep]:
        """By method, as `motcua_rpc.serve` takes it."""
        return dict.fromkeys(self.policies, self.keep_crash) if self.keep_crash else {}

    def start(self) -> None:
        """Start what runs in the background, in the order given, and be measured where metrics are sent."""
        observe(self.name, self.measures)
        for part in self.background:
            part.start()

    def stop(self) -> None:
        """Stop in the opposite order and close connections. A part that fails to stop does not keep the others running; its
        error is raised when all was tried."""
        with ExitStack() as stack:
            stack.callback(self.close)
            for part in self.background:
                stack.callback(part.stop)
