# SPDX-License-Identifier: Apache-2.0
"""Pages drawn by the child process: what it draws, what it refuses, and what it cannot do."""

from __future__ import annotations

import io
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from motcua_portal.preview import drawing
from motcua_portal.preview.drawing import (
    Drawing,
    DrawingBusy,
    Drawn,
    NoSuchPage,
    PaperLocked,
    PaperUnreadable,
    draw,
)
from motcua_rpc import MotcuaError
from pypdf import PdfWriter

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "paper.pdf"


def sheets(*sizes: tuple[float, float], password: str = "") -> bytes:
    made, out = PdfWriter(), io.BytesIO()
    for width, height in sizes:
        made.add_blank_page(width, height)
    if password:
        made.encrypt(password)
    made.write(out)
    return out.getvalue()


def size_of(drawn: Drawn) -> tuple[int, int]:
    width, height = struct.unpack("!II", drawn.picture[16:24])
    return width, height


def test_a_page_is_drawn_at_the_width_of_the_pane() -> None:
    drawn = draw(EXAMPLE.read_bytes(), 1)
    assert drawn.pages >= 1 and abs(size_of(drawn)[0] - drawing.WIDTH) <= 1
    assert len(drawn.picture) > 2_000, "words stand on it"
    assert abs(size_of(draw(sheets((595, 842), (842, 595)), 2))[1] - round(drawing.WIDTH * 595 / 842)) <= 1


@pytest.mark.parametrize(
    ("content", "number", "kind"),
    [
        (sheets((595, 842), password="x"), 1, PaperLocked),
        (sheets((595, 842)), 2, NoSuchPage),
        (sheets((595, 842)), 0, NoSuchPage),
        (b"", 1, PaperUnreadable),
        (b"%PDF-1.7 and nothing", 1, PaperUnreadable),
        (b"\x89PNG\r\n\x1a\n", 1, PaperUnreadable),
        (sheets((595, 842))[:200], 1, PaperUnreadable),
    ],
    ids=["locked", "beyond", "before", "empty", "broken", "a picture", "cut"],
)
def test_what_cannot_be_drawn_is_refused(content: bytes, number: int, kind: type[MotcuaError]) -> None:
    with pytest.raises(kind):
        draw(content, number)


@pytest.mark.parametrize("size", [(14_400, 14_400), (10, 14_400), (14_400, 10), (1, 1)])
def test_no_size_of_a_page_makes_a_picture_too_large(size: tuple[float, float]) -> None:
    try:
        width, height = size_of(draw(sheets(size), 1))
    except PaperUnreadable:
        return
    assert width * height <= 6_600_000


def bomb() -> bytes:
    """A page that draws for hours: a form that draws itself twice, sixty levels deep."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    resources = b"<</XObject<</N %d 0 R>>>>"
    objects.append(
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources" + resources % 5 + b"/Contents 4 0 R>>"
    )
    objects.append(b"<</Length 5>>stream\n/N Do\nendstream")
    body = b"/N Do " * 400
    for level in range(12):
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources" + resources % (6 + level)
        objects.append(head + b"/Length %d>>stream\n" % len(body) + body + b"\nendstream")
    last = b"0 0 600 800 re f " * 2_000
    objects.append(
        b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Length %d>>stream\n" % len(last)
        + last
        + b"\nendstream"
    )
    out, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + one + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % count + table + (
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (count, len(out))
    )  # fmt: skip


def test_a_page_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 2.0)
    with pytest.raises(PaperUnreadable):
        draw(bomb(), 1)


def test_the_child_can_open_nothing_and_call_nobody(tmp_path: Path) -> None:
    """What a hostile file could make the reader do is done here in its place."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port, target = listening.getsockname()[1], tmp_path / "written"
        deeds = (
            f"open({str(EXAMPLE)!r}, 'rb')", f"open({str(target)!r}, 'wb').write(b'x')",
            f"__import__('socket').create_connection(('127.0.0.1', {port}))", "bytearray(900_000_000)",
        )  # fmt: skip
        tried = "\n".join(
            f"try:\n  {one}\n  print('done')\nexcept (OSError, MemoryError):\n  pass" for one in deeds
        )
        code = f"import sys, socket; sys.path.insert(0, {str(drawing.WORKER.parent)!r})\nimport page_worker\n"
        code += f"page_worker.limit(); page_worker.close_doors()\n{tried}\nprint('end')"
        said = subprocess.run(
            [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
    assert said.stdout == "end\n", said
    assert not target.exists()


def test_a_page_is_drawn_once_and_old_ones_make_room() -> None:
    one = Drawing(kept_bytes=len(draw(sheets((600, 800)), 1).picture) + 10)
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return sheets((600, 800))

    for name in ("a", "a", "b", "a"):
        assert one.page(name, 1, lambda name=name: read(name)).pages == 1
    assert asked == ["a", "b", "a"]


def test_only_so_many_are_drawn_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "PATIENCE", 0.05)
    one, inside, go = Drawing(at_once=1), threading.Event(), threading.Event()

    def slow() -> bytes:
        inside.set()
        go.wait(30)
        return b""

    def first() -> None:
        with pytest.raises(PaperUnreadable):
            one.page("a", 1, slow)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(30)
    with pytest.raises(DrawingBusy):
        one.page("b", 1, lambda: b"")
    go.set()
    thread.join()
