# SPDX-License-Identifier: Apache-2.0
"""How long certificates are good: those in files, and those that parts show to whoever connects."""

from __future__ import annotations

import smtplib
import socket
import ssl
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from motcua_cli.doctor.check import Check, Level
from motcua_cli.doctor.given import Given
from motcua_cli.serving.certificates import RENEW_DAYS, CertificatesRefused, ending

SECONDS = 4.0
OURS = "`motcua certs FOLDER` renews it; services take it up by themselves, gateway and brokers when they start again."
ELSEWHERE = "Whoever gave it renews it."
RUN_OUT = 10
"""OpenSSL's number for a certificate whose time is over."""
Begin = Literal["", "postgres", "smtp"]


@dataclass(frozen=True)
class Peer:
    """Who shows a certificate: `begin` is how TLS is asked for there."""

    name: str
    host: str
    port: int
    authority: Path | None = None
    called: str = ""
    """The name that the certificate carries, where that is not the host."""
    begin: Begin = ""


def look_at_files(given: Given, now: datetime | None = None) -> Iterator[Check]:
    """Of each file that the settings name, and of all in the folder of `motcua certs`."""
    found = sorted(set(_files(given)))
    wrong = [said for file in found if (said := _file_told(file, now))]
    yield from wrong
    if found and not wrong:
        yield Check(
            "certificates", Level.OK, f"{len(found)} in files are good for more than {RENEW_DAYS} days."
        )


def _files(given: Given) -> Iterator[Path]:
    if given.certificates:
        yield from given.certificates.glob("**/*certificate.pem")
        yield from given.certificates.glob("**/authority.pem")
    named = (given.tls.certificate, given.tls.authority, given.kafka.authority, given.s3.authority)
    yield from (one for one in named if one)


def _file_told(file: Path, now: datetime | None) -> Check | None:
    try:
        left = ending(file, now)
    except (CertificatesRefused, OSError) as error:
        return Check("certificates", Level.ERROR, str(error), OURS)
    return left_told(str(file), left, (now or datetime.now(UTC)) + left, OURS)


def left_told(name: str, left: timedelta, end: datetime, hint: str) -> Check | None:
    """None while there is time enough."""
    if left > timedelta(days=RENEW_DAYS):
        return None
    if left < timedelta(0):
        return Check("certificates", Level.ERROR, f"{name} ran out on {end:%Y-%m-%d}.", hint)
    return Check("certificates", Level.WARNING, f"{name} ends on {end:%Y-%m-%d}, in {left.days} days.", hint)


def peers(given: Given) -> Iterator[Peer]:
    """Everybody in the settings who speaks TLS."""
    for name, url, authority in (
        ("issuer", given.issuer, None), ("pages", given.public_url, None), ("collector", given.otlp_endpoint, None),
        ("files", given.s3.endpoint, given.s3.authority),
    ):  # fmt: skip
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname:
            yield Peer(name, parts.hostname, parts.port or 443, authority)
    if given.kafka.authority:
        yield from (
            Peer("kafka", *_split(one), given.kafka.authority) for one in given.kafka.servers.split(",")
        )
    if given.tls.files:
        for name, addresses in given.neighbours().items():
            yield from (Peer(name, *_split(one), given.tls.authority, name) for one in addresses)
    if given.mail == "smtp" and given.smtp_security != "none":
        begin: Begin = "smtp" if given.smtp_security == "starttls" else ""
        yield Peer("mail", given.smtp_host, given.smtp_port, given.smtp_ca, begin=begin)
    database = urlsplit(given.admin_database_url.get_secret_value())
    if database.hostname:
        yield Peer(
            "database", database.hostname, database.port or 5432, _root(database.query), begin="postgres"
        )


def look_at_peer(peer: Peer, given: Given, now: datetime | None = None) -> Iterator[Check]:
    """Nothing while it is good, and where nobody answers: the part's own look says that."""
    where = f"The certificate of {peer.name} at {peer.host}:{peer.port}"
    hint = OURS if peer.called or peer.name == "kafka" else ELSEWHERE
    try:
        end = _end(peer, given)
    except ssl.SSLCertVerificationError as error:
        if error.verify_code == RUN_OUT:
            yield Check("certificates", Level.ERROR, f"{where} has run out.", hint)
        else:
            yield Check(
                "certificates", Level.ERROR, f"{where} is not believed: {error.verify_message}.",
                "Name its authority in the setting __AUTHORITY of that part, or in SSL_CERT_FILE.",
            )  # fmt: skip
        return
    except (OSError, smtplib.SMTPException):
        return
    moment = now or datetime.now(UTC)
    said = end and left_told(where, end - moment, end, hint)
    if said:
        yield said


def _end(peer: Peer, given: Given) -> datetime | None:
    """None where it speaks no TLS."""
    context = ssl.create_default_context(cafile=str(peer.authority) if peer.authority else None)
    if peer.called and given.tls.files:
        context.load_cert_chain(given.tls.files.certificate, given.tls.files.private_key)
        context.set_alpn_protocols(["h2"])
    # A database's and a mail server's name is theirs to check who connect for work; here it is about the day.
    context.check_hostname = peer.begin == ""
    with socket.create_connection((peer.host, peer.port), SECONDS) as plain:
        if peer.begin == "postgres":
            plain.sendall(struct.pack("!ii", 8, 80877103))
            if plain.recv(1) != b"S":
                return None
        if peer.begin == "smtp":
            _start_tls(plain)
        with context.wrap_socket(plain, server_hostname=peer.called or peer.host) as wrapped:
            shown = wrapped.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)


def _start_tls(plain: socket.socket) -> None:
    """As RFC 3207 has it; what a server says before is passed over."""
    file = plain.makefile("rb")
    for said in (b"", b"EHLO motcua-doctor\r\n", b"STARTTLS\r\n"):
        plain.sendall(said)
        while (line := file.readline(1000))[3:4] == b"-":
            continue
        if not line.startswith(b"2"):
            raise smtplib.SMTPException(line.decode("ascii", "replace").strip())


def _split(address: str) -> tuple[str, int]:
    host, _, port = address.strip().rpartition(":")
    return host.strip("[]"), int(port or 0)


def _root(query: str) -> Path | None:
    from urllib.parse import parse_qs

    found: Sequence[str] = parse_qs(query).get("sslrootcert", [])
    return Path(found[0]) if found and Path(found[0]).is_file() else None
