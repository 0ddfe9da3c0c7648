# SPDX-License-Identifier: Apache-2.0
"""Settings of a process of the production shape, beside those of the service itself; and how what is wrong with them is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from motcua_identity.provider import is_loopback
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

S = TypeVar("S", bound=BaseSettings)


class CannotServe(Exception):
    """The process cannot start as it is set; the sentence says why and what to do."""


class ProcessSettings(BaseSettings):
    """Where a process listens, and who stands before it."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_nested_delimiter="__", extra="ignore")

    listen: str = Field(
        default="127.0.0.1:50051",
        description="host:port of the service: gRPC, or the pages of the portal. Not loopback needs MOTCUA_TLS__….",
    )
    health: str = Field(
        default="",
        description="host:port that answers GET /healthz for probes, in the clear and without anything else; empty: none.",
    )
    proxies: str = Field(
        default="",
        description="Addresses or networks, by commas, whose word on a visitor's address is taken; of the portal only.",
    )
    drain_seconds: float = Field(
        default=10.0, ge=0, le=300, description="Seconds that running calls have to end after SIGTERM."
    )
    patience_seconds: float = Field(
        default=60.0, ge=0, le=3600, description="Seconds that a start waits for the database."
    )


def read_settings(kind: type[S]) -> S:
    """From the environment. Raises CannotServe with a line for each variable that is missing or wrong."""
    try:
        return kind()
    except ValidationError as error:
        raise CannotServe(told(error)) from error


def told(error: ValidationError) -> str:
    """A line for each variable."""
    return "\n".join(_told(error.errors()))


def split(address: str, variable: str) -> tuple[str, int]:
    """Host and port of `host:port` or `[::1]:port`. Raises CannotServe."""
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise CannotServe(f"{variable}={address} is no address: write host:port.")
    return host.strip("[]"), int(port)


def check_public_url(url: str) -> bool:
    """Whether people come by https. Raises CannotServe unless it is http on loopback or https, without a path."""
    parts = urlsplit(url)
    good = (
        parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/") and not parts.query
    )
    if not good:
        raise CannotServe(
            f"MOTCUA_PUBLIC_URL={url!r} is no address that people open: write https://dichvucong.example."
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise CannotServe(
            f"MOTCUA_PUBLIC_URL={url} would send what people sign in with in the clear: it must be https, save on loopback."
        )
    return parts.scheme == "https"


def _told(errors: Sequence[Any]) -> list[str]:
    lines = []
    for one in errors:
        name = "__".join(str(part).upper() for part in one["loc"])
        if one["type"] == "missing":
            lines.append(f"MOTCUA_{name} is not set.")
        elif one["type"] == "extra_forbidden":
            lines.append(f"MOTCUA_{name} is no setting; is it misspelt?")
        elif name:
            lines.append(f"MOTCUA_{name}: {_plain(one['msg'])}.")
        else:
            lines.append(f"{_plain(one['msg'])}.")
    return lines


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")
