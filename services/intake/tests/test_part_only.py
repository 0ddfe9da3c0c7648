# SPDX-License-Identifier: Apache-2.0
"""An agency behind the window reads what its step needs (`sees` of the procedure) by every method, and by no other way more."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
from intake_harness import LAND, House, refused, request_id
from intake_prepared import prepared
from motcua.events.v1 import inbox_pb2
from motcua.intake.v1 import fees_pb2, return_ways_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_calendar import LEGAL_ZONE
from motcua_intake.entrypoints import searching
from motcua_rpc import NotFound
from motcua_storage import count_statements

TAX, WINDOW, LAND_OFFICE = "thue_co_so", "suoi_trong", "chi_nhanh_dat_dai"
SHOWN = "HD-CHUYEN-QUYEN"


def stay(house: House, dossier: pb.Dossier, what: str, task: str, unit: str, who: str) -> None:
    said = inbox_pb2.InboxChanged(task_id=task, dossier_id=dossier.dossier_id, unit=unit)
    said.at.FromDatetime(house.clock.now())
    said.actor.name = who
    said.part, said.kind = "transfer", "step"
    house.tell(f"inbox.{what}", said, dossier=dossier.dossier_id, group="intake.inbox")


@pytest.fixture
@prepared
def dossier(house: House) -> pb.Dossier:
    """Accepted, through the land branch's hands, now at the tax office."""
    draft = house.full_draft("an", LAND, skip=(SHOWN,))
    house.attach("an", SHOWN, draft=draft.draft_id)
    asked = {"request_id": request_id(), "draft_id": draft.draft_id, "revision": house.fresh(draft).revision}
    made = house.accept(house.of("an").SubmitDraft(pb.SubmitDraftRequest(**asked)).dossier)
    for at, unit, who in (("09:10", LAND_OFFICE, "Ngô Quang Minh"), ("10:30", TAX, "Mai Lan Hương")):
        house.at(f"2026-11-23 {at}")
        stay(house, made, "opened", f"t-{unit}", unit, "")
        stay(house, made, "claimed", f"t-{unit}", unit, who)
        if unit == LAND_OFFICE:
            house.at("2026-11-23 10:00")
            stay(house, made, "completed", f"t-{unit}", unit, who)
    house.task_opened(made, "thue_co_so")
    return made


def found(house: House, query: str, who: str = "huong", **more: Any) -> tuple[list[str], str]:
    answer = house.of(who).SearchDossiers(pb.SearchDossiersRequest(query=query, **more))
    return [one.code for one in answer.dossiers], answer.next_page_token


def test_the_tax_office_reads_what_the_obligation_needs(house: House, dossier: pb.Dossier) -> None:
    seen, whole = house.get(dossier, "huong"), house.get(dossier)
    assert seen.narrowed and not whole.narrowed
    assert {"price", "transferee_id", "certificate_no"} <= set(seen.answers)
    assert not {"mortgagee_name", "mortgage_contract", "applicant_id", "applicant_phone", "note"} & set(
        seen.answers
    )
    assert [one.component for one in seen.papers] == [SHOWN] and len(whole.papers) > 1
    assert [one.key for one in seen.parts] == ["transfer"] and not seen.applicant.phone


def test_what_another_agency_asks_for_is_not_told_in_page_or_list(house: House, dossier: pb.Dossier) -> None:
    said = {"stage": "completion", "part": "release", "components": ["VB-CHU-DAT"], "reason": "Thiếu"}
    house.throw(dossier, "supplement_request", "asked-1", **said)

    def seen(who: str) -> set[int]:
        listed = house.of(who).ListDossiers(pb.ListDossiersRequest()).dossiers
        line = next(one for one in listed if one.dossier_id == dossier.dossier_id)
        assert not line.supplements
        return {line.status, house.get(dossier, who).status}

    assert seen("lan") == seen("minh") == {pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED}
    assert seen("huong") == {pb.DOSSIER_STATUS_IN_PROGRESS}

    def in_state(status: pb.DossierStatus) -> bool:
        listed = house.of("huong").ListDossiers(pb.ListDossiersRequest(statuses=[status])).dossiers
        return dossier.dossier_id in {one.dossier_id for one in listed}

    assert in_state(pb.DOSSIER_STATUS_IN_PROGRESS) and not in_state(pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED)
    house.throw(
        dossier, "supplement_request", "asked-2", **{**said, "part": "transfer", "components": ["TRICH-DO"]}
    )
    assert seen("huong") == {pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED}


def test_every_other_file_is_closed(house: House, dossier: pb.Dossier) -> None:
    whole = house.get(dossier)
    for paper in whole.papers:
        if paper.component == SHOWN:
            assert house.download("huong", paper.file_id)[1]
        else:
            refused(NotFound, lambda paper=paper: house.download("huong", paper.file_id))
    assert [one.form for one in whole.documents] and all(not one.part for one in whole.documents)
    for form in whole.documents:
        refused(NotFound, lambda form=form: house.download("huong", form.file_id))


def test_the_slip_says_what_came_to_it_and_went_from_it(house: House, dossier: pb.Dossier) -> None:
    def slip(who: str) -> law.ControlSlip:
        asked = law.GetControlSlipRequest(dossier_id=dossier.dossier_id)
        return house.of(who).GetControlSlip(asked).slip

    whole, seen = slip("lan"), slip("huong")
    assert [one.received_by for one in whole.lines] == [WINDOW, LAND_OFFICE, TAX]
    assert [(one.given_by, one.received_by, list(one.people)) for one in seen.lines] == [
        (LAND_OFFICE, TAX, ["Mai Lan Hương"])
    ]
    assert seen.applicant_name == whole.applicant_name and not seen.file_id
    assert [one.vi for one in seen.cooperating] == ["Thuế cơ sở 1 tỉnh Minh Họa"]


def test_page_slip_and_history_promise_one_day(house: House, dossier: pb.Dossier) -> None:
    """The whole dossier's, whose longest part may be another agency's; what moves that part later is told by none of them."""
    seen = house.get(dossier, "huong")
    asked = law.GetControlSlipRequest(dossier_id=dossier.dossier_id)
    slip = house.of("huong").GetControlSlip(asked).slip
    accepted = next(one for one in seen.history if one.type == "dossier.accepted")
    day = slip.promised_at.ToDatetime(UTC).astimezone(LEGAL_ZONE)
    assert seen.promised_at == slip.promised_at == house.get(dossier).promised_at
    assert f"{day:%H:%M}" in accepted.text.vi and f"{day:%d/%m/%Y}" in accepted.text.vi


def test_who_opened_forms_that_it_may_not_open_is_not_told(house: House, dossier: pb.Dossier) -> None:
    house.download("lan", house.get(dossier).documents[0].file_id)

    def printings(who: str) -> int:
        asked = law.ListPrintingsRequest(dossier_id=dossier.dossier_id)
        return len(house.of(who).ListPrintings(asked).printings)

    assert (printings("lan"), printings("huong")) == (1, 0)


def test_fees_and_the_way_of_return_are_the_windows(house: House, dossier: pb.Dossier) -> None:
    def read(who: str) -> tuple[int, int]:
        fees = house.of(who).ListFees(fees_pb2.ListFeesRequest(dossier_id=dossier.dossier_id)).ledger.lines
        asked = return_ways_pb2.GetReturnWayRequest(dossier_id=dossier.dossier_id)
        return len(fees), len(house.of(who).GetReturnWay(asked).open)

    assert read("huong") == (0, 0) and all(read("lan"))


def test_words_find_only_by_what_it_may_see(house: House, dossier: pb.Dossier) -> None:
    answers = dict(house.get(dossier).answers.items())
    for shown in ("transferee_name", "parcel_no", "certificate_no"):
        assert found(house, str(answers[shown]))[0] == [dossier.code], shown
    for hidden in (
        str(answers["mortgagee_name"]),
        str(answers["mortgage_contract"]),
        dossier.applicant.phone,
    ):
        assert found(house, hidden) == ([], ""), hidden
        assert found(house, hidden, "minh")[0] == [dossier.code], hidden


def test_a_page_token_does_not_tell_that_hidden_words_match(house: House, dossier: pb.Dossier) -> None:
    for _ in range(3):
        house.task_opened(house.accepted(LAND), "thue_co_so")
    bank = str(dict(house.get(dossier).answers.items())["mortgagee_name"])
    assert found(house, bank, page_size=1) == ([], "")
    name = dossier.applicant.name
    seen, token = found(house, name, page_size=3)
    rest, end = found(house, name, page_size=3, page_token=token)
    assert len({*seen, *rest}) == 4 and end == ""


def test_one_call_reads_a_bounded_number_of_rows(
    house: House, dossier: pb.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Then it says where to go on, so that nothing is lost."""
    monkeypatch.setattr(searching, "READ_ON", 1)
    monkeypatch.setattr(searching, "MOST_READ", 3)
    for _ in range(4):
        house.task_opened(house.accepted(LAND), "thue_co_so")
    bank = str(dict(house.get(dossier).answers.items())["mortgagee_name"])
    with count_statements() as counted:
        codes, token = found(house, bank, page_size=1)
    assert codes == [] and token and counted.total <= 8
    while token:
        codes, token = found(house, bank, page_size=1, page_token=token)
        assert codes == []
