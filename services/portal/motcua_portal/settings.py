# SPDX-License-Identifier: Apache-2.0
"""Settings of the portal."""

from __future__ import annotations

from motcua_hosting import ServiceSettings
from pydantic import Field

from motcua_portal.web.paces import Kind
from motcua_portal.web.rush import Fill


class Settings(ServiceSettings):
    """What the portal needs beyond what every service has."""

    session_hours: int = Field(
        default=12, ge=1, le=72, description="Longest time that a person stays signed in."
    )
    idle_minutes: int = Field(
        default=120, ge=5, le=1440, description="Minutes without a click after which a person is signed out."
    )
    sign_ins_a_minute: int = Field(
        default=120,
        ge=0,
        le=100_000,
        description="Sign-ins that one address may begin in a minute; 0: any number.",
    )
    lookups_a_minute: int = Field(
        default=30,
        ge=0,
        le=100_000,
        description="Codes that one address, or person, may look up in a minute; 0: any number.",
    )
    forms_a_minute: int = Field(
        default=300,
        ge=0,
        le=100_000,
        description="Forms that one person, or address, may send in a minute; 0: any number.",
    )
    uploads_a_minute: int = Field(
        default=240,
        ge=0,
        le=100_000,
        description="Files that one person may send in a minute; 0: any number.",
    )
    api_calls_a_minute: int = Field(
        default=6000,
        ge=0,
        le=1_000_000,
        description="Calls of the API by one account in a minute; 0: any number.",
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

    pages_at_once: int = Field(
        default=12, ge=1, le=30, description="Pages, forms and calls of the API that are worked on at a time."
    )
    pages_waiting: int = Field(
        default=48,
        ge=0,
        le=4096,
        description="How many more wait for their turn; what comes beyond is refused at once (429).",
    )
    inbox_pages_at_once: int = Field(
        default=6, ge=1, le=10, description="Inboxes that are shown beside all else."
    )

    @property
    def fill(self) -> Fill:
        """How many requests are taken on; a portal has 40 threads for them."""
        return Fill(self.pages_at_once, self.pages_waiting, self.inbox_pages_at_once)

    @property
    def paces(self) -> dict[Kind, int]:
        """How often one person or address may do what, in a minute."""
        return {
            Kind.SIGN_IN: self.sign_ins_a_minute,
            Kind.LOOKUP: self.lookups_a_minute,
            Kind.FORM: self.forms_a_minute,
            Kind.UPLOAD: self.uploads_a_minute,
            Kind.CALL: self.api_calls_a_minute,
        }
