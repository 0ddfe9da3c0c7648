# SPDX-License-Identifier: Apache-2.0
"""What the assignment service refuses.

MotcuaError
├── NotFound: UnknownTask
├── Conflict: TaskClosed, NotClaimed, WrongAction, ResultMissing
├── Stale:    TaskTaken
└── InvalidInput: BadAnswers
"""

from __future__ import annotations

from datetime import datetime

from motcua_rpc import Conflict, InvalidInput, NotFound, Stale


class UnknownTask(NotFound):
    code = "TASK_UNKNOWN"
    message_vi = "Không có việc này trong hộp việc của bạn."
    message_en = "There is no such task in your inbox."


class TaskClosed(Conflict):
    """Somebody finished it, or the process cancelled it."""

    code = "TASK_CLOSED"
    message_vi = "Việc này đã xong hoặc đã bị hủy."
    message_en = "This task was finished or cancelled."

    @classmethod
    def by(cls, name: str | None, at: datetime | None, cancelled: bool) -> TaskClosed:
        """Says who finished it when."""
        if cancelled or not name or at is None:
            return cls(
                message_vi="Việc này không còn: quy trình đã đóng việc này." if cancelled else None,
                message_en="This task is gone: the process closed it." if cancelled else None,
            )
        return cls(
            message_vi=f"{name} đã hoàn thành việc này lúc {at:%H:%M ngày %d/%m/%Y}.",
            message_en=f"{name} finished this task at {at:%H:%M on %d/%m/%Y}.",
        )


class TaskTaken(Stale):
    code = "TASK_TAKEN"
    message_vi = "Đồng nghiệp đã nhận việc này."
    message_en = "A colleague has taken this task."

    @classmethod
    def by(cls, name: str) -> TaskTaken:
        """Says who has it."""
        return cls(
            message_vi=f"{name} đã nhận việc này trước bạn.",
            message_en=f"{name} took this task before you.",
            details={"assignee": name},
        )


class NotClaimed(Conflict):
    code = "TASK_NOT_CLAIMED"
    message_vi = "Hãy nhận việc này trước khi hoàn thành."
    message_en = "Claim this task before you complete it."


class WrongAction(InvalidInput):
    code = "ACTION_MISMATCH"
    message_vi = "Cách hoàn thành không khớp với loại việc."
    message_en = "What was sent does not fit this kind of task."


class ResultMissing(InvalidInput):
    code = "RESULT_MISSING"
    message_vi = "Cần đính kèm kết quả đã ký: số, người ký, thời điểm ký và tệp."
    message_en = "The signed result is needed: number, signer, time of signature and file."


class BadAnswers(InvalidInput):
    code = "ANSWERS_INVALID"
    message_vi = "Có ô cần sửa trong biểu mẫu của bước này."
    message_en = "Some fields of this step's form need a correction."


class UnitUnknown(Conflict):
    code = "UNIT_UNKNOWN"
    message_vi = "Không xác định được đơn vị có thẩm quyền cho việc này."
    message_en = "No competent unit was found for this task."
