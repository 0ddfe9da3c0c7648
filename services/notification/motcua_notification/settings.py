# SPDX-License-Identifier: Apache-2.0
"""Settings of the notification service."""

from __future__ import annotations

from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self

from motcua_hosting import ServiceSettings
from motcua_identity.provider import is_loopback
from pydantic import Field, SecretStr, model_validator


class Settings(ServiceSettings):
    """What every service has, and how mail leaves the house."""

    mail: Literal["mailbox", "smtp"] = Field(
        default="mailbox",
        description="mailbox: kept here for the operator to read (embedded shape, trials); smtp: sent.",
    )
    mail_sender: str = Field(
        default="MotCua <khong-tra-loi@motcua.example>", description="Name and address that mails come from."
    )
    mail_workers: int = Field(default=2, ge=1, le=16, description="Threads that send notices.")
    smtp_host: str = Field(default="", description="Mail server; needed when mail=smtp.")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="starttls (port 587), tls from the first byte (465), or none."
    )
    smtp_user: str = Field(default="", description="Account at the mail server; empty: none is needed.")
    smtp_password: SecretStr = Field(default=SecretStr(""), description="Password of that account.")
    smtp_ca: Path | None = Field(
        default=None, description="PEM file of the authority of the server's certificate."
    )
    smtp_timeout: float = Field(
        default=10.0, gt=0, le=60, description="Seconds for each answer of the server."
    )

    @property
    def sender_address(self) -> Address:
        """The sender, taken apart."""
        name, address = parseaddr(self.mail_sender)
        return Address(display_name=name, addr_spec=address)

    @model_validator(mode="after")
    def _check(self) -> Self:
        try:
            good = bool(self.sender_address.domain)
        except (ValueError, IndexError):
            good = False
        if not good:
            raise ValueError(
                "MOTCUA_MAIL_SENDER must be an address such as MotCua <khong-tra-loi@example.gov.vn>"
            )
        if self.mail == "smtp" and not self.smtp_host:
            raise ValueError("MOTCUA_MAIL=smtp needs MOTCUA_SMTP_HOST")
        if self.smtp_user and self.smtp_security == "none" and not is_loopback(self.smtp_host):
            raise ValueError(
                "MOTCUA_SMTP_SECURITY=none would send the password in the clear; use starttls or tls"
            )
        if not (self.smtp_user + self.smtp_password.get_secret_value()).isascii():
            raise ValueError("MOTCUA_SMTP_USER and MOTCUA_SMTP_PASSWORD may hold ASCII letters only")
        return self
