# SPDX-License-Identifier: Apache-2.0
"""How commands print for machines (`--json`): one JSON object on one line, times by RFC 3339."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any


def json_line(content: dict[str, Any]) -> str:
    """The object as one line. Raises TypeError for a time without a zone, which would be no moment, and for what JSON has not."""
    return json.dumps(content, ensure_ascii=False, default=_written)


def _written(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be written as JSON")
