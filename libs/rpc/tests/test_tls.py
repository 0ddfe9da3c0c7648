# SPDX-License-Identifier: Apache-2.0
"""TLS by both sides: who is answered, whom a caller believes, new certificates without a restart; calls over replicas."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from motcua_rpc import DeadlineExceeded, Limits, Tls, TlsFiles, TlsRefused, Trust, Unavailable, channel, serve
from motcua_rpc.client import target_of
from rpc_harness import POLICY, Known, Service, ask

PEM = serialization.Encoding.PEM


class House:
    """An authority, and what it signs."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("authority")
        self.pem = self._sign(self._name, self._key, x509.BasicConstraints(True, 0))

    def leaf(self, name: str) -> tuple[bytes, bytes]:
        """Certificate and key of a service."""
        key = ec.generate_private_key(ec.SECP256R1())
        plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        pem = self._sign(_named(name), key, x509.SubjectAlternativeName([x509.DNSName(name)]))
        return pem, key.private_bytes(PEM, *plain)

    def trust(self, name: str = "caller") -> Trust:
        return Trust(self.pem, *self.leaf(name))

    def files(self, folder: Path, name: str) -> TlsFiles:
        certificate, key = self.leaf(name)
        for file, content in (("certificate", certificate), ("key", key), ("authority", self.pem)):
            (folder / file).write_bytes(content)
        return TlsFiles(folder / "certificate", folder / "key", folder / "authority")

    def _sign(self, name: x509.Name, key: Any, extension: Any) -> bytes:
        now = datetime.now(UTC)
        made = (
            x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(extension, critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return made.public_bytes(PEM)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


@contextmanager
def running(tls: Tls | TlsFiles | None, answer: str = "") -> Iterator[int]:
    service = Service(act=lambda text, context: answer or None)
    server = serve([service.add], "127.0.0.1:0", verifier=Known(), policies=POLICY, limits=Limits(2), tls=tls)
    try:
        yield server.port
    finally:
        server.stop(0)


def call(port: int, trust: Trust | None, name: str = "intake") -> str:
    with channel(f"127.0.0.1:{port}", "citizen", deadline_seconds=10, trust=trust, server_name=name) as made:
        return ask(made, "Known")


@pytest.mark.parametrize("files", [False, True])
def test_callers_of_the_same_authority_are_answered(files: bool, tmp_path: Path) -> None:
    house, other = House(), House()
    tls = house.files(tmp_path, "intake") if files else Tls(*house.leaf("intake"), house.pem)
    with running(tls) as port:
        assert call(port, house.trust()) == "id-1"
        refused: list[tuple[str, Trust | None, str]] = [
            ("no certificate of its own", Trust(house.pem), "intake"),
            ("a stranger's certificate", Trust(house.pem, *other.leaf("caller")), "intake"),
            ("trusts another authority", other.trust(), "intake"),
            ("means another service", house.trust(), "workflow"),
            ("no TLS", None, "intake"),
        ]
        for what, trust, name in refused:
            with (
                pytest.raises((Unavailable, DeadlineExceeded)),
                channel(
                    f"127.0.0.1:{port}", "citizen", deadline_seconds=1.5, trust=trust, server_name=name
                ) as made,
            ):
                ask(made, "Known")
                pytest.fail(what)


def test_a_server_may_answer_callers_without_certificates() -> None:
    house = House()
    with running(Tls(*house.leaf("intake"))) as port:
        assert call(port, Trust(house.pem)) == "id-1"


def test_new_certificates_are_taken_without_a_restart(tmp_path: Path) -> None:
    old, new = House(), House()
    with running(old.files(tmp_path, "intake")) as port:
        assert call(port, old.trust()) == "id-1"
        (tmp_path / "certificate").write_bytes(b"half")
        assert call(port, old.trust()) == "id-1", "what is broken changes nothing"
        new.files(tmp_path, "intake")
        os.utime(tmp_path / "key")
        assert call(port, new.trust()) == "id-1"
        with pytest.raises((Unavailable, DeadlineExceeded)):
            call(port, old.trust())


def test_files_that_are_missing_or_no_pem_are_named(tmp_path: Path) -> None:
    files = House().files(tmp_path, "intake")
    files.private_key.write_text("nothing")
    with pytest.raises(TlsRefused, match="key is no PEM file"):
        files.server()
    files.authority.unlink()
    with pytest.raises(TlsRefused, match="authority cannot be read"):
        files.trust()


def test_calls_are_spread_over_replicas_and_go_on_when_one_is_gone() -> None:
    house = House()
    with ExitStack() as stack:
        first = stack.enter_context(running(Tls(*house.leaf("intake"), house.pem), "first"))
        second = running(Tls(*house.leaf("intake"), house.pem), "second")
        address = f"127.0.0.1:{first},127.0.0.1:{second.__enter__()}"
        made = stack.enter_context(
            channel(address, "citizen", trust=house.trust(), server_name="intake", deadline_seconds=20)
        )
        told = [ask(made, "Known")]
        while len(set(told)) < 2 and len(told) < 1000:  # a replica is used when it is connected
            told.append(ask(made, "Known"))
        assert set(told) == {"first", "second"}
        some = [ask(made, "Known") for _ in range(20)]
        assert some.count("first") == some.count("second") == 10
        second.__exit__(None, None, None)
        assert {ask(made, "Known") for _ in range(20)} == {"first"}


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("127.0.0.1:50051", "127.0.0.1:50051"),
        ("localhost:50051", "localhost:50051"),
        ("workflow.motcua.svc:50051", "dns:///workflow.motcua.svc:50051"),
        ("10.0.0.1:50051", "10.0.0.1:50051"),
        ("127.0.0.1:1,127.0.0.1:2", "ipv4:127.0.0.1:1,127.0.0.1:2"),
        ("[::1]:1, [::1]:2", "ipv6:[::1]:1,[::1]:2"),
    ],
)
def test_addresses(address: str, target: str) -> None:
    assert target_of(address) == target


@pytest.mark.parametrize("address", ["workflow:1,workflow:2", "127.0.0.1:1,[::1]:1", "127.0.0.1:1,x:2"])
def test_several_names_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match="several addresses must be IP addresses"):
        channel(address, "citizen")


def test_one_address_of_several_in_the_clear_is_refused() -> None:
    with pytest.raises(ValueError, match="not loopback"):
        channel("127.0.0.1:1,10.0.0.1:1", "citizen")
