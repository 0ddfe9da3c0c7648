# SPDX-License-Identifier: Apache-2.0
"""A dossier that ended without a result asks no outside database any more; an answer that was under way is kept, and counts for
nothing."""

from __future__ import annotations

from typing import Any

import pytest
from intake_harness import House, withdraw
from lookups_asked import ask_the_population_database
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import lookups_pb2 as pb


@pytest.fixture(autouse=True)
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_the_population_database(monkeypatch)


def question(house: House, dossier: Any) -> pb.GetLookupQuestionResponse:
    request = pb.GetLookupQuestionRequest(dossier_id=dossier.dossier_id, message="personal_number_request")
    return house.of("liaison").GetLookupQuestion(request)


def keep(house: House, dossier: Any, key: str, outcome: str = "issued", number: str = "099226585468") -> Any:
    typed = common_pb2.Actor(user="thao", name="Thảo", unit="suoi_trong") if outcome == "typed" else None
    return house.of("liaison").KeepLookup(
        pb.KeepLookupRequest(
            request_id=key, dossier_id=dossier.dossier_id, lookup_id=key, source="population", outcome=outcome,
            values={"personal_number": number} if number else {}, typed_by=typed,
        )
    )  # fmt: skip


def end(house: House, dossier: Any, outcome: str, *parts: str) -> None:
    for part in parts:
        house.decide(dossier, part, outcome, "Người nộp đề nghị.")


def told(house: House, dossier: Any) -> list[str]:
    return [one.type for one in house.get(dossier, "an").history if one.type.startswith("dossier.lookup")]


@pytest.mark.parametrize("outcome", ["withdrawn", "refused", "stopped"])
def test_who_ended_without_a_result_is_not_asked_about(house: House, outcome: str) -> None:
    dossier = house.accepted()
    assert question(house, dossier).asks and not question(house, dossier).not_needed
    end(house, dossier, outcome, "release")
    assert not question(house, dossier).not_needed, "the other part goes on"
    end(house, dossier, outcome, "transfer")
    asked = question(house, dossier)
    assert asked.not_needed and not asked.asks and asked.answer == "personal_number_answer"


def test_a_granted_part_wants_the_answer_still(house: House) -> None:
    """The certificate may have been signed with the number of a paper notice, which the database corrects."""
    dossier = house.accepted()
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    end(house, dossier, "withdrawn", "transfer")
    assert question(house, dossier).asks and not question(house, dossier).not_needed


def test_a_withdrawal_before_the_acceptance_ends_it_too(house: House) -> None:
    dossier = house.submit()
    withdraw(house, dossier)
    assert question(house, dossier).not_needed


@pytest.mark.parametrize(
    ("outcome", "number"), [("issued", "099226585468"), ("unknown", ""), ("typed", "099226585468")]
)
def test_an_answer_under_way_is_kept_and_said_as_what_it_is(house: House, outcome: str, number: str) -> None:
    dossier = house.accepted()
    end(house, dossier, "withdrawn", "release", "transfer")
    house.at("2026-11-23 14:00")
    keep(house, dossier, "k-1", outcome, number)
    seen = house.get(dossier, "lan")
    (one,) = seen.lookups
    assert (one.outcome, one.not_used, one.counts, one.differs) == (outcome, True, False, False)
    assert told(house, dossier) == ["dossier.lookup_late"]
    (line,) = [line for line in seen.history if line.type == "dossier.lookup_late"]
    assert "sau khi hồ sơ đã kết thúc" in line.text.vi and "after the dossier had ended" in line.text.en
    keep(house, dossier, "k-1", outcome, number)
    assert told(house, dossier) == ["dossier.lookup_late"], "once"


def test_an_answer_before_the_end_stays_what_it_was(house: House) -> None:
    """What was kept after the end by an earlier version of the service is seen as such too: the moments tell."""
    dossier = house.accepted()
    house.at("2026-11-23 13:00")
    keep(house, dossier, "k-1")
    house.at("2026-11-23 14:00")
    end(house, dossier, "withdrawn", "release", "transfer")
    house.at("2026-11-23 15:00")
    keep(house, dossier, "k-2", number="099226585469")
    seen = house.get(dossier, "lan").lookups
    assert [(one.lookup_id, one.not_used, one.counts, one.differs) for one in seen] == [
        ("k-1", False, True, False),
        ("k-2", True, False, False),
    ]
    assert told(house, dossier) == ["dossier.lookup", "dossier.lookup_late"]
