# SPDX-License-Identifier: Apache-2.0
"""`motcua bench` runs to its end and says everything that it promises. How fast it is, no test asks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from support.system import ROOT


def test_a_short_bench_tells_everything(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "motcua_cli.main", "bench", "--seconds", "0.05", "--json", "--var", str(tmp_path)],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    kept = list((tmp_path / "bench").iterdir())

    assert [path.suffix for path in kept] == [".json"], "only the measurement is left"
    assert json.loads(kept[0].read_text("utf-8")) == said
    assert set(said["measured"]) == {"complete", "list", "echo", "commit"}
    assert all([one["clients"] for one in found] == [1, 16] for found in said["measured"].values())
    assert all(
        one["count"] > 0 and one["errors"] == 0 for found in said["measured"].values() for one in found
    )
    assert {"SubmitDraft", "AcceptDossier", "ClaimTask", "CompleteTask", "ListTasks"} <= set(
        said["sql_statements"]
    )
    assert said["start_up_seconds"].keys() == {"cold", "warm"}
    assert said["postgresql"]["synchronous_commit"] == said["postgresql"]["fsync"] == "on"
    assert (ROOT / said["procedure"] / "procedure.yaml").exists()
    assert {"cores", "memory_gib", "cpu"} <= set(said["machine"])
