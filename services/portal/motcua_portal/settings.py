# SPDX-License-Identifier: Apache-2.0
"""Settings of the portal."""

from __future__ import annotations

from motcua_hosting import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """What the portal needs beyond what every service has."""

    session_hours: int = Field(
        default=12, ge=1, le=72, description="Longest time that a person stays signed in."
    )
    idle_minutes: int = Field(
        default=120, ge=5, le=1440, description="Minutes without a click after which a person is signed out."
    )
    secure_cookies: bool = Field(
        default=False, description="Cookies only over https; on wherever people are not on loopback."
    )
    live_pages: int = Field(
        default=500,
        ge=0,
        le=5000,
        description="Open inbox pages that are told of changes at the same time; 0 switches that off.",
    )
