# SPDX-License-Identifier: Apache-2.0
"""What Keycloak is to have, from the organisation file: realm, clients with their secrets, people."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from motcua_identity import CITIZEN, DESIGNER, INTEGRATOR, OPERATOR, SERVICE
from motcua_identity.issuer import CLIENT_CREDENTIALS, Client, demo_secrets
from motcua_identity.issuer.files import private_folder, read_private, write_private
from motcua_identity.keycloak import Group, Joined, KeycloakError, Member, Realm
from motcua_organisation import Organisation

from motcua_cli.embedded import people as embedded

SECRETS: Final = "client-secrets.json"
PASSWORDS: Final = "first-passwords.tsv"


def wanted_realm(
    name: str, organisation: Organisation, public_url: str, integrators: Path | None, state: Path, *, trial: bool,
    keep: bool = True,
) -> Realm:  # fmt: skip
    """`public_url`: of the portal, as people reach it, and Keycloak too. `keep`: False writes nothing. KeycloakError for a file
    that cannot be used."""
    clients = [
        one for one in embedded.clients(organisation, public_url) if trial or one.id != embedded.INTEGRATOR
    ]
    if integrators is not None:
        clients += _integrators(integrators, organisation, {one.id for one in clients})
    roles = {key: role.name.vi for key, role in organisation.roles.items()} | {CITIZEN: "Công dân"}
    groups = [Group(unit.key, unit.name.vi, unit.parent) for unit in organisation.units.values()]
    return Realm(name, roles, groups, with_secrets(state, clients, keep=keep))


def wanted_members(
    organisation: Organisation, state: Path, *, trial: bool, keep: bool = True
) -> list[Member]:
    """Officers; citizens of the file too in a trial, as real ones have accounts of the state's identity service. `keep`: False
    writes nothing."""
    officers = [
        Member(
            person.user, person.name, tuple(sorted(person.roles)), person.unit, person.email,
            second_factor=not trial and (person.leads or OPERATOR in person.roles),
        )
        for person in organisation.people.values()
    ]  # fmt: skip
    if not trial:
        return officers
    citizens = [
        Member(one.user, one.name, (CITIZEN,), email=one.email) for one in organisation.citizens.values()
    ]
    known, _ = demo_secrets(state, embedded.people(organisation), [], keep=keep)
    passwords = {person.user: person.password or "" for person in known}
    return [replace(one, password=passwords[one.user]) for one in officers + citizens]


def with_secrets(state: Path, clients: Iterable[Client], *, keep: bool = True) -> list[Client]:
    """Each with the secret of last time; what is new is on disk before anybody uses it, unless nothing is to be kept."""
    path = (private_folder(state) if keep else state) / SECRETS
    try:
        known: dict[str, str] = json.loads(read_private(path) or b"{}")
        if not all(isinstance(one, str) and one for one in known.values()):
            raise ValueError("not a text each")
    except (ValueError, AttributeError) as error:
        raise KeycloakError(
            f"{path} cannot be read: bring it back from a backup, or move it away and give every service its new secret."
        ) from error
    before = dict(known)
    armed = [
        one if one.public else replace(one, secret=known.setdefault(one.id, secrets.token_urlsafe(32)))
        for one in clients
    ]
    if keep and known != before:
        write_private(path, json.dumps(known, indent=1, sort_keys=True).encode())
    return armed


def keep_password(state: Path, joined: Joined) -> None:
    """A line with user and password, on disk when this returns, for its owner's eyes only."""
    path = private_folder(state) / PASSWORDS
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as out:
        os.fchmod(out.fileno(), 0o600)
        out.write(f"{joined.user}\t{joined.password}\n")
        out.flush()
        os.fsync(out.fileno())


def _integrators(path: Path, organisation: Organisation, taken: set[str]) -> list[Client]:
    try:
        listed: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8")).get("integrator", [])
        return [_integrator(path, entry, organisation, taken) for entry in listed]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise KeycloakError(f"{path} is no list of integrators: {error}.") from error


def _integrator(path: Path, entry: dict[str, Any], organisation: Organisation, taken: set[str]) -> Client:
    made = Client(
        str(entry.get("id", "")), (CLIENT_CREDENTIALS,), tuple(map(str, entry.get("roles", ()))), entry.get("unit"),
        name=str(entry.get("name", "")),
    )  # fmt: skip
    may = ({INTEGRATOR, CITIZEN} | organisation.roles.keys()) - {OPERATOR, DESIGNER, SERVICE}
    if not made.id or made.id in taken:
        raise KeycloakError(f"{path}: an integrator needs an id of its own, not {made.id!r}.")
    if too_much := sorted(set(made.roles) - may):
        raise KeycloakError(
            f"{path}: integrator {made.id} cannot have {', '.join(too_much)}; give it roles of {', '.join(sorted(may))}."
        )
    if made.unit is not None and made.unit not in organisation.units:
        raise KeycloakError(
            f"{path}: integrator {made.id} is of unit {made.unit!r}, which the organisation does not have."
        )
    taken.add(made.id)
    return made
