# SPDX-License-Identifier: Apache-2.0
"""Programs that are built from Go modules. The distribution's Go may be too old for them; then it brings a newer one, which Go's
own proxy has as a module."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import tempfile
from pathlib import Path

from parts.common import VERSIONS, PartError, run, tool

BRINGS_ITSELF = (1, 21)
"""From this version on, Go fetches the newer Go that a module asks for (GOTOOLCHAIN=auto)."""
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def go_install(module: str, version: str, folder: Path) -> None:
    """Build the program of `module` at `version` into `folder`. Raises PartError."""
    go = able_go()
    settings = environment() | {"GOBIN": str(folder), "GOTOOLCHAIN": "auto"}
    name = module.rpartition("/")[2]
    run(
        [go, "install", "-trimpath", "-ldflags=-s -w", f"{module}@v{version}"],
        f"Building {name}",
        env=settings,
    )


def able_go() -> str:
    """A Go that can build what needs a newer one. Raises PartError where there is none at all."""
    found = tool("go", "golang-go")
    said = subprocess.run([found, "version"], capture_output=True, text=True, check=False).stdout
    numbers = re.search(r"go(\d+)\.(\d+)", said)
    if numbers and (int(numbers[1]), int(numbers[2])) < BRINGS_ITSELF:
        return newer_go(found)
    return found


def newer_go(old: str) -> str:
    """The Go of versions.toml, fetched by an old one into its cache of modules, where programs may not be run as they are."""
    architecture = ARCHITECTURES.get(platform.machine(), platform.machine())
    wanted = f"golang.org/toolchain@v0.0.1-go{VERSIONS['go']['version']}.linux-{architecture}"
    with tempfile.TemporaryDirectory() as nowhere:  # else the go.mod of where we are would be read
        done = subprocess.run(
            [old, "mod", "download", "-json", wanted],
            capture_output=True,
            text=True,
            cwd=nowhere,
            env=environment(),
        )
    if done.returncode:
        raise PartError(
            f"{old} is too old, and could not fetch a newer Go: {(done.stderr or done.stdout).strip()}"
        )
    root = Path(json.loads(done.stdout)["Dir"])
    for program in (*root.glob("bin/*"), *root.glob("pkg/tool/*/*")):
        program.chmod(0o555)
    return str(root / "bin" / "go")


def environment() -> dict[str, str]:
    """Ours without what would make one Go use another's folder."""
    return {key: value for key, value in os.environ.items() if key != "GOROOT"}
