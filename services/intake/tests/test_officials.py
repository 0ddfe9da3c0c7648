# SPDX-License-Identifier: Apache-2.0
"""The applicant is told the office that acted, never the person, in everything that is theirs to ask; officers read both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from google.protobuf.message import Message
from intake_harness import LAND, PEOPLE, House, answer, ask, pay, request_id, withdraw
from intake_prepared import prepared
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import citizen_pb2, fees_pb2, return_ways_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_identity import CITIZEN

OFFICERS = [one for one in PEOPLE.values() if one.unit and CITIZEN not in one.roles]


@pytest.fixture
@prepared
def worked(house: House) -> pb.Dossier:
    """A dossier at which officers did everything that leaves a name: asked, took, were paid, attached, signed, decided."""
    sent = house.submit()
    ask(house, sent, "GCN")
    house.attach("an", "GCN", dossier=sent.dossier_id)
    answer(house, sent)
    taken = house.accept(sent)
    pay(house, taken)
    return taken


def everything(house: House, dossier: pb.Dossier, who: str) -> Iterator[Message]:
    """Whatever an applicant may ask about a dossier of theirs."""
    stub, key = house.of(who), dossier.dossier_id
    yield stub.GetDossier(pb.GetDossierRequest(dossier_id=key))
    yield stub.ListDossiers(pb.ListDossiersRequest())
    yield stub.ListFees(fees_pb2.ListFeesRequest(dossier_id=key))
    yield stub.GetReturnWay(return_ways_pb2.GetReturnWayRequest(dossier_id=key))
    yield stub.ListTodos(citizen_pb2.ListTodosRequest())


def named(message: Message) -> set[str]:
    """Officers whom a message names, in any field."""
    said = str(message)
    return {name for one in OFFICERS for name in (one.name, one.username) if ascii_of(name) in said}


def ascii_of(text: str) -> str:
    """As protobuf prints a text."""
    return str(common_pb2.Actor(user=text)).removeprefix('user: "').removesuffix('"\n')


def test_the_applicant_is_told_offices_and_officers_are_told_people(house: House, worked: pb.Dossier) -> None:
    told = list(everything(house, worked, "an"))
    assert [named(one) for one in told] == [set()] * len(told)
    (own, *_) = told
    assert isinstance(own, pb.GetDossierResponse)
    accepted = next(one for one in own.dossier.history if one.type == "dossier.accepted")
    assert (accepted.actor.unit, accepted.actor.title.vi, accepted.actor.title.en) == (
        "suoi_trong", "Công chức", "Civil servant",
    )  # fmt: skip
    sent = next(one for one in own.dossier.history if one.type == "dossier.submitted")
    assert sent.actor.name == "Nguyễn Văn An", "of themselves they read the name"
    assert own.dossier.supplements[0].requested_by == accepted.actor
    for clerk in ("lan", "hung"):
        seen = house.get(worked, clerk)
        line = next(one for one in seen.history if one.type == "dossier.accepted")
        assert (line.actor.name, line.actor.HasField("title")) == ("Trần Thị Lan", False)


def test_the_answer_of_the_applicants_own_write_names_nobody_either(house: House, worked: pb.Dossier) -> None:
    assert named(withdraw(house, worked, reason="Đổi ý.")) == set()


def test_a_paper_that_a_window_attached_is_its_units(house: House) -> None:
    draft = house.full_draft("an")
    dossier = (
        house.of("an")
        .SubmitDraft(
            pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
        )
        .dossier
    )
    assert {one.attached_by for one in dossier.papers} == {"an.congdan"} and dossier.procedure_key == LAND
    with house.database.begin() as connection:
        connection.exec_driver_sql("UPDATE intake.paper SET attached_by = 'lan.motcua'")
    assert {one.attached_by for one in house.get(dossier, "an").papers} == {"suoi_trong"}
    assert {one.attached_by for one in house.get(dossier).papers} == {"lan.motcua"}
