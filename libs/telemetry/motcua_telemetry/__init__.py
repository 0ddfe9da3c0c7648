# SPDX-License-Identifier: Apache-2.0
"""Logs without personal data and traces, set up once per process by its composition root.

settings = TelemetrySettings()
configure_logging(settings.log_format, settings.log_level)
shutdown = configure_tracing("intake", settings.telemetry, settings.otlp_endpoint)
"""

from __future__ import annotations

from motcua_telemetry.logs import LogFormat, configure_logging
from motcua_telemetry.privacy import masked
from motcua_telemetry.settings import TelemetrySettings
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
    "configure_tracing",
    "continued_trace",
    "current_traceparent",
    "inject_traceparent",
    "masked",
]
