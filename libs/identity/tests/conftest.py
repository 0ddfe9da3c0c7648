# SPDX-License-Identifier: Apache-2.0
"""One web server for all tests, a fresh issuer for each."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

sys.path.insert(0, str(Path(__file__).parent))  # the harness lies beside; test files have no package

from identity_harness import Browser, House, Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def signing_key() -> bytes:
    """Made once, since making one takes longer than most tests."""
    return RSAKey.generate_key(2048).as_pem(private=True)


@pytest.fixture
def house(tmp_path: Path, server: Server, signing_key: bytes) -> Iterator[House]:
    folder = tmp_path / "issuer"
    folder.mkdir()
    (folder / "signing-key.pem").write_bytes(signing_key)
    made = House(folder, server)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with Browser() as made:
        yield made
