# SPDX-License-Identifier: Apache-2.0
"""Who may sign apologies (form 04) is told that they wait: at most once a person and day, for all that wait, and of each once."""

from __future__ import annotations

from typing import Any

import pytest
from intake_harness import LAND, House
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_intake.entrypoints.apologising import LOOK_AGAIN, ApologyWorker
from motcua_organisation import Organisation
from test_apologies import late, work, worker
from test_apologies_of_units import INSURANCE, birth
from test_standing_in_for_heads import LEAVE, deputy, sign

__all__ = ["birth", "deputy"]


def told(house: House) -> list[dict[str, Any]]:
    """What is told now and was not before."""
    one: ApologyWorker = worker(house)
    one._looked.clear()
    before = len(house.events("dossier.extensions_waiting"))
    while one.tell_one():
        pass
    return [event.data for event in house.events("dossier.extensions_waiting")[before:]]


def users(said: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(one["signer"]["user"], one["count"]) for one in said]


def test_each_head_is_told_once_how_many_wait_and_until_when(house: House) -> None:
    _, draft = late(house)
    said = told(house)
    assert users(said) == [("son.giamdoc", 1), ("ha.giamdoc", 1)]
    assert said[0]["unit"] == draft.unit
    assert said[0]["firstDueAt"] == draft.parts[0].due_at.ToJsonString()
    assert "awayUntil" not in said[0] and "signToday" not in said[0]
    assert told(house) == []
    house.at("2026-12-04 08:00")
    assert told(house) == [], "of a draft a person is told once"


def test_more_on_the_same_day_waits_for_the_next_mail_which_counts_all(house: House) -> None:
    house.accepted(LAND), house.accepted(LAND)
    house.at("2026-12-03 00:00")
    assert worker(house).do_one()
    assert users(told(house)) == [("son.giamdoc", 1), ("ha.giamdoc", 1)]
    assert worker(house).do_one()
    assert told(house) == []
    house.at("2026-12-03 23:59")
    assert told(house) == []
    house.at("2026-12-04 00:00")
    assert users(told(house)) == [("son.giamdoc", 2), ("ha.giamdoc", 2)]


def test_how_many_are_late_already_and_the_soonest_day_that_can_still_be_kept(house: House) -> None:
    """The first one that is late hides none that is not: of a dossier neither, whose release was due on the first day."""

    def said() -> tuple[Any, ...]:
        (one, _) = told(house)
        return tuple(one.get(name) for name in ("count", "late", "firstDueAt", "nextDueAt"))

    first, second, day = "2026-11-23T10:00:00Z", "2026-12-04T10:00:00Z", "2026-12-07T10:00:00Z"
    house.accepted(LAND), house.accepted(LAND)
    house.at("2026-12-04 00:00")
    assert work(house) == 2 and said() == (2, 2, first, second)
    house.at("2026-12-07 09:00")
    house.accepted(LAND)
    house.at("2026-12-07 14:00")
    assert work(house) == 1 and said() == (3, 2, first, day)
    house.at("2026-12-08 09:00")
    house.accepted(LAND)
    house.at("2026-12-09 09:00")
    assert work(house) == 1 and said() == (4, 4, first, None)


def test_where_nothing_is_late_yet_nothing_is_said_of_it(house: House) -> None:
    house.accepted(LAND)
    house.at("2026-11-23 14:00")
    assert work(house) == 1
    (one, _) = told(house)
    assert one["nextDueAt"] == one["firstDueAt"] == "2026-11-23T10:00:00Z" and "late" not in one


def test_all_of_a_night_is_one_mail(house: House) -> None:
    house.accepted(LAND), house.accepted(LAND)
    house.at("2026-12-04 00:00")
    assert work(house) == 2
    assert users(told(house)) == [("son.giamdoc", 2), ("ha.giamdoc", 2)]


def drafted(house: House) -> None:
    house.at("2026-12-07 09:00")
    assert work(house) == 1


def test_who_signs_for_a_head_on_leave_is_told_and_the_head_who_does(
    house: House, birth: pb.Dossier, deputy: Organisation
) -> None:
    drafted(house)
    house.inbox.stand_ins.append(LEAVE)
    head, stand_in = told(house)
    assert (head["signer"]["user"], head["awayUntil"]) == ("hien.bhxh", "2026-12-11")
    assert [one["name"] for one in head["signToday"]] == ["Cao Mỹ Linh"] and "could" not in head
    assert (stand_in["signer"]["user"], stand_in["inPlaceOf"]["user"]) == ("linh.bhxh", "hien.bhxh")
    assert house.inbox.asked_units[-1][1] == INSURANCE


def test_a_leave_that_begins_later_brings_what_waits_to_the_stand_in(
    house: House, birth: pb.Dossier, deputy: Organisation
) -> None:
    drafted(house)
    assert users(told(house)) == [("hien.bhxh", 1)]
    house.inbox.stand_ins.append(LEAVE)
    assert users(told(house)) == [("linh.bhxh", 1)]
    (one,) = house.of("linh").ListExtensions(law.ListExtensionsRequest()).extensions
    assert sign(house, one.extension_id).signed_by.user == "linh.bhxh"


def test_where_nobody_may_sign_the_head_is_told_who_could(
    house: House, birth: pb.Dossier, deputy: Organisation
) -> None:
    drafted(house)
    house.inbox.stand_ins.append((INSURANCE, "hien.bhxh", "duc.bhxh", "2026-12-11"))
    (head,) = told(house)
    assert "signToday" not in head
    assert [one["name"] for one in head["could"]] == ["Cao Mỹ Linh"]


def test_while_the_inboxes_are_away_it_waits_and_holds_nothing_up(house: House, birth: pb.Dossier) -> None:
    drafted(house)
    house.inbox.away = True
    assert told(house) == []
    house.inbox.away = False
    assert users(told(house)) == [("hien.bhxh", 1)]


def test_a_unit_is_looked_at_when_something_came_or_went_the_day_changed_or_after_a_while(
    house: House, birth: pb.Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(house)
    one, moment = worker(house), [0.0]
    one._looked.clear()
    monkeypatch.setattr("motcua_intake.entrypoints.apologising.time.monotonic", lambda: moment[0])
    assert [one.tell_one(), one.tell_one()] == [True, False]
    moment[0] = LOOK_AGAIN - 1
    assert not one.tell_one()
    moment[0] = LOOK_AGAIN
    assert [one.tell_one(), one.tell_one()] == [True, False]
    house.at("2026-12-08 00:00")
    assert [one.tell_one(), one.tell_one()] == [True, False]


def test_nobody_is_told_where_nothing_waits(house: House) -> None:
    house.accepted(LAND)
    assert told(house) == [] and house.inbox.asked_units == []
