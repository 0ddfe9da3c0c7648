# SPDX-License-Identifier: Apache-2.0
"""The bucket adapter keeps the contract on a real store, and what only a network can get wrong."""

from __future__ import annotations

import hashlib
import io
import ipaddress
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from motcua_storage import (
    FileMissing,
    FileStore,
    FileStoreAway,
    FileStoreRefuses,
    FileStoreUnusable,
    FileTooLarge,
)
from motcua_storage.contracts import BIG, FileStoreContract, Overwrite
from motcua_storage.s3_access import S3Access
from motcua_storage.s3_bucket import names, owner_of, prepare_bucket
from motcua_storage.s3_store import S3Store, key_of
from parts.common import free_port
from parts.s3 import S3
from support.stores import Wire, access_to, new_bucket, own_store, wire_to

PAPER = b"paper"
NAME = hashlib.sha256(PAPER).hexdigest()
LARGE = BIG * 6  # 3 MB: neither in one packet nor in memory
LARGE_NAME = hashlib.sha256(LARGE).hexdigest()
EACH: dict[str, Callable[[FileStore], object]] = {
    "put": lambda store: store.put(io.BytesIO(PAPER)),
    "open": lambda store: store.open(NAME),
    "chunks": lambda store: store.chunks(NAME),
    "exists": lambda store: store.exists(NAME),
    "remove": lambda store: store.remove(NAME),
}
each_method = pytest.mark.parametrize("call", EACH.values(), ids=EACH)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    with own_store(tmp_path_factory.mktemp("s3")) as made:
        yield made


@pytest.fixture
def access(server: S3) -> S3Access:
    server.start()  # where a test before this one killed it
    return new_bucket(server)


@pytest.fixture
def store(access: S3Access) -> S3Store:
    return S3Store(access)


@pytest.fixture
def overwrite(server: S3, access: S3Access) -> Overwrite:
    def write(sha256: str, content: bytes) -> None:
        (server.running.folder / "data" / access.bucket / key_of(sha256)).write_bytes(content)

    return write


@pytest.fixture
def wire(server: S3, access: S3Access) -> Iterator[Wire]:
    with wire_to(server) as made:
        yield made


@pytest.fixture
def wired(wire: Wire, access: S3Access) -> S3Store:
    """The same bucket by the wire."""
    return S3Store(replace(access, endpoint=f"http://127.0.0.1:{wire.port}"))


class TestS3Store(FileStoreContract):
    """The contract suite on a bucket."""


def test_objects_are_named_as_the_files_of_a_folder(store: S3Store, access: S3Access) -> None:
    store.put(io.BytesIO(PAPER))
    assert list(names(access)) == [f"{NAME[:2]}/{NAME[2:4]}/{NAME}"]


def test_what_is_refused_or_broken_off_is_never_sent(store: S3Store, access: S3Access) -> None:
    with pytest.raises(FileTooLarge):
        store.put(io.BytesIO(PAPER), limit=4)
    assert list(names(access)) == []


@pytest.mark.faults
def test_a_store_killed_in_the_midst_of_an_upload_has_nothing_of_it(
    server: S3, store: S3Store, access: S3Access, wire: Wire, wired: S3Store
) -> None:
    small = store.put(io.BytesIO(PAPER))
    seen = 0

    def kill_later(piece: bytes) -> bool:
        nonlocal seen
        seen += len(piece)
        if seen > len(LARGE) // 2:
            server.running.kill()
        return True

    wire.sent = kill_later
    with pytest.raises(FileStoreAway):
        wired.put(io.BytesIO(LARGE))
    assert seen > len(LARGE) // 2, "it had begun"

    server.start()
    assert not store.exists(LARGE_NAME) and list(names(access)) == [key_of(NAME)]
    assert b"".join(store.chunks(small.sha256)) == PAPER, "what was acknowledged is there"
    assert b"".join(store.chunks(store.put(io.BytesIO(LARGE)).sha256)) == LARGE


def test_an_upload_that_is_cut_once_is_sent_again(store: S3Store, wire: Wire, wired: S3Store) -> None:
    pieces = iter(range(1000))
    wire.sent = lambda _: next(pieces) != 100
    assert wired.put(io.BytesIO(LARGE)).sha256 == LARGE_NAME
    assert next(pieces) > 200, "it was cut"
    assert b"".join(store.chunks(LARGE_NAME)) == LARGE


def test_an_answer_that_is_cut_once_is_asked_for_again(store: S3Store, wire: Wire, wired: S3Store) -> None:
    store.put(io.BytesIO(LARGE))
    pieces = iter(range(10_000))
    wire.received = lambda _: next(pieces) != 20
    assert b"".join(wired.chunks(LARGE_NAME)) == LARGE
    assert next(pieces) > 20, "it was cut"


def test_an_answer_that_is_always_cut_gives_no_half_file(store: S3Store, wire: Wire, wired: S3Store) -> None:
    store.put(io.BytesIO(LARGE))
    wire.received = lambda _: False
    with pytest.raises(FileStoreAway):
        wired.chunks(LARGE_NAME)
    seen = 0

    def half(piece: bytes) -> bool:
        nonlocal seen
        seen += len(piece)
        return seen % len(LARGE) < len(LARGE) // 2

    wire.received = half
    with pytest.raises(FileStoreAway, match="does not answer as it should"):
        wired.open(LARGE_NAME)


def test_bytes_that_change_on_their_way_are_not_kept(store: S3Store, server: S3, access: S3Access) -> None:
    """The hash goes with them: the store itself refuses what does not have it."""
    client = access.client()
    with pytest.raises(FileStoreAway, match="BadDigest"), access.speaking():
        client.put_object(
            Bucket=access.bucket, Key=key_of(NAME), Body=b"p4per", ChecksumSHA256="A" * 43 + "="
        )
    assert not store.exists(NAME)


def test_a_store_that_hangs_is_given_up(server: S3, access: S3Access) -> None:
    hasty = S3Store(replace(access, answer_seconds=0.3))
    process = server.running.process()
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        for call in EACH.values():
            with pytest.raises(FileStoreAway, match="ReadTimeoutError"):
                call(hasty)
    finally:
        os.kill(process.pid, signal.SIGCONT)
    hasty.put(io.BytesIO(PAPER))


def test_a_store_that_is_too_slow_is_given_up(store: S3Store, access: S3Access) -> None:
    store.put(io.BytesIO(LARGE))
    moments = iter(range(0, 100_000, 25))
    slow = S3Store(access, now=lambda: next(moments))
    with pytest.raises(FileStoreAway):
        slow.put(io.BytesIO(LARGE + b"!"))
    with pytest.raises(FileStoreAway, match="TooSlow"):
        slow.open(LARGE_NAME)
    assert not store.exists(hashlib.sha256(LARGE + b"!").hexdigest())


@each_method
def test_a_store_that_is_not_there_is_named(access: S3Access, call: Callable[[FileStore], object]) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(FileStoreAway, match=f"at {nowhere} does not answer"):
        call(S3Store(replace(access, endpoint=nowhere)))


@each_method
def test_a_wrong_key_is_named_and_says_nothing_of_what_is_kept(
    store: S3Store, access: S3Access, call: Callable[[FileStore], object]
) -> None:
    store.put(io.BytesIO(PAPER))
    for wrong in (replace(access, secret_key="wrong"), replace(access, access_key="nobody")):
        with pytest.raises(FileStoreRefuses, match=f"refuses the key '{wrong.access_key}'") as refused:
            call(S3Store(wrong))
        assert access.secret_key not in str(refused.value) + repr(wrong)
    assert store.exists(NAME)


@each_method
def test_no_bucket_is_no_missing_file_and_none_is_made(
    server: S3, access: S3Access, call: Callable[[FileStore], object]
) -> None:
    other = access_to(server)
    with pytest.raises(FileStoreRefuses, match=f"has no bucket '{other.bucket}'"):
        call(S3Store(other))
    assert not (server.running.folder / "data" / other.bucket).exists()


def test_several_clients_may_put_and_remove_at_once(access: S3Access) -> None:
    """Each has a client of its own; whoever reads has it whole or not at all."""
    stores = [S3Store(access) for _ in range(3)]
    failed: list[BaseException] = []

    def come_and_go(store: S3Store) -> None:
        try:
            for _ in range(10):
                store.put(io.BytesIO(BIG))
                store.remove(hashlib.sha256(BIG).hexdigest())
        except BaseException as error:  # told below, where the test sees it
            failed.append(error)

    threads = [threading.Thread(target=come_and_go, args=(one,)) for one in stores]
    for thread in threads:
        thread.start()
    read = 0
    while any(thread.is_alive() for thread in threads):
        try:
            assert b"".join(stores[0].chunks(hashlib.sha256(BIG).hexdigest())) == BIG
            read += 1
        except FileMissing:
            continue
    assert failed == []


def test_a_bucket_is_made_once_and_belongs_to_one_system(server: S3) -> None:
    access = access_to(server)
    with pytest.raises(FileStoreRefuses, match="has no bucket"):
        owner_of(access)
    owner = prepare_bucket(access)
    assert prepare_bucket(access) == prepare_bucket(access, owner) == owner_of(access) == owner
    with pytest.raises(FileStoreRefuses, match="files of another system"):
        prepare_bucket(access, "somebody-else")


def test_a_bucket_that_nobody_marked_is_told(server: S3) -> None:
    access = access_to(server)
    access.client().create_bucket(Bucket=access.bucket)
    assert owner_of(access) == ""
    assert prepare_bucket(access, "us") == "us"


GOOD = {
    "endpoint": "https://s3.example.gov.vn",
    "bucket": "motcua",
    "access_key": "key",
    "secret_key": "secret",
}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"endpoint": "http://s3.example.gov.vn"}, "in the clear"),
        ({"endpoint": "http://10.0.0.1:9000"}, "in the clear"),
        ({"endpoint": "s3.example.gov.vn"}, "is not of the form"),
        ({"endpoint": "ftp://s3.example.gov.vn"}, "is not of the form"),
        ({"endpoint": "https://s3.example.gov.vn/motcua"}, "is not of the form"),
        ({"endpoint": "https://key:secret@s3.example.gov.vn"}, "is not of the form"),
        ({"endpoint": "https://s3.example.gov.vn:many"}, "is not of the form"),
        ({"endpoint": "https://[::1"}, "is not of the form"),
        ({"endpoint": ""}, "MOTCUA_S3__ENDPOINT is missing"),
        ({"bucket": "", "secret_key": ""}, "MOTCUA_S3__BUCKET, MOTCUA_S3__SECRET_KEY is missing"),
        ({"bucket": "../other"}, "MOTCUA_S3__BUCKET: '../other'"),
        ({"bucket": "Motcua"}, "MOTCUA_S3__BUCKET"),
        ({"authority": Path("/none.pem")}, "there is no file /none.pem"),
    ],
)
def test_settings_that_cannot_work_are_refused(given: dict[str, str], said: str) -> None:
    with pytest.raises(FileStoreUnusable) as refused:
        S3Access(**GOOD | given)
    assert said in refused.value.message_en


@pytest.mark.parametrize(
    "endpoint", ["https://s3.example.gov.vn:9000/", "http://127.0.0.1:9000", "http://[::1]:9000"]
)
def test_settings_that_may_work_are_taken(endpoint: str) -> None:
    assert S3Access(**GOOD | {"endpoint": endpoint}).client()


class SecureS3(S3):
    """By TLS, with a certificate of its own authority."""

    @property
    def address(self) -> str:
        return super().address.replace("http:", "https:")

    def client(self, **given: Any) -> Any:
        return super().client(verify=str(self.running.folder / "authority.pem"), **given)


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    folder = tmp_path_factory.mktemp("secure")
    write_certificate(folder)
    kind = type(
        "ThisOne",
        (SecureS3,),
        {"options": (*S3.options, "--cert", folder / "own.pem", "--key", folder / "own.key")},
    )
    with own_store(folder, kind) as made:
        yield made


def write_certificate(folder: Path) -> None:
    """One of 127.0.0.1, and the authority that signed it."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = signed("authority", authority, "authority", authority, x509.BasicConstraints(True, 0))
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    leaf = signed("store", own, "authority", authority, address)
    pem = serialization.Encoding.PEM
    key = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for name, content in (
        ("authority.pem", root.public_bytes(pem)),
        ("own.pem", leaf.public_bytes(pem)),
        ("own.key", key),
    ):
        (folder / name).write_bytes(content)


def signed(name: str, key: Any, by: str, authority: Any, extension: x509.ExtensionType) -> x509.Certificate:
    now = datetime.now(UTC)
    called = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, by)]
    return (
        x509.CertificateBuilder(*reversed(called), key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        .sign(authority, hashes.SHA256())
    )


def test_a_store_elsewhere_is_known_by_its_authority(secure: S3) -> None:
    access = access_to(secure, authority=secure.running.folder / "authority.pem")
    prepare_bucket(access)
    assert S3Store(access).put(io.BytesIO(PAPER)).sha256 == NAME
    with pytest.raises(FileStoreAway, match="SSLError"):
        S3Store(replace(access, authority=None)).exists(NAME)
