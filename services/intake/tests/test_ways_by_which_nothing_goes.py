# SPDX-License-Identifier: Apache-2.0
"""Nobody is offered, and nobody keeps, a way of receiving by which nothing that waits can go."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from intake_harness import ROOT, House, refused, settle
from motcua.intake.v1 import citizen_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.domain.return_ways import Way, closed
from motcua_procedure import Procedure, load_folder
from motcua_rpc import Conflict
from motcua_text import Text
from test_parcels import at_window, came_back
from test_parcels_of_slips import NOTICE, RESULT, named, notice_of, sent_as, stopped
from test_return_ways import (
    ELECTRONIC,
    HOME,
    POST,
    RELEASE,
    TRANSFER,
    WINDOW,
    choose,
    confirm,
    electronically,
    grant,
    send,
    way,
)

Kept = Callable[..., None]


@pytest.fixture
def electronic(house: House, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """The land procedure as one without originals to collect: the portal may return it, all but the results that are named."""
    monkeypatch.setattr(Procedure, "originals_at_return", lambda self: ())

    def on_paper(*parts: tuple[str, str]) -> None:
        paper = {one: Text("Kết quả trên giấy", "Paper result") for one in parts}
        monkeypatch.setattr(Procedure, "on_paper", lambda self: paper)

    return on_paper


def todos(house: House) -> list[citizen_pb2.Todo]:
    return list(house.of("an").ListTodos(citizen_pb2.ListTodosRequest()).todos)


def slip_back(house: House) -> pb.Dossier:
    """The result was delivered, and the stop notice of the other part came back."""
    dossier = stopped(house, house.accepted())
    send(house, dossier, NOTICE, slips=named(*dossier.slips_to_hand_over))
    confirm(house, dossier, delivery_id=sent_as(house, dossier, RESULT))
    came_back(house, dossier)
    house.at("2026-11-24 15:00")
    return dossier


def chosen_before(house: House, dossier: pb.Dossier) -> None:
    """As the release before let them choose."""
    with house.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE intake.return_way SET way = 'ELECTRONIC', receiver = '', phone = '', address = '', "
            "chosen_at = '2026-11-24 15:00+07' WHERE draft_id = "
            f"(SELECT draft_id FROM intake.dossier WHERE id = '{dossier.dossier_id}')"
        )


def asks_for(house: House, dossier: pb.Dossier) -> list[str]:
    """The labels of what the one thing that is asked says of the notice."""
    (asked,) = todos(house)
    assert [one.vi for one in asked.items] == [notice_of(house, dossier).name.vi]
    return [one.label.vi for one in asked.lines]


@pytest.mark.parametrize("who", ["an", "lan"])
def test_a_notice_that_came_back_is_not_received_electronically(
    house: House, electronic: Kept, who: str
) -> None:
    dossier = slip_back(house)
    seen = way(house, dossier, who)
    assert (list(seen.open), seen.changeable) == ([WINDOW, POST], True)
    assert "bản giấy" in seen.closed[-1].vi and "on paper" in seen.closed[-1].en
    error = refused(Conflict, lambda: choose(house, dossier, ELECTRONIC, who))
    assert error.code == "RETURN_WAY_CLOSED" and seen.closed[-1].vi in error.message_vi
    assert asks_for(house, dossier) == ["Bưu chính trả về"] and way(house, dossier, who).changeable
    choose(house, dossier, POST, who, **HOME)
    assert not todos(house) and send(house, dossier, "EC3").slips
    confirm(house, dossier)
    assert house.get(dossier).HasField("finished_at")


@pytest.mark.parametrize("again", [WINDOW, POST])
def test_who_chose_it_before_may_choose_again(house: House, electronic: Kept, again: int) -> None:
    dossier = slip_back(house)
    chosen_before(house, dossier)
    seen = way(house, dossier, "an")
    assert (seen.choice.way, seen.changeable, list(seen.open)) == (ELECTRONIC, True, [WINDOW, POST])
    assert asks_for(house, dossier) == ["Bưu chính trả về"]
    choose(house, dossier, again, **HOME)
    assert not way(house, dossier, "an").changeable, "chosen anew, once"
    if again == POST:
        assert not todos(house) and send(house, dossier, "EC3").slips
        confirm(house, dossier)
    else:
        assert asks_for(house, dossier) == []
        at_window(house, dossier)
    assert house.get(dossier).HasField("finished_at")


def test_a_paper_result_that_came_back_is_not_received_electronically(house: House, electronic: Kept) -> None:
    electronic(("release", RELEASE))
    dossier = stopped(house, house.accepted())
    came_back(house, dossier)
    assert list(way(house, dossier, "an").open) == [WINDOW, POST]
    assert refused(Conflict, lambda: choose(house, dossier, ELECTRONIC)).code == "RETURN_WAY_CLOSED"
    assert way(house, dossier, "an").changeable


def test_what_can_go_goes_though_a_notice_stays(house: House, electronic: Kept) -> None:
    """The result that the portal can return and the notice that it cannot came back: both go, each in its way."""
    dossier = stopped(house, house.accepted())
    send(house, dossier, NOTICE, slips=named(*dossier.slips_to_hand_over))
    for waybill in (RESULT, NOTICE):
        came_back(house, dossier, delivery_id=sent_as(house, dossier, waybill))
    seen = way(house, dossier, "an")
    assert list(seen.open) == [WINDOW, POST, ELECTRONIC]
    assert notice_of(house, dossier).number in seen.closed[-1].vi, "told before choosing"
    house.at("2026-11-24 15:00")
    choose(house, dossier, ELECTRONIC)
    assert way(house, dossier).electronic_ready and not way(house, dossier, "an").changeable
    assert asks_for(house, dossier) == []
    assert electronically(house, dossier) == [RELEASE]
    left = way(house, dossier, "an")
    assert (list(left.open), left.changeable) == ([WINDOW, POST], True)
    assert not house.get(dossier).HasField("finished_at")
    assert asks_for(house, dossier) == ["Bưu chính trả về"]
    choose(house, dossier, POST, **HOME)
    send(house, dossier, "EC3")
    confirm(house, dossier)
    assert house.get(dossier).HasField("finished_at")


def test_the_paper_that_is_left_may_be_sent_after_all(house: House, electronic: Kept) -> None:
    electronic(("release", RELEASE))
    dossier = house.accepted()
    choose(house, dossier, ELECTRONIC)
    grant(house, dossier, "release", RELEASE)
    seen = way(house, dossier, "an")
    assert ELECTRONIC in seen.open and not seen.changeable, "the other part may still give an electronic one"
    grant(house, dossier, "transfer", TRANSFER)
    settle(house, dossier)
    assert not way(house, dossier, "an").changeable
    electronically(house, dossier)
    seen = way(house, dossier, "an")
    assert (list(seen.open), seen.changeable) == ([WINDOW, POST], True)
    choose(house, dossier, POST, **HOME)
    assert [one.result_code for one in send(house, dossier, "EC3").carried] == [RELEASE]
    confirm(house, dossier)
    done = way(house, dossier, "an")
    assert ELECTRONIC in done.open and not done.changeable, "nothing waits"


def test_a_part_that_only_gives_paper_opens_no_portal(house: House, electronic: Kept) -> None:
    electronic(("release", RELEASE), ("transfer", TRANSFER))
    dossier = house.accepted()
    assert list(way(house, dossier, "an").open) == [WINDOW, POST]
    assert refused(Conflict, lambda: choose(house, dossier, ELECTRONIC)).code == "RETURN_WAY_CLOSED"


@pytest.mark.parametrize("chosen", [WINDOW, ELECTRONIC])
def test_a_refusal_that_waits_at_the_window_is_asked_for_while_a_part_is_open(
    house: House, electronic: Kept, chosen: int
) -> None:
    dossier = house.accepted()
    choose(house, dossier, POST, **HOME)
    house.decide(dossier, "release", "refused", "Thiếu căn cứ.")
    send(house, dossier, NOTICE, slips=named(*house.get(dossier).slips_to_hand_over))
    came_back(house, dossier)
    house.at("2026-11-24 15:00")
    choose(house, dossier, chosen)
    (asked,) = todos(house)
    assert asked.kind == citizen_pb2.TODO_KIND_FETCH and len(asked.items) == 1 and not asked.lines


def test_where_originals_are_collected_that_is_the_reason_as_ever(house: House) -> None:
    seen = way(house, slip_back(house), "an")
    assert list(seen.open) == [WINDOW, POST] and "Bản chính phải thu" in seen.closed[-1].vi


def test_copies_are_paper_and_nothing_else() -> None:
    copies = load_folder(ROOT / "workflows" / "chung-thuc/ban-sao-tu-ban-chinh").procedure
    assert set(closed(copies, "ONLINE")) == {Way.ELECTRONIC}
