# SPDX-License-Identifier: Apache-2.0
"""Logs without personal data, traces and metrics, set up once per process by its composition root.

stop = configure_telemetry("intake", TelemetrySettings())
"""

from __future__ import annotations

from motcua_telemetry.logs import LogFormat, configure_logging
from motcua_telemetry.privacy import masked
from motcua_telemetry.settings import TelemetrySettings
from motcua_telemetry.setup import configure_telemetry
from motcua_telemetry.tracing import (
    Exporter,
    configure_tracing,
    continued_trace,
    current_traceparent,
    inject_traceparent,
)

__all__ = [
    "Exporter",
    "LogFormat",
    "TelemetrySettings",
    "configure_logging",
    "configure_telemetry",
    "configure_tracing",
    "continued_trace",
    "current_traceparent",
    "inject_traceparent",
    "masked",
]
