# SPDX-License-Identifier: Apache-2.0
"""Pages of PDFs as pictures: a child process for each page that is drawn, few at a time, and the last ones remembered."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock

from motcua_rpc import Conflict, InvalidInput, NotFound, Unavailable

WORKER = Path(__file__).with_name("page_worker.py")
WIDTH = 1100
"""Pixels across a page: sharp at the width of the pane on a screen of 1366 to 1920 pixels."""
AT_ONCE = 2
PATIENCE = 20.0
"""Seconds, for waiting in line and for drawing each."""
KEPT_BYTES = 48_000_000


class PaperLocked(Conflict):
    """The PDF asks for a password."""

    code = "PAPER_LOCKED"
    message_vi = "Tệp PDF này có mật khẩu nên không xem nhanh được. Hãy mở tệp gốc, hoặc đề nghị nộp tệp không có mật khẩu."
    message_en = (
        "This PDF asks for a password and cannot be shown here. Open the file itself, or ask for one without."
    )


class PaperUnreadable(InvalidInput):
    """No PDF, a broken one, or one that takes more than a page may."""

    code = "PAPER_UNREADABLE"
    message_vi = "Không dựng được hình của tệp PDF này (tệp hỏng hoặc quá phức tạp). Hãy mở tệp gốc."
    message_en = "This PDF cannot be drawn (it is broken, or too complex). Open the file itself."


class NoSuchPage(NotFound):
    """Beyond the last page."""

    code = "PAPER_PAGE_UNKNOWN"
    message_vi = "Tệp không có trang này."
    message_en = "The file has no such page."


class DrawingBusy(Unavailable):
    """Too many pages are being drawn."""

    code = "PREVIEW_BUSY"
    message_vi = "Máy đang bận dựng hình giấy tờ. Hãy thử lại sau ít giây, hoặc mở tệp gốc."
    message_en = "Too many papers are being drawn. Try again in a few seconds, or open the file itself."


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page as PNG, and how many the file has."""

    picture: bytes
    pages: int


class Drawing:
    """`page(file_id, 1, read)`; safe for many threads. Whoever calls has checked that the person may read the file: what is
    remembered goes by its id, under which the content never changes."""

    def __init__(self, at_once: int = AT_ONCE, kept_bytes: int = KEPT_BYTES) -> None:
        self._line = BoundedSemaphore(at_once)
        self._most = kept_bytes
        self._kept: OrderedDict[tuple[str, int], Drawn] = OrderedDict()
        self._held = 0
        self._guard = Lock()

    def page(self, file_id: str, number: int, read: Callable[[], bytes]) -> Drawn:
        """The page, counted from 1; `read` gives the content and is only called where it is not remembered.

        Raises:
            PaperLocked, PaperUnreadable, NoSuchPage, DrawingBusy, and what `read` raises.
        """
        key = (file_id, number)
        with self._guard:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        if not self._line.acquire(timeout=PATIENCE):
            raise DrawingBusy()
        try:
            drawn = draw(read(), number)
        finally:
            self._line.release()
        self._remember(key, drawn)
        return drawn

    def _remember(self, key: tuple[str, int], drawn: Drawn) -> None:
        with self._guard:
            if key not in self._kept:
                self._kept[key] = drawn
                self._held += len(drawn.picture)
            while self._held > self._most and self._kept:
                _, gone = self._kept.popitem(last=False)
                self._held -= len(gone.picture)


def draw(content: bytes, number: int, width: int = WIDTH) -> Drawn:
    """One page, by a child of its own.

    Raises:
        PaperLocked, PaperUnreadable, NoSuchPage.
    """
    command = [sys.executable, "-I", "-B", str(WORKER), str(number), str(width)]
    try:
        done = subprocess.run(
            command, input=content, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE,
            env={}, cwd="/", check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise PaperUnreadable() from None
    line, _, picture = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        raise PaperUnreadable()
    answer = json.loads(line)
    if answer.get("error") == "password":
        raise PaperLocked()
    if answer.get("error") == "page":
        raise NoSuchPage()
    if "error" in answer or not picture.startswith(b"\x89PNG"):
        raise PaperUnreadable()
    return Drawn(picture, int(answer["pages"]))
