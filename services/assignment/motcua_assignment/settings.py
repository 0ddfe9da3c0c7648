# SPDX-License-Identifier: Apache-2.0
"""Settings of the assignment service."""

from __future__ import annotations

from motcua_hosting import ServiceSettings


class Settings(ServiceSettings):
    """Nothing beyond what every service has."""
