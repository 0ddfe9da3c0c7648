# SPDX-License-Identifier: Apache-2.0
"""The register (form 07) of a window: read, printed as numbered extracts; and who opened which form."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from intake_harness import COPY, LAND, PAPERS, House, printed, request_id, settle
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua.intake.v1 import return_ways_pb2 as ways
from motcua_calendar import LEGAL_ZONE
from motcua_intake.adapters.register import Span
from motcua_intake.app.forms.register import _extended
from motcua_intake.app.printing import scanned
from motcua_intake.app.registering import addresses
from motcua_intake.domain.sets import sets
from motcua_rpc import InvalidInput, MotcuaError, NotFound, PermissionDenied
from motcua_storage import count_statements
from support import pdfs
from support.pdfs import qr_codes
from test_returning import on_paper

NOVEMBER = {"from_day": "2026-11-01", "to_day": "2026-11-30"}


def listed(house: House, who: str = "lan", **asked: Any) -> law.ListRegisterResponse:
    return house.of(who).ListRegister(law.ListRegisterRequest(**(NOVEMBER | asked)))


def issued(house: House, who: str = "lan", request: str = "", **asked: Any) -> law.RegisterExtract:
    message = law.PrintRegisterRequest(request_id=request or request_id(), **(NOVEMBER | asked))
    return house.of(who).PrintRegister(message).extract


def text_of(house: House, file_id: str, who: str = "lan") -> str:
    return pdfs.text_of(house.download(who, file_id)[1])


def test_every_receipt_is_a_line_in_the_order_of_the_numbers(house: House) -> None:
    first, second = house.accepted(LAND), house.accepted(COPY)
    house.submit()  # not accepted: it has no receipt, so it is not in the register
    lines = listed(house).lines
    assert [(one.number, one.code) for one in lines] == [
        ("01/TNHS", first.code), ("02/TNHS", second.code),
    ]  # fmt: skip
    assert (lines[0].applicant_name, lines[0].phone) == ("Nguyễn Văn An", "02000000901")
    assert lines[0].lead.vi == "Chi nhánh Văn phòng đăng ký đất đai khu vực Bến Gió"
    assert lines[0].promised_at == first.promised_at
    assert lines[0].state == law.RegisterLine.DOSSIER_STATE_OPEN


def test_days_and_procedure_are_filters(house: House) -> None:
    house.accepted(LAND)
    house.at("2026-12-01 00:00")
    december = house.accepted(COPY)
    assert len(listed(house).lines) == 1
    assert [one.code for one in listed(house, from_day="2026-12-01", to_day="2026-12-01").lines] == [
        december.code
    ]
    assert [one.code for one in listed(house, to_day="2026-12-31", procedure_key=COPY).lines] == [
        december.code
    ]
    assert not listed(house, procedure_key="none/such").lines


def test_it_pages_by_key_with_as_many_statements_however_much_there_is(house: House) -> None:
    codes = [house.accepted(COPY).code]
    with count_statements() as one:
        listed(house)
    codes += [house.accepted(COPY).code for _ in range(3)]
    with count_statements() as many:
        listed(house)
    assert one.total == many.total <= 5
    seen, token = [], ""
    while True:
        page = listed(house, page_size=2, page_token=token)
        seen += [line.code for line in page.lines]
        token = page.next_page_token
        if not token:
            break
    assert seen == codes


@pytest.mark.parametrize(
    ("asked", "field", "code"),
    [
        ({"from_day": ""}, "from_day", "DAY_INVALID"),
        ({"to_day": "31/12/2026"}, "to_day", "DAY_INVALID"),
        ({"to_day": "2026-10-31"}, "to_day", "RANGE_INVERTED"),
        ({"to_day": "2027-11-02"}, "to_day", "RANGE_TOO_LONG"),
    ],
)
def test_days_that_are_none_are_refused_by_field(
    house: House, asked: dict[str, str], field: str, code: str
) -> None:
    for call in (listed, issued):
        with pytest.raises(InvalidInput) as caught:
            call(house, **asked)
        assert [(one.field, one.code) for one in caught.value.field_errors] == [(field, code)]


@pytest.mark.parametrize(
    ("who", "reads", "prints"),
    [
        ("an", False, False), ("minh", False, False), ("son", False, False), ("huong", False, False),
        ("thao", False, False), ("khanh", False, False), ("assignment", False, False), ("software", True, False),
        ("lan", True, True), ("hung", True, True), ("quang", True, True),
    ],
)  # fmt: skip
def test_who_reads_and_prints(house: House, who: str, reads: bool, prints: bool) -> None:
    house.accepted(COPY)
    for allowed, call in ((reads, listed), (prints, issued)):
        if allowed:
            assert call(house, who)
        else:
            with pytest.raises(PermissionDenied):
                call(house, who)


def test_each_unit_has_its_own_register_and_operators_see_no_person(house: House) -> None:
    house.accepted(COPY)
    assert not listed(house, "mai").lines
    with pytest.raises(PermissionDenied):
        listed(house, "mai", unit="suoi_trong")
    (line,) = listed(house, "phuc", unit="suoi_trong").lines
    assert (line.applicant_name, line.address, line.phone) == ("", "", "")
    with pytest.raises(PermissionDenied):
        issued(house, "phuc")


def test_an_extract_is_numbered_kept_and_read_by_its_unit_only(house: House) -> None:
    dossier = house.accepted(COPY)
    first = issued(house)
    assert (first.number, first.lines, first.issued_by) == ("01/STD", 1, "Trần Thị Lan")
    text = text_of(house, first.file_id)
    for words in ("SỔ THEO DÕI HỒ SƠ", "01/STD", dossier.code, "Từ ngày 01/11/2026 đến hết ngày 30/11/2026"):
        assert words in text
    again = issued(house, "quang")
    assert again.number == "02/STD", "another extract is another paper"
    extracts = house.of("lan").ListRegisterExtracts(law.ListRegisterExtractsRequest()).extracts
    assert [one.number for one in extracts] == ["02/STD", "01/STD"]
    for who in ("an", "mai", "minh", "thao", "phuc"):
        with pytest.raises(NotFound):
            house.download(who, first.file_id)


def _opened_by_qr(house: House, **asked: Any) -> str:
    """Path and query of the address in the QR code of an extract."""
    (url,) = qr_codes(house.download("lan", issued(house, **asked).file_id)[1])
    return url.removeprefix("http://127.0.0.1:8080")


def test_the_qr_code_opens_the_lines_of_the_extract(house: House) -> None:
    house.accepted(COPY)
    days = "/so-theo-doi?tu=2026-11-01&den=2026-11-30"
    assert _opened_by_qr(house) == days
    assert _opened_by_qr(house, procedure_key=COPY) == f"{days}&thu_tuc={COPY}"


def test_a_key_too_long_for_the_qr_code_leaves_the_days() -> None:
    """An address of 200 characters at most can be scanned; the portal's own may have a hundred."""
    span = Span("w", date(2026, 11, 1), date(2026, 11, 30), f"{'a' * 60}/{'b' * 60}")
    paths = addresses(span)
    assert (
        scanned("https://a.vn", paths) == f"so-theo-doi?tu=2026-11-01&den=2026-11-30&thu_tuc={span.procedure}"
    )
    assert scanned("https://dichvucong.minhhoa.example", paths) == "so-theo-doi?tu=2026-11-01&den=2026-11-30"


def test_the_same_request_prints_once(house: House) -> None:
    house.accepted(COPY)
    request = request_id()
    assert issued(house, request=request) == issued(house, request=request)
    assert issued(house).number == "02/STD"


def test_nothing_to_print_takes_no_number(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidInput) as caught:
        issued(house)
    assert caught.value.field_errors[0].code == "REGISTER_EMPTY"
    for _ in range(2):
        house.accepted(COPY)
    with monkeypatch.context() as patch:
        patch.setattr("motcua_intake.app.registering.MOST_LINES", 1)
        with pytest.raises(InvalidInput) as caught:
            issued(house)
        assert caught.value.field_errors[0].code == "REGISTER_TOO_LONG"
    assert issued(house).number == "01/STD"


# Printing again is not issuing again -----------------------------------------------------------------------------------


def printings(house: House, dossier: pb.Dossier, who: str = "lan") -> list[law.Printing]:
    asked = law.ListPrintingsRequest(dossier_id=dossier.dossier_id)
    return list(house.of(who).ListPrintings(asked).printings)


def test_who_printed_a_form_again_is_kept_and_the_form_stays_the_same(house: House) -> None:
    dossier = house.accepted(COPY)
    (receipt,) = [one for one in dossier.documents if one.form == "01"]
    first = house.download("lan", receipt.file_id)[1]
    house.clock.advance(timedelta(days=3))
    assert house.download("hung", receipt.file_id)[1] == first
    assert house.get(dossier).documents == dossier.documents, "no other document was made"
    kept = printings(house, dossier)
    assert [(one.actor.name, one.number) for one in kept] == [
        ("Lê Mạnh Hùng", receipt.number), ("Trần Thị Lan", receipt.number),
    ]  # fmt: skip


def test_one_look_is_kept_once_and_neither_citizens_nor_papers_are_counted(house: House) -> None:
    dossier = house.accepted(LAND)
    (receipt,) = [one for one in dossier.documents if one.form == "01"]
    house.download("an", receipt.file_id)
    house.download("lan", house.get(dossier).papers[0].file_id)
    assert printings(house, dossier) == []
    for _ in range(3):
        house.download("lan", receipt.file_id)
    assert len(printings(house, dossier)) == 1
    house.clock.advance(timedelta(minutes=2))
    house.download("lan", receipt.file_id)
    assert len(printings(house, dossier)) == 2


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("an", PermissionDenied),
        ("binh", NotFound),
        ("mai", NotFound),
        ("lan", None),
        ("quang", NotFound),
        ("phuc", None),
    ],
)
def test_who_sees_who_printed(house: House, who: str, refusal: type[MotcuaError] | None) -> None:
    dossier = house.accepted(LAND)
    if refusal is None:
        assert printings(house, dossier, who) == []
        return
    with pytest.raises(refusal):
        printings(house, dossier, who)


def test_the_log_of_printings_cannot_be_changed(house: House) -> None:
    dossier = house.accepted(COPY)
    house.download("lan", dossier.documents[0].file_id)
    for statement in ("DELETE FROM intake.printing", "UPDATE intake.register_extract SET number = 'x'"):
        with pytest.raises(Exception, match="permission denied"), house.database.begin() as connection:
            connection.exec_driver_sql(statement)


def receive_by(house: House, dossier: pb.Dossier, way: int, who: str = "lan") -> None:
    house.of(who).SetReturnWay(
        ways.SetReturnWayRequest(
            request_id=request_id(), dossier_id=dossier.dossier_id, way=way, receiver="Nguyễn Văn An",
            phone="02000000901", address="Số 7 đường Bến, phường Bến Gió",
        )
    )  # fmt: skip


def test_a_line_says_how_it_came_and_how_its_results_are_received(house: House) -> None:
    nobody_chose, online = house.accepted(COPY), house.accepted(LAND)
    receive_by(house, online, ways.RETURN_WAY_POST, "an")
    told = {one.code: (one.source, one.return_way, one.sets) for one in listed(house).lines}
    assert told == {
        nobody_chose.code: ("WINDOW", ways.RETURN_WAY_WINDOW, 1),
        online.code: ("PORTAL", ways.RETURN_WAY_POST, 1),
    }
    text = text_of(house, issued(house).file_id)
    for words in ("Trực tiếp tại Bộ phận Một cửa", "Trực tuyến, qua", "Qua bưu chính", "Tại quầy"):
        assert words in text


@pytest.mark.parametrize(
    ("source", "papers", "count"),
    [
        ("WINDOW", [], 1),
        ("WINDOW", [("A", "original", 2), ("B", "copy", 3)], 2),
        # One set needs two of B: three of them make one set.
        ("WINDOW", [("A", "original", 2), ("C", "copy", 3)], 1),
        ("POST", [("A", "original", 4), ("C", "copy", 4)], 2),
        # An original beside its copy is one paper; pages of one paper say the same number.
        ("WINDOW", [("A", "original", 1), ("A", "copy", 1)], 1),
        ("WINDOW", [("A", "copy", 1), ("A", "copy", 1)], 1),
        # Two different piles of one form count together.
        ("WINDOW", [("A", "copy", 1), ("A", "copy", 2)], 3),
        ("WINDOW", [("C", "copy", 1)], 1),
        # What came over the network is one set, whatever was typed.
        ("PORTAL", [("A", "original", 5)], 1),
        ("NATIONAL_PORTAL", [("A", "original", 5)], 1),
    ],
)
def test_sets_are_what_the_scarcest_paper_holds(
    source: str, papers: list[tuple[str, str, int]], count: int
) -> None:
    assert sets(source, papers, {"A": 1, "C": 2}) == count


def test_two_sets_brought_to_the_window_are_two_on_receipt_and_register(house: House) -> None:
    draft = house.draft("lan", COPY)
    file_id = house.upload("lan").file_id
    for component in PAPERS[COPY]:
        attached = pb.AttachPaperRequest(
            request_id=request_id(), draft_id=draft.draft_id, component=component, file_id=file_id, copies=2
        )
        house.of("lan").AttachPaper(attached)
    sent = pb.ReceiveDossierRequest(
        request_id=request_id(),
        draft_id=draft.draft_id,
        revision=house.fresh(draft, "lan").revision,
    )
    dossier = house.of("lan").ReceiveDossier(sent).dossier
    (line,) = listed(house).lines
    assert (line.source, line.sets) == ("WINDOW", 2)
    assert "02 bộ" in printed(house, dossier, "01")
    assert " 02 Nguyễn Văn An" in text_of(house, issued(house).file_id)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (ways.RETURN_WAY_POST, "Qua dịch vụ bưu chính công ích, gửi tới Nguyễn Văn An"),
        (ways.RETURN_WAY_WINDOW, "Bộ phận Một cửa xã Suối Trong"),
    ],
)
def test_the_receipt_says_where_the_results_go(house: House, way: int, words: str) -> None:
    draft = house.full_draft("an", LAND)
    house.of("an").SetReturnWay(
        ways.SetReturnWayRequest(
            request_id=request_id(), draft_id=draft.draft_id, way=way, receiver="Nguyễn Văn An",
            phone="02000000901", address="Số 7 đường Bến, phường Bến Gió",
        )
    )  # fmt: skip
    sent = pb.SubmitDraftRequest(
        request_id=request_id(), draft_id=draft.draft_id, revision=house.fresh(draft).revision
    )
    dossier = house.accept(house.of("an").SubmitDraft(sent).dossier)
    text = printed(house, dossier, "01")
    assert words in text[text.index("Đăng ký nhận kết quả tại") :][:160]


def test_a_dossier_is_returned_when_every_part_of_it_is(house: House) -> None:
    """An extract is kept for good: it must not say that a dossier went out while a part of it is still worked on."""
    dossier = house.accepted(LAND)

    def given(part: str, code: str) -> None:
        house.sign(dossier, part, code)
        house.decide(dossier, part, "granted")

    given("release", "KQ.G15.000335")
    hand_over(house, dossier)
    (line,) = listed(house).lines
    assert house.get(dossier).status == pb.DOSSIER_STATUS_IN_PROGRESS
    assert not line.HasField("result_at")
    assert not line.HasField("returned_at")
    assert (line.receiver, line.note.vi, line.note.en) == (
        "", "Đã có kết quả 1/2 việc, đã trả 1", "1/2 parts decided, 1 returned",
    )  # fmt: skip
    text = text_of(house, issued(house).file_id)
    assert "Đã có kết quả 1/2 việc" in text
    given("transfer", "KQ.G10.001147")
    (line,) = listed(house).lines
    assert line.HasField("result_at")
    assert not line.HasField("returned_at")
    hand_over(house, dossier, "GCN")
    (line,) = listed(house).lines
    assert line.HasField("returned_at")
    assert (line.receiver, line.note.vi) == ("Nguyễn Văn An", "")


def hand_over(house: House, dossier: pb.Dossier, collected: str = "") -> None:
    settle(house, dossier)
    request = pb.ReturnResultsRequest(
        request_id=request_id(), dossier_id=dossier.dossier_id, receiver_name="Nguyễn Văn An",
        receiver_id_number="099085000101", signed=True, originals_collected=collected.split(),
    )  # fmt: skip
    house.of("lan").ReturnResults(request)


def test_a_refusal_after_appraisal_is_entered_as_a_result(house: House) -> None:
    """NĐ 61/2018/NĐ-CP, Điều 19.8: its day and its number, on the page as on what is printed for good."""
    online, brought = house.accepted(LAND), on_paper(house)
    house.at("2026-11-27 09:00")
    for dossier in (online, brought):
        house.decide(dossier, "release", "refused", "Thiếu căn cứ.")
    first, second = listed(house).lines
    assert [one.note.vi for one in (first, second)] == [
        "Đã có kết quả 1/2 việc; Từ chối 1/2 việc, số 01/TCGQ", "Đã có kết quả 1/2 việc; Từ chối 1/2 việc, số 02/TCGQ",
    ]  # fmt: skip
    house.decide(online, "transfer", "refused", "Thiếu căn cứ.")
    house.sign(brought, "transfer", "KQ.G10.001147")
    house.decide(brought, "transfer", "granted")
    first, second = listed(house).lines
    days = [
        one.result_at.ToDatetime(UTC).astimezone(LEGAL_ZONE).date().isoformat() for one in (first, second)
    ]
    assert days == ["2026-11-27"] * 2
    assert [(one.note.vi, one.note.en, one.HasField("returned_at"), one.state) for one in (first, second)] == [
        ("Từ chối, số 01/TCGQ, 03/TCGQ", "Refused, no. 01/TCGQ, 03/TCGQ", False, law.RegisterLine.DOSSIER_STATE_ENDED),
        ("Từ chối 1/2 việc, số 02/TCGQ", "Refused 1/2 parts, no. 02/TCGQ", False, law.RegisterLine.DOSSIER_STATE_OPEN),
    ]  # fmt: skip
    text = text_of(house, issued(house).file_id)
    for words in ("01/TCGQ, 03/TCGQ", "Từ chối 1/2 việc, số 02/TCGQ", "27/11/2026"):
        assert words in text


def test_a_refusal_that_was_handed_over_is_no_end_without_a_result(house: House) -> None:
    dossier = on_paper(house)
    for part in ("release", "transfer"):
        house.decide(dossier, part, "refused", "Thiếu căn cứ.")
    hand_over(house, dossier)
    (line,) = listed(house).lines
    assert (line.HasField("result_at"), line.HasField("returned_at"), line.receiver, line.note.vi) == (
        True, True, "Nguyễn Văn An", "Từ chối, số 01/TCGQ, 02/TCGQ",
    )  # fmt: skip


def extract_looks(house: House, extract_id: str, who: str = "lan") -> list[law.Printing]:
    asked = law.ListPrintingsRequest(extract_id=extract_id)
    return list(house.of(who).ListPrintings(asked).printings)


def test_who_opened_an_extract_of_the_register_is_kept_too(house: House) -> None:
    house.accepted(COPY)
    made = issued(house)
    assert extract_looks(house, made.extract_id) == []
    for who in ("lan", "hung", "lan"):
        house.download(who, made.file_id)
        house.clock.advance(timedelta(minutes=2))
    kept = extract_looks(house, made.extract_id, "hung")
    assert [(one.actor.name, one.number, one.document_id) for one in kept] == [
        (name, made.number, made.extract_id) for name in ("Trần Thị Lan", "Lê Mạnh Hùng", "Trần Thị Lan")
    ]
    with pytest.raises(NotFound):
        extract_looks(house, made.extract_id, "mai")
    with pytest.raises(InvalidInput):
        house.of("lan").ListPrintings(law.ListPrintingsRequest())


def _days(line: law.RegisterLine) -> tuple[str, str]:
    """Minutes of result and return; "" where it has none."""

    def said(name: str) -> str:
        at = getattr(line, name).ToDatetime(UTC).astimezone(LEGAL_ZONE)
        return f"{at:%d/%m %H:%M}" if line.HasField(name) else ""

    return said("result_at"), said("returned_at")


def half_fetched(house: House) -> pb.Dossier:
    """The first of two results was handed over on the day it was signed."""
    dossier = house.accepted(LAND)
    house.sign(dossier, "release", "KQ.G15.000335")
    house.decide(dossier, "release", "granted")
    settle(house, dossier)
    hand_over(house, dossier)
    return dossier


def test_a_withdrawn_part_is_noted_with_its_notice_and_the_days_are_of_the_whole(house: House) -> None:
    dossier = half_fetched(house)
    house.at("2026-12-01 10:00")
    house.decide(dossier, "transfer", "withdrawn", "Đổi ý.")
    (line,) = listed(house).lines
    assert (line.note.vi, line.note.en) == (
        "Dừng 1/2 việc theo đề nghị rút, số 01/TBDGQ", "Withdrawn 1/2 parts, no. 01/TBDGQ",
    )  # fmt: skip
    assert _days(line) == ("01/12 10:00", "01/12 10:00")
    assert "Dừng 1/2 việc theo đề nghị rút, số 01/TBDGQ" in text_of(house, issued(house).file_id)


def test_a_stopped_part_is_noted_and_no_result_is_counted_for_it(house: House) -> None:
    dossier = house.accepted(LAND)
    house.decide(dossier, "transfer", "stopped", "Bên mua đã mất.", by="son")
    (line,) = listed(house).lines
    assert line.note.vi == "Dừng 1/2 việc", "its notice comes when the last part has its outcome"
    house.decide(dossier, "release", "withdrawn", "Đổi ý.")
    (line,) = listed(house).lines
    assert _days(line) == ("", "") and line.note.vi == (
        "Dừng 1/2 việc theo đề nghị rút, số 01/TBDGQ; Dừng 1/2 việc, số 01/TBDGQ; Kết thúc không có kết quả"
    )


def test_a_refusal_on_the_page_after_the_results_were_fetched_is_the_day_of_return(house: House) -> None:
    dossier = half_fetched(house)
    house.at("2026-11-26 11:00")
    house.decide(dossier, "transfer", "refused", "Thiếu căn cứ.")
    (line,) = listed(house).lines
    assert _days(line) == ("26/11 11:00", "26/11 11:00")


@pytest.mark.parametrize(
    ("notices", "words"),
    [
        ([("a", 1)], "Gia hạn một lần, văn bản số 01/XLGH"),
        ([("a", 2)], "Gia hạn 2 lần, văn bản số 01/XLGH"),
        ([("a", 1), ("b", 1)], "Gia hạn 2 phần, mỗi phần nhiều nhất một lần, văn bản của từng đơn vị số 01/XLGH, 01/XLGH"),
    ],
)  # fmt: skip
def test_what_was_extended_is_counted_for_each_part(notices: list[tuple[str, int]], words: str) -> None:
    """Units number their notices by themselves: two of one number are two notices, not a part that was extended twice."""
    parts = {
        part: {"signed_at": f"2026-12-0{place}", "number": "01/XLGH", "nth": nth}
        for place, (part, nth) in enumerate(notices, 1)
    }
    entry: Any = SimpleNamespace(dossier=SimpleNamespace(extension={"parts": parts}))
    found = _extended(entry)
    assert found is not None and found[0] == words
