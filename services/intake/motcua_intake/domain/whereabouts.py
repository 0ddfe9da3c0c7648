# SPDX-License-Identifier: Apache-2.0
"""Where a result is that was not handed over yet, and which fee it waits for: of each result by itself, as its part owes."""

from __future__ import annotations

from typing import Final

from motcua_procedure import Procedure
from motcua_procedure.notice import money_words
from motcua_text import Text

from motcua_intake.domain.ledger import Ledger, total
from motcua_intake.domain.records import Result
from motcua_intake.domain.return_ways import Choice, Way, parcel_of, way_of

WITH_POST: Final = Text("đang gửi qua bưu chính, vận đơn {}", "with the post, waybill {}")
HERE: Final = {
    Way.WINDOW: Text("chờ nhận tại Bộ phận Một cửa", "waits at the one-stop window"),
    Way.POST: Text("sẽ gửi qua bưu chính công ích", "will be sent by public post"),
    Way.ELECTRONIC: Text("bản điện tử trên trang hồ sơ", "electronic, on the page of the dossier"),
}
UNPAID: Final = Text(", khi đã nộp phí, lệ phí {}", ", once the fees are paid: {}")
UNKNOWN: Final = Text("(chưa xác định số tiền)", "(amount not known yet)")


def owed_for(one: Result, ledger: Ledger) -> tuple[bool, int]:
    """Whether something stands against handing this result over, and how many đồng of it are known."""
    accounts = ledger.owed_before_return([one.part])
    return bool(accounts), total(accounts).outstanding


def owed_words(amount: int) -> Text:
    """How much, in words; 0 is not known yet."""
    return money_words(amount) if amount else UNKNOWN


def where(procedure: Procedure, one: Result, chosen: Choice | None, ledger: Ledger) -> Text:
    """In words, as a slip names it behind the result."""
    parcel = parcel_of(one, chosen)
    if parcel is not None:
        return Text(WITH_POST.vi.format(parcel.waybill), WITH_POST.to("en").format(parcel.waybill))
    place = HERE[way_of(procedure, one, chosen)]
    unpaid, amount = owed_for(one, ledger)
    if not unpaid:
        return place
    money = owed_words(amount)
    return Text(
        place.vi + UNPAID.vi.format(money.vi), place.to("en") + UNPAID.to("en").format(money.to("en"))
    )
