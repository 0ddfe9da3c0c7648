# SPDX-License-Identifier: Apache-2.0
"""What the intake service refuses.

MotcuaError
├── NotFound:     UnknownProcedure, UnknownDraft, UnknownDossier, UnknownFile, UnknownPaper,
│                 UnknownApology, UnknownCall, UnknownExtract, UnknownProjection
│   └── UnknownDraft: DraftExpired
├── InvalidInput: BadFile, BadFields, SearchEmpty
│   └── BadFields: Incomplete, AskerRequired, AskerFixed
├── Conflict:     DraftSubmitted, WrongState, SupplementUsed, NotAsked, NothingToReturn, WithdrawalTooLate, ResultIssued,
│   │             ResultNumberTaken, ReceivedAtWindow, CursorExpired, CursorUnknown,
│   │             CallClosed, ConsumerHasEffects, LettersWait
│   └── WithdrawalTooLate: AlreadyWithdrawn
├── TooManyRequests: StreamsLimit, ReaderTooSlow
├── Unavailable:  ScanUnavailable
├── PermissionDenied: NotYourUnit, NotHeadOfUnit, SignatureNotLent, NotOfficer, NoRegister, SeenByNobody
└── Stale:        DraftStale, PapersChanged, DossierStale, AlreadyDone, WithdrawalStale
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from motcua_calendar import legal_time
from motcua_calendar.text import short_day, written
from motcua_rpc import (
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    PermissionDenied,
    Stale,
    TooManyRequests,
    Unavailable,
)
from motcua_text import Text

if TYPE_CHECKING:
    from motcua_events.natures import Effects

    from motcua_intake.domain.checking import Problem


class UnknownProcedure(NotFound):
    code = "PROCEDURE_UNKNOWN"
    message_vi = "Không có thủ tục này, hoặc thủ tục không còn hiệu lực."
    message_en = "There is no such procedure, or it is not in force."


class UnknownDraft(NotFound):
    code = "DRAFT_UNKNOWN"
    message_vi = "Không tìm thấy bản nháp này trong tài khoản của bạn."
    message_en = "There is no such draft in your account."


class DraftExpired(UnknownDraft):
    code = "DRAFT_EXPIRED"

    @classmethod
    def after(cls, procedure_key: str, saved_at: datetime, removed_at: datetime) -> DraftExpired:
        """A draft that was removed as nobody had touched it since `saved_at`."""
        saved, removed = legal_time(saved_at).date(), legal_time(removed_at).date()
        return cls(
            message_vi=f"Bản nháp này đã bị xóa ngày {short_day(removed, 'vi')} cùng các tệp đính kèm, vì không được sửa từ ngày "
            f"{short_day(saved, 'vi')}. Hãy lập bản nháp mới.",
            message_en=f"This draft and its files were removed on {short_day(removed, 'en')}, as it had not been changed since "
            f"{short_day(saved, 'en')}. Please begin a new one.",
            details={"procedure_key": procedure_key, "removed_on": removed.isoformat()},
        )  # fmt: skip


class UnknownDossier(NotFound):
    code = "DOSSIER_UNKNOWN"
    message_vi = "Không tìm thấy hồ sơ, hoặc bạn không được xem hồ sơ này."
    message_en = "There is no such dossier, or you may not see it."


class SearchEmpty(InvalidInput):
    code = "SEARCH_EMPTY"
    message_vi = "Hãy nhập từ cần tìm: tên, mã hồ sơ, số điện thoại hoặc nội dung trong tờ khai."
    message_en = "Type what to find: a name, a code, a phone number or something of the declaration."


class UnknownFile(NotFound):
    code = "FILE_UNKNOWN"
    message_vi = "Không tìm thấy tệp này. Hãy tải tệp lên lại."
    message_en = "There is no such file. Please upload it again."

    @classmethod
    def to_reader(cls) -> UnknownFile:
        """To whom only wants to read it; whether it is there is told to nobody who may not."""
        return cls(
            message_vi="Không có tệp này, hoặc tệp không dành cho tài khoản của bạn.",
            message_en="There is no such file, or it is not for your account.",
        )


class UnknownPaper(NotFound):
    code = "PAPER_UNKNOWN"
    message_vi = "Không tìm thấy giấy tờ này, có thể đã được gỡ bỏ."
    message_en = "There is no such paper; it may have been taken away already."


class NotYourUnit(PermissionDenied):
    code = "UNIT_REQUIRED"
    message_vi = "Chỉ cán bộ một cửa của đơn vị tiếp nhận hồ sơ mới làm được việc này."
    message_en = "Only a window clerk of the unit that receives the dossier may do this."


class UnknownApology(NotFound):
    code = "EXTENSION_UNKNOWN"
    message_vi = "Không có văn bản xin lỗi này ở đơn vị của bạn."
    message_en = "Your unit has no such apology."


class UnknownCall(NotFound):
    code = "CALL_UNKNOWN"
    message_vi = "Bộ phận Một cửa của bạn không có việc báo tin này."
    message_en = "Your window has no such call to make."


class CallClosed(Conflict):
    code = "CALL_CLOSED"
    message_vi = "Việc báo tin này không còn chờ: đã có người báo, hoặc không cần báo nữa."
    message_en = "This call waits no more: somebody has made it, or it is not needed any more."


class UnknownExtract(NotFound):
    code = "EXTRACT_UNKNOWN"
    message_vi = "Không có bản in sổ theo dõi này ở đơn vị của bạn."
    message_en = "Your unit has no such extract of the register."


class NotHeadOfUnit(PermissionDenied):
    code = "HEAD_REQUIRED"
    message_vi = "Chỉ thủ trưởng đơn vị hoặc cấp phó mới làm được việc này."
    message_en = "Only the head of the unit, or a deputy, may do this."


class SignatureNotLent(PermissionDenied):
    code = "SIGNATURE_NOT_LENT"
    message_vi = "Bạn đang làm thay thủ trưởng nhưng không ký thay được."
    message_en = "You are standing in for the head, but may not sign for them."

    @classmethod
    def but(cls, names: Sequence[str]) -> Self:
        """Says who may."""
        listed = ", ".join(names)
        return cls(
            message_vi=f"{cls.message_vi} Người ký được: {listed}.",
            message_en=f"{cls.message_en} Who may: {listed}.",
        )


class ApologyClosed(Conflict):
    code = "EXTENSION_CLOSED"
    message_vi = "Văn bản này không còn chờ ký: đã được ký, hoặc không cần nữa vì việc đã xong hoặc đồng hồ đang tạm dừng."
    message_en = (
        "This apology waits for no signature any more: it was signed, or is not needed, as the work is done, has ended or the "
        "clock stands still."
    )


class NoRegister(PermissionDenied):
    code = "REGISTER_REQUIRED"
    message_vi = "Sổ theo dõi chỉ mở cho cán bộ một cửa và lãnh đạo của đơn vị có Bộ phận Một cửa, mỗi đơn vị xem sổ của mình."
    message_en = (
        "A register is open to the window clerks and heads of a unit with a window, each to their own unit's."
    )


class NotOfficer(PermissionDenied):
    code = "OFFICER_REQUIRED"
    message_vi = "Chỉ cán bộ của đơn vị tiếp nhận hoặc giải quyết hồ sơ mới xem được mục này."
    message_en = "Only officers of a unit that receives or deals with the dossier may see this."


class DraftSubmitted(Conflict):
    code = "DRAFT_SUBMITTED"
    message_vi = "Bản nháp này đã được nộp thành hồ sơ nên không sửa được nữa."
    message_en = "This draft was submitted as a dossier and cannot be changed any more."

    @classmethod
    def as_dossier(cls, dossier_id: str) -> DraftSubmitted:
        """Names what it became, so that a caller can go there."""
        return cls(details={"dossier_id": dossier_id})


class DraftStale(Stale):
    code = "DRAFT_STALE"
    message_vi = (
        "Bản nháp đã được lưu ở một cửa sổ khác sau khi bạn mở trang này. Nội dung bạn vừa nhập chưa được lưu; "
        "hãy giữ lại, tải bản mới nhất rồi lưu lại."
    )
    message_en = (
        "This draft was saved in another window after you opened this page. What you typed is not saved yet: "
        "keep it, load the newest version, then save again."
    )

    @classmethod
    def unseen(cls, revision: int) -> DraftStale:
        """Nothing was typed: somebody hands in what the page does not show."""
        return cls(
            message_vi="Tờ khai hoặc giấy tờ đã được lưu ở một cửa sổ khác sau khi bạn mở trang này, "
            "nên hồ sơ chưa được nộp. Hãy xem lại nội dung mới nhất trên trang này rồi bấm lại.",
            message_en="The form or the papers were saved in another window after you opened this page, "
            "so nothing was handed in. Look through the newest version on this page, then press the button again.",
            details={"revision": str(revision)},
        )


class PapersChanged(Stale):
    """The papers of a supplement are not those that the person saw."""

    code = "PAPERS_CHANGED"
    message_vi = (
        "Giấy tờ bổ sung đã được thay đổi ở một cửa sổ khác sau khi bạn mở trang này, nên chưa nộp. "
        "Hãy xem lại các tệp trên trang này rồi bấm nộp lại."
    )
    message_en = (
        "The papers were changed in another window after you opened this page, so nothing was handed in. "
        "Look through the files on this page, then hand in again."
    )


class DossierStale(Stale):
    code = "DOSSIER_STALE"
    message_vi = (
        "Hồ sơ đã được thay đổi ở một cửa sổ khác sau khi bạn mở trang này. Nội dung bạn vừa nhập chưa được lưu; "
        "hãy giữ lại, tải bản mới nhất rồi lưu lại."
    )
    message_en = (
        "This dossier was changed in another window after you opened this page. What you typed is not saved yet: "
        "keep it, load the newest version, then save again."
    )


class WrongState(Conflict):
    """The dossier is not in a state in which this can be done."""

    code = "DOSSIER_STATE"


class AlreadyDone(Stale):
    """Somebody else was faster; the sentence names who, what and when."""

    code = "DOSSIER_ALREADY_DONE"

    @classmethod
    def by(cls, name: str, at: datetime, done_vi: str, done_en: str) -> AlreadyDone:
        return cls(
            message_vi=f"Hồ sơ đã được {name or 'người khác'} {done_vi} lúc {written(at, 'vi')}.",
            message_en=f"{name or 'Somebody else'} {done_en} this dossier at {written(at, 'en')}.",
        )


class SupplementUsed(Conflict):
    code = "SUPPLEMENT_USED"
    message_vi = "Hồ sơ này đã được yêu cầu bổ sung đủ số lần cho phép; chỉ được yêu cầu một lần, đầy đủ."
    message_en = (
        "This dossier was asked for supplements as often as the law allows; ask once, for everything."
    )


class NotAsked(Conflict):
    code = "SUPPLEMENT_NOT_ASKED"
    message_vi = "Hồ sơ này không có yêu cầu bổ sung giấy tờ đó."
    message_en = "This dossier was not asked for that paper."


class SupplementOver(NotAsked):
    """The round ended without an answer, and the dossier went on: the papers come too late."""

    code = "SUPPLEMENT_OVER"
    message_vi = "Đã hết hạn bổ sung và hồ sơ đã được quyết định, nên giấy tờ này không còn được nhận. Hãy hỏi Bộ phận Một cửa."
    message_en = "The time for the supplement is over and the dossier was decided: this paper is no longer taken. Ask the window."

    @classmethod
    def of_another_round(cls, round: int) -> SupplementOver:
        """Papers are awaited, but not for this request any more."""
        return cls(
            message_vi=f"Yêu cầu bổ sung lần {round} không còn chờ giấy tờ; hồ sơ đang chờ giấy tờ của yêu cầu khác. Hãy tải lại "
            "trang.",
            message_en=f"Request {round} waits for no papers any more; the dossier waits for those of another request. Load the "
            "page again.",
        )

    @classmethod
    def while_going_on(cls) -> SupplementOver:
        """After appraisal: the process has gone on with what there is."""
        return cls(
            message_vi="Đã hết hạn bổ sung và hồ sơ đang được giải quyết tiếp theo giấy tờ đã có, nên giấy tờ này không còn "
            "được nhận. Hãy hỏi Bộ phận Một cửa.",
            message_en="The time for the supplement is over and the dossier goes on with the papers it has, so this paper is "
            "no longer taken. Ask the window.",
        )

    @classmethod
    def withdrawn(cls) -> SupplementOver:
        """Whether it was answered or not: nothing is decided on these papers any more."""
        return cls(
            message_vi="Hồ sơ đã được rút, nên giấy tờ bổ sung không còn được nhận.",
            message_en="The dossier was withdrawn, so papers for it are no longer taken.",
        )


class WithdrawalTooLate(Conflict):
    code = "WITHDRAWAL_TOO_LATE"
    message_vi = "Hồ sơ không còn rút được: kết quả đã được ký hoặc việc giải quyết đã xong."
    message_en = "The dossier can no longer be withdrawn: its result is signed, or work on it has ended."


class WithdrawalStale(Stale):
    """The parts that would stop are no longer those that were shown."""

    code = "WITHDRAWAL_STALE"
    message_vi = "Các phần sẽ dừng đã khác với lúc bạn xem. Chưa rút gì; hãy xem lại rồi xác nhận."
    message_en = "The parts that would stop are no longer those that you saw. Nothing was withdrawn; look again and confirm."

    @classmethod
    def of(cls, changed: Sequence[tuple[Text, Text]]) -> WithdrawalStale:
        """`changed`: each part that stands or stops now and did otherwise, with what became of it."""
        vi = "; ".join(f"“{name.vi}” {became.vi}" for name, became in changed)
        en = "; ".join(f"“{name.to('en')}” {became.to('en')}" for name, became in changed)
        return cls(
            message_vi=f"Từ lúc bạn mở trang, có thay đổi: {vi}. Chưa rút gì; hãy xem lại rồi xác nhận.",
            message_en=f"Since you opened the page something changed: {en}. Nothing was withdrawn; please confirm again.",
        )


class ReceivedAtWindow(Conflict):
    """What a person brought is no electronic submission."""

    code = "RECEIVED_AT_WINDOW"
    message_vi = "Hồ sơ mang đến quầy thì tiếp nhận, yêu cầu bổ sung hoặc từ chối ngay tại quầy; không nộp như hồ sơ trực tuyến."
    message_en = (
        "What was brought to the window is accepted, sent for a supplement or refused there at once; "
        "it is not submitted as if it came online."
    )


class SeenByNobody(PermissionDenied):
    """The account of a system receives nothing at a window."""

    code = "PERSON_REQUIRED"
    message_vi = "Chỉ cán bộ trực tiếp nhận giấy tờ tại quầy mới tiếp nhận được theo cách này; hệ thống khác thì nộp trực tuyến."
    message_en = "Only an officer who takes the papers at the window may receive them this way; another system submits online."


class AlreadyWithdrawn(WithdrawalTooLate):
    """What is asked for has happened, by another request."""

    code = "ALREADY_WITHDRAWN"
    message_vi = "Hồ sơ này đã được rút trước đó."
    message_en = "The dossier is withdrawn already."


class NothingToReturn(Conflict):
    code = "NOTHING_TO_RETURN"
    message_vi = "Chưa có kết quả nào chờ trả cho hồ sơ này."
    message_en = "No result of this dossier waits to be returned."


class ResultIssued(Conflict):
    code = "RESULT_ISSUED"
    message_vi = "Kết quả này đã được phát hành nên không thay được nữa."
    message_en = "This result was issued and cannot be replaced any more."


class ResultNumberTaken(Conflict):
    code = "RESULT_NUMBER_TAKEN"
    message_vi = "Số này đã dùng cho một kết quả khác cùng loại của đơn vị. Hãy kiểm tra lại số."
    message_en = "This number was used for another result of this kind of the unit. Please check the number."


class BadFile(InvalidInput):
    """A file that cannot be taken; code and sentence say why and what to do."""

    @classmethod
    def of(cls, code: str, vi: str, en: str) -> BadFile:
        return cls(code, vi, en, fields=[FieldError("file", code, vi, en)])


class ScanUnavailable(Unavailable):
    """A file that could not be looked through for malware; nothing of it was kept."""

    code = "FILE_SCAN_UNAVAILABLE"
    message_vi = (
        "Chưa quét được mã độc nên tệp này chưa được nhận; những gì đã nhập vẫn còn. Hãy thử lại sau ít phút."
    )
    message_en = (
        "Files cannot be looked through for malware at the moment, so this one was not taken. Try again in a few minutes; "
        "what was entered is still there."
    )


class BadFields(InvalidInput):
    """Fields that cannot stay as they are."""

    @classmethod
    def one(cls, field: str, code: str, vi: str, en: str) -> BadFields:
        return cls(code, vi, en, fields=[FieldError(field, code, vi, en)])

    @classmethod
    def many(cls, errors: Sequence[FieldError]) -> BadFields:
        return cls(fields=errors)


class Incomplete(BadFields):
    code = "DRAFT_INCOMPLETE"
    message_vi = "Hồ sơ còn thiếu hoặc sai một số nội dung. Hãy bổ sung rồi nộp lại."
    message_en = "The dossier still lacks something or has mistakes. Please complete it and submit again."

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> Incomplete:
        return cls(
            fields=[FieldError(p.field, "PROBLEM", p.message.vi, p.message.to("en")) for p in problems]
        )


class AmendmentInvalid(Incomplete):
    code = "AMENDMENT_INVALID"
    message_vi = "Tờ khai vừa sửa còn mục thiếu hoặc sai nên chưa được ghi; tờ khai đã nộp vẫn giữ nguyên."
    message_en = "The corrected form lacks something or has mistakes: it was not kept, and the form that was handed in stands."


class AskerRequired(BadFields):
    """A window officer withdraws for somebody, and does not say for whom."""

    code = "ASKER_REQUIRED"
    message_vi = "Rút hồ sơ tại quầy phải ghi ai đến đề nghị: người nộp, chủ hồ sơ, hay người khác kèm căn cứ. Chưa rút gì."
    message_en = (
        "A withdrawal at the window must say who came and asked: the applicant, the owner, or somebody else with a ground. "
        "Nothing was withdrawn."
    )

    @classmethod
    def nobody(cls) -> AskerRequired:
        return cls(fields=[FieldError("asker_name", cls.code, cls.message_vi, cls.message_en)])


class AskerFixed(BadFields):
    """Whoever withdraws by their own account asks themselves."""

    code = "ASKER_FIXED"
    message_vi = "Rút hồ sơ bằng tài khoản của mình thì chính tài khoản là người đề nghị; không ghi người khác. Chưa rút gì."
    message_en = (
        "Who withdraws by their own account asks themselves; nobody else is named. Nothing was withdrawn."
    )

    @classmethod
    def by_account(cls) -> AskerFixed:
        return cls(fields=[FieldError("asker_name", cls.code, cls.message_vi, cls.message_en)])


class CursorExpired(Conflict):
    code = "CURSOR_EXPIRED"
    message_vi = "Con trỏ quá cũ: các sự kiện sau nó không còn được lưu. Hãy đọc lại danh sách hồ sơ, rồi theo dõi từ bây giờ."
    message_en = "The cursor is too old: what came after it is not kept any more. Read the dossiers, then watch from now."


class CursorUnknown(Conflict):
    code = "CURSOR_UNKNOWN"
    message_vi = (
        "Con trỏ không thuộc hệ thống này, hoặc hệ thống đã được khôi phục từ bản sao lưu. "
        "Hãy đọc lại danh sách hồ sơ, rồi theo dõi từ bây giờ."
    )
    message_en = "The cursor is of another system, or this one was restored from a backup. Read the dossiers, then watch anew."


class StreamsLimit(TooManyRequests):
    code = "STREAMS_LIMIT"
    message_vi = "Đang mở quá nhiều luồng theo dõi sự kiện. Hãy đóng bớt hoặc thử lại sau."
    message_en = "Too many streams of events are open. Close one, or try again later."


class ReaderTooSlow(TooManyRequests):
    code = "READER_TOO_SLOW"
    message_vi = "Luồng theo dõi bị cắt vì đọc quá chậm. Hãy mở lại với con trỏ cuối cùng đã xử lý."
    message_en = "The stream was cut as it was read too slowly. Open it again with the last cursor that you dealt with."


class UnknownProjection(NotFound):
    """Nothing of this name is made from events."""

    code = "PROJECTION_UNKNOWN"
    message_vi = "Không có bảng dữ liệu nào của dịch vụ này dựng lại được dưới tên đó."
    message_en = "This service has nothing of that name that can be made again from the log."


class ConsumerHasEffects(Conflict):
    """A consumer whose effects reach others is never played again."""

    code = "CONSUMER_HAS_EFFECTS"
    message_vi = (
        "Không thể xử lý lại các sự kiện này từ đầu: tác động của chúng đã tới người dân hoặc dịch vụ khác."
    )
    message_en = (
        "These events cannot be handled again from the start: what they do reaches people or other services."
    )

    @classmethod
    def of(cls, known: Effects) -> Self:
        """With the reason that proto/consumers.yaml gives, and what to do instead."""
        return cls(
            message_en=f"{known.group} is not played again. {known.why} {known.instead}",
            details={"group": known.group},
        )


class LettersWait(Conflict):
    """What waits as a dead letter is in the log and not yet in the tables."""

    code = "PROJECTION_LETTERS_OPEN"
    message_vi = "Còn sự kiện chưa xử lý được đang đợi; hãy thử lại hoặc bỏ chúng trước khi dựng lại."
    message_en = "Dead letters of its consumer are open: retry or drop them first."

    @classmethod
    def of(cls, group: str) -> Self:
        """Naming the consumer."""
        said = f"Dead letters of {group} are open: retry or drop them first (motcua events dlq)."
        return cls(message_en=said, details={"group": group})
