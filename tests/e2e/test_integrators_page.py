# SPDX-License-Identifier: Apache-2.0
"""docs/integrators.md as a newcomer follows it: its commands run as they stand, one after the other, in one shell, by a Python
that has what the page installs and nothing else."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import venv
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from motcua_portal.api import errors
from motcua_portal.api.operations import OPERATIONS
from packaging.requirements import Requirement
from support.system import ROOT, Driver

PAGE = (ROOT / "docs/integrators.md").read_text("utf-8")
RUN = re.compile(r"<!-- run -->\n```sh\n(.*?)```", re.DOTALL)
NO_CURL = "no curl on this machine (Debian: apt-get install curl)"


def installed(names: list[str]) -> dict[str, Distribution]:
    """What `pip install NAMES` brings: these and what they need, from what is installed here."""
    found: dict[str, Distribution] = {}
    while names:
        if (name := names.pop().lower()) in found:
            continue
        found[name] = distribution(name)
        needs = map(Requirement, found[name].requires or ())
        names += [one.name for one in needs if one.marker is None or one.marker.evaluate({"extra": ""})]
    return found


@pytest.fixture
def newcomer(tmp_path: Path) -> Path:
    """A folder with the sources that the page names, and an environment as its section 1 makes it: `bin/python3`."""
    for name in ("proto", "docs"):
        (tmp_path / name).symlink_to(ROOT / name)
    venv.create(tmp_path / "own", with_pip=False, symlinks=True)
    (libraries,) = (tmp_path / "own/lib").glob("python*/site-packages")
    wanted = re.search(r"^pip install (.+)$", PAGE, re.MULTILINE)
    assert wanted
    for one in installed(wanted[1].split()).values():
        tops = {file.parts[0] for file in one.files or () if file.parts[0] not in ("..", "__pycache__")}
        for top in tops:
            if not (libraries / top).exists():
                (libraries / top).symlink_to(Path(str(one.locate_file(top))))
    return tmp_path


@pytest.mark.skipif(not shutil.which("curl"), reason=NO_CURL)
def test_the_page_leads_from_nothing_to_a_submitted_dossier_and_its_events(
    system: Driver, newcomer: Path
) -> None:
    commands = RUN.findall(PAGE)
    assert len(commands) >= 7
    bare = {name: value for name, value in system.environment().items() if name != "PYTHONPATH"}
    path = f"{newcomer}/own/bin:{bare['PATH']}"
    script = "\n".join(["set -euo pipefail", "! python3 -c 'import motcua' 2>/dev/null", *commands])
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=newcomer,
        env=bare | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout
    assert "Release of a mortgage" in said
    assert "[]" in said.splitlines()
    code = re.search(r"^submitted (H99\.101-\d{6}-\d{4,})$", said, re.MULTILINE)
    assert code, said
    assert "claiming it again is refused: TASK_CLOSED" in said, "the gRPC example"
    told = [
        json.loads(line.removeprefix("data: ")) for line in said.splitlines() if line.startswith("data: ")
    ]
    assert [(one["type"], one["dossier_code"]) for one in told] == [("dossier.submitted", code[1])]
    assert '"status": "DOSSIER_STATUS_SUBMITTED"' in said
    assert int(said.splitlines()[-1]) >= 1, "what was followed first; the second time nothing was new"


def test_every_command_of_the_page_is_run_or_said_not_to_be() -> None:
    """Those that are not run start a server, install or stand for the ones above."""
    left = [one for one in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if one not in RUN.findall(PAGE)]
    known = (
        "make run",
        "curl -s $ISSUER",
    )
    assert all(one.startswith(known) for one in left), left


def test_the_page_names_every_address_and_reason_of_the_rest_api() -> None:
    for one in OPERATIONS:
        assert f"`{one.method}`" in PAGE, one.method
    own = re.findall(r'^    code = "([A-Z_]+)"', Path(errors.__file__).read_text("utf-8"), re.MULTILINE)
    assert len(own) >= 9
    assert not [code for code in own if f"`{code}`" not in PAGE]
