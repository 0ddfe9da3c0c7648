# SPDX-License-Identifier: Apache-2.0
"""A short procedure that asks an outside database, for tests of what is asked and kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from intake_harness import ROOT
from motcua_intake.app.desk import Desk
from motcua_procedure import ProcedurePackage, load_folder

RULE = load_folder(ROOT / "workflows/ho-tich/khai-sinh-thuong-tru-bhyt").procedure.lookups["population"]


def ask_the_population_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The land procedure asks it with the number of its transferor."""
    known = Desk.package_of
    rule = replace(RULE, asks={"mother_id": "applicant_id"})

    def package_of(self: Desk, connection: Any, key: str, version: int) -> ProcedurePackage:
        package = known(self, connection, key, version)
        return replace(package, procedure=replace(package.procedure, lookups={"population": rule}))

    monkeypatch.setattr(Desk, "package_of", package_of)
