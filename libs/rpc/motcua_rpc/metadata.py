# SPDX-License-Identifier: Apache-2.0
"""Names of the metadata that channel and server exchange."""

from __future__ import annotations

from typing import Final

AUTHORIZATION: Final = "authorization"
BEARER: Final = "bearer"
DEPTH: Final = "motcua-depth"
"""How many services a call came through. It picks the thread pool and tells that the client takes large
errors; it grants nothing, so that a caller who invents it gains nothing."""
TRACE_KEYS: Final = frozenset({"traceparent", "tracestate", "baggage"})
