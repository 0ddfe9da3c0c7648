# SPDX-License-Identifier: Apache-2.0
"""Owns the logs that leave by OTLP: the same masked content as in the stream, with the ids of trace and dossier."""

from __future__ import annotations

import json
import logging
import time
from typing import Any, Final

from opentelemetry._logs import LogRecord, SeverityNumber

from motcua_telemetry.logs import json_formatter

OWN: Final = "opentelemetry"
"""Loggers of the exporters themselves: what they say of a collector that is away must not wait for that collector."""
_LEVELS = (
    (logging.CRITICAL, SeverityNumber.FATAL), (logging.ERROR, SeverityNumber.ERROR), (logging.WARNING, SeverityNumber.WARN),
    (logging.INFO, SeverityNumber.INFO), (0, SeverityNumber.DEBUG),
)  # fmt: skip


class OtlpHandler(logging.Handler):
    """Hands records to OpenTelemetry's `logger`, masked as the stream has them."""

    def __init__(self, logger: Any) -> None:
        super().__init__()
        self._logger = logger
        self.setFormatter(json_formatter())

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".", 1)[0] == OWN:
            return
        try:
            said: dict[str, Any] = json.loads(self.format(record))
            self._logger.emit(_made(record, said))
        except Exception:  # a log must never break what it tells of
            self.handleError(record)


def _made(record: logging.LogRecord, said: dict[str, Any]) -> LogRecord:
    body = str(said.pop("event", ""))
    for known in ("timestamp", "level", "trace_id", "span_id"):
        said.pop(known, None)
    # The ids of the trace are taken from the current span by the SDK, as this runs in the thread that logs.
    return LogRecord(
        timestamp=int(record.created * 1e9), observed_timestamp=time.time_ns(), body=body,
        severity_text=record.levelname, severity_number=next(to for level, to in _LEVELS if record.levelno >= level),
        attributes={key: one if isinstance(one, (str, int, float, bool)) else json.dumps(one) for key, one in said.items()},
    )  # fmt: skip
