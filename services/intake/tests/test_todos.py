# SPDX-License-Identifier: Apache-2.0
"""What waits for a citizen over all of their dossiers and drafts; bounded in statements, and paged by key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from intake_harness import House, answer, ask, request_id, settle
from motcua.intake.v1 import citizen_pb2 as pb
from motcua.intake.v1 import intake_pb2
from motcua_rpc import InvalidInput, PermissionDenied, Unauthenticated
from motcua_storage import count_statements
from sqlalchemy import text


def todos(house: House, who: str = "an", **more: Any) -> list[pb.Todo]:
    return list(house.of(who).ListTodos(pb.ListTodosRequest(**more)).todos)


def test_papers_that_are_asked_for_with_their_last_day(house: House) -> None:
    dossier = ask(house, house.submit(), "GCN")
    (one,) = todos(house)
    assert (one.kind, one.dossier_id, one.code) == (
        pb.TODO_KIND_SUPPLEMENT, dossier.dossier_id, dossier.code,
    )  # fmt: skip
    assert one.until == dossier.supplements[0].answer_by and "Giấy chứng nhận" in one.items[0].vi
    assert one.unit == "suoi_trong" and one.procedure_name == dossier.procedure_name
    assert todos(house, "binh") == []
    house.attach("an", "GCN", dossier=dossier.dossier_id)
    answer(house, dossier)
    assert todos(house) == [], "it was answered"


def test_a_draft_that_is_about_to_go(house: House) -> None:
    made = house.draft("an")
    assert todos(house) == []
    house.at("2026-12-21 00:00")
    (one,) = todos(house)
    assert (one.kind, one.draft_id) == (pb.TODO_KIND_DRAFT, made.draft_id) and one.until == made.kept_until
    assert "thế chấp" in one.procedure_name.vi and todos(house, "binh") == []


def test_money_with_its_amount_and_last_day_until_it_is_paid(house: House) -> None:
    dossier = house.accepted()
    pay = {
        "tax_notice_no": "34/TB",
        "tax_notice_date": "2026-11-27",
        "amount": 500_000,
        "pay_by": "2026-12-27",
    }
    house.throw(dossier, "payment_notice", "m-1", agency="tax_office", **pay)
    (one,) = todos(house)
    assert one.kind == pb.TODO_KIND_PAY and "Thông báo nộp tiền" in one.items[0].vi
    said = {line.label.vi: line.value.vi for line in one.lines}
    assert said["Tổng số tiền phải nộp"] == "500.000 đồng"
    assert said["Nộp chậm nhất"] == "Chủ nhật 27/12/2026"
    house.stop_clock(dossier, "payment", "k")
    assert [it.items[0].vi for it in todos(house)] == [one.items[0].vi], "asked once"
    house.clock.advance(timedelta(days=1))
    house.stop_clock(dossier, "payment", "k", "close")
    assert todos(house) == []


def test_results_wait_with_the_originals_to_bring_until_they_are_fetched(house: House) -> None:
    dossier = house.accepted()
    house.sign(dossier, "release", "KQ.G15.000335")
    assert todos(house) == [], "attached is not issued"
    house.decide(dossier, "release", "granted")
    (one,) = todos(house)
    assert (one.kind, one.unit, len(one.items)) == (pb.TODO_KIND_FETCH, "suoi_trong", 1)
    assert not one.to_bring and not one.HasField("until")
    assert [(line.label.vi, line.value.vi) for line in one.lines] == [
        ("Phí, lệ phí còn phải nộp", "70.000 đồng")
    ]
    house.sign(dossier, "transfer", "KQ.G10.001147")
    house.decide(dossier, "transfer", "granted")
    (one,) = todos(house)
    assert len(one.items) == 2 and "Giấy chứng nhận" in one.to_bring[0].vi
    settle(house, dossier)
    house.of("lan").ReturnResults(
        intake_pb2.ReturnResultsRequest(
            request_id=request_id(),
            dossier_id=dossier.dossier_id,
            receiver_name="Nguyễn Văn An",
            receiver_id_number="099085000101",
            signed=True,
            originals_collected=["GCN"],
        )
    )
    assert todos(house) == []


def test_results_that_are_sent_wait_for_money_alone(house: House) -> None:
    dossier = house.accepted()
    with house.database.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO intake.return_way SELECT draft_id, 'POST', 'An', '', 'Thôn 1', submitted_at, '{}' "
                "FROM intake.dossier WHERE id = :id"
            ),
            {"id": dossier.dossier_id},
        )
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    (one,) = todos(house)
    assert one.kind == pb.TODO_KIND_PAY and one.lines[0].value.vi == "70.000 đồng"
    said = {line.label.vi: line.value.vi for line in one.lines}
    assert "Suối Trong" in said["Nơi nộp"] and "không nộp trực tuyến" in said["Cách nộp"]
    assert "thứ Hai" in said["Giờ làm việc"]
    settle(house, dossier)
    assert todos(house) == []


def test_pages_go_on_by_key_and_a_foreign_token_is_refused(house: House) -> None:
    made = [ask(house, house.submit(), "GCN") for _ in range(3)]
    stub = house.of("an")
    first = stub.ListTodos(pb.ListTodosRequest(page_size=2))
    rest = stub.ListTodos(pb.ListTodosRequest(page_size=2, page_token=first.next_page_token))
    codes = [one.code for one in (*first.todos, *rest.todos)]
    assert sorted(codes) == sorted(one.code for one in made) and not rest.next_page_token
    with pytest.raises(InvalidInput):
        stub.ListTodos(pb.ListTodosRequest(page_token="x"))


@pytest.mark.parametrize("who", ["minh", "khanh", "phuc", "notification", None])
def test_only_citizens_have_such_a_list(house: House, who: str | None) -> None:
    with pytest.raises(PermissionDenied if who else Unauthenticated):
        house.of(who).ListTodos(pb.ListTodosRequest())


def test_the_cost_does_not_grow_with_the_dossiers(house: House) -> None:
    spent = []
    for _ in range(2):
        ask(house, house.submit(), "GCN")
        house.draft("an")
        with count_statements() as counted:
            todos(house)
        spent.append(counted.total)
    assert spent[0] == spent[1] <= 14


@pytest.mark.parametrize("then", ["stands", "is over"])
def test_what_an_agency_asks_for_says_until_when_though_nobody_set_a_day(house: House, then: str) -> None:
    """By the due day of its part the agency decides; a day that is over, or not known yet, is not named."""
    dossier = house.accepted()
    payload = {"stage": "completion", "part": "transfer", "components": ["GCN"], "reason": "Thiếu trang 2"}
    house.throw(dossier, "supplement_request", "m-1", **payload)

    def said() -> intake_pb2.common__pb2.LocalizedText:
        (one,) = (one for one in todos(house) if one.kind == pb.TODO_KIND_SUPPLEMENT)
        assert not one.HasField("until")
        lines = {line.label.vi: line.value for line in one.lines}
        assert lines["Cơ quan giải quyết yêu cầu"].vi == "Thiếu trang 2"
        return lines["Hạn nộp"]

    part = next(one for one in house.get(dossier, "an").parts if one.key == "transfer")
    due = part.due_at.ToDatetime() + timedelta(hours=7)
    assert f"phần “{part.name.vi}” phải xong chậm nhất {due:%d/%m/%Y %H:%M}" in said().vi
    assert "no last day of its own" in said().en and f"is to be done by {due.day} " in said().en
    if then == "stands":
        house.stop_clock(dossier, "payment", "k")
    else:
        house.clock.advance(timedelta(days=120))
    assert "chậm nhất" not in said().vi and "giấy tờ đang có" in said().vi
    assert "at the latest" not in said().en
