# SPDX-License-Identifier: Apache-2.0
"""The audit of a system at work: every change is in it, one dossier's story can be read, and tampering is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.auditing.commands import audit_app
from motcua_cli.auditing.sources import AUDITED
from motcua_cli.doctor.audit import look_at_audit
from motcua_cli.doctor.check import Level
from motcua_cli.embedded.folder import StateFolder
from motcua_cli.keeping.database import serving
from motcua_storage import EmbeddedPostgres
from support.audited import own_url, unaudited, waiting
from support.births import Births
from support.province import Province
from support.system import Driver
from support.waiting import eventually
from typer.testing import CliRunner, Result


def run(*arguments: str) -> Result:
    return CliRunner().invoke(audit_app, list(arguments))


@pytest.fixture(scope="module")
def dossier(province: Province) -> pb.Dossier:
    """Handed in, accepted, registered by justice, looked up, decided."""
    births = Births(province)
    births.population("up")
    made = births.accepted()
    births.register(made.dossier_id)
    births.do(births.police, made.dossier_id, "check_residence")
    births.do(births.police_leader, made.dossier_id, "sign_residence")
    return province.decided(made.dossier_id, "residence")


@pytest.fixture
def var(system: Driver, dossier: pb.Dossier) -> str:
    """Of a system in which everything that was written is sealed."""

    eventually(lambda: waiting(system.var), lambda count: count == 0)
    return str(system.var)


def test_every_row_of_every_table_was_written_beside_a_row_of_the_audit(system: Driver, var: str) -> None:
    assert unaudited(system.var) == []


def test_who_did_what_to_a_dossier_is_listed_by_its_code(
    var: str, dossier: pb.Dossier, province: Province
) -> None:
    done = run("list", "--dossier", dossier.code, "--var", var, "--json")
    assert done.exit_code == 0, done.output
    rows = json.loads(done.output)["rows"]
    told = {(row["service"], row["what"]): row for row in rows}
    accepted = told["intake", "motcua.intake.v1.IntakeService/AcceptDossier"]
    assert accepted["actor_kind"] == "person" and accepted["unit"] and accepted["request_id"]
    event = told["intake", "dossier.accepted"]
    assert (event["actor"], event["request_id"]) == (accepted["actor"], accepted["request_id"])
    told_of = told["workflow", "process.result_decided"]
    assert told_of["actor_kind"] == "service"
    opened = next(row for row in rows if row["what"] == "inbox.opened" and row["actor_kind"] == "system")
    assert opened["actor"] == "consumer-assignment" and opened["cause"]
    assert {"workflow", "intake", "assignment", "notification", "liaison"} == {row["service"] for row in rows}
    assert [row["at"] for row in rows] == sorted(row["at"] for row in rows)
    plain = run("list", "--dossier", dossier.code.lower(), "--var", var).output
    assert "AcceptDossier" in plain and "because of event" in plain
    assert run("list", "--dossier", "H00.00.00-000000-0000", "--var", var).exit_code == 2


def test_it_keeps_no_personal_data(system: Driver, var: str, dossier: pb.Dossier) -> None:
    """Names and numbers of the applicant are in the dossier, not in the record of who did what."""
    kept = "".join(_everything(system.var))
    applicant = dossier.applicant
    for said in filter(None, (applicant.name, applicant.id_number, applicant.phone, applicant.email)):
        assert said not in kept, said


def test_a_changed_row_is_named_until_it_is_as_it_was(system: Driver, var: str) -> None:
    done = run("verify", "--var", var, "--json")
    assert done.exit_code == 0, done.output
    heads = [f"--head={one}" for one in json.loads(done.output)["heads"]]
    assert len(heads) == 6
    with (
        serving(EmbeddedPostgres(StateFolder(system.var).postgres)) as owner,
        psycopg.connect(owner, autocommit=True) as own,
    ):
        own.execute("UPDATE intake.audit SET actor = actor || 'x' WHERE id = 3")
        found = run("verify", "--var", var, "--json")
        own.execute("UPDATE intake.audit SET actor = left(actor, -1) WHERE id = 3")
    assert found.exit_code == 1
    (finding,) = json.loads(found.output)["findings"]
    assert (finding["schema"], finding["code"], finding["row"]) == ("intake", "row-changed", 3)
    again = run("verify", "--var", var, "--resume", *heads)
    assert again.exit_code == 0 and "The audit is whole: 6 sealed rows" in again.output


def test_doctor_looks_whether_rows_are_sealed(system: Driver, var: str) -> None:
    (found,) = look_at_audit(system.var)
    assert found.level is Level.OK, found


def test_an_export_is_checked_elsewhere(var: str, tmp_path: Path) -> None:
    file = tmp_path / "audit.jsonl"
    done = run("export", str(file), "--var", var)
    assert done.exit_code == 0 and file.stat().st_mode & 0o077 == 0
    assert run("verify", str(file)).exit_code == 0
    assert run("export", str(file), "--var", var).exit_code == 2, "what is there is left alone"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:7] + lines[8:]), encoding="utf-8")
    found = run("verify", str(file))
    assert found.exit_code == 1 and "seals-removed" in found.output
    file.write_text("no export", encoding="utf-8")
    assert run("verify", str(file)).exit_code == 2


def test_where_nothing_runs_it_could_not_look(tmp_path: Path) -> None:
    for arguments in (["verify"], ["export", str(tmp_path / "x")], ["list", "--dossier", "x"]):
        done = run(*arguments, "--var", str(tmp_path))
        assert (done.exit_code, "start the system" in done.output) == (2, True), done.output
    assert run("verify", "--head", "intake:1", "--var", str(tmp_path)).exit_code == 2
    assert run("verify", "--resume", "--var", str(tmp_path)).exit_code == 2
    assert run("verify", "--database-url", "postgresql://x:y@127.0.0.1:1/z").exit_code == 2


def _everything(var: Path) -> Iterator[str]:
    for schema in AUDITED:
        with psycopg.connect(own_url(var, schema)) as connection:
            yield from (str(row) for row in connection.execute(f"SELECT * FROM {schema}.audit".encode()))
