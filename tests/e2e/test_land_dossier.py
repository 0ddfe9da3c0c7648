# SPDX-License-Identifier: Apache-2.0
"""The merged land dossier through the public gRPC API, from the citizen's hands to both results."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import LAND_PAPERS, new_id
from motcua_rpc import Conflict, NotFound
from support.province import COMMUNE, Province
from support.waiting import eventually


def accepted(province: Province, **answers: Any) -> str:
    """A submitted and accepted dossier; its id."""
    dossier = province.citizen().submit_land(COMMUNE, **answers)
    province.clerk.accept(dossier.dossier_id)
    return str(dossier.dossier_id)


def parts(dossier: pb.Dossier) -> dict[str, str]:
    return {part.key: pb.PartStatus.Name(part.status).removeprefix("PART_STATUS_") for part in dossier.parts}


def status(dossier: pb.Dossier) -> str:
    return pb.DossierStatus.Name(dossier.status).removeprefix("DOSSIER_STATUS_")


def forms(dossier: pb.Dossier) -> list[str]:
    return [document.form for document in dossier.documents]


def see(province: Province, dossier_id: str, wanted: Callable[[pb.Dossier], bool]) -> pb.Dossier:
    """The dossier as the citizen sees it, once it is as wanted."""
    return eventually(lambda: province.citizen().dossier(dossier_id), wanted)


def test_one_dossier_gives_two_results(province: Province) -> None:
    """One code, one receipt, one promised date, two results, returned against signature."""
    dossier_id = accepted(province)
    province.finish_land(dossier_id)
    dossier = see(province, dossier_id, lambda d: status(d) == "RETURNED")

    assert status(dossier) == "RETURNED"
    assert parts(dossier) == {"release": "GRANTED", "transfer": "GRANTED"}
    assert sorted(result.code for result in dossier.results) == ["KQ.G10.001147", "KQ.G15.000335"]
    assert all(result.issued and result.HasField("returned_at") for result in dossier.results)
    assert [form for form in forms(dossier) if form == "01"] == ["01"]
    assert {"00", "01", "RT"} <= set(forms(dossier))


def test_tax_and_payment_are_not_counted(province: Province) -> None:
    """The tax authority's time and the citizen's payment are excluded from the transfer's clock."""
    dossier_id = accepted(province)
    province.sign_release(dossier_id)
    province.appraise_transfer(dossier_id)
    waiting = see(province, dossier_id, lambda d: status(d) == "FINANCIAL_OBLIGATION")
    province.pay_taxes(dossier_id)
    grounds = lambda d: {i.ground for i in d.clock if i.HasField("to")}  # noqa: E731
    dossier = see(province, dossier_id, lambda d: {"tax", "payment"} <= grounds(d))

    assert status(waiting) == "FINANCIAL_OBLIGATION"
    assert {"tax", "payment"} <= grounds(dossier)
    assert {interval.policy for interval in dossier.clock} == {"EXCLUDE"}


def test_supplement_before_acceptance(province: Province) -> None:
    """The window asks once for exact papers; the citizen answers; the item comes back with its own due time."""
    from motcua.assignment.v1 import assignment_pb2 as work

    dossier = province.citizen().submit_land(COMMUNE)
    task = province.clerk.wait_for(dossier.dossier_id, "acceptance")
    province.clerk.claim(task)
    asked = work.AskSupplement(
        items=[pb.SupplementItem(component="VB-CHU-DAT", reason="Chủ tài sản khác người sử dụng đất.")],
        reason="Thiếu văn bản đồng ý.",
    )
    province.clerk.complete(task, acceptance=work.AcceptanceAction(supplement=asked))
    province.citizen().attach("VB-CHU-DAT", dossier_id=dossier.dossier_id)
    province.citizen().intake.AnswerSupplement(
        pb.AnswerSupplementRequest(request_id=new_id(), dossier_id=dossier.dossier_id)
    )
    province.clerk.accept(dossier.dossier_id)
    seen = see(province, dossier.dossier_id, lambda d: d.HasField("accepted_at"))

    assert seen.HasField("promised_at")
    assert [s.stage for s in seen.supplements] == ["before_acceptance"]
    assert "02" in forms(seen)
    assert "VB-CHU-DAT" in {paper.component for paper in seen.papers}


def test_supplement_after_appraisal_restarts_the_clock(province: Province) -> None:
    """Drawn: decision, ask, wait, appraise again; the policy of the procedure says RESTART."""
    dossier_id = accepted(province)
    province.sign_release(dossier_id)
    province.land_officer.do(
        dossier_id,
        "appraise_transfer",
        {
            "check_conditions": "fail",
            "appraisal": "supplement",
            "supplement_papers": ["VB-CHU-DAT"],
            "supplement_reason": "Thiếu văn bản.",
        },
    )
    asked = see(province, dossier_id, lambda d: status(d) == "SUPPLEMENT_REQUESTED")
    province.citizen().attach("VB-CHU-DAT", dossier_id=dossier_id)
    province.citizen().intake.AnswerSupplement(
        pb.AnswerSupplementRequest(request_id=new_id(), dossier_id=dossier_id)
    )
    province.land_officer.do(dossier_id, "reappraise_transfer", {"appraisal": "eligible"})
    policies = lambda d: [i.policy for i in d.clock if i.ground == "supplement" and i.HasField("to")]  # noqa: E731
    dossier = see(province, dossier_id, lambda d: status(d) == "IN_PROGRESS" and policies(d) == ["RESTART"])

    assert status(dossier) == "IN_PROGRESS"
    assert [item.component for s in asked.supplements for item in s.items] == ["VB-CHU-DAT"]
    assert policies(dossier) == [i.policy for i in dossier.clock if i.ground == "supplement"] == ["RESTART"]
    assert "02" in forms(dossier)


def test_release_refused_with_consent_goes_on(province: Province) -> None:
    """With the mortgagee's consent among the papers the transfer goes on; without it, it is refused for that reason."""
    dossier = province.citizen().submit_land(COMMUNE, (*LAND_PAPERS, "VB-DONG-Y-CN"))
    province.clerk.accept(dossier.dossier_id)
    refuse_release(province, dossier.dossier_id)
    task = province.land_officer.wait_for(dossier.dossier_id, "appraise_transfer")
    seen = see(province, dossier.dossier_id, lambda d: parts(d)["release"] == "REFUSED")

    assert task.element == "appraise_transfer"
    assert parts(seen)["release"] == "REFUSED"


def test_release_refused_without_consent_refuses_the_transfer(province: Province) -> None:
    """Both parts are refused, each with its printed form, and the second names the reason."""
    dossier_id = accepted(province)
    refuse_release(province, dossier_id)
    seen = see(province, dossier_id, lambda d: set(parts(d).values()) == {"REFUSED"})

    assert parts(seen) == {"release": "REFUSED", "transfer": "REFUSED"}
    assert "đồng ý" in next(part.reason for part in seen.parts if part.key == "transfer")
    assert forms(seen).count("03") == 2


def refuse_release(province: Province, dossier_id: str) -> None:
    province.land_officer.do(
        dossier_id,
        "appraise_release",
        {
            "check_certificate": "fail",
            "release_proposal": "refuse",
            "release_reason": "Hợp đồng thế chấp chưa được tất toán.",
        },
    )
    province.land_leader.do(dossier_id, "approve_release", {"release_decision": "approve"})


def test_transfer_refused_leaves_the_release(province: Province) -> None:
    """Transfer refused: the release stands."""
    dossier_id = accepted(province)
    province.sign_release(dossier_id)
    reason = "Thửa đất đang có tranh chấp."
    province.land_officer.do(
        dossier_id,
        "appraise_transfer",
        {"check_conditions": "fail", "appraisal": "refuse", "transfer_reason": reason},
    )
    province.land_leader.do(dossier_id, "approve_refusal", {"refusal_decision": "approve"})
    seen = see(province, dossier_id, lambda d: parts(d)["transfer"] == "REFUSED")

    assert parts(seen) == {"release": "GRANTED", "transfer": "REFUSED"}
    assert next(part.reason for part in seen.parts if part.key == "transfer") == reason


@pytest.mark.parametrize("stage", ["before_acceptance", "in_release", "in_transfer", "in_tax"])
def test_withdrawal_stops_what_is_open(province: Province, stage: str) -> None:
    """Withdrawal until a part is signed; finished parts stand; form 05 names what stopped."""
    dossier_id = province.citizen().submit_land(COMMUNE).dossier_id
    if stage != "before_acceptance":
        province.clerk.accept(dossier_id)
        province.land_officer.wait_for(dossier_id, "appraise_release")
    if stage in ("in_transfer", "in_tax"):
        province.sign_release(dossier_id)
        province.land_officer.wait_for(dossier_id, "appraise_transfer")
    if stage == "in_tax":
        province.appraise_transfer(dossier_id)
        province.tax_officer.wait_for(dossier_id, "determine_obligation")
    withdraw(province, dossier_id)
    ended = {"WITHDRAWN", "GRANTED"}
    seen = see(province, dossier_id, lambda d: set(parts(d).values()) <= ended and "05" in forms(d))

    assert "05" in forms(seen)
    assert parts(seen)["transfer"] == "WITHDRAWN"
    assert parts(seen)["release"] == ("GRANTED" if stage in ("in_transfer", "in_tax") else "WITHDRAWN")
    gone = eventually(lambda: province.tax_officer.tasks(dossier_id), lambda tasks: not tasks)
    assert gone == []


def test_nothing_is_left_to_withdraw_after_signing(province: Province) -> None:
    """A signed transfer can no longer be withdrawn: a clear refusal, and the dossier stands."""
    dossier_id = accepted(province)
    province.finish_land(dossier_id)
    with pytest.raises(Conflict) as refused:
        withdraw(province, dossier_id)

    assert refused.value.message_vi
    assert parts(province.citizen().dossier(dossier_id))["transfer"] == "GRANTED"


def withdraw(province: Province, dossier_id: str) -> None:
    province.citizen().intake.WithdrawDossier(
        pb.WithdrawDossierRequest(request_id=new_id(), dossier_id=dossier_id, reason="Không bán nữa.")
    )


def test_another_persons_dossier_cannot_be_read(province: Province) -> None:
    """Neither by id nor by code; the public look-up tells code and completion only."""
    dossier = province.citizen().submit_land(COMMUNE)
    other = province.citizen("binh.congdan")
    for request in (
        pb.GetDossierRequest(dossier_id=dossier.dossier_id),
        pb.GetDossierRequest(code=dossier.code),
    ):
        with pytest.raises(NotFound):
            other.intake.GetDossier(request)
    tracked = other.intake.TrackDossier(pb.TrackDossierRequest(code=dossier.code))

    assert tracked.code == dossier.code
    assert tracked.parts_total == 2
