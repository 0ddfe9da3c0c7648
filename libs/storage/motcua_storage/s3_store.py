# SPDX-License-Identifier: Apache-2.0
"""Owns the adapter of FileStore for a bucket of an S3-compatible store. Objects are named as the files of a folder are
(`ab/cd/<hash>`), so the content of one can be copied into the other.

An object comes by one request that carries its size and its hash: the store keeps the whole of it or nothing. What is read is
fetched to its end and compared with its hash before the first byte is given on, so nobody gets a half file or a changed one.
"""

from __future__ import annotations

import hashlib
import io
import time
from base64 import b64encode
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, Any, BinaryIO, cast

from motcua_storage.errors import FileDamaged, FileStoreAway
from motcua_storage.files import CHUNK, HASH, StoredFile, copy, missing
from motcua_storage.s3_access import S3Access, code
from motcua_storage.s3_bucket import check_owner

IN_MEMORY = 1 << 20  # bytes; what is larger lies in the folder for temporary files meanwhile
MOST = 5 * 10**9  # bytes that one request may carry
LONGEST = 60.0  # seconds for the bytes of one file, however slowly they go


class S3Store:
    """FileStore in a bucket. Makes nothing but objects; the bucket is made by `prepare_bucket`. For any number of threads.

    `installation`: gives the id that the bucket must be marked with, "" where there is nothing to compare. It is compared before
    the first file: a start may have found the store away, and what stands there when it comes may be somebody else's."""

    def __init__(
        self,
        access: S3Access,
        now: Callable[[], float] = time.monotonic,
        installation: Callable[[], str] = lambda: "",
    ) -> None:
        self.access = access
        self._now = now
        self._installation = installation

    def put(self, stream: IO[bytes], limit: int | None = None) -> StoredFile:
        """See FileStore. Always sent, so that it takes the place of one that was damaged."""
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            stored = copy(stream, body, MOST if limit is None else min(limit, MOST))
            body.seek(0)
            digest = b64encode(bytes.fromhex(stored.sha256)).decode()
            sent = _Timed(body, self._deadline())
            with self.access.speaking():
                self._client.put_object(
                    Bucket=self.access.bucket, Key=key_of(stored.sha256), Body=sent, ContentLength=stored.size,
                    ChecksumSHA256=digest,
                )  # fmt: skip
        return stored

    def open(self, sha256: str) -> BinaryIO:
        """See FileStore. The whole file is here when this returns. Raises FileDamaged."""
        check = self._deadline()
        try:
            return self._fetch(sha256, check)
        except _BrokenOff:
            return self._fetch(sha256, check)

    def chunks(self, sha256: str, verify: bool = False) -> Iterator[bytes]:
        """See FileStore. Always compared with its hash: damage is said by the call, before the first piece."""
        return _pieces(self.open(sha256))

    def exists(self, sha256: str) -> bool:
        """See FileStore."""
        from botocore.exceptions import ClientError

        key = _known_key(sha256)
        with self.access.speaking():
            try:
                self._client.head_object(Bucket=self.access.bucket, Key=key)
                return True
            except ClientError as error:
                if code(error) != "404":
                    raise
            # An answer without a body says 404 for an unknown key or bucket too.
            found = self._client.list_objects_v2(Bucket=self.access.bucket, Prefix=key, MaxKeys=1)
            return bool(found.get("Contents"))

    def remove(self, sha256: str) -> None:
        """See FileStore."""
        with self.access.speaking():
            self._client.delete_object(Bucket=self.access.bucket, Key=_known_key(sha256))

    @cached_property
    def _client(self) -> Any:
        """Raises FileStoreUnusable, each time anew until the bucket is known to be ours."""
        check_owner(self.access, self._installation())
        return self.access.client()

    def _deadline(self) -> Callable[[], None]:
        until = self._now() + LONGEST

        def check() -> None:
            if self._now() > until:
                raise self.access.away(f"TooSlow: {LONGEST:.0f} s")

        return check

    def _fetch(self, sha256: str, check: Callable[[], None]) -> BinaryIO:
        """A copy that has this hash."""
        digest = hashlib.sha256()
        target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the caller closes it
        try:
            with closing(self._received(self._get(sha256))) as pieces:
                for piece in pieces:
                    check()
                    digest.update(piece)
                    target.write(piece)
            if digest.hexdigest() != sha256:
                raise _damaged(sha256, self.access.bucket)
            target.seek(0)
        except BaseException:
            target.close()
            raise
        return cast(BinaryIO, target)

    def _get(self, sha256: str) -> Any:
        """The answer, whose bytes have not come yet."""
        from botocore.exceptions import ClientError

        key = _known_key(sha256)
        with self.access.speaking():
            try:
                return self._client.get_object(Bucket=self.access.bucket, Key=key)["Body"]
            except ClientError as error:
                if code(error) == "NoSuchKey":
                    raise missing(sha256) from None
                raise

    def _received(self, answer: Any) -> Generator[bytes, None, None]:
        with answer:
            try:
                with self.access.speaking():
                    yield from answer.iter_chunks(CHUNK)
            except FileStoreAway as error:
                raise _BrokenOff(error.message_vi, error.message_en) from error


class _BrokenOff(FileStoreAway):
    """In the midst of an answer: worth one more try at once."""


def key_of(sha256: str) -> str:
    """The name of an object."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def _known_key(sha256: str) -> str:
    if not HASH.fullmatch(sha256):
        raise missing(sha256)
    return key_of(sha256)


class _Timed(io.RawIOBase):
    """What is sent; reading it fails when sending takes too long. The client closes nothing that it did not open."""

    def __init__(self, source: Any, check: Callable[[], None]) -> None:
        self._source = source
        self._check = check

    def read(self, size: int = -1) -> bytes:
        self._check()
        return cast(bytes, self._source.read(size))

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._source.seek(offset, whence)
        return self.tell()

    def tell(self) -> int:
        return int(self._source.tell())

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(CHUNK):
            yield piece


def _damaged(sha256: str, bucket: str) -> FileDamaged:
    return FileDamaged(
        f"Tệp {sha256} trong bucket '{bucket}' đã bị hỏng; hãy khôi phục từ bản sao lưu.",
        f"The file {sha256} in the bucket '{bucket}' is damaged; restore it from a backup.",
    )
