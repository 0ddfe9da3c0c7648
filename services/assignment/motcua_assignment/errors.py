# SPDX-License-Identifier: Apache-2.0
"""What the assignment service refuses.

MotcuaError
├── NotFound: UnknownTask
├── Conflict: TaskClosed, NotClaimed, NobodyCompetent, FormUnknown
│   └── Stale: TaskTaken
└── InvalidInput: WrongAction, BadAnswers, ResultMissing, SignedEarly, SignerUnfit, FilterUnknown
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from motcua_calendar.clock import legal_time
from motcua_calendar.text import short_day
from motcua_rpc import Conflict, FieldError, InvalidInput, NotFound, Stale

from motcua_assignment.domain.task import Dossier, State, Task, Why

_CANCELLED: Final = {
    Why.WITHDRAWN: (
        "Việc này không còn: hồ sơ đã được rút{at}. Không phải làm gì thêm ở bước này.",
        "This task is gone: the dossier was withdrawn{at}. There is nothing more to do in this step.",
    ),
    "officer": (
        "Việc này không còn: {by} đã quyết định ở bước khác của hồ sơ{at}. Hãy xem lịch sử hồ sơ, rồi tải lại hộp việc.",
        "This task is gone: {by} decided in another step of the dossier{at}. See the dossier's history, then reload the inbox.",
    ),
    Why.DECISION: (
        "Việc này không còn: bước khác của hồ sơ đã được quyết định{at}. Hãy xem lịch sử hồ sơ, rồi tải lại hộp việc.",
        "This task is gone: another step of the dossier was decided{at}. See the dossier's history, then reload the inbox.",
    ),
    Why.PROCESS: (
        "Việc này không còn: quy trình đã đóng việc này{at}, vì hết hạn chờ, hồ sơ đã dừng hoặc cơ quan khác đã báo. "
        "Hãy xem lịch sử hồ sơ, rồi tải lại hộp việc.",
        "This task is gone: the process closed it{at}, as a waiting time ended, the dossier stopped or another agency said so. "
        "See the dossier's history, then reload the inbox.",
    ),
}
"""What became of a cancelled task and what to do, in both languages."""


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
    def of(cls, task: Task, dossier: Dossier | None) -> TaskClosed:
        """Says who finished it when, or why it is gone; `details["cause"]` is done, withdrawn, decision or process."""
        if task.state == State.CANCELLED:
            return cls._cancelled(task, _why(task, dossier))
        if not task.taken_by or task.closed_at is None:
            return cls(details={"cause": "done"})
        name, local = task.taken_by, legal_time(task.closed_at)
        return cls(
            message_vi=f"{name} đã hoàn thành việc này lúc {local:%H:%M ngày %d/%m/%Y}.",
            message_en=f"{name} finished this task at {local:%H:%M} on {short_day(local, 'en')}.",
            details={"cause": "done"},
        )

    @classmethod
    def _cancelled(cls, task: Task, why: str) -> TaskClosed:
        said_vi, said_en = _CANCELLED["officer" if why == Why.DECISION and task.closed_by else why]
        local = legal_time(task.closed_at) if task.closed_at else None
        at_vi = f" lúc {local:%H:%M ngày %d/%m/%Y}" if local else ""
        at_en = f" at {local:%H:%M} on {short_day(local, 'en')}" if local else ""
        return cls(
            message_vi=said_vi.format(by=task.closed_by, at=at_vi)
            + " Nội dung vừa điền không được ghi nhận.",
            message_en=said_en.format(by=task.closed_by, at=at_en) + " What you filled in was not recorded.",
            details={"cause": str(why)},
        )


def _why(task: Task, dossier: Dossier | None) -> str:
    """Another agency's work ends by a notice of the process that was withdrawn, which does not say so: the dossier does."""
    if task.closed_why not in ("", Why.PROCESS) or dossier is None or task.closed_at is None:
        return task.closed_why or Why.PROCESS
    return Why.WITHDRAWN if dossier.withdrawn(task.part, task.closed_at) else Why.PROCESS


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

    @classmethod
    def given(cls, by: str, name: str) -> TaskTaken:
        """Says who gave it to whom."""
        return cls(
            message_vi=f"{by} đã giao việc này cho {name}.",
            message_en=f"{by} gave this task to {name}.",
            details={"assignee": name},
        )

    @classmethod
    def back(cls, name: str) -> TaskTaken:
        """A leave is over."""
        return cls(
            message_vi=f"Đã hết thời gian làm thay: việc này đã về {name}.",
            message_en=f"The substitution is over: {name} has this task again.",
            details={"assignee": name},
        )


class NotClaimed(Conflict):
    code = "TASK_NOT_CLAIMED"
    message_vi = "Hãy nhận việc này trước khi hoàn thành."
    message_en = "Claim this task before you complete it."

    @classmethod
    def in_place_of(cls, name: str) -> NotClaimed:
        """An absent colleague has it, whom the caller stands in for."""
        return cls(
            message_vi=f"Việc này đang ở {name}. Bạn đang làm thay: hãy nhận việc này trước khi hoàn thành.",
            message_en=f"{name} has this task. You stand in: claim it before you complete it.",
        )


class WrongAction(InvalidInput):
    code = "ACTION_MISMATCH"
    message_vi = "Cách hoàn thành không khớp với loại việc."
    message_en = "What was sent does not fit this kind of task."


class ResultMissing(InvalidInput):
    code = "RESULT_MISSING"
    message_vi = "Cần đính kèm kết quả đã ký: số, người ký, thời điểm ký và tệp."
    message_en = "The signed result is needed: number, signer, time of signature and file."


class ResultUnasked(InvalidInput):
    """The form says with which answers the result is signed (`resultWhen`), and the answer given is none of them."""

    code = "RESULT_UNASKED"
    message_vi = (
        "Với câu trả lời này thì không ký kết quả. Hãy bỏ kết quả đính kèm, hoặc chọn câu trả lời có ký."
    )
    message_en = (
        "With this answer no result is signed. Leave the result out, or choose the answer that is signed."
    )


class SignedEarly(InvalidInput):
    """A paper signed before its step had begun belongs to something else."""

    code = "RESULT_SIGNED_EARLY"
    message_vi = "Kết quả không thể được ký trước khi bước này bắt đầu."
    message_en = "The result cannot have been signed before this step began."

    @classmethod
    def before(cls, opened: datetime) -> SignedEarly:
        """Says since when it can be signed, at its field."""
        local = legal_time(opened)
        told = FieldError(
            "result.signed_at",
            cls.code,
            f"Bước này bắt đầu lúc {local:%H:%M ngày %d/%m/%Y}; thời điểm ký không thể sớm hơn.",
            f"This step began at {local:%H:%M} on {short_day(local, 'en')}; the time of signature cannot be earlier.",
        )
        return cls(fields=[told])


class SignerUnfit(InvalidInput):
    """Only who holds the signing role in the unit signs its results."""

    code = "SIGNER_UNFIT"
    message_vi = "Người ký phải là người giữ vai trò ký của đơn vị giải quyết."
    message_en = "Who signs must be a person of the deciding unit who holds the signing role."

    @classmethod
    def away(cls, name: str, names: Sequence[str]) -> SignerUnfit:
        """Says who was on leave, and who can sign, at its field."""
        vi, en = (
            (f" Người ký được: {', '.join(names)}.", f" Who can: {', '.join(names)}.") if names else ("", "")
        )
        told = FieldError(
            "result.signer",
            cls.code,
            f"{name} nghỉ, có người làm thay, vào ngày ký đã ghi.{vi}",
            f"{name} was on leave, with a substitute, on the day of signing.{en}",
        )
        return cls(fields=[told])

    @classmethod
    def among(cls, names: Sequence[str]) -> SignerUnfit:
        """Says who can sign, at its field."""
        told = FieldError(
            "result.signer",
            cls.code,
            f"Người này không được ký kết quả của bước này. Người ký được: {', '.join(names)}.",
            f"This person cannot sign the result of this step. Who can: {', '.join(names)}.",
        )
        return cls(fields=[told])


class BadAnswers(InvalidInput):
    code = "ANSWERS_INVALID"
    message_vi = "Có ô cần sửa trong biểu mẫu của bước này."
    message_en = "Some fields of this step's form need a correction."


class NobodyCompetent(Conflict):
    """A task that would lie in no inbox; the English sentence names what is missing."""

    code = "UNIT_UNKNOWN"
    message_vi = "Không xác định được đơn vị, vai trò hoặc thời hạn cho việc này; cần xem lại tệp tổ chức hoặc quy trình."
    message_en = "No unit is competent for this task; look at the organisation file or the drawing."


class FormUnknown(Conflict):
    code = "FORM_UNKNOWN"
    message_vi = "Thủ tục không có biểu mẫu mà bước này dùng; cần báo người thiết kế quy trình."
    message_en = "The procedure has no such form as this step asks for; tell the process designer."


class FilterUnknown(InvalidInput):
    code = "FILTER_UNKNOWN"
    message_vi = "Không có cách lọc này."
    message_en = "There is no such filter."
