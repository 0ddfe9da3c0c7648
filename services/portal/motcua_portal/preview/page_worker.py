# SPDX-License-Identifier: Apache-2.0
"""The child: draws one page of the PDF on its standard input as PNG, and ends. It imports nothing of MotCua.

    python -I -B page_worker.py NUMBER WIDTH

Answers with one line of JSON ({"pages": n} or {"error": "password" | "broken" | "page"}) and the picture. Memory, processor time
and written files are limited from the start; before a byte of the file is read, so are opened files and sockets: whatever a
hostile file makes of the reader can open nothing and call nobody. Fonts of the machine are out of reach too.
"""

from __future__ import annotations

import json
import resource
import struct
import sys
import zlib
from typing import Any

MEMORY = 700_000_000
"""Bytes of address space, most of it the interpreter's and the library's own."""
SECONDS = 10
PIXELS = 6_000_000
MOST_BYTES = 64_000_000


def limit() -> None:
    """For good: what is lowered here cannot be raised again."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(what, (most, most))


def close_doors() -> None:
    """No file, socket or pipe can be opened from here on, no process begun."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))


def png(width: int, height: int, stride: int, pixels: bytes) -> bytes:
    """RGB pixels as a PNG."""
    rows = b"".join(b"\0" + pixels[at : at + width * 3] for at in range(0, stride * height, stride))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows, 3))
        + chunk(b"IEND", b"")
    )


def draw(pdfium: Any, content: bytes, number: int, width: int) -> tuple[dict[str, Any], bytes]:
    """The answer and the picture; `number` counts from 1, `width` is in pixels."""
    try:
        document = pdfium.PdfDocument(content)
        pages = len(document)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD
        return {"error": "password" if locked else "broken"}, b""
    if not 1 <= number <= pages:
        return {"error": "page" if pages else "broken", "pages": pages}, b""
    try:
        page = document[number - 1]
        across, down = page.get_size()
        scale = min(width / across, (PIXELS / (across * down)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True, maybe_alpha=False)
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError, OverflowError):
        return {"error": "broken", "pages": pages}, b""
    if bitmap.n_channels != 3 or bitmap.width * bitmap.height > PIXELS * 1.1:
        return {"error": "broken", "pages": pages}, b""
    return {"pages": pages}, png(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))


def main() -> None:
    """Read, draw, answer."""
    limit()
    import pypdfium2  # type: ignore[import-untyped]

    # Loads what it loads on first use, while it still can.
    pypdfium2.PdfDocument.new().close()
    close_doors()
    content = sys.stdin.buffer.read(MOST_BYTES)
    answer, picture = draw(pypdfium2, content, int(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + picture)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
