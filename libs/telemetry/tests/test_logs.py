# SPDX-License-Identifier: Apache-2.0
"""Logs come in one form from structlog and from logging, without personal data."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from motcua_telemetry import configure_logging
from motcua_telemetry.privacy import MASK, masked
from opentelemetry.sdk.trace import TracerProvider


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_both_libraries_write_one_json_line_each(stream: io.StringIO) -> None:
    configure_logging("json", "INFO", stream)
    structlog.get_logger("motcua.intake").info("dossier.accepted", dossier="d1")
    logging.getLogger("some.library").warning("slow %s", "answer")

    first, second = lines(stream)
    assert (first["event"], first["dossier"], first["level"]) == ("dossier.accepted", "d1", "info")
    assert first["logger"] == "motcua.intake"
    assert (second["event"], second["level"], second["logger"]) == ("slow answer", "warning", "some.library")
    assert second["timestamp"].endswith("Z")


def test_below_the_level_nothing_is_written_and_the_last_set_up_counts(stream: io.StringIO) -> None:
    configure_logging("json", "DEBUG", io.StringIO())
    configure_logging("json", "WARNING", stream)
    structlog.get_logger("a").info("quiet")
    logging.getLogger("b").info("quiet")
    structlog.get_logger("a").error("loud")

    assert [line["event"] for line in lines(stream)] == ["loud"]


def test_libraries_that_tell_what_people_typed_are_never_heard_and_chatty_ones_seldom(
    stream: io.StringIO,
) -> None:
    for level, heard in (("INFO", ["kafka WARNING"]), ("DEBUG", ["kafka INFO", "kafka WARNING"])):
        configure_logging("json", level, stream)
        for name in ("spiff.task", "kafka.conn"):
            logging.getLogger(name).info("%s INFO", name.partition(".")[0])
        logging.getLogger("kafka.conn").warning("kafka WARNING")
        assert [line["event"] for line in lines(stream)] == heard
        stream.seek(0)
        stream.truncate()


def test_a_line_within_a_span_carries_its_trace(stream: io.StringIO) -> None:
    configure_logging("json", "INFO", stream)
    with TracerProvider(shutdown_on_exit=False).get_tracer("t").start_as_current_span("s") as span:
        structlog.get_logger("a").info("inside")
    structlog.get_logger("a").info("outside")

    inside, outside = lines(stream)
    assert inside["trace_id"] == f"{span.get_span_context().trace_id:032x}"
    assert "trace_id" not in outside


def test_personal_data_is_masked_wherever_it_turns_up(stream: io.StringIO) -> None:
    configure_logging("json", "INFO", stream)
    try:
        raise ValueError("no mail to an@example.vn")
    except ValueError:
        structlog.get_logger("a").exception("call 0912345678", applicant_phone="1", nested={"name": "An"})
    logging.getLogger("b").info("postgresql://intake:hunter2@db/motcua", extra={"email": "x"})

    written = stream.getvalue()
    assert "ValueError" in written
    for secret in ("an@example.vn", "0912345678", "hunter2", '"An"', '"1"', '"x"'):
        assert secret not in written


def test_console_form_is_for_people(stream: io.StringIO) -> None:
    configure_logging("console", "INFO", stream)
    structlog.get_logger("a").info("Sẵn sàng", port=8080)

    assert "Sẵn sàng" in stream.getvalue()
    assert "port=8080" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "an.nguyen+x@mail.example.vn",
        "079123456789",
        "0912345678",
        "+84912345678",
        "02033000111",
        "+14085550100",
        "+442079460958",
        "duplicate key\nDETAIL:  Key (identity)=(x) already exists.",
        "Bearer eyJhbGciOi.x.y",
        "postgresql://u:p@h/d",
    ],
)
def test_what_looks_personal_is_masked(text: str) -> None:
    assert MASK in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "01930f5e-7c2a-7d3e-8f00-123456789012",
        "G22.99-261123-0001",
        "2026-11-23T09:00:00+07:00",
        "1795399200000",
        "1.011443",
        "http://127.0.0.1:8080/oidc",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ],
)
def test_codes_ids_and_times_stay_readable(text: str) -> None:
    assert masked(text) == text


def test_keys_are_judged_by_their_words() -> None:
    shown = {"service_name": "intake", "grpc_address": "127.0.0.1:1", "tokens_left": 3, "count": 1.5}
    hidden = {"name": "An", "client.secret": "s", "Authorization": "x", "form": {"a": 1}}

    assert masked(shown) == shown
    assert masked(hidden) == dict.fromkeys(hidden, MASK)
    assert masked(("0912345678", None, Exception("079123456789"))) == [MASK, None, MASK]
