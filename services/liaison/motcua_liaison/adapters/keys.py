# SPDX-License-Identifier: Apache-2.0
"""The node's Ed25519 key (RFC 8032) and the public keys that it trusts, as PEM files in one folder.

`signing.pem` is made at the first start, for this user only. `trusted/*.pem` hold public keys of other nodes, and former
ones of this node after its key was changed. A key's id is the beginning of the SHA-256 of its 32 public bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from motcua_text import read_regular

from motcua_liaison.errors import KeyRefused

SIGNING = "signing.pem"
TRUSTED = "trusted"
_KEY_BYTES = 65_536


class NodeKey:
    """Signs for this node."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key()
        self._id = id_of(self.public)

    @property
    def key_id(self) -> str:
        return self._id

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(data)


class KeyRing:
    """Public keys by id."""

    def __init__(self, keys: Iterable[Ed25519PublicKey]) -> None:
        self._keys = {id_of(key): key for key in keys}

    def knows(self, key_id: str) -> bool:
        return key_id in self._keys

    def verify(self, key_id: str, data: bytes, signature: bytes) -> bool:
        """Whether this key made the signature."""
        try:
            self._keys[key_id].verify(signature, data)
        except (KeyError, InvalidSignature):
            return False
        return True


def id_of(key: Ed25519PublicKey) -> str:
    """16 hexadecimal digits."""
    raw = key.public_bytes(form.Encoding.Raw, form.PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def open_keys(folder: Path) -> tuple[NodeKey, KeyRing]:
    """The node's key, made when there is none, and everything that it trusts.

    Raises:
        KeyRefused: a file that others may read, or that is no such key.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / SIGNING
    if not path.exists():
        _make(path)
    own = NodeKey(_read_private(path))
    trusted = [_read_public(file) for file in sorted((folder / TRUSTED).glob("*.pem"))]
    return own, KeyRing([own.public, *trusted])


def _make(path: Path) -> None:
    """Whole or not at all; of two processes that start at once one key wins."""
    pem = Ed25519PrivateKey.generate().private_bytes(
        form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption()
    )
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(pem)
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_private(path: Path) -> Ed25519PrivateKey:
    if path.stat().st_mode & 0o077:
        raise KeyRefused(
            f"{path} can be read by others. Take that right away (chmod 600), or make a new key."
        )
    try:
        key = form.load_pem_private_key(_read(path), password=None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(f"{path} is no PEM file of a private key: put the right file back.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path} holds another kind of key; an Ed25519 key is needed.")
    return key


def _read_public(path: Path) -> Ed25519PublicKey:
    try:
        key = form.load_pem_public_key(_read(path))
    except ValueError as error:
        raise KeyRefused(f"{path} is no PEM file of a public key: correct it, or take it away.") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path} holds another kind of key; an Ed25519 public key is needed.")
    return key


def _read(path: Path) -> bytes:
    try:
        return read_regular(path, _KEY_BYTES)
    except OSError as error:
        raise KeyRefused(f"{path} cannot be read: {error.strerror}. Correct it, or take it away.") from error
