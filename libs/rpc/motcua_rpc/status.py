# SPDX-License-Identifier: Apache-2.0
"""Errors on the wire: google.rpc.Status with ErrorInfo, LocalizedMessage (vi, en), BadRequest and RetryInfo,
both ways."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import grpc
from google.protobuf.message import DecodeError
from google.rpc import code_pb2, error_details_pb2, status_pb2

from motcua_rpc.errors import (
    BY_STATUS,
    FieldError,
    Internal,
    InvalidInput,
    MessageTooLarge,
    MotcuaError,
    Overloaded,
    TooManyAtOnce,
    TooManyRequests,
    TooOften,
)

DOMAIN: Final = "motcua"
DETAILS_KEY: Final = "grpc-status-details-bin"
FOREIGN_LIMIT: Final = 5_500
"""Bytes of details for clients not made by `channel()`: gRPC's default is 8 KiB for all headers, in
base64."""
OWN_LIMIT: Final = 60_000
"""Bytes of details for our own channels, which allow more (`MAX_HEADERS`)."""
MAX_HEADERS: Final = 96 * 1024
_LONGEST_MESSAGE: Final = 500
"""Bytes of the plain status message as it travels, percent-encoded; its whole is in LocalizedMessage."""
_PLAIN: Final = "".join(map(chr, range(0x20, 0x7F))).replace("%", "")
_LONGEST_SENTENCES: Final = (1_000, 250)
_LONGEST_VALUE: Final = 200
_MOST_DETAILS: Final = 8
"""Whatever a caller sent may be named in the answer, and must not make it larger than headers may be."""
_BY_NUMBER: Final = {status.value[0]: status for status in grpc.StatusCode}
_TOO_LARGE: Final = re.compile(r"message larger than max \((\d+) vs\. (\d+)\)")
"""What gRPC says of a message above the limit, of either side and either direction: bytes it has, bytes it may have."""
_OWN_KINDS: Final = (MessageTooLarge, Overloaded, TooManyAtOnce, TooOften)
"""Errors that share their status with another kind, and are told apart by code."""
_log = logging.getLogger("motcua.rpc")


def to_status(error: MotcuaError, limit: int = OWN_LIMIT) -> status_pb2.Status:
    """The error as google.rpc.Status. Field errors that do not fit in `limit` bytes are counted in the
    metadata of ErrorInfo as `field_errors_left_out`, so that nobody takes a cut list for the whole. Long texts end in `…`."""
    status = status_pb2.Status()
    for longest in _LONGEST_SENTENCES:
        fields = list(error.field_errors)
        while True:
            status = _status(error, fields, longest)
            if status.ByteSize() <= limit:
                return status
            if not fields:
                break
            fields = fields[: len(fields) * 3 // 4]
    return status


def _status(error: MotcuaError, fields: list[FieldError], longest: int) -> status_pb2.Status:
    left_out = len(error.field_errors) - len(fields)
    known = list(error.details.items())[:_MOST_DETAILS]
    metadata = {key[:_LONGEST_VALUE]: cut(value, _LONGEST_VALUE) for key, value in known}
    metadata |= {"field_errors_left_out": str(left_out)} if left_out else {}
    message = _plain_message(error.message_en)
    status = status_pb2.Status(code=error.grpc_status.value[0], message=message)
    status.details.add().Pack(
        error_details_pb2.ErrorInfo(reason=error.code, domain=DOMAIN, metadata=metadata)
    )
    for locale, message in (("vi", error.message_vi), ("en", error.message_en)):
        status.details.add().Pack(
            error_details_pb2.LocalizedMessage(locale=locale, message=cut(message, longest))
        )
    if isinstance(error, TooManyRequests):
        again = error_details_pb2.RetryInfo()
        again.retry_delay.seconds = error.retry_after
        status.details.add().Pack(again)
    if fields:
        violations = [_violation(field, longest) for field in fields]
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=violations))
    return status


def _violation(field: FieldError, longest: int) -> error_details_pb2.BadRequest.FieldViolation:
    return error_details_pb2.BadRequest.FieldViolation(
        field=cut(field.field, _LONGEST_VALUE),
        reason=field.code,
        description=cut(field.message_en, longest),
        localized_message=error_details_pb2.LocalizedMessage(
            locale="vi", message=cut(field.message_vi, longest)
        ),
    )


def _plain_message(text: str) -> str:
    made = cut(text, _LONGEST_MESSAGE)
    while len(quote(made, safe=_PLAIN)) > _LONGEST_MESSAGE:
        made = cut(made, len(made) * 3 // 4)
    return made


def cut(text: str, longest: int) -> str:
    """At most `longest` characters; a cut shows."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def from_rpc_error(error: grpc.RpcError) -> MotcuaError:
    """The error that the server meant; where it sent no details (or is no server of ours), the gRPC code
    decides."""
    status = _details(error)
    made = from_status(status) if status is not None else _bare(error)
    made.remote = True
    made.__cause__ = error
    return made


def from_status(status: status_pb2.Status) -> MotcuaError:
    """Inverse of `to_status`; unknown details are left aside, as google.rpc asks."""
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    again = error_details_pb2.RetryInfo()
    words: dict[str, str] = {}
    for detail in status.details:
        if detail.Is(error_details_pb2.LocalizedMessage.DESCRIPTOR):
            message = error_details_pb2.LocalizedMessage()
            detail.Unpack(message)
            words[message.locale[:2]] = message.message
        else:
            _ = detail.Unpack(info) or detail.Unpack(bad) or detail.Unpack(again)
    made = _new(_BY_NUMBER.get(status.code, grpc.StatusCode.UNKNOWN), bad)
    made = next((kind() for kind in _OWN_KINDS if kind.code == info.reason), made)
    if isinstance(made, TooManyRequests) and again.HasField("retry_delay"):
        made.retry_after = max(1, again.retry_delay.seconds)
    made.code = info.reason or made.code
    made.details = dict(info.metadata)
    made.message_en = words.get("en") or status.message or made.message_en
    made.message_vi = words.get("vi") or made.message_vi
    return made


def _new(code: grpc.StatusCode, bad: error_details_pb2.BadRequest) -> MotcuaError:
    kind = BY_STATUS.get(code, Internal)
    if not issubclass(kind, InvalidInput):
        return kind()
    return kind(fields=[_field(violation) for violation in bad.field_violations])


def _field(violation: error_details_pb2.BadRequest.FieldViolation) -> FieldError:
    vietnamese = violation.localized_message.message or violation.description
    return FieldError(violation.field, violation.reason, vietnamese, violation.description)


def _details(error: grpc.RpcError) -> status_pb2.Status | None:
    # Errors of a call are also `grpc.Call`, which the type of RpcError does not say.
    trailing = getattr(error, "trailing_metadata", None)
    metadata: Sequence[tuple[str, str | bytes]] = (trailing() if trailing else None) or ()
    for key, value in metadata:
        if key == DETAILS_KEY:
            return _parse(value)
    return None


def _parse(value: str | bytes) -> status_pb2.Status | None:
    try:
        status = status_pb2.Status.FromString(value if isinstance(value, bytes) else value.encode())
    except DecodeError:
        _log.warning("unreadable details of a gRPC error were left aside")
        return None
    return None if status.code == code_pb2.OK else status


def _bare(error: grpc.RpcError) -> MotcuaError:
    code, details = getattr(error, "code", None), getattr(error, "details", None)
    made = BY_STATUS.get(code() if code else grpc.StatusCode.UNKNOWN, Internal)()
    said = details() if details else None
    large = _TOO_LARGE.search(str(said)) if isinstance(made, TooManyRequests) else None
    if large:
        made = _too_large(int(large[1]), int(large[2]))
    if said:
        made.add_note(str(said))  # for our log; it names inner addresses, which no caller should get
    return made


def _too_large(size: int, limit: int) -> MessageTooLarge:
    """`size` and `limit` in bytes."""
    return MessageTooLarge(
        message_vi=f"Nội dung gửi trong một lần quá lớn: {size} byte, tối đa {limit} byte. Hãy chia nhỏ hoặc rút ngắn.",
        message_en=f"One message is too large: {size} bytes, at most {limit}. Send less at once.",
        details={"size": str(size), "limit": str(limit)},
    )
