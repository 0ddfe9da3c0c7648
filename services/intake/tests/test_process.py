# SPDX-License-Identifier: Apache-2.0
"""What the process decides, carried out: two results, refusals, the clock, supplements, withdrawal, return."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from intake_harness import (
    ANSWERS,
    COPY,
    LAND,
    House,
    answer,
    pay,
    printed,
    refused,
    request_id,
    settle,
    withdraw,
)
from intake_pictures import png
from motcua.intake.v1 import intake_pb2 as pb
from motcua_calendar import LEGAL_ZONE
from motcua_events import Invalid
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, NotFound, Unavailable
from motcua_rpc.structs import to_dict

RELEASE, TRANSFER = "KQ.G15.000335", "KQ.G10.001147"
AN = "099085000101"


def give_back(house: House, dossier: pb.Dossier, who: str = "lan", **values: object) -> pb.Dossier:
    fields = {"receiver_name": "Nguyễn Văn An", "receiver_id_number": AN, "signed": True, **values}
    settle(house, dossier)
    request = pb.ReturnResultsRequest(request_id=request_id(), dossier_id=dossier.dossier_id, **fields)
    return house.of(who).ReturnResults(request).dossier


def grant(house: House, dossier: pb.Dossier, part: str, code: str) -> None:
    house.sign(dossier, part, code)
    house.decide(dossier, part, "granted")


def kinds(house: House) -> list[str]:
    return [event.type for event in house.events()][2:]


def test_one_dossier_two_results(house: House) -> None:
    dossier = house.accepted()
    house.at("2026-11-23 16:00")
    grant(house, dossier, "release", RELEASE)
    seen = house.get(dossier)
    assert seen.status == pb.DOSSIER_STATUS_IN_PROGRESS
    assert [part.status for part in seen.parts] == [pb.PART_STATUS_GRANTED, pb.PART_STATUS_IN_PROGRESS]
    assert kinds(house) == ["result.issued", "dossier.part_decided", "dossier.results_ready"]
    first = house.events("dossier.results_ready")[0].data
    assert (first["resultCodes"], first.get("complete", False)) == ([RELEASE], False)

    back = give_back(house, dossier)
    assert back.status == pb.DOSSIER_STATUS_IN_PROGRESS
    assert back.results[0].HasField("returned_at")
    house.at("2026-12-03 10:00")
    grant(house, dossier, "transfer", TRANSFER)
    ready = house.get(dossier)
    assert ready.status == pb.DOSSIER_STATUS_RESULT_READY
    assert pb.ACTION_RETURN_RESULTS in ready.actions

    # The release was fetched with the original still in the owner's hands: that goes with the new certificate.
    assert list(ready.originals_to_collect) == ["GCN"]
    done = give_back(house, dossier, originals_collected=["GCN"])
    assert done.status == pb.DOSSIER_STATUS_RETURNED
    assert done.HasField("finished_at")
    assert [one.form for one in done.documents] == ["00", "01", "RT", "RT"]
    assert [one.number for one in done.documents][2:] == ["01/BNKQ", "02/BNKQ"]
    assert house.events("dossier.finished")[0].data["status"] == "RETURNED"
    assert "Nguyễn Văn An" in printed(house, done, "RT", "an")
    for one in done.results:
        assert house.download("an", one.file_id)[0].media_type == "application/pdf"


def test_a_part_is_never_granted_without_its_signed_paper(house: House) -> None:
    dossier = house.accepted()
    with pytest.raises(Invalid, match="signed result is not attached"):
        house.decide(dossier, "release", "granted")
    assert house.get(dossier).parts[0].status == pb.PART_STATUS_IN_PROGRESS
    house.sign(dossier, "release", RELEASE)
    house.decide(dossier, "release", "granted")
    house.decide(dossier, "release", "granted")
    assert len(house.events("result.issued")) == 1


@pytest.mark.parametrize(("part", "outcome"), [("no_part", "granted"), ("release", "lost"), ("", "refused")])
def test_decisions_that_contradict_the_dossier_wait_for_an_operator(
    house: House, part: str, outcome: str
) -> None:
    dossier = house.accepted()
    with pytest.raises(Invalid):
        house.decide(dossier, part, outcome)


def test_the_transfer_is_refused_and_the_release_stands(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    house.decide(dossier, "transfer", "refused", "Đất đang bị kê biên.")
    seen = house.get(dossier)
    assert [part.status for part in seen.parts] == [pb.PART_STATUS_GRANTED, pb.PART_STATUS_REFUSED]
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    text = printed(house, seen, "03", "an")
    for words in ("01/TCGQ", "Đất đang bị kê biên.", "1.013831", "Xóa đăng ký thế chấp", "Đã có kết quả số"):
        assert words in text, words
    assert [one.part for one in seen.documents if one.form == "03"] == ["transfer"]
    with pytest.raises(Invalid, match="already"):
        house.decide(dossier, "transfer", "granted")
    # What the original would have been collected for is refused already.
    assert not seen.originals_to_collect
    error = refused(InvalidInput, lambda: give_back(house, dossier, originals_collected=["GCN"]))
    assert [one.code for one in error.field_errors] == ["ORIGINAL_UNKNOWN"]
    assert give_back(house, dossier).status == pb.DOSSIER_STATUS_RETURNED


def test_a_dossier_wholly_refused_ends_with_its_notices(house: House) -> None:
    dossier = house.accepted()
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.")
    house.decide(dossier, "transfer", "refused")
    seen = house.get(dossier)
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    assert seen.HasField("finished_at")
    assert [one.number for one in seen.documents if one.form == "03"] == ["01/TCGQ", "02/TCGQ"]
    assert kinds(house) == ["dossier.part_decided", "dossier.part_decided", "dossier.finished"]
    assert refused(Conflict, lambda: give_back(house, dossier)).code == "NOTHING_TO_RETURN"


def test_tax_time_is_the_citizens_obligation_and_does_not_count(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    house.at("2026-11-25 10:00")
    house.stop_clock(dossier, "tax", "i1/tax")
    house.stop_clock(dossier, "tax", "i1/tax")
    seen = house.get(dossier)
    assert seen.status == pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION
    assert seen.original_promised_at == seen.promised_at
    house.at("2026-11-27 10:00")
    assert house.get(dossier).promised_at.ToJsonString().startswith("2026-12-08")
    house.stop_clock(dossier, "payment", "i1/pay")
    house.stop_clock(dossier, "tax", "i1/tax", "close")
    assert house.get(dossier).status == pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION
    house.at("2026-11-30 08:00")
    house.stop_clock(dossier, "payment", "i1/pay", "close")
    seen = house.get(dossier)
    assert seen.status == pb.DOSSIER_STATUS_IN_PROGRESS
    assert seen.promised_at.ToJsonString().startswith("2026-12-09")
    assert seen.original_promised_at.ToJsonString().startswith("2026-12-04")
    assert kinds(house)[-4:] == ["clock.paused", "clock.paused", "clock.resumed", "clock.resumed"]
    last = house.events("clock.resumed")[-1].data
    assert last["parts"][1]["dueAt"].startswith("2026-12-09")
    assert last["dossier"]["promisedAt"].startswith("2026-12-09")


def test_a_ground_that_the_procedure_does_not_name(house: House) -> None:
    dossier = house.accepted()
    with pytest.raises(Invalid, match="ground 'weather'"):
        house.stop_clock(dossier, "weather", "k")


def test_a_supplement_after_appraisal_counts_anew(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    house.at("2026-11-26 09:00")
    house.throw(
        dossier, "supplement_request", "m-1", papers=["MAU-18", "lạ"], reason="Thiếu chữ ký", part="transfer"
    )
    house.throw(dossier, "supplement_request", "m-1", papers=["MAU-18"], reason="Thiếu chữ ký")
    house.stop_clock(dossier, "supplement", "i1/sup")
    seen = house.get(dossier, "an")
    assert seen.status == pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
    (asked,) = seen.supplements
    assert ([item.component for item in asked.items], asked.reason) == (["MAU-18"], "Thiếu chữ ký lạ")
    assert asked.stage == "after_appraisal"
    assert "được tính lại từ đầu" in printed(house, seen, "02", "an")
    with pytest.raises(Invalid, match="asks for papers again"):
        house.throw(dossier, "supplement_request", "m-2", papers=["GCN"], reason="Nữa")

    house.attach("an", "MAU-18", dossier=dossier.dossier_id)
    house.at("2026-12-01 09:00")
    answered = answer(house, dossier)
    assert answered.status == pb.DOSSIER_STATUS_IN_PROGRESS
    (sent,) = house.workflow.delivered
    assert (sent.name, sent.message_id) == ("supplement_received", f"{dossier.dossier_id}:supplement:1")
    assert "MAU-18" in to_dict(sent.payload)["papers"]
    house.stop_clock(dossier, "supplement", "i1/sup", "close")
    seen = house.get(dossier)
    assert seen.promised_at.ToJsonString().startswith("2026-12-11")
    assert kinds(house)[-1] == "clock.restarted"


def test_a_supplement_that_nobody_answers_leaves_what_was_left_of_the_limit(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    house.at("2026-11-26 09:00")
    house.throw(dossier, "supplement_request", "m-1", papers=["MAU-18"], reason="Thiếu chữ ký")
    house.stop_clock(dossier, "supplement", "i1/sup")
    (asked,) = house.get(dossier).supplements
    # It ends at 24:00 of the last day.
    last = asked.answer_by.ToDatetime(tzinfo=UTC).astimezone(LEGAL_ZONE).date() - timedelta(days=1)
    house.at(f"{last + timedelta(days=5)} 09:00")
    house.stop_clock(dossier, "supplement", "i1/sup", "close")

    seen = house.get(dossier)
    assert f"{last:%d/%m/%Y}" == "28/12/2026"  # 30 calendar days end on Saturday the 26th
    # 25/11, then 29, 30, 31/12/2026 and 04, 05, 06, 07/01/2027; from the timer anew it would be 15/01.
    assert seen.promised_at.ToJsonString() == "2027-01-07T10:00:00Z"
    (waited,) = seen.clock
    assert waited.policy == "PAUSE"
    assert waited.to.ToJsonString() == "2026-12-28T17:00:00Z", "midnight after the last day"
    told = [one.type for one in seen.history][-2:]
    assert sorted(told) == ["clock.resumed", "dossier.supplement_closed"]
    # The date first: who hears of the end of the round has the date before it to compare with.
    assert kinds(house)[-2:] == ["clock.resumed", "dossier.supplement_closed"]
    for kind in kinds(house)[-2:]:
        assert house.events(kind)[-1].data["dossier"]["promisedAt"].startswith("2027-01-07")
    assert house.events("clock.resumed")[-1].data["lapsed"] is True, "the end of the round tells people"
    assert len(house.events("dossier.supplement_closed")[-1].data["parts"]) == 2


def test_what_a_withdrawal_was_asked_for_is_the_reason_of_its_part(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    withdraw(house, dossier, reason="Hai bên đã hủy hợp đồng.")
    house.decide(dossier, "transfer", "withdrawn", "Người nộp hồ sơ đề nghị rút hồ sơ")
    seen = house.get(dossier, "an")
    assert [part.reason for part in seen.parts] == ["", "Hai bên đã hủy hợp đồng."]
    assert "Lý do Hai bên đã hủy hợp đồng." in printed(house, seen, "05", "an")


def test_an_answer_stands_when_the_process_cannot_be_told(house: House) -> None:
    dossier = house.accepted()
    house.throw(dossier, "supplement_request", "m-1", papers=["MAU-18"], reason="Thiếu")
    house.attach("an", "MAU-18", dossier=dossier.dossier_id)
    house.workflow.away = True
    answer(house, dossier)
    assert not house.workflow.delivered
    event = house.events("dossier.supplement_answered")[0]
    handler = house.consumers["intake.start"]["dossier.supplement_answered"]
    with pytest.raises(Unavailable), house.database.begin() as connection:
        handler(connection, event)
    house.workflow.away = False
    with house.database.begin() as connection:
        handler(connection, event)
    assert [one.name for one in house.workflow.delivered] == ["supplement_received"]


def test_papers_that_come_too_late_are_kept_and_said(house: House) -> None:
    dossier = house.accepted()
    house.throw(dossier, "supplement_request", "m-1", papers=["MAU-18"], reason="Thiếu")
    house.attach("an", "MAU-18", dossier=dossier.dossier_id)
    house.workflow.takes = False
    answer(house, dossier)
    seen = house.get(dossier)
    assert seen.history[-1].type == "dossier.supplement_late"
    assert 1 in [paper.round for paper in seen.papers]


def test_a_request_in_words_alone_takes_any_paper(house: House) -> None:
    dossier = house.accepted()
    house.throw(dossier, "supplement_request", "m-1", reason="Bổ sung bản vẽ")
    seen = house.get(dossier, "an")
    assert {item.component for item in seen.supplements[0].items} == {one.code for one in seen.components}
    refused(InvalidInput, lambda: answer(house, dossier))
    house.attach("an", "TRICH-DO", dossier=dossier.dossier_id)
    assert answer(house, dossier).status == pb.DOSSIER_STATUS_IN_PROGRESS


def test_a_round_ends_with_the_last_part(house: House) -> None:
    dossier = house.accepted()
    house.throw(dossier, "supplement_request", "m-1", papers=["MAU-18"], reason="Thiếu")
    house.stop_clock(dossier, "supplement", "k")
    house.decide(dossier, "release", "refused", "Quá hạn bổ sung.")
    house.decide(dossier, "transfer", "refused", "Quá hạn bổ sung.")
    house.stop_clock(dossier, "supplement", "k", "close")
    seen = house.get(dossier, "an")
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    assert pb.ACTION_ANSWER_SUPPLEMENT not in seen.actions
    assert all(one.HasField("to") for one in seen.clock)
    assert refused(Conflict, lambda: answer(house, dossier)).code == "SUPPLEMENT_OVER"


def test_other_messages_are_notices(house: House) -> None:
    dossier = house.accepted()
    house.throw(dossier, "payment_notice", "m-9", tax_notice_no="TB-1")
    house.throw(dossier, "tax_information_slip", "m-10", party="")
    assert [line.type for line in house.get(dossier).history if line.type.startswith("message.")] == [
        "message.payment_notice"
    ]


def test_withdrawal_is_the_processs_answer(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    asked = withdraw(house, dossier, reason="Hai bên thôi chuyển nhượng.")
    assert asked.parts[1].status == pb.PART_STATUS_IN_PROGRESS
    assert house.workflow.delivered[0].name == "withdrawal_requested"
    house.decide(dossier, "transfer", "withdrawn", "Người nộp hồ sơ đề nghị rút hồ sơ.")
    seen = house.get(dossier, "an")
    assert [part.status for part in seen.parts] == [pb.PART_STATUS_GRANTED, pb.PART_STATUS_WITHDRAWN]
    text = printed(house, seen, "05", "an")
    for words in (
        "Hai bên thôi chuyển nhượng.",
        "Đăng ký chuyển nhượng",
        "Đã có kết quả số",
        "Nguyễn Văn An",
    ):
        assert words in text, words
    event = house.events("dossier.withdrawn")[0].data
    assert (event["partsStopped"], event["partsStanding"]) == (["transfer"], ["release"])
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    assert give_back(house, dossier, originals_collected=[]).status == pb.DOSSIER_STATUS_RETURNED


def test_a_dossier_wholly_withdrawn(house: House) -> None:
    dossier = house.accepted()

    def decide_at_once(_: object) -> None:
        for part in ("release", "transfer"):
            house.decide(dossier, part, "withdrawn", "Rút")

    house.workflow.on_delivery = decide_at_once
    assert withdraw(house, dossier).status == pb.DOSSIER_STATUS_WITHDRAWN
    seen = house.get(dossier)
    assert [one.form for one in seen.documents] == ["00", "01", "05"]
    assert "Đổi ý." in printed(house, seen, "05")
    assert kinds(house)[-2:] == ["dossier.withdrawn", "dossier.finished"]
    house.decide(dossier, "transfer", "withdrawn", "Rút")
    assert len(house.get(dossier).documents) == 3


def test_what_can_no_longer_be_withdrawn(house: House) -> None:
    dossier = house.accepted()
    house.workflow.takes = False
    error = refused(Conflict, lambda: withdraw(house, dossier))
    assert error.code == "WITHDRAWAL_TOO_LATE"
    seen = house.get(dossier, "an")
    assert pb.ACTION_WITHDRAW in seen.actions
    assert "dossier.withdrawal_requested" not in [line.type for line in seen.history]
    house.workflow.takes, house.workflow.away = True, True
    refused(Unavailable, lambda: withdraw(house, dossier))
    house.workflow.away = False
    assert withdraw(house, dossier).history[-1].type == "dossier.withdrawal_requested"


def test_a_process_whose_start_was_lost_is_started_before_it_is_asked(house: House) -> None:
    dossier = house.submit()
    house.workflow.away = True
    house.accept(dossier)
    house.workflow.away = False
    withdraw(house, dossier)
    assert len(house.workflow.started[dossier.dossier_id]) == 1
    assert house.get(dossier).status == pb.DOSSIER_STATUS_IN_PROGRESS


def test_results_are_attached_as_the_law_wants_them(house: House) -> None:
    dossier = house.accepted()
    made = house.sign(
        dossier, "release", RELEASE, "12/XN", signed_at=datetime(2026, 11, 23, 9, 0, 41, tzinfo=LEGAL_ZONE)
    )
    assert made.signed_at.ToJsonString() == "2026-11-23T02:00:00Z"
    again = house.sign(dossier, "release", RELEASE, "13/XN")
    assert (again.number, again.issued) == ("13/XN", False)
    assert len(house.get(dossier).results) == 1
    assert not house.get(dossier, "an").results
    assert refused(NotFound, lambda: house.download("an", again.file_id)).code == "FILE_UNKNOWN"
    house.decide(dossier, "release", "granted")
    assert refused(Conflict, lambda: house.sign(dossier, "release", RELEASE)).code == "RESULT_ISSUED"
    assert refused(Conflict, lambda: house.download("an", again.file_id)).code == "RESULT_WITHHELD"
    pay(house, dossier)
    assert house.download("an", again.file_id)[1]


def test_bad_results(house: House) -> None:
    dossier = house.accepted()
    now = house.clock.now()
    cases = [
        ({"code": TRANSFER}, "RESULT_UNKNOWN"),
        ({"code": "x" * 500}, "RESULT_UNKNOWN"),
        ({"number": " "}, "FIELD_REQUIRED"),
        ({"number": "1" * 101}, "TEXT_TOO_LONG"),
        ({"signer": "X"}, "SIGNER_UNFIT"),
        ({"signer": "Nguyễn Văn An"}, "SIGNER_UNFIT"),
        ({"signed_at": now + timedelta(minutes=1)}, "SIGNED_AT_RANGE"),
        ({"signed_at": now + timedelta(hours=1)}, "SIGNED_AT_RANGE"),
        ({"signed_at": now - timedelta(days=3)}, "SIGNED_AT_RANGE"),
        ({"file_id": house.upload("son", png(), "a.png").file_id}, "RESULT_NOT_PDF"),
    ]
    for change, code in cases:
        values = {"code": RELEASE, "number": "1/XN", **change}
        error = refused(InvalidInput, lambda values=values: house.sign(dossier, "release", **values))
        assert error.code == code or [one.code for one in error.field_errors] == [code], change
    foreign = house.upload("minh").file_id
    refused(NotFound, lambda: house.sign(dossier, "release", RELEASE, file_id=foreign))
    paper = house.get(dossier).papers[0].file_id
    refused(NotFound, lambda: house.sign(dossier, "release", RELEASE, file_id=paper))


def test_a_number_is_used_once_by_a_unit(house: House) -> None:
    one, other = house.accepted(), house.accepted()
    house.sign(one, "release", RELEASE, "7/XN")
    assert (
        refused(Conflict, lambda: house.sign(other, "release", RELEASE, "7/XN")).code == "RESULT_NUMBER_TAKEN"
    )
    house.sign(other, "release", RELEASE, "8/XN-Đ")
    for spelling in ("8/xn-đ", "8 / XN-Đ"):
        again = refused(Conflict, lambda spelling=spelling: house.sign(one, "release", RELEASE, spelling))
        assert again.code == "RESULT_NUMBER_TAKEN"


def test_return_needs_originals_and_signature(house: House) -> None:
    dossier = house.accepted()
    assert refused(Conflict, lambda: give_back(house, dossier)).code == "NOTHING_TO_RETURN"
    grant(house, dossier, "release", RELEASE)
    grant(house, dossier, "transfer", TRANSFER)
    taken = {"originals_collected": ["GCN"]}
    for change, field in (
        (taken | {"signed": False}, "signed"),
        (taken | {"receiver_name": ""}, "receiver_name"),
        (taken | {"receiver_id_number": ""}, "receiver_id_number"),
        ({"originals_collected": []}, "originals_collected.GCN"),
        ({"originals_collected": ["GCN", "MAU-18"]}, "originals_collected"),
    ):
        error = refused(InvalidInput, lambda change=change: give_back(house, dossier, **change))
        assert [one.field for one in error.field_errors] == [field]
    refused(Conflict, lambda: give_back(house, dossier, result_codes=["X"]))
    done = give_back(house, dossier, result_codes=[RELEASE])
    assert list(done.originals_to_collect) == ["GCN"]
    assert "Không thu lại bản chính" in printed(house, done, "RT")
    refused(Conflict, lambda: give_back(house, dossier, result_codes=[RELEASE]))
    done = give_back(house, dossier, result_codes=[TRANSFER], **taken)
    text = printed(house, done, "RT")
    assert "Giấy chứng nhận đã cấp" in text
    assert AN in text
    assert [one.data["resultCodes"] for one in house.events("result.returned")] == [[RELEASE], [TRANSFER]]


def test_a_copy_is_certified_and_handed_over_the_same_day(house: House) -> None:
    dossier = house.accepted(COPY)
    assert house.get(dossier, "thao").code == dossier.code
    house.sign(dossier, "copy", "KQ.G15.000021", who="quang")
    house.decide(dossier, "copy", "granted")
    assert give_back(house, dossier, originals_collected=[]).status == pb.DOSSIER_STATUS_RETURNED


def test_a_repeated_write_gives_the_first_answer(house: House) -> None:
    dossier = house.accepted()
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    request = pb.ReturnResultsRequest(
        request_id="return-1",
        dossier_id=dossier.dossier_id,
        receiver_name="Nguyễn Văn An",
        receiver_id_number=AN,
        signed=True,
    )
    first = house.of("lan").ReturnResults(request)
    assert house.of("lan").ReturnResults(request) == first
    request.receiver_name = "Bình"
    refused(AlreadyExists, lambda: house.of("lan").ReturnResults(request))


def test_the_limit_counts_by_the_hours_of_who_works_whichever_window_took_the_dossier(house: House) -> None:
    """Bến Gió is open on Saturday mornings, the land branch is not."""
    house.at("2026-11-25 08:20")
    promised = []
    for unit, who in (("suoi_trong", "lan"), ("ben_gio", "mai")):
        made = house.full_draft("an", answers=ANSWERS[LAND] | {"land_commune": unit})
        moved = pb.SaveDraftRequest(
            request_id=request_id(),
            draft_id=made.draft_id,
            procedure_key=LAND,
            unit=unit,
            revision=made.revision,
            applicant=made.applicant,
            answers=made.answers,
        )
        there = house.of("an").SaveDraft(moved).draft
        request = pb.SubmitDraftRequest(
            request_id=request_id(), draft_id=there.draft_id, revision=there.revision
        )
        dossier = house.accept(house.of("an").SubmitDraft(request).dossier, who)
        assert dossier.unit.key == unit
        promised.append(dossier.promised_at.ToJsonString())
    assert promised == ["2026-12-07T10:00:00Z"] * 2
