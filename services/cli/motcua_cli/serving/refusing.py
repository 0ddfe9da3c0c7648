# SPDX-License-Identifier: Apache-2.0
"""Settings that are well-formed and cannot work: found before anything is started, a line for each."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from motcua_hosting import ServiceSettings
from motcua_rpc import TlsFiles
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from motcua_cli.serving.settings import CannotServe, ProcessSettings, split

NEIGHBOURS = ("workflow", "intake", "assignment", "notification", "liaison")
_PUBLIC = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def check_settings(settings: ServiceSettings, own: ProcessSettings) -> None:
    """Raises CannotServe with every sentence that there is to say."""
    said: list[str] = []
    for check in (_addresses, _proxies, _database, _organisation, _certificates):
        said += check(settings, own)
    if said:
        raise CannotServe("\n".join(said))


def _addresses(settings: ServiceSettings, own: ProcessSettings) -> Iterator[str]:
    listened = {"MOTCUA_LISTEN": own.listen, "MOTCUA_HEALTH": own.health}
    called = {f"MOTCUA_{name.upper()}_ADDRESS": getattr(settings, f"{name}_address") for name in NEIGHBOURS}
    for variable, text in (listened | called).items():
        for address in filter(None, (one.strip() for one in text.split(","))):
            try:
                split(address, variable)
            except CannotServe as error:
                yield str(error)


def _proxies(_: ServiceSettings, own: ProcessSettings) -> Iterator[str]:
    for one in filter(None, (one.strip() for one in own.proxies.split(","))):
        try:
            ipaddress.ip_network(one, strict=False)
        except ValueError:
            yield f"MOTCUA_PROXIES: {one} is no address and no network; write 10.0.0.7 or 10.0.0.0/8."


def _database(settings: ServiceSettings, _: ProcessSettings) -> Iterator[str]:
    try:
        kind = make_url(settings.database_url.get_secret_value()).get_backend_name()
    except ArgumentError:
        kind = ""
    if kind != "postgresql":
        yield "MOTCUA_DATABASE_URL is no address of PostgreSQL; write postgresql+psycopg://role:password@host/database."


def _organisation(settings: ServiceSettings, _: ProcessSettings) -> Iterator[str]:
    try:
        with settings.organisation.open("rb"):
            pass
    except OSError as error:
        yield f"MOTCUA_ORGANISATION={settings.organisation} cannot be read ({error.strerror})."


def _certificates(settings: ServiceSettings, _: ProcessSettings) -> Iterator[str]:
    """A server with the wrong files starts, and every neighbour refuses it without saying so here."""
    files = settings.tls.files
    if files is None:
        return
    try:
        chain = x509.load_pem_x509_certificates(files.certificate.read_bytes())
        authority = x509.load_pem_x509_certificates(files.authority.read_bytes())
        key = serialization.load_pem_private_key(files.private_key.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return  # whoever opens the port says which file it is
    yield from _belonging(files, chain, authority, key.public_key().public_bytes(*_PUBLIC))


def _belonging(
    files: TlsFiles, chain: list[x509.Certificate], authority: list[x509.Certificate], public: bytes
) -> Iterator[str]:
    if chain[0].public_key().public_bytes(*_PUBLIC) != public:
        yield f"MOTCUA_TLS__KEY={files.private_key} is not the key of MOTCUA_TLS__CERTIFICATE={files.certificate}."
    if not any(_issued(one, by) for one in chain for by in authority):
        yield (
            f"MOTCUA_TLS__CERTIFICATE={files.certificate} is not of the authority in MOTCUA_TLS__AUTHORITY={files.authority}: "
            "every other service would refuse this one. `motcua certs` makes certificates that belong together."
        )


def _issued(one: x509.Certificate, by: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(by)
    except Exception:  # whichever way it is not
        return False
    return True
