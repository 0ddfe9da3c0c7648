# SPDX-License-Identifier: Apache-2.0
"""A service without tables: only its role is of interest."""

from __future__ import annotations

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Nothing."""
