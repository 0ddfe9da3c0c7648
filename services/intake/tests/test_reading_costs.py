# SPDX-License-Identifier: Apache-2.0
"""What pages ask beside the dossier costs what it asks: SQL statements of each question, young dossier or decided one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from intake_harness import House, refused
from motcua.intake.v1 import fees_pb2, return_ways_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.adapters import case_reading, cases
from motcua_intake.adapters.case_reading import READ
from motcua_rpc import NotFound
from motcua_storage import count_statements
from sqlalchemy.exc import ResourceClosedError

RESULTS = (("release", "KQ.G15.000335"), ("transfer", "KQ.G10.001147"))
Question = Callable[[House, str], object]
QUESTIONS: dict[str, tuple[Question, int]] = {
    "whole dossier": (lambda house, id: house.of("lan").GetDossier(pb.GetDossierRequest(dossier_id=id)), 10),
    "may I see it": (
        lambda house, id: house.of("lan").GetDossier(pb.GetDossierRequest(dossier_id=id, only_id=True)), 1,
    ),
    "fees": (lambda house, id: house.of("lan").ListFees(fees_pb2.ListFeesRequest(dossier_id=id)), 5),
    "way of return": (
        lambda house, id: house.of("lan").GetReturnWay(return_ways_pb2.GetReturnWayRequest(dossier_id=id)), 6,
    ),
    "rating": (lambda house, id: house.of("an").GetRating(return_ways_pb2.GetRatingRequest(dossier_id=id)), 3),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_statements_of_a_question(house: House, name: str) -> None:
    question, most = QUESTIONS[name]
    young, old = house.accepted(), house.accepted()
    for part, code in RESULTS:
        house.sign(old, part, code)
        house.decide(old, part, "granted")
    question(house, old.dossier_id)  # the package is read once
    counts = []
    for dossier in (young, old):
        with count_statements() as count:
            question(house, dossier.dossier_id)
        counts.append(count.total)
    assert max(counts) <= most, counts


def test_the_id_alone_is_for_who_may_see_the_dossier(house: House) -> None:
    dossier = house.submit()

    def asked(who: str) -> pb.Dossier:
        return (
            house.of(who)
            .GetDossier(pb.GetDossierRequest(dossier_id=dossier.dossier_id, only_id=True))
            .dossier
        )

    for who in ("an", "lan"):
        assert asked(who) == pb.Dossier(dossier_id=dossier.dossier_id), "nothing else is told"
    for who in ("binh", "minh"):
        refused(NotFound, lambda who=who: asked(who))  # type: ignore[misc]
    by_code = pb.GetDossierRequest(code=dossier.code.lower(), only_id=True)
    assert house.of("an").GetDossier(by_code).dossier.dossier_id == dossier.dossier_id


def test_what_is_read_late_is_what_is_read_at_once(house: House) -> None:
    dossier = house.accepted()
    with house.database.read() as connection:
        whole, late = (
            cases.load(connection, dossier.dossier_id),
            case_reading.find(connection, dossier.dossier_id),
        )
        assert whole is not None and late is not None
        for name in ("dossier", *READ):
            assert getattr(late, name) == getattr(whole.case, name), name
        unasked = case_reading.find(connection, dossier.dossier_id)
        assert case_reading.find(connection, "none") is None
    assert unasked is not None
    with pytest.raises(ResourceClosedError):
        _ = unasked.parts
    with pytest.raises(AttributeError):
        _ = unasked.nothing_of_the_kind  # type: ignore[attr-defined]
