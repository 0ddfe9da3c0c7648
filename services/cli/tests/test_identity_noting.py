# SPDX-License-Identifier: Apache-2.0
"""Rights that are given at Keycloak are in the audit before they are given; where they cannot be, nothing is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import typer
from motcua_cli.identity.commands import identity_app
from motcua_cli.identity.noting import noting
from motcua_identity.keycloak import Plan
from motcua_portal.migration import MIGRATION
from motcua_storage.testing import ServiceDatabases
from typer.testing import CliRunner

DEMO = Path(__file__).parents[3] / "infra" / "demo" / "organisation.yaml"


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION)


def test_each_step_has_a_row_before_it_is_done(databases: ServiceDatabases) -> None:
    seen: list[int] = []

    def act() -> None:
        seen.append(len(_rows(databases)))

    with noting(databases.url("portal"), "admin", "identity sync") as note:
        plan = Plan(before=note)
        plan.do("lan.motcua (Nguyễn Thị Lan): joins", act)
        plan.do("lan.motcua: has land_officer", act)
    assert seen == [1, 2] and len(plan.steps) == 2
    rows = _rows(databases)
    assert rows == [
        ("role", "identity sync", "lan.motcua: joins", "keycloak:admin"),
        ("role", "identity sync", "lan.motcua: has land_officer", "keycloak:admin"),
    ]
    with psycopg.connect(databases.url("portal")) as own:
        assert own.execute("SELECT count(*) FROM portal.audit_queue").fetchone() == (2,), (
            "the portal seals them"
        )


def test_what_is_only_told_leaves_none(databases: ServiceDatabases) -> None:
    before = _rows(databases)
    with noting(databases.url("portal"), "admin", "identity sync") as note:
        Plan(dry_run=True, before=note).do("hoa: joins", _never)
    assert _rows(databases) == before


def test_where_no_row_can_be_written_nothing_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = "postgresql://x:y@127.0.0.1:1/motcua"
    with pytest.raises(typer.Exit) as ended, noting(nowhere, "admin", "identity sync") as note:
        Plan(before=note).do("hoa: joins", _never)
    assert ended.value.exit_code == 2
    assert "Nothing more was changed, as the audit cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("command", [("sync",), ("realm", "apply", "--public-url", "https://a.example")])
def test_rights_are_not_given_without_an_audit_unless_that_is_said(command: tuple[str, ...]) -> None:
    given = {
        "MOTCUA_KEYCLOAK_PASSWORD": "x",
        "MOTCUA_ORGANISATION": str(DEMO),
        "MOTCUA_ADMIN_DATABASE_URL": "",
    }
    away = ("--url", "http://127.0.0.1:1")
    refused = CliRunner().invoke(identity_app, [*command, *away], env=given)
    assert refused.exit_code == 2 and "name the database by --database-url" in refused.output
    for excuse in ("--without-audit", "--dry-run", "--trial"):
        done = CliRunner().invoke(identity_app, [*command, *away, excuse], env=given)
        assert done.exit_code == 2 and "--database-url" not in done.output, (
            "it went on, to a Keycloak that is away"
        )


@pytest.mark.parametrize("command", [("sync",), ("realm", "apply", "--public-url", "https://a.example")])
@pytest.mark.parametrize("trial", [(), ("--trial",)], ids=["real people", "trial"])
def test_a_dry_run_writes_nothing(command: tuple[str, ...], trial: tuple[str, ...], tmp_path: Path) -> None:
    given = {"MOTCUA_KEYCLOAK_PASSWORD": "x", "MOTCUA_ORGANISATION": str(DEMO)}
    state = tmp_path / "state"
    options = ("--dry-run", "--url", "http://127.0.0.1:1", "--state", str(state))
    done = CliRunner().invoke(identity_app, [*command, *trial, *options], env=given)
    assert done.exit_code == 2 and "gives no answer" in done.output and not state.exists()


def _never() -> None:
    raise AssertionError("this must not be done")


def _rows(databases: ServiceDatabases) -> list[tuple[str, ...]]:
    with psycopg.connect(databases.url("portal")) as own:
        return own.execute("SELECT kind, what, about, actor FROM portal.audit ORDER BY id").fetchall()
