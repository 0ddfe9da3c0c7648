# SPDX-License-Identifier: Apache-2.0
"""`motcua identity realm apply`, `motcua identity sync`: Keycloak as the organisation file has it.

Exit codes: 0 fine, 1 a finding (with `--dry-run`: something would change; else: a name that somebody else's account has),
2 could not run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from motcua_cli.failing import fail

if TYPE_CHECKING:
    from motcua_identity.keycloak import Admin, Plan
    from motcua_organisation import Organisation

identity_app = typer.Typer(
    help="Keycloak: its realm and its people, from the organisation file.", no_args_is_help=True
)
realm_app = typer.Typer(
    help="The realm: clients, roles, groups by unit, what accounts say.", no_args_is_help=True
)
identity_app.add_typer(realm_app, name="realm")

Url = Annotated[str, typer.Option("--url", envvar="MOTCUA_KEYCLOAK_URL", help="Base address of Keycloak.")]
Name = Annotated[str, typer.Option("--realm", envvar="MOTCUA_KEYCLOAK_REALM", help="Name of the realm.")]
User = Annotated[
    str, typer.Option(envvar="MOTCUA_KEYCLOAK_USER", help="Administrator of the realm `master`.")
]
OrganisationFile = Annotated[
    Path, typer.Option("--organisation", envvar="MOTCUA_ORGANISATION", help="Units, roles and people.")
]
State = Annotated[
    Path,
    typer.Option(help="Folder for secrets of clients and first passwords; only its owner may read them."),
]
Trial = Annotated[
    bool,
    typer.Option(
        "--trial",
        help="Demo people with passwords that stay, citizens, no second factor. Never for real people.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")]
DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database-url", envvar="MOTCUA_ADMIN_DATABASE_URL", show_default=False,
        help="Database whose audit keeps who was given which rights, in the name of its administrator.",
    ),
]  # fmt: skip
WithoutAudit = Annotated[
    bool, typer.Option("--without-audit", help="Change rights without a row in the audit.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]
KEYCLOAK = "http://127.0.0.1:8081"
STATE = Path("var/keycloak")
ORGANISATION = Path("infra/demo/organisation.yaml")
PASSWORD = "MOTCUA_KEYCLOAK_PASSWORD"
"""From the environment only: a command line is seen by everybody on the machine."""


def add_to(app: typer.Typer) -> None:
    """Mount the commands."""
    app.add_typer(identity_app, name="identity")


@realm_app.command("apply")
def realm_apply(
    public_url: Annotated[
        str, typer.Option(envvar="MOTCUA_PUBLIC_URL", help="Address of the portal as people see it.")
    ],
    url: Url = KEYCLOAK,
    name: Name = "motcua",
    user: User = "admin",
    organisation: OrganisationFile = ORGANISATION,
    integrators: Annotated[
        Path | None,
        typer.Option(help="TOML file of the software of others; see infra/keycloak/integrators.toml."),
    ] = None,
    state: State = STATE,
    trial: Trial = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = "",
    without_audit: WithoutAudit = False,
) -> None:
    """Make the realm, or bring it up to date; done twice it changes nothing. The password of the administrator is read from
    MOTCUA_KEYCLOAK_PASSWORD. Secrets of clients are kept in STATE/client-secrets.json: those that are missing are made."""
    from motcua_identity.keycloak import Plan, apply_realm

    from motcua_cli.identity.noting import noting
    from motcua_cli.identity.wanted import wanted_realm

    known = _organisation(organisation)
    _need_audit(database_url, excused=trial or dry_run or without_audit)
    with noting(database_url, user, "identity realm apply") as note, _keycloak(url, user) as admin:
        plan = Plan(dry_run=dry_run, before=note)
        realm = wanted_realm(
            name, known, public_url.rstrip("/"), integrators, state, trial=trial, keep=not dry_run
        )
        apply_realm(admin, realm, plan)
    _report(plan, {}, as_json)
    raise typer.Exit(1 if dry_run and plan.steps else 0)


@identity_app.command("sync")
def sync_people(
    url: Url = KEYCLOAK,
    name: Name = "motcua",
    user: User = "admin",
    organisation: OrganisationFile = ORGANISATION,
    state: State = STATE,
    trial: Trial = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    database_url: DatabaseUrl = "",
    without_audit: WithoutAudit = False,
) -> None:
    """Who joined gets an account, who moved other rights, who left none; nobody is deleted, and accounts that others made are
    left alone and named. First passwords are kept in STATE/first-passwords.tsv; they must be changed at the first sign-in."""
    from dataclasses import asdict

    from motcua_identity.keycloak import Plan, sync

    from motcua_cli.identity.noting import noting
    from motcua_cli.identity.wanted import keep_password, wanted_members

    known = _organisation(organisation)
    _need_audit(database_url, excused=trial or dry_run or without_audit)
    with noting(database_url, user, "identity sync") as note, _keycloak(url, user) as admin:
        plan = Plan(dry_run=dry_run, before=note)
        members = wanted_members(known, state, trial=trial, keep=not dry_run)
        found = sync(admin, name, members, plan, lambda joined: keep_password(state, joined))
    _report(plan, asdict(found), as_json)
    if found.joined and not trial and not dry_run and not as_json:
        print(f"First passwords: {state / 'first-passwords.tsv'}. Hand them over, then delete the file.")
    raise typer.Exit(1 if found.taken or (dry_run and plan.steps) else 0)


def _need_audit(database_url: str, *, excused: bool) -> None:
    if not database_url and not excused:
        raise fail(
            "Who is given which rights belongs into the audit: name the database by --database-url (MOTCUA_ADMIN_DATABASE_URL), "
            "after `motcua migrate`, or say --without-audit."
        )


def _report(plan: Plan, found: dict[str, Any], as_json: bool) -> None:
    from motcua_cli.machine_readable import json_line

    if as_json:
        print(json_line({"dry_run": plan.dry_run, "steps": plan.steps, **found}))
        return
    for step in plan.steps:
        print(f"{'would: ' if plan.dry_run else ''}{step}")
    for user in found.get("unknown", ()):
        print(f"{user}: made by somebody else, left alone")
    for user in found.get("taken", ()):
        print(
            f"{user}: in the organisation, but the account was made by somebody else. Rename one of them, or let this one be "
            "kept by us: attribute motcua_source = organisation."
        )
    if not plan.steps:
        print("Nothing to change.")


@contextmanager
def _keycloak(url: str, user: str) -> Iterator[Admin]:
    """The administrator. What Keycloak refuses ends the command with its sentence."""
    import os

    from motcua_identity.keycloak import Admin, KeycloakError

    password = os.environ.get(PASSWORD, "")
    if not password:
        raise fail(f"{PASSWORD} is not set: it holds the password of Keycloak's administrator {user}.")
    if not _is_address(url):
        raise fail(f"--url must be an address such as {KEYCLOAK}, not {url!r}.")
    admin = Admin(url, user=user, password=password)
    try:
        yield admin
    except KeycloakError as error:
        raise fail(str(error)) from error
    finally:
        admin.close()


def _is_address(url: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no number
        return False


def _organisation(path: Path) -> Organisation:
    from motcua_organisation import load_organisation
    from motcua_text import SourceError

    try:
        return load_organisation(path)
    except OSError as error:
        raise fail(f"{path} cannot be read: {error.strerror or error}.") from error
    except SourceError as error:
        print(error, file=sys.stderr)
        raise fail(f"{path} is no organisation file that can be used.") from error
