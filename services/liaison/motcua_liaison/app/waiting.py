# SPDX-License-Identifier: Apache-2.0
"""How long to wait after a failure, and what a failure says of itself."""

from __future__ import annotations

import random
from datetime import timedelta

from motcua_events.failure import describe
from motcua_rpc import Internal, MotcuaError
from motcua_rpc.translation import origin
from sqlalchemy.exc import SQLAlchemyError

FIRST_WAIT = 0.5
LONGEST_WAIT = 300.0
VISIBLE_AFTER = 3
"""Tries after which something that may pass by itself is shown to operators."""


def wait_after(attempts: int) -> timedelta:
    """0.5, 1, 2 … 300 seconds, up to a fifth less by chance, so that many do not come back together."""
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(max(attempts, 1) - 1, 20))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.0))


def cause_of(error: Exception) -> tuple[str, str]:
    """Class or code of an error, and a sentence, without personal data: of what nobody foresaw its class and where it arose, as
    its own words may quote the message; of a database error the server's words, which quote no row."""
    if isinstance(error, Internal) and error.details.get("error"):
        return error.details["error"].partition(" ")[
            0
        ], f"workflow: {error.details['error']} ({error.message_en})"
    if isinstance(error, MotcuaError):
        return error.code, f"{error.message_vi} ({error.message_en})"
    name, words = describe(error) if isinstance(error, SQLAlchemyError) else (type(error).__name__, "")
    return name, f"{Internal.message_vi} ({words or origin(error)})"
