# SPDX-License-Identifier: Apache-2.0
"""Passwords of demo people and secrets of clients: made at random on first start, kept in the state folder
alone."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from motcua_identity.issuer.files import private_folder, read_private, write_private
from motcua_identity.issuer.model import Client, Person

FILE: Final = "demo-secrets.json"
_SYLLABLES: Final = (
    "an bac bien bong bun cam canh cay che chim chuon cong dao dat dua gao gio hoa hong huong keo khoai"
    " kim lan lua luoi mai may mia moc muoi nam nang nep ngo ngoc nhan nui oi phuong quat quyt ram rung"
    " sach sam sao sen son song sua suong tam tao thong thu tre trang tranh tram troi tuyet vang vuon"
    " xanh xoai xuan"
)


def demo_secrets(
    folder: Path, people: Iterable[Person], clients: Iterable[Client], *, keep: bool = True
) -> tuple[list[Person], list[Client]]:
    """The same people and clients with a password or secret each: those of the last start, new ones for
    newcomers. One that comes with its own keeps it. Public clients have none. `keep`: False writes nothing."""
    path = (private_folder(folder) if keep else folder) / FILE
    kept = _read(path)
    known = {kind: dict(values) for kind, values in kept.items()}
    named = [_with_password(person, known["passwords"]) for person in people]
    armed = [_with_secret(client, known["secrets"]) for client in clients]
    if keep and known != kept:
        write_private(path, json.dumps(known, indent=1, sort_keys=True).encode())
    return named, armed


def _with_password(person: Person, known: dict[str, str]) -> Person:
    if person.password is not None:
        return person
    return replace(person, password=known.setdefault(person.user, new_password()))


def _with_secret(client: Client, known: dict[str, str]) -> Client:
    if client.secret is not None or client.public:
        return client
    return replace(client, secret=known.setdefault(client.id, secrets.token_urlsafe(32)))


def new_password() -> str:
    """Three syllables and three digits, easy to read out: `sen-lua-nui-482`. Guessing is stopped by the
    throttle."""
    words = "-".join(secrets.choice(_SYLLABLES.split()) for _ in range(3))
    return f"{words}-{secrets.randbelow(900) + 100}"


def _read(path: Path) -> dict[str, dict[str, str]]:
    content = read_private(path)
    if content is None:
        return {"passwords": {}, "secrets": {}}
    try:
        found = json.loads(content)
        kept = {kind: dict(found[kind]) for kind in ("passwords", "secrets")}
        if not all(one and isinstance(one, str) for values in kept.values() for one in values.values()):
            raise ValueError("not a text each")
        return kept
    except (ValueError, LookupError, TypeError) as error:
        raise RuntimeError(f"{path} cannot be read: move it away, and new demo passwords are made") from error
