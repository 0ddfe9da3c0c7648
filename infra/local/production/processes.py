# SPDX-License-Identifier: Apache-2.0
"""The processes of the services: each started, found again, killed and stopped by its name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from parts.common import Running

from production.environment import with_own
from production.layout import Layout, Replica, replicas

READY_SECONDS = 120.0
MOTCUA = Path(sys.executable).with_name("motcua")


class Processes:
    """Of one layout. `variables` gives what a process is set by."""

    def __init__(self, layout: Layout, variables: Callable[[Replica], Mapping[str, str]]) -> None:
        self._layout = layout
        self._variables = variables

    def running(self, name: str) -> Running:
        """The process called `workflow-2`."""
        return Running(self._layout.folder / "services" / name)

    def start(self, replica: Replica) -> None:
        """Start it, without waiting; nothing where it runs."""
        running = self.running(replica.name)
        if running.process() is None:
            running.folder.mkdir(parents=True, exist_ok=True)
            ports = {key: self._layout.ports[key] for key in (replica.name, f"{replica.name}.health")}
            environment = with_own(self._variables(replica))
            running.start([MOTCUA, "serve", replica.service], ports, env=environment)

    def wait(self, replica: Replica, seconds: float = READY_SECONDS) -> None:
        """Until it says that it serves. Raises PartError."""
        self.running(replica.name).wait(lambda: self.ready(replica), seconds)

    def ready(self, replica: Replica) -> bool:
        """Whether its health says so."""
        asked = HTTPConnection("127.0.0.1", self._layout.ports[f"{replica.name}.health"], timeout=2.0)
        try:
            asked.request("GET", "/healthz")
            return asked.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()

    def stop(self) -> None:
        """End all; the portal first, so that nobody's request meets half a system."""
        for replica in reversed(list(replicas())):
            self.running(replica.name).stop()
