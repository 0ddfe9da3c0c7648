# SPDX-License-Identifier: Apache-2.0
"""How commands reach the running embedded system: `var/run.json`, a token of the command line's own account, a channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from motcua_cli.embedded.folder import StateFolder

CLI_CLIENT = "motcua-cli"
DESIGNER, OPERATOR = "designer", "operator"


class NotRunning(Exception):
    """No system runs on this folder; the sentence says how to start one."""


class NoSuchPerson(Exception):
    """Nobody of this name may do it; the sentence says who may."""


def read_run(var: Path) -> dict[str, Any]:
    """Raises NotRunning."""
    folder = StateFolder(var)
    run = folder.read_run()
    if run is None:
        raise NotRunning(f"No MotCua runs on {var}. {folder.how_to_start}")
    return run


@contextmanager
def connected(var: Path, client_id: str = CLI_CLIENT) -> Iterator[Any]:
    """A channel to the running system as one of its clients (designer and operator by default)."""
    from motcua_identity import ClientCredentials, Provider
    from motcua_rpc import channel

    run = read_run(var)
    client = next(client for client in run["clients"] if client["id"] == client_id)
    provider = Provider(run["issuer"])
    opened = channel(
        run["grpc"], ClientCredentials(provider, client_id, client["secret"]), deadline_seconds=60.0
    )
    try:
        yield opened
    finally:
        opened.close()
        provider.close()


@contextmanager
def as_designer(var: Path, user: str = "") -> Iterator[Any]:
    """A channel in the name of a demo person who designs procedures, so that a version says who published it.

    `user`: "" for the only one there is. Signs in at the issuer with the password of `run.json`.

    Raises:
        NotRunning, NoSuchPerson.
    """
    run = read_run(var)
    with _signed_in(run, designer(run, user)) as opened:
        yield opened


@contextmanager
def as_operator(var: Path, user: str = "") -> Iterator[Any]:
    """The same for a demo person who operates the system, so that a repair says who made it."""
    run = read_run(var)
    with _signed_in(run, operator(run, user)) as opened:
        yield opened


@contextmanager
def as_person(var: Path, user: str) -> Iterator[Any]:
    """The same for any demo person; what they may do, the services say. Raises NotRunning, NoSuchPerson."""
    run = read_run(var)
    known = sorted(str(one["user"]) for one in run["people"])
    if user not in known:
        raise NoSuchPerson(f"{user} is nobody here. People: {', '.join(known)}.")
    with _signed_in(run, user) as opened:
        yield opened


def designer(run: Mapping[str, Any], user: str = "") -> str:
    """The user who is asked for, or the only designer; raises NoSuchPerson."""
    return _only(run, DESIGNER, user, "publishes")


def operator(run: Mapping[str, Any], user: str = "") -> str:
    """The user who is asked for, or the only operator; raises NoSuchPerson."""
    return _only(run, OPERATOR, user, "acts")


def _only(run: Mapping[str, Any], role: str, user: str, does: str) -> str:
    known = [str(one["user"]) for one in run["people"] if role in one["roles"]]
    if user in known or (not user and len(known) == 1):
        return user or known[0]
    listed = ", ".join(known) or "none"
    wanted = f"{user} is no {role} here" if user else f"Say with --as which {role} {does}"
    raise NoSuchPerson(f"{wanted}. {role.capitalize()}s: {listed}.")


@contextmanager
def _signed_in(run: Mapping[str, Any], user: str) -> Iterator[Any]:
    from motcua_rpc import channel

    from motcua_cli.sign_in import PersonToken

    with channel(run["grpc"], PersonToken(run, user), deadline_seconds=60.0) as opened:
        yield opened
