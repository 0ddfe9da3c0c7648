# SPDX-License-Identifier: Apache-2.0
"""How many dossiers run on each version: every dossier once, by pages, in one statement."""

from __future__ import annotations

from motcua.workflow.v1 import procedures_pb2 as pb
from motcua_storage.database import count_statements
from workflow_harness import COPIES, COPIES_KEY, LAND, LAND_KEY, House, folder


def _counts(house: House, key: str = "", size: int = 0) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    token = ""
    while True:
        request = pb.CountRunningRequest(procedure_key=key, page_size=size, page_token=token)
        answer = house.stub("designer").CountRunning(request)
        found += [(one.procedure_key, one.version, one.dossiers) for one in answer.counts]
        token = answer.next_page_token
        if not token:
            return found


def test_each_version_counts_its_dossiers_that_have_not_ended(house: House) -> None:
    files = folder(COPIES)
    house.publish(files)
    house.publish(folder(LAND))
    for dossier in ("C1", "C2"):
        house.start(COPIES_KEY, dossier, version=1, copies_ordered=1, pages_ordered=1)
    changed = files["process.bpmn"].decode().replace('name="Ký chứng thực"', 'name="Ký bản sao"')
    assert house.publish(files | {"process.bpmn": changed.encode()}).version == 2
    house.start(COPIES_KEY, "C3", version=2, copies_ordered=1, pages_ordered=1)
    house.start_land("L1")
    everything = [(COPIES_KEY, 2, 1), (COPIES_KEY, 1, 2), (LAND_KEY, 1, 1)]
    assert _counts(house) == everything
    assert _counts(house, size=1) == everything, "page by page"
    assert _counts(house, LAND_KEY) == [(LAND_KEY, 1, 1)]
    house.deliver("withdrawal_requested", "C1")
    assert _counts(house, COPIES_KEY) == [(COPIES_KEY, 2, 1), (COPIES_KEY, 1, 1)], "what ended is not counted"


def test_counting_is_one_statement(house: House) -> None:
    house.publish(folder(LAND))
    house.start_land("L1")
    with count_statements() as count:
        _counts(house)
    assert count.total == 1
