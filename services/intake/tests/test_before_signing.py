# SPDX-License-Identifier: Apache-2.0
"""Before a head signs an apology: what is late and how urgent, what the chosen day promises, how the sheet will read."""

from __future__ import annotations

import pytest
from intake_harness import LAND, House, request_id
from intake_prepared import prepared
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_intake.entrypoints.apologising import ApologyWorker
from motcua_rpc import Conflict, InvalidInput
from support.pdfs import text_of

REASON = "Phải trích đo lại ranh giới thửa đất do bản đồ không khớp hiện trạng."


def drafted(house: House, at: str) -> list[law.Extension]:
    house.at(at)
    worker = next(one for one in house.service.background if isinstance(one, ApologyWorker))
    while worker.do_one():
        pass
    return list(house.of("son").ListExtensions(law.ListExtensionsRequest()).extensions)


def asked(house: House, extension_id: str, **question: object) -> law.GetExtensionResponse:
    return house.of("son").GetExtension(law.GetExtensionRequest(extension_id=extension_id, **question))


@prepared
def released(house: House) -> pb.Dossier:
    dossier = house.accepted(LAND)
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    return house.get(dossier)


def test_the_list_says_what_is_late_and_the_most_urgent_stands_first(house: House) -> None:
    calm = released(house)
    house.at("2026-12-02 08:00")
    urgent = house.accepted(LAND)
    lines = drafted(house, "2026-12-03 08:00")
    assert [one.dossier_id for one in lines] == [urgent.dossier_id, calm.dossier_id]
    assert [[part.part for part in one.parts] for one in lines] == [["release"], ["transfer"]]
    dues = [one.parts[0].due_at.ToJsonString() for one in lines]
    assert dues == sorted(dues) and dues[1] == "2026-12-04T10:00:00Z"
    seen, token = [], ""
    for _ in range(2):
        answer = house.of("son").ListExtensions(law.ListExtensionsRequest(page_size=1, page_token=token))
        seen += [one.dossier_id for one in answer.extensions]
        token = answer.next_page_token
    assert seen == [urgent.dossier_id, calm.dossier_id] and token == ""


def test_what_is_late_and_what_only_follows_is_told_apart(house: House) -> None:
    house.accepted(LAND)
    (line,) = drafted(house, "2026-11-24 08:00")
    one = asked(house, line.extension_id).extension
    assert {part.part: part.late for part in one.parts} == {"release": True, "transfer": False}
    sent = law.SignExtensionRequest(
        request_id=request_id(), extension_id=line.extension_id, reason=REASON, new_day=one.new_day
    )
    signed = house.of("son").SignExtension(sent).extension
    assert {part.part: part.late for part in signed.parts} == {"release": True, "transfer": False}


def test_the_promise_of_the_chosen_day_is_shown_before_it_is_signed(house: House) -> None:
    dossier = house.accepted(LAND)
    (line,) = drafted(house, "2026-11-24 08:00")
    proposed = asked(house, line.extension_id).extension
    chosen = asked(house, line.extension_id, new_day="2026-12-01").extension
    assert chosen.new_day == "2026-12-01" != proposed.new_day
    assert chosen.new_promised_at.ToJsonString() > proposed.new_promised_at.ToJsonString()
    sent = law.SignExtensionRequest(
        request_id=request_id(), extension_id=line.extension_id, reason=REASON, new_day="2026-12-01"
    )
    house.of("son").SignExtension(sent)
    assert house.get(dossier).promised_at == chosen.new_promised_at, "what was shown is what is promised"


def test_the_sheet_is_read_before_it_is_signed_and_nothing_is_kept_of_it(house: House) -> None:
    dossier = released(house)
    (line,) = drafted(house, "2026-12-03 08:00")
    pdf = asked(house, line.extension_id, new_day="2026-12-11", reason=REASON, preview=True).preview
    text = text_of(pdf)
    for words in ("DỰ THẢO", REASON, "17 giờ 00 phút, thứ Sáu, ngày 11 tháng 12 năm 2026", "Trịnh Hồng Sơn"):
        assert words in text
    assert "/XLGH" not in text
    assert [one.form for one in house.get(dossier).documents if one.form == "04"] == []
    sent = law.SignExtensionRequest(
        request_id=request_id(), extension_id=line.extension_id, reason=REASON, new_day="2026-12-11"
    )
    assert house.of("son").SignExtension(sent).extension.number == "01/XLGH", "no number was used up"
    with pytest.raises(Conflict):
        asked(house, line.extension_id, new_day="2026-12-14")


def test_a_question_that_has_no_answer_is_refused_by_field(house: House) -> None:
    released(house)
    (line,) = drafted(house, "2026-12-03 08:00")
    for question, field in (
        ({"new_day": "2026-12-12"}, "new_day"),
        ({"new_day": "2026-12-03"}, "new_day"),
        ({"preview": True}, "reason"),
    ):
        with pytest.raises(InvalidInput) as caught:
            asked(house, line.extension_id, **question)
        assert [one.field for one in caught.value.field_errors] == [field]
