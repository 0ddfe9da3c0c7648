# SPDX-License-Identifier: Apache-2.0
"""The collector of `infra/collector`: what it is configured to do, and, where it was built, that it takes what is sent to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from motcua_telemetry.tracing import tracer_provider
from parts.collector import NAME
from parts.common import Running, cache
from support.system import ROOT
from support.waiting import eventually

FOLDER = ROOT / "infra" / "collector"


def part(state: Path, act: str) -> str:
    command = [sys.executable, ROOT / "infra" / "local" / "part.py", "collector", act, "--state", state]
    shown = os.environ | {"COLLECTOR_VERBOSITY": "detailed"}
    done = subprocess.run(command, env=shown, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Of a collector that runs."""
    if not (cache() / NAME).is_dir():
        pytest.skip("the collector is not built here (infra/local/part.py collector install)")
    try:
        yield part(tmp_path, "start")
    finally:
        part(tmp_path, "stop")


def test_a_real_collector_takes_what_a_process_sends(address: str, tmp_path: Path) -> None:
    provider = tracer_provider("motcua-t", "otlp", address)
    with provider.get_tracer("t").start_as_current_span("a-span-of-this-test"):
        pass
    provider.shutdown()

    log = Running(tmp_path / "collector").log
    seen = eventually(lambda: log.read_text("utf-8"), lambda text: "a-span-of-this-test" in text, 60)
    assert "a-span-of-this-test" in seen and "motcua-t" in seen


def test_every_component_that_is_configured_is_built_in() -> None:
    built = yaml.safe_load((FOLDER / "builder.yaml").read_text("utf-8"))
    wanted = yaml.safe_load((FOLDER / "config.yaml").read_text("utf-8"))
    for kind in ("receivers", "processors", "exporters"):
        suffix = kind.removesuffix("s")
        modules = {one["gomod"].split()[0].rsplit("/", 1)[1].removesuffix(suffix) for one in built[kind]}
        assert {name.partition("/")[0].replace("_", "") for name in wanted[kind]} <= modules, kind


def test_all_three_signals_are_taken_within_bounds() -> None:
    wanted: dict[str, Any] = yaml.safe_load((FOLDER / "config.yaml").read_text("utf-8"))
    lines = wanted["service"]["pipelines"]
    assert lines.keys() == {"traces", "metrics", "logs"}
    for line in lines.values():
        assert line["receivers"] == ["otlp"] and line["processors"][0] == "memory_limiter"
        assert set(line["exporters"]) <= wanted["exporters"].keys()
