# SPDX-License-Identifier: Apache-2.0
"""How results reach the applicant: the choice, the post, the return by the portal alone; and what they say of it afterwards."""

from __future__ import annotations

import pytest
from intake_harness import House, printed, refused, request_id, settle
from intake_prepared import prepared
from motcua.intake.v1 import citizen_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as r
from motcua_rpc import AlreadyExists, Conflict, InvalidInput, NotFound, PermissionDenied, Unavailable

RELEASE, TRANSFER = "KQ.G15.000335", "KQ.G10.001147"
WINDOW, POST, ELECTRONIC = r.RETURN_WAY_WINDOW, r.RETURN_WAY_POST, r.RETURN_WAY_ELECTRONIC
HOME = {"receiver": "Nguyễn Văn An", "phone": "0200 000 0901", "address": "Thôn Đầu Suối, xã Suối Trong"}


def way(house: House, dossier: pb.Dossier, who: str = "lan") -> r.GetReturnWayResponse:
    return house.of(who).GetReturnWay(r.GetReturnWayRequest(dossier_id=dossier.dossier_id))


def choose(house: House, dossier: pb.Dossier, wanted: int, who: str = "an", **values: str) -> r.ReturnChoice:
    fields = {"request_id": request_id(), **values}
    request = r.SetReturnWayRequest(dossier_id=dossier.dossier_id, way=wanted, **fields)
    return house.of(who).SetReturnWay(request).choice


def send(house: House, dossier: pb.Dossier, waybill: str = "ec123456789vn", **values: str) -> r.Delivery:
    fields = {"request_id": request_id(), **values}
    request = r.SendByPostRequest(dossier_id=dossier.dossier_id, waybill=waybill, **fields)
    return house.of("lan").SendByPost(request).delivery


def confirm(house: House, dossier: pb.Dossier, **values: object) -> r.Delivery:
    fields = {
        "request_id": request_id(), "receiver_name": "Nguyễn Văn An", "receiver_id_number": "099085000101", **values,
    }  # fmt: skip
    request = r.ConfirmDeliveryRequest(dossier_id=dossier.dossier_id, **fields)
    return house.of("lan").ConfirmDelivery(request).delivery


def grant(house: House, dossier: pb.Dossier, part: str, code: str) -> None:
    house.sign(dossier, part, code)
    house.decide(dossier, part, "granted")


# Choosing -----------------------------------------------------------------------------------------------------------------


def test_chosen_before_handing_in(house: House) -> None:
    made = house.full_draft("an")
    request = r.SetReturnWayRequest(request_id="way", draft_id=made.draft_id, way=POST, **HOME)
    assert house.of("an").SetReturnWay(request).choice.address == HOME["address"]
    assert house.of("an").SetReturnWay(request).choice.address == HOME["address"]
    refused(NotFound, lambda: house.of("binh").GetReturnWay(r.GetReturnWayRequest(draft_id=made.draft_id)))
    fresh = house.fresh(made)
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=fresh.revision)
    dossier = house.of("an").SubmitDraft(sent).dossier
    seen = way(house, dossier)
    assert (seen.choice.way, seen.choice.phone, seen.changeable) == (POST, HOME["phone"], True)
    again = r.SetReturnWayRequest(request_id=request_id(), draft_id=made.draft_id, way=WINDOW)
    assert refused(Conflict, lambda: house.of("an").SetReturnWay(again)).code == "DRAFT_SUBMITTED"


def test_nobody_chose_is_the_window(house: House) -> None:
    seen = way(house, house.accepted(), "an")
    assert seen.choice.way == WINDOW and not seen.choice.HasField("chosen_by")
    assert list(seen.open) == [WINDOW, POST]
    assert "Bản chính phải thu" in seen.closed[0].vi


def test_what_is_missing_or_closed_is_refused(house: House) -> None:
    dossier = house.accepted()
    error = refused(InvalidInput, lambda: choose(house, dossier, POST))
    assert [one.field for one in error.field_errors] == ["receiver", "phone", "address"]
    error = refused(InvalidInput, lambda: choose(house, dossier, POST, **HOME | {"phone": "12"}))
    assert [one.code for one in error.field_errors] == ["PHONE_UNFIT"]
    assert refused(Conflict, lambda: choose(house, dossier, ELECTRONIC)).code == "RETURN_WAY_CLOSED"
    refused(InvalidInput, lambda: choose(house, dossier, 0))
    for who in ("binh", "mai"):
        refused(NotFound, lambda who=who: choose(house, dossier, WINDOW, who))
    refused(
        InvalidInput, lambda: house.of("an").SetReturnWay(r.SetReturnWayRequest(request_id="x", way=WINDOW))
    )
    choose(house, dossier, POST, request_id="once", **HOME)
    refused(AlreadyExists, lambda: choose(house, dossier, WINDOW, request_id="once"))


def test_changed_until_the_result_is_ready(house: House) -> None:
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    assert house.get(dossier, "an").history[-1].text.vi == "Cách nhận kết quả: nhận qua bưu chính công ích."
    grant(house, dossier, "release", RELEASE)
    assert not way(house, dossier, "an").changeable
    assert refused(Conflict, lambda: choose(house, dossier, WINDOW)).code == "RETURN_WAY_FIXED"
    assert choose(house, dossier, WINDOW, "lan").way == WINDOW


def test_who_sees_the_address(house: House) -> None:
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    assert way(house, dossier, "an").choice.address
    for who in ("phuc", "minh"):
        assert not way(house, dossier, who).choice.address
    refused(NotFound, lambda: way(house, dossier, "binh"))


# By post ------------------------------------------------------------------------------------------------------------------


@prepared
def ready(house: House) -> pb.Dossier:
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    grant(house, dossier, "release", RELEASE)
    return dossier


def test_the_post_carries_and_delivers(house: House) -> None:
    dossier = ready(house)
    assert refused(Conflict, lambda: send(house, dossier)).code == "FEES_OWED"
    settle(house, dossier)
    sent = send(house, dossier, request_id="s")
    assert send(house, dossier, request_id="s") == sent
    assert (sent.waybill, sent.address, len(sent.results)) == ("EC123456789VN", HOME["address"], 1)
    assert house.events("result.sent_by_post")[0].data["waybill"] == "EC123456789VN"
    assert refused(Conflict, lambda: send(house, dossier, "EC2")).code == "DELIVERY_UNDER_WAY"
    at_window = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name="Nguyễn Văn An",
        receiver_id_number="099085000101", signed=True,
    )  # fmt: skip
    assert refused(Conflict, lambda: house.of("lan").ReturnResults(at_window)).code == "DELIVERY_UNDER_WAY"
    assert not house.get(dossier).results[0].HasField("returned_at")
    house.at("2026-11-24 15:00")
    done = confirm(house, dossier)
    assert done.HasField("delivered_at")
    assert house.get(dossier).results[0].HasField("returned_at")
    assert refused(Conflict, lambda: confirm(house, dossier)).code == "NOTHING_SENT"
    assert "Qua dịch vụ bưu chính công ích" in slip(house, dossier)


def slip(house: House, dossier: pb.Dossier) -> str:
    return printed(house, house.get(dossier), "RT")


BOTH = "Lê Mạnh Hùng, thay Trần Thị Lan"


def names(house: House, dossier: pb.Dossier, kind: str) -> list[str]:
    return [one.actor.name for one in house.get(dossier).history if one.type == kind]


def test_who_stands_in_at_the_window_sends_and_confirms_with_both_names(house: House) -> None:
    dossier = ready(house)
    settle(house, dossier)
    house.inbox.returning["hung.motcua"] = BOTH
    request = r.SendByPostRequest(request_id="s", dossier_id=dossier.dossier_id, waybill="EC1")
    sent = house.of("hung").SendByPost(request).delivery
    house.inbox.returning.clear()  # the step is closed: the same request keeps its answer
    assert house.of("hung").SendByPost(request).delivery == sent
    assert names(house, dossier, "result.sent_by_post") == [BOTH]
    assert house.events("result.sent_by_post")[0].data["actor"]["name"] == BOTH
    house.inbox.returning["hung.motcua"] = BOTH
    house.at("2026-11-24 15:00")
    said = r.ConfirmDeliveryRequest(
        request_id="c",
        dossier_id=dossier.dossier_id,
        receiver_name="Nguyễn Văn An",
        receiver_id_number="099085000101",
    )
    assert house.of("hung").ConfirmDelivery(said).delivery.HasField("delivered_at")
    assert names(house, dossier, "result.returned") == [BOTH] and BOTH in slip(house, dossier)
    seen = next(one for one in house.get(dossier, "an").history if one.type == "result.returned")
    assert (seen.actor.name, seen.actor.unit) == ("", "suoi_trong")


@pytest.mark.parametrize("held", ["Lê Mạnh Hùng", "Trần Thị Lan, thay Lê Mạnh Hùng", ""])
def test_who_has_the_step_in_their_own_right_or_not_at_all_acts_in_one_name(house: House, held: str) -> None:
    dossier = ready(house)
    settle(house, dossier)
    house.inbox.returning = {"hung.motcua": held, "lan.motcua": BOTH}
    request = r.SendByPostRequest(request_id="s", dossier_id=dossier.dossier_id, waybill="EC1")
    house.of("hung").SendByPost(request)
    back = r.ReportCameBackRequest(
        request_id="b", dossier_id=dossier.dossier_id, reason="Không có người nhận."
    )
    house.of("hung").ReportCameBack(back)
    (sent, *_) = names(house, dossier, "result.sent_by_post")
    assert sent == house.get(dossier).history[-1].actor.name == "Lê Mạnh Hùng"


def test_where_the_inbox_is_away_nothing_is_written_under_one_name(house: House) -> None:
    dossier = ready(house)
    settle(house, dossier)
    house.inbox.away = True
    refused(Unavailable, lambda: send(house, dossier))
    house.inbox.away = False
    assert names(house, dossier, "result.sent_by_post") == [] and send(house, dossier).waybill


def test_what_came_back_waits_at_the_window(house: House) -> None:
    dossier = ready(house)
    settle(house, dossier)
    send(house, dossier)
    request = r.ReportCameBackRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, reason="Không có người nhận sau hai lần phát."
    )
    assert refused(Conflict, lambda: choose(house, dossier, WINDOW)).code == "RETURN_WAY_FIXED", (
        "as long as it goes"
    )
    assert house.of("lan").ReportCameBack(request).delivery.HasField("came_back_at")
    assert house.events("result.came_back")[0].data["waybill"] == "EC123456789VN"
    seen = way(house, dossier, "an")
    assert (seen.choice.way, [one.way for one in seen.waiting], seen.changeable) == (POST, [WINDOW], True)
    (asked,) = house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos
    assert asked.kind == citizen_pb2.TODO_KIND_FETCH and asked.lines[0].label.vi == "Bưu chính trả về"
    house.at("2026-11-24 15:00")
    choose(house, dossier, POST, **HOME | {"address": "Thôn Giữa"})
    seen = way(house, dossier, "an")
    assert ([one.way for one in seen.waiting], seen.changeable) == ([POST], False), "chosen anew, once"
    assert not house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos
    assert [one.waybill for one in way(house, dossier).deliveries] == ["EC123456789VN"]
    assert refused(Conflict, lambda: send(house, dossier)).code == "WAYBILL_USED"
    assert send(house, dossier, "EC987654321VN").waybill == "EC987654321VN"


def test_originals_come_back_with_the_post(house: House) -> None:
    dossier = ready(house)
    grant(house, dossier, "transfer", TRANSFER)
    settle(house, dossier)
    send(house, dossier)
    error = refused(InvalidInput, lambda: confirm(house, dossier))
    assert [one.field for one in error.field_errors] == ["originals_collected.GCN"]
    confirm(house, dossier, originals_collected=["GCN"])
    assert house.get(dossier).status == pb.DOSSIER_STATUS_RETURNED


def test_nothing_to_send(house: House) -> None:
    dossier = house.accepted()
    assert refused(Conflict, lambda: send(house, dossier)).code == "NOTHING_TO_RETURN"
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    assert refused(Conflict, lambda: send(house, dossier)).code == "RETURN_WAY_CLOSED"
    with pytest.raises((PermissionDenied, NotFound)):
        house.of("mai").SendByPost(
            r.SendByPostRequest(request_id="m", dossier_id=dossier.dossier_id, waybill="1")
        )


# Electronically -----------------------------------------------------------------------------------------------------------


def electronically(house: House, dossier: pb.Dossier) -> list[str]:
    request = r.ReturnElectronicallyRequest(request_id=request_id(), dossier_id=dossier.dossier_id)
    return list(house.of("lan").ReturnElectronically(request).result_codes)


def test_what_needs_paper_is_not_returned_electronically(house: House) -> None:
    dossier = house.accepted()
    assert refused(Conflict, lambda: electronically(house, dossier)).code == "NOTHING_TO_RETURN"
    grant(house, dossier, "release", RELEASE)
    error = refused(Conflict, lambda: electronically(house, dossier))
    assert error.code == "RETURN_NOT_ELECTRONIC" and "không chọn" in error.message_vi
    assert not way(house, dossier).electronic_ready


def test_a_procedure_without_originals_returns_electronically(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from motcua_procedure import Procedure

    monkeypatch.setattr(Procedure, "originals_at_return", lambda self: ())
    dossier = house.accepted()
    choose(house, dossier, ELECTRONIC)
    grant(house, dossier, "release", RELEASE)
    assert way(house, dossier).electronic_ready
    assert refused(Conflict, lambda: electronically(house, dossier)).code == "FEES_OWED"
    (owed,) = house.get(dossier, "an").results
    error = refused(Conflict, lambda: house.download("an", owed.file_id))
    assert owed.withheld and error.code == "RESULT_WITHHELD" and "70.000 đồng" in error.message_vi
    as_paper = pb.AttachPaperRequest(
        request_id=request_id(), draft_id=house.draft("an").draft_id, component="GCN", file_id=owed.file_id
    )
    refused(NotFound, lambda: house.of("an").AttachPaper(as_paper))
    for officer in ("lan", "minh"):
        assert not house.get(dossier, officer).results[0].withheld
        house.download(officer, owed.file_id)
    settle(house, dossier)
    assert not house.get(dossier, "an").results[0].withheld and house.download("an", owed.file_id)
    assert electronically(house, dossier) == [RELEASE]
    seen = house.get(dossier, "an")
    assert seen.results[0].HasField("returned_at") and seen.results[0].file_id
    assert house.events("result.returned")[-1].data["resultCodes"] == [RELEASE]
    info, _ = house.download("an", seen.results[0].file_id)
    assert info.file_name == f"{dossier.code}-{RELEASE}.pdf", "not what the officer's upload was called"


def test_what_is_on_paper_is_handed_over_whatever_was_chosen(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from motcua_procedure import Procedure
    from motcua_text import Text

    paper = {("release", RELEASE): Text("Xác nhận xóa", "Release")}
    monkeypatch.setattr(Procedure, "originals_at_return", lambda self: ())
    monkeypatch.setattr(Procedure, "on_paper", lambda self: paper)
    dossier = house.accepted()
    assert "Xác nhận xóa" in way(house, dossier).closed[-1].vi
    choose(house, dossier, ELECTRONIC)
    grant(house, dossier, "release", RELEASE)
    assert not way(house, dossier).electronic_ready
    error = refused(Conflict, lambda: electronically(house, dossier))
    assert error.code == "RETURN_NOT_ELECTRONIC" and "bản giấy" in error.message_vi
    (asked,) = house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos
    assert asked.kind == citizen_pb2.TODO_KIND_FETCH and "thế chấp" in asked.items[0].vi
    assert asked.lines[0].value.vi == "70.000 đồng"
    grant(house, dossier, "transfer", TRANSFER)
    assert house.events("dossier.results_ready")[-1].data["owed"] == "598000", "both parts are unpaid"
    told = house.events("dossier.results_ready")[-1].data["ready"]
    assert {one["resultCode"]: one["way"] for one in told} == {RELEASE: "WINDOW", TRANSFER: "ELECTRONIC"}
    settle(house, dossier)
    ways = {one.result_code: one.way for one in way(house, dossier).waiting}
    assert ways == {RELEASE: WINDOW, TRANSFER: ELECTRONIC}
    assert way(house, dossier).electronic_ready
    assert electronically(house, dossier) == [TRANSFER], "and the other waits at the window"
    shown = way(house, dossier, "an").waiting
    assert [(one.result_code, one.way) for one in shown] == [(RELEASE, WINDOW)], "said to the applicant too"
    (asked,) = house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos
    assert asked.kind == citizen_pb2.TODO_KIND_FETCH and len(asked.items) == 1, "the paper is fetched"
    waits = {one.code: one.HasField("returned_at") for one in house.get(dossier).results}
    assert waits == {RELEASE: False, TRANSFER: True}


# Rating -------------------------------------------------------------------------------------------------------------------


@prepared
def finished(house: House) -> pb.Dossier:
    dossier = ready(house)
    grant(house, dossier, "transfer", TRANSFER)
    settle(house, dossier)
    send(house, dossier)
    confirm(house, dossier, originals_collected=["GCN"])
    return dossier


def rate(house: House, dossier: pb.Dossier, level: int, words: str = "", who: str = "an") -> r.Rating:
    request = r.RateDossierRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, satisfaction=level, words=words
    )
    return house.of(who).RateDossier(request).rating


def counts(house: House, who: str = "quang", **days: str) -> tuple[int, int, int]:
    found = house.of(who).CountRatings(
        r.CountRatingsRequest(
            **{"from": days.get("first", "2026-11-01"), "to": days.get("last", "2026-12-31")}
        )
    )
    return found.very_satisfied, found.satisfied, found.dissatisfied


def test_rated_once_and_changed_for_seven_days(house: House) -> None:
    early = house.accepted()
    assert refused(Conflict, lambda: rate(house, early, r.SATISFACTION_SATISFIED)).code == "RATING_CLOSED"
    dossier = finished(house)
    asked = r.GetRatingRequest(dossier_id=dossier.dossier_id)
    assert house.of("an").GetRating(asked).open and not house.of("lan").GetRating(asked).open
    rate(house, dossier, r.SATISFACTION_SATISFIED)
    house.at("2026-11-27 09:00")
    rate(house, dossier, r.SATISFACTION_VERY_SATISFIED, "Nhanh, rõ ràng.")
    assert house.of("lan").GetRating(asked).rating.words == "Nhanh, rõ ràng."
    assert not house.of("phuc").GetRating(asked).rating.words
    assert counts(house) == (1, 0, 0)
    assert counts(house, first="2026-11-24") == (0, 0, 0)
    house.at("2026-11-30 09:01")
    assert (
        refused(Conflict, lambda: rate(house, dossier, r.SATISFACTION_DISSATISFIED)).code == "RATING_CLOSED"
    )
    assert not house.of("an").GetRating(asked).open


def test_only_the_applicant_rates(house: House) -> None:
    dossier = finished(house)
    refused(NotFound, lambda: rate(house, dossier, r.SATISFACTION_SATISFIED, who="binh"))
    refused(NotFound, lambda: rate(house, dossier, r.SATISFACTION_SATISFIED, who="software"))
    refused(InvalidInput, lambda: rate(house, dossier, 0))
    for bad in ({"first": "hôm nay"}, {"first": "2026-12-31", "last": "2026-01-01"}, {"first": "2024-01-01"}):
        refused(InvalidInput, lambda bad=bad: counts(house, **bad))
    assert counts(house, "son") == (0, 0, 0), "another unit's"


def test_whom_the_applicant_named_for_the_post_needs_no_other_paper(house: House) -> None:
    """The choice itself says who receives; anybody else whom the post gave it to needs a ground as at the window."""
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME | {"receiver": "Trần Hạnh"})
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    send(house, dossier)
    other = {"receiver_id_number": "099185000777"}
    error = refused(InvalidInput, lambda: confirm(house, dossier, receiver_name="Trần Thị Khác", **other))
    assert [one.code for one in error.field_errors] == ["RECEIVER_GROUND"]
    assert confirm(house, dossier, receiver_name="TRẦN  HẠNH", **other).HasField("delivered_at")
    told = [one.text.vi for one in house.get(dossier).history if one.type == "result.returned"]
    assert "(Người nhận do người nộp ghi khi chọn bưu chính)" in told[0]
    assert "Người nhận do người nộp ghi khi chọn bưu chính" in slip(house, dossier)
