# SPDX-License-Identifier: Apache-2.0
"""The production shape as tests drive it: a process per service, and every part real."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pytest
from motcua_storage.server_process import is_alive
from parts.collector import Collector
from parts.common import Part, PartError
from parts.gateway import Gateway
from parts.kafka import Kafka
from parts.keycloak import Keycloak
from parts.s3 import S3
from production.environment import with_own
from production.layout import Layout, replicas
from production.shape import Shape

from support.system import Driver, PageOfSigningIn
from support.waiting import eventually

BREAKABLE = ("kafka", "postgres", "keycloak", "s3", "gateway")
"""Parts that a whole system does without for a while; a collector may be away for ever."""


def need_parts() -> None:
    """Skip where a part cannot be brought."""
    for part in (Kafka, Keycloak, S3, Gateway):
        try:
            part.install()
        except PartError as error:
            pytest.skip(f"{part.__name__} cannot be brought here: {str(error).splitlines()[0]}")


@dataclass
class Production(Driver):
    """Below `var`; ports stay the same over restarts."""

    settings: dict[str, str] = field(default_factory=dict)
    """Of every service, beside what the shape gives; `set` changes it."""
    steps: list[str] = field(default_factory=list)

    @cached_property
    def shape(self) -> Shape:
        # A collector is built in minutes; where somebody built it, it is there.
        return Shape(
            Layout(self.var),
            trial=True,
            collector=Collector.is_built(),
            settings=self.settings,
            say=self.steps.append,
        )

    @property
    def http_port(self) -> int:
        """Of the door before the portal."""
        return self.shape.gateway.ports["http"]

    @property
    def is_running(self) -> bool:
        """Whether the door is there."""
        return self.shape.gateway.running.process() is not None

    def start(self) -> float:
        """See Driver."""
        began = time.monotonic()
        self.shape.up()
        self.run = json.loads(self.shape.layout.run.read_text("utf-8"))
        return time.monotonic() - began

    def set(self, settings: Mapping[str, str]) -> None:
        """Start the services again with these settings, unless they have them."""
        if self.shape.settings != settings:
            self.shape.settings = dict(settings)
            self.shape.processes.stop()
            self.start()

    def stop(self) -> int:
        """Everything, in order."""
        self.hang_up()
        self.shape.down()
        return 0

    @property
    def breakable(self) -> Sequence[str]:
        """See Driver."""
        return (*(one.name for one in replicas()), *BREAKABLE)

    def kill_one(self, name: str) -> None:
        """kill -9 of a process or a part with all that belongs to it."""
        if name in BREAKABLE:
            self.kill_part(name)
        else:
            self.kill_service(name)

    def bring_back(self, name: str) -> None:
        """Start a process or a part again, and wait until it answers by itself."""
        if name in BREAKABLE:
            self.part(name).start()
        else:
            replica = next(one for one in replicas() if one.name == name)
            self.shape.processes.start(replica)
            self.shape.processes.wait(replica)

    def kill_service(self, name: str) -> None:
        """kill -9 of one process, `workflow-2`."""
        self.shape.processes.running(name).kill()

    def start_service(self, name: str) -> None:
        """Again, and wait until all serve."""
        self.bring_back(name)
        self.settle()

    def settle(self) -> None:
        """Until every process that runs says that it serves, database included."""
        processes = self.shape.processes
        for one in replicas():
            if processes.running(one.name).process() is not None:
                processes.wait(one)

    def restart_part(self, name: str) -> None:
        """kill -9, start, and wait until the services have found it again."""
        self.kill_part(name).start()
        self.settle()

    def part(self, name: str) -> Part:
        """By name, the gateway too."""
        return self.shape.gateway if name == "gateway" else self.shape.parts[name]

    def kill_part(self, name: str) -> Part:
        """kill -9 of a part with all its processes; the part, to be started again."""
        part = self.part(name)
        if name == "postgres":
            pid = self.postmaster()
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            eventually(lambda: is_alive(pid), lambda alive: not alive)
        else:
            part.running.kill()
        return part

    def kill(self) -> None:
        """See Driver."""
        self.hang_up()
        for one in replicas():
            self.kill_service(one.name)
        for name in ("gateway", *self.shape.parts):
            self.kill_part(name)

    def environment(self) -> dict[str, str]:
        """See Driver."""
        return with_own({"MOTCUA_VAR": str(self.var), "PYTHONUNBUFFERED": "1"})

    def logs(self) -> list[Path]:
        """See Driver."""
        return [self.shape.processes.running(one.name).log for one in replicas()]

    def page_of_signing_in(self) -> PageOfSigningIn:
        """Keycloak's."""
        port = int(self.shape.keycloak.address.rpartition(":")[2])
        return PageOfSigningIn(port, "/realms/", "#username", "#password", "#kc-login")
