# SPDX-License-Identifier: Apache-2.0
"""`motcua identity` at a terminal, with a realm of its own."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from click.testing import Result
from motcua_cli.identity.commands import identity_app
from motcua_identity import ClientCredentials, Provider, TokenVerifier
from motcua_identity.keycloak.admin import of
from motcua_portal.migration import MIGRATION
from motcua_storage.testing import ServiceDatabases
from support.realms import RealIssuer
from typer.testing import CliRunner

DEMO = Path(__file__).parents[2] / "infra" / "demo" / "organisation.yaml"
INTEGRATORS = Path(__file__).parents[2] / "infra" / "keycloak" / "integrators.toml"
REALM = "tinh"
Motcua = Callable[..., Result]


@pytest.fixture(scope="module")
def organisation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's with three people: passwords are costly to keep."""
    said: dict[str, Any] = yaml.safe_load(DEMO.read_text("utf-8"))
    wanted = ("lan.motcua", "quang.chutich")
    said["people"] = [one for one in said["people"] if one["user"] in wanted]
    said["citizens"] = said["citizens"][:1]
    made = tmp_path_factory.mktemp("organisation") / "organisation.yaml"
    made.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    return made


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(MIGRATION)


@pytest.fixture(scope="module")
def motcua(issuer: RealIssuer, organisation: Path, databases: ServiceDatabases) -> Iterator[Motcua]:
    user, password = issuer.server.admin()

    def run(*arguments: str, **variables: str) -> Result:
        env = {
            "MOTCUA_KEYCLOAK_URL": issuer.server.address, "MOTCUA_KEYCLOAK_REALM": REALM, "MOTCUA_KEYCLOAK_USER": user,
            "MOTCUA_KEYCLOAK_PASSWORD": password, "MOTCUA_ORGANISATION": str(organisation),
            "MOTCUA_PUBLIC_URL": "https://dichvucong.example", "MOTCUA_ADMIN_DATABASE_URL": databases.url("portal"),
            **variables,
        }  # fmt: skip
        return CliRunner().invoke(identity_app, list(arguments), env=env)

    yield run
    issuer.admin.delete(of(REALM))


def test_a_province_s_realm_and_people(
    motcua: Motcua, issuer: RealIssuer, databases: ServiceDatabases, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    apply = ("realm", "apply", "--state", str(state), "--integrators", str(INTEGRATORS))
    assert motcua(*apply, "--dry-run").exit_code == 1
    done = motcua(*apply)
    assert (done.exit_code, f"realm {REALM}: made" in done.output) == (0, True), done.output
    again = motcua(*apply, "--json")
    assert (again.exit_code, json.loads(again.output)["steps"]) == (0, []), again.output
    kept = state / "client-secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600 and stat.S_IMODE(state.stat().st_mode) == 0o700
    secrets = json.loads(kept.read_text("utf-8"))
    assert "demo-integrator" not in secrets and secrets["portal"] not in done.output

    provider = Provider(f"{issuer.server.address}/realms/{REALM}")
    token = ClientCredentials(provider, "phan-mem-xa-suoi-trong", secrets["phan-mem-xa-suoi-trong"])()
    subject = TokenVerifier(provider).verify(token)
    assert (subject.unit, set(subject.roles)) == ("suoi_trong", {"integrator", "window_clerk"})
    provider.close()

    sync = ("sync", "--state", str(state))
    dry = motcua(*sync, "--dry-run", "--json")
    assert (dry.exit_code, json.loads(dry.output)["joined"]) == (1, ["lan.motcua", "quang.chutich"])
    assert not (state / "first-passwords.tsv").exists()
    assert motcua(*sync).exit_code == 0
    passwords = dict(
        line.split("\t") for line in (state / "first-passwords.tsv").read_text("utf-8").splitlines()
    )
    assert passwords.keys() == {"lan.motcua", "quang.chutich"}
    assert stat.S_IMODE((state / "first-passwords.tsv").stat().st_mode) == 0o600
    assert "Nothing to change." in motcua(*sync).output
    with psycopg.connect(databases.url("portal")) as own:
        told = [
            row[0] for row in own.execute("SELECT about FROM portal.audit WHERE kind = 'role' ORDER BY id")
        ]
    assert f"realm {REALM}: made" in "\n".join(told) and "lan.motcua: joins" in told
    assert [one for one in told if one.startswith("lan.motcua: has ")], "roles too"
    roles = issuer.admin.get(of(REALM, "roles", "second-factor", "users"))
    assert [one["username"] for one in roles] == ["quang.chutich"]  # leads the commune


def test_a_trial_has_citizens_and_passwords_that_stay(motcua: Motcua, tmp_path: Path) -> None:
    sync, secrets = ("sync", "--trial", "--state", str(tmp_path)), tmp_path / "demo-secrets.json"
    dry = json.loads(motcua(*sync, "--dry-run", "--json").output)
    assert "an.congdan" in dry["joined"] and not secrets.exists()

    done = json.loads(motcua(*sync, "--json").output)
    assert done["joined"] == dry["joined"]
    kept = secrets.read_text("utf-8")
    assert "Nothing to change." in motcua(*sync).output and secrets.read_text("utf-8") == kept


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (("sync",), {"MOTCUA_KEYCLOAK_PASSWORD": ""}, "MOTCUA_KEYCLOAK_PASSWORD is not set"),
        (("sync",), {"MOTCUA_KEYCLOAK_PASSWORD": "wrong"}, "does not let the administrator in"),
        (("sync", "--url", "ftp://x"), {}, "must be an address"),
        (("sync", "--url", "http://127.0.0.1:9"), {}, "gives no answer"),
        (("sync", "--realm", "khong-co"), {}, "There is no realm khong-co"),
        (("sync", "--organisation", "/nowhere.yaml"), {}, "/nowhere.yaml cannot be read"),
        (("realm", "apply", "--integrators", "/nowhere.toml"), {}, "is no list of integrators"),
    ],
    ids=[
        "no password",
        "wrong password",
        "no address",
        "nobody there",
        "no realm",
        "no file",
        "no integrators",
    ],
)
def test_what_cannot_run_says_so(
    motcua: Motcua, tmp_path: Path, arguments: tuple[str, ...], variables: dict[str, str], said: str
) -> None:
    done = motcua(*arguments, "--state", str(tmp_path), **variables)

    assert (done.exit_code, said in done.output) == (2, True), done.output


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('id = "x"\nroles = ["operator"]', "cannot have operator"),
        ('id = "x"\nroles = ["service:intake"]', "cannot have service:intake"),
        ('id = "intake"\nroles = []', "an id of its own"),
        ('id = "x"\nroles = []\nunit = "khong-co"', "which the organisation does not have"),
    ],
    ids=["operator", "service", "taken", "no unit"],
)
def test_an_integrator_gets_no_more_than_it_may_have(
    motcua: Motcua, tmp_path: Path, entry: str, said: str
) -> None:
    file = tmp_path / "integrators.toml"
    file.write_text(f"[[integrator]]\n{entry}\n", "utf-8")

    done = motcua("realm", "apply", "--state", str(tmp_path), "--integrators", str(file))

    assert (done.exit_code, said in done.output) == (2, True), done.output
