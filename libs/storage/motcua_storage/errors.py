# SPDX-License-Identifier: Apache-2.0
"""Owns the errors of storage. Services map them; nothing here knows gRPC or HTTP.

StorageError
├── EmbeddedPostgresError   the embedded server cannot start, run or stop
├── MigrationError          the database cannot be brought to this program's version
├── RequestReused           one request id, two different contents
├── RequestInProgress       the first call with this request id has not ended yet; try again
├── FileTooLarge            more bytes than allowed
├── FileMissing             no file with this hash
├── FileDamaged             the bytes kept no longer have this hash
├── FileStoreUnusable       files can neither be kept nor read now
│   ├── FileStoreAway       the store does not answer as it should; the same may work in a moment
│   └── FileStoreRefuses    its key, its bucket or its settings are not right: a person must act
├── ScannerAway             the scanner of malware did not say what it is asked; the same may work in a moment
├── ScannerRefuses          it is named by a setting that cannot work
└── TrialTimeRefused        time may not be moved here
"""

from __future__ import annotations


class StorageError(Exception):
    """One sentence in Vietnamese and the same in English: what, where, what to do."""

    def __init__(self, message_vi: str, message_en: str) -> None:
        super().__init__(message_vi, message_en)
        self.message_vi = message_vi
        self.message_en = message_en

    def __str__(self) -> str:
        return f"{self.message_vi} ({self.message_en})"


class EmbeddedPostgresError(StorageError):
    """The embedded PostgreSQL cannot start, run or stop."""


class MigrationError(StorageError):
    """The database cannot be brought to the version of this program."""


class RequestReused(StorageError):
    """A request id came again with another content."""


class RequestInProgress(StorageError):
    """The first call with this request id has not ended yet; the caller may try again."""


class FileTooLarge(StorageError):
    """A file has more bytes than allowed; `limit` is in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"Tệp lớn hơn {limit} byte được phép; hãy gửi tệp nhỏ hơn.",
            f"The file is larger than the {limit} bytes allowed; send a smaller one.",
        )
        self.limit = limit


class FileMissing(StorageError):
    """No file is kept under this hash."""


class FileDamaged(StorageError):
    """The bytes kept under a hash no longer have that hash."""


class FileStoreUnusable(StorageError):
    """Files can neither be kept nor read now; nothing that was kept is lost by it. The sentence is for operators."""


class FileStoreAway(FileStoreUnusable):
    """The store does not answer, or not as it should."""


class FileStoreRefuses(FileStoreUnusable):
    """The store refuses the key, has no such bucket, or is named by settings that cannot work."""


class ScannerAway(StorageError):
    """No answer of the scanner, one that is none, or one that says that it cannot look at this: nothing is known of the file. The
    sentence is for operators; `slowly`: the time was over."""

    slowly = False

    @classmethod
    def slow(cls, why: str, vi: str) -> ScannerAway:
        """With the time over, or before trying at all."""
        made = cls.because(why, vi)
        made.slowly = True
        return made

    @classmethod
    def because(cls, why: str, vi: str) -> ScannerAway:
        """`why`, and the same in Vietnamese: what it did instead of answering."""
        return cls(
            f"Bộ quét mã độc không trả lời như phải có: {vi}.",
            f"The scanner of malware does not answer as it should: {why}.",
        )


class ScannerRefuses(StorageError):
    """The setting that names the scanner cannot work."""


class TrialTimeRefused(StorageError):
    """Business time may not be moved here."""
