# SPDX-License-Identifier: Apache-2.0
"""What passes as PDF, JPEG or PNG, and what each refusal says."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from intake_harness import PDF
from intake_pictures import jpeg, png
from motcua_intake.domain.files import MAX_NAME, FileRefused, clean_name, sniff


def _zip() -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("a.txt", "x")
    return body.getvalue()


NAMED = [
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "ảnh HEIC/HEIF", "Tương thích nhất"),
    (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "ảnh HEIC/HEIF", "lưu thành JPEG"),
    (b"\0\0\0\x18ftypavif\0\0\0\0", "Tệp này là ảnh AVIF.", "Hãy chuyển"),
    (b"\0\0\0\x18ftypisom\0\0\0\0", "Tệp này là tệp video.", "Hãy chuyển"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "Tệp này là ảnh WebP.", "Hãy chuyển"),
    (b"BM\x10\0\0\0\0\0\0\0\x36", "Tệp này là ảnh BMP.", "Hãy chuyển"),
    (b"{\\rtf1\\ansi}", "Tệp này là tệp văn bản RTF.", "Hãy chuyển"),
]


@pytest.mark.parametrize(("content", "what", "advice"), NAMED)
def test_what_people_bring_instead_is_named_in_vietnamese(content: bytes, what: str, advice: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(content)
    assert refused.value.code == "FILE_TYPE"
    assert what in refused.value.text.vi and advice in refused.value.text.vi
    assert what not in refused.value.text.to("en")


@pytest.mark.parametrize("content", [b"fLaC\0\0\0\x22", b"OggS\0\x02", b"SQLite format 3\0"])
def test_a_vietnamese_sentence_has_no_english_name(content: bytes) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(content)
    assert refused.value.text.vi == (
        "Chỉ nhận tệp PDF, JPEG hoặc PNG. Hãy chuyển sang một trong ba loại đó rồi tải lên lại."
    )


TAKEN = [
    (PDF, "application/pdf"),
    (png(), "image/png"),
    (jpeg(), "image/jpeg"),
    (PDF + b"\n\n", "application/pdf"),
]
REFUSED = [
    pytest.param(b"", "FILE_EMPTY", id="empty"),
    pytest.param(b"<!doctype html><script>alert(1)</script>", "FILE_TYPE", id="html"),
    pytest.param(b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "FILE_TYPE", id="svg"),
    pytest.param(b"\n" + PDF, "FILE_TYPE", id="pdf header not at byte 0"),
    pytest.param(b"MZ\x90\x00" + b"\0" * 100, "FILE_TYPE", id="program"),
    pytest.param(_zip(), "FILE_TYPE", id="archive"),
    pytest.param("xin chào".encode(), "FILE_TYPE", id="text"),
    pytest.param(b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "FILE_TYPE", id="gif"),
    pytest.param(PDF[:-20], "FILE_DAMAGED", id="pdf cut off"),
    pytest.param(b"%PDF-9.9\nstartxref\n0\n%%EOF", "FILE_DAMAGED", id="pdf of no version"),
    pytest.param(PDF + b"x" * 2000, "FILE_DAMAGED", id="pdf with much behind its end"),
    pytest.param(PDF + _zip(), "FILE_POLYGLOT", id="pdf and archive"),
    pytest.param(PDF + b"PK\x03\x04" * 10, "FILE_POLYGLOT", id="pdf and the beginning of an archive"),
    pytest.param(PDF + b"<script>", "FILE_POLYGLOT", id="pdf and script"),
    pytest.param(png()[:-15], "FILE_DAMAGED", id="png cut off"),
    pytest.param(png()[:20] + b"\xff" + png()[21:], "FILE_DAMAGED", id="png with a wrong header"),
    pytest.param(png() + b"\0", "FILE_POLYGLOT", id="png with a tail"),
    pytest.param(png(0, 5), "IMAGE_DIMENSIONS", id="png without width"),
    pytest.param(png(100_000, 5), "IMAGE_DIMENSIONS", id="png as a bomb"),
    pytest.param(jpeg()[:-6], "FILE_DAMAGED", id="jpeg cut off"),
    pytest.param(jpeg(0, 9), "IMAGE_DIMENSIONS", id="jpeg without width"),
    pytest.param(jpeg() + _zip(), "FILE_POLYGLOT", id="jpeg and archive"),
    pytest.param(b"\xff\xd8\xff\xd9", "FILE_DAMAGED", id="jpeg without a picture"),
]


def _packed(member: str) -> bytes:
    body = BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr(member, "x")
    return body.getvalue()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (_packed("word/document.xml"), "tệp Word"),
        (_packed("xl/workbook.xml"), "tệp Excel"),
        (_zip(), "tệp nén ZIP"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "tệp Word hoặc Excel đời cũ"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "ảnh GIF"),
    ],
)
def test_another_kind_is_named_as_people_name_it(content: bytes, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(content)
    assert f"Tệp này là {name}." in refused.value.text.vi and "Office Open" not in refused.value.text.vi


@pytest.mark.parametrize(("content", "kind"), TAKEN)
def test_taken(content: bytes, kind: str) -> None:
    assert sniff(content).media_type == kind


@pytest.mark.parametrize(("content", "code"), REFUSED)
def test_refused(content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(content)
    assert refused.value.code == code
    assert refused.value.text.vi
    assert refused.value.text.en


NAMES = [
    ("đơn đăng ký.pdf", "application/pdf", "đơn đăng ký.pdf"),
    ("C:\\Users\\An\\sổ đỏ.JPEG", "image/jpeg", "sổ đỏ.JPEG"),
    ("../../etc/passwd", "application/pdf", "passwd.pdf"),
    ("ảnh.png.exe", "image/png", "ảnh.png.exe.png"),
    ("gpj.\u202efdp.pdf", "application/pdf", "gpj.fdp.pdf"),
    ("a\r\nSet-Cookie: x.pdf", "application/pdf", "aSet-Cookie_ x.pdf"),
    ("", "application/pdf", "tep.pdf"),
    ("...", "image/png", "tep.png"),
    ("a\0b.pdf", "application/pdf", "ab.pdf"),
    ("x" * 400 + ".pdf", "application/pdf", "x" * (MAX_NAME - 4) + ".pdf"),
    ("e\u0302\u0301.pdf", "application/pdf", "ế.pdf"),
    ("文件🏠.pdf", "application/pdf", "文件🏠.pdf"),
]


@pytest.mark.parametrize(("name", "kind", "expected"), NAMES)
def test_names(name: str, kind: str, expected: str) -> None:
    assert clean_name(name, kind) == expected


@pytest.mark.parametrize(
    ("content", "name"),
    [(jpeg(), "ảnh JPEG"), (png(), "ảnh PNG"), (_packed("word/document.xml"), "tệp Word")],
)
def test_where_only_a_pdf_is_taken_the_sentence_says_so(content: bytes, name: str) -> None:
    with pytest.raises(FileRefused) as caught:
        sniff(content, ["application/pdf"])
    assert caught.value.code == "FILE_TYPE"
    assert caught.value.text.vi == (
        f"Chỉ nhận tệp PDF. Tệp này là {name}. Hãy chuyển sang PDF rồi tải lên lại."
    )
    assert sniff(PDF, ["application/pdf"]).media_type == "application/pdf"
