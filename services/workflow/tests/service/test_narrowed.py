# SPDX-License-Identifier: Apache-2.0
"""The course of a process as an agency reads it that sees some parts of the dossier only; and who did what of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from motcua.common.v1 import common_pb2
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_workflow.domain.definition import Definition
from motcua_workflow.engine.read import read
from workflow_harness import NARROWED, ROOT, House, folder

BIRTH = ROOT / "workflows" / "ho-tich" / "khai-sinh-thuong-tru-bhyt"
BIRTH_KEY = "ho-tich/khai-sinh-thuong-tru-bhyt"
QUANG = common_pb2.Actor(user="quang", name="Vũ Đình Quang", unit="suoi_trong")
CUONG = common_pb2.Actor(user="cuong", name="Hồ Chí Cường", unit="cong_an_suoi_trong")


@pytest.fixture
def birth(house: House) -> Iterator[House]:
    house.publish(folder(BIRTH))
    house.start(
        BIRTH_KEY, NARROWED, papers=["TK-KHAI-SINH"], filer="parent", residence_commune="suoi_trong",
        birth_proof="certificate",
    )  # fmt: skip
    house.do("draft_birth", NARROWED, birth_proposal="register")
    house.deliver(
        "personal_number_answer", NARROWED, caller="liaison", register_outcome="issued", register_ref="r-1"
    )
    house.do("sign_certificate", NARROWED, certificate_decision="sign")
    for pool, message in (("police", "residence_request"), ("social_insurance", "insurance_request")):
        house.deliver(
            message, NARROWED, caller="liaison", target=pool, by=QUANG, territory="suoi_trong",
            register_outcome="issued", register_ref="r-1",
        )  # fmt: skip
    house.do("check_residence", NARROWED, residence_check="incomplete", residence_asks="Ý kiến chủ hộ.")
    house.deliver(
        "residence_completion_request", NARROWED, caller="liaison", target="commune", by=CUONG,
        residence_asks="Ý kiến chủ hộ.",
    )  # fmt: skip
    yield house


def course(house: House, caller: str) -> pb.GetDossierProcessResponse:
    asked = pb.GetDossierProcessRequest(dossier_id=NARROWED, with_drawing=True)
    answer: pb.GetDossierProcessResponse = house.stub(caller).GetDossierProcess(asked)
    return answer


def elements(found: pb.GetDossierProcessResponse) -> set[str]:
    traced = {line.element for one in found.instances for line in one.trace}
    return traced | {element for one in found.instances for element in one.active_elements}


def test_an_agency_reads_the_course_of_its_parts_and_nothing_of_anothers(birth: House) -> None:
    whole, seen = course(birth, "operator"), course(birth, "insurance_officer")
    assert not whole.narrowed and seen.narrowed
    assert {"check_residence", "complete_residence", "await_residence"} <= elements(whole)
    assert {"draft_birth", "sign_certificate", "check_insurance"} <= elements(seen)
    assert not [one for one in elements(seen) if "residence" in one or "police" in one]
    assert {one.process_id for one in seen.instances} == {"birth_case", "insurance"}
    commune = next(one for one in seen.instances if one.process_id == "birth_case")
    assert commune.status == "running" and not commune.HasField("ended_at")
    assert "Cường" not in str([list(one.trace) for one in seen.instances])
    police = course(birth, "police_officer")
    assert "complete_residence" in elements(police), "what was asked of the commune for their own part"
    assert not [one for one in elements(police) if "insurance" in one]


def test_who_completed_a_step_did_that_and_not_what_followed_in_other_lanes(birth: House) -> None:
    named = {
        (line.element, line.event): line.actor.name
        for one in course(birth, "operator").instances
        for line in one.trace
        if line.actor.name
    }
    assert named == {
        ("draft_birth", "completed"): "Lan",
        ("sign_certificate", "completed"): "Lan",
        ("check_residence", "completed"): "Lan",
    }


def test_what_is_of_no_part_in_anothers_pool_is_hidden() -> None:
    drawing = read((BIRTH / "process.bpmn").read_bytes(), "process.bpmn").drawing
    assert drawing is not None
    definition = Definition(BIRTH_KEY, 1, drawing, b"")
    seen = definition.seen_by("social_insurance", frozenset({"birth", "insurance"}))
    assert {"insurance_received", "check_insurance", "draft_birth", "complete_insurance"} <= seen
    assert not {"finished", "join", "rest_withdrawn", "agencies", "residence_received"} & seen
    assert definition.seen_by("", frozenset()) == frozenset()
