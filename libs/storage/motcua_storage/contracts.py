# SPDX-License-Identifier: Apache-2.0
"""Owns the contract suites of FileStore and Scanner: tests of an adapter subclass one and give a `store` or `scanner` fixture."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable
from typing import IO

import pytest

from motcua_storage.errors import FileDamaged, FileMissing, FileTooLarge, ScannerAway
from motcua_storage.files import CHUNK, FileStore, StoredFile
from motcua_storage.scanning import Scanned, Scanner

BIG = bytes(range(256)) * (CHUNK // 128)  # two pieces and more than one read


Overwrite = Callable[[str, bytes], None]


class BrokenStream(io.RawIOBase):
    """A sender that goes away in the middle."""

    def __init__(self) -> None:
        self._sent = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if self._sent:
            raise ConnectionResetError
        self._sent = True
        return b"half"


class FileStoreContract:
    """What every FileStore does. Use: `class TestFolderStore(FileStoreContract)`, a fixture `store`, and a fixture `overwrite`
    that puts other bytes in the place of a file's, behind the store's back."""

    @pytest.mark.parametrize("content", [b"", b"a", BIG, BIG + b"!"], ids=["empty", "one", "even", "odd"])
    def test_what_is_put_is_read_back(self, store: FileStore, content: bytes) -> None:
        stored = store.put(io.BytesIO(content))

        assert stored == StoredFile(hashlib.sha256(content).hexdigest(), len(content))
        assert store.exists(stored.sha256)
        with store.open(stored.sha256) as stream:
            assert stream.read() == content
        assert b"".join(store.chunks(stored.sha256, verify=True)) == content

    def test_the_same_bytes_are_one_file(self, store: FileStore) -> None:
        assert store.put(io.BytesIO(b"same")) == store.put(io.BytesIO(b"same"))

    def test_many_may_put_the_same_at_once(self, store: FileStore) -> None:
        put: list[StoredFile] = []
        threads = [threading.Thread(target=lambda: put.append(store.put(io.BytesIO(BIG)))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(put) == 4
        assert len(set(put)) == 1

    def test_the_limit_itself_is_allowed_and_one_byte_more_is_not_kept(self, store: FileStore) -> None:
        assert store.put(io.BytesIO(b"12345"), limit=5).size == 5

        with pytest.raises(FileTooLarge) as refused:
            store.put(io.BytesIO(b"123456"), limit=5)
        assert refused.value.limit == 5
        assert not store.exists(hashlib.sha256(b"123456").hexdigest())

    def test_a_sender_that_breaks_off_leaves_nothing(self, store: FileStore) -> None:
        stream: IO[bytes] = BrokenStream()  # type: ignore[assignment]
        with pytest.raises(ConnectionResetError):
            store.put(stream)

        assert not store.exists(hashlib.sha256(b"half").hexdigest())

    def test_what_is_removed_is_missing_and_may_come_back(self, store: FileStore) -> None:
        stored = store.put(io.BytesIO(BIG))
        with store.open(stored.sha256) as reading:
            store.remove(stored.sha256)
            assert reading.read() == BIG
        assert not store.exists(stored.sha256)
        store.remove(stored.sha256)
        assert store.put(io.BytesIO(BIG)) == stored and store.exists(stored.sha256)

    @pytest.mark.parametrize("other", [b"p4per", b"pap", b""], ids=["changed", "cut", "emptied"])
    def test_damage_is_found_and_putting_it_again_mends_it(
        self, store: FileStore, overwrite: Overwrite, other: bytes
    ) -> None:
        stored = store.put(io.BytesIO(b"paper"))
        overwrite(stored.sha256, other)

        with pytest.raises(FileDamaged, match="restore it from a backup"):
            list(store.chunks(stored.sha256, verify=True))
        store.put(io.BytesIO(b"paper"))
        assert b"".join(store.chunks(stored.sha256, verify=True)) == b"paper"

    def test_who_reads_while_others_put_the_same_has_it_whole(self, store: FileStore) -> None:
        stored = store.put(io.BytesIO(BIG))
        putting = threading.Thread(target=lambda: [store.put(io.BytesIO(BIG)) for _ in range(10)])
        putting.start()
        try:
            while putting.is_alive():
                assert b"".join(store.chunks(stored.sha256, verify=True)) == BIG
        finally:
            putting.join()

    @pytest.mark.parametrize("name", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63 + "\n"])
    def test_what_is_not_kept_is_missing(self, store: FileStore, name: str) -> None:
        assert not _exists(store, name)
        with pytest.raises(FileMissing):
            store.open(name)
        with pytest.raises(FileMissing):
            store.chunks(name)


def _exists(store: FileStore, name: str) -> bool:
    try:
        return store.exists(name)
    except FileMissing:  # no hash at all
        return False


class ScannerContract:
    """What every Scanner does. Use: `class TestClamd(ScannerContract)`, a fixture `scanner`, a fixture `marker` with bytes that
    it finds wherever they stand in a file, and a fixture `largest`, the most bytes that it looks at."""

    @pytest.mark.parametrize("content", [b"", b"a", BIG, BIG + b"!"], ids=["empty", "one", "even", "odd"])
    def test_what_is_clean_is_said_to_be(self, scanner: Scanner, content: bytes) -> None:
        assert scanner.scan(io.BytesIO(content), 60.0) == Scanned()

    @pytest.mark.parametrize("before", [0, 1, CHUNK - 5, CHUNK, len(BIG)])
    def test_what_is_found_is_named_wherever_it_stands(
        self, scanner: Scanner, marker: bytes, before: int
    ) -> None:
        found = scanner.scan(io.BytesIO(BIG[:before] + marker + b"after"), 60.0)

        assert found.found and found.whole

    def test_it_looks_from_where_the_stream_stands(self, scanner: Scanner, marker: bytes) -> None:
        stream = io.BytesIO(marker + b"clean")
        stream.seek(len(marker))

        assert scanner.scan(stream, 60.0) == Scanned()

    def test_the_largest_file_is_looked_at_and_one_above_is_never_clean(
        self, scanner: Scanner, marker: bytes, largest: int
    ) -> None:
        whole = bytes(largest - len(marker)) + marker
        assert scanner.scan(io.BytesIO(whole), 60.0).found

        with pytest.raises(ScannerAway):
            scanner.scan(io.BytesIO(whole + bytes(CHUNK)), 60.0)

    def test_many_may_ask_at_once_and_each_has_its_own_answer(self, scanner: Scanner, marker: bytes) -> None:
        said: dict[int, bool] = {}

        def ask(number: int) -> None:
            said[number] = bool(scanner.scan(io.BytesIO(BIG + marker * (number % 2)), 60.0).found)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert said == {number: number % 2 == 1 for number in range(6)}

    def test_a_sender_that_breaks_off_is_not_clean(self, scanner: Scanner) -> None:
        stream: IO[bytes] = BrokenStream()  # type: ignore[assignment]
        with pytest.raises(ConnectionResetError):
            scanner.scan(stream, 60.0)

    def test_no_time_is_too_little_time(self, scanner: Scanner) -> None:
        with pytest.raises(ScannerAway):
            scanner.scan(io.BytesIO(b"a"), 0.0)

    def test_it_says_what_it_is(self, scanner: Scanner) -> None:
        assert scanner.version(60.0).program
