# SPDX-License-Identifier: Apache-2.0
"""The one call with which a process begins to say what it does."""

from __future__ import annotations

from collections.abc import Callable

from motcua_telemetry.logs import configure_logging
from motcua_telemetry.settings import TelemetrySettings
from motcua_telemetry.tracing import configure_tracing


def configure_telemetry(
    service: str, settings: TelemetrySettings, level: str | None = None
) -> Callable[[], None]:
    """Logs to the stream, and what the settings say to a collector; call the result at the end, which takes three seconds at
    most. `level` instead of the settings' own."""
    configure_logging(settings.log_format, level or settings.log_level)
    if settings.telemetry != "otlp":
        return configure_tracing(service, settings.telemetry)
    # Imported here: it brings gRPC and protobuf, which a process without a collector need not load.
    from motcua_telemetry import otlp

    return otlp.start(service, settings)
