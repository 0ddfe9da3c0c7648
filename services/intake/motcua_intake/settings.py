# SPDX-License-Identifier: Apache-2.0
"""Settings of the intake service."""

from __future__ import annotations

from pathlib import Path

from motcua_hosting import ServiceSettings
from motcua_hosting.scanner import ScannerAddress
from motcua_procedure.model import UPLOAD_MB
from pydantic import Field


class Settings(ServiceSettings):
    """What every service has, the law over what ships, how long drafts are kept, and which files people may send."""

    law: Path | None = Field(
        default=None, description="YAML file of what the law says about every dossier, over domain/law.yaml."
    )
    draft_days: int = Field(
        default=30,
        ge=1,
        le=365,
        description="Days that a draft is kept after it was touched last; why so many: domain/draft_keeping.py.",
    )
    draft_warning_days: int = Field(
        default=3,
        ge=0,
        le=30,
        description="Days before its end on which the owner of a draft is told by mail.",
    )
    max_file_mb: int = Field(
        default=UPLOAD_MB, ge=1, le=50, description="Largest upload in megabytes (10⁶ bytes)."
    )
    scanner: ScannerAddress = Field(
        default="",
        description="Where clamd answers, unix:///path or tcp://host:port on loopback: nothing is taken that it has not looked "
        "through; empty: uploads are not scanned for malware.",
    )
    scan_seconds: float = Field(default=20.0, ge=1, le=60, description="Seconds that it may take for a file.")
