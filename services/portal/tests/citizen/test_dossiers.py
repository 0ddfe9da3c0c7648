# SPDX-License-Identifier: Apache-2.0
"""A citizen's dossiers: what is asked stands on top, supplements, withdrawal, files, and what strangers see."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from citizen_steps import PDF, hidden, post, upload
from intake_double import LAND, IntakeDouble, stamp
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2 as pb
from motcua_portal.pages.files import disposition
from plain_http import client_of


def asked_for_papers(intake: IntakeDouble) -> pb.Dossier:
    asked = pb.Supplement(
        round=1, stage="before_acceptance", reason="Bản chụp mờ.", requested_at=stamp(60), answer_by=stamp(864_000),
        items=[pb.SupplementItem(component="GCN", reason="Chụp lại trang 3.")],
    )  # fmt: skip
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, supplements=[asked])
    made.actions.append(pb.ACTION_ANSWER_SUPPLEMENT)
    return made


def test_what_is_asked_of_me_comes_first(hoa: httpx.Client, intake: IntakeDouble) -> None:
    intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    asked_for_papers(intake)
    intake.add_dossier("khoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    page = hoa.get("/ho-so").text
    assert (
        page.index("Cần bạn thực hiện")
        < page.index("0002")
        < page.index("Hồ sơ đang giải quyết")
        < page.index("0001")
    )
    assert "0003" not in page


def test_the_citizen_is_asked_to_pay_only_when_the_amount_is_known(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    made = intake.add_dossier(
        "hoa",
        pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION,
        clock=[pb.ClockInterval(ground="tax", **{"from": stamp()})],
    )
    assert "Cần bạn thực hiện" not in hoa.get("/ho-so").text
    assert "Bạn chưa phải làm gì." in hoa.get(f"/ho-so/{made.dossier_id}").text
    made.clock[0].to.CopyFrom(stamp(60))
    made.clock.append(pb.ClockInterval(ground="payment", **{"from": stamp(60)}))
    mine = hoa.get("/ho-so").text
    assert "Cần bạn thực hiện" in mine and "Bạn chưa nộp hồ sơ nào." not in mine
    assert "Hãy nộp theo thông báo" in hoa.get(f"/ho-so/{made.dossier_id}").text


def _said(vi: str, en: str) -> common.LocalizedText:
    return common.LocalizedText(vi=vi, en=en)


def test_the_citizen_reads_what_to_pay_until_it_is_paid(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION)
    line = pb.NoticeLine(
        label=_said("Tổng số tiền", "In all"), value=_said("21.250.000 đồng", "VND 21,250,000")
    )
    made.notices.add(
        name="payment_notice", title=_said("Thông báo <nộp tiền>", "Payment"), todo=_said("Nộp tiền.", "Pay."),
        lines=[line], at=stamp(60), open=True,
    )  # fmt: skip
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "Việc cần làm của bạn: Thông báo &lt;nộp tiền&gt;" in page and "21.250.000 đồng" in page
    assert "Cơ quan thuế đã thông báo" not in page and page.count("Nộp tiền.") == 1, "the notice says it once"
    assert "Đang chờ bạn làm theo thông báo ở trên." in page
    assert "Bạn chưa phải làm gì." not in page and "Cần bạn thực hiện" in hoa.get("/ho-so").text
    made.notices[0].open = False
    assert "Việc cần làm của bạn" not in hoa.get(f"/ho-so/{made.dossier_id}").text


@pytest.mark.parametrize("name", ["debt_notice", "exempt_notice"])
def test_a_debt_or_an_exemption_stands_on_top_until_the_dossier_is_finished(
    hoa: httpx.Client, intake: IntakeDouble, name: str
) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    line = pb.NoticeLine(label=_said("Số thông báo", "Number"), value=_said("36/TB <b>", "36/TB <b>"))
    made.notices.add(
        name=name, title=_said("Thông báo của thuế", "Notice"), todo=_said("Không phải nộp ngay.", "Not now."),
        lines=[line], at=stamp(60), informs=True,
    )  # fmt: skip
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    top, _, rest = page.partition('id="now"')
    assert "Thông báo của thuế" in top and "Không phải nộp ngay." in top and "36/TB &lt;b&gt;" in top
    assert "Việc cần làm của bạn" not in page and "Thông báo của thuế" not in rest
    assert "Cần bạn thực hiện" not in hoa.get("/ho-so").text
    made.finished_at.CopyFrom(stamp(120))
    assert "Thông báo của thuế" not in hoa.get(f"/ho-so/{made.dossier_id}").text


def test_a_superseded_notice_is_marked_and_asks_for_nothing(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION)
    line = pb.NoticeLine(label=_said("Số thông báo", "Number"), value=_said("34/TB <b>", "34/TB <b>"))
    made.notices.add(
        name="payment_notice", title=_said("Thông báo nộp tiền", "Payment"), todo=_said("Nộp tiền.", "Pay."),
        lines=[line], at=stamp(60), superseded_at=stamp(120), superseded_by=_said("Thông báo <nộp thêm>", "Further"),
    )  # fmt: skip
    made.notices.add(
        name="further_payment_notice",
        title=_said("Thông báo <nộp thêm>", "Further"),
        at=stamp(120),
        open=True,
    )
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert page.index("Việc cần làm của bạn: Thông báo &lt;nộp thêm&gt;") < page.index(
        "Đã được thay thế: Thông báo nộp tiền"
    )
    assert "“Thông báo &lt;nộp thêm&gt;” lúc" in page and "Không làm theo thông báo này nữa." in page
    assert "34/TB &lt;b&gt;" in page and "Việc cần làm của bạn: Thông báo nộp tiền" not in page
    assert "Nộp tiền." not in page, "what it asked for is not asked any more"
    made.notices[1].open = False
    paid = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "Đã được thay thế" not in paid, "what took its place is paid, and not shown either"
    made.notices[1].informs = True
    assert "Đã được thay thế" in hoa.get(f"/ho-so/{made.dossier_id}").text
    made.finished_at.CopyFrom(stamp(180))
    assert "Đã được thay thế" not in hoa.get(f"/ho-so/{made.dossier_id}").text


def test_every_status_has_words_of_its_own(hoa: httpx.Client, intake: IntakeDouble) -> None:
    known = [number for number in pb.DossierStatus.values() if number]
    made = [intake.add_dossier("hoa", number) for number in known]
    pages = [hoa.get(f"/ho-so/{one.dossier_id}").text for one in made]
    tags = [page.partition('class="tag')[2].partition("</p>")[0] for page in pages]
    assert len(set(tags)) == len(known) and not any("Không rõ" in tag for tag in tags)


def test_a_dossier_tells_where_it_is_until_when_and_how_the_date_was_reached(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    made = intake.add_dossier(
        "hoa", pb.DOSSIER_STATUS_IN_PROGRESS, accepted_at=stamp(60), promised_at=stamp(864_000)
    )
    part = made.parts[0]
    part.status, part.reason = pb.PART_STATUS_REFUSED, "Bên nhận thế chấp không đồng ý."
    part.due_at.CopyFrom(stamp(3600))
    part.derivation.append(common.LocalizedText(vi="24/11/2026 là ngày nghỉ.", en="24/11/2026 is a day off."))
    made.results.append(
        pb.Result(
            part="release", name=common.LocalizedText(vi="Phiếu"), file_id="ack", number="7", issued=True
        )
    )
    made.results.append(pb.Result(part="transfer", name=common.LocalizedText(vi="Chưa ký"), file_id="secret"))
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "Hẹn trả kết quả" in page and "03/12/2026 09:13" in page
    assert "24/11/2026 là ngày nghỉ." in page and "Bên nhận thế chấp không đồng ý." in page
    assert "Thời gian nộp thuế không tính." in page and 'href="/tep/ack?tai=1"' in page
    assert "secret" not in page, "a result that is not issued is not shown"


def test_a_late_dossier_says_since_when_and_who_to_turn_to(hoa: httpx.Client, intake: IntakeDouble) -> None:
    late = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS, promised_at=stamp(-60))
    over = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RETURNED, promised_at=stamp(-60))
    page = hoa.get(f"/ho-so/{late.dossier_id}").text
    assert "Quá hạn trả kết quả từ 23/11/2026 09:12" in page
    assert "Đã quá ngày hẹn trả 23/11/2026 09:12 mà chưa có kết quả." in page
    assert re.search(r"Bạn có thể hỏi .+, nêu mã hồ sơ " + late.code, page) and 'href="tel:0200' in page
    assert "Quá hạn trả" not in hoa.get(f"/ho-so/{over.dossier_id}").text
    listed = hoa.get("/ho-so").text
    assert listed.count("Quá hạn trả kết quả từ 23/11/2026 09:12") == 1


def test_an_answer_of_the_window_that_is_overdue_says_so(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUBMITTED)
    assert "Quá hạn" not in hoa.get("/ho-so").text + hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "trả lời chậm nhất 23/11/2026 17:13" in hoa.get("/ho-so").text
    made.answer_due_at.CopyFrom(stamp(-3600))
    page, listed = hoa.get(f"/ho-so/{made.dossier_id}").text, hoa.get("/ho-so").text
    assert "Quá hạn trả lời từ 23/11/2026 08:13" in page and "Quá hạn trả lời từ 23/11/2026 08:13" in listed
    assert "chưa trả lời dù đã quá hạn từ 23/11/2026 08:13." in page
    for status in (
        pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED,
        pb.DOSSIER_STATUS_WITHDRAWN,
        pb.DOSSIER_STATUS_ACCEPTED,
    ):
        made.status = status
        assert "Quá hạn trả lời" not in hoa.get(f"/ho-so/{made.dossier_id}").text, "the window has answered"


def test_a_list_says_that_a_promised_date_stands_still(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS, promised_at=stamp(-60))
    span = made.clock.add(ground="tax", policy="EXCLUDE", name=common.LocalizedText(vi="Cơ quan thuế"))
    getattr(span, "from").CopyFrom(stamp(-3600))
    listed = hoa.get("/ho-so").text
    assert "hẹn trả 23/11/2026 09:12 (đồng hồ đang dừng: Cơ quan thuế; ngày này sẽ được tính lại)" in listed
    assert "Quá hạn" not in listed
    span.to.CopyFrom(stamp(-30))
    assert "đồng hồ đang dừng" not in hoa.get("/ho-so").text


def test_a_supplement_is_attached_and_handed_in(hoa: httpx.Client, intake: IntakeDouble) -> None:
    path = f"/ho-so/{asked_for_papers(intake).dossier_id}/bo-sung"
    assert "Chụp lại trang 3." in hoa.get(path).text
    empty = upload(hoa, path, action="send", note="Một dòng")
    assert (
        empty.status_code == 422
        and 'id="e-GCN">Còn thiếu GCN.' in empty.text
        and "Một dòng</textarea>" in empty.text
    )
    only = upload(hoa, path, ("GCN", "gcn.pdf", PDF), action="stay")
    assert only.status_code == 200 and "gcn.pdf" in only.text
    sent = upload(hoa, path, action="send")
    assert sent.headers["location"] == "/ho-so/dossier-1?da-bo-sung=1"
    assert "Hồ sơ này không chờ bổ sung" in hoa.get(path).text


def test_withdrawal_says_first_what_stops_and_what_stands(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS, accepted_at=stamp(60))
    made.parts[0].status = pb.PART_STATUS_GRANTED
    page = hoa.get(f"/ho-so/{made.dossier_id}/rut").text
    stops, stands = page.index("Sẽ dừng"), page.index("Giữ nguyên")
    assert stops < page.index("Đăng ký chuyển nhượng", stops) < stands < page.index("Đã có kết quả")
    answer = post(hoa, f"/ho-so/{made.dossier_id}/rut", reason="Đổi ý")
    assert answer.headers["location"] == "/ho-so/dossier-1?da-rut=1"
    assert "Hồ sơ đã được rút." in hoa.get(answer.headers["location"]).text
    assert "không còn gì để rút" in hoa.get(f"/ho-so/{made.dossier_id}/rut").text


def test_a_withdrawal_that_was_shown_otherwise_is_shown_again(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    """A part was signed between opening the page and pressing the button."""
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS, accepted_at=stamp(60))
    path = f"/ho-so/{made.dossier_id}/rut"
    shown = hidden(hoa.get(path))["stops"]
    assert shown.split() == [one.key for one in made.parts]
    made.parts[0].status = pb.PART_STATUS_GRANTED
    again = post(hoa, path, reason="Đổi ý", stops=shown)
    assert again.status_code == 409 and "Có thay đổi: phần đầu giữ nguyên." in again.text
    assert made.status == pb.DOSSIER_STATUS_IN_PROGRESS and "Đổi ý</textarea>" in again.text
    now = hidden(again)["stops"]
    assert now.split() == shown.split()[1:]
    assert post(hoa, path, reason="Đổi ý", stops=now).status_code == 303
    assert made.status == pb.DOSSIER_STATUS_WITHDRAWN


def test_a_withdrawal_that_comes_too_late_is_a_sentence(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RESULT_READY)
    page = post(hoa, f"/ho-so/{made.dossier_id}/rut", reason="Đổi ý")
    assert (
        page.status_code == 409
        and "Hồ sơ không còn rút được." in page.text
        and "Đổi ý</textarea>" in page.text
    )


def test_strangers_see_code_and_degree_only(
    visitor: httpx.Client, hoa: httpx.Client, sessions: Any, intake: IntakeDouble, site: str
) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    made.applicant.name = "Nguyễn Thị Hoa"
    page = visitor.get(f"/tra-cuu?ma={made.code.lower()}%20")
    assert page.status_code == 200 and "Đã xong 0 trên 2 phần." in page.text
    assert "Đang xử lý" not in page.text, "TT 01/2018, Điều 16: code and degree of completion only"
    assert "Nguyễn" not in page.text and "chuyển nhượng" not in page.text and made.dossier_id not in page.text
    assert hoa.get(f"/tra-cuu?ma={made.code}").headers["location"] == f"/ho-so/{made.dossier_id}"
    with client_of(site, sessions.sign_in("khoa")) as other:
        assert other.get(f"/tra-cuu?ma={made.code}").status_code == 200
        for path in ("", "/da-nop", "/bo-sung", "/rut"):
            assert other.get(f"/ho-so/{made.dossier_id}{path}").status_code == 404
    wrong = visitor.get("/tra-cuu?ma=H99-0")
    assert (
        wrong.status_code == 404
        and 'value="H99-0"' in wrong.text
        and "Không có hồ sơ nào mang mã này" in wrong.text
    )
    assert visitor.get("/tra-cuu", params={"ma": "x" * 10_000}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/ho-so", "/ho-so/dossier-1", "/tep/ack", f"/nop-ho-so/{LAND}", "/ban-nhap/draft-1/to-khai"]
)
def test_personal_pages_ask_to_sign_in_and_come_back(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 303
    assert httpx.URL(answer.headers["location"]).params["next"] == path


def test_officers_do_not_file_for_themselves_as_citizens(site: str, sessions: Any) -> None:
    key = sessions.sign_in("lan", roles=("window_clerk",), unit="suoi_trong")
    with client_of(site, key) as officer:
        assert officer.get("/ho-so").status_code == 403


def test_a_file_comes_as_it_is_with_headers_that_keep_it_harmless(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    intake.files["f1"] = (
        pb.FileInfo(file_name='giấy "mới".pdf', media_type="application/pdf", size=len(PDF)),
        PDF,
    )
    intake.files["f2"] = (pb.FileInfo(file_name="x.html", media_type="text/html", size=3), b"<b>")
    shown = hoa.get("/tep/f1")
    assert shown.content == PDF and shown.headers["content-type"] == "application/pdf"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert "filename*=UTF-8''gi%E1%BA%A5y%20m%E1%BB%9Bi.pdf" in shown.headers["content-disposition"]
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert hoa.get("/tep/f1?tai=1").headers["content-disposition"].startswith("attachment;")
    strange = hoa.get("/tep/f2")
    assert strange.headers["content-type"] == "application/octet-stream"
    assert strange.headers["content-disposition"].startswith("attachment;")
    assert hoa.get("/tep/none").status_code == 404


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    made = disposition('a"\r\nSet-Cookie: x=1; b/../c.pdf', inline=False)
    assert "\r" not in made and "\n" not in made and made.count('"') == 2


def test_what_was_refused_stands_in_the_head_and_in_the_list(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RESULT_READY)
    first, second = made.parts[0], made.parts[1]
    first.status, second.status = pb.PART_STATUS_GRANTED, pb.PART_STATUS_GRANTED
    assert "parts-said" not in hoa.get("/ho-so").text
    second.status = pb.PART_STATUS_REFUSED
    said = f"{first.name.vi}: đã có kết quả; {second.name.vi}: <strong>bị từ chối</strong>"
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert said in hoa.get("/ho-so").text and said in page
    assert page.index(said) < page.index("Hồ sơ đang ở đâu") and "không phải phần nào cũng có kết quả" in page


def test_the_applicant_reads_what_was_declared(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    assert "Tờ khai đã nộp" not in hoa.get(f"/ho-so/{made.dossier_id}").text
    made.answers.update({"applicant_name": "Hoa <b>", "filer": "owner", "parcel_no": "12"})
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    declared = page.partition("Tờ khai đã nộp")[2].partition("</section>")[0]
    assert "Hoa &lt;b&gt;" in declared and "Số thửa" in declared and "owner" not in declared


def test_the_example_of_a_code_is_nobodys(visitor: httpx.Client) -> None:
    assert "H99.101-000000-0000" in visitor.get("/tra-cuu").text


def test_one_banner_after_signing_in_again(hoa: httpx.Client, sessions: Any, intake: IntakeDouble) -> None:
    path = f"/ho-so/{asked_for_papers(intake).dossier_id}/bo-sung"
    sessions.stash["k"] = (path, {"note": "Một dòng"})
    page = hoa.get(f"{path}?dang-do=k").text
    assert page.count("notice-warn") == page.count("Phiên làm việc đã hết") == 1
    assert "Chưa nộp gì; nội dung đã gõ được giữ nguyên bên dưới." in page and "Một dòng</textarea>" in page
    assert "Tệp vừa chọn" not in page, "none was chosen"


def test_what_was_asked_for_what_was_made_and_the_fee(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RESULT_READY)
    made.asked.add(label=_said("Số bản sao", "Copies"), value=_said("5", "5"))
    made.parts[0].fee = 25_000
    page = re.sub(r"\s+", " ", hoa.get(f"/ho-so/{made.dossier_id}").text)
    assert "<dt>Số bản sao</dt><dd>5</dd>" in page
    assert "25.000" in page and "đã làm)" not in page and "Số bản: " not in page
    made.parts[0].fee, made.parts[0].fee_as_made = 12_000, True
    made.results.add(
        part="copy", code="K", name=_said("Bản sao", "Copy"), number="1", signer="Q", file_id="ack", issued=True,
        signed_at=stamp(60), copies=2, pages=4, note="Chỉ cần <hai> bản.",
    )  # fmt: skip
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert "Số bản: 2 · 4 trang một bản" in page and "Chỉ cần &lt;hai&gt; bản." in page
    assert "12.000" in page and "(theo số trang, số bản đã làm)" in page and "25.000" not in page


@pytest.mark.parametrize("typed", ["h99.101 261123 0001", "H99.101–261123–0001", " h99.101 - 261123 - 0001 "])
def test_a_code_is_found_however_it_is_typed(visitor: httpx.Client, intake: IntakeDouble, typed: str) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    assert made.code == "H99.101-261123-0001"
    assert visitor.get("/tra-cuu", params={"ma": typed}).status_code == 200


def test_a_returned_dossier_leads_with_the_part_that_was_refused(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_RETURNED)
    made.parts[0].status, made.parts[1].status = pb.PART_STATUS_GRANTED, pb.PART_STATUS_REFUSED
    made.results.add(name=made.parts[0].name, issued=True, number="1/KQ").returned_at.CopyFrom(stamp(60))
    made.documents.add(
        form="03", name=_said("Phiếu từ chối", "Refusal slip"), file_id="slip", issued_at=stamp(30)
    )
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    lead = page.partition("Hồ sơ đang ở đâu")[2].partition("</p>")[0]
    assert f"Bị từ chối: {made.parts[1].name.vi}." in lead and 'href="#documents"' in lead
    assert "Kết quả đã được trả. Hồ sơ đã kết thúc." not in page


def test_the_stop_notice_is_announced_until_it_is_there(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS, accepted_at=stamp(60))
    path = f"/ho-so/{made.dossier_id}?da-rut=1"
    assert "(Mẫu 05) có sau giây lát" in hoa.get(path).text
    made.documents.add(
        form="05", name=_said("Thông báo dừng", "Stop notice"), file_id="stop", issued_at=stamp(90)
    )
    assert "có sau giây lát" not in hoa.get(path).text
