# SPDX-License-Identifier: Apache-2.0
"""Lists leak nothing: what outsiders are answered, by list, count, search, filter, page and refusal, is the same letter by letter
before and after a dossier of others comes in that matches all that they ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from motcua_cli.rights import HIDDEN
from support.province import COMMUNE, Province
from support.waiting import eventually

from rights.asks import Ask
from rights.test_grpc import METHODS
from rights.wire import Answer, call
from rights.world import World

OUTSIDERS = ("binh.congdan", "mai.motcua", "yen.chutich", "linh.bhxh", "motcua-elsewhere", "motcua-bare")
INSIDERS = ("an.congdan", "lan.motcua", "minh.datdai")
INTAKE, ASSIGNMENT = "motcua.intake.v1.IntakeService", "motcua.assignment.v1.AssignmentService"
WORDS = ("Nguyễn Văn An", "nguyen van an", "CS 012345", "112", "H99.101")
"""All of them are in the dossier that comes."""


def _asked(world: World) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every list with its ways to narrow, to page and to order, as an outsider would use them to feel for something."""
    day = {"from_day": world.ids["day"], "to_day": world.ids["day"]}
    own = {"unit": "ben_gio"}
    for size in (1, 100):
        yield f"{INTAKE}/ListDossiers", {"page_size": size}
        yield f"{INTAKE}/ListDossiers", {"page_size": size, "statuses": ["DOSSIER_STATUS_IN_PROGRESS"]}
        yield f"{ASSIGNMENT}/ListTasks", {"page_size": size}
        yield f"{INTAKE}/ListDrafts", {"page_size": size}
    for words in WORDS:
        yield f"{INTAKE}/SearchDossiers", {"query": words, "page_size": 1}
        yield f"{ASSIGNMENT}/ListTasks", {"text": words, "page_size": 1}
    yield f"{ASSIGNMENT}/ListTasks", {"whole_unit": True}
    for name in ("CountTasks", "GetInboxVersion", "ListTaskChoices", "ListColleagues"):
        yield f"{ASSIGNMENT}/{name}", {}
    for name in ("ListTodos", "ListExtensions", "ListRegisterExtracts", "ListCalls"):
        yield f"{INTAKE}/{name}", {}
    for unit in (own, {"unit": COMMUNE}, {}):
        yield f"{INTAKE}/ListRegister", day | unit
        yield f"{INTAKE}/GetBoard", day | unit
        yield f"{INTAKE}/ListBoardDossiers", day | unit | {"measure": "BOARD_MEASURE_RECEIVED"}
    yield "motcua.liaison.v1.LiaisonService/ListMessages", {}
    yield "motcua.notification.v1.NotificationService/ListNotices", {}
    yield "motcua.notification.v1.NotificationService/ListMailLog", {"dossier_code": "H99.101"}


def _answers(world: World, who: str) -> list[tuple[str, dict[str, Any], Answer]]:
    found = []
    for name, fields in _asked(world):
        answer = call(world.channel, METHODS[name], Ask(fields).message(METHODS[name]), world.tokens[who])
        if answer.message is not None and "as_of" in answer.message.DESCRIPTOR.fields_by_name:
            answer.message.ClearField("as_of")  # the moment of the call
        found.append((name, fields, answer))
    return found


@pytest.fixture(scope="module")
def before_and_after(world: World) -> tuple[str, dict[str, list[list[Any]]]]:
    """The code of the dossier that came between, and what each was answered before and after."""
    province, everybody = Province(world.system), (*OUTSIDERS, *INSIDERS)
    before = {who: _answers(world, who) for who in everybody}
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    step = eventually(lambda: province.land_officer.wait_for(made.dossier_id, "appraise_release"), bool)
    assert step
    return made.code, {who: [before[who], _answers(world, who)] for who in everybody}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nothing_that_outsiders_are_told_changes(before_and_after: Any, who: str) -> None:
    before, after = before_and_after[1][who]
    assert not [
        (name, fields) for (name, fields, one), (*_, two) in zip(before, after, strict=True) if one != two
    ]


@pytest.mark.parametrize("who", INSIDERS)
def test_what_those_are_told_whom_it_concerns_does_change(before_and_after: Any, who: str) -> None:
    """Else the test above could not fail."""
    before, after = before_and_after[1][who]
    changed = {name for (name, _, one), (*_, two) in zip(before, after, strict=True) if one != two}
    assert f"{INTAKE}/ListDossiers" in changed


@pytest.mark.parametrize("who", ["binh.congdan", "mai.motcua", "motcua-elsewhere"])
def test_a_code_that_is_given_is_as_one_that_is_not(world: World, before_and_after: Any, who: str) -> None:
    """Codes are numbered, so anybody can guess the next one; signed in, nobody learns more by it than that."""
    method, code = METHODS[f"{INTAKE}/GetDossier"], before_and_after[0]
    told = [
        call(world.channel, method, Ask({"code": one}).message(method), world.tokens[who])
        for one in (code, "H99.101-000000-0000")
    ]
    assert told[0] == told[1] and told[0].code == "NOT_FOUND", HIDDEN
