# SPDX-License-Identifier: Apache-2.0
"""What operators are paged on, measured when it is sent and at no other time: each name is declared once, here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog
from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Observation

_LOG = structlog.get_logger("motcua_telemetry")


@dataclass(frozen=True, slots=True)
class Gauge:
    """A metric that is looked up. `unit` as UCUM has it."""

    name: str
    unit: str
    description: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of a gauge; `labels` have few values, and none of a dossier or person."""

    name: str
    value: float
    labels: dict[str, str] = field(default_factory=dict)


GAUGES: Final = (
    Gauge("motcua.outbox.age", "s", "Age of the oldest event that waits for the log, by service."),
    Gauge("motcua.outbox.waiting", "{event}", "Events that wait for the log, by service; 10,000 at most."),
    Gauge("motcua.consumer.lag", "{event}", "Events in the log that a consumer group has not dealt with."),
    Gauge(
        "motcua.consumer.flooded", "{group}", "1 for a consumer group that a flood of dead letters stopped."
    ),
    Gauge(
        "motcua.letters.open", "{event}", "Dead letters that wait for a person, by service; 10,000 at most."
    ),
    Gauge(
        "motcua.timers.lateness", "s", "How long the longest due timer waits to be fired, in business time."
    ),
    Gauge("motcua.incidents.open", "{incident}", "Incidents that wait for a person; 10,000 at most."),
    Gauge(
        "motcua.dossiers.overdue", "{dossier}", "Dossiers with a part beyond its legal date; 10,000 at most."
    ),
)
Read = Callable[[], Iterable[Measured]]
_KEPT_SECONDS = 0.9
"""One reading serves all gauges of one sending."""


def observe(service: str, read: Read) -> None:
    """Have `read` asked at each sending of metrics, in the sender's thread. What it cannot read is left out of that sending;
    nothing is ever asked where metrics are not sent."""
    if not type(metrics.get_meter_provider()).__module__.startswith("opentelemetry.sdk"):
        return
    meter = metrics.get_meter(f"motcua.{service}")
    readings = _Readings(service, read)
    for gauge in GAUGES:
        meter.create_observable_gauge(gauge.name, [readings.of(gauge.name)], gauge.unit, gauge.description)


class _Readings:
    def __init__(self, service: str, read: Read) -> None:
        self._service = service
        self._read = read
        self._lock = threading.Lock()
        self._last: Sequence[Measured] = ()
        self._at = float("-inf")

    def of(self, name: str) -> Callable[[CallbackOptions], Iterable[Observation]]:
        """The callback of one gauge."""

        def measured(_: CallbackOptions) -> Iterable[Observation]:
            labels = {"service": self._service}
            return [Observation(one.value, labels | one.labels) for one in self._all() if one.name == name]

        return measured

    def _all(self) -> Sequence[Measured]:
        with self._lock:
            if time.monotonic() - self._at > _KEPT_SECONDS:
                try:
                    self._last = list(self._read())
                except (
                    Exception
                ) as error:  # a database that is away: health says it, and the next sending asks again
                    _LOG.debug("metrics.not_read", service=self._service, error=type(error).__name__)
                    self._last = ()
                self._at = time.monotonic()
            return self._last
