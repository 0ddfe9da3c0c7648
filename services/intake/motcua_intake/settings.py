# SPDX-License-Identifier: Apache-2.0
"""Settings of the intake service."""

from __future__ import annotations

from motcua_hosting import ServiceSettings
from motcua_procedure.model import UPLOAD_MB
from pydantic import Field


class Settings(ServiceSettings):
    """What every service has, and the largest file that people may send."""

    max_file_mb: int = Field(
        default=UPLOAD_MB, ge=1, le=50, description="Largest upload in megabytes (10⁶ bytes)."
    )
