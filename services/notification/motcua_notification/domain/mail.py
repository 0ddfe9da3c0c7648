# SPDX-License-Identifier: Apache-2.0
"""One mail, checked: nothing in it can become a header that nobody meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from email.headerregistry import Address

from motcua_notification.domain.html import as_html
from motcua_notification.errors import MailRefused

MAX_ADDRESS = 254
"""RFC 5321, 4.5.3.1.3: a path of 256 octets with its angle brackets."""
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mailer is given. `mail_id` is the same for every try; the Message-ID is made of it."""

    mail_id: str
    sender: Address
    recipient: Address
    subject: str
    text: str

    @property
    def html(self) -> str:
        """The same text for programs that show HTML."""
        return as_html(self.text)

    @property
    def message_id(self) -> str:
        return f"<{self.mail_id}@{self.sender.domain}>"


def compose(mail_id: str, sender: Address, name: str, address: str, subject: str, text: str) -> Mail:
    """A mail to one person.

    Raises:
        MailRefused: ADDRESS_INVALID, or HEADER_INVALID when name or subject hold a line break or control character.
    """
    if _has_control(name) or _has_control(subject):
        raise MailRefused(
            "HEADER_INVALID",
            "Tên người nhận hoặc tiêu đề có ký tự điều khiển.",
            "The recipient's name or the subject holds a control character.",
        )
    return Mail(mail_id, sender, _address(name, address), subject, text)


def _address(name: str, address: str) -> Address:
    spec = address.strip(" ")
    local, at, domain = spec.rpartition("@")
    try:
        spec = local + at + domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise _bad_address() from error
    if len(spec) > MAX_ADDRESS or not _ADDRESS.fullmatch(spec):
        raise _bad_address()
    try:
        return Address(display_name=name, addr_spec=spec)
    except Exception as error:  # the parser of the standard library raises many kinds
        raise _bad_address() from error


def _bad_address() -> MailRefused:
    return MailRefused(
        "ADDRESS_INVALID", "Địa chỉ thư điện tử không hợp lệ.", "The e-mail address cannot be written to."
    )


def _has_control(text: str) -> bool:
    # Separators of lines and paragraphs too: header parsers take some of them for line ends.
    return any(unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs") for char in text)
