# SPDX-License-Identifier: Apache-2.0
"""gRPC as this house speaks it: server, channel, errors, deadlines and page tokens."""

from __future__ import annotations

from motcua_rpc.call import as_subject, current_subject, remaining
from motcua_rpc.client import Channel, TokenSource, acting_as, channel
from motcua_rpc.crash import Crash, Keep
from motcua_rpc.errors import (
    AlreadyExists,
    Cancelled,
    Conflict,
    DeadlineExceeded,
    FieldError,
    Internal,
    InvalidInput,
    MessageTooLarge,
    MotcuaError,
    NotFound,
    Overloaded,
    PermissionDenied,
    Stale,
    TooManyAtOnce,
    TooManyRequests,
    TooOften,
    Unauthenticated,
    Unavailable,
    Unimplemented,
)
from motcua_rpc.limits import Limits
from motcua_rpc.paging import Page, next_page_token, page
from motcua_rpc.server import RunningServer, ServerRefused, serve
from motcua_rpc.status import from_rpc_error, from_status, to_status
from motcua_rpc.tls import Tls, TlsFiles, TlsRefused, Trust
from motcua_rpc.translation import register, translate

__all__ = [
    "AlreadyExists",
    "Cancelled",
    "Channel",
    "Conflict",
    "Crash",
    "DeadlineExceeded",
    "FieldError",
    "Internal",
    "InvalidInput",
    "Keep",
    "Limits",
    "MessageTooLarge",
    "MotcuaError",
    "NotFound",
    "Overloaded",
    "Page",
    "PermissionDenied",
    "RunningServer",
    "ServerRefused",
    "Stale",
    "Tls",
    "TlsFiles",
    "TlsRefused",
    "TokenSource",
    "TooManyAtOnce",
    "TooManyRequests",
    "TooOften",
    "Trust",
    "Unauthenticated",
    "Unavailable",
    "Unimplemented",
    "acting_as",
    "as_subject",
    "channel",
    "current_subject",
    "from_rpc_error",
    "from_status",
    "next_page_token",
    "page",
    "register",
    "remaining",
    "serve",
    "to_status",
    "translate",
]
