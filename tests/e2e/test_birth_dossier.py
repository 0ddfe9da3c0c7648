# SPDX-License-Identifier: Apache-2.0
"""Birth, residence and insurance card through all services: two agencies at once, the population database, what each may see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1.common_pb2 import Failure
from motcua.intake.v1 import citizen_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as return_ways
from motcua.liaison.v1 import liaison_pb2 as liaison
from motcua.liaison.v1.liaison_pb2_grpc import LiaisonServiceStub
from motcua_calendar import Limit, calendar_of, compute_after, legal_time
from motcua_cli.actors import new_id
from motcua_rpc import Conflict, InvalidInput, MotcuaError, NotFound
from support.births import Births
from support.pdfs import text_of
from support.portal import pages
from support.province import Province
from support.waiting import eventually

SUPPLEMENT = citizen_pb2.TODO_KIND_SUPPLEMENT


@pytest.fixture
def births(province: Province) -> Iterator[Births]:
    made = Births(province)
    made.population("up")
    yield made
    made.population("up")


def day(stamp: Timestamp) -> date:
    return legal_time(stamp.ToDatetime(tzinfo=UTC)).date()


def statuses(dossier: pb.Dossier) -> dict[str, str]:
    return {part.key: pb.PartStatus.Name(part.status).removeprefix("PART_STATUS_") for part in dossier.parts}


def test_one_dossier_gives_three_results(births: Births) -> None:
    made = births.accepted()
    births.register(made.dossier_id)
    seen = births.leader.dossier(made.dossier_id)
    (number,) = [value.value for one in seen.lookups for value in one.values]
    assert number.startswith("0992") and len(number) == 12 and seen.lookups[0].outcome == "issued"

    births.do(births.police, made.dossier_id, "check_residence")
    births.do(births.insurance, made.dossier_id, "check_insurance")
    births.do(births.insurance_leader, made.dossier_id, "sign_insurance")
    births.do(births.police_leader, made.dossier_id, "sign_residence")
    births.province.decided(made.dossier_id, "residence")
    dossier = births.province.decided(made.dossier_id, "insurance")
    assert set(statuses(dossier).values()) == {"GRANTED"}
    births.province.clerk.return_results(made.dossier_id)
    done = eventually(
        lambda: births.province.citizen().dossier(made.dossier_id), lambda d: d.HasField("finished_at")
    )
    assert {one.code for one in done.results} == {"KQ.G15.000031", "KQ.G01.000065", "KQ.G18.000047"}
    assert done.code == made.code and [one.form for one in done.documents].count("01") == 1


def test_the_insurance_card_comes_electronically_and_the_certificate_on_paper(births: Births) -> None:
    made = births.accepted()
    citizen, clerk = births.province.citizen(), births.province.clerk
    asked = return_ways.GetReturnWayRequest(dossier_id=made.dossier_id)
    ways = citizen.intake.GetReturnWay(asked)
    assert return_ways.RETURN_WAY_ELECTRONIC in ways.open and "Giấy khai sinh" in ways.closed[-1].vi
    chosen = {"dossier_id": made.dossier_id, "way": return_ways.RETURN_WAY_ELECTRONIC}
    citizen.intake.SetReturnWay(return_ways.SetReturnWayRequest(request_id=f"way-{made.code}", **chosen))
    births.register(made.dossier_id)
    request = return_ways.ReturnElectronicallyRequest(
        request_id=f"early-{made.code}", dossier_id=made.dossier_id
    )
    with pytest.raises(Conflict, match="RETURN_NOT_ELECTRONIC"):
        clerk.intake.ReturnElectronically(request)
    todos = citizen.intake.ListTodos(citizen_pb2.ListTodosRequest(page_size=50)).todos
    (fetch,) = [one for one in todos if one.dossier_id == made.dossier_id]
    assert fetch.kind == citizen_pb2.TODO_KIND_FETCH and [one.vi for one in fetch.items] == ["Giấy khai sinh"]
    assert fetch.about.value.vi, "which child"
    lines = [one.type for one in citizen.dossier(made.dossier_id).history]
    assert lines.index("dossier.lookup_asked") < lines.index("dossier.lookup")
    clerk.return_results(made.dossier_id)

    births.residence(made.dossier_id)
    births.insure(made.dossier_id)
    clerk.take_fees(made.dossier_id)
    assert clerk.intake.GetReturnWay(asked).electronic_ready
    request.request_id = f"return-{made.code}"
    codes = clerk.intake.ReturnElectronically(request).result_codes
    assert set(codes) == {"KQ.G01.000065", "KQ.G18.000047"}
    done = eventually(lambda: citizen.dossier(made.dossier_id), lambda d: d.HasField("finished_at"))
    assert all(one.HasField("returned_at") for one in done.results)
    card = next(one for one in done.results if one.code == "KQ.G18.000047")
    assert citizen.download(card.file_id).startswith(b"%PDF")
    assert eventually(lambda: clerk.tasks(made.dossier_id), lambda tasks: not tasks) == []


def test_a_stop_notice_that_came_back_is_fetched_or_sent_again_and_not_received_electronically(
    births: Births,
) -> None:
    made = births.accepted()
    citizen, clerk = births.province.citizen(), births.province.clerk
    of = {"dossier_id": made.dossier_id}
    home = {"receiver": "Nguyễn Văn An", "phone": "0200 000 0901", "address": "Thôn Đầu Suối"}

    def choose(way: return_ways.ReturnWay) -> None:
        asked = return_ways.SetReturnWayRequest(request_id=new_id(), way=way, **of, **home)
        citizen.intake.SetReturnWay(asked)

    def send() -> str:
        sent = return_ways.SendByPostRequest(request_id=new_id(), waybill=new_id()[:30], **of)
        return clerk.intake.SendByPost(sent).delivery.delivery_id

    def delivered(parcel: str) -> None:
        signed = {"receiver_name": "Nguyễn Văn An", "receiver_id_number": "099085000101"}
        asked = return_ways.ConfirmDeliveryRequest(request_id=new_id(), delivery_id=parcel, **of, **signed)
        clerk.intake.ConfirmDelivery(asked)

    choose(return_ways.RETURN_WAY_POST)
    births.register(made.dossier_id)
    clerk.take_fees(made.dossier_id)
    certificate = send()
    citizen.intake.WithdrawDossier(
        pb.WithdrawDossierRequest(request_id=new_id(), reason="Gia đình đổi ý.", **of)
    )
    slips = eventually(lambda: clerk.dossier(made.dossier_id), lambda d: bool(d.slips_to_hand_over))
    alone = return_ways.SendByPostRequest(request_id=new_id(), waybill=new_id()[:30], **of)
    alone.slips.document_ids.extend(slips.slips_to_hand_over)
    notice = clerk.intake.SendByPost(alone).delivery.delivery_id
    delivered(certificate)
    back = return_ways.ReportCameBackRequest(
        request_id=new_id(), delivery_id=notice, reason="Không có người nhận.", **of
    )
    clerk.intake.ReportCameBack(back)

    seen = citizen.intake.GetReturnWay(return_ways.GetReturnWayRequest(**of))
    assert seen.changeable and return_ways.RETURN_WAY_ELECTRONIC not in seen.open
    with pytest.raises(Conflict, match="RETURN_WAY_CLOSED"):
        choose(return_ways.RETURN_WAY_ELECTRONIC)
    choose(return_ways.RETURN_WAY_POST)
    delivered(send())
    done = eventually(lambda: citizen.dossier(made.dossier_id), lambda d: d.HasField("finished_at"))
    assert done.status == pb.DOSSIER_STATUS_RETURNED


def test_an_agency_that_asks_to_complete_has_two_days_more(births: Births) -> None:
    made = births.accepted()
    births.register(made.dossier_id)
    before = births.province.decided(made.dossier_id, "birth")
    births.police.do(
        made.dossier_id,
        "check_residence",
        {"check_household": "fail", "check_address": "pass", "residence_check": "incomplete",
         "residence_asks": "Bổ sung ý kiến đồng ý của chủ hộ."},
    )  # fmt: skip
    _hand_in(births, made.dossier_id)
    births.justice.do(
        made.dossier_id, "complete_residence", {"residence_reply": "Chủ hộ đã đồng ý bằng văn bản."}, 20.0
    )
    _not_asked_again(births, made.dossier_id)
    longer = eventually(lambda: births.province.clerk.dossier(made.dossier_id), lambda d: len(d.clock) == 1)

    due = {part.key: day(part.due_at) for part in longer.parts}
    decided = day(next(one for one in before.parts if one.key == "birth").decided_at)
    assert due["residence"] == compute_after(decided, Limit.parse("17wd"), calendar_of()).day
    assert due["insurance"] == compute_after(decided, Limit.parse("10wd"), calendar_of()).day
    assert day(longer.promised_at) == due["residence"] > day(longer.original_promised_at)
    told = next(one for one in longer.parts if one.key == "residence").derivation
    assert any("2 ngày làm việc" in one.vi and "hoàn thiện" in one.vi for one in told)
    births.residence(made.dossier_id)


def _not_asked_again(births: Births, dossier_id: str) -> None:
    """Once for each part: the form of the second examination refuses one more, and says why."""
    answers = {"check_household": "fail", "check_address": "pass", "residence_check": "incomplete",
               "residence_asks": "Bổ sung thêm một giấy tờ khác."}  # fmt: skip
    with pytest.raises(InvalidInput, match="ANSWERS_INVALID") as refused:
        births.police.do(dossier_id, "check_residence", answers, 20.0)
    assert [one.field for one in refused.value.field_errors] == ["answers.residence_check"]


def _hand_in(births: Births, dossier_id: str) -> None:
    """The applicant is asked in the agency's words, hands the paper in, and the agency that asked reads it; the other one not."""
    citizen = births.province.citizen()

    def asked() -> list[citizen_pb2.Todo]:
        todos = citizen.intake.ListTodos(citizen_pb2.ListTodosRequest()).todos
        return [one for one in todos if one.dossier_id == dossier_id and one.kind == SUPPLEMENT]

    (todo,) = eventually(asked, bool)
    assert todo.items[0].vi.startswith("Giấy tờ bổ sung khi Công an yêu cầu")
    words, until = (one.value.vi for one in todo.lines)
    assert words == "Bổ sung ý kiến đồng ý của chủ hộ."
    assert "không có ngày cuối riêng" in until and "phần “Đăng ký thường trú” phải xong chậm nhất" in until
    citizen.attach("GT-CU-TRU", dossier_id=dossier_id)
    citizen.intake.AnswerSupplement(
        pb.AnswerSupplementRequest(
            request_id=f"paper-{dossier_id}", dossier_id=dossier_id, note="Chủ hộ ký ở trang 2."
        )
    )
    assert not asked()
    whole = births.justice.dossier(dossier_id)
    answered = ["dossier.supplement_answered", "dossier.note"]
    read = births.police.dossier(dossier_id).history
    assert [one.type for one in read if one.type in answered] == answered
    assert any("Chủ hộ ký ở trang 2." in one.text.vi for one in read)
    births.insurance.wait_for(dossier_id, "check_insurance", 20.0)
    assert not [one for one in births.insurance.dossier(dossier_id).history if one.type in answered]
    paper = next(one for one in whole.papers if one.component == "GT-CU-TRU")
    assert births.police.download(paper.file_id) and births.justice.download(paper.file_id)
    births.insurance.wait_for(dossier_id, "check_insurance", 20.0)
    with pytest.raises(NotFound):
        births.insurance.download(paper.file_id)


def test_what_the_commune_completes_by_itself_is_not_asked_of_the_applicant_any_more(births: Births) -> None:
    """Two agencies ask at once: each request ends with its own answer."""
    made = births.accepted()
    births.register(made.dossier_id)
    for who, part, checks in (
        (births.police, "residence", ("household", "address")),
        (births.insurance, "insurance", ("card", "clinic")),
    ):
        said = {f"check_{one}": "fail" for one in checks}
        said |= {f"{part}_check": "incomplete", f"{part}_asks": f"Cần giấy tờ cho {part}."}
        who.do(made.dossier_id, f"check_{part}", said, 20.0)
    citizen = births.province.citizen()

    def asked() -> list[str]:
        todos = citizen.intake.ListTodos(citizen_pb2.ListTodosRequest()).todos
        mine = [one for one in todos if one.dossier_id == made.dossier_id and one.kind == SUPPLEMENT]
        return sorted(one.lines[0].value.vi for one in mine)

    both = ["Cần giấy tờ cho insurance.", "Cần giấy tờ cho residence."]
    assert eventually(asked, lambda found: len(found) == 2) == both
    births.justice.do(
        made.dossier_id, "complete_residence", {"residence_reply": "Xã đã hỏi chủ hộ qua điện thoại."}, 20.0
    )
    assert eventually(asked, lambda found: len(found) == 1) == both[:1]
    births.justice.do(
        made.dossier_id, "complete_insurance", {"insurance_reply": "Đã chọn nơi khám khác trong xã."}, 20.0
    )
    assert eventually(asked, lambda found: not found) == []


def test_a_register_that_is_down_loses_nothing(births: Births) -> None:
    births.population("down")
    made = births.accepted(child_name="Nguyễn Bảo An")
    births.do(births.justice, made.dossier_id, "draft_birth")
    liaison_room = LiaisonServiceStub(births.officer("operator").channel)

    def waiting() -> list[str]:
        failures = liaison_room.ListFailures(liaison.ListFailuresRequest(page_size=100)).failures
        return [one.id for one in failures if one.dossier_id == made.dossier_id]

    (failure,) = eventually(waiting, bool)
    assert failure.startswith("lookup-")
    assert [one.element for one in births.leader.tasks(made.dossier_id)] == []
    births.population("up")
    liaison_room.RetryFailure(
        liaison.RetryFailureRequest(request_id=f"again-{made.code}", failure_id=failure)
    )
    births.do(births.leader, made.dossier_id, "sign_certificate")
    births.province.decided(made.dossier_id, "birth")
    assert waiting() == []


def test_a_register_is_not_asked_about_a_dossier_that_was_taken_back(births: Births) -> None:
    """Down when it was asked, up again after the withdrawal: nothing leaves the house any more, and nobody has to do anything."""
    births.population("down")
    made = births.accepted(child_name="Nguyễn Bảo Châu")
    births.do(births.justice, made.dossier_id, "draft_birth")
    liaison_room = LiaisonServiceStub(births.officer("operator").channel)

    def failures(past: bool) -> list[Failure]:
        request = liaison.ListFailuresRequest(page_size=100, all=past)
        found = liaison_room.ListFailures(request).failures
        return [one for one in found if one.dossier_id == made.dossier_id]

    eventually(lambda: failures(False), bool)
    births.province.citizen().intake.WithdrawDossier(
        pb.WithdrawDossierRequest(
            request_id=f"back-{made.code}", dossier_id=made.dossier_id, reason="Gia đình chuyển nơi ở."
        )
    )
    births.province.decided(made.dossier_id, "birth")
    assert eventually(lambda: failures(False), lambda found: not found) == []
    (past,) = failures(True)
    assert (past.state, past.cause) == ("resolved", "DOSSIER_ENDED")
    births.population("up")
    with pytest.raises(MotcuaError):
        liaison_room.RetryFailure(
            liaison.RetryFailureRequest(request_id=f"again-{made.code}", failure_id=past.id)
        )
    seen = births.justice.dossier(made.dossier_id)
    lines = [one.type for one in seen.history if one.type.startswith("dossier.lookup")]
    assert not seen.lookups and lines == ["dossier.lookup_asked"]


def test_parents_that_are_not_known_and_a_number_from_a_paper_notice(births: Births) -> None:
    births.population("up", "099192000808")
    made = births.accepted(mother_id="099192000808")
    births.do(births.justice, made.dossier_id, "draft_birth")
    typed = {
        "number_action": "typed",
        "personal_number": "099226000777",
        "number_notice": "15/TB ngày 22/11/2026",
    }
    for wrong in ("099192000808", "099326000777"):  # the mother's own number; a girl's
        with pytest.raises(InvalidInput, match="ANSWERS_INVALID") as refused:
            births.justice.do(made.dossier_id, "enter_number", typed | {"personal_number": wrong}, 20.0)
        assert [one.field for one in refused.value.field_errors] == ["answers.personal_number"]
    births.justice.do(made.dossier_id, "enter_number", typed, 20.0)
    births.do(births.leader, made.dossier_id, "sign_certificate")
    seen = births.province.decided(made.dossier_id, "birth")
    assert [one.outcome for one in seen.lookups] == ["unknown", "typed"]
    assert [value.value for value in seen.lookups[1].values] == ["099226000777"]
    assert seen.lookups[1].typed_by.unit == "suoi_trong"


def test_agencies_see_what_their_step_needs_and_no_more(births: Births) -> None:
    made = births.accepted()
    for nobody in (births.police, births.insurance):
        with pytest.raises(NotFound):
            nobody.dossier(made.dossier_id)
    births.register(made.dossier_id)
    births.police.wait_for(made.dossier_id, "check_residence", 20.0)
    births.insurance.wait_for(made.dossier_id, "check_insurance", 20.0)
    whole = births.justice.dossier(made.dossier_id)
    police, insurance = births.police.dossier(made.dossier_id), births.insurance.dossier(made.dossier_id)

    assert {"household_head", "child_name"} <= set(police.answers) and "clinic" not in police.answers
    assert {"clinic", "child_name"} <= set(insurance.answers) and "household_head" not in insurance.answers
    assert [one.component for one in police.papers] == ["TK-CU-TRU"]
    assert [one.component for one in insurance.papers] == ["TK-BHYT"]
    assert [one.source for one in police.lookups] == ["population"]
    for seen in (police, insurance):
        assert not seen.applicant.phone and not seen.applicant.id_number and not seen.asked
        assert "applicant_phone" not in seen.answers and len(seen.parts) == 2
        assert all(one.part for one in seen.documents)
    files = {one.component: one.file_id for one in whole.papers}
    assert births.police.download(files["TK-CU-TRU"])
    for who, hidden in (
        (births.police, "TK-BHYT"),
        (births.police, "GIAY-CHUNG-SINH"),
        (births.insurance, "TK-CU-TRU"),
    ):
        with pytest.raises(NotFound):
            who.download(files[hidden])
    with pytest.raises(NotFound):
        births.police.download(next(one.file_id for one in whole.documents if one.form == "01"))
    _no_other_way(births, files | {one.form: one.file_id for one in whole.documents})
    listed = births.police.intake.ListDossiers(pb.ListDossiersRequest(page_size=50)).dossiers
    line = next(one for one in listed if one.dossier_id == made.dossier_id)
    assert not line.applicant.phone and {one.key for one in line.parts} == {"birth", "residence"}


def _no_other_way(births: Births, files: dict[str, str]) -> None:
    """Whoever of the police types the address of a file reads what the police may see, and nothing else."""
    system = births.province.system
    user = system.users_with("police_officer", "cong_an_suoi_trong")[0]
    bearer = {"Authorization": f"Bearer {system.token(user)}"}
    assert {"TK-CU-TRU", "TK-BHYT", "GIAY-CHUNG-SINH", "01"} <= set(files)
    with pages(system, user) as portal:
        for name, file_id in files.items():
            said = {
                path: portal.get(path, headers=headers).status_code
                for path, headers in (
                    (f"/tep/{file_id}", {}),
                    (f"/tep/{file_id}?tai=1", {}),
                    (f"/tep/{file_id}/xem", {}),
                    (f"/tep/{file_id}/trang/1", {}),
                    (f"/api/v1/files/{file_id}", bearer),
                )
            }
            shown = name == "TK-CU-TRU"
            assert all((status == 200) == shown and status in (200, 403, 404) for status in said.values()), (
                said
            )


def test_the_citizen_takes_back_what_is_left(births: Births) -> None:
    made = births.accepted()
    births.register(made.dossier_id)
    births.insure(made.dossier_id)
    births.province.citizen().intake.WithdrawDossier(
        pb.WithdrawDossierRequest(
            request_id=f"back-{made.code}", dossier_id=made.dossier_id, reason="Gia đình chuyển nơi ở."
        )
    )
    seen = births.province.decided(made.dossier_id, "residence")
    assert statuses(seen) == {"birth": "GRANTED", "residence": "WITHDRAWN", "insurance": "GRANTED"}


def test_a_refused_birth_ends_the_other_parts_without_papers_of_agencies_that_never_had_them(
    births: Births,
) -> None:
    made = births.accepted(child_name="Nguyễn Bảo Ngọc")
    reason = "Giấy chứng sinh bị tẩy xóa ở phần ngày sinh."
    said = {"check_proof": "fail", "check_parents": "pass", "check_place": "pass"}
    said |= {"birth_proposal": "refuse", "refusal_reason": reason}
    births.justice.do(made.dossier_id, "draft_birth", said, 20.0)
    births.leader.do(made.dossier_id, "approve_birth_refusal", {"refusal_decision": "approve"}, 20.0)
    seen = births.province.decided(made.dossier_id, "insurance")
    assert statuses(seen) == {"birth": "REFUSED", "residence": "STOPPED", "insurance": "STOPPED"}
    (slip,) = [one for one in seen.documents if one.form in ("03", "05")]
    assert (slip.form, slip.part) == ("03", "birth") and "KQ.G01" not in slip.name.vi
    by = {
        one.text.vi.partition(":")[0]: one.actor.unit
        for one in seen.history
        if one.type == "dossier.part_decided"
    }
    assert list(by.values()) == ["suoi_trong", "", ""]
    text = text_of(births.leader.download(slip.file_id))
    assert text.count("Không được giải quyết, vì phải có kết quả của thủ tục bị từ chối") == 2
    assert reason in text and seen.HasField("finished_at")
