# SPDX-License-Identifier: Apache-2.0
"""Settings that every service has. A service adds its own in a subclass; the prefix is MOTCUA_ everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from motcua_rpc import Limits, TlsFiles
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class KafkaSettings(BaseModel):
    """Where the brokers are, MOTCUA_KAFKA__SERVERS and so on; without servers events stay in PostgreSQL."""

    model_config = ConfigDict(extra="forbid")  # a misspelt one is told, not left out

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


class S3Settings(BaseModel):
    """Where files are kept, MOTCUA_S3__ENDPOINT and so on; without any of it they are kept in a folder."""

    model_config = ConfigDict(extra="forbid")  # a misspelt one is told, not left out

    endpoint: str = Field(
        default="", description="https://host[:port] of an S3-compatible store; plain http on loopback only."
    )
    bucket: str = Field(default="", description="The bucket, of this installation alone.")
    access_key: str = Field(default="", description="Key that may read, write, delete and list in it.")
    secret_key: SecretStr = Field(default=SecretStr(""), description="Its secret.")
    region: str = Field(default="us-east-1", description="Region of the bucket, where the store has several.")
    authority: Path | None = Field(
        default=None,
        description="PEM file of the authority of its certificate; without it those that everybody trusts.",
    )

    @property
    def named(self) -> bool:
        """Whether any of it was set."""
        return any((self.endpoint, self.bucket, self.access_key, self.secret_key.get_secret_value()))


class TlsSettings(BaseModel):
    """PEM files of this service, MOTCUA_TLS__CERTIFICATE and so on; `motcua certs` makes them. All or none."""

    model_config = ConfigDict(extra="forbid")  # a misspelt one is told, not left out

    certificate: Path | None = Field(default=None, description="Certificate of this service, with its chain.")
    key: Path | None = Field(default=None, description="Its private key.")
    authority: Path | None = Field(
        default=None, description="Authority of every service's certificate: whom this one answers and calls."
    )

    @model_validator(mode="after")
    def _all_or_none(self) -> Self:
        if len({self.certificate is None, self.key is None, self.authority is None}) > 1:
            raise ValueError("MOTCUA_TLS__CERTIFICATE, __KEY and __AUTHORITY go together: set all or none")
        return self

    @property
    def files(self) -> TlsFiles | None:
        """Where they lie; None without TLS."""
        if self.certificate is None or self.key is None or self.authority is None:
            return None
        return TlsFiles(self.certificate, self.key, self.authority)


class ServiceSettings(BaseSettings):
    """What a service needs to find its database, its neighbours and the issuer of tokens."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_nested_delimiter="__", extra="ignore")

    database_url: SecretStr = Field(description="SQLAlchemy URL of the service's own role.")
    pool_size: int = Field(default=8, ge=1, le=64, description="Connections the service keeps open at most.")
    calls_at_once: int = Field(
        default=8, ge=1, le=256, description="Calls from outside that are worked on at a time."
    )
    calls_waiting: int = Field(
        default=32,
        ge=0,
        le=4096,
        description="How many more wait for their turn; what comes beyond is refused at once (RESOURCE_EXHAUSTED).",
    )
    inbox_calls_at_once: int = Field(
        default=4, ge=1, le=64, description="Readings of inboxes that are worked on beside all other calls."
    )
    calls_a_minute: int = Field(
        default=6000,
        ge=0,
        le=1_000_000,
        description="Calls from outside by one account, or address without one, in a minute; 0: any number.",
    )
    issuer: str = Field(description="Issuer of access tokens (its discovery document lies below it).")
    discovery_url: str = Field(
        default="",
        description="Address of the issuer's discovery document, where services reach it under another name than people do.",
    )
    client_id: str = Field(description="Service account of this service at the issuer.")
    client_secret: SecretStr = Field(description="Secret of that account.")
    workflow_address: str = Field(
        default="", description="host:port of the workflow service; several IP addresses by commas."
    )
    intake_address: str = Field(default="", description="The same of the intake service.")
    assignment_address: str = Field(default="", description="The same of the assignment service.")
    notification_address: str = Field(default="", description="The same of the notification service.")
    liaison_address: str = Field(default="", description="The same of the liaison service.")
    organisation: Path = Field(description="YAML file of units, roles and people.")
    days: Path | None = Field(
        default=None, description="YAML file of days off and swapped working days over the table that ships."
    )
    files: Path = Field(default=Path("var/files"), description="Folder of uploaded files and printed forms.")
    public_url: str = Field(
        default="", description="Address of the portal as people see it, for QR codes and mails."
    )
    s3: S3Settings = Field(
        default_factory=S3Settings,
        description="The store of files instead of the folder `files`, if there is one.",
    )
    kafka: KafkaSettings = Field(default_factory=KafkaSettings, description="The brokers, if there are any.")
    tls: TlsSettings = Field(
        default_factory=TlsSettings, description="Certificates between services; none on loopback."
    )
    trial: bool = Field(default=False, description="Whether business time may be moved forward.")

    @property
    def limits(self) -> Limits:
        """How much its server takes on."""
        return Limits(self.calls_at_once, self.calls_waiting, self.inbox_calls_at_once, self.calls_a_minute)
