# SPDX-License-Identifier: Apache-2.0
"""Settings of the liaison service."""

from __future__ import annotations

from pathlib import Path

from motcua_hosting import ServiceSettings
from pydantic import Field


class Settings(ServiceSettings):
    """What every service has, and where this node keeps its signing key."""

    liaison_state: Path | None = Field(
        default=None,
        description="Folder of the node's signing key and of the public keys it trusts; default: beside `files`.",
    )
    liaison_workers: int = Field(
        default=2, ge=1, le=16, description="Threads that hand arrived messages to the business."
    )

    population_control: Path | None = Field(
        default=None,
        description="File that says how the SIMULATOR of the population database behaves; default: beside `files`.",
    )

    @property
    def population_file(self) -> Path:
        """What `motcua population` writes; nothing there means up."""
        return self.population_control or self.files.parent / "population.json"

    @property
    def key_folder(self) -> Path:
        """Where the keys are; only this user may read it."""
        return self.liaison_state or self.files.parent / "liaison"
