# SPDX-License-Identifier: Apache-2.0
"""What a service says of the fields of a request, by the ids of a page's fields."""

from __future__ import annotations

from collections.abc import Mapping

from motcua_rpc import MotcuaError

from motcua_portal.web.visit import Visit


def said_beside(visit: Visit, error: MotcuaError | None, fields: Mapping[str, str]) -> dict[str, str]:
    """Sentences by the page's ids; of each the first, and of fields that the page has none nothing."""
    found: dict[str, str] = {}
    for one in error.field_errors if error is not None else ():
        if one.field in fields:
            found.setdefault(fields[one.field], one.message_en if visit.language == "en" else one.message_vi)
    return found
