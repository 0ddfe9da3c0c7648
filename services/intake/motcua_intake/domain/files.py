# SPDX-License-Identifier: Apache-2.0
"""What an uploaded file really is: the content decides, never its name. Only PDF, JPEG and PNG pass.

A file that is two kinds at once (a polyglot) is refused: each kind must begin at byte 0 and end where it says that it ends.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import puremagic
from motcua_text import Text

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
SUFFIX: Final = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
BY_NAME: Final = {"pdf": PDF, "jpeg": JPEG, "png": PNG}
"""The words of procedure.yaml."""

MAX_NAME: Final = 120
_MAX_SIDE: Final = 30_000
_MAX_PIXELS: Final = 120_000_000
"""Larger images are bombs or mistakes: an A3 page at 600 dpi has 70 million pixels."""
_TAIL: Final = 66_000
"""A ZIP archive is read from its end: its directory lies in the last 65,557 bytes."""
_PROGRAMS: Final = (b"MZ", b"\x7fELF")
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_FOREIGN: Final = (b"PK\x03\x04", b"PK\x05\x06", b"<script", b"<html", b"%pdf-")


class FileRefused(ValueError):
    """The content cannot be taken; `code` is stable, `text` the sentence."""

    def __init__(self, code: str, text: Text) -> None:
        self.code = code
        self.text = text
        super().__init__(text.en)


@dataclass(frozen=True, slots=True)
class Sniffed:
    media_type: str


def sniff(content: bytes, accepted: Collection[str] = ()) -> Sniffed:
    """The media type of a whole file. `accepted`: those that are taken here; none: all three.

    Raises:
        FileRefused: empty, of another type, damaged, or two types at once.
    """
    found = _passed(content, accepted)
    if accepted and found.media_type not in accepted:
        raise _wrong_type(content, accepted)
    return found


def _passed(content: bytes, accepted: Collection[str]) -> Sniffed:
    if not content:
        raise FileRefused(
            "FILE_EMPTY",
            Text(
                "Tệp trống (0 byte). Hãy chọn tệp khác.",
                "The file is empty (0 bytes). Please choose another.",
            ),
        )
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return Sniffed(PDF)
    if content.startswith(_PNG_HEAD):
        _check_png(content)
        return Sniffed(PNG)
    if content.startswith(b"\xff\xd8\xff"):
        _check_jpeg(content)
        return Sniffed(JPEG)
    raise _wrong_type(content, accepted)


def _wrong_type(content: bytes, accepted: Collection[str]) -> FileRefused:
    name = _named(content) or Text("")
    taken = [word.upper() for word, kind in BY_NAME.items() if kind in accepted]
    found_vi = f" Tệp này là {name.vi}." if name.vi else ""
    found_en = f" This one is {name.en}." if name.en else ""
    if (JPEG in accepted or not accepted) and content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        return FileRefused("FILE_TYPE", _HEIC)
    if len(taken) == 1:
        return FileRefused(
            "FILE_TYPE",
            Text(
                f"Chỉ nhận tệp {taken[0]}.{found_vi} Hãy chuyển sang {taken[0]} rồi tải lên lại.",
                f"Only {taken[0]} files are taken.{found_en} Please convert it to {taken[0]} and upload again.",
            ),
        )
    if taken and len(taken) < len(BY_NAME):
        names_vi, names_en = " hoặc ".join(taken), " and ".join(taken)
        return FileRefused(
            "FILE_TYPE",
            Text(
                f"Chỉ nhận tệp {names_vi}.{found_vi} Hãy chuyển sang một trong hai loại đó rồi tải lên lại.",
                f"Only {names_en} files are taken.{found_en} Please convert it to one of them and upload again.",
            ),
        )
    return FileRefused(
        "FILE_TYPE",
        Text(
            f"Chỉ nhận tệp PDF, JPEG hoặc PNG.{found_vi} Hãy chuyển sang một trong ba loại đó rồi tải lên lại.",
            f"Only PDF, JPEG and PNG are taken.{found_en} Please convert it to one of them and upload again.",
        ),
    )


_HEIF: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_HEIC: Final = Text(
    "Tệp này là ảnh HEIC/HEIF của điện thoại, không được nhận. Hãy chuyển thành JPEG rồi tải lên lại: "
    "trên iPhone vào Cài đặt > Camera > Định dạng > Tương thích nhất rồi chụp lại, hoặc mở ảnh và lưu thành JPEG.",
    "This is a HEIC/HEIF picture of a phone, which is not taken. Please turn it into JPEG and upload again: "
    "on an iPhone choose Settings > Camera > Formats > Most Compatible and take it anew, or open it and save it as JPEG.",
)
_INSIDE: Final = (
    (b"word/document", Text("tệp Word", "a Word file")),
    (b"xl/workbook", Text("tệp Excel", "an Excel file")),
    (b"ppt/presentation", Text("tệp PowerPoint", "a PowerPoint file")),
)
"""Members that tell packed office files apart."""
_HEADS: Final = (
    (b"\xd0\xcf\x11\xe0", Text("tệp Word hoặc Excel đời cũ", "an old Word or Excel file")),
    (b"PK\x03\x04", Text("tệp nén ZIP", "a ZIP archive")),
    (b"\xff\xd8\xff", Text("ảnh JPEG", "a JPEG picture")),
    (b"\x89PNG\r\n\x1a\n", Text("ảnh PNG", "a PNG picture")),
    (b"Rar!", Text("tệp nén RAR", "a RAR archive")),
    (b"GIF8", Text("ảnh GIF", "a GIF picture")),
    (b"II*\x00", Text("ảnh TIFF", "a TIFF picture")),
    (b"MM\x00*", Text("ảnh TIFF", "a TIFF picture")),
    (b"7z\xbc\xaf\x27\x1c", Text("tệp nén 7z", "a 7z archive")),
    (b"{\\rtf", Text("tệp văn bản RTF", "an RTF document")),
    (b"ID3", Text("tệp âm thanh", "a sound file")),
)
"""What people bring instead, by how it begins."""


def _plainly(content: bytes) -> Text | None:
    """In the words that people use; None for what is rarer."""
    if content.startswith(b"PK"):
        for member, name in _INSIDE:
            if member in content:
                return name
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF:
        return Text("ảnh HEIC/HEIF", "a HEIC/HEIF picture")
    if content[4:8] == b"ftyp":
        picture = content[8:12] in (b"avif", b"avis")
        return Text("ảnh AVIF", "an AVIF picture") if picture else Text("tệp video", "a video")
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        return Text("ảnh BMP", "a BMP picture")
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Text("ảnh WebP", "a WebP picture")
    return next((name for head, name in _HEADS if content.startswith(head)), None)


def _named(content: bytes) -> Text | None:
    """What the file is, in people's words, else in those of the magic table, which are English; None where it does not know."""
    head = content[:4096]
    if head.startswith(_PROGRAMS):
        # Many things begin like a Windows program; the table would name one at random.
        return Text("chương trình máy tính", "a computer program")
    if re.search(rb"<(!doctype html|html|svg|script)", head.lower()):
        return Text("HTML, SVG hoặc XML", "HTML, SVG or XML")
    plain = _plainly(content)
    if plain is not None:
        return plain
    try:
        found = puremagic.magic_string(content[:65_536])
    except (puremagic.PureError, ValueError):
        return None
    name = str(found[0].name).split("(")[0].strip()[:60] if found else ""
    return Text("", name) if name else None


def _check_pdf(content: bytes) -> None:
    if not re.match(rb"%PDF-[12]\.\d", content):
        raise _damaged("PDF")
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content) - end > 1024 or content.rfind(b"startxref", max(0, end - 1024), end) < 0:
        raise _damaged("PDF")
    _refuse_foreign(content[end:])
    _refuse_active(content)


def _refuse_active(content: bytes) -> None:
    # Takes long to import; a start and whoever only reads the rules of papers do without.
    from motcua_intake.domain import pdf_content

    try:
        found = pdf_content.active(content)
    except pdf_content.Locked:
        raise _locked() from None
    except pdf_content.TooComplex:
        raise _too_complex() from None
    except pdf_content.Unreadable as error:
        raise _damaged("PDF") from error
    if found is not None:
        raise FileRefused(
            "FILE_ACTIVE",
            Text(
                f"Tệp PDF chứa {found.vi} nên không được nhận. Hãy mở tệp và in lại thành PDF (lệnh In, chọn máy in PDF), "
                "rồi tải tệp mới lên.",
                f"The PDF holds {found.en} and is not taken. Open it, print it to a new PDF file (Print, then a PDF printer) "
                "and upload that one.",
            ),
        )


def _locked() -> FileRefused:
    return FileRefused(
        "FILE_PROTECTED",
        Text(
            "Tệp PDF có mật khẩu nên cán bộ không mở được. Hãy bỏ mật khẩu (hoặc in ra tệp PDF mới) rồi tải lên lại.",
            "The PDF is protected by a password, so officers could not open it. Take the password off (or print it to a "
            "new PDF file) and upload it again.",
        ),
    )


def _too_complex() -> FileRefused:
    return FileRefused(
        "FILE_TOO_COMPLEX",
        Text(
            "Tệp PDF có cấu trúc quá phức tạp nên không kiểm tra hết được. Hãy in lại thành PDF hoặc tách thành nhiều tệp, "
            "rồi tải lên lại.",
            "The PDF is built too intricately to be looked through. Print it to a new PDF file or split it, and upload again.",
        ),
    )


def _check_png(content: bytes) -> None:
    position, seen_data = len(_PNG_HEAD), False
    while True:
        if position + 12 > len(content):
            raise _damaged("PNG")
        length, kind = struct.unpack(">I4s", content[position : position + 8])
        end = position + 12 + length
        if end > len(content):
            raise _damaged("PNG")
        if position == len(_PNG_HEAD):
            if kind != b"IHDR" or length != 13:
                raise _damaged("PNG")
            body = content[position + 4 : end - 4]
            if zlib.crc32(body) != struct.unpack(">I", content[end - 4 : end])[0]:
                raise _damaged("PNG")
            width, height = struct.unpack(">II", body[4:12])
            _check_size(width, height, "PNG")
        seen_data = seen_data or kind == b"IDAT"
        position = end
        if kind == b"IEND":
            break
    if not seen_data:
        raise _damaged("PNG")
    if position != len(content):
        raise _two_kinds()


def _check_jpeg(content: bytes) -> None:
    """Walk the segments to the frame header and the scan; then the picture must end."""
    position, framed = 2, False
    while True:
        if position + 4 > len(content) or content[position] != 0xFF:
            raise _damaged("JPEG")
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        length = struct.unpack(">H", content[position + 2 : position + 4])[0]
        if length < 2 or position + 2 + length > len(content):
            raise _damaged("JPEG")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if length < 8:
                raise _damaged("JPEG")
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            _check_size(width, height, "JPEG")
            framed = True
        position += 2 + length
        if marker == 0xDA:
            break
    end = content.rfind(b"\xff\xd9")
    if not framed or end < position:
        raise _damaged("JPEG")
    _refuse_foreign(content[max(end, len(content) - _TAIL) :])


def _check_size(width: int, height: int, kind: str) -> None:
    if not 0 < width <= _MAX_SIDE or not 0 < height <= _MAX_SIDE or width * height > _MAX_PIXELS:
        raise FileRefused(
            "IMAGE_DIMENSIONS",
            Text(
                f"Ảnh {kind} có kích thước {width}×{height} điểm ảnh, không dùng được. Hãy quét hoặc chụp lại.",
                f"The {kind} image measures {width}×{height} pixels, which cannot be used. Please scan it again.",
            ),
        )


def _refuse_foreign(tail: bytes) -> None:
    lower = tail[-_TAIL:].lower()
    if any(mark.lower() in lower for mark in _FOREIGN):
        raise _two_kinds()


def _damaged(kind: str) -> FileRefused:
    return FileRefused(
        "FILE_DAMAGED",
        Text(
            f"Tệp {kind} bị hỏng hoặc chưa tải lên đủ. Hãy mở thử trên máy của bạn, lưu lại rồi tải lên lại.",
            f"The {kind} file is damaged or incomplete. Open it on your computer, save it again and upload it.",
        ),
    )


def _two_kinds() -> FileRefused:
    return FileRefused(
        "FILE_POLYGLOT",
        Text(
            "Tệp có nội dung lạ sau phần kết thúc nên không được nhận. Hãy xuất hoặc quét lại tệp.",
            "The file holds foreign content after its end and is not taken. Please export or scan it again.",
        ),
    )


def clean_name(name: str, media_type: str) -> str:
    """A file name that is safe to show and to save: no path, no control or direction characters, right ending."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        char for char in base if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    plain = re.sub(r'[<>:"|?*]', "_", " ".join(visible.split())).strip(" .")
    suffix = SUFFIX[media_type]
    endings = (".jpg", ".jpeg") if media_type == JPEG else (suffix,)
    if plain.lower().endswith(endings):
        suffix = plain[plain.rindex(".") :]
        plain = plain[: -len(suffix)].rstrip(" .")
    return (plain[: MAX_NAME - len(suffix)].rstrip() or "tep") + suffix
