# SPDX-License-Identifier: Apache-2.0
"""The names behind decisions, and what the printed forms say of them: who signs, under whose letterhead, for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import (
    ANSWERS,
    COPY,
    LAND,
    ROOT,
    House,
    acted,
    answer,
    ask,
    printed,
    refuse,
    refused,
    request_id,
    settle,
    withdraw,
)
from intake_prepared import prepared
from motcua.events.v1 import process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_organisation import load_organisation
from motcua_rpc import InvalidInput
from motcua_rpc.structs import to_dict, to_struct

RELEASE, TRANSFER = "KQ.G15.000335", "KQ.G10.001147"
BRANCH = "CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI KHU VỰC BẾN GIÓ"
OWNER = {
    "filer": "proxy",
    "represents": "transferor",
    "transferor_name": "Công Tằng Tôn Nữ Thị Bạch Tuyết",
    "transferor_id": "099172000103",
    "transferor_address": "Thôn Chân Đồi, xã Đồi Sim",
}


def line(dossier: pb.Dossier, kind: str) -> pb.HistoryLine:
    return [one for one in dossier.history if one.type == kind][-1]


def documents(dossier: pb.Dossier, form: str) -> list[str]:
    return [one.number for one in dossier.documents if one.form == form]


@prepared
def for_the_owner(house: House, *, fields: dict[str, Any] | None = None) -> pb.Dossier:
    """A dossier that a proxy files."""
    made = house.full_draft("an", LAND, answers=ANSWERS[LAND] | OWNER | (fields or {}), more=("VB-DAI-DIEN",))
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    return house.of("an").SubmitDraft(sent).dossier


def test_history_names_whoever_decided_issued_asked_and_stopped_the_clock(house: House) -> None:
    dossier = house.accepted()
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted", by="son")
    house.throw(dossier, "supplement_request", "m-1", by="minh", papers=["MAU-18"], reason="Thiếu chữ ký")
    house.stop_clock(dossier, "supplement", "k", by="minh")
    house.attach("an", "MAU-18", dossier=dossier.dossier_id)
    answer(house, dossier)
    house.stop_clock(dossier, "supplement", "k", "close", by="an")
    seen = house.get(dossier)

    for kind, name, unit in (
        ("dossier.part_decided", "Trịnh Hồng Sơn", "chi_nhanh_dat_dai"),
        ("result.issued", "Trịnh Hồng Sơn", "chi_nhanh_dat_dai"),
        ("dossier.supplement_requested", "Ngô Quang Minh", "chi_nhanh_dat_dai"),
        ("clock.paused", "Ngô Quang Minh", "chi_nhanh_dat_dai"),
        ("clock.restarted", "Nguyễn Văn An", ""),
    ):
        assert (line(seen, kind).actor.name, line(seen, kind).actor.unit) == (name, unit), kind
    assert seen.supplements[0].requested_by.name == "Ngô Quang Minh"
    told = house.events("dossier.part_decided")[0].data
    assert (told["actor"]["name"], told["authority"]) == ("Trịnh Hồng Sơn", "chi_nhanh_dat_dai")
    for kind in ("result.issued", "dossier.supplement_requested", "clock.paused"):
        assert house.events(kind)[0].data["actor"]["unit"] == "chi_nhanh_dat_dai", kind


def test_where_no_person_acted_nobody_is_named_and_the_unit_signs(house: House) -> None:
    dossier = house.accepted()
    house.decide(dossier, "release", "refused", "Quá hạn bổ sung.")
    house.throw(dossier, "survey_date", "m-2", agency="tax_office")
    seen = house.get(dossier)

    assert not line(seen, "dossier.part_decided").actor.name
    assert line(seen, "message.survey_date").text.vi.startswith("Thuế cơ sở 1 tỉnh Minh Họa đã gửi")
    text = printed(house, seen, "03")
    assert f"{BRANCH} (Ký, ghi rõ họ tên, đóng dấu) ....." in text
    assert "CƠ QUAN GIẢI QUYẾT" not in text
    assert "Phiếu được lập theo quy trình, không do một người quyết định." in text
    assert "actor" not in house.events("dossier.part_decided")[0].data


@pytest.mark.parametrize("who", ["phuc", "lan", "an", "software"])
def test_whoever_is_not_of_an_acting_agency_signs_nothing(house: House, who: str) -> None:
    """An operator who lets a failed step run again, a clerk, an applicant, another system."""
    dossier = house.accepted()
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.", by=who)
    seen = house.get(dossier)

    assert line(seen, "dossier.part_decided").actor.name
    text = printed(house, seen, "03")
    assert f"{BRANCH} (Ký, ghi rõ họ tên, đóng dấu) ....." in text
    assert "không do một người" not in text, "somebody did, only nobody of the unit that signs"
    assert f"đóng dấu) {line(seen, 'dossier.part_decided').actor.name}" not in text


def test_a_refusal_by_the_timer_says_that_time_ran_out(house: House) -> None:
    """The drawing's timer ends the wait for papers, and its next element refuses: no person is in it."""
    dossier = house.accepted()
    said = process_pb2.MessageThrown(
        process=process_pb2.ProcessHead(dossier_id=dossier.dossier_id), message_id="m-9", name="supplement_request",
        target_party="applicant", sender_agency="land_branch", actor=acted("minh"),
        payload=to_struct({"papers": ["MAU-18"], "reason": "Thiếu chữ ký"}),
    )  # fmt: skip
    said.at.FromDatetime(house.clock.now())
    said.answer_by.FromDatetime(house.clock.now() + timedelta(days=7))
    house.tell("message.thrown", said, dossier=dossier.dossier_id)
    house.at("2026-12-01 00:05")
    house.decide(dossier, "release", "refused", "Không bổ sung đúng hạn.")

    text = printed(house, house.get(dossier), "03")
    assert "Hết hạn bổ sung lần 1 (ngày 30/11/2026) mà không nhận được giấy tờ" in text
    assert "không do một người quyết định" in text
    assert f"{BRANCH} (Ký, ghi rõ họ tên, đóng dấu) ....." in text
    assert text.count("Ngô Quang Minh") == 0, "who asked for papers did not refuse"


@pytest.mark.parametrize("leaders", [1, 0])
def test_a_stop_by_nobody_is_signed_by_the_head_or_the_unit(
    house: House, leaders: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not leaders:
        monkeypatch.setattr("motcua_organisation.Organisation.heads", lambda *_: ())
    dossier = house.accepted()
    for part in ("release", "transfer"):
        house.decide(dossier, part, "stopped", "Quá thời hạn.")
    text = printed(house, house.get(dossier), "05")
    name = "Trịnh Hồng Sơn" if leaders else "....."
    title = "GIÁM ĐỐC CHI NHÁNH" if leaders else BRANCH
    assert f"{title} (Ký, ghi rõ họ tên, đóng dấu) {name}" in text
    assert "Dừng theo quy trình, không do một người của Chi nhánh" in text
    assert "CƠ QUAN GIẢI QUYẾT" not in text


def test_a_stop_names_the_step_and_the_unit_where_it_stood(house: House) -> None:
    dossier = house.accepted()
    withdraw(house, dossier)
    appraisal, waiting = (
        ("Thẩm định hồ sơ chuyển nhượng", "land_branch"),
        ("Chờ thông báo thuế", "tax_office"),
    )
    house.decide(dossier, "release", "withdrawn", "Rút.", by="an", stood_at=[appraisal])
    house.decide(
        dossier, "transfer", "withdrawn", "Rút.", by="an", stood_at=[appraisal, waiting, ("Bước lạ", "")]
    )
    text = printed(house, house.get(dossier), "05")
    stage = text[text.index("Giai đoạn khi dừng") : text.index("Lý do")]
    assert "Thẩm định hồ sơ chuyển nhượng – Chi nhánh Văn phòng" in stage
    assert "; Chờ thông báo thuế – Thuế cơ sở 1 tỉnh Minh Họa; Bước lạ" in stage
    assert stage.count("Thẩm định") == 1


@pytest.mark.parametrize("accepted", [True, False])
def test_a_stop_whose_step_is_not_known_says_so_much(house: House, accepted: bool) -> None:
    dossier = house.submit()
    if accepted:
        house.accept(dossier)
    dossier = withdraw(house, dossier)
    for part in ("release", "transfer") if accepted else ():
        house.decide(dossier, part, "withdrawn", "Rút.", by="an")
    stage = "Đang giải quyết" if accepted else "Chưa tiếp nhận"
    assert f"Giai đoạn khi dừng: {stage}" in printed(house, house.get(dossier), "05")


def test_letterhead_number_and_signature_of_a_refusal_are_of_one_authority(house: House) -> None:
    dossier = house.accepted()
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.", by="son")
    text = printed(house, house.get(dossier), "03")

    assert text.index("VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI TỈNH MINH HỌA") < text.index(BRANCH) < text.index("01/TCGQ")
    assert "Minh Họa, ngày 23 tháng 11 năm 2026" in text
    assert "GIÁM ĐỐC CHI NHÁNH (Ký, ghi rõ họ tên, đóng dấu) Trịnh Hồng Sơn" in text
    assert "Liên hệ: Bộ phận Một cửa xã Suối Trong" in text


def test_a_supplement_after_appraisal_is_signed_by_who_asked_and_handed_in_at_the_window(
    house: House,
) -> None:
    dossier = house.accepted()
    house.throw(
        dossier, "supplement_request", "m-1", by="minh", papers=["HD-CHUYEN-QUYEN", "TRICH-DO"], reason="Mờ"
    )
    text = printed(house, house.get(dossier), "02")

    assert BRANCH in text
    assert "VIÊN CHỨC (Ký và ghi rõ họ tên) Ngô Quang Minh" in text
    assert "Nơi nộp giấy tờ bổ sung: Bộ phận Một cửa xã Suối Trong" in text
    # Requests to the applicant go through the one-stop only (NĐ 61/2018/NĐ-CP, Điều 5.1.e): nobody is sent to the officer.
    unit = load_organisation(ROOT / "infra/demo/organisation.yaml").unit("suoi_trong")
    contact = f"Liên hệ, hướng dẫn: {unit.window.vi}, {unit.address.vi}, ĐT {unit.phone}"
    assert contact in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "ông/bà liên hệ Bộ phận Một cửa nêu trên" in text
    assert text.count("Ngô Quang Minh") == 1 and "Người hướng dẫn" not in text
    assert "Hợp đồng hoặc văn bản chuyển quyền đã công chứng hoặc chứng thực 01 hoặc 01 Theo lý do" in text
    assert "Mảnh trích đo bản đồ địa chính 01 Chưa có trong hồ sơ, cần nộp" in text


@pytest.mark.parametrize("who", ["", "software"])
def test_where_nobody_of_the_agency_asked_the_unit_asks_for_papers(house: House, who: str) -> None:
    """As forms 03 and 05: the unit of the letterhead with a line for whoever signs, and that nobody decided where nobody did."""
    dossier = house.accepted()
    house.throw(dossier, "supplement_request", "m-1", by=who, papers=["MAU-18"], reason="Mờ")
    text = printed(house, house.get(dossier), "02")

    assert f"{BRANCH} (Ký, ghi rõ họ tên, đóng dấu) ....." in text
    assert "CƠ QUAN GIẢI QUYẾT" not in text
    assert ("Phiếu được lập theo quy trình, không do một người quyết định." in text) is (who == "")
    assert "Liên hệ, hướng dẫn: Bộ phận Một cửa xã Suối Trong" in text


@pytest.mark.parametrize("accepted", [True, False])
def test_a_withdrawal_that_the_window_records_is_asked_for_by_the_applicant(
    house: House, accepted: bool
) -> None:
    dossier = house.submit()
    if accepted:
        house.accept(dossier)
    withdraw(house, dossier, "lan")
    for part in ("release", "transfer") if accepted else ():
        house.decide(dossier, part, "withdrawn", "Rút.", by="lan")
    text = printed(house, house.get(dossier), "05")
    assert "Căn cứ đề nghị dừng: Đề nghị rút hồ sơ, Nguyễn Văn An; Trần Thị Lan ghi nhận đề nghị" in text
    assert "Đề nghị rút hồ sơ, Trần Thị Lan" not in text


def test_a_supplement_at_the_window_says_what_to_complete_paper_by_paper(house: House) -> None:
    dossier = house.submit()
    items = [pb.SupplementItem(component="MAU-18", reason="Chưa ký trang 2")]
    request = pb.RequestSupplementRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, items=items, reason="Thiếu chữ ký"
    )
    text = printed(house, house.of("lan").RequestSupplement(request).dossier, "02")

    assert "Nội dung phải hoàn" in text, "the head of a column, of which the next line stands among others"
    assert "Đơn đăng ký biến động đất đai 01 Chưa ký trang 2" in text
    assert "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) Trần Thị Lan" in text
    assert "BỘ PHẬN MỘT CỬA XÃ SUỐI TRONG" in text


BESIDE = [
    ("granted", "Đã có kết quả số 12/XN, ký 09:00 ngày 23/11/2026; kết quả vẫn có hiệu lực"),
    ("refused", "Cũng bị từ chối giải quyết, theo Phiếu số 01/TCGQ"),
    ("withdrawn", "Đã dừng theo đề nghị rút hồ sơ"),
    ("stopped", "Đã dừng giải quyết"),
    ("", "Tiếp tục được giải quyết; kết quả được thông báo riêng"),
]


@pytest.mark.parametrize(("other", "words"), BESIDE)
def test_a_refusal_says_what_became_of_the_other_part(house: House, other: str, words: str) -> None:
    dossier = house.accepted()
    house.at("2026-11-23 09:00")
    if other == "granted":
        house.sign(dossier, "release", RELEASE, "12/XN")
    if other:
        house.decide(dossier, "release", other, "Lý do", by="son")
    house.decide(dossier, "transfer", "refused", "Đất đang bị kê biên.", by="son")

    text = printed(house, house.get(dossier), "03")
    assert words.replace(" ", "") in text.replace(" ", "")
    assert "không bị ảnh hưởng" not in text


def test_a_refusal_knows_what_the_same_move_decided_of_the_other_part(house: House) -> None:
    """Release refused, and with it the transfer: the first slip does not say that the second goes on."""
    dossier = house.accepted()
    both = {"release": "refused", "transfer": "refused"}
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.", by="son", together=both)

    text = printed(house, house.get(dossier), "03")
    assert "Cũng bị từ chối giải quyết, có phiếu từ chối riêng" in text
    assert "Tiếp tục" not in text


def test_each_kind_of_form_has_its_own_numbers_without_gaps(house: House) -> None:
    """A refusal at intake and one after appraisal are both form 03 of the commune, which decides on copies itself."""
    numbers: list[str] = []
    for _ in range(2):
        dossier = house.accepted(COPY)
        house.decide(dossier, "copy", "refused", "Bản chính bị tẩy xóa.", by="quang")
        numbers += documents(house.get(dossier), "03")
        numbers += documents(refuse(house, house.submit()), "03")
    assert numbers == ["01/TCGQ", "01/TCHS", "02/TCGQ", "02/TCHS"]


def test_a_commune_that_decides_signs_as_committee_not_as_window(house: House) -> None:
    dossier = house.accepted(COPY)
    house.decide(dossier, "copy", "refused", "Bản chính bị tẩy xóa.", by="quang")
    text = printed(house, house.get(dossier), "03")

    assert text.index("ỦY BAN NHÂN DÂN XÃ SUỐI TRONG") < text.index("01/TCGQ")
    assert "BỘ PHẬN MỘT CỬA" not in text
    assert "PHÓ CHỦ TỊCH (Ký, ghi rõ họ tên, đóng dấu) Vũ Đình Quang" in text
    assert "Suối Trong, ngày" in text


def test_a_stop_names_who_decided_it_and_its_fees(house: House) -> None:
    dossier = house.accepted()
    house.decide(dossier, "transfer", "stopped", "Đình chỉ theo bản án.", by="son")
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted", by="ha")
    text = printed(house, house.get(dossier), "05")

    assert "Quyết định dừng giải quyết, Trịnh Hồng Sơn, Giám đốc Chi nhánh, Chi nhánh Văn phòng" in text
    assert "GIÁM ĐỐC CHI NHÁNH (Ký, ghi rõ họ tên, đóng dấu) Trịnh Hồng Sơn" in text
    for words in ("Phí thẩm định hồ sơ", "500.000 đồng", "28.000 đồng", "Chưa thu", "Không có khoản đã thu"):
        assert words in text, words
    assert "70.000 đồng" not in text, "the part that was granted has not stopped"


def test_whoever_asked_for_the_withdrawal_does_not_sign_the_notice(house: House) -> None:
    dossier = house.accepted()
    withdraw(house, dossier)
    assert house.workflow.delivered[0].actor.name == "Nguyễn Văn An"
    for part in ("release", "transfer"):
        house.decide(dossier, part, "withdrawn", "Rút.", by="an")
    seen = house.get(dossier)

    assert line(seen, "dossier.part_decided").actor.name == "Nguyễn Văn An"
    text = printed(house, seen, "05")
    assert "Căn cứ đề nghị dừng: Đề nghị rút hồ sơ, Nguyễn Văn An" in text
    assert "GIÁM ĐỐC CHI NHÁNH (Ký, ghi rõ họ tên, đóng dấu) Trịnh Hồng Sơn" in text


@pytest.mark.parametrize(
    ("who", "signature"),
    [
        ("an", "CÁN BỘ MỘT CỬA (Ký, ghi rõ họ tên, đóng dấu) ....."),
        ("lan", "CÔNG CHỨC (Ký, ghi rõ họ tên, đóng dấu) Trần Thị Lan"),
    ],
)
def test_an_early_withdrawal_is_noticed_by_the_window(house: House, who: str, signature: str) -> None:
    text = printed(house, withdraw(house, house.submit(), who), "05", who)
    assert signature in text
    assert "BỘ PHẬN MỘT CỬA XÃ SUỐI TRONG" in text


def test_the_applicants_answer_is_told_to_the_process_with_their_name(house: House) -> None:
    dossier = house.accepted()
    house.throw(dossier, "supplement_request", "m-1", by="minh", papers=["MAU-18"], reason="Thiếu")
    house.attach("an", "MAU-18", dossier=dossier.dossier_id)
    house.of("an").AnswerSupplement(
        pb.AnswerSupplementRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    )
    assert house.workflow.delivered[-1].actor.user == "an.congdan"


def test_owner_is_asked_for_when_another_files_and_only_then(house: House) -> None:
    dossier = for_the_owner(house)
    assert (dossier.owner.name, dossier.owner.id_number) == (OWNER["transferor_name"], OWNER["transferor_id"])
    assert not house.submit().HasField("owner")
    for form in ("00", "01"):
        text = printed(house, house.accept(dossier) if form == "01" else dossier, form, "an")
        assert "Người nộp hồ sơ: Nguyễn Văn An" in text
        assert f"Chủ hồ sơ: {OWNER['transferor_name']}" in text
        assert f"Địa chỉ: {OWNER['transferor_address']}" in text
    assert house.get(dossier, "an").owner.address == OWNER["transferor_address"]
    assert (
        not house.of("phuc")
        .GetDossier(pb.GetDossierRequest(dossier_id=dossier.dossier_id))
        .dossier.HasField("owner")
    )


@pytest.mark.parametrize("missing", ["transferor_name", "transferor_id", "transferor_address"])
@pytest.mark.parametrize("filer", ["proxy", "mortgagee"])
def test_owner_is_checked_by_the_server(house: House, missing: str, filer: str) -> None:
    answers = {**ANSWERS[LAND], **OWNER, "filer": filer, missing: ""}
    draft = house.draft("an", LAND, answers)
    problems = house.of("an").CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    assert missing in [one.field for one in problems]


@pytest.mark.parametrize(("filer", "asked"), [("proxy", True), ("mortgagee", True), ("transferee", False)])
def test_the_side_for_whom_somebody_files_is_asked_for(house: House, filer: str, asked: bool) -> None:
    draft = house.draft("an", LAND, {**ANSWERS[LAND], **OWNER, "filer": filer, "represents": ""})
    problems = house.of("an").CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    assert ("represents" in [one.field for one in problems]) is asked


def test_a_transferee_is_named_from_the_account_and_names_who_sells(house: House) -> None:
    mine = {**ANSWERS[LAND], **OWNER, "filer": "transferee", "represents": ""}
    answers = {key: value for key, value in mine.items() if not key.startswith("transferee_")}
    made = house.full_draft("an", LAND, answers=answers)
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    dossier = house.of("an").SubmitDraft(sent).dossier
    kept = to_dict(dossier.answers)
    assert (kept["transferee_name"], kept["transferee_id"]) == ("Nguyễn Văn An", "099085000101")
    assert kept["transferor_name"] == OWNER["transferor_name"]
    text = printed(house, house.accept(dossier), "01")
    assert f"Họ và tên hoặc tên tổ chức bên chuyển nhượng: {OWNER['transferor_name']}" in text
    assert "Người nộp hồ sơ với tư cách: Bên nhận chuyển nhượng" in text


def test_who_files_for_the_bank_proves_it_and_the_receipt_says_so(house: House) -> None:
    answers = ANSWERS[LAND] | OWNER | {"filer": "mortgagee"}
    bare = house.full_draft("an", LAND, answers=answers, skip=("VB-DAI-DIEN",))
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=bare.draft_id, revision=bare.revision)
    error = refused(InvalidInput, lambda: house.of("an").SubmitDraft(sent))
    assert [one.field for one in error.field_errors] == ["papers.VB-DAI-DIEN"]

    dossier = house.accept(for_the_owner(house, fields={"filer": "mortgagee"}))
    text = printed(house, dossier, "01")
    assert "Người nộp hồ sơ với tư cách: Người đại diện của bên nhận thế chấp (ngân hàng)" in text
    assert "Tên bên nhận thế chấp: Ngân hàng Ví Dụ" in text and "Nộp thay cho: Bên chuyển nhượng" in text
    assert [pair.value.vi for pair in house.get(dossier, "an").asked][:2] == [
        "Người đại diện của bên nhận thế chấp (ngân hàng)", "Bên chuyển nhượng",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"filer": "transferor", "transferee_id": "099085000101"}, {"transferee_id"}),
        ({"filer": "proxy", "transferee_id": OWNER["transferor_id"]}, {"transferee_id"}),
        ({"filer": "mortgagee", "transferor_id": "099085000101"}, {"transferor_id"}),
        ({"filer": "proxy", "transferee_id": "099 085 000 101"}, {"transferee_id"}),
        ({"filer": "transferee", "transferor_id": "099085000101"}, {"transferor_id"}),
    ],
)
def test_nobody_transfers_to_themselves_or_files_for_themselves(
    house: House, change: dict[str, str], fields: set[str]
) -> None:
    answers = {**ANSWERS[LAND], **OWNER, **change}
    gone = {"transferor": ("transferor_", "represents"), "transferee": ("transferee_", "represents")}.get(
        change["filer"], ()
    )
    answers = {key: value for key, value in answers.items() if not gone or not key.startswith(gone)}
    draft = house.full_draft("an", LAND, answers=answers, more=("VB-DAI-DIEN",))
    problems = house.of("an").CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id)).problems
    assert {one.field for one in problems} == fields
    assert "những người khác nhau" in problems[0].message.vi


def test_owner_that_a_transferor_leaves_in_the_form_is_told_and_not_dropped(house: House) -> None:
    made = house.full_draft("an", LAND, answers=ANSWERS[LAND] | OWNER | {"filer": "transferor"})
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    error = refused(InvalidInput, lambda: house.of("an").SubmitDraft(sent))
    assert {one.field for one in error.field_errors} >= {"transferor_name", "transferor_id"}


def test_return_slip_says_as_whom_the_receiver_came(house: House) -> None:
    dossier = house.accept(for_the_owner(house))
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted", by="son")
    settle(house, dossier)
    request = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name=OWNER["transferor_name"],
        receiver_id_number=OWNER["transferor_id"], signed=True,
    )  # fmt: skip
    text = printed(house, house.of("lan").ReturnResults(request).dossier, "RT")
    assert "Tư cách người nhận: Chủ hồ sơ" in text
    assert f"Chủ hồ sơ: {OWNER['transferor_name']}" in text


def test_receipt_of_a_paper_dossier_counts_no_original_that_was_only_shown(house: House) -> None:
    made = house.full_draft("lan", LAND)
    request = pb.ReceiveDossierRequest(
        request_id=request_id(), draft_id=made.draft_id, revision=made.revision
    )
    text = printed(house, house.of("lan").ReceiveDossier(request).dossier, "01")

    assert "Giấy chứng nhận đã cấp Đã xuất trình bản chính để đối chiếu" in text
    assert "nộp bản chính khi nhận kết quả" in text
    assert "Phiếu yêu cầu xóa đăng ký 01" in text


def test_receipt_tells_what_was_sent_from_what_an_officer_scanned(house: House) -> None:
    """The portal calls the papers by the same rule."""
    sent = printed(house, house.accept(house.submit()), "01")
    assert "Bản chính nộp khi nhận kết quả" in sent and "Đã xuất trình" not in sent
    dossier = ask(house, house.submit(), "GCN", "MAU-18")
    for code in ("GCN", "MAU-18"):
        house.attach("lan", code, dossier=dossier.dossier_id)
    text = printed(house, house.accept(answer(house, dossier, "lan")), "01")
    assert "Đã xuất trình bản chính để đối chiếu; nộp bản chính khi nhận kết quả" in text


def test_numbers_from_before_go_on_in_each_series(house: House) -> None:
    house.submit()
    with house.database.read() as connection:
        rows = connection.execute(
            sa.text("SELECT series, last FROM intake.counter WHERE series LIKE 'form/%'")
        ).all()
        issued = connection.execute(
            sa.text(
                "SELECT 'form/' || unit || '/' || series || '/' || year, max(seq) FROM intake.document GROUP BY 1"
            )
        ).all()
    assert sorted(map(tuple, rows)) == sorted(map(tuple, issued))


def test_an_organisation_is_named_by_its_own_number(house: House) -> None:
    dossier = for_the_owner(house, fields={"transferor_id": "0109999999-001"})
    text = printed(house, dossier, "00", "an")
    assert "Mã số doanh nghiệp, tổ chức: 0109999999-001" in text
