# SPDX-License-Identifier: Apache-2.0
"""Each part is counted by the calendar of the unit that decides on it, and says so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from intake_harness import ROOT
from motcua_calendar import LEGAL_ZONE, FixedClock
from motcua_intake.app.deciding_agencies import kinds_of
from motcua_intake.app.desk import Desk
from motcua_intake.domain import extending, legal_clock, lifecycle
from motcua_intake.domain.case import Case
from motcua_intake.domain.lifecycle import Rules
from motcua_intake.domain.records import Actor, Dossier, DossierStatus
from motcua_organisation import load_organisation
from motcua_procedure import ProcedurePackage, load_folder

BIRTH = load_folder(ROOT / "workflows/ho-tich/khai-sinh-thuong-tru-bhyt")
ORGANISATION = load_organisation(ROOT / "infra/demo/organisation.yaml")


class Packages:
    def get(self, *_: Any) -> ProcedurePackage:
        return BIRTH


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=LEGAL_ZONE)


def rules_of(case: Case, text: str) -> Rules:
    nothing: Any = None
    desk = Desk(FixedClock(at(text)), ORGANISATION, Packages(), nothing, nothing, nothing)  # type: ignore[arg-type]
    return desk.rules(nothing, case)


def accepted(commune: str, text: str = "12-01T13:07") -> Case:
    names = "draft_id code procedure_key procedure_name_vi procedure_name_en applicant_id applicant_user applicant_name"
    blank = dict.fromkeys([*names.split(), "id_number", "phone", "email", "address"], "")
    dossier = Dossier(
        id="d", procedure_version=1, source="PORTAL", status=DossierStatus.SUBMITTED, unit=commune,
        territory=commune, answers={}, submitted_at=at(text), **blank,
    )  # fmt: skip
    case = Case(dossier, lifecycle.new_parts("d", BIRTH.procedure))
    lifecycle.accept(case, rules_of(case, text), Actor())
    return case


def test_who_completes_the_file_of_another_agency_decides_nothing() -> None:
    assert kinds_of(BIRTH.bpmn) == {
        "birth": "commune", "residence": "police", "insurance": "social_insurance",
    }  # fmt: skip


@pytest.mark.parametrize("commune", ["ben_gio", "suoi_trong"])
def test_police_and_insurance_do_not_work_on_the_saturdays_of_the_commune(commune: str) -> None:
    """10 and 15 working days after Tuesday 1 December 2026, from Monday to Friday: Tuesday the 15th and the 22nd."""
    case = accepted(commune)
    assert case.parts["birth"].due_at == at("12-01T17:00")
    assert case.parts["insurance"].due_at == at("12-15T17:00")
    assert case.parts["residence"].due_at == at("12-22T17:00")
    assert case.dossier.promised_at == at("12-22T17:00")


def test_the_commune_keeps_its_own_days() -> None:
    """Received on a Friday after 15:00: Bến Gió works on Saturday morning, Suối Trong does not."""
    assert accepted("ben_gio", "12-04T15:30").parts["birth"].due_at == at("12-05T11:30")
    assert accepted("suoi_trong", "12-04T15:30").parts["birth"].due_at == at("12-07T17:00")


def test_the_derivation_says_whose_days_and_from_which_day_they_count() -> None:
    case = accepted("ben_gio", "12-04T09:00")
    told = case.parts["insurance"].derivation
    assert told[0] == [
        "Tính theo ngày, giờ làm việc của Bảo hiểm xã hội cơ sở Bến Gió.",
        "Counted by the working days and hours of Social Insurance Office of Ben Gio.",
    ]
    assert told[1][0].startswith(
        "Tính từ ngày phần trước có kết quả; chưa có nên tạm tính từ hạn của phần đó"
    )
    assert not any("giờ làm việc của" in line[0] for line in case.parts["birth"].derivation)

    case.change_part("birth", decided_at=at("12-08T08:04"))
    rules = rules_of(case, "12-08T08:04")
    legal_clock.recompute(case, rules.procedure, rules.hours, rules.now, rules.law)
    vi, en = case.parts["insurance"].derivation[1]
    assert vi == "Tính từ ngày phần trước có kết quả: thứ Ba 08/12/2026."
    assert en == "Counted from the day on which the part before was decided: Tuesday 8 December 2026."
    assert case.parts["insurance"].due_at == at("12-22T17:00")


def test_a_new_day_is_one_on_which_the_late_unit_works() -> None:
    case = accepted("ben_gio")
    rules = rules_of(case, "12-24T08:00")
    days = extending.Days([rules.hours.of("residence")], rules.hours.of("birth"))
    saturday = at("12-26T08:00").date()
    assert rules.hours.of("birth").day(saturday).works and not days.may_be(saturday)
    assert days.first([case.parts["residence"]], at("12-25T08:00")) == at("12-28T08:00").date()


def test_what_a_part_took_longer_by_form_04_is_not_added_twice_to_what_counts_from_its_decision() -> None:
    """Accepted on Monday 23 November 2026 (the 24th is a holiday); the birth is given until the 26th and decided then: the card
    is due 10 working days after the 26th, on 10 December, with nothing on top."""
    case = accepted("suoi_trong", "11-23T09:00")
    days = dict.fromkeys(case.parts, 2)
    given = extending.Given(days, at("11-23T16:00"), at("11-26T00:00").date(), number="01/XLGH")
    case.change(extension=given.to_dict())
    dues = {}
    for moment, decided in (("11-23T16:00", None), ("11-26T15:00", at("11-26T15:00"))):
        case.change_part("birth", decided_at=decided)
        rules = rules_of(case, moment)
        legal_clock.recompute(case, rules.procedure, rules.hours, rules.now, rules.law)
        assert case.parts["birth"].due_at == at("11-26T17:00")
        dues[moment] = case.parts["insurance"].due_at
    assert set(dues.values()) == {at("12-10T17:00")}, "the promise of form 04 is what comes of it"
    assert not any("Gia hạn" in line[0] for line in case.parts["insurance"].derivation)
