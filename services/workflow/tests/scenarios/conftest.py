# SPDX-License-Identifier: Apache-2.0
"""The procedures of the house, and a way to run a changed copy of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from motcua_procedure import ProcedurePackage, read_folder
from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.read import read
from motcua_workflow.scenarios import Report, run_scenarios

WORKFLOWS = Path(__file__).parents[4] / "workflows"
Changes = Mapping[str, tuple[str, str]]
Runner = Callable[..., Report]


@pytest.fixture(scope="session")
def land() -> dict[str, bytes]:
    return read_folder(WORKFLOWS / "dat-dai" / "xoa-the-chap-va-chuyen-nhuong")


@pytest.fixture(scope="session")
def copies() -> dict[str, bytes]:
    return read_folder(WORKFLOWS / "chung-thuc" / "ban-sao-tu-ban-chinh")


@pytest.fixture(scope="session")
def birth() -> dict[str, bytes]:
    return read_folder(WORKFLOWS / "ho-tich" / "khai-sinh-thuong-tru-bhyt")


@pytest.fixture(scope="session")
def run() -> Runner:
    """`run(files, {"path": ("old", "new")})`: the report on a folder with one text of a file replaced."""

    def run_changed(files: Mapping[str, bytes], changes: Changes | None = None, lang: Lang = "en") -> Report:
        changed = dict(files)
        for path, (old, new) in (changes or {}).items():
            assert changed[path].decode().count(old) >= 1, f"{path} has no {old!r}"
            changed[path] = changed[path].decode().replace(old, new, 1).encode()
        package = ProcedurePackage.from_files(changed)
        result = read(package.bpmn, "process.bpmn")
        assert result.drawing is not None
        return run_scenarios(package, result.drawing, lang)

    return run_changed
