# SPDX-License-Identifier: Apache-2.0
"""A broker that is away is told, and does not fill the disk."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog
from motcua_telemetry import configure_logging
from motcua_telemetry.sparing import SECONDS, Sparing


@pytest.fixture
def moment() -> list[float]:
    return [100.0]


@pytest.fixture
def sparing(moment: list[float]) -> Sparing:
    return Sparing(lambda: moment[0])


def record(name: str, level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord(name, level, __file__, 1, "Connection lost: %s", ("refused",), None)


def test_each_kind_is_told_once_in_a_while_with_how_many_were_left_out(
    sparing: Sparing, moment: list[float]
) -> None:
    told = [sparing.filter(record("kafka.net.connection")) for _ in range(50)]
    assert told == [True] + [False] * 49
    assert sparing.filter(record("kafka.net.connection", logging.WARNING)), "another level is other news"
    assert sparing.filter(record("kafka.cluster"))
    moment[0] += SECONDS
    later = record("kafka.net.connection")
    assert sparing.filter(later)
    assert later.getMessage() == "Connection lost: refused (49 more like it were left out)"


def test_others_are_told_as_often_as_they_speak(sparing: Sparing) -> None:
    assert all(
        sparing.filter(record(name)) for name in ("motcua_events", "kafkaesque", "grpc") for _ in range(3)
    )


@pytest.fixture
def stream() -> Iterator[StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_the_log_of_a_process_is_spared(stream: StringIO) -> None:
    configure_logging("json", "INFO", stream)
    for _ in range(20):
        logging.getLogger("kafka.net").error("gone")
        logging.getLogger("motcua_events").error("here")
    said = [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    assert (said.count("gone"), said.count("here")) == (1, 20)
