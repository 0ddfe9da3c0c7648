# SPDX-License-Identifier: Apache-2.0
"""What a page sent, read once and never without a bound."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from motcua_rpc import InvalidInput
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from motcua_portal.web.door import fit, is_fit, is_utf8_form
from motcua_portal.web.visit import FILES_LOST

MOST_BYTES = 100_000_000
"""Bytes of one posted form with its files; told on the pages that take files."""
DRAINED_BYTES = 4 * MOST_BYTES
"""Of a form that is too large so much is read and thrown away, so that the browser shows the answer instead of a broken
connection."""


@dataclass(frozen=True)
class Sent:
    """A posted form; empty with `too_large` when it had more than MOST_BYTES."""

    form: FormData = field(default_factory=FormData)
    too_large: bool = False

    def text(self, name: str) -> str:
        """The field as text, "" when it is not there; line ends as people mean them (browsers post CR LF)."""
        value = self.form.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    @property
    def revision(self) -> int:
        """The revision that the page showed; 0 (which is refused as stale) when the field was tampered with."""
        return revision_in(self.text("revision"), 0)

    def files(self, name: str) -> list[UploadFile]:
        """The files chosen in an input; an input left empty sends one without a name."""
        return [one for one in self.form.getlist(name) if isinstance(one, UploadFile) and one.filename]


class FormUnreadable(InvalidInput):
    """What came is no form, or has too many fields."""

    code = "FORM_UNREADABLE"
    message_vi = "Không đọc được nội dung vừa gửi. Hãy tải lại trang rồi gửi lại."
    message_en = "What was sent cannot be read. Reload the page and send it again."


async def read_form(request: Request) -> Sent:
    """Read the posted form. A program that streams it need not say its length: its bytes are counted.

    Raises:
        FormUnreadable: broken, in another encoding, or more than a thousand fields.
    """
    if _is_too_large(request):
        await _drain(request)
        return Sent(too_large=True)
    if not is_utf8_form(request):
        raise FormUnreadable()
    try:
        return Sent(_fit(await _bounded(request).form()))
    except HTTPException:
        raise FormUnreadable() from None
    except _TooLarge as found:
        request.state.too_large = True  # for the page, before its refusal asks again
        request.state.drained = not found.more
        await _drain(request)
        return Sent(too_large=True)


def _is_too_large(request: Request) -> bool:
    length = request.headers.get("content-length")
    if length is None:
        return getattr(request.state, "too_large", False)
    return not (length.isascii() and length.isdigit() and len(length) < 16) or int(length) > MOST_BYTES


class _TooLarge(Exception):
    """More came than a form may have; `more` is still to come."""

    def __init__(self, more: bool) -> None:
        super().__init__()
        self.more = more


def _bounded(request: Request) -> Request:
    """The request with its bytes counted; one for all who ask, as it can be read only once."""
    if not hasattr(request.state, "bounded"):
        request.state.bounded = Request(request.scope, _counted(request.receive))
    bounded: Request = request.state.bounded
    return bounded


def _counted(receive: Receive) -> Receive:
    """Raises _TooLarge as soon as more than MOST_BYTES came."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise _TooLarge(message.get("more_body", False))
        return message

    return counted


def _fit(form: FormData) -> FormData:
    """What was typed, and how files are called, without what no text may hold. Names of fields are ours: no page makes such.

    Raises:
        FormUnreadable: a field is called so.
    """
    if not all(is_fit(name) for name in form):
        raise FormUnreadable()
    items: list[tuple[str, UploadFile | str]] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            value.filename = fit(value.filename or "")
            items.append((name, value))
        else:
            items.append((name, fit(value)))
    return FormData(items)


async def _drain(request: Request) -> None:
    if getattr(request.state, "drained", False):  # for the page, before its refusal asks again
        return
    request.state.drained = True
    thrown = 0
    async for chunk in request.stream():
        thrown += len(chunk)
        if thrown > DRAINED_BYTES:
            return


async def _posting(request: Request) -> AsyncIterator[Sent]:
    """The form for one request; its temporary files go when the answer is out."""
    sent = await read_form(request)
    try:
        yield sent
    finally:
        await sent.form.close()


Posting = Annotated[Sent, Depends(_posting)]


def put_aside(fields: Mapping[str, Any]) -> Sent | None:
    """A stash (see `Visit.fields`) as the form that it was; None when nothing was typed."""
    values = ((name, value if isinstance(value, list) else [value]) for name, value in fields.items())
    items = [(name, one) for name, several in values if name != FILES_LOST for one in several]
    return Sent(FormData(items)) if items else None


def revision_in(text: str, otherwise: int) -> int:
    """A revision as a page's field sends it; `otherwise` when the field was tampered with."""
    return int(text) if text.isdecimal() and len(text) < 16 else otherwise


def kept(fields: Any, name: str) -> str:
    """One field of a stash (see `Visit.fields`), as text."""
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
