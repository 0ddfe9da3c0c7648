# SPDX-License-Identifier: Apache-2.0
"""A reason that the drawing gives has its English; one that a person wrote has none. Lists say what stands still."""

from __future__ import annotations

from intake_harness import House, withdraw
from motcua.intake.v1 import intake_pb2 as pb


def test_the_reason_of_the_drawing_is_kept_and_told_in_both_languages(house: House) -> None:
    dossier = house.accepted()
    house.decide(dossier, "transfer", "refused", "Còn thế chấp.", reason_en="Still mortgaged.")
    seen = house.get(dossier, "an")
    part = next(one for one in seen.parts if one.key == "transfer")
    assert (part.reason, part.reason_en) == ("Còn thế chấp.", "Still mortgaged.")
    line = next(one.text for one in seen.history if one.type == "dossier.part_decided")
    assert line.vi.endswith("Lý do: Còn thế chấp.") and line.en.endswith("Reason: Still mortgaged.")
    [told] = house.events("dossier.part_decided")
    assert (told.data["reason"], told.data["reasonEn"]) == ("Còn thế chấp.", "Still mortgaged.")


def test_what_a_person_wrote_stands_alone(house: House) -> None:
    dossier = house.accepted()
    withdraw(house, dossier, reason="Đổi ý.")
    house.decide(dossier, "transfer", "withdrawn", "Người nộp xin rút.", reason_en="Withdrawn.")
    part = next(one for one in house.get(dossier, "an").parts if one.key == "transfer")
    assert (part.reason, part.reason_en) == ("Đổi ý.", "")


def test_a_list_says_what_stands_still_now_and_nothing_of_before(house: House) -> None:
    dossier = house.accepted()
    house.stop_clock(dossier, "tax", "k1")
    for who in ("an", "lan"):
        [listed] = house.of(who).ListDossiers(pb.ListDossiersRequest()).dossiers
        assert [(one.ground, one.part, one.policy, one.name.en) for one in listed.clock] == [
            ("tax", "transfer", "EXCLUDE", "The tax authority determines the obligation")
        ]
    house.stop_clock(dossier, "tax", "k1", "close")
    assert not house.of("an").ListDossiers(pb.ListDossiersRequest()).dossiers[0].clock
