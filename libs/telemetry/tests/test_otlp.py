# SPDX-License-Identifier: Apache-2.0
"""A collector that is away or hangs keeps nobody waiting and takes no memory; what is measured is asked for when it is sent."""

from __future__ import annotations

import io
import logging
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from motcua_telemetry import configure_logging, otlp
from motcua_telemetry.gauges import GAUGES, Measured, _Readings, observe
from motcua_telemetry.tracing import tracer_provider
from opentelemetry.metrics import CallbackOptions


@pytest.fixture(params=["away", "hangs"])
def dead(request: pytest.FixtureRequest) -> Iterator[str]:
    """An address that nobody listens on, or where nobody ever answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if request.param == "hangs":
            silent.listen(64)
        yield f"http://127.0.0.1:{silent.getsockname()[1]}"


def test_spans_that_nobody_takes_are_dropped_and_not_kept(dead: str) -> None:
    configure_logging(stream=io.StringIO())
    provider = tracer_provider("t", "otlp", dead)
    tracer = provider.get_tracer("t")
    for _ in range(3 * otlp.QUEUE):
        tracer.start_span("s").end()

    (processor,) = provider._active_span_processor._span_processors
    kept: Any = processor
    assert len(kept._batch_processor._queue) <= otlp.QUEUE
    otlp._at_most(0.1, provider.shutdown)


def test_what_exporters_say_of_a_collector_that_is_away_is_one_line_a_minute() -> None:
    said = io.StringIO()
    configure_logging(stream=said)
    for _ in range(1000):
        logging.getLogger("opentelemetry.sdk._shared_internal").warning("Queue full, dropping Span.")

    assert len(said.getvalue().splitlines()) == 1


def test_the_end_waits_for_nobody_longer_than_it_says() -> None:
    """What hangs is left behind, and the others were asked all the same."""
    forever, asked = threading.Event(), threading.Event()
    otlp._at_most(0.05, forever.wait, asked.set)

    assert asked.is_set() and not forever.is_set()
    forever.set()


def test_one_reading_serves_all_gauges_of_a_sending_and_a_failing_one_gives_none() -> None:
    asked: list[int] = []

    def read() -> list[Measured]:
        asked.append(1)
        return [Measured("motcua.outbox.age", 2.5), Measured("motcua.consumer.lag", 3, {"group": "g"})]

    readings = _Readings("intake", read)
    age, lag = readings.of("motcua.outbox.age"), readings.of("motcua.consumer.lag")
    values = [(one.value, dict(one.attributes or {})) for ask in (age, lag) for one in ask(CallbackOptions())]

    assert values == [(2.5, {"service": "intake"}), (3, {"service": "intake", "group": "g"})]
    assert len(asked) == 1
    broken = _Readings("intake", lambda: [][1])
    assert list(broken.of("motcua.outbox.age")(CallbackOptions())) == []


def test_nothing_is_measured_where_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    meters: list[str] = []
    monkeypatch.setattr("motcua_telemetry.gauges.metrics.get_meter", meters.append)
    observe("intake", lambda: pytest.fail("nobody sends it"))
    assert meters == []


def test_every_gauge_is_declared_once_with_unit_and_words() -> None:
    assert len({one.name for one in GAUGES}) == len(GAUGES)
    assert all(one.unit and one.description for one in GAUGES)
