# SPDX-License-Identifier: Apache-2.0
"""A local authority and a certificate for each service. Owns `motcua certs`.

Certificates name the service (RFC 6125: the name that the caller means), and further hosts where people or foreign software come
in by their address. A province with an authority of its own uses that one; the layout of the files stays.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS: Final = 3650
LEAF_DAYS: Final = 397
"""As long as browsers and other software take a certificate for good."""
RENEW_DAYS: Final = 30
"""Days before its end at which a certificate is made anew by the next `motcua certs`, and named by `motcua doctor`."""
_PEM: Final = serialization.Encoding.PEM
Key = ec.EllipticCurvePrivateKey


class CertificatesRefused(Exception):
    """The folder cannot be used as it is; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A service and the hosts (names, addresses) that its certificate holds beside its name; None: those that it has."""

    name: str
    hosts: tuple[str, ...] | None = None

    @classmethod
    def read(cls, text: str) -> Wanted:
        """`portal=dichvucong.example,10.0.0.1`; `portal=` for none but its name. Raises CertificatesRefused."""
        name, said, hosts = text.partition("=")
        made = cls(
            name.strip(), tuple(one.strip() for one in hosts.split(",") if one.strip()) if said else None
        )
        if not made.name or not all(part.isalnum() for part in made.name.split("-")):
            raise CertificatesRefused(
                f"{text!r} names no service: write it as NAME or NAME=HOST,HOST, the name of letters, digits and hyphens."
            )
        return made

    def names(self) -> x509.SubjectAlternativeName:
        """What the certificate says of itself."""
        further = (_general(one) for one in self.hosts or ())
        return x509.SubjectAlternativeName([x509.DNSName(self.name), *further])

    def as_in(self, folder: Path) -> Wanted:
        """With the hosts of the certificate there, where none were said: to renew it takes nothing from it."""
        if self.hosts is not None:
            return self
        with suppress(CertificatesRefused, x509.ExtensionNotFound):
            has = _read(folder / "certificate.pem").extensions.get_extension_for_class(
                x509.SubjectAlternativeName
            )
            names: list[object] = [
                *has.value.get_values_for_type(x509.DNSName),
                *has.value.get_values_for_type(x509.IPAddress),
            ]
            return Wanted(self.name, tuple(str(one) for one in names if one != self.name))
        return self


def prepare(folder: Path, wanted: Sequence[Wanted], now: datetime | None = None) -> Iterator[str]:
    """Make what is missing, about to end, or of another authority or other names; a sentence for each certificate made.

    `folder/authority.pem` and `folder/authority.key` (to be kept apart from the services), and for each service
    `folder/NAME/certificate.pem`, `key.pem` and `authority.pem`, which is what the service is given.

    Raises:
        CertificatesRefused: the authority's certificate and key are damaged or do not belong together.
    """
    moment = now or datetime.now(UTC)
    certificate, key, made = _authority(folder, moment)
    if made:
        yield f"authority: made, good until {certificate.not_valid_after_utc:%Y-%m-%d}"
    for said in wanted:
        one = said.as_in(folder / said.name)
        why = _outdated(folder / one.name, one, certificate, moment)
        if why:
            leaf = _leaf(folder / one.name, one, certificate, key, moment)
            yield f"{one.name}: made ({why}), good until {leaf.not_valid_after_utc:%Y-%m-%d}"


def ending(path: Path, now: datetime | None = None) -> timedelta:
    """How long the certificate in a PEM file is still good. Raises CertificatesRefused."""
    return _read(path).not_valid_after_utc - (now or datetime.now(UTC))


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, Key, bool]:
    pem, private = folder / "authority.pem", folder / "authority.key"
    if pem.exists() or private.exists():
        certificate, key = _read(pem), _read_key(private)
        if certificate.public_key() != key.public_key():
            raise CertificatesRefused(
                f"{pem} and {private} do not belong together. Put the right ones there, or move both away: new ones are then "
                "made, and every service needs its new certificate."
            )
        if certificate.not_valid_after_utc - now < timedelta(days=LEAF_DAYS):
            raise CertificatesRefused(
                f"{pem} ends on {certificate.not_valid_after_utc:%Y-%m-%d}, before a new certificate would. Move authority.pem "
                "and authority.key away, run again, and give every service its new files."
            )
        return certificate, key, False
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"MotCua authority {now:%Y-%m-%d}")])
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        _builder(name, name, key.public_key(), now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(private, _private(key), 0o600)
    _write(pem, certificate.public_bytes(_PEM), 0o644)
    return certificate, key, True


def _leaf(
    folder: Path, wanted: Wanted, authority: x509.Certificate, key: Key, now: datetime
) -> x509.Certificate:
    own = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted.name)])
    uses = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
    made = (
        _builder(authority.subject, name, own.public_key(), now, LEAF_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(wanted.names(), critical=False)
        .add_extension(uses, critical=False)
        .add_extension(_key_identifier(authority), critical=False)
        .sign(key, hashes.SHA256())
    )
    # The certificate last: who finds it finds its key and authority.
    _write(folder / "authority.pem", authority.public_bytes(_PEM), 0o644)
    _write(folder / "key.pem", _private(own), 0o600)
    _write(folder / "certificate.pem", made.public_bytes(_PEM), 0o644)
    return made


def _outdated(folder: Path, wanted: Wanted, authority: x509.Certificate, now: datetime) -> str:
    """Why the certificate has to be made anew; "" when it is good."""
    try:
        found, key = _read(folder / "certificate.pem"), _read_key(folder / "key.pem")
        given = _read(folder / "authority.pem")
    except CertificatesRefused:
        return "there was none" if not folder.exists() else "there was none that can be read"
    if found.public_key() != key.public_key():
        return "certificate and key did not belong together"
    if found.issuer != authority.subject or given != authority or not _signed(found, authority):
        return "it was of another authority"
    if found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value != wanted.names():
        return "it had other names"
    left = found.not_valid_after_utc - now
    return f"{max(left.days, 0)} days were left" if left < timedelta(days=RENEW_DAYS) else ""


def _signed(found: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        found.verify_directly_issued_by(authority)
    except Exception:  # whichever way it is not
        return False
    return True


def _builder(
    issuer: x509.Name, subject: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    return x509.CertificateBuilder(
        issuer,
        subject,
        key,
        x509.random_serial_number(),
        now - timedelta(minutes=5),  # clocks of machines differ
        now + timedelta(days=days),
    )


def _key_identifier(authority: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    own = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)


def _general(host: str) -> x509.GeneralName:
    with suppress(ValueError):
        return x509.IPAddress(ipaddress.ip_address(host))
    try:
        return x509.DNSName(host)
    except ValueError as error:
        raise CertificatesRefused(
            f"{host!r} is no host name; write one of other scripts as it stands in DNS (xn--…)."
        ) from error


def _read(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise _unreadable(path, "certificate", error) from error


def _read_key(path: Path) -> Key:
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise _unreadable(path, "private key", error) from error
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise _unreadable(path, "key on an elliptic curve", None)
    return found


def _unreadable(path: Path, what: str, error: Exception | None) -> CertificatesRefused:
    why = getattr(error, "strerror", None) or "it is none"
    return CertificatesRefused(f"{path} cannot be read as a {what} ({why}). Put the right file there.")


def _private(key: Key) -> bytes:
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _write(path: Path, content: bytes, mode: int) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    temporary = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        temporary.unlink()
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    temporary.replace(path)
