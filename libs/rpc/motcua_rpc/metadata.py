# SPDX-License-Identifier: Apache-2.0
"""Names of the metadata that channel and server exchange."""

from __future__ import annotations

from typing import Final

AUTHORIZATION: Final = "authorization"
BEARER: Final = "bearer"
DEPTH: Final = "motcua-depth"
"""How many services a call came through. It picks the thread pool and tells that the client takes large
errors; it grants nothing, so that a caller who invents it gains nothing."""
INNER: Final = "motcua-inner"
"""Says that a call comes from one of our services, so that it was counted where it came in, or nobody's; believed with a proof
only (`callers`)."""
FORWARDED_FOR: Final = "x-forwarded-for"
"""The address of whoever stands before the gateway, which overwrites what they say."""
TRACE_KEYS: Final = frozenset({"traceparent", "tracestate", "baggage"})


def token_of(header: str) -> str | None:
    """The token of an authorization header; None where it is no `Bearer <token>`."""
    scheme, _, token = header.partition(" ")
    return token if token and scheme.lower() == BEARER else None
