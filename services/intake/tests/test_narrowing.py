# SPDX-License-Identifier: Apache-2.0
"""What an agency behind the window sees is what is named; everything else of a dossier, new fields too, is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.descriptor import FieldDescriptor
from motcua.common.v1 import common_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import lookups_pb2
from motcua_intake.entrypoints.narrowing import narrow
from motcua_procedure.sees import Sees
from motcua_rpc.structs import to_struct

NOTHING = Sees("police", frozenset(), frozenset(), frozenset(), frozenset())
SOME = Sees(
    "police",
    frozenset({"child_name", "applicant_name"}),
    frozenset({"TK-CU-TRU"}),
    frozenset({"residence"}),
    frozenset({"population"}),
)
OPEN = {
    "dossier_id", "code", "procedure_key", "procedure_version", "procedure_name", "source", "status", "unit", "submitted_at",
    "answer_due_at", "accepted_at", "promised_at", "original_promised_at", "finished_at", "revision", "narrowed",
}  # fmt: skip
"""What everybody who acts in a dossier sees of it: what it is, where it was handed in, until when."""


def whole() -> pb.Dossier:
    return pb.Dossier(
        code="H99", applicant=pb.Applicant(name="An", id_number="099085000101", phone="02000000901"),
        answers=to_struct({"child_name": "Khôi", "clinic": "Trạm y tế", "applicant_name": "An"}),
        parts=[pb.Part(key="birth"), pb.Part(key="residence")],
        results=[pb.Result(part="birth"), pb.Result(part="residence")],
        papers=[pb.Paper(component="TK-CU-TRU"), pb.Paper(component="TK-BHYT")],
        documents=[pb.Document(form="01"), pb.Document(form="03", part="residence")],
        lookups=[lookups_pb2.Lookup(source="population"), lookups_pb2.Lookup(source="land")],
        history=[
            pb.HistoryLine(type="dossier.part_decided", actor=common_pb2.Actor(unit="suoi_trong")),
            pb.HistoryLine(type="dossier.part_decided", actor=common_pb2.Actor(unit="cong_an")),
            pb.HistoryLine(type="dossier.accepted", actor=common_pb2.Actor(unit="suoi_trong")),
        ],
    )  # fmt: skip


def test_what_is_named_is_seen() -> None:
    seen = narrow(whole(), SOME, "cong_an")
    assert set(seen.answers) == {"child_name", "applicant_name"}
    assert seen.applicant == pb.Applicant(name="An") and seen.narrowed
    assert [one.component for one in seen.papers] == ["TK-CU-TRU"]
    assert [one.key for one in seen.parts] == [one.part for one in seen.results] == ["residence"]
    assert [one.form for one in seen.documents] == ["03"]
    assert [one.source for one in seen.lookups] == ["population"]
    assert [(one.type, one.actor.unit) for one in seen.history] == [
        ("dossier.part_decided", "cong_an"),
        ("dossier.accepted", "suoi_trong"),
    ]


@pytest.mark.parametrize(("part", "seen"), [("birth", False), ("residence", True), ("", True)])
def test_what_another_agency_asks_for_is_no_status_of_this_one(part: str, seen: bool) -> None:
    asked = whole()
    asked.status = pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED
    asked.supplements.add(part=part)
    asked.supplements.add(part="residence").answered_at.seconds = 1
    assert narrow(asked, SOME, "cong_an").status == asked.status, "before acceptance the window asks, for all"
    asked.accepted_at.seconds = 1
    wanted = asked.status if seen else pb.DOSSIER_STATUS_IN_PROGRESS
    assert narrow(asked, SOME, "cong_an").status == wanted


@pytest.mark.parametrize(("part", "seen"), [("birth", False), ("residence", True)])
def test_what_is_to_be_paid_for_another_part_is_no_status_of_this_one(part: str, seen: bool) -> None:
    paid = whole()
    paid.status, paid.accepted_at.seconds = pb.DOSSIER_STATUS_FINANCIAL_OBLIGATION, 1
    paid.clock.add(part=part, ground="tax")
    paid.clock.add(part="residence", ground="tax").to.seconds = 2
    wanted = paid.status if seen else pb.DOSSIER_STATUS_IN_PROGRESS
    assert narrow(paid, SOME, "cong_an").status == wanted


@pytest.mark.parametrize(
    ("birth", "residence", "original", "promised"),
    [
        (200, 100, 201, 201),
        (300, 100, 201, 201),
        (100, 200, 201, 301),
        (300, 250, 201, 250),
        (300, 300, 201, 301),
    ],
)
def test_the_date_is_moved_by_the_parts_that_are_seen_only(
    birth: int, residence: int, original: int, promised: int
) -> None:
    """Where a part of its own lasts longest it is the promised one, which may be later: when the window opens again. Else it is
    what was promised at the acceptance, as the history says, whatever another part does since; or when its own is due."""
    dated = whole()
    dated.promised_at.seconds, dated.original_promised_at.seconds = 301, original
    for one, at in zip(dated.parts, (birth, residence), strict=True):
        one.due_at.seconds = at
    seen = narrow(dated, SOME, "cong_an")
    assert (seen.promised_at.seconds, seen.original_promised_at.seconds) == (promised, original)


ASKED_BY = [
    ({"part": "residence"}, True),
    ({"part": "birth"}, False),
    ({"part": ""}, False),
    ({"part": "", "requested_by": common_pb2.Actor(unit="cong_an")}, True),
]


@pytest.mark.parametrize(("asked", "seen"), ASKED_BY)
def test_what_was_written_with_an_answer_reaches_the_agency_that_asked_and_no_other(
    asked: dict[str, Any], seen: bool
) -> None:
    answered = whole()
    answered.supplements.add(round=1, part="birth").answered_at.seconds = 5
    answered.supplements.add(round=2, **asked).answered_at.seconds = 7
    for at in (5, 7):
        for kind in ("dossier.supplement_answered", "dossier.note", "result.returned"):
            answered.history.add(type=kind, actor=common_pb2.Actor(user="an.congdan")).at.seconds = at
    lines = [
        (one.type, one.at.seconds) for one in narrow(answered, SOME, "cong_an").history if one.at.seconds
    ]
    assert lines == ([("dossier.supplement_answered", 7), ("dossier.note", 7)] if seen else [])


def test_two_answers_of_one_moment_are_not_mixed_up() -> None:
    answered = whole()
    for part in ("birth", "residence"):
        answered.supplements.add(part=part).answered_at.seconds = 5
    answered.history.add(type="dossier.note", actor=common_pb2.Actor(user="an.congdan")).at.seconds = 5
    assert "dossier.note" not in {one.type for one in narrow(answered, SOME, "cong_an").history}


def test_every_other_field_is_hidden_whoever_adds_it() -> None:
    full = pb.Dossier()
    for field in pb.Dossier.DESCRIPTOR.fields:
        _fill(full, field)
    seen = {field.name for field, _ in narrow(full, NOTHING, "cong_an").ListFields()}
    assert seen <= OPEN | {"applicant", "answers", "clock"}
    assert narrow(full, NOTHING, "cong_an").applicant == pb.Applicant()


def _fill(message: pb.Dossier, field: FieldDescriptor) -> None:
    """Put something into a field, whatever it is."""
    repeated = field.is_repeated
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        getattr(message, field.name).add() if repeated else getattr(message, field.name).SetInParent()
    elif field.type == FieldDescriptor.TYPE_STRING:
        getattr(message, field.name).append("x") if repeated else setattr(message, field.name, "x")
    elif repeated:
        getattr(message, field.name).append(1)
    else:
        setattr(message, field.name, True if field.type == FieldDescriptor.TYPE_BOOL else 1)
