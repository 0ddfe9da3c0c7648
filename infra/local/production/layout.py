# SPDX-License-Identifier: Apache-2.0
"""What the shape consists of, and where each thing of it lies. Owns names, replicas, ports and secrets."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from motcua_cli.embedded.migrations import MIGRATIONS
from parts.common import free_port, write_private

T = TypeVar("T")
ROOT = Path(__file__).parents[3]
REPLICAS = {"workflow": 2, "intake": 1, "assignment": 2, "notification": 1, "liaison": 1, "portal": 1}
"""As docker-compose.yml and infra/kubernetes have them; a test compares."""
ROLES = {one.schema: one.role for one in MIGRATIONS if one.role}
"""Role in the database by service."""


@dataclass(frozen=True)
class Replica:
    """One process of a service: `workflow-2`."""

    service: str
    number: int

    @property
    def name(self) -> str:
        return f"{self.service}-{self.number}"


def replicas() -> Iterator[Replica]:
    """Every process, in the order of a start; the portal last."""
    for service, count in REPLICAS.items():
        for number in range(1, count + 1):
            yield Replica(service, number)


@dataclass(frozen=True)
class Layout:
    """Everything below one folder; ports and secrets are chosen once and kept, readable by this user only."""

    folder: Path

    @property
    def certificates(self) -> Path:
        return self.folder / "certificates"

    @property
    def passwords(self) -> Path:
        """A folder for the database and one for the brokers, with a file for each role or service."""
        return self.folder / "passwords"

    @property
    def run(self) -> Path:
        """What commands read to find the system."""
        return self.folder / "run.json"

    @property
    def events(self) -> Path:
        """By which log the events go, as in every state folder."""
        return self.folder / "events.json"

    @cached_property
    def ports(self) -> dict[str, int]:
        """`workflow-1` and `workflow-1.health`: loopback ports."""
        names = [name for one in replicas() for name in (one.name, f"{one.name}.health")]
        return self._kept("ports.json", names, free_port)

    @cached_property
    def role_passwords(self) -> dict[str, str]:
        """By role; also written as files, as `motcua migrate` reads them."""
        return self._passwords("secrets.json", "database", ROLES.values())

    @cached_property
    def kafka_passwords(self) -> dict[str, str]:
        """At the brokers, by service; also as files."""
        return self._passwords("kafka.json", "kafka", [one for one in REPLICAS if one != "portal"])

    def address(self, replica: Replica) -> str:
        """host:port that it listens on."""
        return f"127.0.0.1:{self.ports[replica.name]}"

    def addresses(self, service: str) -> list[str]:
        """Of all its replicas."""
        return [self.address(one) for one in replicas() if one.service == service]

    def _passwords(self, file: str, folder: str, names: Iterable[str]) -> dict[str, str]:
        made = self._kept(file, names, _secret)
        for name, password in made.items():
            write_private(self.passwords / folder / name, password)
        return made

    def _kept(self, file: str, wanted: Iterable[str], make: Callable[[], T]) -> dict[str, T]:
        """What was chosen before, and a new choice for each name that had none."""
        path = self.folder / file
        known: dict[str, T] = json.loads(path.read_text("utf-8")) if path.exists() else {}
        missing = [name for name in wanted if name not in known]
        if missing:
            known |= {name: make() for name in missing}
            write_private(path, json.dumps(known, indent=1))
        return known


def _secret() -> str:
    return secrets.token_urlsafe(24)
