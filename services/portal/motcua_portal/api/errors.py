# SPDX-License-Identifier: Apache-2.0
"""What the API itself refuses, before a service is asked, and how every refusal looks: problem+json (RFC 9457)."""

from __future__ import annotations

from typing import Any

from motcua_rpc import InvalidInput, MotcuaError, NotFound, Stale
from starlette.responses import JSONResponse

PROBLEM = "application/problem+json"
TYPE = "urn:motcua:problem:"


class AddressUnknown(NotFound):
    code = "ADDRESS_UNKNOWN"
    message_vi = "Giao diện này không có địa chỉ đó; xem tài liệu OpenAPI tại /api/v1/openapi.json."
    message_en = "The API has no such address; see its description at /api/v1/openapi.json."


class MethodUnfit(MotcuaError):
    """There is such an address, but not by this method."""

    http_status = 405
    code = "METHOD_UNFIT"
    message_vi = "Địa chỉ này không nhận phương thức đó."
    message_en = "This address does not take that method."


class KeyMissing(InvalidInput):
    code = "IDEMPOTENCY_KEY_MISSING"
    message_vi = (
        "Cần tiêu đề Idempotency-Key, 1 đến 200 ký tự do bạn chọn; gửi lại thì dùng lại đúng khóa đó."
    )
    message_en = "The header Idempotency-Key is needed, 1 to 200 characters of your choice; send the same one when you repeat."


class IfMatchMissing(MotcuaError):
    """What is changed must be named as it was read (RFC 6585, section 3)."""

    http_status = 428
    code = "IF_MATCH_MISSING"
    message_vi = "Cần tiêu đề If-Match với ETag của lần đọc gần nhất."
    message_en = "The header If-Match is needed, with the ETag of your last reading."


class IfMatchUnfit(InvalidInput):
    code = "IF_MATCH_UNFIT"
    message_vi = 'Tiêu đề If-Match phải là một ETag đã nhận, dạng "7".'
    message_en = 'The header If-Match must be an ETag that was received, like "7".'


class BodyUnreadable(InvalidInput):
    code = "BODY_UNREADABLE"
    message_vi = "Nội dung gửi lên không phải JSON đúng như tài liệu mô tả."
    message_en = "The body is not the JSON that the description asks for."


class QueryUnfit(InvalidInput):
    code = "QUERY_UNFIT"
    message_vi = "Tham số trên địa chỉ không đúng như tài liệu mô tả."
    message_en = "A parameter of the address is not what the description asks for."


class MediaTypeUnfit(MotcuaError):
    """The body is of another kind than the address takes."""

    http_status = 415
    code = "MEDIA_TYPE_UNFIT"
    message_vi = "Địa chỉ này không nhận loại nội dung đó."
    message_en = "This address does not take a body of that media type."


class BodyTooLarge(MotcuaError):
    """Larger than the address takes."""

    http_status = 413
    code = "BODY_TOO_LARGE"
    message_vi = "Nội dung gửi lên quá lớn."
    message_en = "The body is too large."


def problem(error: MotcuaError, language: str, *, fenced: bool = False) -> JSONResponse:
    """The refusal as problem details. `fenced`: the request named a revision, so that being late means it did not match."""
    status = 412 if fenced and isinstance(error, Stale) else error.http_status
    body: dict[str, Any] = {
        "type": f"{TYPE}{error.code}",
        "title": error.message_en,
        "status": status,
        "detail": error.message(language),
        "reason": error.code,
        "message_vi": error.message_vi,
        "message_en": error.message_en,
    }
    if error.field_errors:
        body["errors"] = [
            {
                "field": one.field,
                "reason": one.code,
                "message_vi": one.message_vi,
                "message_en": one.message_en,
            }
            for one in error.field_errors
        ]
    if error.details:
        body["details"] = error.details
    headers = {"Cache-Control": "no-store", "Content-Language": "en" if language == "en" else "vi"}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="motcua"'
    if status in (429, 503):
        headers["Retry-After"] = str(getattr(error, "retry_after", 5))
    return JSONResponse(body, status, headers, media_type=PROBLEM)
