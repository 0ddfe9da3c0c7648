# SPDX-License-Identifier: Apache-2.0
"""Mail by SMTP (RFC 5321), one connection for each mail, with time limits on every answer."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Literal

from motcua_calendar.clock import Clock

from motcua_notification.domain.mail import Mail
from motcua_notification.errors import MailError, MailRefused, MailUndelivered

AUTHENTICATION = frozenset({530, 534, 535, 538})
"""Answers about our own account (RFC 4954, 6): the mail is not to blame, so it waits for the settings to be corrected."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed in. `user` empty: the server asks for none. `seconds` for each answer."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    user: str
    password: str
    authority: Path | None
    seconds: float


class SmtpMailer:
    """Sends. A mail that was sent twice, as the server's answer was lost, has the same Message-ID twice."""

    def __init__(self, server: SmtpServer, clock: Clock) -> None:
        self._server = server
        self._clock = clock
        self._tls = ssl.create_default_context(cafile=server.authority)

    def send(self, one: Mail) -> None:
        """Returns when the server has taken the mail.

        Raises:
            MailRefused, MailUndelivered.
        """
        message = self._message(one)
        try:
            with self._connect() as connection:
                connection.sendmail(one.sender.addr_spec, [one.recipient.addr_spec], message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _judged(min(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPResponseException as error:
            raise _judged(error.smtp_code) from error
        except (smtplib.SMTPException, OSError) as error:
            raise _unreachable(error) from error

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.seconds, context=self._tls
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
        try:
            if server.security == "starttls":
                connection.starttls(context=self._tls)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _message(self, one: Mail) -> bytes:
        """Headers are encoded as a whole (RFC 2047): the newer API of the standard library encodes word by word, and loses
        spaces of long Vietnamese subjects where it folds them."""
        # Every try sends the same bytes, so the boundary is the mail's own too.
        message: Any = MIMEMultipart(
            "alternative", boundary=f"=_{one.mail_id}"
        )  # its stubs know headers of plain text only
        message.attach(MIMEText(one.text, "plain", "utf-8"))
        message.attach(MIMEText(one.html, "html", "utf-8"))  # the last one is preferred (RFC 2046, 5.1.4)
        message["From"] = _named(one.sender, "From")
        message["To"] = _named(one.recipient, "To")
        message["Subject"] = Header(one.subject, "utf-8", header_name="Subject")
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = one.message_id
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834, 5: no holiday answers, please
        made: bytes = message.as_bytes(policy=compat32.clone(linesep="\r\n"))
        return made


def _named(address: Address, header: str) -> Header:
    made = Header(header_name=header)
    if address.display_name:
        made.append(address.display_name, "utf-8")
    made.append(f"<{address.addr_spec}>", "us-ascii")
    return made


def _judged(code: int) -> MailError:
    """By the first digit (RFC 5321, 4.2.1). The server's words are left out: they quote addresses."""
    if 500 <= code < 600 and code not in AUTHENTICATION:
        return MailRefused(
            f"SMTP_{code}",
            f"Máy chủ thư từ chối thư này (mã {code}).",
            f"The mail server refused the mail for good (code {code}).",
        )
    return MailUndelivered(
        f"SMTP_{code}",
        f"Máy chủ thư chưa nhận thư (mã {code}).",
        f"The mail server did not take the mail yet (code {code}).",
    )


def _unreachable(error: Exception) -> MailUndelivered:
    kind = type(error).__name__
    return MailUndelivered(
        "SMTP_UNREACHABLE",
        f"Không gửi được tới máy chủ thư ({kind}).",
        f"The mail server could not be reached or broke off ({kind}).",
    )
