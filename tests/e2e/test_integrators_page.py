# SPDX-License-Identifier: Apache-2.0
"""docs/integrators.md as a newcomer follows it: its commands run as they stand, one after the other, in one shell."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from motcua_portal.api import errors
from motcua_portal.api.operations import OPERATIONS
from support.system import ROOT, System

PAGE = (ROOT / "docs/integrators.md").read_text("utf-8")
RUN = re.compile(r"<!-- run -->\n```sh\n(.*?)```", re.DOTALL)
NO_CURL = "no curl on this machine (Debian: apt-get install curl)"


@pytest.mark.skipif(not shutil.which("curl"), reason=NO_CURL)
def test_the_page_leads_from_nothing_to_a_submitted_dossier_and_its_events(system: System) -> None:
    """Its `python3` is the one that runs this test, which has what the page says to install."""
    commands = RUN.findall(PAGE)
    assert len(commands) >= 5
    script = "\n".join(["set -euo pipefail", f'python3() {{ "{sys.executable}" "$@"; }}', *commands])
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=ROOT,
        env=system.environment(),
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
    told = [
        json.loads(line.removeprefix("data: ")) for line in said.splitlines() if line.startswith("data: ")
    ]
    assert [(one["type"], one["dossier_code"]) for one in told] == [("dossier.submitted", code[1])]
    assert '"status": "DOSSIER_STATUS_SUBMITTED"' in said
    assert int(said.splitlines()[-1]) >= 1, "what was followed first; the second time nothing was new"


def test_every_command_of_the_page_is_run_or_said_not_to_be() -> None:
    """Those that are not run start a server, install, generate or name another program."""
    left = [one for one in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) if one not in RUN.findall(PAGE)]
    known = (
        "make run",
        "python -m grpc_tools.protoc",
        "curl -s $ISSUER",
        ".venv/bin/python docs/examples/submit_and_follow.py",
    )
    assert all(one.startswith(known) for one in left), left


def test_the_page_names_every_address_and_reason_of_the_rest_api() -> None:
    for one in OPERATIONS:
        assert f"`{one.method}`" in PAGE, one.method
    own = re.findall(r'^    code = "([A-Z_]+)"', Path(errors.__file__).read_text("utf-8"), re.MULTILINE)
    assert len(own) >= 9
    assert not [code for code in own if f"`{code}`" not in PAGE]
