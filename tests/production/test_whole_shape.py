# SPDX-License-Identifier: Apache-2.0
"""The production shape, every part real: a dossier goes to its two results while one after the other is killed, pages and calls
come through one door, and what was up is found again."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from motcua.assignment.v1 import assignment_pb2 as work
from motcua.assignment.v1 import assignment_pb2_grpc as work_grpc
from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import Officer
from motcua_rpc import Unauthenticated, Unimplemented, channel
from parts.common import VERSIONS
from production.layout import replicas
from support.production import Production, need_parts
from support.province import COMMUNE, Province

pytestmark = pytest.mark.faults


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    need_parts()
    made = Production(tmp_path_factory.mktemp("production"))
    try:
        made.start()
        yield made
    finally:
        made.kill()


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processors are shared by twelve processes."""
    monkeypatch.setattr(Officer, "patience", 60.0)


def test_a_dossier_goes_its_way_while_each_process_and_part_is_killed(system: Production) -> None:
    province = Province(system)
    dossier = province.citizen().submit_land(COMMUNE).dossier_id
    system.kill_service("workflow-1")
    system.kill_service("assignment-2")
    province.clerk.accept(dossier)
    province.land_officer.do(dossier, "appraise_release")
    system.restart_part("kafka")
    province.land_leader.do(dossier, "approve_release")
    system.kill_service("intake-1")
    system.start_service("intake-1")
    province.land_leader.do(dossier, "sign_release")
    province.decided(dossier, "release")
    system.start_service("workflow-1")
    system.kill_service("workflow-2")
    system.restart_part("postgres")
    province.appraise_transfer(dossier)
    task = province.tax_officer.wait_for(dossier, "determine_obligation")
    system.kill_part("keycloak")
    province.tax_officer.do_task(task)  # who is signed in works on
    with pytest.raises(httpx.HTTPError):
        system.token("an.congdan")  # and nobody new comes in
    system.shape.keycloak.start()
    province.tax_officer.do(dossier, "confirm_payment")
    system.restart_part("s3")
    for name in ("liaison-1", "notification-1"):
        system.kill_service(name)
        system.start_service(name)
    province.sign_transfer(dossier)
    province.clerk.return_results(dossier)
    seen = province.citizen().dossier(dossier)
    assert seen.status == pb.DOSSIER_STATUS_RETURNED
    assert sorted(one.part for one in seen.results) == ["release", "transfer"]
    mine = province.citizen().intake.ListDossiers(pb.ListDossiersRequest(page_size=100)).dossiers
    assert [one.dossier_id for one in mine].count(dossier) == 1
    system.start_service("workflow-2")
    system.start_service("assignment-2")


def test_pages_and_calls_come_through_one_door(system: Production) -> None:
    with httpx.Client(base_url=system.run["http"], trust_env=False, timeout=60) as browser:
        assert browser.get("/healthz").json() == {"ready": True}
        home = browser.get("/")
        assert home.status_code == 200 and "chuyển nhượng" in home.text.lower()
        assert browser.get("/", headers={"Host": "other.example"}).status_code == 400
        sign_in = browser.get("/dang-nhap")
        assert sign_in.is_redirect and sign_in.headers["location"].startswith(system.run["issuer"])
    with channel(system.run["grpc"]) as nobody:
        with pytest.raises(Unauthenticated):
            work_grpc.AssignmentServiceStub(nobody).ListTasks(work.ListTasksRequest())
        with pytest.raises(Unimplemented):
            nobody.unary_unary("/motcua.other.v1.Other/Get")(b"")


def test_what_runs_is_found_and_what_was_killed_comes_back(system: Production) -> None:
    system.start()
    before = system.run["processes"]
    system.kill_service("liaison-1")
    assert {name for name, ready in system.shape.status().items() if not ready} == {"liaison-1"}
    system.start()
    after = system.run["processes"]
    assert {name for name in after if after[name] != before.get(name)} == {"liaison-1"}
    assert all(system.shape.status().values())


def test_the_parts_are_those_that_are_declared(system: Production) -> None:
    """Asked of themselves; CI prints them and fails without (`.ci/run`)."""
    with psycopg.connect(system.shape.postgres.address) as admin:
        (number,) = admin.execute("SHOW server_version").fetchone() or ("",)
    broker = system.shape.kafka.running.process()
    opened = " ".join(one.path for one in broker.open_files()) if broker else ""
    said = re.search(r"/kafka_[0-9.]+-([0-9.]+)\.jar", opened)
    info = re.search(
        r"Keycloak (\S+) on JVM", system.shape.keycloak.running.log.read_text("utf-8", "replace")
    )
    assert said and said[1] == VERSIONS["kafka"]["version"]
    assert info and info[1] == VERSIONS["keycloak"]["version"]
    if file := os.environ.get("MOTCUA_TESTED_WITH"):
        lines = f"Kafka {said[1]}\nKeycloak {info[1]}\nPostgreSQL {number}\n"
        with Path(file).open("a", encoding="utf-8") as out:
            out.write(lines)


def test_an_operator_sees_all_of_it(system: Production) -> None:
    done = system.command("doctor", "--json")
    found = json.loads(done.stdout)
    assert not [one for one in found["checks"] if one["level"] == "error"], found
    assert {one.name for one in replicas()} <= {one["area"] for one in found["checks"]}


def test_it_goes_down_whole_and_keeps_everything(system: Production) -> None:
    mine = listed(system)
    system.stop()
    assert not any(system.shape.status().values())
    system.start()
    assert listed(system) == mine


def listed(system: Production) -> list[str]:
    found = Province(system).citizen().intake.ListDossiers(pb.ListDossiersRequest(page_size=100)).dossiers
    return sorted(one.code for one in found)
