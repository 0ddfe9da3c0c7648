# SPDX-License-Identifier: Apache-2.0
"""The production shape as tests drive it: a process per service, and every part real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import pytest
from parts.collector import Collector
from parts.common import Part, PartError
from parts.gateway import Gateway
from parts.kafka import Kafka
from parts.keycloak import Keycloak
from parts.s3 import S3
from production.environment import with_own
from production.layout import ROOT, Layout, replicas
from production.processes import MOTCUA
from production.shape import Shape

from support.system import Driver


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

    steps: list[str] = field(default_factory=list)

    @cached_property
    def shape(self) -> Shape:
        # A collector is built in minutes; where somebody built it, it is there.
        return Shape(Layout(self.var), collector=Collector.is_built(), say=self.steps.append)

    def start(self) -> None:
        """Whatever does not run."""
        self.shape.up()
        self.run = json.loads(self.shape.layout.run.read_text("utf-8"))

    def stop(self) -> None:
        """Everything, in order."""
        self.hang_up()
        self.shape.down()

    def kill_service(self, name: str) -> None:
        """kill -9 of one process, `workflow-2`."""
        self.shape.processes.running(name).kill()

    def start_service(self, name: str) -> None:
        """Again, and wait until it serves."""
        replica = next(one for one in replicas() if one.name == name)
        self.shape.processes.start(replica)
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

    def kill_part(self, name: str) -> Part:
        """kill -9 of a part with all its processes; the part, to be started again."""
        part = self.shape.parts[name]
        if name == "postgres":
            with suppress(ProcessLookupError):
                os.killpg(self._postmaster(), signal.SIGKILL)
        else:
            part.running.kill()
        return part

    def kill(self) -> None:
        """kill -9 of everything."""
        self.hang_up()
        for one in replicas():
            self.kill_service(one.name)
        self.shape.gateway.running.kill()
        for name in self.shape.parts:
            self.kill_part(name)

    def command(self, *arguments: str, seconds: float = 300) -> subprocess.CompletedProcess[str]:
        """Run `motcua …` against this system."""
        given = with_own({"MOTCUA_VAR": str(self.var)})
        return subprocess.run(
            [MOTCUA, *arguments], env=given, cwd=ROOT, capture_output=True, text=True, timeout=seconds
        )

    def _postmaster(self) -> int:
        return int((self.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
