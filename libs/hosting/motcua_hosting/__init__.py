# SPDX-License-Identifier: Apache-2.0
"""What every service is to the process that runs it: typed settings, its parts, how it starts and stops."""

from motcua_hosting.service import Background, Service
from motcua_hosting.settings import ServiceSettings

__all__ = ["Background", "Service", "ServiceSettings"]
