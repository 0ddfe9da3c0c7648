# SPDX-License-Identifier: Apache-2.0
"""Settings of logs and traces, read from MOTCUA_* variables."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from motcua_telemetry.logs import LogFormat
from motcua_telemetry.tracing import Exporter


class TelemetrySettings(BaseSettings):
    """What a process logs and where its traces go."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", extra="ignore")

    log_format: LogFormat = Field(default="console", description="json for machines, console for people.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe level that is written."
    )
    telemetry: Exporter = Field(
        default="off",
        description="off; console: traces on the terminal; otlp: traces, metrics and logs to a collector.",
    )
    otlp_endpoint: str = Field(
        default="", description="Collector for otlp, as http://host:4317 (plaintext) or https://host:4317."
    )

    metrics_seconds: float = Field(
        default=30.0, ge=1.0, le=300.0, description="Seconds between two sendings of metrics by otlp."
    )

    @model_validator(mode="after")
    def _endpoint_for_otlp(self) -> TelemetrySettings:
        if self.telemetry == "otlp" and not self.otlp_endpoint.startswith(("http://", "https://")):
            raise ValueError(
                "MOTCUA_TELEMETRY=otlp cần MOTCUA_OTLP_ENDPOINT dạng http://máy:4317"
                " (MOTCUA_TELEMETRY=otlp needs MOTCUA_OTLP_ENDPOINT as http://host:4317)"
            )
        return self
