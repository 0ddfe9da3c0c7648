# SPDX-License-Identifier: Apache-2.0
"""Papers that an agency asks for later are marked as such, so that no page offers them when a dossier is filed."""

from __future__ import annotations

import pytest
from intake_harness import LAND, ROOT, House
from motcua.intake.v1 import intake_pb2 as pb
from motcua_procedure import ProcedurePackage, asked_later, load_folder

BIRTH = "ho-tich/khai-sinh-thuong-tru-bhyt"


@pytest.mark.parametrize(
    ("key", "later"),
    [
        (BIRTH, {"GT-CU-TRU", "GT-BHYT"}),
        # Not required of anybody, but better handed in at once: the drawing asks for what an officer chooses.
        (LAND, set()),
        ("chung-thuc/ban-sao-tu-ban-chinh", set()),
    ],
)
def test_what_the_drawing_itself_asks_for_later(key: str, later: set[str]) -> None:
    assert asked_later.codes(load_folder(ROOT / "workflows" / key)) == later


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value=\"['GT-CU-TRU']\"", 'value="[&quot;GT-CU-TRU&quot;]"'),
        ("value=\"['GT-CU-TRU']\"", "value=\"['GT-CU-TRU', 'GT-KHAC']\""),
        ("motcua:payload", "m:payload"),
    ],
)
def test_however_the_drawing_writes_it(old: str, new: str) -> None:
    assert "GT-CU-TRU" in asked_later.codes(_changed("process.bpmn", old, new))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("process.bpmn", "['GT-CU-TRU']", "residence_papers"),
        ("process.bpmn", "'completion'", "'after_appraisal'"),
        ("procedure.yaml", "required: never", "required: always"),
    ],
)
def test_what_is_offered_at_once(file: str, old: str, new: str) -> None:
    assert "GT-CU-TRU" not in asked_later.codes(_changed(file, old, new))


def _changed(file: str, old: str, new: str) -> ProcedurePackage:
    files = dict(load_folder(ROOT / "workflows" / BIRTH).files)
    text = files[file].decode()
    assert old in text
    return ProcedurePackage.from_files({**files, file: text.replace(old, new).encode()})


def test_the_procedure_tells_it(house: House) -> None:
    found = house.of("an").GetProcedure(pb.GetProcedureRequest(key=LAND)).procedure
    assert found.components and not any(one.only_when_asked for one in found.components)
