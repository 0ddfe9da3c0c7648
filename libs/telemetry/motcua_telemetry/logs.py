# SPDX-License-Identifier: Apache-2.0
"""Owns the set-up of logs: structlog and `logging` end in one stream, masked, with the trace's ids."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, Literal, TextIO

import structlog
from opentelemetry import trace

from motcua_telemetry.privacy import mask_event
from motcua_telemetry.sparing import Sparing

LogFormat = Literal["json", "console"]
CLOSED = ("spiff",)
"""Loggers of libraries that write what people typed into their lines: the engine tells each change of an instance's data."""
CHATTY = ("kafka", "httpx", "httpcore", "uvicorn", "botocore", "boto3", "urllib3", "s3transfer")
"""Loggers of libraries that tell at INFO what only their own developers ask for."""


def configure_logging(form: LogFormat = "console", level: str = "INFO", stream: TextIO | None = None) -> None:
    """Write logs of structlog and of `logging` to `stream` (standard error when None), from `level` up.

    May be called again; the last call counts.
    """
    output = stream or sys.stderr
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *_common(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    _replace_handlers(output, _formatter(form, output), level)
    _hush(level)


def json_formatter() -> logging.Formatter:
    """Each record as one masked line of JSON."""
    return _rendered(structlog.processors.JSONRenderer(ensure_ascii=False))


def _common() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        mask_event,
    ]


def _formatter(form: LogFormat, output: TextIO) -> logging.Formatter:
    if form == "json":
        return json_formatter()
    return _rendered(
        structlog.dev.ConsoleRenderer(
            colors=output.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )


def _rendered(renderer: Any) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_common(),
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )


def _replace_handlers(output: TextIO, formatter: logging.Formatter, level: str) -> None:
    """Only our own earlier handler is replaced: a test runner's stays."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(handler)
    handler = logging.StreamHandler(output)
    handler.setFormatter(formatter)
    handler.addFilter(_Seldom())
    handler.addFilter(Sparing())
    root.addHandler(handler)
    root.setLevel(level)


def _hush(level: str) -> None:
    """Whoever asks for DEBUG hears the chatty ones as well; the closed ones never below WARNING."""
    lowest = logging.getLevelNamesMapping()[level.upper()]
    for name in CLOSED:
        logging.getLogger(name).setLevel(max(lowest, logging.WARNING))
    for name in CHATTY:
        logging.getLogger(name).setLevel(lowest if lowest <= logging.DEBUG else max(lowest, logging.WARNING))


class _Seldom(logging.Filter):
    """Of what the exporters say of a collector that is away, one line a minute: they say it of each span."""

    def __init__(self) -> None:
        super().__init__()
        self._next = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("opentelemetry."):
            return True
        if record.created < self._next:
            return False
        self._next = record.created + 60.0
        return True


def _add_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"] = trace.format_trace_id(context.trace_id)
        event["span_id"] = trace.format_span_id(context.span_id)
    return event
