# SPDX-License-Identifier: Apache-2.0
"""What the ledger refuses."""

from __future__ import annotations

from collections.abc import Sequence

from motcua_rpc import Conflict, NotFound, Stale
from motcua_text import Text

from motcua_intake.domain.ledger import Account


def money(amount: int) -> str:
    """28.000, as it is written in Vietnamese."""
    return f"{amount:,}".replace(",", ".")


class UnknownFee(NotFound):
    code = "FEE_UNKNOWN"
    message_vi = "Hồ sơ này không có khoản thu đó. Hãy tải lại trang rồi chọn lại."
    message_en = "This dossier has no such fee. Please load the page again and choose again."


class FeesNotCharged(Conflict):
    code = "FEES_NOT_CHARGED"
    message_vi = "Hồ sơ chưa được tiếp nhận nên chưa có khoản nào để thu."
    message_en = "The dossier was not accepted yet, so nothing is charged."


class FeeNotOwed(Stale):
    code = "FEE_NOT_OWED"
    message_vi = (
        "Khoản này không còn chờ thu: đã thu, đã hủy hoặc được miễn. Chưa ghi gì; hãy xem lại trang mới nhất."
    )
    message_en = "This fee is no longer owed: it was paid, cancelled or exempted. Nothing was written; look at the newest page."


class AmountDiffers(Stale):
    code = "AMOUNT_DIFFERS"
    message_vi = "Số tiền không khớp với số phải thu. Chưa ghi gì; hãy kiểm tra lại rồi nhập đúng số tiền."
    message_en = (
        "The amount is not what these fees come to. Nothing was written; check it and enter the right amount."
    )

    @classmethod
    def wanted(cls, amount: int) -> AmountDiffers:
        """Names what they come to."""
        return cls(
            message_vi=f"Các khoản đã chọn phải thu đúng {money(amount)} đồng. Chưa ghi gì; hãy kiểm tra lại số tiền.",
            message_en=f"The chosen fees come to VND {amount:,} exactly. Nothing was written; please check the amount.",
            details={"amount": str(amount)},
        )


class FeePaid(Conflict):
    code = "FEE_PAID"
    message_vi = "Khoản này đã thu tiền nên không hủy được; nếu phải trả lại, hãy hoàn tiền."
    message_en = "This fee was paid and cannot be cancelled; give the money back if it must go back."


class NothingHeld(Conflict):
    code = "NOTHING_TO_REFUND"
    message_vi = "Không có tiền đã thu của khoản này để hoàn, hoặc số tiền hoàn lớn hơn số đang giữ."
    message_en = "No money of this fee is held, or less than what is to be given back."

    @classmethod
    def only(cls, held: int) -> NothingHeld:
        """Names what is held."""
        if not held:
            return cls()
        return cls(
            message_vi=f"Chỉ còn giữ {money(held)} đồng của khoản này; không hoàn nhiều hơn được.",
            message_en=f"Only VND {held:,} of this fee is held; no more can be given back.",
        )


class FeesOwed(Conflict):
    """Results are not handed over before what they cost is paid."""

    code = "FEES_OWED"
    message_vi = "Chưa trả được kết quả: còn khoản phí, lệ phí chưa thu."
    message_en = "The results cannot be handed over yet: fees are still owed."

    @classmethod
    def of(cls, owed: Sequence[Account]) -> FeesOwed:
        """Names each fee with what is still owed."""
        vi, en = _all_owed(owed)
        return cls(
            message_vi=f"Chưa trả được kết quả vì còn chờ thu: {vi}. Hãy thu (hoặc miễn, hủy có lý do) rồi trả kết quả.",
            message_en=f"The results cannot be handed over yet, these are owed: {en}. "
            "Collect them (or exempt, or cancel with a reason) first.",
        )


class ResultWithheld(Conflict):
    """The applicant does not read a result before what it costs is paid."""

    code = "RESULT_WITHHELD"
    message_vi = "Chưa xem được kết quả này: còn khoản phí, lệ phí phải nộp trước."
    message_en = "This result cannot be opened yet: fees have to be paid first."

    @classmethod
    def of(cls, owed: Sequence[Account]) -> ResultWithheld:
        """Names each fee with what is still owed."""
        vi, en = _all_owed(owed)
        return cls(
            message_vi=f"Chưa xem được kết quả này vì còn phải nộp trước: {vi}. Hãy nộp tại Bộ phận Một cửa đã nhận hồ sơ.",
            message_en=f"This result cannot be opened yet, these are owed: {en}. "
            "Please pay at the one-stop window that received the dossier.",
        )


def _all_owed(owed: Sequence[Account]) -> tuple[str, str]:
    """Each fee with what is still owed, in Vietnamese and English."""
    told = [_owed(one) for one in owed]
    return "; ".join(one.vi for one in told), "; ".join(one.to("en") for one in told)


def _owed(one: Account) -> Text:
    line, due = one.line, one.outstanding
    if due is None:
        return Text(f"{line.name_vi} (chưa xác định số tiền)", f"{line.name_en} (amount not known yet)")
    return Text(f"{line.name_vi} {money(due)} đồng", f"{line.name_en} VND {due:,}")
