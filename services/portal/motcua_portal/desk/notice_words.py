# SPDX-License-Identifier: Apache-2.0
"""What a line of the mail log says instead of the codes that it is kept with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from motcua_portal.web.visit import Visit

MOMENTS: Final = {
    "clock.moved": "Ngày hẹn trả thay đổi",
    "clock.paused": "Tạm dừng tính thời hạn",
    "clock.restarted": "Tính lại thời hạn",
    "clock.resumed": "Tiếp tục tính thời hạn",
    "dossier.accepted": "Tiếp nhận hồ sơ",
    "dossier.extension_signed": "Xin lỗi và hẹn lại ngày trả",
    "dossier.extensions_waiting": "Văn bản xin lỗi chờ ký",
    "dossier.part_decided": "Kết quả của một phần",
    "dossier.refused": "Từ chối hồ sơ",
    "dossier.results_ready": "Có kết quả",
    "dossier.submitted": "Nộp trực tuyến",
    "dossier.supplement_answered": "Đã nhận bổ sung",
    "dossier.supplement_closed": "Hết hạn bổ sung",
    "dossier.supplement_requested": "Yêu cầu bổ sung",
    "dossier.withdrawal_late": "Đề nghị rút đến muộn",
    "dossier.withdrawn": "Rút hồ sơ",
    "draft.expiring": "Bản nháp sắp bị xóa",
    "fee.collected": "Đã thu tiền",
    "fee.refunded": "Đã hoàn tiền",
    "inbox.escalated": "Việc quá hạn báo lãnh đạo",
    "inbox.reassigned": "Giao lại việc",
    "message.other": "Thông báo của cơ quan",
    "message.payment_notice": "Thông báo nộp tiền",
    "result.answer_changed": "Cơ sở dữ liệu trả lời khác kết quả đã ký",
    "result.came_back": "Bưu chính trả về kết quả",
    "result.issued": "Đã cấp kết quả",
    "result.returned": "Đã trả kết quả",
    "result.sent_by_post": "Đã gửi kết quả qua bưu chính",
}
"""By the codes of the notification service; a test compares them with its templates."""
CHANNELS: Final = {"email": "thư điện tử"}
LANGUAGES: Final = {"vi": "tiếng Việt", "en": "tiếng Anh"}
_CLIENT: Final = "service-account-"


def about(visit: Visit, moment: str) -> str:
    """What a notice is about, in words."""
    return visit.say(MOMENTS[moment]) if moment in MOMENTS else visit.say("Thông báo về hồ sơ")


def way(visit: Visit, channel: str, languages: Iterable[str]) -> str:
    """By what and in which languages it was written."""
    written = " + ".join(visit.say(LANGUAGES[one]) if one in LANGUAGES else one for one in languages)
    return " · ".join(
        part for part in (visit.say(CHANNELS[channel]) if channel in CHANNELS else channel, written) if part
    )


def told(visit: Visit, recipient: str) -> str:
    """The user name; of the account of a program, that it is one, as it handed the dossier in and is told of it."""
    if not recipient.startswith(_CLIENT):
        return recipient
    return visit.say("Phần mềm nộp thay: {client}", client=recipient.removeprefix(_CLIENT))
