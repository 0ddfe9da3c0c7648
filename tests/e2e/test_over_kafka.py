# SPDX-License-Identifier: Apache-2.0
"""The same services with a real Kafka between them, which is killed meanwhile; a folder keeps to the log that it began with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua_storage import EmbeddedPostgres
from parts.kafka import Kafka
from support.brokers import own_broker
from support.events import dead_letters_are_dealt_with, looked_at, replayed, stays, stays_are_damaged
from support.province import COMMUNE, Province
from support.system import System, free_port
from support.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.embedded("the embedded program with Kafka")]
SERVERS = "MOTCUA_KAFKA__SERVERS"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    with own_broker(tmp_path_factory.mktemp("kafka")) as made:
        yield made


def test_one_dossier_gives_two_results(
    tmp_path: Path, broker: Kafka, new_system: Callable[..., System]
) -> None:
    system = new_system(tmp_path / "var", settings={SERVERS: broker.address})
    system.start()
    province = Province(system)
    dossier = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(dossier.dossier_id)
    province.sign_release(dossier.dossier_id)
    broker.running.kill()
    broker.start()
    province.appraise_transfer(dossier.dossier_id)
    province.pay_taxes(dossier.dossier_id)
    wrong = stays_are_damaged(system, dossier.dossier_id)
    assert replayed(system, "intake.stays", "--no-wait")["state"] in ("running", "done")
    system.kill()
    system.start()
    assert replayed_until_done(system)["state"] == "done", "it went on after the kill"
    assert stays(system, dossier.dossier_id) != wrong
    province = Province(system)
    province.sign_transfer(dossier.dossier_id)
    province.clerk.return_results(dossier.dossier_id)
    seen = province.citizen().dossier(dossier.dossier_id)
    assert seen.status == pb.DOSSIER_STATUS_RETURNED
    assert sorted(one.part for one in seen.results) == ["release", "transfer"]
    looked_at(system, province)
    dead_letters_are_dealt_with(system, province)
    assert system.stop() == 0, system.log_tail()

    assert "go by Kafka" in refused(system, {}), "without brokers it does not start"
    other = {SERVERS: broker.address, "MOTCUA_KAFKA__PREFIX": "other."}
    assert "not by" in refused(system, other), "nor by other topics"
    stranger = new_system(tmp_path / "stranger")
    assert "for another system's events" in refused(stranger, {SERVERS: broker.address})
    assert "by their own means" in told(system, "backup", str(tmp_path / "backup"))
    assert "topics would keep" in told(system, "reset", "--yes")


def test_brokers_that_are_not_there_are_named(tmp_path: Path, new_system: Callable[..., System]) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    system = new_system(tmp_path / "var")
    assert f"The Kafka brokers at {nowhere} do not answer" in refused(system, {SERVERS: nowhere})
    assert "'localhost:abc' is no host:port" in refused(system, {SERVERS: "localhost:abc"})
    assert "go together" in refused(system, {SERVERS: nowhere, "MOTCUA_KAFKA__USER": "intake"})
    missing = {SERVERS: nowhere, "MOTCUA_KAFKA__AUTHORITY": str(tmp_path / "none.pem")}
    assert "there is no file" in refused(system, missing)
    system.settings = {}
    system.start()
    assert system.stop() == 0, "nothing was changed by that"


def test_what_was_not_read_is_not_left_behind(
    tmp_path: Path, broker: Kafka, new_system: Callable[..., System]
) -> None:
    system = new_system(tmp_path / "var")
    postgres = EmbeddedPostgres(system.var / "postgres")
    with psycopg.connect(postgres.start(), autocommit=True) as admin:
        admin.execute(
            "UPDATE broker.cursor SET position = position - 1 WHERE consumer_group = 'assignment' AND position > -1"
        )
        back = admin.execute(
            "SELECT count(*) FROM broker.cursor WHERE consumer_group = 'assignment' AND position > -1"
        )
        assert back.fetchone() != (0,), "there is something to be read"
    postgres.stop()
    assert "have not all been read" in refused(system, {SERVERS: broker.address})
    assert not (system.var / "events.json").exists()


def replayed_until_done(system: System) -> dict[str, Any]:
    return eventually(lambda: replayed(system), lambda one: one["state"] != "running", seconds=60)


def refused(system: System, settings: dict[str, str]) -> str:
    """What `motcua up` says that does not start with these settings."""
    system.settings = settings
    return told(system, "up")


def told(system: System, *arguments: str) -> str:
    done = system.command(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr
