# SPDX-License-Identifier: Apache-2.0
"""All templates of the portal, compiled and kept (`web.compiled`), also where Python is told to keep nothing
(PYTHONDONTWRITEBYTECODE): `python -m motcua_portal.compile_templates`."""

from __future__ import annotations

import sys

from motcua_calendar.clock import SystemClock

from motcua_portal.web.rendering import Pages

if __name__ == "__main__":
    sys.dont_write_bytecode = False
    Pages(SystemClock(), "").compile()
