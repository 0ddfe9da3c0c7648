# SPDX-License-Identifier: Apache-2.0
"""Where the parts are, for whoever looks: the variables of the production shape, under the names that services and `motcua
migrate` have them; where the environment says nothing, what the running system's `run.json` says (`settings`)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from motcua_hosting.scanner import ScannerAddress
from motcua_hosting.settings import KafkaSettings, S3Settings, TlsSettings
from motcua_procedure.model import UPLOAD_MB
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

NEIGHBOURS = ("workflow", "intake", "assignment", "notification", "liaison")


class Given(BaseSettings):
    """What is not said is not looked at."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_nested_delimiter="__", extra="ignore")

    admin_database_url: SecretStr = Field(
        default=SecretStr(""), description="Of a role that may read every schema, as `motcua migrate` has it."
    )
    kafka: KafkaSettings = Field(
        default_factory=KafkaSettings, description="The brokers, in the name of a user who may describe them."
    )
    s3: S3Settings = Field(default_factory=S3Settings, description="The store of files.")
    scanner: ScannerAddress = Field(default="", description="Where clamd answers, as intake asks it.")
    max_file_mb: int = Field(
        default=UPLOAD_MB, ge=1, le=50, description="The largest upload, as intake has it."
    )
    tls: TlsSettings = Field(
        default_factory=TlsSettings, description="With which certificate services are asked."
    )
    certificates: Path | None = Field(
        default=None, description="Folder of `motcua certs`, to see when they end."
    )
    issuer: str = Field(default="", description="Who vouches for people.")
    keycloak_url: str = Field(default="", description="Keycloak's own address, for its version.")
    keycloak_user: str = Field(default="admin", description="Who may ask for it.")
    keycloak_password: SecretStr = Field(
        default=SecretStr(""), description="Their password; without it nothing is asked."
    )
    public_url: str = Field(default="", description="Where people open the pages.")
    telemetry: str = Field(default="off", description="otlp where traces and metrics are sent.")
    otlp_endpoint: str = Field(default="", description="The collector.")
    mail: str = Field(default="mailbox", description="smtp where mail is sent.")
    smtp_host: str = Field(default="", description="The mail server.")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: str = Field(default="starttls")
    smtp_ca: Path | None = Field(default=None)
    workflow_address: str = Field(default="")
    intake_address: str = Field(default="")
    assignment_address: str = Field(default="")
    notification_address: str = Field(default="")
    liaison_address: str = Field(default="")

    def neighbours(self) -> dict[str, list[str]]:
        """Addresses by service, of those that were named."""
        said = {name: str(getattr(self, f"{name}_address")) for name in NEIGHBOURS}
        return {name: [one.strip() for one in text.split(",")] for name, text in said.items() if text}

    @property
    def remote(self) -> bool:
        """Whether it is enough to look at a system that no folder of this machine knows."""
        return bool(self.admin_database_url.get_secret_value())


def read_given(run: Mapping[str, Any] | None = None) -> Given:
    """Raises pydantic's ValidationError for values that cannot work."""
    known = {str(key): str(value) for key, value in (run or {}).get("settings", {}).items()}
    given = known | {key: value for key, value in os.environ.items() if key.startswith("MOTCUA_")}

    class Source(EnvSettingsSource):
        def _load_env_vars(self) -> Mapping[str, str | None]:
            return {key.lower(): value for key, value in given.items()}

    class Read(Given):
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], *_: Any, **__: Any
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return (Source(settings_cls),)

    return Read()
