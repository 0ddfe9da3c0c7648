# SPDX-License-Identifier: Apache-2.0
"""The ledger: what is owed, paid, given back; receipts; what stands against the return; who may."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from intake_harness import COPY, LAND, House, pay, printed, refused, request_id
from motcua.intake.v1 import fees_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, NotFound, PermissionDenied, Stale
from motcua_storage import count_statements

RELEASE, TRANSFER, CERTIFIED = "KQ.G15.000335", "KQ.G10.001147", "KQ.G15.000021"
OWED, COLLECTED = fees_pb2.FEE_STATE_OWED, fees_pb2.FEE_STATE_COLLECTED
REFUNDED, CANCELLED = fees_pb2.FEE_STATE_REFUNDED, fees_pb2.FEE_STATE_CANCELLED
CASH, TRANSFERRED = fees_pb2.PAYMENT_METHOD_CASH, fees_pb2.PAYMENT_METHOD_TRANSFER
WHY = "Thu nhầm của hồ sơ khác."


def ledger(house: House, dossier: pb.Dossier, who: str = "lan") -> fees_pb2.FeeLedger:
    return house.of(who).ListFees(fees_pb2.ListFeesRequest(dossier_id=dossier.dossier_id)).ledger


def collect(
    house: House, dossier: pb.Dossier, ids: list[str], amount: int, who: str = "lan", **values: object
) -> fees_pb2.MarkFeesPaidResponse:
    fields = {"request_id": request_id(), "method": CASH, "payer": "Nguyễn Văn An", **values}
    request = fees_pb2.MarkFeesPaidRequest(
        dossier_id=dossier.dossier_id, fee_ids=ids, amount=amount, **fields
    )
    return house.of(who).MarkFeesPaid(request)


def refund(house: House, dossier: pb.Dossier, fee: str, amount: int, **values: object) -> fees_pb2.FeeLedger:
    fields = {
        "request_id": request_id(),
        "method": CASH,
        "receiver": "Nguyễn Văn An",
        "reason": WHY,
        **values,
    }
    request = fees_pb2.RefundFeeRequest(dossier_id=dossier.dossier_id, fee_id=fee, amount=amount, **fields)
    return house.of("lan").RefundFee(request).ledger


def cancel(house: House, dossier: pb.Dossier, fee: str, reason: str = WHY) -> fees_pb2.FeeLedger:
    request = fees_pb2.CancelFeeRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, fee_id=fee, reason=reason
    )
    return house.of("lan").CancelFee(request).ledger


def exempt(house: House, dossier: pb.Dossier, fee: str, ground: str) -> fees_pb2.FeeLedger:
    request = fees_pb2.ExemptFeeRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, fee_id=fee, ground=ground
    )
    return house.of("lan").ExemptFee(request).ledger


def give_back(house: House, dossier: pb.Dossier, **values: object) -> pb.Dossier:
    request = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name="Nguyễn Văn An",
        receiver_id_number="099085000101", signed=True, **values,
    )  # fmt: skip
    return house.of("lan").ReturnResults(request).dossier


def grant(house: House, dossier: pb.Dossier, part: str, code: str, **made: int) -> None:
    house.sign(dossier, part, code, **made)
    house.decide(dossier, part, "granted")


# Charging -----------------------------------------------------------------------------------------------------------------


def test_acceptance_charges_each_fee_of_each_part(house: House) -> None:
    submitted = house.submit()
    before = ledger(house, submitted, "an")
    assert before.preview and before.total.outstanding == 598_000
    refused(Conflict, lambda: collect(house, submitted, [before.lines[0].fee_id], 70_000))
    dossier = house.accept(submitted)
    kept = ledger(house, dossier)
    assert not kept.preview
    assert [(one.part, one.state, one.outstanding) for one in kept.lines] == [
        ("release", OWED, 70_000), ("transfer", OWED, 500_000), ("transfer", OWED, 28_000),
    ]  # fmt: skip
    assert [(one.part, one.outstanding) for one in kept.parts] == [("release", 70_000), ("transfer", 528_000)]
    assert kept.total.outstanding == 598_000
    assert all(one.legal_basis and [e.kind for e in one.entries] == ["CHARGED"] for one in kept.lines)
    assert [one.fee_id for one in before.lines] == [one.fee_id for one in kept.lines]


def test_a_draft_says_what_it_would_cost(house: House) -> None:
    made = house.full_draft("lan", COPY)
    asked = fees_pb2.ListFeesRequest(draft_id=made.draft_id)
    shown = house.of("lan").ListFees(asked).ledger
    assert (shown.preview, shown.total.outstanding, shown.dossier_id) == (True, 12_000, "")
    refused(NotFound, lambda: house.of("mai").ListFees(asked))
    refused(NotFound, lambda: house.of("an").ListFees(fees_pb2.ListFeesRequest()))


def test_a_later_correction_of_the_procedure_changes_nothing(house: House) -> None:
    dossier = house.accepted()
    with house.database.begin() as connection:
        count = sa.text("SELECT count(*) FROM intake.fee_line WHERE dossier_id = :id")
        assert connection.execute(count, {"id": dossier.dossier_id}).scalar_one() == 3
    for statement in (
        "UPDATE intake.fee_line SET name_vi = 'x'", "DELETE FROM intake.fee_entry",
        "UPDATE intake.fee_entry SET amount = 0",
    ):  # fmt: skip
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), house.database.begin() as c:
            c.execute(sa.text(statement))


def test_a_dossier_that_is_older_than_the_ledger_gets_one(house: House, databases: object) -> None:
    import psycopg

    dossier = house.accepted()
    with psycopg.connect(databases.admin_url, autocommit=True) as connection:  # type: ignore[attr-defined]
        connection.execute("DELETE FROM intake.fee_entry; DELETE FROM intake.fee_line")
    shown = ledger(house, dossier, "an")
    assert shown.total.outstanding == 598_000
    after = collect(house, dossier, [shown.lines[0].fee_id], 70_000).ledger
    assert [one.fee_id for one in after.lines] == [one.fee_id for one in shown.lines]
    assert ledger(house, dossier).total.outstanding == 528_000


# Paying -------------------------------------------------------------------------------------------------------------------


def test_paying_issues_one_receipt(house: House) -> None:
    dossier = house.accepted()
    lines = ledger(house, dossier).lines
    made = collect(
        house, dossier, [lines[1].fee_id, lines[2].fee_id], 528_000, method=TRANSFERRED, note="FT26327"
    )
    assert made.receipt_number == "01/BLTP"
    assert [one.state for one in made.ledger.lines] == [OWED, COLLECTED, COLLECTED]
    text = printed(house, house.get(dossier), "BL")
    for said in (
        "528.000 đồng",
        "Năm trăm hai mươi tám nghìn đồng",
        "Chuyển khoản",
        "FT26327",
        "Số: 01/BLTP",
    ):
        assert said in text
    (event,) = house.events("fee.collected")
    assert (event.data["amount"], event.data["receiptNumber"]) == ("528000", "01/BLTP")
    assert (
        house.get(dossier, "an").history[-1].text.vi
        == "Đã thu 528.000 đồng (chuyển khoản), biên lai số 01/BLTP."
    )
    entry = made.ledger.lines[1].entries[-1]
    assert (entry.kind, entry.amount, entry.payer, entry.document_id) == (
        "COLLECTED", 500_000, "Nguyễn Văn An", made.document_id,
    )  # fmt: skip
    assert entry.actor.user == "lan.motcua" and entry.request_id
    again = collect(house, dossier, [lines[0].fee_id], 70_000)
    assert again.receipt_number == "02/BLTP"


def test_a_repeated_payment_is_one(house: House) -> None:
    dossier = house.accepted()
    fee = ledger(house, dossier).lines[0].fee_id
    first = collect(house, dossier, [fee], 70_000, request_id="pay-1")
    assert collect(house, dossier, [fee], 70_000, request_id="pay-1") == first
    refused(AlreadyExists, lambda: collect(house, dossier, [fee], 70_000, request_id="pay-1", payer="Bình"))
    assert ledger(house, dossier).total.collected == 70_000
    assert [one.number for one in house.get(dossier).documents if one.form == "BL"] == ["01/BLTP"]


def test_what_is_wrong_takes_no_money_and_no_number(house: House) -> None:
    dossier, other = house.accepted(), house.accepted()
    fee, foreign = ledger(house, dossier).lines[0].fee_id, ledger(house, other).lines[0].fee_id
    for kind, code, ids, amount, values in (
        (Stale, "AMOUNT_DIFFERS", [fee], 69_000, {}),
        (Stale, "AMOUNT_DIFFERS", [fee], 0, {}),
        (Stale, "AMOUNT_DIFFERS", [fee, fee], 140_000, {}),
        (NotFound, "FEE_UNKNOWN", [foreign], 70_000, {}),
        (NotFound, "FEE_UNKNOWN", ["khong-co"], 70_000, {}),
        (InvalidInput, "FEES_MISSING", [], 0, {}),
        (InvalidInput, "FIELD_REQUIRED", [fee], 70_000, {"payer": " "}),
        (InvalidInput, "FIELD_REQUIRED", [fee], 70_000, {"method": 0}),
        (InvalidInput, "ENUM_UNKNOWN", [fee], 70_000, {"method": 7}),
    ):
        error = refused(kind, lambda i=ids, a=amount, v=values: collect(house, dossier, i, a, **v))
        assert error.code == code
    assert ledger(house, dossier).total.collected == 0
    assert collect(house, dossier, [fee], 70_000).receipt_number == "01/BLTP"
    assert refused(Stale, lambda: collect(house, dossier, [fee], 70_000)).code == "FEE_NOT_OWED"


@pytest.mark.parametrize("who", ["mai", "an", "minh", "phuc"])
def test_only_clerks_of_the_window_take_money(house: House, who: str) -> None:
    dossier = house.accepted()
    fee = ledger(house, dossier).lines[0].fee_id
    with pytest.raises((PermissionDenied, NotFound)):
        collect(house, dossier, [fee], 70_000, who=who)
    assert ledger(house, dossier).total.collected == 0


def test_who_sees_what_of_the_ledger(house: House) -> None:
    dossier = house.accepted()
    pay(house, dossier)
    assert ledger(house, dossier, "an").lines[0].entries[-1].payer == "Nguyễn Văn An"
    impersonal = ledger(house, dossier, "phuc").lines[0].entries[-1]
    assert not impersonal.payer and not impersonal.HasField("actor") and impersonal.amount == 70_000
    refused(NotFound, lambda: ledger(house, dossier, "binh"))


# Giving back, cancelling, exempting -------------------------------------------------------------------------------------------


def test_money_goes_back_with_a_reason(house: House) -> None:
    dossier = house.accepted()
    fee = ledger(house, dossier).lines[0].fee_id
    assert refused(Conflict, lambda: refund(house, dossier, fee, 70_000)).code == "NOTHING_TO_REFUND"
    collect(house, dossier, [fee], 70_000)
    for amount in (0, -1, 70_001):
        refused(Conflict, lambda a=amount: refund(house, dossier, fee, a))
    refused(InvalidInput, lambda: refund(house, dossier, fee, 70_000, reason="..."))
    back = refund(house, dossier, fee, 70_000).lines[0]
    assert (back.state, back.outstanding, back.refunded) == (REFUNDED, 0, 70_000)
    assert house.events("fee.refunded")[0].data["reason"] == WHY


def test_what_was_taken_by_mistake_is_owed_again(house: House) -> None:
    dossier = house.accepted()
    fee = ledger(house, dossier).lines[0].fee_id
    collect(house, dossier, [fee], 70_000)
    back = refund(house, dossier, fee, 70_000, still_owed=True).lines[0]
    assert (back.state, back.outstanding) == (OWED, 70_000)
    part = refund(house, collect_again(house, dossier, fee), fee, 20_000).lines[0]
    assert (part.state, part.charge, part.to_refund) == (COLLECTED, 50_000, 0)


def collect_again(house: House, dossier: pb.Dossier, fee: str) -> pb.Dossier:
    collect(house, dossier, [fee], 70_000)
    return dossier


def test_cancelling_and_exempting(house: House) -> None:
    dossier = house.accepted()
    lines = ledger(house, dossier).lines
    refused(InvalidInput, lambda: cancel(house, dossier, lines[0].fee_id, "ngắn"))
    assert cancel(house, dossier, lines[0].fee_id).lines[0].state == CANCELLED
    assert refused(Stale, lambda: cancel(house, dossier, lines[0].fee_id)).code == "FEE_NOT_OWED"
    collect(house, dossier, [lines[1].fee_id], 500_000)
    assert refused(Conflict, lambda: cancel(house, dossier, lines[1].fee_id)).code == "FEE_PAID"
    ground = "Nghị quyết 66.22/2026/NQ-CP, Điều 3; hộ nghèo theo sổ số 12"
    freed = exempt(house, dossier, lines[1].fee_id, ground).lines[1]
    assert (freed.state, freed.to_refund, freed.exemption) == (COLLECTED, 500_000, ground)
    assert refund(house, dossier, lines[1].fee_id, 500_000).lines[1].state == REFUNDED
    last = exempt(house, dossier, lines[2].fee_id, ground).lines[2]
    assert (last.state, last.exemption) == (CANCELLED, ground)


# The return, and parts that end without a result -------------------------------------------------------------------------------


def test_results_are_not_returned_while_their_part_is_owed(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    error = refused(Conflict, lambda: give_back(house, dossier))
    assert error.code == "FEES_OWED" and "70.000 đồng" in error.message_vi
    assert not any(one.HasField("returned_at") for one in house.get(dossier).results)
    collect(house, dossier, [ledger(house, dossier).lines[0].fee_id], 70_000)
    assert give_back(house, dossier).results[0].HasField("returned_at")


def test_a_counted_fee_follows_what_was_made(house: House) -> None:
    dossier = house.accepted(COPY)
    fee = ledger(house, dossier).lines[0].fee_id
    collect(house, dossier, [fee], 12_000)
    house.sign(dossier, "copy", CERTIFIED, who="quang", copies=1, pages=4)
    house.decide(dossier, "copy", "granted")
    less = ledger(house, dossier).lines[0]
    assert (less.state, less.charge, less.to_refund) == (COLLECTED, 6_000, 6_000)
    assert less.entries[-1].reason.vi == "Theo số đã làm: 1 bản, mỗi bản 4 trang"
    assert refund(house, dossier, fee, 6_000).lines[0].to_refund == 0


@pytest.mark.parametrize("outcome", ["refused", "withdrawn", "stopped"])
def test_what_ended_without_a_result_is_not_owed(house: House, outcome: str) -> None:
    dossier = house.accepted()
    lines = ledger(house, dossier).lines
    collect(house, dossier, [lines[1].fee_id], 500_000)
    for _ in range(2):
        house.decide(dossier, "transfer", outcome, "Đất bị kê biên.")
    seen = ledger(house, dossier)
    assert [(one.state, one.outstanding) for one in seen.lines] == [
        (OWED, 70_000),
        (COLLECTED, 0),
        (CANCELLED, 0),
    ]
    assert [one.kind for one in seen.lines[2].entries] == ["CHARGED", "CANCELLED"]
    assert seen.lines[1].refund_rule == fees_pb2.REFUND_RULE_UNSPECIFIED


def test_a_dossier_costs_the_same_statements_whatever_is_in_the_ledger(house: House) -> None:
    dossier = house.accepted()
    with count_statements() as few:
        ledger(house, dossier)
    fee = ledger(house, dossier).lines[0].fee_id
    for _ in range(3):
        collect(house, dossier, [fee], 70_000)
        refund(house, dossier, fee, 70_000, still_owed=True)
    with count_statements() as many:
        ledger(house, dossier)
    with count_statements() as paying:
        collect(house, dossier, [fee], 70_000)
    assert few.total == many.total <= 16
    assert paying.total <= 32


def test_both_procedures_have_lines_with_a_basis(house: House) -> None:
    for key in (LAND, COPY):
        assert all(one.legal_basis for one in ledger(house, house.accepted(key)).lines)


def test_the_stop_notice_says_what_was_paid(house: House) -> None:
    dossier = house.accepted()
    lines = ledger(house, dossier).lines
    collect(house, dossier, [lines[1].fee_id], 500_000)
    for part in ("release", "transfer"):
        house.decide(dossier, part, "stopped", "Đất bị kê biên.")
    text = printed(house, house.get(dossier), "05")
    assert "Đã thu" in text and "người có thẩm quyền quyết định" in text
    assert "Chưa thu" in text and "Không có khoản đã thu" in text
