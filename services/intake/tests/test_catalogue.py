# SPDX-License-Identifier: Apache-2.0
"""Procedures are found with and without accents, by code, and only while they are in force."""

from __future__ import annotations

import json

import pytest
from intake_harness import COPY, LAND, House, refused
from motcua.events.v1 import process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua_events import Invalid
from motcua_rpc import NotFound, Unavailable

FOUND = [
    ("", [COPY, LAND]),
    ("đất đai", [LAND]),
    ("dat dai", [LAND]),
    ("  ĐẤT   ĐAI ", [LAND]),
    ("chuyển nhượng thế chấp", [LAND]),
    ("the chap chuyen nhuong", [LAND]),
    ("1.011443", [LAND]),
    ("Chuyển nhượng, (thế chấp)", [LAND]),
    ("2.000815", [COPY]),
    ("certified copies", [COPY]),
    ("ban sao", [COPY]),
    ("100%", []),
    ("_", []),
    ("hộ chiếu", []),
    ("x" * 10_000, []),
]


@pytest.mark.parametrize(("query", "expected"), FOUND)
def test_search(house: House, query: str, expected: list[str]) -> None:
    found = house.of(None).ListProcedures(pb.ListProceduresRequest(query=query)).procedures
    assert [one.key for one in found] == expected


def test_a_summary_says_what_a_list_needs(house: House) -> None:
    (one,) = house.of(None).ListProcedures(pb.ListProceduresRequest(query="thế chấp")).procedures
    assert one.name.vi == "Xóa đăng ký thế chấp và đăng ký chuyển nhượng quyền sử dụng đất"
    assert list(one.codes) == ["1.011443", "1.013831"]
    assert one.limit.vi == "trong ngày (nhận sau 15:00 thì ngày làm việc tiếp theo), rồi 8 ngày làm việc"
    assert one.label.vi.startswith("Bộ mẫu minh họa")
    assert one.field.en == "Land"


def test_pages_follow_each_other(house: House) -> None:
    first = house.of(None).ListProcedures(pb.ListProceduresRequest(page_size=1))
    second = house.of(None).ListProcedures(
        pb.ListProceduresRequest(page_size=1, page_token=first.next_page_token)
    )
    assert [one.key for one in (*first.procedures, *second.procedures)] == [COPY, LAND]
    assert not second.next_page_token


def test_a_procedure_says_what_it_asks_costs_and_takes(house: House) -> None:
    one = house.of(None).GetProcedure(pb.GetProcedureRequest(key=LAND)).procedure
    gcn = next(component for component in one.components if component.code == "GCN")
    assert gcn.required
    assert gcn.original_collected_at_return
    assert set(gcn.media_types) == {"application/pdf", "image/jpeg", "image/png"}
    contract = next(component for component in one.components if component.code == "HD-CHUYEN-QUYEN")
    assert contract.max_bytes == 20_000_000
    assert list(contract.forms) == ["original", "certified_copy"]
    assert [part.fees[0].amount for part in one.parts] == [70_000, 500_000]
    assert [part.limit.vi for part in one.parts] == [
        "trong ngày (nhận sau 15:00 thì ngày làm việc tiếp theo)",
        "8 ngày làm việc kể từ ngày đến hạn của phần “Xóa đăng ký thế chấp”",
    ]
    assert [(part.after, part.counts_from.vi) for part in one.parts] == [
        ("", "khi tiếp nhận hồ sơ"),
        ("release", "ngày đến hạn của phần “Xóa đăng ký thế chấp”"),
    ]
    assert len(one.not_counted) == 2
    assert {unit.key for unit in one.receiving_units} == {"suoi_trong", "ben_gio", "doi_sim"}
    assert one.acceptance_limit == "8wh"
    assert json.loads(one.start_form)["id"] == "nop_ho_so"
    copy = house.of(None).GetProcedure(pb.GetProcedureRequest(key=COPY)).procedure
    assert copy.parts[0].fees[0].rule.vi


def test_validity_decides_by_business_time(house: House) -> None:
    house.at("2026-06-30 09:00")
    assert [one.key for one in house.of(None).ListProcedures(pb.ListProceduresRequest()).procedures] == [COPY]
    refused(NotFound, lambda: house.of(None).GetProcedure(pb.GetProcedureRequest(key=LAND)))
    assert (
        house.of(None).GetProcedure(pb.GetProcedureRequest(key=LAND, version=1)).procedure.summary.version
        == 1
    )
    for version in (2, -1, 2**31 - 1):
        refused(
            NotFound,
            lambda v=version: house.of(None).GetProcedure(pb.GetProcedureRequest(key=LAND, version=v)),
        )


def test_a_version_that_begins_later_waits(house: House) -> None:
    files = dict(house.workflow.packages[(COPY, 1)])
    files["procedure.yaml"] = files["procedure.yaml"].replace(
        b"valid: {from: 2025-07-01}", b"valid: {from: 2027-01-01}", 1
    )
    house.workflow.packages[(COPY, 2)] = files
    house.tell(
        "process.published",
        process_pb2.ProcessPublished(procedure_key=COPY, version=2),
        group="intake.catalogue",
    )
    get = pb.GetProcedureRequest(key=COPY)
    assert house.of(None).GetProcedure(get).procedure.summary.version == 1
    house.at("2027-01-04 09:00")
    assert house.of(None).GetProcedure(get).procedure.summary.version == 2


def test_an_unreachable_workflow_is_tried_again(house: House) -> None:
    house.workflow.away = True
    said = process_pb2.ProcessPublished(procedure_key=COPY, version=9)
    with pytest.raises(Unavailable):
        house.tell("process.published", said, group="intake.catalogue")
    with pytest.raises(Invalid):
        house.tell("process.result_decided", process_pb2.ProcessResultDecided(), dossier="khong-co")
