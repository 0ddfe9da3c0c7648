# SPDX-License-Identifier: Apache-2.0
"""Files are looked through for malware before anything is kept of them. Without a scanner they are not; with one, what could not
be looked through is never taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import structlog
from motcua_rpc import remaining
from motcua_storage import Scanned, Scanner, ScannerAway
from opentelemetry import metrics

from motcua_intake.errors import BadFile, ScanUnavailable

LOG = structlog.get_logger("motcua_intake")
SPARE_SECONDS: Final = 1.0
"""Of the caller's time, to be told that there was too little of it."""
_LONGEST: Final = 3600.0
_TOOK = metrics.get_meter("motcua_intake").create_histogram(
    "motcua.uploads.scan", "s", "Looking through an upload for malware, by outcome: clean, found, in_part, away.",
    explicit_bucket_boundaries_advisory=(0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 20, 60),
)  # fmt: skip


@dataclass(frozen=True)
class Scanning:
    """What intake does with a scanner; `scanner` is None where there is none."""

    scanner: Scanner | None = None

    def look(self, body: IO[bytes]) -> str:
        """The name of the malware in `body`, "" for none; `body` stands at its beginning before and after.

        Raises:
            ScanUnavailable: nothing is known of it, and in a while may be.
            BadFile: it is built so that it cannot be looked through.
        """
        if self.scanner is None:
            return ""
        found = self._asked(self.scanner, body)
        body.seek(0)
        if not found.whole:
            LOG.warning("upload.scanned_in_part", signature=found.found)
            raise _in_part()
        return found.found

    def _asked(self, scanner: Scanner, body: IO[bytes]) -> Scanned:
        left = remaining()
        with _timed() as outcome:
            try:
                found = scanner.scan(body, _LONGEST if left is None else max(0.0, left - SPARE_SECONDS))
            except ScannerAway as error:
                LOG.warning("upload.not_scanned", error=error.message_en)
                raise ScanUnavailable() from error
            outcome["outcome"] = ("found" if found.found else "clean") if found.whole else "in_part"
        return found


@contextmanager
def _timed() -> Iterator[dict[str, str]]:
    began, labels = time.monotonic(), {"outcome": "away"}
    try:
        yield labels
    finally:
        _TOOK.record(time.monotonic() - began, labels)


def malware() -> BadFile:
    """The sentence for whoever sent it. What it is called is for operators."""
    return BadFile.of(
        "FILE_MALWARE",
        "Tệp này chứa mã độc nên không được nhận. Hãy quét mã độc trên máy đã tạo tệp, rồi quét hoặc chụp lại giấy tờ thành "
        "tệp mới và tải tệp mới lên.",
        "Malware was found in this file and it is not taken. Look for malware on the computer that it comes from, then scan the "
        "paper again into a new file and upload that one.",
    )


def _in_part() -> BadFile:
    return BadFile.of(
        "FILE_SCAN_IN_PART",
        "Tệp có cấu trúc quá phức tạp nên không quét hết mã độc được. Hãy in lại thành PDF hoặc tách thành nhiều tệp, rồi "
        "tải lên lại.",
        "The file is built too intricately to be looked through for malware. Print it to a new PDF file or split it, and upload "
        "again.",
    )
