# SPDX-License-Identifier: Apache-2.0
"""Settings that every service has. A service adds its own in a subclass; the prefix is MOTCUA_ everywhere."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class KafkaSettings(BaseModel):
    """Where the brokers are, MOTCUA_KAFKA__SERVERS and so on; without servers events stay in PostgreSQL."""

    servers: str = Field(default="", description="host:port of some brokers, by commas.")
    user: str = Field(
        default="", description="SASL/SCRAM user of the service; empty where brokers ask for none."
    )
    password: SecretStr = Field(default=SecretStr(""), description="Its password.")
    authority: Path | None = Field(
        default=None,
        description="PEM file of the authority of the brokers' certificates; without it there is no TLS.",
    )
    prefix: str = Field(
        default="", description="Of topics and groups, where a cluster carries several installations."
    )


class ServiceSettings(BaseSettings):
    """What a service needs to find its database, its neighbours and the issuer of tokens."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_nested_delimiter="__", extra="ignore")

    database_url: SecretStr = Field(description="SQLAlchemy URL of the service's own role.")
    pool_size: int = Field(default=8, ge=1, le=64, description="Connections the service keeps open at most.")
    issuer: str = Field(description="Issuer of access tokens (its discovery document lies below it).")
    client_id: str = Field(description="Service account of this service at the issuer.")
    client_secret: SecretStr = Field(description="Secret of that account.")
    workflow_address: str = Field(default="", description="host:port of the workflow service.")
    intake_address: str = Field(default="", description="host:port of the intake service.")
    assignment_address: str = Field(default="", description="host:port of the assignment service.")
    notification_address: str = Field(default="", description="host:port of the notification service.")
    liaison_address: str = Field(default="", description="host:port of the liaison service.")
    organisation: Path = Field(description="YAML file of units, roles and people.")
    days: Path | None = Field(
        default=None, description="YAML file of days off and swapped working days over the table that ships."
    )
    files: Path = Field(default=Path("var/files"), description="Folder of uploaded files and printed forms.")
    public_url: str = Field(
        default="", description="Address of the portal as people see it, for QR codes and mails."
    )
    kafka: KafkaSettings = Field(default_factory=KafkaSettings, description="The brokers, if there are any.")
    trial: bool = Field(default=False, description="Whether business time may be moved forward.")
