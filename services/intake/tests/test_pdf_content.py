# SPDX-License-Identifier: Apache-2.0
"""What a PDF may not do when it is opened, what prints of real programs hold, and how long looking may take."""

from __future__ import annotations

import io
import shutil
import time
import zlib
from collections.abc import Callable

import motcua_documents as d
import pypdfium2
import pytest
import typst
from motcua_documents import samples
from motcua_intake.domain import pdf_content
from motcua_intake.domain.files import FileRefused, sniff
from PIL import Image
from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import Link
from pypdf.generic import Fit

PAGES = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]%s>>"


def made(catalog: str = "", page: str = "", *more: str) -> bytes:
    """A PDF with `catalog` and `page` among the entries of its catalogue and page; `more` are the objects from 4 on."""
    objects = [f"<</Type/Catalog/Pages 2 0 R{catalog}>>", PAGES, PAGE % page, *more]
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + tail.encode()


def packed(objects: dict[int, str], *, shown: int | None = None) -> bytes:
    """The same in PDF 1.5: every object in one compressed object stream, listed by a cross-reference stream."""
    texts = {number: text.encode() for number, text in objects.items()}
    index, place = [], 0
    for number, text in texts.items():
        index.append(f"{number} {place}")
        place += len(text) + 1
    head = (" ".join(index) + " ").encode()
    inside = zlib.compress(head + b"\n".join(texts.values()) + b"\n")
    stream, table = max(objects) + 1, max(objects) + 2
    body = b"%PDF-1.5\n"
    at = len(body)
    body += (
        f"{stream} 0 obj\n<</Type/ObjStm/N {shown or len(texts)}/First {len(head)}/Filter/FlateDecode"
        f"/Length {len(inside)}>>\nstream\n"
    ).encode()
    body += inside + b"\nendstream\nendobj\n"
    rows = [bytes(7)]
    order = list(objects)
    for number in range(1, stream):
        rows.append(b"\x02" + stream.to_bytes(4, "big") + order.index(number).to_bytes(2, "big"))
    rows.append(b"\x01" + at.to_bytes(4, "big") + bytes(2))
    rows.append(b"\x01" + len(body).to_bytes(4, "big") + bytes(2))
    listed = zlib.compress(b"".join(rows))
    start = len(body)
    body += (
        f"{table} 0 obj\n<</Type/XRef/Size {table + 1}/W[1 4 2]/Root 1 0 R/Filter/FlateDecode"
        f"/Length {len(listed)}>>\nstream\n"
    ).encode()
    return body + listed + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()


def plain_objects(catalog: str = "") -> dict[int, str]:
    return {1: f"<</Type/Catalog/Pages 2 0 R{catalog}>>", 2: PAGES, 3: PAGE % ""}


SCRIPT = "<</S/JavaScript/JS(app.alert(1))>>"
FILE = "<</Type/Filespec/F(a.exe)/UF(a.exe)/EF<</F 5 0 R>>>>"
BYTES = "<</Type/EmbeddedFile/Length 2>>\nstream\nMZ\nendstream"
NOTE = "<</Type/Annot/Rect[0 0 9 9]/Subtype/%s>>"
ACTIVE = [
    pytest.param(made(f"/OpenAction{SCRIPT}"), "JavaScript", id="script when opened"),
    pytest.param(made("/OpenAction 4 0 R", "", SCRIPT), "JavaScript", id="script in an object of its own"),
    pytest.param(made("/OpenAction<</S/#4aava#53cript/J#53(x)>>"), "JavaScript", id="escaped names"),
    pytest.param(
        made("/OpenAction<</S 4 0 R/JS 5 0 R>>", "", "/JavaScript", "(x)"), "JavaScript", id="kind elsewhere"
    ),
    pytest.param(
        made(f"/Names<</JavaScript<</Names[(a){SCRIPT}]>>>>"), "JavaScript", id="script of the document"
    ),
    pytest.param(made("", "", SCRIPT), "JavaScript", id="script that nothing leads to"),
    pytest.param(
        packed(plain_objects(f"/OpenAction{SCRIPT}")), "JavaScript", id="script in an object stream"
    ),
    pytest.param(
        made("/OpenAction<</S/URI/URI(https://a.example)/Next 4 0 R>>", "", SCRIPT), "JavaScript", id="next"
    ),
    pytest.param(made("/OpenAction<</S/Launch/F(cmd.exe)>>"), "mở chương trình", id="launch"),
    pytest.param(
        made("/OpenAction<</S/GoToR/F(//host/a.pdf)/D[0/Fit]>>"), "mở chương trình", id="another file"
    ),
    pytest.param(
        made("", "/Annots[<</Subtype/Link/A<</S/SubmitForm/F(http://a)>>>>]"), "gửi hoặc nạp", id="sends"
    ),
    pytest.param(
        made("/Names<</EmbeddedFiles<</Names[(a) 4 0 R]>>>>", "", FILE, BYTES), "đính kèm", id="attachment"
    ),
    pytest.param(made("", "", FILE, BYTES), "đính kèm", id="attachment that nothing leads to"),
    pytest.param(made("", f"/Annots[{NOTE % 'RichMedia'}]"), "phim", id="rich media"),
    pytest.param(made("", f"/Annots[{NOTE % 'FileAttachment'}]"), "đính kèm", id="attachment on the page"),
    pytest.param(made("/AcroForm<</Fields[]/XFA[(a)4 0 R]>>", "", "(x)"), "XFA", id="xfa"),
    pytest.param(made("", "/AA<</O<</S/Named/N/Print>>>>"), "tự chạy", id="by itself"),
]


@pytest.mark.parametrize(("content", "words"), ACTIVE)
def test_what_acts_is_refused_with_what_to_do(content: bytes, words: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(content)
    assert refused.value.code == "FILE_ACTIVE"
    assert words in refused.value.text.vi and "in lại thành PDF" in refused.value.text.vi
    assert "print it to a new PDF" in refused.value.text.en


def written(change: Callable[[PdfWriter], object]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda writer: writer.add_open_action(JavaScript("app.alert(1)")),
        lambda writer: writer.add_attachment("a.xml", b"<a/>"),
    ],
    ids=["script", "attachment"],
)
def test_what_another_program_writes_is_found(change: Callable[[PdfWriter], object]) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(change))
    assert refused.value.code == "FILE_ACTIVE"


# ---- what passes ----


def scanned() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((400, 600), 60).save(
        out, "PDF", append_images=[Image.new("RGB", (200, 300))], save_all=True
    )
    return out.getvalue()


def from_pdfium() -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    out = io.BytesIO()
    document.save(out)
    document.close()
    return out.getvalue()


def linked(writer: PdfWriter) -> None:
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://a.example/JavaScript/Launch"))
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), target_page_index=0, fit=Fit.fit()))
    writer.open_destination = "x"
    writer.add_metadata({"/Title": "/JavaScript /Launch << /S /JavaScript >>"})


def from_typst() -> bytes:
    return typst.compile(b'= Xin\n#link("https://a.example")[b] $x^2$', pdf_standards=["a-2b"])


PASSING: dict[str, Callable[[], bytes]] = {
    "plain": made,
    "object streams": lambda: packed(plain_objects()),
    "opens at a place": lambda: made("/OpenAction[3 0 R/Fit]"),
    "no attachments": lambda: made("/Names<</EmbeddedFiles<</Names[]>>>>/AcroForm<</Fields[]>>"),
    "names": lambda: made(
        "", "/Resources<</Font<</AA 4 0 R/JS 4 0 R/EF 4 0 R>>>>", "<</Type/Font/Subtype/Type1>>"
    ),
    "links and a title about scripts": lambda: written(linked),
    "scan": scanned,
    "pdfium": from_pdfium,
    "typst": from_typst,
    **{
        name: lambda form=form: d.render(form).pdf  # type: ignore[misc]
        for name, form in samples.all_samples().items()
    },
}
"""Printed when its test runs, as every worker of a run reads this list."""


@pytest.mark.parametrize("print_out", PASSING.values(), ids=PASSING)
def test_prints_and_scans_pass(print_out: Callable[[], bytes]) -> None:
    assert sniff(print_out()).media_type == "application/pdf"


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome-stable")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine (Debian: apt-get install chromium)")
def test_a_page_printed_by_a_browser_passes() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(
            "<h1 id=a>Đơn đăng ký</h1><a href='#a'>lên</a> <a href='https://a.example'>b</a><input value=x>"
        )
        content = page.pdf(tagged=True, outline=True)
        browser.close()
    assert sniff(content).media_type == "application/pdf"


# ---- passwords ----


def encrypted(user: str, algorithm: str) -> bytes:
    return written(lambda writer: writer.encrypt(user, "owner", algorithm=algorithm))


ALGORITHMS = ("RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_password_is_named_with_what_to_do(algorithm: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(encrypted("bí mật", algorithm))
    assert refused.value.code == "FILE_PROTECTED"
    assert "có mật khẩu" in refused.value.text.vi and "bỏ mật khẩu" in refused.value.text.vi
    assert "Take the password off" in refused.value.text.en


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_opens_without_a_password_passes_and_is_looked_through(algorithm: str) -> None:
    def scripted(writer: PdfWriter) -> None:
        writer.add_open_action(JavaScript("app.alert(1)"))
        writer.encrypt("", "owner", algorithm=algorithm)

    assert PdfReader(io.BytesIO(encrypted("", algorithm))).is_encrypted
    assert sniff(encrypted("", algorithm)).media_type == "application/pdf"
    with pytest.raises(FileRefused) as refused:
        sniff(written(scripted))
    assert refused.value.code == "FILE_ACTIVE"


# ---- bounds ----

LOOPS = [
    pytest.param(made("/OpenAction 4 0 R", "", "4 0 R"), id="an object that is itself"),
    pytest.param(made("", "", "[" * 50_000 + "]" * 50_000), id="deep"),
    pytest.param(made("", "", "[" + "0 " * 3_000_000 + "]"), id="long"),
    pytest.param(packed(plain_objects() | {4: "[" + "0 " * 6_000_000 + "]"}), id="object stream as a bomb"),
    pytest.param(packed(plain_objects() | {4: "<<" * 90_000}), id="deep in an object stream"),
    pytest.param(packed(plain_objects(), shown=10**9), id="object stream that claims much"),
    pytest.param(made().replace(b"/Root", b"/Prev 9/Root"), id="tables in a circle"),
    pytest.param(made().replace(b" 00000 n", b" 00009 n"), id="wrong table"),
    pytest.param(made("".join(f"/K{n} {n} 0 R" for n in range(9, 9000))), id="many missing"),
    pytest.param(made().replace(b"xref\n0 4", b"xref\n0 999999999"), id="a table that claims much"),
]


@pytest.mark.parametrize("content", LOOPS)
def test_looking_ends_in_time_with_a_sentence(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_content, "SECONDS", 2.0)
    start = time.monotonic()
    try:
        assert sniff(content).media_type == "application/pdf"
    except FileRefused as refused:
        assert refused.code in {"FILE_DAMAGED", "FILE_TOO_COMPLEX"}
        assert "tải lên lại" in refused.text.vi
    assert time.monotonic() - start < 10


def test_what_takes_too_long_says_so() -> None:
    with pytest.raises(pdf_content.TooComplex):
        pdf_content.active(made("", "", "[" + "0 " * 100_000 + "]"), seconds=0.01)
