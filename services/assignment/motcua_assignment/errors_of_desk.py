# SPDX-License-Identifier: Apache-2.0
"""What is refused when a unit hands work over, sets substitutes, takes notes, does many tasks at once or keeps filters.

MotcuaError
├── PermissionDenied: HeadsOnly, NotesOfOfficers
├── NotFound: UnknownSubstitution, UnknownFilter
├── Conflict: ColleagueUnfit, HeldAlready, SubstitutionClash, SubstitutionOver, FiltersFull, OwnWork
└── InvalidInput: BadReason, BadDays, BadNote, BadBulk, BadFilter
"""

from __future__ import annotations

from datetime import date

from motcua_calendar.text import Language, short_day
from motcua_rpc import Conflict, FieldError, InvalidInput, NotFound, PermissionDenied


class HeadsOnly(PermissionDenied):
    code = "HEADS_ONLY"
    message_vi = "Chỉ người đứng đầu đơn vị mới làm được việc này."
    message_en = "Only a head of the unit may do this."


class NotesOfOfficers(PermissionDenied):
    code = "NOTES_OF_OFFICERS"
    message_vi = "Chỉ cán bộ của đơn vị tiếp nhận hoặc giải quyết hồ sơ mới đọc nhật ký và ghi chú."
    message_en = (
        "Only officers of a unit that receives the dossier or works on it read its journal and write notes."
    )


class OwnWork(Conflict):
    """Four eyes: with a lent role nobody checks what they did themselves."""

    code = "OWN_WORK"
    message_vi = "Bạn đã làm một bước của phần này; người kiểm tra phải là người khác."
    message_en = "You did a step of this part yourself; somebody else has to check it."

    @classmethod
    def of(cls, vi: str, en: str) -> OwnWork:
        """Says which step it was, and what helps."""
        return cls(
            message_vi=f"Bạn đã làm bước “{vi}” của hồ sơ này, nên không làm thay bước kiểm tra việc đó. "
            "Người khác giữ vai trò này làm, hoặc người đứng đầu đơn vị giao cho người khác.",
            message_en=f"You did “{en or vi}” of this dossier yourself, so you cannot stand in for whoever checks it. "
            "Somebody else with this role does it, or a head of the unit gives it to somebody.",
        )


class UnknownSubstitution(NotFound):
    code = "SUBSTITUTION_UNKNOWN"
    message_vi = "Đơn vị của bạn không có lần làm thay này."
    message_en = "Your unit has no such substitution."


class UnknownFilter(NotFound):
    code = "SAVED_FILTER_UNKNOWN"
    message_vi = "Bạn không có bộ lọc mang tên này."
    message_en = "You have no saved filter of this name."


class ColleagueUnfit(Conflict):
    code = "COLLEAGUE_UNFIT"
    message_vi = (
        "Người này không làm được việc này: phải là cán bộ của đơn vị và giữ vai trò mà bước yêu cầu."
    )
    message_en = "This person cannot do it: an officer of the unit is needed who holds the role of the step."


class HeldAlready(Conflict):
    code = "TASK_HELD_ALREADY"
    message_vi = "Người này đang giữ việc này rồi."
    message_en = "This person has the task already."


class SubstitutionClash(Conflict):
    """Two substitutes at once, or a substitute who is or goes away: nobody would know who does the work."""

    code = "SUBSTITUTION_CLASH"
    message_vi = "Trùng với một lần làm thay khác."
    message_en = "Another substitution is in the way."

    @classmethod
    def with_one(cls, absent: str, substitute: str, first: date, last: date) -> SubstitutionClash:
        return cls(
            message_vi=f"{substitute} đã làm thay {absent} {_span(first, last, 'vi')}. Hãy kết thúc lần đó hoặc chọn ngày khác.",
            message_en=f"{substitute} stands in for {absent} {_span(first, last, 'en')}. End that one, or choose other days.",
        )

    @classmethod
    def needed(cls, absent: str, substitute: str, first: date, last: date) -> SubstitutionClash:
        """Whoever goes on leave stands in for somebody, whose work would then be with nobody."""
        return cls(
            message_vi=f"{substitute} đang làm thay {absent} {_span(first, last, 'vi')}; nghỉ thì việc của {absent} "
            f"không có ai làm. Hãy kết thúc lần làm thay đó, đặt người khác làm thay {absent}, hoặc chọn ngày khác.",
            message_en=f"{substitute} stands in for {absent} {_span(first, last, 'en')}: {absent}'s work would be with nobody. "
            f"End that substitution and name somebody else for {absent}, or choose other days.",
        )


def _span(first: date, last: date, language: Language) -> str:
    start, until = ("từ", "đến") if language == "vi" else ("from", "to")
    return f"{start} {short_day(first, language)} {until} {short_day(last, language)}"


class SubstitutionOver(Conflict):
    code = "SUBSTITUTION_OVER"
    message_vi = "Lần làm thay này đã kết thúc."
    message_en = "This substitution is over."

    @classmethod
    def of(cls, absent: str) -> SubstitutionOver:
        """Of a task that was held in place of somebody: whose it is again."""
        return cls(
            message_vi=f"Bạn không còn làm thay {absent}: việc này đã về {absent}.",
            message_en=f"You stand in for {absent} no more: {absent} has this task again.",
        )


class FiltersFull(Conflict):
    code = "SAVED_FILTERS_FULL"
    message_vi = "Bạn đã lưu 20 bộ lọc. Hãy xóa bớt rồi lưu."
    message_en = "You have saved 20 filters. Delete one before you save another."


class BadReason(InvalidInput):
    code = "REASON_REQUIRED"
    message_vi = "Hãy ghi lý do, từ 1 đến 500 ký tự."
    message_en = "Say why, in 1 to 500 characters."

    @classmethod
    def at_field(cls) -> BadReason:
        return cls(fields=[FieldError("reason", cls.code, cls.message_vi, cls.message_en)])


class BadDays(InvalidInput):
    code = "DAYS_INVALID"
    message_vi = "Ngày không hợp lệ."
    message_en = "The days cannot be."

    @classmethod
    def at(cls, field: str, vi: str, en: str) -> BadDays:
        return cls(fields=[FieldError(field, cls.code, vi, en)])


class BadNote(InvalidInput):
    code = "NOTE_INVALID"
    message_vi = "Hãy ghi nội dung, từ 1 đến 2000 ký tự."
    message_en = "Write something, in 1 to 2000 characters."

    @classmethod
    def at_field(cls) -> BadNote:
        return cls(fields=[FieldError("text", cls.code, cls.message_vi, cls.message_en)])


class BadBulk(InvalidInput):
    code = "BULK_INVALID"
    message_vi = "Hãy chọn từ 1 đến 100 việc."
    message_en = "Choose 1 to 100 tasks."


class BulkMixed(InvalidInput):
    code = "BULK_MIXED"
    message_vi = (
        "Một câu trả lời chung chỉ dùng cho cùng một bước của cùng một thủ tục. Hãy chọn các việc giống nhau."
    )
    message_en = "One set of answers serves one step of one procedure. Choose tasks of the same kind."


class BadFilter(InvalidInput):
    code = "SAVED_FILTER_INVALID"
    message_vi = "Tên bộ lọc có từ 1 đến 60 ký tự, địa chỉ lọc không quá 500 ký tự."
    message_en = "A filter has a name of 1 to 60 characters and a query of up to 500."
