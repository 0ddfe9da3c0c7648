# SPDX-License-Identifier: Apache-2.0
"""From when an agency reads a dossier: the competent one from acceptance, others from the moment that they are concerned."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import COPY, House, _process, refused
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.adapters import cases
from motcua_intake.app import concern
from motcua_intake.app.authority import authority_of, competent_unit
from motcua_intake.app.desk import Desk
from motcua_intake.domain.records import Actor
from motcua_organisation import Organisation
from motcua_rpc import NotFound
from motcua_storage import count_statements

TAX, TAX_UNIT = "tax_office", "thue_co_so"


def sees(house: House, who: str, dossier: pb.Dossier) -> bool:
    """Whether dossier, file and list show it to `who`: all of them do, or none."""
    listed = dossier.code in [
        one.code for one in house.of(who).ListDossiers(pb.ListDossiersRequest()).dossiers
    ]
    papers = house.get(dossier, "an").papers
    file_id = next(one.file_id for one in papers if one.component in ("HD-CHUYEN-QUYEN", "GIAY-TO-GOC"))
    reads: list[Callable[[], Any]] = [
        lambda: house.get(dossier, who),
        lambda: house.of(who).GetDossier(pb.GetDossierRequest(code=dossier.code)),
        lambda: house.download(who, file_id),
    ]
    if not listed:
        for read in reads:
            refused(NotFound, read)
        return False
    assert all(read() for read in reads)
    return True


def task(house: House, dossier: pb.Dossier) -> None:
    house.task_opened(dossier, TAX_UNIT)


def task_of_the_release_before(house: House, dossier: pb.Dossier) -> None:
    told_by_the_process(house, dossier, TAX)


def told_by_the_process(house: House, dossier: pb.Dossier, agency: str) -> None:
    """As a group of the release before reads it, until it is wound up."""
    said = process_pb2.TaskOpened(process=_process(dossier), task_id="t", agency=agency)
    said.opened_at.FromDatetime(house.clock.now())
    house.tell("task.opened", said, dossier=dossier.dossier_id, group="intake.concern")


def message(house: House, dossier: pb.Dossier) -> None:
    said = process_pb2.MessageThrown(
        process=_process(dossier), message_id="m", name="tax_information_slip", target="tax_office",
        target_agency=TAX, sender_agency="land_branch",
    )  # fmt: skip
    said.at.FromDatetime(house.clock.now())
    house.tell("message.thrown", said, dossier=dossier.dossier_id)


@pytest.mark.parametrize("concerns", [task, task_of_the_release_before, message])
def test_an_agency_reads_since_it_is_concerned_and_ever_after(
    house: House, concerns: Callable[[House, pb.Dossier], None]
) -> None:
    dossier, other = house.submit(), house.accepted()
    assert not sees(house, "minh", dossier)
    house.accept(dossier)
    assert sees(house, "minh", dossier), "the competent one, from acceptance on"
    assert not sees(house, "huong", dossier), "the tax office has nothing to do with it yet"
    for _ in range(2):
        concerns(house, dossier)
    assert sees(house, "huong", dossier)
    assert not sees(house, "huong", other), "this one only"
    house.decide(dossier, "release", "refused", "x")
    house.decide(dossier, "transfer", "refused", "x")
    assert sees(house, "huong", dossier), "what it has seen stays readable"


def test_a_task_in_the_inbox_opens_its_dossier_before_the_event_was_read(house: House) -> None:
    dossier = house.accepted()
    assert not sees(house, "huong", dossier)
    house.inbox.tasks.add(("huong.thue", dossier.dossier_id))
    assert house.get(dossier, "huong").applicant.name == "Nguyễn Văn An"
    house.inbox.tasks.clear()
    assert sees(house, "huong", dossier), "kept, whatever becomes of the task"


def test_only_an_acting_agencys_inbox_is_asked(house: House) -> None:
    dossier, early = house.accepted(), house.submit()
    for who in ("binh", "mai", "thao", "quang", "khanh", "assignment"):
        for one in (dossier, early):
            if who != "assignment":
                refused(NotFound, lambda one=one, who=who: house.get(one, who))
    refused(NotFound, lambda: house.get(early, "huong"))
    refused(NotFound, lambda: house.of("huong").GetDossier(pb.GetDossierRequest(dossier_id="khong-co")))
    assert house.inbox.asked == []
    refused(NotFound, lambda: house.get(dossier, "huong"))
    assert house.inbox.asked == [("huong.thue", dossier.dossier_id)]


def test_an_inbox_that_cannot_be_asked_shows_nothing(house: House) -> None:
    dossier = house.accepted()
    house.inbox.away = True
    assert refused(NotFound, lambda: house.get(dossier, "huong")).code == "DOSSIER_UNKNOWN"


def test_tasks_of_the_territory_and_of_nobody_competent(house: House) -> None:
    dossier = house.accepted(COPY)
    assert sees_own(house, "thao", dossier)
    for agency in ("", "sea_office", "x" * 500):
        told_by_the_process(house, dossier, agency)
    assert sees_own(house, "thao", dossier)
    told_by_the_process(house, pb.Dossier(dossier_id="khong-co"), TAX)
    house.task_opened(pb.Dossier(dossier_id="khong-co"), TAX_UNIT)


def test_work_of_the_window_concerns_nobody(house: House) -> None:
    """Neither what says its kind, nor what an earlier release told of a clerk."""
    dossier = house.submit()
    for kind, role in (("acceptance", "window_clerk"), ("return", "window_clerk"), ("", "window_clerk")):
        said = inbox_pb2.InboxChanged(task_id=f"w{kind}", dossier_id=dossier.dossier_id, kind=kind, role=role)
        said.unit = TAX_UNIT
        said.at.FromDatetime(house.clock.now())
        house.tell("inbox.opened", said, dossier=dossier.dossier_id, group="intake.inbox")
    assert house.events("dossier.concerned") == []
    assert not sees(house, "huong", dossier)


def test_an_officers_task_of_the_release_before_opens_its_dossier(house: House) -> None:
    """An inbox that is not upgraded yet says neither kind nor part."""
    dossier = house.accepted()
    said = inbox_pb2.InboxChanged(task_id="old", dossier_id=dossier.dossier_id, unit=TAX_UNIT, role="officer")
    said.at.FromDatetime(house.clock.now())
    house.tell("inbox.opened", said, dossier=dossier.dossier_id, group="intake.inbox")
    assert sees(house, "huong", dossier)


def sees_own(house: House, who: str, dossier: pb.Dossier) -> bool:
    return house.get(dossier, who).code == dossier.code


def test_a_step_costs_four_statements_and_two_more_for_a_new_unit(house: House) -> None:
    """One effect fills the slip, puts the step behind those before it and lets the unit read; the first of a dossier opens its
    slip too."""
    dossier = house.accepted()
    house.task_opened(dossier, "chi_nhanh_dat_dai")
    for unit, most in ((TAX_UNIT, 6), ("chi_nhanh_dat_dai", 4), (TAX_UNIT, 4)):
        with count_statements() as counted:
            house.task_opened(dossier, unit)
        assert 1 <= len(counted.statements) <= most, counted.statements


OLD, NEW = "chi_nhanh_dat_dai", "chi_nhanh_moi"


def reorganised(demo: Organisation) -> Organisation:
    """From 30 November 2026 on another land branch acts, with Đỗ Văn Minh in it."""
    branch, minh = demo.unit(OLD), demo.people["minh.datdai"]
    units = {
        OLD: replace(branch, valid_to=date(2026, 11, 29)),
        NEW: replace(branch, key=NEW, code="H99.20.9", valid_from=date(2026, 11, 30)),
    }
    people = {**demo.people, minh.user: replace(minh, unit=NEW)}
    return replace(demo, units={**demo.units, **units}, people=people)


def test_after_a_reorganisation_the_work_moves_and_the_dossier_stays(house: House) -> None:
    """Submitted a week before: the unit that answers for it is still that of the submission; who decides signs for the new one,
    and the new one reads."""
    sent = house.accepted()
    desk: Desk = house.service.register.__closure__[0].cell_contents._.desk
    desk = replace(desk, organisation=reorganised(desk.organisation))
    with house.database.begin() as connection:
        dossier = cases.dossier(connection, dossier_id=sent.dossier_id)
        assert dossier is not None
        before = concern.acting_units(connection, desk, dossier)
        assert OLD in before and NEW not in before
        house.at("2026-11-30 08:00")
        acting = concern.acting_units(connection, desk, dossier)
        assert {OLD, NEW} <= set(acting) and len(set(acting)) == len(acting)
        assert concern.competent(connection, desk, dossier) == [OLD]
        rules = desk.package_of(connection, dossier.procedure_key, dossier.procedure_version).procedure
        assert competent_unit(desk.organisation, rules.competent_kind, dossier).key == OLD
        decided = authority_of(
            desk.organisation, rules, dossier, acting, Actor("minh.datdai", "Đỗ Văn Minh", NEW)
        )
        assert decided.unit.key == NEW and decided.signer is not None
        told = len(house.events("dossier.concerned"))
        concern.begin(connection, desk, dossier.id, "land_branch", house.clock.now())
    assert [one.data["unit"] for one in house.events("dossier.concerned")[told:]] == [NEW]


def test_a_pool_without_an_agency_concerns_the_commune_while_it_is_in_force(house: House) -> None:
    sent = house.accepted()
    desk: Desk = house.service.register.__closure__[0].cell_contents._.desk
    commune = desk.organisation.unit("ben_gio")
    merged = replace(commune, valid_to=date(2026, 11, 29))
    desk = replace(
        desk, organisation=replace(desk.organisation, units={**desk.organisation.units, "ben_gio": merged})
    )
    with house.database.begin() as connection:
        connection.execute(
            sa.text("UPDATE intake.dossier SET territory = 'ben_gio' WHERE id = :id"), {"id": sent.dossier_id}
        )
        for moment, concerned in (("2026-11-30 08:00", []), ("2026-11-27 14:00", ["ben_gio"])):
            house.at(moment)
            concern.begin(connection, desk, sent.dossier_id, "", house.clock.now())
            rows = connection.execute(sa.text("SELECT envelope FROM intake.outbox ORDER BY id")).scalars()
            told = [json.loads(row) for row in rows]
            assert [
                one["data"]["unit"]
                for one in told
                if one["type"] == "dossier.concerned" and one["data"]["unit"] == "ben_gio"
            ] == concerned
