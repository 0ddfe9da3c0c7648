# SPDX-License-Identifier: Apache-2.0
"""TLS between services: who a server is, whose calls it takes, and what a caller trusts. PEM everywhere.

Certificates name services (`workflow`), not machines: whoever calls checks the name of the service that it means, wherever its
replicas are. `motcua certs` makes them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc


class TlsRefused(ValueError):
    """A file of certificates or keys cannot be used; the sentence names it."""


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM bytes of a server's certificate (with its chain) and private key. With `clients`, the PEM of an authority, only callers
    with a certificate of that authority are answered."""

    certificate: bytes
    private_key: bytes
    clients: bytes | None = None


@dataclass(frozen=True, slots=True)
class Trust:
    """PEM bytes of the authority that a caller trusts, and the caller's own certificate and key where servers ask for one."""

    authority: bytes
    certificate: bytes | None = None
    private_key: bytes | None = None


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where certificate, key and authority lie. Read again when they change, so that a server takes new ones without a restart;
    a channel keeps what it was opened with."""

    certificate: Path
    private_key: Path
    authority: Path

    def server(self) -> Tls:
        """For a server that answers only callers of the same authority. Raises TlsRefused."""
        return Tls(read(self.certificate), read(self.private_key), read(self.authority))

    def trust(self) -> Trust:
        """For a caller. Raises TlsRefused."""
        return Trust(read(self.authority), read(self.certificate), read(self.private_key))

    def state(self) -> tuple[tuple[int, int], ...]:
        """Changes when a file does."""
        return tuple(_stamp(one) for one in (self.certificate, self.private_key, self.authority))


def read(path: Path) -> bytes:
    """The file's bytes; TlsRefused when they cannot be had or are no PEM."""
    try:
        found = path.read_bytes()
    except OSError as error:
        raise TlsRefused(
            f"{path} cannot be read ({error.strerror}). `motcua certs` makes certificates for trials."
        ) from error
    if b"-----BEGIN " not in found:
        raise TlsRefused(f"{path} is no PEM file. `motcua certs` makes certificates for trials.")
    return found


def server_credentials(tls: Tls | TlsFiles) -> grpc.ServerCredentials:
    """Of fixed bytes, or of files that are looked at whenever somebody connects."""
    if isinstance(tls, Tls):
        return grpc.ssl_server_credentials(
            [(tls.private_key, tls.certificate)], tls.clients, require_client_auth=tls.clients is not None
        )
    # None from the fetcher keeps what there is, which the stubs do not know.
    fetch: Callable[[], Any] = _fetcher(tls)
    return grpc.dynamic_ssl_server_credentials(
        _configuration(tls.server()), fetch, require_client_authentication=True
    )


def channel_credentials(trust: Trust) -> grpc.ChannelCredentials:
    """Of a caller."""
    return grpc.ssl_channel_credentials(trust.authority, trust.private_key, trust.certificate)


def _configuration(tls: Tls) -> grpc.ServerCertificateConfiguration:
    return grpc.ssl_server_certificate_configuration([(tls.private_key, tls.certificate)], tls.clients)


def _fetcher(files: TlsFiles) -> Callable[[], grpc.ServerCertificateConfiguration | None]:
    """Half-written or broken files change nothing: what was good serves on."""
    seen = [files.state()]

    def fetch() -> grpc.ServerCertificateConfiguration | None:
        now = files.state()
        if now == seen[0]:
            return None
        try:
            made = _configuration(files.server())
        except (TlsRefused, ValueError):
            return None
        seen[0] = now
        return made

    return fetch


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size
