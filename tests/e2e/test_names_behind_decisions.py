# SPDX-License-Identifier: Apache-2.0
"""Who decided, across all services: in the history, on the forms with their letterhead and number, and in the mail."""

from __future__ import annotations

from typing import Any

import pytest
from motcua.assignment.v1 import desk_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import COPY, LAND, LAND_ANSWERS, LAND_PAPERS, Officer, new_id
from motcua_rpc import NotFound
from support.pdfs import says
from support.province import COMMUNE, Province
from support.waiting import eventually

OFFICER, LEADER, TAX = "Ngô Quang Minh", "Trịnh Hồng Sơn", "Mai Lan Hương"
BRANCH = "CHI NHÁNH VĂN PHÒNG ĐĂNG KÝ ĐẤT ĐAI KHU VỰC BẾN GIÓ"
OWNER = {
    "filer": "proxy",
    "represents": "transferor",
    "transferor_name": "Công Tằng Tôn Nữ Thị Bạch Tuyết",
    "transferor_id": "099172000103",
    "transferor_address": "Thôn Chân Đồi, xã Đồi Sim, tỉnh Minh Họa",
}


def accepted(province: Province, *more: str, **answers: Any) -> str:
    dossier = province.citizen().submit_land(COMMUNE, (*LAND_PAPERS, *more), **answers)
    province.clerk.accept(dossier.dossier_id)
    return str(dossier.dossier_id)


def see(province: Province, dossier_id: str, kinds: dict[str, int]) -> pb.Dossier:
    """The dossier as its clerk sees it, once its history has so many lines of each kind."""

    def told(dossier: pb.Dossier) -> bool:
        types = [line.type for line in dossier.history]
        return all(types.count(kind) >= count for kind, count in kinds.items())

    return eventually(lambda: province.clerk.dossier(dossier_id), told)


def form(province: Province, dossier: pb.Dossier, kind: str) -> bytes:
    """The last form of that kind."""
    return province.clerk.download([one for one in dossier.documents if one.form == kind][-1].file_id)


def actors(dossier: pb.Dossier, kind: str) -> list[tuple[str, str]]:
    return [(line.actor.name, line.actor.unit) for line in dossier.history if line.type == kind]


def test_every_line_names_whoever_did_it(province: Province) -> None:
    """Two results: the leader who signed; the officer and the tax officer whose acts stopped and started the clock."""
    dossier_id = accepted(province)
    province.finish_land(dossier_id)
    seen = see(province, dossier_id, {"dossier.finished": 1, "clock.resumed": 2})

    by_leader = [(LEADER, "chi_nhanh_dat_dai")] * 2
    assert actors(seen, "dossier.part_decided") == actors(seen, "result.issued") == by_leader
    assert actors(seen, "clock.paused") == [(OFFICER, "chi_nhanh_dat_dai"), (TAX, "thue_co_so")]
    assert actors(seen, "clock.resumed") == [(TAX, "thue_co_so")] * 2


def test_a_proxys_dossier_is_supplemented_and_refused_by_name(province: Province) -> None:
    dossier_id = accepted(province, "VB-DAI-DIEN", **OWNER)
    owner = f"Chủ hồ sơ: {OWNER['transferor_name']}"
    says(form(province, province.clerk.dossier(dossier_id), "01"), owner, OWNER["transferor_address"])
    province.sign_release(dossier_id)
    wanted = {
        "check_conditions": "fail",
        "appraisal": "supplement",
        "supplement_papers": ["VB-CHU-DAT"],
        "supplement_reason": "Thiếu văn bản.",
    }
    province.land_officer.do(dossier_id, "appraise_transfer", wanted)
    asked = see(province, dossier_id, {"dossier.supplement_requested": 1, "clock.paused": 1})

    assert asked.supplements[0].requested_by.name == OFFICER
    assert actors(asked, "clock.paused") == [(OFFICER, "chi_nhanh_dat_dai")]
    says(
        form(province, asked, "02"), BRANCH, owner, f"VIÊN CHỨC (Ký và ghi rõ họ tên) {OFFICER}", "01 hoặc 01"
    )

    province.citizen().attach("VB-CHU-DAT", dossier_id=dossier_id)
    answer = pb.AnswerSupplementRequest(request_id=new_id(), dossier_id=dossier_id)
    province.citizen().intake.AnswerSupplement(answer)
    reason = "Thửa đất đang có tranh chấp."
    province.land_officer.do(
        dossier_id,
        "reappraise_transfer",
        {"check_conditions": "fail", "appraisal": "refuse", "transfer_reason": reason},
    )
    province.land_leader.do(dossier_id, "approve_refusal", {"refusal_decision": "approve"})
    seen = see(province, dossier_id, {"dossier.part_decided": 2, "clock.restarted": 1})

    assert actors(seen, "clock.restarted")[0][1] == "", "the applicant's answer ended it"
    assert actors(seen, "dossier.part_decided")[-1] == (LEADER, "chi_nhanh_dat_dai")
    slip = form(province, seen, "03")
    signature = f"GIÁM ĐỐC CHI NHÁNH (Ký, ghi rõ họ tên, đóng dấu) {LEADER}"
    says(slip, BRANCH, "/TCGQ", owner, reason, "kết quả vẫn có hiệu lực", signature)


def test_both_parts_refused_say_so_of_each_other(province: Province) -> None:
    dossier_id = accepted(province)
    refused = {
        "check_certificate": "fail",
        "release_proposal": "refuse",
        "release_reason": "Hợp đồng thế chấp chưa được tất toán.",
    }
    province.land_officer.do(dossier_id, "appraise_release", refused)
    province.land_leader.do(dossier_id, "approve_release", {"release_decision": "approve"})
    seen = see(province, dossier_id, {"dossier.part_decided": 2})

    first, second = (province.clerk.download(one.file_id) for one in seen.documents if one.form == "03")
    says(first, "Cũng bị từ chối giải quyết, có phiếu từ chối riêng")
    says(second, "Cũng bị từ chối giải quyết, theo Phiếu số")
    assert [one.status for one in seen.parts] == [pb.PART_STATUS_REFUSED] * 2
    assert [one for one in seen.results if one.issued] == []


COPIES = {
    "applicant_name": "Nguyễn Văn An", "applicant_id": "099185001234", "applicant_address": "Suối Trong",
    "applicant_phone": "0200 000 1234", "document_name": "Bằng tốt nghiệp", "issued_by": "Trường Minh Họa",
    "document_language": "vi", "pages": 2, "copies": 3,
}  # fmt: skip
ON_LEAVE = {  # who proposes, who decides, who stands in for that one meanwhile
    "approve_release": ("land_officer", "land_leader", "land_officer"),
    "approve_refusal": ("justice_officer", "commune_leader", "window_clerk"),
}


def proposed(province: Province, element: str, proposer: Officer) -> str:
    """A dossier whose refusal is proposed, and waits at that step."""
    if element == "approve_release":
        dossier_id = accepted(province)
        refusal = {
            "check_certificate": "fail",
            "release_proposal": "refuse",
            "release_reason": "Chưa tất toán.",
        }
        proposer.do(dossier_id, "appraise_release", refusal)
        return dossier_id
    made = province.clerk.receive(COPY, COMMUNE, COPIES, ("BAN-CHINH",), "Nguyễn Văn An")
    refusal = {"check_match": "absent", "check": "refuse", "refusal_reason": "Bản chính bị tẩy xóa."}
    proposer.do(made.dossier_id, "check_original", refusal)
    return str(made.dossier_id)


@pytest.mark.parametrize("element", ON_LEAVE)
def test_a_leave_lends_no_refusal(province: Province, element: str) -> None:
    """Who decides on it signs it (form 03): a substitute who does not sign for the absent neither finds nor takes the step."""
    role, leading, helping = ON_LEAVE[element]
    unit = None if element == "approve_release" else COMMUNE
    user = province.system.users_with(leading, unit)[0]
    helper = province.system.users_with(helping, unit)[1]
    leader, substitute = province.officer(user), province.officer(helper)
    dossier_id = proposed(province, element, province.officer(province.system.users_with(role, unit)[0]))
    task = leader.wait_for(dossier_id, element)
    day = leader.today().isoformat()
    leave = desk_pb2.SetSubstitutionRequest(
        request_id=new_id(), substitute=helper, from_day=day, to_day=day, reason="Họp."
    )  # fmt: skip
    made = leader.inbox.SetSubstitution(leave).substitution
    try:
        assert leading in made.lent_roles and not made.signs
        assert task.task_id not in [one.task_id for one in substitute.tasks(dossier_id)]
        with pytest.raises(NotFound):
            substitute.claim(task)
    finally:
        end = desk_pb2.EndSubstitutionRequest(request_id=new_id(), substitution_id=made.substitution_id)
        leader.inbox.EndSubstitution(end)
    leader.do(dossier_id, element, {f"{'release' if unit is None else 'refusal'}_decision": "approve"})
    seen = see(province, dossier_id, {"dossier.part_decided": 1})
    says(form(province, seen, "03"), province.system.person(user)["name"])


def test_a_withdrawal_names_the_applicant_and_the_head_of_the_unit_signs(province: Province) -> None:
    dossier_id = accepted(province)
    province.sign_release(dossier_id)
    province.land_officer.wait_for(dossier_id, "appraise_transfer")
    request = pb.WithdrawDossierRequest(request_id=new_id(), dossier_id=dossier_id, reason="Không bán nữa.")
    province.citizen().intake.WithdrawDossier(request)
    seen = see(province, dossier_id, {"dossier.part_decided": 2})

    assert actors(seen, "dossier.part_decided")[-1] == ("Nguyễn Văn An", "")
    says(
        form(province, seen, "05"), BRANCH, f"GIÁM ĐỐC CHI NHÁNH (Ký, ghi rõ họ tên, đóng dấu) {LEADER}",
        "500.000 đồng", "Chưa thu",
        "Không có khoản đã thu để hoàn trả", "Đề nghị rút hồ sơ, Nguyễn Văn An",
    )  # fmt: skip


def test_the_receipt_of_a_paper_dossier_counts_what_was_handed_in(province: Province) -> None:
    answers = LAND_ANSWERS | {"land_commune": COMMUNE}
    dossier = province.clerk.receive(LAND, COMMUNE, answers, LAND_PAPERS, "Nguyễn Thị Ánh Nguyệt")
    shown = "Đã xuất trình bản chính để đối chiếu; nộp bản chính khi nhận kết quả"
    says(form(province, dossier, "01"), f"Giấy chứng nhận đã cấp {shown} 01")
    assert sorted(paper.component for paper in dossier.papers) == sorted(LAND_PAPERS)
