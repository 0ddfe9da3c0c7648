# SPDX-License-Identifier: Apache-2.0
"""The sentences of the history. Vietnamese is the source."""

from __future__ import annotations

from typing import Final

from motcua_text import Text

from motcua_intake.domain.records import PartStatus

SUBMITTED: Final = Text("Hồ sơ đã được nộp.", "The dossier was submitted.")
RECEIVED: Final = Text(
    "Hồ sơ được nộp trực tiếp và tiếp nhận tại Bộ phận Một cửa.",
    "The dossier was handed in and accepted at the window.",
)
RECEIVED_BY_POST: Final = Text(
    "Hồ sơ được gửi qua dịch vụ bưu chính và tiếp nhận tại Bộ phận Một cửa.",
    "The dossier came by post and was accepted at the window.",
)
ACCEPTED: Final = Text(
    "Hồ sơ được tiếp nhận; hẹn trả {promised_vi}.", "The dossier was accepted; promised for {promised_en}."
)
BROUGHT: Final = Text(
    "Hồ sơ được nộp trực tiếp tại Bộ phận Một cửa.", "The dossier was handed in at the window."
)
POSTED: Final = Text(
    "Hồ sơ được gửi qua dịch vụ bưu chính đến Bộ phận Một cửa.", "The dossier came to the window by post."
)
AMENDED: Final = Text(
    "Tờ khai được sửa tại Bộ phận Một cửa theo đề nghị của người nộp.",
    "The form was corrected at the window as the applicant asked.",
)
REFUSED: Final = Text(
    "Hồ sơ bị từ chối tiếp nhận. Lý do: {reason}", "The dossier was refused at intake. Reason: {reason}"
)
ASKED: Final = Text(
    "Yêu cầu bổ sung lần {round}: {papers}. Lý do: {reason}",
    "Supplement {round} was asked for: {papers}. Reason: {reason}",
)
ANSWERED: Final = Text(
    "Giấy tờ bổ sung lần {round} đã được nộp.", "The papers of supplement {round} were handed in."
)
OVERDUE: Final = Text(
    "Hết hạn bổ sung lần {round} (ngày {day_vi}), chưa nhận được giấy tờ. Bộ phận Một cửa sẽ tiếp nhận hoặc từ chối hồ sơ; "
    "giấy tờ nộp trước khi có quyết định vẫn được nhận.",
    "The last day of supplement {round} ({day_en}) has passed without papers. The window will accept or refuse the dossier; "
    "papers that come before it has decided are still taken.",
)
ANSWERED_LATE: Final = Text(
    "Giấy tờ bổ sung lần {round} đã được nộp sau hạn, trước khi Bộ phận Một cửa quyết định; vẫn được nhận.",
    "The papers of supplement {round} were handed in after the last day and before the window decided; they are taken.",
)
LAPSED: Final = Text(
    "Hết hạn bổ sung lần {round} (ngày {day_vi}), không nhận được giấy tờ. Hồ sơ được giải quyết tiếp theo giấy tờ đã có.",
    "The last day of supplement {round} ({day_en}) has passed without papers. The dossier goes on with the papers it has.",
)
CLOSED: Final = Text(
    "Yêu cầu bổ sung lần {round} kết thúc mà chưa có giấy tờ bổ sung.",
    "Supplement {round} ended without papers.",
)
LATE_ANSWER: Final = Text(
    "Giấy tờ bổ sung lần {round} đến khi bước chờ bổ sung đã kết thúc; giấy tờ được giữ trong hồ sơ.",
    "The papers of supplement {round} came when nobody waited for them any more; they stay with the dossier.",
)
WITHDRAWN_EARLY: Final = Text(
    "Hồ sơ được rút trước khi tiếp nhận.", "The dossier was withdrawn before acceptance."
)
WITHDRAWN_EARLY_FOR: Final = Text(
    "Hồ sơ được rút trước khi tiếp nhận, theo đề nghị của {asker}.",
    "The dossier was withdrawn before acceptance, as {asker} asked.",
)
WITHDRAWAL_ASKED: Final = Text(
    "Đã đề nghị rút hồ sơ. Lý do: {reason}", "Withdrawal was asked for. Reason: {reason}"
)
WITHDRAWAL_ASKED_BY: Final = Text(
    "{asker} đề nghị rút hồ sơ. Lý do: {reason}", "{asker} asked for withdrawal. Reason: {reason}"
)
WITHDRAWAL_LATE: Final = Text(
    "Đề nghị rút đến khi mọi phần việc đã được quyết định, nên không dừng phần nào; những gì đã quyết định giữ nguyên.",
    "The withdrawal came when every part had been decided, so nothing stopped; what was decided stands.",
)
BECAME: Final = {
    PartStatus.WAITING: Text("cũng sẽ dừng", "would stop as well"),
    PartStatus.IN_PROGRESS: Text("cũng sẽ dừng", "would stop as well"),
    PartStatus.GRANTED: Text("đã có kết quả và giữ nguyên", "has its result and stands"),
    PartStatus.REFUSED: Text("đã bị từ chối", "was refused"),
    PartStatus.WITHDRAWN: Text("đã dừng theo đề nghị rút", "was withdrawn"),
    PartStatus.STOPPED: Text("đã dừng", "has stopped"),
}
"""What a part is now that was shown otherwise before a withdrawal."""
STARTED: Final = Text("Bắt đầu giải quyết theo quy trình.", "The process has started.")
GRANTED: Final = Text("{part}: đã có kết quả.", "{part}: granted.")
PART_REFUSED: Final = Text("{part}: bị từ chối. Lý do: {reason}", "{part}: refused. Reason: {reason}")
PART_WITHDRAWN: Final = Text("{part}: dừng theo đề nghị rút hồ sơ.", "{part}: withdrawn.")
PART_STOPPED: Final = Text("{part}: dừng giải quyết. Lý do: {reason}", "{part}: stopped. Reason: {reason}")
ATTACHED: Final = Text(
    "Kết quả “{result}” số {number} đã được đính kèm.", "Result “{result}” no. {number} was attached."
)
VOIDED: Final = Text(
    "Kết quả “{result}” số {number} không được phát hành vì phần việc đã kết thúc; số này dùng lại được.",
    "Result “{result}” no. {number} was not issued, as its part has ended; the number is free again.",
)
OVERTAKEN: Final = Text(
    "Bản đính kèm “{result}” số {number} không được phát hành vì một lần ký khác của phần việc này đã có hiệu lực.",
    "An attached “{result}” no. {number} was not issued, as another signature of its part took effect.",
)
ISSUED: Final = Text(
    "Kết quả “{result}” số {number} đã được phát hành.", "Result “{result}” no. {number} was issued."
)
RETURNED: Final = Text(
    "Đã trả kết quả cho {receiver}: {results}.", "Results were handed to {receiver}: {results}."
)
ORIGINALS_WAIT: Final = Text(
    "Bản chính đã thu đang chờ trả lại người nộp tại Bộ phận Một cửa: {papers}.",
    "Originals that were collected wait at the window to be handed back to the applicant: {papers}.",
)
ORIGINALS_BACK: Final = Text(
    "Đã trả lại bản chính cho {receiver}: {papers}.", "Originals were handed back to {receiver}: {papers}."
)
SLIPS_WAIT: Final = Text(
    "Phiếu từ chối chờ giao cho người nộp tại Bộ phận Một cửa: {slips}.",
    "Refusal slips wait at the window to be handed to the applicant: {slips}.",
)
SLIPS_GIVEN: Final = Text(
    "Đã giao phiếu cho {receiver}: {slips}.", "Slips were handed to {receiver}: {slips}."
)
EXTENDED: Final = Text(
    "{unit} xin lỗi vì chậm và hẹn lại ngày trả kết quả: {promised} (văn bản số {number}). Lý do: {reason}",
    "{unit} apologised for being late and promised another day: {promised} (notice no. {number}). Reason: {reason}",
)
EXTENDED_PARTS: Final = Text(
    "{unit} xin lỗi vì chậm và hẹn lại: {parts} (văn bản số {number}); ngày hẹn trả của cả hồ sơ giữ nguyên: {promised}. "
    "Lý do: {reason}",
    "{unit} apologised for being late and appointed another day: {parts} (notice no. {number}); the promised day of the whole "
    "dossier stays: {promised}. Reason: {reason}",
)
GIVEN: Final = Text(
    "Gia hạn {days} ngày làm việc theo văn bản xin lỗi số {number} ({nth}): hạn mới {until}.",
    "Extended by {days} working days, apology no. {number} ({nth}): now due {until}.",
)
GIVEN_BEFORE: Final = Text(
    "Văn bản xin lỗi số {number} ({nth}) đã hẹn {until}; thời hạn bắt đầu tính sau ngày ký văn bản nên theo hạn nêu trên.",
    "Apology no. {number} ({nth}) appointed {until}; the limit began to count after it was signed, so the due day above holds.",
)
GIVEN_KEPT: Final = Text(
    "Văn bản xin lỗi số {number} ({nth}) đã hẹn {until}, muộn hơn hạn nêu trên ({legal}): ngày đã hẹn được giữ.",
    "Apology no. {number} ({nth}) appointed {until}, later than the due day above ({legal}): the appointed day is kept.",
)
GIVEN_OFF: Final = Text(
    "Ngày đã hẹn, {day}, nay là ngày nghỉ ({reason}): hạn là ngày làm việc tiếp theo, {until} (BLDS 2015, Điều 148 khoản 5).",
    "The appointed day, {day}, is a day off now ({reason}): due on the next working day, {until} (Civil Code 2015, art. 148.5).",
)
CALLED: Final = Text(
    "Đã báo cho người nộp hồ sơ {how}{note}: {about}", "The applicant was told {how}{note}: {about}"
)
CALLED_BY: Final = {
    "PHONE": Text("qua điện thoại", "by telephone"),
    "PAPER": Text("bằng văn bản giấy", "on paper"),
    "IN_PERSON": Text("trực tiếp tại quầy", "in person at the window"),
}
FINISHED: Final = Text("Hồ sơ đã kết thúc.", "The dossier has ended.")
CLOCK_OPENED: Final = Text("{ground}: {effect}.", "{ground}: {effect}.")
CLOCK_CLOSED: Final = Text(
    "{ground}: kết thúc; hạn trả nay là {promised_vi}.",
    "{ground}: over; the dossier is now due {promised_en}.",
)
BY_HOURS: Final = Text(
    "Tính theo ngày, giờ làm việc của {unit}.",
    "Counted by the working days and hours of {unit}.",
)
DATES_MOVED: Final = Text(
    "Phần “{part_vi}” có kết quả ngày {day_vi}: các phần sau tính từ ngày đó; hẹn trả nay là {promised_vi}.",
    "“{part_en}” was decided on {day_en}: the parts after it count from that day; promised for {promised_en} now.",
)
DATES_MOVED_LATE: Final = Text(
    "Phần “{part_vi}” có kết quả ngày {day_vi}, sau hạn: các phần sau tính từ ngày đó; hẹn trả vẫn là {promised_vi}.",
    "“{part_en}” was decided on {day_en}, after its due day: the parts after it count from that day; the applicant is still "
    "promised {promised_en}.",
)
COUNTED_ANEW: Final = Text(
    "Tính lại theo lịch ngày nghỉ, giờ làm việc đang áp dụng: {moved}.",
    "Counted anew by the days off and working hours in force: {moved}.",
)
WAIT_OVER: Final = Text(
    "Phần “{part}” có kết quả, nên thời gian chờ của phần đó kết thúc: {moved}.",
    "“{part}” was decided, so the wait of that part is over: {moved}.",
)
MOVED_PART: Final = Text(
    "phần “{part}” nay đến hạn {after} (trước: {before})", "“{part}” is due {after} now (before: {before})"
)
MOVED_PROMISE: Final = Text(
    "hẹn trả nay là {after} (trước đây: {before})", "promised for {after} now (before: {before})"
)
CLOCK_LAPSED: Final = Text(
    "{ground}: kết thúc mà không nhận được giấy tờ; thời gian chờ không tính vào thời hạn, phần thời hạn còn lại được tính tiếp; "
    "hạn trả nay là {promised_vi}.",
    "{ground}: over without papers; the wait does not count, and what was left of the limit goes on; the dossier is now due "
    "{promised_en}.",
)
# What it says is in the mail; the message's own name is the drawing's code.
NOTICE: Final = Text(
    "{agency_vi} đã gửi thông báo cho người nộp hồ sơ.", "{agency_en} sent the applicant a notice."
)

NOTICE_SAYS: Final = Text(
    "{agency} đã gửi người nộp hồ sơ: {title}. {lines}.", "{agency} sent the applicant: {title}. {lines}."
)

EFFECTS: Final = {
    "PAUSE": Text("đồng hồ tạm dừng", "the clock stands still"),
    "EXCLUDE": Text("bắt đầu khoảng thời gian không tính vào thời hạn", "time that does not count begins"),
    "EXTEND": Text("thời hạn của phần này được thêm ngày", "the limit of this part is longer"),
    "RESTART": Text("thời hạn sẽ được tính lại từ đầu", "the limit will be counted anew"),
}

ANY_PAPER: Final = Text("giấy tờ theo lý do nêu kèm", "papers as the reason says")
WHOLE_DOSSIER: Final = Text("hồ sơ", "the dossier")
CLOCK_EXTENDED: Final = Text(
    "{ground}: thời hạn {part_vi} được thêm {days:02d} ngày làm việc, đến {due_vi}{promised_vi}.",
    "{ground}: the limit of {part_en} is {days} working days longer, until {due_en}{promised_en}.",
)
CLOCK_EXTENDED_BEFORE: Final = Text(
    "{ground}: thời hạn {part_vi} đã được thêm {days:02d} ngày làm việc trước đó và không thêm nữa, vẫn đến {due_vi}"
    "{promised_vi}.",
    "{ground}: {days} working days were added to the limit of {part_en} before, and no more are: still until {due_en}"
    "{promised_en}.",
)
CLOCK_EXTENDED_LATE: Final = Text(
    "{ground}: hạn {part_vi} đã qua từ {due_vi}, nên không được thêm ngày{promised_vi}.",
    "{ground}: {part_en} was due {due_en}, which had passed, so no days are added{promised_en}.",
)
PROMISED_NOW: Final = Text("; hẹn trả {promised_vi}", "; promised for {promised_en}")
PROMISED_STILL: Final = Text("; hẹn trả vẫn là {promised_vi}", "; still promised for {promised_en}")
"""The end of these lines, where the day is that of the part: its agency reads them, and is told of no other day."""
LOOKUP_ASKED: Final = Text("Đã hỏi {name}; chờ trả lời.", "{name} was asked; waiting for its answer.")
LOOKUP_LATE: Final = Text(
    "Trả lời của {name} đến sau khi hồ sơ đã kết thúc; được lưu lại và không dùng.",
    "What {name} answered came after the dossier had ended; it is kept and not used.",
)
LOOKUP_SHARED: Final = Text(
    "Số định danh này cũng từng được ghi cho một trẻ khác trong hồ sơ khác: phải đối chiếu với thông báo giấy trước khi ký.",
    "This personal number was also kept for another child in another dossier: compare it with the paper notice before signing.",
)
LOOKUP_DIFFERS: Final = Text(
    "{name} trả lời khác với nội dung đã nhập theo thông báo giấy; nội dung do cơ sở dữ liệu trả lời là nội dung được dùng.",
    "{name} answered something else than was typed from the paper notice; what the database answered counts.",
)
LOOKUPS: Final = {
    "issued": Text("{name} đã trả lời.", "{name} answered."),
    "unknown": Text("{name} trả lời: không tìm thấy.", "{name} answered: not found."),
    "typed": Text(
        "Đã nhập số theo thông báo giấy của: {name}.", "Typed in from the paper notice of: {name}."
    ),
}
NO_REASON: Final = Text("Không ghi lý do.", "No reason was given.")


def unanswered(ground: Text) -> Text:
    """A ground in the derivation of a date, where nothing came in answer."""
    return Text(
        f"{ground.vi}; không nhận được giấy tờ, thời gian chờ không tính, phần thời hạn còn lại được tính tiếp",
        f"{ground.to('en')}; no papers came, the wait does not count, what was left of the limit goes on",
    )


SUPPLEMENT_NOTE = Text("Ghi chú khi nộp bổ sung: {note}", "Note with the supplement: {note}")


def fill(text: Text, **values: object) -> Text:
    """Put values in; braces in what people typed are left as they are."""
    return Text(text.vi.format(**values), text.en.format(**values))


def both(text: Text, **values: Text) -> Text:
    """Put texts in, each in its language."""
    vi, en = ({key: one.to(language) for key, one in values.items()} for language in ("vi", "en"))
    return Text(text.vi.format(**vi), text.en.format(**en))
