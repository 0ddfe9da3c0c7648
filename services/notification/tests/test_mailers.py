# SPDX-License-Identifier: Apache-2.0
"""One suite for both mailers, the SMTP one against a real server; and what only SMTP has: TLS, sign-in, answers."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from motcua_calendar.clock import FixedClock
from motcua_notification.adapters.mailbox_mailer import MailboxMailer
from motcua_notification.adapters.smtp_mailer import SmtpMailer, SmtpServer
from motcua_notification.app.ports import Mailer
from motcua_notification.domain.mail import compose
from motcua_notification.errors import MailRefused, MailUndelivered
from motcua_storage import Database
from motcua_storage.testing import ServiceDatabases
from notification_harness import NOW, out_of_order
from sqlalchemy import text as sql

SENDER = Address("Một cửa tỉnh Minh Họa", addr_spec="khong-tra-loi@minhhoa.example")
SUBJECT = "Đã tiếp nhận hồ sơ – hẹn trả kết quả ngày 04/12/2026, " + "rất dài " * 20
TEXT = "Kính gửi Ông/Bà Nguyễn Thị Hoài Ân,\n\n.một dòng bắt đầu bằng dấu chấm\n" + "ườ" * 3000 + "\n"


@dataclass(frozen=True)
class Got:
    """A mail as its reader sees it."""

    mail_id: str
    sender: str
    recipient: str
    subject: str
    text: str


class MailerContract:
    """What every mailer does. A subclass gives `mailer` and `received`, which reads what arrived."""

    def test_a_mail_arrives_as_it_was_written(
        self, mailer: Mailer, received: Callable[[], list[Got]]
    ) -> None:
        name = 'Nguyễn "Ân", Hoài; Thị'
        mailer.send(compose("n-1", SENDER, name, "an@congdan.example", SUBJECT, TEXT))

        (got,) = received()
        assert got.mail_id == "n-1"
        assert got.subject.strip() == SUBJECT.strip()
        assert got.text == TEXT
        assert got.sender == str(SENDER)
        assert got.recipient == str(Address(name, addr_spec="an@congdan.example"))

    def test_the_same_mail_again_is_known_by_its_id(
        self, mailer: Mailer, received: Callable[[], list[Got]]
    ) -> None:
        mail = compose("n-1", SENDER, "Ân", "an@congdan.example", "Một", "Một")
        mailer.send(mail)
        mailer.send(mail)
        mailer.send(compose("n-2", SENDER, "Ân", "an@congdan.example", "Hai", "Hai"))

        assert {got.mail_id for got in received()} == {"n-1", "n-2"}
        assert len(set(received())) == 2

    @pytest.mark.parametrize(
        ("name", "address", "subject"),
        [
            ("Ân\r\nBcc: all@example.org", "an@congdan.example", "Một"),
            ("Ân", "an@congdan.example", "Một\nBcc: all@example.org"),
            ("Ân", "an@congdan.example\r\nBcc: all@example.org", "Một"),
            ("Ân", "an@congdan.example, all@example.org", "Một"),
            ("Ân\u2028Bcc: all@example.org", "an@congdan.example", "Một"),
            ("Ân", "an", "Một"),
            ("Ân", "@congdan.example", "Một"),
            ("Ân", "<an@congdan.example>", "Một"),
            ("Ân", "ân@congdan.example", "Một"),
            ("Ân", "a" * 65 + "@congdan.example", "Một"),
            ("Ân", "", "Một"),
        ],
    )
    def test_nothing_becomes_a_header_that_nobody_meant(
        self, mailer: Mailer, received: Callable[[], list[Got]], name: str, address: str, subject: str
    ) -> None:
        with pytest.raises(MailRefused) as refused:
            mailer.send(compose("n-1", SENDER, name, address, subject, "Một"))
        assert refused.value.code in ("HEADER_INVALID", "ADDRESS_INVALID")
        assert received() == []

    def test_a_domain_in_any_script_is_written_in_ascii(
        self, mailer: Mailer, received: Callable[[], list[Got]]
    ) -> None:
        mailer.send(compose("n-1", SENDER, "Ân", "an@xã-suối.example", "Một", "Một"))

        assert "xn--" in received()[0].recipient


class TestMailboxMailer(MailerContract):
    @pytest.fixture
    def mailer(self, database: Database) -> Mailer:
        return MailboxMailer(database, FixedClock(NOW))

    @pytest.fixture
    def received(self, database: Database) -> Callable[[], list[Got]]:
        def read() -> list[Got]:
            with database.read() as connection:
                rows = connection.execute(sql("SELECT * FROM notification.mail")).all()
            return [Got(row.id, row.sender, row.recipient, row.subject, row.text) for row in rows]

        return read

    def test_a_mail_is_kept_once(self, mailer: Mailer, received: Callable[[], list[Got]]) -> None:
        mail = compose("n-1", SENDER, "Ân", "an@congdan.example", "Một", "Một")
        mailer.send(mail)
        mailer.send(mail)
        assert len(received()) == 1

    def test_a_mailbox_that_cannot_write_says_so_without_the_mail(
        self, mailer: Mailer, databases: ServiceDatabases, received: Callable[[], list[Got]]
    ) -> None:
        mail = compose("n-1", SENDER, "Ân", "an@congdan.example", "Một", "Một")
        with out_of_order(databases), pytest.raises(MailUndelivered) as failed:
            mailer.send(mail)
        assert failed.value.code == "MAILBOX_UNAVAILABLE"
        assert "CheckViolation" in failed.value.message_en and "congdan" not in failed.value.message_vi
        mailer.send(mail)
        assert len(received()) == 1


class Post:
    """Keeps what a server took; `refuse` is its answer to a recipient, `refuse_data` to the content."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse = ""
        self.refuse_data = ""
        self.tls: list[bool] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refuse_data:
            return self.refuse_data
        self.tls.append(session.ssl is not None)
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 OK"


class AnyPort(Controller):
    """Listens on a free port and says which."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _serve(post: Post, **options: Any) -> Controller:
    controller = AnyPort(post, hostname="127.0.0.1", port=0, server_hostname="localhost", **options)
    controller.start()
    return controller


def _mailer(controller: Controller, **changes: Any) -> SmtpMailer:
    values = {
        "host": "localhost", "port": controller.port, "security": "none", "user": "", "password": "",
        "authority": None, "seconds": 5.0,
    }  # fmt: skip
    return SmtpMailer(SmtpServer(**(values | changes)), FixedClock(NOW))


MAIL = compose("n-1", SENDER, "Ân", "an@congdan.example", "Một", "Một")


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def server(post: Post) -> Iterator[Controller]:
    controller = _serve(post)
    yield controller
    controller.stop()


class TestSmtpMailer(MailerContract):
    @pytest.fixture
    def mailer(self, server: Controller) -> Mailer:
        return _mailer(server)

    @pytest.fixture
    def received(self, post: Post) -> Callable[[], list[Got]]:
        return lambda: [_got(mail) for mail in post.mails]

    def test_it_says_that_a_machine_wrote_it(self, mailer: Mailer, post: Post) -> None:
        mailer.send(MAIL)

        assert post.mails[0]["Auto-Submitted"] == "auto-generated"
        plain, rich = post.mails[0].iter_parts()
        assert (plain.get_content_type(), rich.get_content_type()) == ("text/plain", "text/html")
        assert _part(post.mails[0], "html").strip() == MAIL.html and "<p>" in MAIL.html
        assert post.mails[0]["Message-ID"] == "<n-1@minhhoa.example>"
        assert post.mails[0]["Date"].datetime == NOW

    @pytest.mark.parametrize(
        ("rcpt", "data", "error", "code"),
        [
            ("550 5.1.1 no such user an@congdan.example", "", MailRefused, "SMTP_550"),
            ("450 4.2.1 come again", "", MailUndelivered, "SMTP_450"),
            ("", "554 5.7.1 spam", MailRefused, "SMTP_554"),
            ("", "452 4.3.1 full", MailUndelivered, "SMTP_452"),
        ],
    )
    def test_answers_are_for_good_or_for_now(
        self, mailer: Mailer, post: Post, rcpt: str, data: str, error: type[Exception], code: str
    ) -> None:
        post.refuse, post.refuse_data = rcpt, data
        with pytest.raises(error) as refused:
            mailer.send(MAIL)

        assert refused.value.code == code  # type: ignore[attr-defined]
        assert "congdan" not in refused.value.message_en  # type: ignore[attr-defined]

    def test_no_server_is_for_now(self) -> None:
        nobody = SmtpServer("127.0.0.1", 1, "none", "", "", None, 2.0)
        with pytest.raises(MailUndelivered) as refused:
            SmtpMailer(nobody, FixedClock(NOW)).send(MAIL)
        assert refused.value.code == "SMTP_UNREACHABLE"


@dataclass(frozen=True)
class Certificate:
    """A certificate for localhost that is its own authority."""

    file: Path
    server: ssl.SSLContext


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    file, key_file = folder / "cert.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file, key_file)
    return Certificate(file, context)


def _authenticator(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"motcua", b"mat-khau")
    return AuthResult(success=good, handled=False)


@pytest.fixture
def secured(post: Post, certificate: Certificate) -> Iterator[Controller]:
    controller = _serve(
        post, tls_context=certificate.server, require_starttls=True, auth_required=True,
        authenticator=_authenticator,
    )  # fmt: skip
    yield controller
    controller.stop()


def test_starttls_with_sign_in(secured: Controller, post: Post, certificate: Certificate) -> None:
    mailer = _mailer(
        secured, security="starttls", user="motcua", password="mat-khau", authority=certificate.file
    )
    mailer.send(MAIL)

    assert post.tls == [True]


def test_a_wrong_password_waits_for_the_settings(
    secured: Controller, post: Post, certificate: Certificate
) -> None:
    mailer = _mailer(
        secured, security="starttls", user="motcua", password="wrong", authority=certificate.file
    )
    with pytest.raises(MailUndelivered) as refused:
        mailer.send(MAIL)
    assert refused.value.code == "SMTP_535"
    assert post.mails == []


def test_a_certificate_of_nobody_we_know_gets_no_mail(secured: Controller, post: Post) -> None:
    with pytest.raises(MailUndelivered):
        _mailer(secured, security="starttls", user="motcua", password="mat-khau").send(MAIL)
    assert post.mails == []


def test_a_server_without_starttls_gets_no_mail(server: Controller, post: Post) -> None:
    with pytest.raises(MailUndelivered):
        _mailer(server, security="starttls").send(MAIL)
    assert post.mails == []


def test_tls_from_the_first_byte(post: Post, certificate: Certificate) -> None:
    controller = _serve(post, ssl_context=certificate.server)
    try:
        _mailer(controller, security="tls", authority=certificate.file).send(MAIL)
    finally:
        controller.stop()
    assert len(post.mails) == 1


def _got(mail: EmailMessage) -> Got:
    text = _part(mail, "plain")
    mail_id = mail["Message-ID"].removeprefix("<").partition("@")[0]
    (sender,) = mail["From"].addresses
    (recipient,) = mail["To"].addresses
    return Got(mail_id, str(sender), str(recipient), mail["Subject"], text)


def _part(mail: EmailMessage, kind: str) -> str:
    """What one of the two kinds says."""
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")
