# SPDX-License-Identifier: Apache-2.0
"""A part that ends because the one before it was refused: the refusal says so, and no agency issues a paper for what it
never had."""

from __future__ import annotations

from typing import Any

import pytest
from intake_harness import LAND, House, printed
from motcua.events.v1 import dossier_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from test_register import hand_over
from test_returning import on_paper

WHY = "Việc xóa thế chấp bị từ chối nên chưa có căn cứ chuyển nhượng."
BOTH = {"release": "refused", "transfer": "stopped"}


def refused_with_what_follows(house: House, dossier: pb.Dossier) -> pb.Dossier:
    house.decide(dossier, "release", "refused", "Chưa trả hết nợ.", by="son", together=BOTH)
    house.decide(dossier, "transfer", "stopped", WHY, by="son", together=BOTH, reason_en="Nothing to go on.")
    return house.get(dossier)


def line_of(house: House, dossier: pb.Dossier) -> law.RegisterLine:
    asked = law.ListRegisterRequest(from_day="2026-11-01", to_day="2026-12-31")
    return next(one for one in house.of("lan").ListRegister(asked).lines if one.code == dossier.code)


def test_one_refusal_says_that_the_following_part_is_not_dealt_with(house: House) -> None:
    seen = refused_with_what_follows(house, house.accepted(LAND))
    assert [(one.form, one.part) for one in seen.documents if one.form in ("03", "05")] == [("03", "release")]
    assert "Không được giải quyết, vì phải có kết quả của thủ tục bị từ chối nêu trên" in printed(
        house, seen, "03"
    )
    assert [one.status for one in seen.parts] == [pb.PART_STATUS_REFUSED, pb.PART_STATUS_STOPPED]
    assert seen.parts[1].reason == WHY
    assert (seen.status, seen.HasField("finished_at")) == (pb.DOSSIER_STATUS_RESULT_READY, True), "as ever"


def test_nobody_decided_what_follows(house: House) -> None:
    seen = refused_with_what_follows(house, house.accepted(LAND))
    said = [
        (one.text.vi.partition(":")[0], one.actor.user)
        for one in seen.history
        if one.type == "dossier.part_decided"
    ]
    assert [user for _, user in said] == ["son.giamdoc", ""]
    told = [
        house.catalogue.message(one, dossier_pb2.DossierPartDecided)
        for one in house.events("dossier.part_decided")
    ]
    assert [(one.part, one.actor.user, one.authority) for one in told] == [
        ("release", "son.giamdoc", "chi_nhanh_dat_dai"), ("transfer", "", ""),
    ]  # fmt: skip


def test_the_register_names_the_refusal_and_what_ended_with_it(house: House) -> None:
    dossier = house.accepted(LAND)
    refused_with_what_follows(house, dossier)
    line = line_of(house, dossier)
    assert line.note.vi == "Từ chối 1/2 việc, số 01/TCGQ; Dừng 1/2 việc theo việc bị từ chối"
    assert line.note.en == "Refused 1/2 parts, no. 01/TCGQ; Stopped 1/2 parts with what was refused"


def test_brought_on_paper_the_one_refusal_is_handed_over_and_the_dossier_ends(house: House) -> None:
    dossier = on_paper(house)
    assert refused_with_what_follows(house, dossier).waits_for_slips
    hand_over(house, dossier)
    seen = house.get(dossier)
    assert seen.status == pb.DOSSIER_STATUS_RETURNED and seen.HasField("finished_at")


@pytest.mark.parametrize("first", ["refused", "granted"])
def test_a_part_that_is_stopped_later_has_its_notice(house: House, first: str) -> None:
    """What goes on after the refusal and is stopped by somebody is that person's decision."""
    dossier = house.accepted(LAND)
    if first == "granted":
        house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", first, "Chưa trả hết nợ.", by="son")
    house.at("2026-11-27 09:00")
    house.decide(dossier, "transfer", "stopped", "Bên mua đã mất.", by="son")
    seen = house.get(dossier)
    assert [one.part for one in seen.documents if one.form == "05"] == [""]
    told: list[Any] = house.events("dossier.part_decided")
    last = house.catalogue.message(told[-1], dossier_pb2.DossierPartDecided)
    assert (last.authority, last.actor.user) == ("chi_nhanh_dat_dai", "son.giamdoc")
