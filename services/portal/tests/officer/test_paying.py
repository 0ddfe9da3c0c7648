# SPDX-License-Identifier: Apache-2.0
"""The paying desk and the other ways of returning: what the pages show, what they send, what is said when it is refused."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of
from intake_double import stamp
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import fees_pb2 as f
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as r
from motcua_rpc import Conflict, Stale

PATH, WAY = "/viec/ho-so/dossier-1/phi", "/viec/ho-so/dossier-1/cach-tra"
PAY = {"do": "pay", "fee": ["f1"], "amount": "70.000 đồng", "method": "cash", "payer": "Nguyễn Văn Bình"}


def line(name: str, state: int, charge: int, **more: Any) -> f.FeeLine:
    entry = f.FeeEntry(kind="CHARGED", amount=charge, at=stamp())
    return f.FeeLine(
        fee_id=name, part="release", name=common.LocalizedText(vi=f"Phí {name}", en=f"Fee {name}"), state=state,
        charge=charge, legal_basis=["Nghị quyết X"], before_return=True, entries=[entry], **more,
    )  # fmt: skip


@pytest.fixture
def dossier(desk: Any) -> pb.Dossier:
    made = desk.dossier()
    name = common.LocalizedText(vi="Biên lai thu phí, lệ phí", en="Receipt")
    made.documents.add(
        name=name, document_id="bl-1", form="BL", number="01/BLTP", file_id="ack", issued_at=stamp()
    )
    part = common.LocalizedText(vi="Xóa thế chấp", en="Release")
    desk.intake.ledger = f.FeeLedger(
        dossier_id=made.dossier_id,
        lines=[
            line("f1", f.FEE_STATE_OWED, 70_000, outstanding=70_000),
            line("f2", f.FEE_STATE_COLLECTED, 28_000, outstanding=0, collected=28_000),
        ],
        parts=[f.FeeSum(part="release", name=part, outstanding=70_000, collected=28_000)],
        total=f.FeeSum(outstanding=70_000, collected=28_000),
    )
    return made


@pytest.fixture
def browser(desk: Any, dossier: pb.Dossier) -> Any:
    return desk.browser("mai", "window_clerk", unit="suoi_trong")


def test_the_page_shows_the_ledger_and_what_may_be_done(browser: Any) -> None:
    text = text_of(browser.get(PATH))
    for said in (
        "Phí f1",
        "70.000 đồng",
        "! Chờ thu",
        "✓ Đã thu",
        "Còn phải nộp: 70.000 đồng",
        "Hoàn tiền",
        "Miễn hoặc hủy thu",
    ):
        assert said in text
    assert "98.000" not in text


def test_what_was_typed_is_sent(browser: Any, desk: Any) -> None:
    answer = browser.post(PATH, PAY)
    assert answer.url.query == b"xong=pay" and "Biên lai" in text_of(answer)
    (sent,) = desk.intake.acts
    assert (list(sent.fee_ids), sent.amount, sent.method, sent.payer) == (
        ["f1"], 70_000, f.PAYMENT_METHOD_CASH, "Nguyễn Văn Bình",
    )  # fmt: skip
    assert sent.dossier_id == "dossier-1" and sent.request_id


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"amount": "bảy mươi"}, "amount"), ({"amount": "-5"}, "amount"), ({"method": ""}, "method"),
     ({"payer": " "}, "payer"), ({"fee": []}, "fee")],
)  # fmt: skip
def test_what_is_missing_is_said_beside_its_field(
    browser: Any, desk: Any, changed: dict[str, Any], field: str
) -> None:
    answer = browser.post(PATH, PAY | changed)
    assert answer.status_code == 422 and not desk.intake.acts
    assert f'href="#{field}"' in answer.text and "<title>Lỗi:" in answer.text
    assert field == "payer" or 'value="Nguyễn Văn Bình"' in answer.text


def test_another_amount_is_refused_by_the_service(browser: Any, desk: Any) -> None:
    sentence = "Các khoản đã chọn phải thu đúng 70.000 đồng."
    desk.intake.refuse_act = Stale("AMOUNT_DIFFERS", sentence, sentence)
    answer = browser.post(PATH, PAY | {"amount": "60000"})
    assert answer.status_code == 409 and sentence in text_of(answer) and 'value="60000"' in answer.text


def test_giving_back_cancelling_exempting(browser: Any, desk: Any) -> None:
    browser.post(PATH, {"do": "refund", "line": "f2"})
    assert not desk.intake.acts
    browser.post(PATH, {
        "do": "refund", "line": "f2", "refund-amount-f2": "28.000", "refund-method-f2": "transfer",
        "receiver-f2": "Bình", "refund-reason-f2": "Thu nhầm hồ sơ.", "still-owed-f2": "true",
    })  # fmt: skip
    browser.post(PATH, {"do": "cancel", "line": "f1", "end-reason-f1": "Không thuộc diện thu."})
    browser.post(PATH, {"do": "exempt", "line": "f1", "end-reason-f1": "Nghị quyết 66.22/2026."})
    back, cancelled, freed = desk.intake.acts
    assert (back.fee_id, back.amount, back.still_owed, back.receiver) == ("f2", 28_000, True, "Bình")
    assert (cancelled.fee_id, cancelled.reason) == ("f1", "Không thuộc diện thu.")
    assert (freed.fee_id, freed.ground) == ("f1", "Nghị quyết 66.22/2026.")


def test_only_clerks_of_the_window_and_with_the_token_of_their_session(browser: Any, desk: Any) -> None:
    officer = desk.browser("minh", "land_officer")
    assert officer.post(PATH, PAY).status_code == 403
    assert "Ghi đã thu" not in text_of(officer.get(PATH))
    other = desk.browser("tam", "window_clerk", unit="ben_gio")
    assert "Ghi đã thu" not in text_of(other.get(PATH))
    assert browser.post(PATH, PAY | {"csrf": "x"}).status_code == 403
    assert not desk.intake.acts


def test_the_return_says_what_is_owed_first(browser: Any, desk: Any, dossier: pb.Dossier) -> None:
    dossier.results.add(
        part="release", code="KQ1", issued=True, number="1/XN", signer="Sơn", signed_at=stamp(), file_id="ack"
    )
    text = text_of(browser.get(WAY))
    assert "Còn chờ thu trước khi trả kết quả:" in text and "Phí f1: 70.000 đồng" in text


def by_post(desk: Any, *deliveries: r.Delivery, **held: str) -> None:
    """`held`: of each result that waits, by its code, the delivery that it is in."""
    desk.intake.way = r.GetReturnWayResponse(
        choice=r.ReturnChoice(way=r.RETURN_WAY_POST, receiver="Bình", phone="0200", address="Thôn Đầu Suối"),
        open=[r.RETURN_WAY_WINDOW, r.RETURN_WAY_POST], changeable=True, deliveries=deliveries,
        waiting=[
            r.WaitingResult(part="release", result_code=code, way=r.RETURN_WAY_POST, delivery_id=sent)
            for code, sent in held.items()
        ],
    )  # fmt: skip


def test_the_post_takes_it_and_delivers_it(browser: Any, desk: Any, dossier: pb.Dossier) -> None:
    desk.intake.ledger = f.FeeLedger()
    dossier.results.add(
        part="release", code="KQ1", issued=True, number="1/XN", signer="Sơn", signed_at=stamp(), file_id="ack"
    )
    by_post(desk)
    text = text_of(browser.get(WAY))
    assert "Thôn Đầu Suối" in text and "Số vận đơn" in text
    assert browser.post(WAY, {"do": "send"}).status_code == 422
    dossier.results[-1].changed_answers.add(vi="Dân cư: ký với số 1; nay là số 2.")
    assert "ký với số 1; nay là số 2" in text_of(browser.get(WAY)), "to be acknowledged here too"
    browser.post(WAY, {"do": "send", "waybill": "EC1", "changed-seen": "true", "result": "code:KQ1"})
    assert desk.intake.acts[-1].changed_answers_seen
    assert list(desk.intake.acts[-1].result_codes) == ["KQ1"]
    name, number = dossier.applicant.name, f'value="{dossier.applicant.id_number}"'
    by_post(desk, r.Delivery(delivery_id="d1", waybill="EC1", receiver=name, sent_at=stamp()), KQ1="d1")
    assert number in browser.get(WAY).text
    hoa = r.Delivery(
        delivery_id="d1", waybill="EC1", receiver="Lê Thị Hoa", carrier="Vietnam Post", sent_at=stamp()
    )
    by_post(desk, hoa, KQ1="d1")
    assert number not in browser.get(WAY).text, "somebody else's number is not filled in"
    text = text_of(browser.get(WAY))
    assert "Đang trên đường bưu chính" in text and "Ghi đã phát" in text and "Số vận đơn" not in text
    wrong = browser.post(
        WAY, {"do": "delivered", "receiver-name": "Bình", "receiver-id": "1", "delivered-at": "hôm qua"}
    )
    assert wrong.status_code == 422 and "30/11/2026 09:15" in text_of(wrong)
    browser.post(
        WAY,
        {"do": "delivered", "receiver-name": "Bình", "receiver-id": "1", "delivered-at": "30/11/2026 09:15"},
    )
    browser.post(WAY, {"do": "back", "reason": "Không có người nhận."})
    sent, done, back = desk.intake.acts
    assert sent.waybill == "EC1" and done.receiver_name == "Bình" and back.reason == "Không có người nhận."
    assert done.delivered_at.ToJsonString() == "2026-11-30T02:15:00Z"


def test_what_the_service_refuses_is_said(browser: Any, desk: Any, dossier: pb.Dossier) -> None:
    desk.intake.refuse_act = Conflict("WAYBILL_USED", "Số vận đơn này đã ghi.", "Used.")
    by_post(desk)
    answer = browser.post(WAY, {"do": "send", "waybill": "EC1", "result": "KQ1"})
    assert answer.status_code == 409 and "Số vận đơn này đã ghi." in text_of(answer)


def test_what_stays_on_paper_is_not_said_to_go_electronically(
    browser: Any, desk: Any, dossier: pb.Dossier
) -> None:
    """Of each result its own way; what is owed for the paper does not hold up the electronic one."""
    for part, code, name in (("release", "KQ1", "Giấy khai sinh"), ("transfer", "KQ2", "Thẻ bảo hiểm y tế")):
        dossier.results.add(
            part=part, code=code, result_id=code, name=common.LocalizedText(vi=name), issued=True, number="1/XN",
            signer="Sơn", signed_at=stamp(), file_id="ack",
        )  # fmt: skip
    waiting = [
        r.WaitingResult(part="release", result_code="KQ1", result_id="KQ1", way=r.RETURN_WAY_WINDOW),
        r.WaitingResult(part="transfer", result_code="KQ2", result_id="KQ2", way=r.RETURN_WAY_ELECTRONIC),
    ]
    desk.intake.way = r.GetReturnWayResponse(
        choice=r.ReturnChoice(way=r.RETURN_WAY_ELECTRONIC), waiting=waiting, electronic_ready=True
    )
    text = text_of(browser.get(WAY))
    assert "Giấy khai sinh – Nhận tại Bộ phận Một cửa" in text
    assert "Thẻ bảo hiểm y tế – Nhận bản điện tử trên trang hồ sơ" in text
    assert "Vẫn chờ giao bản giấy tại quầy: Giấy khai sinh." in text and "Không có giấy tờ nào" not in text
    assert "Trả bản điện tử" in text


def test_a_notice_that_came_back_is_named_beside_what_goes_electronically(
    browser: Any, desk: Any, dossier: pb.Dossier
) -> None:
    dossier.results.add(
        part="transfer", code="KQ2", result_id="KQ2", name=common.LocalizedText(vi="Thẻ bảo hiểm y tế"), issued=True,
        number="1/XN", signer="Sơn", signed_at=stamp(), file_id="ack",
    )  # fmt: skip
    dossier.documents.add(
        document_id="s1", form="05", number="01/TBDGQ", name=common.LocalizedText(vi="Thông báo")
    )
    dossier.slips_to_hand_over.append("s1")
    desk.intake.way = r.GetReturnWayResponse(
        choice=r.ReturnChoice(way=r.RETURN_WAY_ELECTRONIC),
        open=[r.RETURN_WAY_WINDOW, r.RETURN_WAY_ELECTRONIC],
        waiting=[
            r.WaitingResult(part="transfer", result_code="KQ2", result_id="KQ2", way=r.RETURN_WAY_ELECTRONIC)
        ],
        deliveries=[r.Delivery(delivery_id="d1", waybill="WB1", came_back_at=stamp(), slips=["s1"])],
        electronic_ready=True,
    )
    text = text_of(browser.get(WAY))
    assert "Vẫn chờ giao bản giấy tại quầy: Thông báo số 01/TBDGQ." in text
    assert "Trả bản điện tử" in text and "Không có giấy tờ nào" not in text
    del desk.intake.way.deliveries[:]
    text = text_of(browser.get(WAY))
    assert "Không có giấy tờ nào" in text, "a notice that never left need not be handed over"


def test_a_way_by_which_nothing_goes_is_not_offered_at_the_window(
    browser: Any, desk: Any, dossier: pb.Dossier
) -> None:
    dossier.documents.add(
        document_id="s1", form="05", number="01/TBDGQ", name=common.LocalizedText(vi="Thông báo")
    )
    dossier.slips_to_hand_over.append("s1")
    desk.intake.way = r.GetReturnWayResponse(
        choice=r.ReturnChoice(way=r.RETURN_WAY_ELECTRONIC),
        open=[r.RETURN_WAY_WINDOW, r.RETURN_WAY_POST],
        closed=[common.LocalizedText(vi="Những gì còn phải giao đều là bản giấy.")],
        deliveries=[r.Delivery(delivery_id="d1", waybill="WB1", came_back_at=stamp(), slips=["s1"])],
        changeable=True,
    )
    page = browser.get(WAY)
    assert 'value="electronic"' not in page.text and 'value="post"' in page.text
    text = text_of(page)
    assert "Không còn gì nhận được theo cách này" in text and "đều là bản giấy" in text
    assert "Ghi lại theo đề nghị của người nộp" in text and "Trả tại quầy ở việc" in text


def three(dossier: pb.Dossier) -> None:
    for part, code, name in (
        ("release", "KQ1", "Thông báo cư trú"), ("birth", "KQ2", "Giấy khai sinh"), ("card", "KQ3", "Thẻ bảo hiểm"),
    ):  # fmt: skip
        dossier.results.add(
            part=part, code=code, result_id=f"id-{code}", name=common.LocalizedText(vi=name), issued=True,
            number="1/XN", signer="Sơn", signed_at=stamp(), file_id="ack",
        )  # fmt: skip


def waits(code: str, part: str, way: int = r.RETURN_WAY_POST, delivery: str = "") -> r.WaitingResult:
    return r.WaitingResult(part=part, result_code=code, result_id=f"id-{code}", way=way, delivery_id=delivery)


def test_what_owes_nothing_is_sent_and_only_what_owes_is_said_to_wait(
    browser: Any, desk: Any, dossier: pb.Dossier
) -> None:
    three(dossier)
    by_post(desk)
    desk.intake.way.waiting.extend([waits("KQ1", "release"), waits("KQ2", "birth"), waits("KQ3", "card")])
    page = browser.get(WAY)
    text = text_of(page)
    assert "Phí f1 (Thông báo cư trú): 70.000 đồng" in text and "kết quả khác trả được ngay" in text
    assert text.count("Chờ nộp phí, lệ phí của phần này") == 1
    assert (
        'value="id-KQ2"' in page.text and 'value="id-KQ3"' in page.text and 'value="id-KQ1"' not in page.text
    )
    assert "Hãy đánh dấu ít nhất một kết quả" in text_of(browser.post(WAY, {"do": "send", "waybill": "EC1"}))
    browser.post(WAY, {"do": "send", "waybill": "EC1", "result": ["id-KQ2", "id-KQ3"]})
    assert list(desk.intake.acts[-1].result_ids) == ["id-KQ2", "id-KQ3"]


def test_each_parcel_names_what_is_in_it_and_is_confirmed_by_itself(
    browser: Any, desk: Any, dossier: pb.Dossier
) -> None:
    three(dossier)
    sent = [
        r.Delivery(
            delivery_id=name, waybill=waybill, sent_at=stamp(), results=[common.LocalizedText(vi=held)]
        )
        for name, waybill, held in (("d2", "EC2", "Thẻ bảo hiểm"), ("d1", "EC1", "Giấy khai sinh"))
    ]
    by_post(desk, *sent)
    desk.intake.way.waiting.extend(
        [waits("KQ1", "release"), waits("KQ2", "birth", delivery="d1"), waits("KQ3", "card", delivery="d2")]
    )
    page = browser.get(WAY)
    assert 'name="delivery" value="d1"' in page.text and "kien=d2" in page.text, "the oldest first"
    listed = page.text.partition('id="s-go"')[2].partition("</ul>")[0]
    assert "Thông báo cư trú" in listed and "Giấy khai sinh" not in listed and "Thẻ" not in listed
    assert 'name="delivery" value="d2"' in browser.get(f"{WAY}?kien=d2").text
    browser.post(WAY, {"do": "back", "reason": "Sai địa chỉ.", "delivery": "d2"})
    assert desk.intake.acts[-1].delivery_id == "d2"
    case = text_of(browser.get("/viec/ho-so/dossier-1"))
    assert "Đang trên đường bưu chính: Giấy khai sinh" in case and "bưu chính: Thông báo cư trú" not in case
    assert "Nhận qua bưu chính công ích" in case, "as what is here will"


def test_the_slips_that_go_along_are_named_and_may_go_alone(
    browser: Any, desk: Any, dossier: pb.Dossier
) -> None:
    dossier.documents.add(
        document_id="slip-1", form="03", number="01/TCGQ", file_id="slip-file",
        name=common.LocalizedText(vi="Phiếu từ chối giải quyết hồ sơ"),
    )  # fmt: skip
    dossier.slips_to_hand_over.append("slip-1")
    by_post(desk)
    text = text_of(browser.get(WAY))
    assert "Bỏ cùng bưu gửi này: Phiếu từ chối giải quyết hồ sơ số 01/TCGQ" in text
    browser.post(WAY, {"do": "send", "waybill": "EC1", "slip": "slip-1", "alone": "true"})
    sent = desk.intake.acts[-1]
    assert list(sent.slips.document_ids) == ["slip-1"] and not sent.result_ids
    by_post(desk, r.Delivery(delivery_id="d1", waybill="EC1", sent_at=stamp(), slips=["slip-1"]))
    page = browser.get(WAY)
    held = page.text.partition('id="s-sent"')[2].partition("</section>")[0]
    assert "01/TCGQ" in held and 'id="s-go"' not in page.text
    listed = text_of(browser.get("/viec/ho-so/dossier-1"))
    assert "Đang trên đường bưu chính: Phiếu từ chối giải quyết hồ sơ số 01/TCGQ" in listed


def test_whom_the_applicant_named_needs_no_other_ground(browser: Any, desk: Any, dossier: pb.Dossier) -> None:
    hoa = r.Delivery(delivery_id="d1", waybill="EC1", receiver="Lê Thị Hoa", sent_at=stamp(), slips=["s"])
    by_post(desk, hoa)
    text = text_of(browser.get(WAY))
    assert "cũng không phải Lê Thị Hoa mà người nộp đã ghi để nhận qua bưu chính" in text
    hoa.receiver = ""
    by_post(desk, hoa)
    text = text_of(browser.get(WAY))
    assert "cũng không phải" not in text and "hay người được cấp kết quả: giấy ủy quyền" in text
