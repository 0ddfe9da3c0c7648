# SPDX-License-Identifier: Apache-2.0
"""What one part owes holds back its own results alone, in every way of receiving; what is sent is in one parcel, and several may
be under way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import psycopg
import pytest
from intake_before import SINCE_0034
from intake_harness import House, printed, refused, request_id, settle
from intake_prepared import prepared
from motcua.intake.v1 import calls_pb2, citizen_pb2, slips_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as r
from motcua_events import BROKER_MIGRATION
from motcua_intake.app.desk import Desk
from motcua_intake.migration import MIGRATION
from motcua_procedure import Procedure, ProcedurePackage
from motcua_rpc import Conflict, InvalidInput
from motcua_storage import migrate
from test_return_ways import (
    ELECTRONIC,
    HOME,
    POST,
    RELEASE,
    TRANSFER,
    WINDOW,
    choose,
    confirm,
    grant,
    send,
    way,
)
from test_returning import on_paper


def both_granted(house: House, way_out: int = POST, **where: str) -> pb.Dossier:
    """Two results of two parts, of which the transfer owes."""
    dossier = house.accepted()
    choose(house, dossier, way_out, **where)
    for part, code in (("release", RELEASE), ("transfer", TRANSFER)):
        grant(house, dossier, part, code)
    settle(house, dossier, "release")
    return dossier


@prepared
def by_post(house: House) -> pb.Dossier:
    return both_granted(house, POST, **HOME)


def at_window(house: House, dossier: pb.Dossier, *codes: str, **values: Any) -> pb.Dossier:
    request = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name="Nguyễn Văn An",
        receiver_id_number="099085000101", signed=True, result_codes=codes, **values,
    )  # fmt: skip
    return house.of("lan").ReturnResults(request).dossier


def came_back(house: House, dossier: pb.Dossier, **values: str) -> r.Delivery:
    request = r.ReportCameBackRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, reason="Không có người nhận.", **values
    )
    return house.of("lan").ReportCameBack(request).delivery


def places(house: House, dossier: pb.Dossier, who: str = "an") -> dict[str, tuple[bool, bool, int]]:
    """Of each result that waits: whether it is with the post, whether it waits for a fee, and how much of it."""
    return {
        one.result_code: (bool(one.delivery_id), one.waits_for_fee, one.owed)
        for one in way(house, dossier, who).waiting
    }


def test_what_owes_nothing_is_sent_whatever_another_part_owes(house: House) -> None:
    dossier = by_post(house)
    assert places(house, dossier) == {RELEASE: (False, False, 0), TRANSFER: (False, True, 528_000)}
    asked = {"result_codes": [TRANSFER]}
    assert refused(Conflict, lambda: send(house, dossier, "EC0", **asked)).code == "FEES_OWED"
    sent = send(house, dossier, "EC1")
    assert [one.result_code for one in sent.carried] == [RELEASE]
    assert places(house, dossier) == {RELEASE: (True, False, 0), TRANSFER: (False, True, 528_000)}
    assert house.events("result.sent_by_post")[0].data["resultCodes"] == [RELEASE]
    assert refused(Conflict, lambda: send(house, dossier, "EC2")).code == "FEES_OWED"
    asked = {"result_codes": [RELEASE]}
    assert refused(Conflict, lambda: send(house, dossier, "EC2", **asked)).code == "DELIVERY_UNDER_WAY"


def test_what_comes_later_goes_in_a_further_parcel(house: House) -> None:
    dossier = by_post(house)
    first = send(house, dossier, "EC1")
    settle(house, dossier, "transfer")
    second = send(house, dossier, "EC2")
    assert [one.result_code for one in second.carried] == [TRANSFER]
    assert refused(Conflict, lambda: send(house, dossier, "EC3")).code == "DELIVERY_UNDER_WAY"
    error = refused(InvalidInput, lambda: confirm(house, dossier))
    assert [one.field for one in error.field_errors] == ["delivery_id"]
    house.at("2026-11-24 15:00")
    confirm(house, dossier, delivery_id=first.delivery_id)
    returned = {one.code: one.HasField("returned_at") for one in house.get(dossier).results}
    assert returned == {RELEASE: True, TRANSFER: False}
    assert "Kết quả chưa trả lần này" in printed(house, house.get(dossier), "RT")
    assert "Đang gửi qua bưu chính, vận đơn EC2" in printed(house, house.get(dossier), "RT")
    again = {"delivery_id": first.delivery_id}
    assert refused(Conflict, lambda: confirm(house, dossier, **again)).code == "NOTHING_SENT"
    confirm(house, dossier, originals_collected=["GCN"])
    assert house.get(dossier).status == pb.DOSSIER_STATUS_RETURNED


def test_a_parcel_that_came_back_frees_its_results_alone(house: House) -> None:
    dossier = by_post(house)
    first = send(house, dossier, "EC1")
    settle(house, dossier, "transfer")
    second = send(house, dossier, "EC2")
    came_back(house, dossier, delivery_id=first.delivery_id)
    assert house.events("result.came_back")[0].data["resultCodes"] == [RELEASE]
    seen = way(house, dossier, "an")
    found = {one.result_code: (one.delivery_id, one.way) for one in seen.waiting}
    assert found == {RELEASE: ("", WINDOW), TRANSFER: (second.delivery_id, POST)} and seen.changeable
    choose(house, dossier, WINDOW)
    found = {one.result_code: one.way for one in way(house, dossier, "an").waiting}
    assert found == {RELEASE: WINDOW, TRANSFER: POST}, "what is under way goes on as it was sent"
    (asked,) = house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos
    assert len(asked.items) == 1 and "thế chấp" in asked.items[0].vi
    assert at_window(house, dossier).status != pb.DOSSIER_STATUS_RETURNED
    confirm(house, dossier, originals_collected=["GCN"])
    assert house.get(dossier).status == pb.DOSSIER_STATUS_RETURNED


def test_what_came_back_may_be_sent_again_beside_another_parcel(house: House) -> None:
    dossier = by_post(house)
    first = send(house, dossier, "EC1")
    settle(house, dossier, "transfer")
    send(house, dossier, "EC2")
    came_back(house, dossier, delivery_id=first.delivery_id)
    choose(house, dossier, POST, **HOME | {"address": "Thôn Giữa"})
    assert [one.result_code for one in send(house, dossier, "EC3").carried] == [RELEASE]
    assert {code: at[0] for code, at in places(house, dossier).items()} == {RELEASE: True, TRANSFER: True}
    assert not way(house, dossier, "an").changeable
    assert not house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos


def test_the_window_hands_over_what_is_not_with_the_post(house: House) -> None:
    dossier = by_post(house)
    send(house, dossier, "EC1")
    refuse = refused(Conflict, lambda: at_window(house, dossier, RELEASE))
    assert refuse.code == "DELIVERY_UNDER_WAY"
    asked = {"originals_collected": ["GCN"]}
    assert refused(Conflict, lambda: at_window(house, dossier, **asked)).code == "FEES_OWED"
    settle(house, dossier, "transfer")
    at_window(house, dossier, originals_collected=["GCN"])
    returned = {one.code: one.HasField("returned_at") for one in house.get(dossier).results}
    assert returned == {RELEASE: False, TRANSFER: True}
    assert refused(Conflict, lambda: at_window(house, dossier)).code == "DELIVERY_UNDER_WAY"


def test_at_the_window_the_free_one_is_handed_over_and_the_slip_names_the_other(house: House) -> None:
    dossier = both_granted(house, WINDOW)
    (asked,) = house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos
    (label,) = [one.label.vi for one in asked.lines]
    assert label.startswith("Phí, lệ phí còn phải nộp (Giấy chứng nhận"), "and only of what waits for it"
    at_window(house, dossier, RELEASE)
    slip = printed(house, house.get(dossier), "RT")
    assert "Chờ nhận tại Bộ phận Một cửa, khi đã nộp phí, lệ phí 528.000 đồng" in slip
    settle(house, dossier, "transfer")
    at_window(house, dossier, originals_collected=["GCN"])
    assert "Kết quả chưa trả lần này" not in printed(house, house.get(dossier), "RT")


def test_electronically_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Procedure, "originals_at_return", lambda self: ())
    dossier = both_granted(house, ELECTRONIC)
    request = r.ReturnElectronicallyRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    assert list(house.of("lan").ReturnElectronically(request).result_codes) == [RELEASE]
    seen = {one.code: one.withheld for one in house.get(dossier, "an").results}
    assert seen == {RELEASE: False, TRANSFER: True}
    request.request_id = request_id()
    assert refused(Conflict, lambda: house.of("lan").ReturnElectronically(request)).code == "FEES_OWED"
    settle(house, dossier, "transfer")
    assert list(house.of("lan").ReturnElectronically(request).result_codes) == [TRANSFER]


def test_what_is_told_of_results_leaves_out_the_post_and_names_each_fee(house: House) -> None:
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier, "release")
    send(house, dossier, "EC1")
    grant(house, dossier, "transfer", TRANSFER)
    told = house.events("dossier.results_ready")[-1].data
    assert [(one["resultCode"], one["waitsForFee"], one["owed"]) for one in told["ready"]] == [
        (TRANSFER, True, "528000")
    ]
    assert told["owed"] == "528000" and told["withPost"] == [RELEASE]
    assert told["resultCodes"] == [RELEASE, TRANSFER], "the inbox keeps what is not handed over yet"


def test_a_draft_names_a_way_that_its_version_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made, an = house.full_draft("an"), house.of("an")
    an.SetReturnWay(r.SetReturnWayRequest(request_id="w", draft_id=made.draft_id, way=POST, **HOME))
    assert not an.CheckDraft(pb.CheckDraftRequest(draft_id=made.draft_id)).problems
    known = Desk.package_of

    def newer(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        return replace(package, procedure=replace(package.procedure, return_ways=("WINDOW",)))

    monkeypatch.setattr(Desk, "package_of", newer)
    (problem,) = an.CheckDraft(pb.CheckDraftRequest(draft_id=made.draft_id)).problems
    assert problem.field == "return_way" and "chọn lại cách nhận" in problem.message.vi
    sent = pb.SubmitDraftRequest(
        request_id=request_id(), draft_id=made.draft_id, revision=house.fresh(made).revision
    )
    error = refused(InvalidInput, lambda: an.SubmitDraft(sent))
    assert [one.field for one in error.field_errors] == ["return_way"]
    an.SetReturnWay(r.SetReturnWayRequest(request_id="v", draft_id=made.draft_id, way=WINDOW))
    sent.revision, sent.request_id = house.fresh(made).revision, request_id()
    assert an.SubmitDraft(sent).dossier.code


def test_a_dossier_that_was_filed_with_a_closed_way_is_fetched_and_may_choose(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    grant(house, dossier, "release", RELEASE)
    known = Desk.package_of

    def without(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        return replace(package, procedure=replace(package.procedure, return_ways=("WINDOW",)))

    monkeypatch.setattr(Desk, "package_of", without)
    seen = way(house, dossier, "an")
    assert [one.way for one in seen.waiting] == [WINDOW] and seen.changeable
    settle(house, dossier)
    assert refused(Conflict, lambda: send(house, dossier)).code == "RETURN_WAY_CLOSED"


def upgraded(house: House) -> None:
    """What is there now was written by the release before parcels had contents."""
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        for undo in SINCE_0034:
            connection.execute(undo)
        connection.execute(
            "UPDATE platform.schema_state SET revision = '0034', fingerprint = '' WHERE schema = 'intake'"
        )
        connection.execute("UPDATE intake.schema_version SET version_num = '0034'")
    assert "intake" in migrate(house.admin_url, (MIGRATION, BROKER_MIGRATION))


def test_a_parcel_of_the_release_before_keeps_what_it_held(house: House) -> None:
    dossier = by_post(house)
    send(house, dossier, "EC1")
    upgraded(house)
    assert places(house, dossier) == {RELEASE: (True, False, 0), TRANSFER: (False, True, 528_000)}
    settle(house, dossier, "transfer")
    assert [one.result_code for one in send(house, dossier, "EC2").carried] == [TRANSFER]
    sent = {one.waybill: one.delivery_id for one in way(house, dossier).deliveries}
    confirm(house, dossier, delivery_id=sent["EC1"])
    returned = {one.code: one.HasField("returned_at") for one in house.get(dossier).results}
    assert returned == {RELEASE: True, TRANSFER: False}


# Refusals -----------------------------------------------------------------------------------------------------------------


def refused_after_sending(house: House) -> pb.Dossier:
    """A dossier that came on paper: one result is with the post when the other part is refused."""
    dossier = on_paper(house)
    choose(house, dossier, POST, "lan", **HOME)
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    send(house, dossier, "EC1")
    house.decide(dossier, "transfer", "refused", "Đất bị kê biên.")
    return dossier


@pytest.mark.parametrize("before", [False, True], ids=["sent now", "sent by the release before"])
def test_a_refusal_that_came_after_the_parcel_left_is_not_recorded_as_delivered(
    house: House, before: bool
) -> None:
    dossier = refused_after_sending(house)
    if before:
        upgraded(house)
    (slip,) = house.get(dossier).slips_to_hand_over
    house.at("2026-11-24 15:00")
    confirm(house, dossier)
    seen = house.get(dossier)
    assert list(seen.slips_to_hand_over) == [slip] and seen.waits_for_slips
    assert not seen.HasField("finished_at") and "slip.returned" not in {one.type for one in seen.history}
    sent = send(house, dossier, "EC2")
    assert (list(sent.slips), list(sent.carried)) == ([slip], []), "it may go by itself"
    assert refused(Conflict, lambda: at_window(house, dossier)).code == "DELIVERY_UNDER_WAY"
    confirm(house, dossier)
    assert house.get(dossier).HasField("finished_at")


def test_who_is_to_be_told_of_a_refusal_stays_so_when_another_result_arrives(house: House) -> None:
    dossier = on_paper(house)
    with house.database.begin() as connection:
        connection.exec_driver_sql(f"UPDATE intake.dossier SET email = '' WHERE id = '{dossier.dossier_id}'")
    choose(house, dossier, POST, "lan", **HOME)
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    send(house, dossier, "EC1")
    house.decide(dossier, "transfer", "refused", "Đất bị kê biên.")
    confirm(house, dossier)
    told = house.of("lan").ListCalls(calls_pb2.ListCallsRequest()).calls
    assert "dossier.results_ready" in {one.moment for one in told}


def test_the_window_hands_over_the_slips_that_its_page_showed(house: House) -> None:
    dossier = on_paper(house)
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    house.decide(dossier, "transfer", "refused", "Đất bị kê biên.")
    seen = at_window(house, dossier, RELEASE, slips=slips_pb2.HandedSlips())
    assert len(seen.slips_to_hand_over) == 1 and not seen.HasField("finished_at"), "the page did not show it"
    nothing = slips_pb2.HandedSlips()
    assert refused(Conflict, lambda: at_window(house, dossier, slips=nothing)).code == "NOTHING_TO_RETURN"
    other = slips_pb2.HandedSlips(document_ids=["other"])
    assert (
        refused(InvalidInput, lambda: at_window(house, dossier, slips=other)).field_errors[0].field == "slips"
    )
    named = slips_pb2.HandedSlips(document_ids=seen.slips_to_hand_over)
    assert at_window(house, dossier, slips=named).HasField("finished_at")


def test_a_stop_notice_of_what_was_withdrawn_meanwhile_goes_in_a_parcel_of_its_own(house: House) -> None:
    """It need not be handed over, so it goes only when the clerk names it."""
    dossier = on_paper(house)
    choose(house, dossier, POST, "lan", **HOME)
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    send(house, dossier, "EC1")
    house.decide(dossier, "transfer", "withdrawn", "Đổi ý")
    (slip,) = house.get(dossier).slips_to_hand_over
    assert refused(Conflict, lambda: send(house, dossier, "EC2")).code == "DELIVERY_UNDER_WAY"
    sent = send(house, dossier, "EC2", slips=slips_pb2.HandedSlips(document_ids=[slip]))
    assert (list(sent.slips), list(sent.carried)) == ([slip], [])
