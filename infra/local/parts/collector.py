# SPDX-License-Identifier: Apache-2.0
"""An OpenTelemetry collector of this machine: built of core modules; takes OTLP on loopback and logs what comes."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from parts.common import INFRA, VERSIONS, Part, answers, cache, free_port, installing, run
from parts.golang import able_go, environment, go_install

VERSION = VERSIONS["collector"]
NAME = f"collector-{VERSION['modules']}"
BUILDER = "go.opentelemetry.io/collector/cmd/builder"
CONFIG = INFRA / "collector" / "config.yaml"
READY_SECONDS = 60.0


class Collector(Part):
    """Nothing is kept but the log, which counts what came; with COLLECTOR_VERBOSITY=detailed it shows all of it, and grows by
    half a megabyte a dossier."""

    @staticmethod
    def install() -> Path:
        """See Part. Takes some minutes: a Go program is generated and compiled."""
        with installing(NAME) as new:
            if new is not None:
                _build(new)
        return cache() / NAME

    @staticmethod
    def is_built() -> bool:
        """Whether it is in the cache."""
        return (cache() / NAME).is_dir()

    @property
    def address(self) -> str:
        """The endpoint for MOTCUA_OTLP_ENDPOINT."""
        return f"http://127.0.0.1:{self.running.known()['ports']['otlp']}"

    def start(self) -> None:
        """See Part."""
        if self.running.process() is None:
            self.running.folder.mkdir(parents=True, exist_ok=True)
            ports = self.running.known().get("ports") or {"otlp": free_port()}
            own = {"COLLECTOR_OTLP": f"127.0.0.1:{ports['otlp']}"}
            command: list[str | Path] = [self.install() / "motcua-collector", "--config", CONFIG]
            self.running.start(command, ports, env=os.environ | own)
        self.running.wait(self.ready, READY_SECONDS)

    def ready(self) -> bool:
        """Whether it takes connections."""
        return answers(self.running.known()["ports"]["otlp"])


def _build(folder: Path) -> None:
    """The program alone, without the sources that it was generated from. Raises PartError."""
    with tempfile.TemporaryDirectory() as where:
        place = Path(where)
        go_install(BUILDER, VERSION["builder"], place)
        wanted = (INFRA / "collector" / "builder.yaml").read_text("utf-8")
        wanted = wanted.replace("vMODULES", f"v{VERSION['modules']}").replace(
            "vSTABLE", f"v{VERSION['stable']}"
        )
        (place / "builder.yaml").write_text(wanted, "utf-8")
        path = f"{Path(able_go()).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        # The builder is newer than the modules: those of its own release do not resolve.
        run(
            [place / "builder", "--config", place / "builder.yaml", "--skip-strict-versioning"],
            "Building the collector",
            env=environment() | {"PATH": path, "GOTOOLCHAIN": "auto", "CGO_ENABLED": "0"},
            cwd=place,
        )
        shutil.move(place / "motcua-collector", folder / "motcua-collector")
