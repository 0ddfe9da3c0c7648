# SPDX-License-Identifier: Apache-2.0
"""What a PDF would do when an officer opens it: its objects are read one by one, those in object streams too, within bounds of
time and size. Nothing is rendered and no page content is unpacked."""

from __future__ import annotations

import io
import logging
import time
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pypdf
from motcua_text import Text
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

SECONDS: Final = 10.0
"""A book of a thousand scanned pages takes less than one."""
MOST_OBJECTS: Final = 300_000
_MOST_UNPACKED: Final = 4_000_000
"""Bytes of one object stream; writers put some hundred objects into one."""

_SCRIPT: Final = Text("mã JavaScript", "JavaScript")
_LAUNCH: Final = Text("lệnh mở chương trình hoặc tệp khác", "a command that opens a program or another file")
_SENDS: Final = Text("lệnh gửi hoặc nạp dữ liệu biểu mẫu", "a command that sends or loads form data")
_ATTACHED: Final = Text("tệp đính kèm bên trong", "a file attached inside")
_MEDIA: Final = Text("âm thanh, phim hoặc nội dung 3D", "sound, film or 3D content")
_XFA: Final = Text("biểu mẫu động XFA", "a dynamic XFA form")
_BY_ITSELF: Final = Text("lệnh tự chạy", "commands that run by themselves")

_ACTIONS: Final[Mapping[str, Text]] = {
    "/JavaScript": _SCRIPT,
    "/Launch": _LAUNCH,
    "/GoToR": _LAUNCH,
    "/GoToE": _ATTACHED,
    "/SubmitForm": _SENDS,
    "/ImportData": _SENDS,
    "/Rendition": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
    "/RichMediaExecute": _MEDIA,
}
"""Kinds of actions (ISO 32000-2, 12.6.4) that reach out of the page. Links to a page or an address are let pass."""
_ANNOTATIONS: Final[Mapping[str, Text]] = {
    "/RichMedia": _MEDIA,
    "/Screen": _MEDIA,
    "/Movie": _MEDIA,
    "/Sound": _MEDIA,
    "/3D": _MEDIA,
    "/FileAttachment": _ATTACHED,
}

# What is wrong with a file is told to the person; the reader's own remarks would only fill the log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


class Locked(Exception):
    """A password is needed to open it."""


class Unreadable(Exception):
    """It is damaged."""


class TooComplex(Exception):
    """It holds more than is looked at in the time and size allowed."""


class _Timed(io.BytesIO):
    """A file that stops being read when the time is up, in whatever loop its reader is."""

    def __init__(self, content: bytes, ends: float) -> None:
        super().__init__(content)
        self._ends = ends

    def check(self) -> None:
        if time.monotonic() > self._ends:
            raise TooComplex

    def read(self, size: int | None = -1, /) -> bytes:
        self.check()
        return super().read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self.check()
        return super().seek(offset, whence)


def active(content: bytes, seconds: float | None = None) -> Text | None:
    """What the file would do besides being read, in words; None for a file that is only pages.

    Raises:
        Locked: it opens with a password only. Encryption with an empty one, which only forbids copying or printing, is let pass.
        Unreadable, TooComplex: it cannot be looked through.
    """
    source = _Timed(content, time.monotonic() + (SECONDS if seconds is None else seconds))
    try:
        return _looked_through(source)
    except (Locked, TooComplex):
        raise
    except Exception as error:  # a reader of files from anywhere raises many kinds
        source.check()
        raise Unreadable from error


def _looked_through(source: _Timed) -> Text | None:
    reader = pypdf.PdfReader(source, xref_stream_maximum_entries=MOST_OBJECTS)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Locked
    if not isinstance(reader.trailer["/Root"].get_object(), DictionaryObject):
        raise Unreadable
    _bound_object_streams(reader)
    for reference in _references(reader):
        source.check()
        for one in _dictionaries(reader.get_object(reference), source):
            found = _does(one)
            if found is not None:
                return found
    return None


def _references(reader: pypdf.PdfReader) -> Iterator[IndirectObject]:
    """Every object that the file lists, whether something leads to it or not."""
    listed = {(number, generation) for generation, rows in reader.xref.items() for number in rows}
    listed |= {(number, 0) for number in reader.xref_objStm}
    if len(listed) > MOST_OBJECTS:
        raise TooComplex
    for number, generation in sorted(listed):
        yield IndirectObject(number, generation, reader)


def _bound_object_streams(reader: pypdf.PdfReader) -> None:
    for number in sorted({stream for stream, _ in reader.xref_objStm.values()}):
        packed = reader.get_object(IndirectObject(number, 0, reader))
        if not isinstance(packed, StreamObject):
            raise Unreadable
        if len(_unpacked(packed)) > _MOST_UNPACKED:
            raise TooComplex


def _unpacked(packed: StreamObject) -> bytes:
    """At most one byte more than the bound; no filter but Flate is in use for object streams."""
    named = _resolved(packed, "/Filter") or ArrayObject()
    filters = list(named) if isinstance(named, ArrayObject) else [named]
    raw = bytes(packed._data)
    if not filters:
        return raw
    if filters != ["/FlateDecode"]:
        raise Unreadable
    return zlib.decompressobj().decompress(raw, _MOST_UNPACKED + 1)


def _dictionaries(value: Any, source: _Timed) -> Iterator[DictionaryObject]:
    """The dictionaries written in one object; what it refers to is listed by itself."""
    waiting = [value]
    while waiting:
        source.check()
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, ArrayObject):
            waiting.extend(one)


def _does(one: DictionaryObject) -> Text | None:
    for key, kinds in (("/S", _ACTIONS), ("/Subtype", _ANNOTATIONS)):
        kind = _resolved(one, key)
        if isinstance(kind, str) and kind in kinds:
            return kinds[kind]
    if "/XFA" in one:
        return _XFA
    if _is_script(_resolved(one, "/JS")):
        return _SCRIPT
    if _holds_file(one):
        return _ATTACHED
    return _BY_ITSELF if _has_actions(_resolved(one, "/AA")) else None


def _resolved(one: DictionaryObject, key: str) -> Any:
    if key not in one:
        return None
    return one[key]  # what `get` answers may still be a reference


def _is_script(value: Any) -> bool:
    # A font or picture may bear the name JS in the resources of a page; then it is no text and says what it is.
    return isinstance(value, (str, bytes)) or (isinstance(value, StreamObject) and "/Subtype" not in value)


def _holds_file(one: DictionaryObject) -> bool:
    if _resolved(one, "/Type") == "/EmbeddedFile" or "/RichMediaContent" in one:
        return True
    tree = _resolved(one, "/EmbeddedFiles")
    if isinstance(tree, DictionaryObject) and (_resolved(tree, "/Names") or _resolved(tree, "/Kids")):
        return True
    held = _resolved(one, "/EF")
    return isinstance(held, DictionaryObject) and bool({"/F", "/UF", "/DOS", "/Mac", "/Unix"} & held.keys())


def _has_actions(value: Any) -> bool:
    """A font named AA is a dictionary too, but holds no actions."""
    if not isinstance(value, DictionaryObject):
        return False
    return any(
        isinstance(action, DictionaryObject) and "/S" in action
        for action in (_resolved(value, key) for key in value)
    )
