# SPDX-License-Identifier: Apache-2.0
"""A stop notice or refusal that the post has keeps its dossier open until it was handed over, whatever arrives first."""

from __future__ import annotations

from itertools import permutations

import pytest
from intake_harness import House, printed, refused, request_id, settle
from intake_prepared import prepared
from motcua.intake.v1 import calls_pb2, citizen_pb2, slips_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as r
from motcua_rpc import Conflict
from test_parcels import at_window, came_back
from test_return_ways import HOME, POST, RELEASE, TRANSFER, WINDOW, choose, confirm, grant, send, way
from test_returning import kept, on_paper

RESULT, NOTICE = "EC1", "EC2"
"""Waybills of the parcel with the result and of the one with the stop notice alone."""
WAYS_OUT = ("delivered", "back and at the window", "back and sent again")
ORDERS = [
    (*order, first, second)
    for order in permutations((RESULT, NOTICE))
    for first in WAYS_OUT
    for second in WAYS_OUT
]


def named(*ids: str) -> slips_pb2.HandedSlips:
    return slips_pb2.HandedSlips(document_ids=ids)


def stopped(house: House, dossier: pb.Dossier) -> pb.Dossier:
    """The result is with the post when the other part is withdrawn."""
    choose(house, dossier, POST, "lan", **HOME)
    grant(house, dossier, "release", RELEASE)
    settle(house, dossier)
    send(house, dossier, RESULT)
    house.decide(dossier, "transfer", "withdrawn", "Đổi ý")
    return house.get(dossier)


@prepared
def two_parcels(house: House) -> pb.Dossier:
    dossier = stopped(house, on_paper(house))
    send(house, dossier, NOTICE, slips=named(*dossier.slips_to_hand_over))
    return dossier


def notice_of(house: House, dossier: pb.Dossier) -> pb.Document:
    (found,) = [one for one in house.get(dossier).documents if one.form == "05"]
    return found


def sent_as(house: House, dossier: pb.Dossier, waybill: str) -> str:
    return next(one.delivery_id for one in way(house, dossier).deliveries if one.waybill == waybill)


def receipts(house: House, dossier: pb.Dossier) -> int:
    return sum(one.form == "RT" for one in house.get(dossier).documents)


def told(house: House, dossier: pb.Dossier, kind: str) -> list[str]:
    return [one.text.vi for one in house.get(dossier).history if one.type == kind]


def bring(house: House, dossier: pb.Dossier, waybill: str, out: str) -> None:
    """What becomes of one parcel, until what was in it is with the person."""
    parcel, slips = sent_as(house, dossier, waybill), named()
    if waybill == NOTICE:
        slips = named(notice_of(house, dossier).document_id)
    if out == "delivered":
        confirm(house, dossier, delivery_id=parcel)
        return
    came_back(house, dossier, delivery_id=parcel)
    if out == "back and at the window":
        at_window(house, dossier, *([RELEASE] if waybill == RESULT else []), slips=slips)
        return
    results = {} if waybill == NOTICE else {"result_codes": [RELEASE]}
    again = send(house, dossier, f"{waybill}B", slips=slips, **results)
    assert list(again.slips) == list(slips.document_ids)
    confirm(house, dossier, delivery_id=again.delivery_id)


@pytest.mark.parametrize(("first", "second", "out", "then"), ORDERS)
def test_any_order_ends_the_same(house: House, first: str, second: str, out: str, then: str) -> None:
    dossier = two_parcels(house)
    notice = notice_of(house, dossier)
    house.at("2026-11-24 15:00")
    bring(house, dossier, first, out)
    seen = house.get(dossier)
    assert not seen.HasField("finished_at") and seen.status == pb.DOSSIER_STATUS_RESULT_READY
    assert pb.ACTION_RETURN_RESULTS in seen.actions and not house.events("dossier.finished")
    assert bool(seen.slips_to_hand_over) is seen.waits_for_slips is (first == RESULT)
    assert (notice.number in printed(house, seen, "RT")) is (first == NOTICE)
    bring(house, dossier, second, then)
    done = house.get(dossier)
    assert done.HasField("finished_at") and done.status == pb.DOSSIER_STATUS_RETURNED
    assert len(house.events("dossier.finished")) == 1 and pb.ACTION_RETURN_RESULTS not in done.actions
    assert not done.slips_to_hand_over and not done.waits_for_slips
    (line,) = told(house, dossier, "slip.returned")
    assert notice.number in line and len(told(house, dossier, "result.returned")) == 1
    assert sorted((len(one["results"]), one["slips"]) for one in kept(house, dossier)) == [
        (0, [notice.document_id]), (1, []),
    ]  # fmt: skip
    assert receipts(house, dossier) == 2
    assert [list(one.data.get("slips", [])) for one in house.events("result.returned")] in (
        [[], [notice.document_id]], [[notice.document_id], []],
    )  # fmt: skip


def test_who_stands_at_the_window_is_told_that_the_post_has_it(house: House) -> None:
    dossier = two_parcels(house)
    error = refused(Conflict, lambda: at_window(house, dossier))
    assert error.code == "DELIVERY_UNDER_WAY" and f"{RESULT}, {NOTICE}" in error.message_vi
    confirm(house, dossier, delivery_id=sent_as(house, dossier, RESULT))
    error = refused(Conflict, lambda: at_window(house, dossier))
    assert error.code == "DELIVERY_UNDER_WAY" and f"Vận đơn: {NOTICE}." in error.message_vi
    error = refused(Conflict, lambda: choose(house, dossier, WINDOW, "lan"))
    assert error.code == "DELIVERY_UNDER_WAY"


def test_what_came_back_waits_until_it_was_told_and_handed_over(house: House) -> None:
    """Without an e-mail address the window tells; handed over, nobody needs to be told any more."""
    dossier = two_parcels(house)
    with house.database.begin() as connection:
        connection.exec_driver_sql(f"UPDATE intake.dossier SET email = '' WHERE id = '{dossier.dossier_id}'")
    confirm(house, dossier, delivery_id=sent_as(house, dossier, RESULT))
    came_back(house, dossier)
    moments = lambda: {one.moment for one in house.of("lan").ListCalls(calls_pb2.ListCallsRequest()).calls}  # noqa: E731
    assert "result.came_back" in moments() and house.get(dossier).waits_for_slips
    assert at_window(house, dossier).HasField("finished_at")
    assert "result.came_back" not in moments()


def test_a_notice_that_never_left_needs_not_be_handed_over_but_may(house: House) -> None:
    dossier = stopped(house, on_paper(house))
    (slip,) = dossier.slips_to_hand_over
    assert refused(Conflict, lambda: at_window(house, dossier)).code == "DELIVERY_UNDER_WAY"
    at_window(house, dossier, slips=named(slip))
    assert len(told(house, dossier, "slip.returned")) == 1
    assert notice_of(house, dossier).number in printed(house, house.get(dossier), "RT")
    confirm(house, dossier)
    assert house.get(dossier).HasField("finished_at")


def test_what_the_post_has_asks_no_ground_of_who_fetches_their_own_result(house: House) -> None:
    """The transferee fetches what is issued to them, while the refusal of the release is on its way to the owner."""
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.")
    send(house, dossier, NOTICE, slips=named(*house.get(dossier).slips_to_hand_over))
    grant(house, dossier, "transfer", TRANSFER)
    settle(house, dossier)
    holder = next(one for one in house.get(dossier).receivers if list(one.result_codes) == [TRANSFER])
    who = {"receiver_name": holder.name, "receiver_id_number": holder.id_number}
    request = pb.ReturnResultsRequest(
        request_id=request_id(),
        dossier_id=dossier.dossier_id,
        signed=True,
        originals_collected=["GCN"],
        **who,
    )
    assert not house.of("lan").ReturnResults(request).dossier.HasField("finished_at")
    confirm(house, dossier)
    assert house.get(dossier).HasField("finished_at")


def test_left_at_the_window_it_keeps_nothing_open(house: House) -> None:
    dossier = stopped(house, on_paper(house))
    confirm(house, dossier)
    done = house.get(dossier)
    assert done.HasField("finished_at") and not done.slips_to_hand_over
    assert refused(Conflict, lambda: at_window(house, dossier)).code == "NOTHING_TO_RETURN"


def test_who_filed_online_reads_what_came_back_and_may_choose_again(house: House) -> None:
    dossier = stopped(house, house.accepted())
    slips = named(*dossier.slips_to_hand_over)
    send(house, dossier, NOTICE, slips=slips)
    confirm(house, dossier, delivery_id=sent_as(house, dossier, RESULT))
    todos = lambda: house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos  # noqa: E731
    assert not todos() and not way(house, dossier, "an").changeable
    came_back(house, dossier)
    (asked,) = todos()
    assert [one.vi for one in asked.items] == [notice_of(house, dossier).name.vi]
    assert [one.label.vi for one in asked.lines] == ["Bưu chính trả về"]
    assert way(house, dossier, "an").changeable
    house.at("2026-11-24 15:00")
    choose(house, dossier, POST, **HOME | {"address": "Thôn Giữa"})
    assert not way(house, dossier, "an").changeable and not todos()
    assert send(house, dossier, "EC3").address == "Thôn Giữa"
    confirm(house, dossier)
    assert house.get(dossier).HasField("finished_at")


def test_a_refusal_that_came_back_waits_while_another_part_goes_on(house: House) -> None:
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.")
    slips = named(*house.get(dossier).slips_to_hand_over)
    assert len(slips.document_ids) == 1
    send(house, dossier, NOTICE, slips=slips)
    came_back(house, dossier)
    assert pb.ACTION_RETURN_RESULTS in house.get(dossier).actions
    (asked,) = house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos
    assert len(asked.items) == 1
    seen = at_window(house, dossier)
    assert not seen.HasField("finished_at") and not seen.slips_to_hand_over
    assert pb.ACTION_RETURN_RESULTS not in seen.actions


# The release before --------------------------------------------------------------------------------------------------------


def over_its_head(house: House, status: str = "RETURNED") -> pb.Dossier:
    """As the release before left it: the result was delivered, and the dossier ended while the notice was with the post."""
    dossier = two_parcels(house)
    house.at("2026-11-24 15:00")
    confirm(house, dossier, delivery_id=sent_as(house, dossier, RESULT))
    with house.database.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE intake.dossier SET status = '{status}', finished_at = '2026-11-24 15:00+07' "
            f"WHERE id = '{dossier.dossier_id}'"
        )
    return dossier


def test_a_dossier_that_ended_over_a_parcel_records_what_it_brings(house: House) -> None:
    dossier = over_its_head(house)
    (parcel,) = [one for one in way(house, dossier).deliveries if not one.HasField("delivered_at")]
    assert list(parcel.slips) == list(house.get(dossier).slips_to_hand_over) and parcel.slips
    house.at("2026-11-25 09:00")
    confirm(house, dossier)
    done, number = house.get(dossier), notice_of(house, dossier).number
    assert number in told(house, dossier, "slip.returned")[0] and number in printed(house, done, "RT")
    assert done.status == pb.DOSSIER_STATUS_RETURNED and not done.slips_to_hand_over
    assert done.finished_at.ToJsonString() == "2026-11-24T08:00:00Z" and not house.events("dossier.finished")


@pytest.mark.parametrize("again", [False, True], ids=["at the window", "sent again"])
def test_there_too_what_comes_back_waits(house: House, again: bool) -> None:
    dossier = over_its_head(house)
    came_back(house, dossier)
    seen = house.get(dossier)
    assert pb.ACTION_RETURN_RESULTS in seen.actions and way(house, dossier).changeable
    if again:
        send(house, dossier, "EC3")
        confirm(house, dossier)
    else:
        at_window(house, dossier)
    assert len(told(house, dossier, "slip.returned")) == 1
    assert not house.get(dossier).slips_to_hand_over


def test_what_the_release_before_confirmed_waits_for_nobody(house: House) -> None:
    """It kept the day of the delivery, and not what was in it."""
    dossier = over_its_head(house)
    with house.database.begin() as connection:
        connection.exec_driver_sql("UPDATE intake.delivery SET delivered_at = now() WHERE waybill = 'EC2'")
    seen = house.get(dossier)
    assert not seen.slips_to_hand_over and pb.ACTION_RETURN_RESULTS not in seen.actions
    assert refused(Conflict, lambda: at_window(house, dossier)).code == "NOTHING_TO_RETURN"


def test_a_parcel_with_nothing_left_in_it_makes_no_receipt(house: House) -> None:
    dossier = two_parcels(house)
    with house.database.begin() as connection:
        connection.exec_driver_sql("UPDATE intake.delivery SET slips = '[]' WHERE waybill = 'EC2'")
    done: r.Delivery = confirm(house, dossier, delivery_id=sent_as(house, dossier, NOTICE))
    assert done.HasField("delivered_at") and not receipts(house, dossier) and not kept(house, dossier)
