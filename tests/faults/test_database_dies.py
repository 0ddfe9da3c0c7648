# SPDX-License-Identifier: Apache-2.0
"""kill -9 of PostgreSQL alone, under a running system: it is said, PostgreSQL is started again, nothing is lost."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest
from support.province import COMMUNE, Province
from support.system import Driver, System
from support.waiting import eventually


@pytest.mark.faults
@pytest.mark.embedded("it starts its own PostgreSQL again")
def test_a_dead_database_is_told_and_started_again(tmp_path: Path, new_system: Callable[..., System]) -> None:
    """Health says no while it is away; afterwards the dossier from before goes on."""
    system = new_system(tmp_path / "var")
    system.start()
    province = Province(system)
    dossier = province.citizen().submit_land(COMMUNE)
    asking = httpx.Client(base_url=system.run["http"], timeout=10)
    health = lambda: asking.get("/healthz").status_code  # noqa: E731
    postmaster = int((system.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    os.killpg(postmaster, signal.SIGKILL)
    away = eventually(health, lambda code: code == 503, longest=0.01)
    back = eventually(health, lambda code: code == 200, seconds=30)
    province.clerk.accept(dossier.dossier_id)
    seen = province.citizen().dossier(dossier.dossier_id)
    asking.close()

    assert (away, back) == (503, 200)
    assert seen.HasField("promised_at")
    assert system.stop() == 0


@pytest.mark.faults
def test_what_a_designer_published_stays_newest_over_a_restart(
    tmp_path: Path, running: Callable[..., AbstractContextManager[Driver]]
) -> None:
    """The folders of the checkout are published once, not over a newer version at each start."""
    import shutil

    from motcua.workflow.v1 import workflow_pb2 as pb
    from motcua.workflow.v1.workflow_pb2_grpc import WorkflowServiceStub
    from motcua_cli.actors import COPY
    from support.system import ROOT

    folder = tmp_path / "workflows" / COPY
    shutil.copytree(ROOT / "workflows" / COPY, folder)
    procedure = folder / "procedure.yaml"
    procedure.write_text(procedure.read_text("utf-8") + "\n# Một phiên bản mới.\n", "utf-8")

    def versions(system: Driver) -> list[int]:
        stub = WorkflowServiceStub(system.client_channel("motcua-cli"))
        found = stub.ListVersions(pb.ListVersionsRequest(procedure_key=COPY)).versions
        return [version.version for version in found]

    with running() as system:
        before = versions(system)
        published = system.command("procedure", "publish", str(folder))
        assert system.stop() == 0
        system.start()
        after = versions(system)

    assert published.returncode == 0, published.stdout + published.stderr
    assert after == [before[0] + 1, *before]
