# SPDX-License-Identifier: Apache-2.0
"""Papers to look at: who may, what a page of them says, and the links beside the form."""

from __future__ import annotations

import io
from typing import Any

import pytest
from desk_harness import Desk, text_of
from motcua.intake.v1 import intake_pb2
from pypdf import PdfWriter


def sheets(count: int, password: str = "") -> bytes:
    made, out = PdfWriter(), io.BytesIO()
    for _ in range(count):
        made.add_blank_page(595, 842)
    if password:
        made.encrypt(password)
    made.write(out)
    return out.getvalue()


@pytest.fixture
def files(desk: Desk) -> Any:
    """Mai's browser, and files of every kind."""
    for key, kind, content in (
        ("ba", "application/pdf", sheets(3)), ("khoa", "application/pdf", sheets(1, "x")),
        ("hong", "application/pdf", b"%PDF-1.7 hong"), ("anh", "image/png", b"\x89PNG"), ("zip", "application/zip", b"PK"),
    ):  # fmt: skip
        info = intake_pb2.FileInfo(file_name=f"{key}<1>.bin", media_type=kind, size=len(content))
        desk.intake.files[key] = (info, content)
    return desk.browser("mai")


def test_the_pages_of_a_pdf_are_pictures_with_the_file_beside(files: Any) -> None:
    page = files.get("/tep/ba/xem")
    assert page.status_code == 200 and "3 trang" in text_of(page)
    assert [f'src="/tep/ba/trang/{number}"' in page.text for number in (1, 2, 3, 4)] == [
        True,
        True,
        True,
        False,
    ]
    assert 'href="/tep/ba"' in page.text and "ba&lt;1&gt;.bin" in page.text
    drawn = files.get("/tep/ba/trang/3")
    assert (drawn.headers["content-type"], drawn.headers["cache-control"]) == (
        "image/png",
        "private, no-store",
    )
    assert drawn.content.startswith(b"\x89PNG") and drawn.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("file", "said"),
    [("khoa", "có mật khẩu"), ("hong", "Không dựng được hình"), ("zip", "không xem nhanh được")],
)
def test_what_cannot_be_drawn_says_why_and_leaves_the_file(files: Any, file: str, said: str) -> None:
    page = files.get(f"/tep/{file}/xem")
    assert page.status_code == 200 and said in text_of(page)
    assert f'href="/tep/{file}?tai=1"' in page.text and "/trang/" not in page.text


def test_a_picture_is_shown_as_it_is(files: Any) -> None:
    assert '<img src="/tep/anh"' in files.get("/tep/anh/xem").text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tep/ba/trang/4", 404), ("/tep/ba/trang/0", 404), ("/tep/ba/trang/x", 404), ("/tep/ba/trang/99999", 404),
        ("/tep/khoa/trang/1", 409), ("/tep/anh/trang/1", 400), ("/tep/none/xem", 404), ("/tep/none/trang/1", 404),
    ],
)  # fmt: skip
def test_refusals(files: Any, path: str, status: int) -> None:
    assert files.get(path).status_code == status


def test_what_was_drawn_for_one_is_not_given_to_who_may_not_read_it(desk: Desk, files: Any) -> None:
    assert files.get("/tep/ba/trang/1").status_code == 200
    del desk.intake.files["ba"]
    assert files.get("/tep/ba/trang/1").status_code == 404
    files.client.cookies.clear()
    assert "/dang-nhap" in str(
        files.client.get("/tep/ba/trang/1", follow_redirects=False).headers["location"]
    )


def test_a_task_lists_the_files_of_its_dossier(desk: Desk, files: Any) -> None:
    desk.dossier().documents.add(
        document_id="d1", form="01", number="15/TNHS", file_id="ba", name={"vi": "Giấy tiếp nhận"}
    )
    desk.step("xoa", "tham-dinh-xoa", title="Thẩm định xóa")
    page = files.get("/viec/xoa")
    assert 'href="/tep/ack/xem"' in page.text and 'href="/tep/ba/xem"' in page.text
