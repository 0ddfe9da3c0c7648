# SPDX-License-Identifier: Apache-2.0
"""An officer's Chromium on the pages of the desk's doubles."""

from __future__ import annotations

from typing import Any


def signed_in(chromium: Any, desk: Any, *, width: int = 1366, script: bool = True, user: str = "mai") -> Any:
    """A context of an officer of the window and the land office."""
    context = chromium.new_context(viewport={"width": width, "height": 768}, java_script_enabled=script)
    key = desk.sign_in(user, "window_clerk", "land_officer", unit="suoi_trong")
    desk.contexts.append(context)
    context.add_cookies([{"name": "motcua_session", "value": key, "url": desk.site}])
    return context
