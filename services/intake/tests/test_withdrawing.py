# SPDX-License-Identifier: Apache-2.0
"""Withdrawal at the window: who came and asked, on which ground, and where that is said; what was signed meanwhile stands."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import (
    ANSWERS,
    APPLICANT_CAME,
    LAND,
    PAPERS,
    House,
    printed,
    refused,
    request_id,
    withdraw,
)
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError, NotFound, PermissionDenied
from motcua_rpc.errors import Unavailable
from motcua_rpc.structs import to_struct

RELEASE = "KQ.G15.000335"
GROUND = "giấy ủy quyền số 12/2026 ngày 20/11/2026, nơi chứng thực hoặc cấp: UBND xã Suối Trong"
OWNER = {
    "filer": "proxy",
    "represents": "transferor",
    "transferor_name": "Công Tằng Tôn Nữ Thị Bạch Tuyết",
    "transferor_id": "099172000103",
    "transferor_address": "Thôn Chân Đồi, xã Đồi Sim",
}
OWNER_CAME = {"asker_name": "công tằng tôn nữ thị bạch tuyết", "asker_id_number": "099 172 000 103"}
OTHER_CAME = {"asker_name": "Vũ Thị Mận", "asker_id_number": "099190000102", "asker_ground": GROUND}
CAME = [
    (APPLICANT_CAME, "applicant", "Người nộp hồ sơ", "Nguyễn Văn An", "099085000101"),
    (OWNER_CAME, "owner", "Chủ hồ sơ", "Công Tằng Tôn Nữ Thị Bạch Tuyết", "099172000103"),
    (OTHER_CAME, "other", f"Người đề nghị thay, theo {GROUND}", "Vũ Thị Mận", "099190000102"),
]


@prepared
def for_owner(house: House, *, accepted: bool) -> pb.Dossier:
    """An files as proxy of the seller."""
    draft = house.full_draft("an", answers=ANSWERS[LAND] | OWNER, more=["VB-DAI-DIEN"])
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    dossier = house.of("an").SubmitDraft(sent).dossier
    return house.accept(dossier) if accepted else dossier


def end(house: House, dossier: pb.Dossier, *parts: str) -> pb.Dossier:
    for part in parts:
        house.decide(dossier, part, "withdrawn", "Rút.", by="lan")
    return house.get(dossier)


def kept(house: House, dossier: pb.Dossier) -> dict[str, Any]:
    with house.database.read() as connection:
        query = sa.text("SELECT withdrawal FROM intake.dossier WHERE id = :id")
        return dict(connection.execute(query, {"id": dossier.dossier_id}).scalar_one() or {})


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize(("came", "asked_as", "role", "name", "number"), CAME)
def test_who_came_is_kept_told_and_printed(
    house: House, came: dict[str, str], asked_as: str, role: str, name: str, number: str, accepted: bool
) -> None:
    dossier = for_owner(house, accepted=accepted)
    withdraw(house, dossier, "lan", "", **came)
    seen = end(house, dossier, *(("release", "transfer") if accepted else ()))

    asker = kept(house, dossier)["asker"]
    assert (asker["name"], asker["id_number"], asker["came_as"]) == (name, number, asked_as)
    assert asker["ground"] == (GROUND if asked_as == "other" else "")
    kind = "dossier.withdrawal_requested" if accepted else "dossier.withdrawn"
    (line,) = [one for one in seen.history if one.type == kind]
    assert line.actor.name == "Trần Thị Lan", "who recorded it"
    assert name in line.text.vi and name in line.text.en
    assert (GROUND in line.text.vi) is (asked_as == "other")
    text = printed(house, seen, "05")
    for words in (
        f"Người đề nghị: {name}",
        f"Số CCCD/hộ chiếu: {number}",
        f"Tư cách người đề nghị: {role}",
        f"Đề nghị rút hồ sơ, {name}; Trần Thị Lan ghi nhận đề nghị",
        "Lý do Rút." if accepted else f"Lý do Theo đề nghị của {name}.",
    ):
        assert words in text, words
    (event,) = house.events("dossier.withdrawn")
    assert (event.data["askedAs"], event.data["actor"]["user"]) == (asked_as, "lan.motcua")
    assert name == "Nguyễn Văn An" or name not in str(event.data), "of the person only the role travels"


def test_the_page_of_the_window_learns_who_may_ask_without_a_ground(house: House) -> None:
    dossier = for_owner(house, accepted=True)
    able = [(one.role.vi, one.name, one.id_number) for one in house.get(dossier).askers]
    assert able == [(role, name, number) for _, _, role, name, number in CAME[:2]]
    assert [one.role.vi for one in house.get(house.accepted()).askers] == ["Chủ hồ sơ"]
    withdraw(house, dossier, "lan", **OTHER_CAME)
    assert not house.get(end(house, dossier, "release", "transfer")).askers
    assert not house.get(dossier, "phuc").askers, "who may see no person sees none here either"


def test_an_organisation_does_not_come_itself(house: House) -> None:
    company = OWNER | {"transferor_name": "Công ty TNHH Gió Xanh", "transferor_id": "0102030405"}
    draft = house.full_draft("an", answers=ANSWERS[LAND] | company, more=["VB-DAI-DIEN"])
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    dossier = house.of("an").SubmitDraft(sent).dossier
    assert [one.name for one in house.get(dossier).askers] == ["Nguyễn Văn An"]
    itself = {"asker_name": "Công ty TNHH Gió Xanh", "asker_id_number": "0102030405"}
    error = refused(InvalidInput, lambda: withdraw(house, dossier, "lan", **itself))
    assert "asker_id_number" in [one.field for one in error.field_errors]


STRANGER = {"asker_name": "Người lạ", "asker_id_number": "099190000102"}
REFUSED = [
    ("lan", {"asker_name": " "}, "ASKER_REQUIRED", "asker_name"),
    ("software", {"asker_name": ""}, "ASKER_REQUIRED", "asker_name"),
    ("lan", {"asker_name": "Nguyễn Văn An"}, "FIELD_REQUIRED", "asker_id_number"),
    ("lan", {"asker_ground": GROUND}, "FIELD_REQUIRED", "asker_name"),
    ("lan", APPLICANT_CAME | {"asker_id_number": "1"}, "ASKER_ID", "asker_id_number"),
    ("lan", APPLICANT_CAME | {"asker_name": "--"}, "ASKER_NAME", "asker_name"),
    ("lan", APPLICANT_CAME | {"asker_name": "Người lạ"}, "ASKER_OTHER", "asker_name"),
    ("lan", STRANGER, "ASKER_GROUND", "asker_ground"),
    *(
        ("lan", STRANGER | {"asker_ground": ground}, "ASKER_GROUND", "asker_ground")
        for ground in ("…", "theo giấy", "giấy ủy quyền số 12", "giấy ủy quyền số 12 ngày 20/11/2030")
    ),
    ("lan", STRANGER | {"asker_ground": "x" * 301}, "TEXT_TOO_LONG", "asker_ground"),
    ("an", APPLICANT_CAME, "ASKER_FIXED", "asker_name"),
    ("an", OTHER_CAME, "ASKER_FIXED", "asker_name"),
]


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize(("who", "came", "code", "field"), REFUSED)
def test_not_just_anybody_asks(
    house: House, who: str, came: dict[str, str], code: str, field: str, accepted: bool
) -> None:
    dossier = house.submit()
    if accepted:
        house.accept(dossier)
    before = house.get(dossier)
    error = refused(InvalidInput, lambda: withdraw(house, dossier, who, **came))
    assert [(one.field, one.code) for one in error.field_errors] == [(field, code)]
    assert code not in ("ASKER_REQUIRED", "ASKER_FIXED") or error.code == code
    assert house.get(dossier) == before
    assert kept(house, dossier) == {} and house.workflow.delivered == []


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("mai", NotFound),
        ("binh", NotFound),
        ("son", PermissionDenied),
        ("huong", PermissionDenied),
        ("phuc", PermissionDenied),
        ("khanh", PermissionDenied),
    ],
)
def test_naming_the_applicant_opens_nobody_elses_dossier(
    house: House, who: str, kind: type[MotcuaError]
) -> None:
    dossier = house.accepted()
    refused(kind, lambda: withdraw(house, dossier, who, **APPLICANT_CAME))
    assert kept(house, dossier) == {}


def test_the_own_account_asks_without_another_word(house: House) -> None:
    dossier = house.accepted()
    withdraw(house, dossier)
    seen = end(house, dossier, "release", "transfer")
    assert "asker" not in kept(house, dossier)
    text = printed(house, seen, "05")
    assert "Đề nghị rút hồ sơ, Nguyễn Văn An" in text and "Người đề nghị" not in text
    assert "askedAs" not in house.events("dossier.withdrawn")[0].data


@pytest.mark.parametrize(
    ("came", "asked"), [({}, "Đề nghị rút hồ sơ, Nguyễn Văn An"), (OTHER_CAME, "Vũ Thị Mận")]
)
def test_another_system_may_say_who_asked_for_what_it_filed(
    house: House, came: dict[str, str], asked: str
) -> None:
    saved = pb.SaveDraftRequest(
        request_id=request_id(), procedure_key=LAND, source=pb.SOURCE_NATIONAL_PORTAL,
        answers=to_struct(ANSWERS[LAND]),
        applicant=pb.Applicant(name="Nguyễn Văn An", id_number="099085000101", phone="0200 000 0901"),
    )  # fmt: skip
    draft = house.of("software").SaveDraft(saved).draft
    for component in PAPERS[LAND]:
        house.attach("software", component, draft=draft.draft_id)
    draft = house.fresh(draft, "software")
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    dossier = house.of("software").SubmitDraft(sent).dossier
    request = pb.WithdrawDossierRequest(request_id=request_id(), dossier_id=dossier.dossier_id, **came)
    assert asked in printed(house, house.of("software").WithdrawDossier(request).dossier, "05")


@pytest.mark.parametrize("accepted", [True, False])
def test_a_withdrawal_sent_twice_is_one_and_says_nobody_else(house: House, accepted: bool) -> None:
    dossier = house.submit()
    if accepted:
        house.accept(dossier)
    request = pb.WithdrawDossierRequest(
        request_id="twice", dossier_id=dossier.dossier_id, reason="Đổi ý.", **OTHER_CAME
    )
    first = house.of("lan").WithdrawDossier(request)
    assert house.of("lan").WithdrawDossier(request) == first
    assert len(house.workflow.delivered) == int(accepted)
    request.asker_name = "Vũ Thị Khác"
    refused(AlreadyExists, lambda: house.of("lan").WithdrawDossier(request))
    assert kept(house, dossier)["asker"]["name"] == "Vũ Thị Mận"


def test_a_withdrawal_that_did_not_reach_the_process_is_offered_again(house: House) -> None:
    dossier = house.accepted()
    house.workflow.away = True
    refused(Unavailable, lambda: withdraw(house, dossier, "lan", **OTHER_CAME))
    house.workflow.away = False
    assert pb.ACTION_WITHDRAW in house.get(dossier).actions
    asked = withdraw(house, dossier, "hung", **OTHER_CAME)
    assert pb.ACTION_WITHDRAW not in asked.actions
    assert "Vũ Thị Mận" in asked.history[-1].text.vi and asked.history[-1].actor.user == "lan.motcua"


# Signed, and not heard of yet ---------------------------------------------------------------------------------------------


def test_a_part_that_was_signed_unheard_of_stands_and_form_05_says_so(house: House) -> None:
    """The process granted it; its event is on the way while the clerk, who sees both parts open, withdraws both."""
    dossier = house.accepted()
    paper = house.sign(dossier, "release", RELEASE, "12/XN")
    request = pb.WithdrawDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, expected_parts=["release", "transfer"], **OTHER_CAME
    )  # fmt: skip
    asked = house.of("lan").WithdrawDossier(request).dossier
    assert {one.status for one in asked.parts} <= {pb.PART_STATUS_WAITING, pb.PART_STATUS_IN_PROGRESS}
    assert not house.events("dossier.withdrawn"), "what stops is the process's word"
    house.decide(dossier, "release", "granted", by="son", papers=[paper.result_id])
    assert "05" not in [one.form for one in house.get(dossier).documents]
    seen = end(house, dossier, "transfer")

    assert [one.status for one in seen.parts] == [pb.PART_STATUS_GRANTED, pb.PART_STATUS_WITHDRAWN]
    assert seen.status == pb.DOSSIER_STATUS_RESULT_READY
    assert [(one.number, one.issued) for one in seen.results] == [("12/XN", True)]
    text = printed(house, seen, "05")
    stands = text[text.index("Phần vẫn có hiệu lực") :]
    stops = text[text.index("Phần dừng giải quyết") : text.index("Phần vẫn có hiệu lực")]
    assert "1.013831" in stops and "1.011443" not in stops
    assert "Đã có kết quả số 12/XN" in stands
    (event,) = house.events("dossier.withdrawn")
    assert (event.data["partsStopped"], event.data["partsStanding"]) == (["transfer"], ["release"])


def test_what_was_signed_stands_though_a_drawing_withdraws_it_too(house: House) -> None:
    dossier = house.accepted()
    house.sign(dossier, "release", RELEASE, "12/XN")
    withdraw(house, dossier, "lan")
    house.decide(dossier, "release", "granted", by="son")
    seen = end(house, dossier, "release", "transfer")
    assert [one.status for one in seen.parts] == [pb.PART_STATUS_GRANTED, pb.PART_STATUS_WITHDRAWN]
    assert "result.voided" not in [line.type for line in seen.history]


def test_where_the_last_signature_is_not_heard_of_yet_nothing_is_withdrawn(house: House) -> None:
    """The process has ended and refuses: not a word of the withdrawal is left when its events come in."""
    dossier = house.accepted()
    house.workflow.takes = False
    for part, code in (("release", RELEASE), ("transfer", "KQ.G10.001147")):
        house.sign(dossier, part, code)
    error = refused(Conflict, lambda: withdraw(house, dossier, "lan", **OTHER_CAME))
    assert error.code == "WITHDRAWAL_TOO_LATE" and kept(house, dossier) == {}
    for part in ("release", "transfer"):
        house.decide(dossier, part, "granted", by="son")
    seen = house.get(dossier)
    assert {one.status for one in seen.parts} == {pb.PART_STATUS_GRANTED}
    assert "05" not in [one.form for one in seen.documents] and not house.events("dossier.withdrawn")
    assert "dossier.withdrawal_requested" not in [line.type for line in seen.history]


def too_late(house: House, dossier: pb.Dossier) -> list[str]:
    return [one.text.vi for one in house.get(dossier, "an").history if one.type == "dossier.withdrawal_late"]


@pytest.mark.parametrize("asked_first", [True, False])
def test_a_withdrawal_that_crossed_the_last_decision_is_said_to_have_stopped_nothing(
    house: House, asked_first: bool
) -> None:
    """The process takes it while the signed result is on its way here; or the result is here before the request is confirmed."""
    dossier = house.accepted(LAND)
    house.decide(dossier, "transfer", "refused", "Thiếu căn cứ.", by="son")
    house.sign(dossier, "release", RELEASE)

    def granted(*_: Any) -> None:
        house.decide(dossier, "release", "granted")

    if not asked_first:
        house.workflow.on_delivery = granted
    withdraw(house, dossier)
    if asked_first:
        assert too_late(house, dossier) == []
        granted()
    (line,) = too_late(house, dossier)
    assert "không dừng phần nào" in line
    (event,) = house.events("dossier.withdrawal_late")
    assert event.data["partsStanding"] == ["release", "transfer"] and "partsStopped" not in event.data
    assert not house.events("dossier.withdrawn")
    house.workflow.on_delivery = None


def test_one_that_stopped_something_or_that_nobody_asked_for_is_not_said_to_be_late(house: House) -> None:
    taken, nobody = house.accepted(LAND), house.accepted(LAND)
    withdraw(house, taken)
    end(house, taken, "release", "transfer")
    for part in ("release", "transfer"):
        house.decide(nobody, part, "refused", "Thiếu căn cứ.", by="son")
    assert too_late(house, taken) == too_late(house, nobody) == []
