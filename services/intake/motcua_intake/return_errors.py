# SPDX-License-Identifier: Apache-2.0
"""What the ways of returning and ratings refuse."""

from __future__ import annotations

from collections.abc import Sequence

from motcua_rpc import Conflict
from motcua_text import Text


class WayClosed(Conflict):
    code = "RETURN_WAY_CLOSED"
    message_vi = "Hồ sơ này không nhận kết quả theo cách đó được."
    message_en = "The results of this dossier cannot be received in this way."


class WayFixed(Conflict):
    code = "RETURN_WAY_FIXED"
    message_vi = (
        "Kết quả đã sẵn sàng hoặc đã trả nên không đổi cách nhận được nữa; hãy liên hệ Bộ phận Một cửa."
    )
    message_en = "The result is ready or was returned, so the way cannot be changed any more; please ask the one-stop window."


class DeliveryUnderWay(Conflict):
    code = "DELIVERY_UNDER_WAY"
    message_vi = "Những gì còn phải giao đang trên đường bưu chính. Hãy ghi đã phát hoặc bị trả về trước."
    message_en = (
        "What is to be handed over is with the post. Record first that it was delivered or came back."
    )

    @classmethod
    def of(cls, waybills: Sequence[str]) -> DeliveryUnderWay:
        """Names the parcels, so that whoever stands at the window can ask the post."""
        numbers = ", ".join(waybills)
        return cls(
            message_vi=f"{cls.message_vi} Vận đơn: {numbers}.",
            message_en=f"{cls.message_en} Waybill: {numbers}.",
        )


class NothingSent(Conflict):
    code = "NOTHING_SENT"
    message_vi = "Không có kết quả nào đang trên đường bưu chính."
    message_en = "Nothing is with the post."


class WaybillUsed(Conflict):
    code = "WAYBILL_USED"
    message_vi = "Số vận đơn này đã ghi cho một lần gửi khác. Hãy kiểm tra lại số trên phiếu gửi."
    message_en = "This waybill number was recorded for another delivery. Please check the number on the slip."


class AnswerChanged(Conflict):
    """An outside database says something else now than what a result was signed with: whoever hands it over has to know."""

    code = "RESULT_ANSWER_CHANGED"
    message_vi = "Cơ sở dữ liệu đã trả lời khác với nội dung của kết quả đã ký."
    message_en = "An outside database now answers otherwise than what the result was signed with."

    @classmethod
    def of(cls, changed: Sequence[tuple[Text, Text]]) -> AnswerChanged:
        """Names each result with both answers."""
        vi = " ".join(f"{name.vi}: {both.vi}" for name, both in changed)
        en = " ".join(f"{name.to('en')}: {both.to('en')}" for name, both in changed)
        return cls(
            message_vi=f"{cls.message_vi} {vi} Hãy xác nhận đã báo cho người nhận biết kết quả phải cải chính rồi mới trả, "
            "hoặc chưa trả và báo cơ quan đã ký.",
            message_en=f"{cls.message_en} {en} Confirm that the receiver was told that it has to be corrected, or do not hand it "
            "over and tell the authority that signed.",
        )


class NotElectronic(Conflict):
    code = "RETURN_NOT_ELECTRONIC"
    message_vi = "Chưa trả bằng bản điện tử được."
    message_en = "This cannot be returned electronically."

    @classmethod
    def why(cls, reason: Text) -> NotElectronic:
        """With the reason."""
        return cls(
            message_vi=f"{cls.message_vi} {reason.vi}", message_en=f"{cls.message_en} {reason.to('en')}"
        )


class RatingClosed(Conflict):
    code = "RATING_CLOSED"
    message_vi = "Chỉ đánh giá được trong 7 ngày kể từ khi hồ sơ kết thúc."
    message_en = "It can be rated within 7 days after the dossier ended."
