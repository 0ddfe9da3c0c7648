# SPDX-License-Identifier: Apache-2.0
"""Turns what a handler raised into an error of the tree: what is known by name keeps its meaning, all else
is an incident.

Libraries are matched by the qualified name of the exception's class, so that this package imports none of
them.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Final

import uuid_utils
from motcua_identity.errors import AccessRefused, IdentityError, IssuerUnavailable, TokenRefused

from motcua_rpc.call import CURRENT, Call
from motcua_rpc.crash import crash_of
from motcua_rpc.errors import (
    AlreadyExists,
    Internal,
    InvalidInput,
    MotcuaError,
    PermissionDenied,
    Stale,
    Unauthenticated,
    Unavailable,
)

Mapper = Callable[[BaseException], MotcuaError | None]
_log = logging.getLogger("motcua.rpc")

_LOST_RACE: Final = {"40001", "40P01", "55P03"}
"""SQLSTATE of serialization failure, deadlock and lock not available: the caller may try again."""


_TOO_LONG: Final = "54"
"""Class of SQLSTATE "program limit exceeded": an id that no index can hold, which no id of ours is."""


def _request_reused(_: BaseException) -> MotcuaError:
    return AlreadyExists(
        "REQUEST_ID_REUSED",
        "Mã yêu cầu này đã dùng cho một nội dung khác.",
        "This request id was used before with other content; take a new one.",
    )


def lost_race(error: BaseException) -> bool:
    """Whether a database rolled a transaction back for another one's sake: the same again may succeed."""
    return _sqlstate(error) in _LOST_RACE


def _sqlstate(error: BaseException) -> str:
    return getattr(getattr(error, "orig", None) or error, "sqlstate", None) or ""


def _database(error: BaseException) -> MotcuaError:
    if lost_race(error):
        return Stale()
    state = _sqlstate(error)
    if state.startswith(_TOO_LONG):
        return InvalidInput(
            "TEXT_TOO_LONG",
            "Có nội dung quá dài so với mục của nó. Hãy rút ngắn.",
            "A text is too long for what it is meant for. Please shorten it.",
        )
    _log.warning("the database did not answer", exc_info=error)
    return Unavailable("DATABASE_UNAVAILABLE")


def _files(error: BaseException) -> MotcuaError:
    _log.warning("%s", getattr(error, "message_en", error))
    return Unavailable(
        "FILE_STORE_UNAVAILABLE",
        "Kho tệp tạm thời chưa dùng được. Những gì đã lưu vẫn còn; hãy thử lại sau ít phút.",
        "Files cannot be kept or read at the moment. What was kept is still there; try again in a few minutes.",
    )


_MAPPERS: dict[str, Mapper] = {
    "motcua_storage.errors.FileStoreUnusable": _files,
    "sqlalchemy.exc.OperationalError": _database,
    "sqlalchemy.exc.InterfaceError": _database,
    "sqlalchemy.exc.TimeoutError": _database,
    "psycopg.OperationalError": _database,
}


def register(name: str, mapper: Mapper) -> None:
    """Teach the server what an exception class means, by qualified name; None from the mapper means: an
    incident."""
    _MAPPERS[name] = mapper


def translate(error: BaseException) -> MotcuaError:
    """The error that the caller gets. Never fails, never lets the text of an unknown exception out."""
    if isinstance(error, MotcuaError):
        # A service behind us refused our own account: the caller's sign-in is fine, so do not send them away.
        return incident(error) if isinstance(error, Unauthenticated) and error.own_account else error
    if isinstance(error, IdentityError):
        return _identity(error)
    for cls in type(error).__mro__:
        mapper = _mapper(cls)
        made = mapper(error) if mapper else None
        if made is not None:
            return made
    return incident(error)


def _mapper(cls: type) -> Mapper | None:
    if cls.__name__ == "RequestReused" and cls.__module__.startswith("motcua_storage"):
        return _request_reused
    return _MAPPERS.get(f"{cls.__module__}.{cls.__qualname__}")


def _identity(error: IdentityError) -> MotcuaError:
    kind: type[MotcuaError] = Internal
    if isinstance(error, TokenRefused):
        kind = Unauthenticated
    elif isinstance(error, AccessRefused):
        kind = PermissionDenied
    elif isinstance(error, IssuerUnavailable):
        kind = Unavailable
    return kind(error.code, error.message_vi, error.message_en)


def incident(error: BaseException) -> Internal:
    """Log the traceback under an incident id, have the service keep it for its operators, and return the error that names only
    the id. `details["kept_by"]` is there when it was kept: the gRPC service whose list of failures has it."""
    call = CURRENT.get()
    number = str(uuid_utils.uuid7())
    kept = _kept(call, number, error)
    number = kept or number
    details = {"incident": number}
    if call is not None and kept:
        details["kept_by"] = call.method.partition("/")[0]
    if call is not None and call.subject.is_service():  # for its operators; people get the number only
        details["error"] = origin(error)
    _log.error("incident %s", number, exc_info=error)
    return Internal(
        "INTERNAL",
        f"Có lỗi ngoài dự kiến, đã ghi lại. Mã sự cố: {number}.",
        f"Something unexpected went wrong and was recorded. Incident: {number}.",
        details=details,
    )


def _kept(call: Call | None, number: str, error: BaseException) -> str:
    """The id under which operators find it; "" where it is not kept, whatever the reason: the caller must get the answer to the
    first error, and the log has that one."""
    if call is None or call.keep is None:
        return ""
    try:
        return call.keep(crash_of(number, call.method, call.request, error))
    except Exception as second:
        _log.warning("incident %s is in the log only: %s", number, origin(second))
        return ""


def origin(error: BaseException) -> str:
    """Class of an error, and file and line that raised it: what can be told without its words, which may quote anything."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
