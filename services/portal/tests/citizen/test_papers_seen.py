# SPDX-License-Identifier: Apache-2.0
"""Pages that were opened before the papers changed hand in nothing; what pages say about papers, files and places."""

from __future__ import annotations

import httpx
import pytest
from citizen_steps import PDF, hidden, ready_draft, upload
from intake_double import IntakeDouble, stamp
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2 as pb
from test_dossiers import asked_for_papers

OTHER = PDF + b"\n"


def test_a_check_page_does_not_hand_in_a_file_that_came_later(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    draft = ready_draft(hoa)
    shown = hidden(hoa.get(f"{draft}/kiem-tra"))
    upload(hoa, f"{draft}/giay-to", ("GCN", "la.pdf", OTHER))
    stale = hoa.post(f"{draft}/kiem-tra", data=shown)
    assert stale.status_code == 409 and not intake.dossiers
    assert "lưu ở cửa sổ khác" in stale.text and "la.pdf" in stale.text
    done = hoa.post(f"{draft}/kiem-tra", data=hidden(stale))
    assert done.status_code == 303 and len(intake.dossiers) == 1


def test_a_supplement_page_does_not_hand_in_a_file_that_came_later(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    path = f"/ho-so/{asked_for_papers(intake).dossier_id}/bo-sung"
    shown = hidden(hoa.get(path))
    upload(hoa, path, ("GCN", "la.pdf", OTHER), action="stay")
    stale = hoa.post(path, data={**shown, "action": "send"})
    assert stale.status_code == 422 and "thay đổi ở một cửa sổ khác" in stale.text and "la.pdf" in stale.text
    assert "Chưa nộp bổ sung được" in stale.text and "Có tệp chưa nhận được" not in stale.text
    # What is added by sending the page was seen; sending it twice is one answer.
    for _ in range(2):
        done = hoa.post(
            path, data={**hidden(stale), "request_id": "r-once", "action": "send"},
            files=[("file.GCN", ("trang-3.pdf", PDF, "application/pdf"))],
        )  # fmt: skip
        assert done.status_code == 303, done.text
    assert len(intake.seen) == 2


def test_a_supplement_with_a_paper_missing_links_to_the_paper(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    path = f"/ho-so/{asked_for_papers(intake).dossier_id}/bo-sung"
    page = hoa.post(path, data={**hidden(hoa.get(path)), "action": "send"})
    assert "Chưa nộp bổ sung được" in page.text and "Có tệp chưa nhận được" not in page.text
    assert 'href="#p-GCN"' in page.text and 'id="p-GCN"' in page.text


@pytest.mark.parametrize(
    ("status", "shown"), [(pb.DOSSIER_STATUS_WITHDRAWN, False), (pb.DOSSIER_STATUS_IN_PROGRESS, True)]
)
def test_nothing_is_promised_of_what_was_withdrawn(
    hoa: httpx.Client, intake: IntakeDouble, status: pb.DossierStatus, shown: bool
) -> None:
    made = intake.add_dossier("hoa", status, promised_at=stamp(864_000))
    assert ("Hẹn trả kết quả" in hoa.get(f"/ho-so/{made.dossier_id}").text) is shown
    assert ("hẹn trả" in hoa.get("/ho-so").text) is shown


def test_a_paper_of_two_files_is_one_line_and_a_note_keeps_its_lines(
    hoa: httpx.Client, intake: IntakeDouble
) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    for number in "1", "2":
        made.papers.add(component="GCN", file_id=f"f{number}", file_name=f"trang-{number}.pdf")
        made.papers.add(component="MAU-18", file_id=f"m{number}", file_name=f"don-{number}.pdf")
    made.history.add(at=stamp(), text=common.LocalizedText(vi="Dòng một\nDòng hai", en=""))
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert page.index("trang-1.pdf") < page.index("trang-2.pdf") < page.index("don-1.pdf")
    papers = page.partition('id="papers"')[2].partition("</section>")[0]
    assert papers.count("<ul") == 3 and papers.count("GCN") + papers.count("iấy chứng nhận") <= 1
    assert '<span class="pre">Dòng một\nDòng hai</span>' in page


def test_a_stranger_who_is_signed_in_reads_whose_it_is_not(
    hoa: httpx.Client, visitor: httpx.Client, intake: IntakeDouble
) -> None:
    code = intake.add_dossier("khoa", pb.DOSSIER_STATUS_IN_PROGRESS).code
    mine, anyones = (client.get(f"/tra-cuu?ma={code}").text for client in (hoa, visitor))
    assert "không thuộc tài khoản của bạn" in mine and "Khi chưa đăng nhập" not in mine
    assert "Khi chưa đăng nhập" in anyones and "không thuộc tài khoản" not in anyones


def test_a_procedure_by_post_says_where_to_and_what_to_enclose(
    visitor: httpx.Client, intake: IntakeDouble
) -> None:
    told = []
    for key in intake.packages:
        page = visitor.get(f"/thu-tuc/{key}").text
        by_post = "qua bưu chính" in page.partition("Nơi nộp</h2>")[0]
        assert ("Nộp qua bưu chính: gửi đến" in page) is by_post
        assert "Thôn Đầu Suối, xã Suối Trong, tỉnh Minh Họa" in page
        told.append(by_post)
    assert any(told)
