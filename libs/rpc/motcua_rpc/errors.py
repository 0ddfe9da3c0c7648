# SPDX-License-Identifier: Apache-2.0
"""The error tree that crosses walls; how each looks on the wire is in `status.py`.

MotcuaError
├── InvalidInput       INVALID_ARGUMENT     400  with field errors
├── Unauthenticated    UNAUTHENTICATED      401
├── PermissionDenied   PERMISSION_DENIED    403
├── NotFound           NOT_FOUND            404
├── AlreadyExists      ALREADY_EXISTS       409
├── Conflict           FAILED_PRECONDITION  409  the state does not allow it
│   └── Stale          ABORTED              409  somebody was faster: read again, try again
├── TooManyRequests    RESOURCE_EXHAUSTED   429  with the seconds after which to try again
│   ├── Overloaded     RESOURCE_EXHAUSTED   429  nothing of it was done
│   ├── TooOften       RESOURCE_EXHAUSTED   429  the same, for the caller's own pace
│   └── TooManyAtOnce  RESOURCE_EXHAUSTED   429  the same, for what the caller has under way
├── MessageTooLarge    RESOURCE_EXHAUSTED   413  trying again as it is will not help
├── Cancelled          CANCELLED            499
├── Internal           INTERNAL             500  with an incident id, never a stack
├── Unimplemented      UNIMPLEMENTED        501
├── Unavailable        UNAVAILABLE          503
└── DeadlineExceeded   DEADLINE_EXCEEDED    504

A service subclasses these in its own `errors.py` and sets `code` and the two messages there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import grpc


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that cannot stay as it is. `field` is the path in the request, e.g. `answers.owner_name`."""

    field: str
    code: str
    message_vi: str
    message_en: str


class MotcuaError(Exception):
    """An answer that the caller can act on.

    `code` is a stable REASON_CODE; `details` is machine-readable text, and must hold no personal data.
    Arguments left out are taken from the class. `remote` says that another service answered so, `own_account`
    that it did so to a call made with the channel's own token.
    """

    grpc_status: ClassVar[grpc.StatusCode] = grpc.StatusCode.UNKNOWN
    http_status: ClassVar[int] = 500
    code: str = "UNKNOWN"
    message_vi: str = "Yêu cầu không thực hiện được."
    message_en: str = "The request could not be carried out."

    def __init__(
        self,
        code: str | None = None,
        message_vi: str | None = None,
        message_en: str | None = None,
        *,
        details: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code or type(self).code
        self.message_vi = message_vi or type(self).message_vi
        self.message_en = message_en or type(self).message_en
        self.details: dict[str, str] = {key: str(value) for key, value in (details or {}).items()}
        self.field_errors: tuple[FieldError, ...] = ()
        self.remote = False
        self.own_account = False
        super().__init__(self.code, self.message_en)

    def __str__(self) -> str:
        return f"{self.code}: {self.message_en}"

    def __repr__(self) -> str:
        """Code and sentence as they are now: those of an answer are filled in after it was made."""
        return f"{type(self).__name__}({self.code!r}, {self.message_en!r})"

    def message(self, language: str = "vi") -> str:
        """The sentence for a person, in `vi` or `en`."""
        return self.message_en if language.startswith("en") else self.message_vi


class InvalidInput(MotcuaError):
    """What was sent cannot be accepted; the field errors say where and why."""

    grpc_status = grpc.StatusCode.INVALID_ARGUMENT
    http_status = 400
    code = "INVALID_INPUT"
    message_vi = "Có thông tin chưa đúng."
    message_en = "Some of the information is not right."

    def __init__(
        self,
        code: str | None = None,
        message_vi: str | None = None,
        message_en: str | None = None,
        *,
        fields: Sequence[FieldError] = (),
        details: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code, message_vi, message_en, details=details)
        self.field_errors = tuple(fields)


class Unauthenticated(MotcuaError):
    """The caller did not prove who they are."""

    grpc_status = grpc.StatusCode.UNAUTHENTICATED
    http_status = 401
    code = "UNAUTHENTICATED"
    message_vi = "Cần đăng nhập để làm việc này."
    message_en = "Sign in to do this."


class PermissionDenied(MotcuaError):
    """Known, but not allowed."""

    grpc_status = grpc.StatusCode.PERMISSION_DENIED
    http_status = 403
    code = "PERMISSION_DENIED"
    message_vi = "Tài khoản của bạn không có quyền làm việc này."
    message_en = "Your account may not do this."


class NotFound(MotcuaError):
    """Not there, or not there for this caller: the two look the same on purpose."""

    grpc_status = grpc.StatusCode.NOT_FOUND
    http_status = 404
    code = "NOT_FOUND"
    message_vi = "Không tìm thấy."
    message_en = "Not found."


class AlreadyExists(MotcuaError):
    """It is there already, with other content."""

    grpc_status = grpc.StatusCode.ALREADY_EXISTS
    http_status = 409
    code = "ALREADY_EXISTS"
    message_vi = "Đã có rồi."
    message_en = "It exists already."


class Conflict(MotcuaError):
    """The state does not allow it; trying again as it is will not help."""

    grpc_status = grpc.StatusCode.FAILED_PRECONDITION
    http_status = 409
    code = "CONFLICT"
    message_vi = "Trạng thái hiện tại không cho phép làm việc này."
    message_en = "The current state does not allow this."


class Stale(Conflict):
    """Somebody else was faster; read again and try again."""

    grpc_status = grpc.StatusCode.ABORTED
    code = "STALE"
    message_vi = "Dữ liệu vừa được người khác thay đổi. Hãy tải lại rồi thử lại."
    message_en = "Somebody else has just changed this. Reload and try again."


class TooManyRequests(MotcuaError):
    """A limit was reached. `retry_after`: seconds after which to try again."""

    grpc_status = grpc.StatusCode.RESOURCE_EXHAUSTED
    http_status = 429
    retry_after: int = 5
    code = "TOO_MANY_REQUESTS"
    message_vi = "Hệ thống đang nhận quá nhiều yêu cầu. Hãy thử lại sau ít phút."
    message_en = "Too many requests at the moment. Try again in a few minutes."


class Overloaded(TooManyRequests):
    """More comes in than is worked off; refused before anything of it was done, so that it may be repeated as it is."""

    code = "OVERLOADED"
    message_vi = "Hệ thống đang quá tải nên chưa nhận yêu cầu này; chưa có gì được thực hiện. Hãy thử lại sau vài giây."
    message_en = (
        "More is coming in than can be worked off, so this was not taken on and nothing of it was done. "
        "Try again in a few seconds."
    )


class TooOften(TooManyRequests):
    """One person, account or address does something more often than it may; refused before anything of it was done."""

    code = "TOO_OFTEN"
    message_vi = "Bạn làm việc này quá nhiều lần trong thời gian ngắn; lần này chưa được thực hiện. Hãy đợi một lát rồi thử lại."
    message_en = "This was done too often in a short time, and was not done now. Wait a moment and try again."

    def __init__(self, seconds: int = 1) -> None:
        super().__init__(details={"retry_after_seconds": str(seconds)})
        self.retry_after = seconds


class TooManyAtOnce(TooManyRequests):
    """One account has as much under way as one may; refused before anything of it was done."""

    retry_after = 1
    code = "TOO_MANY_AT_ONCE"
    message_vi = (
        "Tài khoản này đang có quá nhiều yêu cầu cùng lúc nên chưa nhận thêm; chưa có gì được thực hiện. "
        "Hãy đợi các yêu cầu trước xong."
    )
    message_en = (
        "This account has as many calls under way here as one may have, so this was not taken on and nothing of it was done. "
        "Wait until some of them have ended."
    )


class MessageTooLarge(MotcuaError):
    """One message is above the limit of whoever sends or receives it; gRPC says so before any of our code runs."""

    grpc_status = grpc.StatusCode.RESOURCE_EXHAUSTED
    http_status = 413
    code = "MESSAGE_TOO_LARGE"
    message_vi = "Nội dung gửi trong một lần quá lớn. Hãy chia nhỏ hoặc rút ngắn."
    message_en = "One message is too large. Send less at once."


class Cancelled(MotcuaError):
    """The caller hung up."""

    grpc_status = grpc.StatusCode.CANCELLED
    http_status = 499
    code = "CANCELLED"
    message_vi = "Yêu cầu đã bị huỷ."
    message_en = "The request was cancelled."


class Internal(MotcuaError):
    """Our fault. `details["incident"]` finds the log line; nothing else leaves the house. Between our services
    `details["error"]` tells class and place for operators, never the words."""

    grpc_status = grpc.StatusCode.INTERNAL
    http_status = 500
    code = "INTERNAL"
    message_vi = "Có lỗi ngoài dự kiến."
    message_en = "Something unexpected went wrong."


class Unimplemented(MotcuaError):
    """The server does not know the method."""

    grpc_status = grpc.StatusCode.UNIMPLEMENTED
    http_status = 501
    code = "UNIMPLEMENTED"
    message_vi = "Dịch vụ này chưa hỗ trợ thao tác đó."
    message_en = "This service does not know that method."


class Unavailable(MotcuaError):
    """Not now; the same request may work in a moment."""

    grpc_status = grpc.StatusCode.UNAVAILABLE
    http_status = 503
    code = "UNAVAILABLE"
    message_vi = "Dịch vụ tạm thời chưa sẵn sàng. Hãy thử lại sau ít phút."
    message_en = "The service is not available at the moment. Try again in a few minutes."


class DeadlineExceeded(MotcuaError):
    """The time that the caller gave ran out; whether it was done is not known: repeat with the same request
    id."""

    grpc_status = grpc.StatusCode.DEADLINE_EXCEEDED
    http_status = 504
    code = "DEADLINE_EXCEEDED"
    message_vi = "Hết thời gian chờ. Hãy thử lại."
    message_en = "The time allowed ran out. Try again."


BY_STATUS: dict[grpc.StatusCode, type[MotcuaError]] = {
    cls.grpc_status: cls
    for cls in (
        InvalidInput,
        Unauthenticated,
        PermissionDenied,
        NotFound,
        AlreadyExists,
        Conflict,
        Stale,
        TooManyRequests,
        Cancelled,
        Internal,
        Unimplemented,
        Unavailable,
        DeadlineExceeded,
    )
}
