# SPDX-License-Identifier: Apache-2.0
"""A system whose versions were published by an earlier release lists them in the words of this one, without publishing again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from intake_harness import LAND, House
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.entrypoints.catalogue_words import CatalogueWords

FORMER = (
    "UPDATE intake.published SET limit_vi = 'trong ngày + 8 ngày', limit_en = 'A + B', search = '' "
    "WHERE procedure_key = %s"
)
SAME = (
    "version, sha256, valid_from, valid_to, name_vi, name_en, field_vi, field_en, limit_vi, limit_en, "
    "label_vi, label_en, codes, search"
)
NOW = "trong ngày (nhận sau 15:00 thì ngày làm việc tiếp theo), rồi 8 ngày làm việc"


def execute(house: House, statement: str, *values: Any) -> list[Any]:
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        cursor = connection.execute(statement, values)  # type: ignore[call-overload]
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def words(house: House) -> Iterator[CatalogueWords]:
    """As the running service has it, which the tests share and which does not start again once it was stopped."""
    (found,) = [one for one in house.service.background if isinstance(one, CatalogueWords)]
    made = CatalogueWords(found._database, found._packages)
    yield made
    made.stop()


def listed(house: House, query: str = "") -> list[pb.ProcedureSummary]:
    return list(house.of(None).ListProcedures(pb.ListProceduresRequest(query=query)).procedures)


def test_a_service_that_starts_derives_the_words_of_the_list_once_more(
    house: House, words: CatalogueWords
) -> None:
    before = execute(house, "SELECT sha256, valid_from, content FROM intake.published ORDER BY procedure_key")
    shown = listed(house)
    execute(house, FORMER, LAND)
    assert [one.limit.en for one in listed(house) if one.key == LAND] == ["A + B"]
    words.start()
    until = time.monotonic() + 20
    while not listed(house, "thế chấp") and time.monotonic() < until:
        time.sleep(0.05)
    (one,) = listed(house, "thế chấp")
    assert one.limit.vi == NOW and listed(house) == shown
    assert words.settle() == 0, "once"
    after = execute(house, "SELECT sha256, valid_from, content FROM intake.published ORDER BY procedure_key")
    assert after == before


def test_a_folder_that_cannot_be_read_any_more_keeps_its_words_and_stops_no_other(
    house: House, words: CatalogueWords
) -> None:
    execute(
        house,
        f"INSERT INTO intake.published (procedure_key, content, {SAME}) "
        f"SELECT 'an/old', 'no folder'::bytea, {SAME} FROM intake.published WHERE procedure_key = %s",
        LAND,
    )
    execute(house, FORMER, LAND)
    execute(house, FORMER, "an/old")
    assert words.settle() == 1
    assert {one.key: one.limit.en == "A + B" for one in listed(house)}["an/old"]
    assert [one.limit.vi for one in listed(house) if one.key == LAND] == [NOW]
