# SPDX-License-Identifier: Apache-2.0
"""The citizen's fees, choice of how to receive results, and rating."""

from __future__ import annotations

import re

import httpx
import pytest
from citizen_steps import hidden, ready_draft
from intake_double import IntakeDouble, stamp
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import fees_pb2 as f
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as r
from motcua_rpc import Conflict, FieldError, InvalidInput


@pytest.fixture
def dossier(intake: IntakeDouble) -> pb.Dossier:
    intake.begin_fees()
    intake.way = r.GetReturnWayResponse(
        choice=r.ReturnChoice(way=r.RETURN_WAY_WINDOW),
        open=[r.RETURN_WAY_WINDOW, r.RETURN_WAY_POST],
        changeable=True,
    )
    return intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)


def test_fees_are_shown_by_part_with_what_is_owed(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    intake.ledger = f.FeeLedger(
        lines=[
            f.FeeLine(fee_id="1", part="a", name=common.LocalizedText(vi="Phí A"), charge=70_000, outstanding=70_000,
                      state=f.FEE_STATE_OWED, illustration=True),
            f.FeeLine(fee_id="2", part="b", name=common.LocalizedText(vi="Lệ phí B"), charge=0, collected=28_000,
                      to_refund=28_000, state=f.FEE_STATE_COLLECTED, entries=[f.FeeEntry(kind="CANCELLED")]),
        ],
        parts=[f.FeeSum(part=one, name=common.LocalizedText(vi=f"Phần {one.upper()}")) for one in "ab"],
        total=f.FeeSum(outstanding=70_000, collected=28_000, to_refund=28_000),
    )  # fmt: skip
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    for said in (
        "Phần A",
        "Phí A",
        "70.000 đồng",
        "! Chờ thu",
        "Mức thu minh họa.",
        "Phải hoàn 28.000 đồng",
        "Còn phải nộp: 70.000 đồng",
    ):
        assert said in page
    assert "<button" not in page.split('id="fees"')[1].split("</section>")[0], "nobody pays online yet"


def test_nothing_stands_where_there_is_nothing_to_pay(hoa: httpx.Client, dossier: pb.Dossier) -> None:
    assert 'id="fees"' not in hoa.get(f"/ho-so/{dossier.dossier_id}").text


def test_another_way_is_chosen(hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier) -> None:
    path = f"/ho-so/{dossier.dossier_id}/cach-nhan"
    assert path in hoa.get(f"/ho-so/{dossier.dossier_id}").text
    shown = hoa.get(path)
    assert 'value="electronic"' not in shown.text
    sent = {
        **hidden(shown),
        "way": "post",
        "receiver": "Hoa",
        "phone": "0200 000 111",
        "address": "Thôn Đầu Suối",
    }
    intake.refuse_act = InvalidInput(fields=[FieldError("phone", "PHONE_UNFIT", "Số chưa đúng.", "Unfit.")])
    wrong = hoa.post(path, data=sent)
    assert wrong.status_code == 400 and 'href="#phone"' in wrong.text and "Thôn Đầu Suối" in wrong.text
    intake.refuse_act = None
    done = hoa.post(path, data=sent)
    assert (done.status_code, done.headers["location"]) == (303, f"/ho-so/{dossier.dossier_id}#receiving")
    (act,) = intake.acts
    assert (act.way, act.receiver, act.dossier_id) == (r.RETURN_WAY_POST, "Hoa", dossier.dossier_id)


def test_what_is_ready_is_changed_at_the_window_only(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    intake.way.changeable = False
    page = hoa.get(f"/ho-so/{dossier.dossier_id}/cach-nhan").text
    assert "không đổi ở đây được" in page and "Lưu cách nhận" not in page
    dossier.results.add(part="p", code="A", name=common.LocalizedText(vi="Giấy khai sinh"), issued=True)
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert "Đổi cách nhận" not in page and "không đổi ở đây được" in page, "and why"


def test_a_rating_is_given_and_changed(hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier) -> None:
    path = f"/ho-so/{dossier.dossier_id}/danh-gia"
    assert path not in hoa.get(f"/ho-so/{dossier.dossier_id}").text
    intake.rated = r.GetRatingResponse(open=True, rating=r.Rating(open_until=stamp(3600)))
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert path in page and re.search(r"Đánh giá được đến \d\d/\d\d/\d{4} \d\d:\d\d; sau đó không", page)
    fields = hidden(hoa.get(path))
    assert hoa.post(path, data={**fields, "words": "Nhanh."}).status_code == 422
    hoa.post(path, data={**fields, "level": "3", "words": "Nhanh."})
    (act,) = intake.acts
    assert (act.satisfaction, act.words) == (r.SATISFACTION_VERY_SATISFIED, "Nhanh.")
    intake.rated.rating.satisfaction = r.SATISFACTION_SATISFIED
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert "Bạn đã đánh giá:" in page and "Sửa đánh giá" in page and "Sửa được đến " in page
    intake.refuse_act = Conflict("RATING_CLOSED", "Đã quá 7 ngày.", "Closed.")
    assert "Đã quá 7 ngày." in hoa.post(path, data={**fields, "level": "1"}).text


def test_nobody_else_chooses_or_rates(hoa: httpx.Client, intake: IntakeDouble) -> None:
    other = intake.add_dossier("khoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    for place in ("cach-nhan", "danh-gia"):
        assert hoa.get(f"/ho-so/{other.dossier_id}/{place}").status_code == 404


def test_a_result_that_is_ready_says_how_it_comes(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    """The certificate is always on paper, though the electronic way was chosen; of each result, not of the dossier."""
    for code, name in (("A", "Giấy khai sinh"), ("B", "Thẻ bảo hiểm")):
        made = pb.Result(
            part="p",
            code=code,
            result_id=code,
            name=common.LocalizedText(vi=name),
            issued=True,
            file_id="ack",
        )
        dossier.results.append(made)
    intake.way = r.GetReturnWayResponse(
        choice=r.ReturnChoice(way=r.RETURN_WAY_ELECTRONIC),
        waiting=[
            r.WaitingResult(part="p", result_code="A", result_id="A", way=r.RETURN_WAY_WINDOW),
            r.WaitingResult(part="p", result_code="B", result_id="B", way=r.RETURN_WAY_ELECTRONIC),
        ],
    )
    listed = (
        hoa.get(f"/ho-so/{dossier.dossier_id}").text.partition('id="results"')[2].partition("</section>")[0]
    )
    first, second = listed.split("<li>")[1:]
    assert "Giấy khai sinh" in first and "Bản giấy chờ bạn nhận tại Bộ phận Một cửa xã Suối Trong" in first
    assert (
        "Thẻ bảo hiểm" in second and "Nhận bản điện tử trên trang này" in second and "Bản giấy" not in second
    )
    dossier.results[1].withheld = True
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    second = page.partition('id="results"')[2].partition("</section>")[0].split("<li>")[2]
    assert "/tep/" not in second and "Nhận bản điện tử" not in second, "not before it is paid"
    assert "khi đã nộp phí, lệ phí" in second and "tiền mặt hoặc chuyển khoản" in second
    assert "Còn phí, lệ phí phải nộp trước khi nhận: Thẻ bảo hiểm." in page
    dossier.results[1].withheld = False
    dossier.status = pb.DOSSIER_STATUS_RESULT_READY
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert "kết quả khác theo cách bạn đã chọn" in page, "not all wait at the window"
    intake.way = r.GetReturnWayResponse(choice=r.ReturnChoice(way=r.RETURN_WAY_POST))
    dossier.status = pb.DOSSIER_STATUS_RESULT_READY
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert page.count("Sẽ gửi qua bưu chính công ích") == 2 and "chờ bạn nhận tại" not in page


def test_only_what_a_parcel_holds_is_said_to_be_with_the_post(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    for code, name in (("A", "Giấy khai sinh"), ("B", "Thông báo cư trú"), ("C", "Thẻ bảo hiểm")):
        dossier.results.add(
            part=code, code=code, result_id=code, name=common.LocalizedText(vi=name), issued=True, file_id="ack",
            withheld=code == "B",
        )  # fmt: skip
    sent = r.Delivery(
        delivery_id="d1", waybill="WB1", sent_at=stamp(), results=[common.LocalizedText(vi="Giấy khai sinh")],
        carried=[r.CarriedResult(part="A", result_code="A", result_id="A")],
    )  # fmt: skip
    back = r.Delivery(
        delivery_id="d0", waybill="WB0", sent_at=stamp(), came_back_at=stamp(), carried=sent.carried,
        results=sent.results,
    )  # fmt: skip
    waiting = [
        r.WaitingResult(part=one, result_code=one, result_id=one, way=r.RETURN_WAY_POST,
                        delivery_id="d1" if one == "A" else "", waits_for_fee=one == "B")
        for one in "ABC"
    ]  # fmt: skip
    intake.way = r.GetReturnWayResponse(
        choice=r.ReturnChoice(way=r.RETURN_WAY_POST), waiting=waiting, deliveries=[sent, back]
    )
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    first, second, third = page.partition('id="results"')[2].partition("</section>")[0].split("<li>")[1:]
    assert "Đang gửi qua bưu chính" in first and "WB1" in first
    assert "Đang gửi" not in second and "Sẽ gửi qua bưu chính công ích khi đã nộp phí, lệ phí" in second
    assert "Đang gửi" not in third and "Sẽ gửi qua bưu chính công ích</span>" in third
    assert "Còn phí, lệ phí phải nộp trước khi nhận: Thông báo cư trú." in page
    panel = page.partition('id="receiving"')[2].partition("</section>")[0]
    assert "WB1</span>: Giấy khai sinh" in panel
    assert "Bưu chính trả về" in panel and "kết quả chờ tại" not in panel, "it is on its way again"
    hoa.cookies.set("motcua_language", "en")
    assert "once the fees are paid" in hoa.get(f"/ho-so/{dossier.dossier_id}").text


def test_a_way_that_was_closed_is_not_promised(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    intake.way.choice.way = r.RETURN_WAY_ELECTRONIC
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert "Không còn gì nhận được theo cách này" in page and "Trả bản điện tử trên trang hồ sơ" not in page
    intake.way.open.append(r.RETURN_WAY_ELECTRONIC)
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert "Không còn gì nhận được" not in page and "Trả bản điện tử trên trang hồ sơ" in page


def test_a_way_by_which_nothing_goes_is_not_offered_and_may_be_changed(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    """The notice came back after the portal was chosen: it may be sent again, and the portal is no choice any more."""
    intake.way.choice.way = r.RETURN_WAY_ELECTRONIC
    intake.way.closed.add(vi="Những gì còn phải giao đều là bản giấy.", en="All that is left is on paper.")
    path = f"/ho-so/{dossier.dossier_id}/cach-nhan"
    assert path in hoa.get(f"/ho-so/{dossier.dossier_id}").text
    shown = hoa.get(path).text
    assert 'value="post"' in shown and 'value="electronic"' not in shown
    assert "Những gì còn phải giao đều là bản giấy." in shown and "Lưu cách nhận" in shown


def test_a_draft_whose_way_was_closed_is_sent_to_choose_again(
    hoa: httpx.Client, intake: IntakeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = ready_draft(hoa)
    said = pb.Problem(
        field="return_way", message=common.LocalizedText(vi="Hãy chọn lại cách nhận.", en="Choose.")
    )
    monkeypatch.setattr(intake, "_problems", lambda draft: [said])
    page = hoa.get(f"{draft}/kiem-tra").text
    assert f'<a href="{draft}/cach-nhan">Hãy chọn lại cách nhận.</a>' in page
    assert "Hãy chọn lại" not in hoa.get(f"{draft}/to-khai").text


def test_a_slip_waits_at_the_window_until_a_parcel_holds_it(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    dossier.status, dossier.waits_for_slips = pb.DOSSIER_STATUS_RESULT_READY, True
    dossier.slips_to_hand_over.append("s1")
    dossier.documents.add(document_id="s1", form="03", number="01/TCGQ")
    dossier.results.add(part="A", code="A", result_id="A", issued=True, file_id="ack")
    intake.way.choice.way = r.RETURN_WAY_POST
    intake.way.deliveries.add(delivery_id="d1", waybill="WB1", sent_at=stamp())
    intake.way.waiting.add(part="A", result_code="A", result_id="A", way=r.RETURN_WAY_POST, delivery_id="d1")
    assert "Phiếu từ chối chờ bạn nhận tại" in hoa.get(f"/ho-so/{dossier.dossier_id}").text
    intake.way.deliveries[0].slips.append("s1")
    assert "Phiếu từ chối chờ bạn nhận tại" not in hoa.get(f"/ho-so/{dossier.dossier_id}").text


def test_a_stop_notice_that_the_post_has_or_brought_back_is_said_to_be_there(
    hoa: httpx.Client, intake: IntakeDouble, dossier: pb.Dossier
) -> None:
    dossier.status, dossier.waits_for_slips = pb.DOSSIER_STATUS_RESULT_READY, True
    dossier.slips_to_hand_over.append("s1")
    name = common.LocalizedText(vi="Thông báo dừng giải quyết hồ sơ", en="Stop notice")
    dossier.documents.add(document_id="s1", form="05", number="04/TBDGQ", name=name)
    dossier.results.add(part="A", code="A", result_id="A", issued=True, returned_at=stamp(), file_id="ack")
    intake.way.choice.way = r.RETURN_WAY_POST
    sent = intake.way.deliveries.add(delivery_id="d1", waybill="WB1", sent_at=stamp(), slips=["s1"])
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert "Đang gửi qua bưu chính, vận đơn WB1: Thông báo dừng giải quyết hồ sơ số 04/TBDGQ." in page
    assert "chờ bạn nhận tại" not in page
    panel = page.partition('id="receiving"')[2].partition("</section>")[0]
    assert "WB1</span>: Thông báo dừng giải quyết hồ sơ số 04/TBDGQ" in panel
    sent.came_back_at.CopyFrom(stamp())
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    assert "Thông báo dừng giải quyết hồ sơ số 04/TBDGQ chờ bạn nhận tại Bộ phận Một cửa" in page
    assert "Phiếu từ chối chờ" not in page and "những gì bị trả về chờ tại" in page
    dossier.slips_to_hand_over.pop()
    dossier.waits_for_slips = False
    assert "những gì bị trả về chờ tại" not in hoa.get(f"/ho-so/{dossier.dossier_id}").text
    hoa.cookies.set("motcua_language", "en")
    dossier.slips_to_hand_over.append("s1")
    dossier.waits_for_slips = True
    assert "Stop notice no. 04/TBDGQ: waits for you at" in hoa.get(f"/ho-so/{dossier.dossier_id}").text
