# SPDX-License-Identifier: Apache-2.0
"""The scanner of malware as an operator wants to know it: is there one, does it answer, how old is what it knows, does it take
the largest upload, and does it say so when it looked at a file in part only."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import reduce
from typing import Final

from motcua_storage import ScannerAway
from motcua_storage.clamd import Clamd
from motcua_storage.scanning import Scanner, ScannerVersion

from motcua_cli.doctor.check import Check, Level

OLD_DAYS: Final = 3
"""ClamAV publishes signatures every day; freshclam asks for them each two hours."""
SECONDS: Final = 4.5
"""For each of three questions, so that all are answered before the doctor goes on without them."""
_DEEPER: Final = 120
"""How often a byte is packed: more than `MaxRecursion` may be (100)."""
AREA: Final = "scanner"
_WHERE = "docs/operations.md, Scanning uploads."


def look_at_scanner(address: str, max_file_mb: int, *, needed: bool) -> Iterator[Check]:
    """`needed`: of a system that is not for trying; without a scanner it is told so, which is no fault of the system."""
    if address:
        yield from asked(Clamd(address), address, max_file_mb)
    elif needed:
        yield Check(
            AREA, Level.NOTE, "Uploads are not scanned for malware: MOTCUA_SCANNER is not set.", _WHERE
        )


def asked(scanner: Scanner, address: str, max_file_mb: int) -> Iterator[Check]:
    """Of a scanner that is named; changes nothing there."""
    try:
        version = scanner.version(SECONDS)
        yield age_told(version, datetime.now(UTC))
        yield from _limits_told(scanner, max_file_mb)
    except ScannerAway as error:
        yield Check(
            AREA,
            Level.ERROR,
            error.message_en,
            f"Start clamd where intake runs, or correct MOTCUA_SCANNER ({address}). Until then nothing can be uploaded.",
        )


def age_told(version: ScannerVersion, now: datetime) -> Check:
    """How old its signatures are."""
    if version.signatures is None:
        return Check(
            AREA, Level.WARNING, f"{version.program} has no signatures of ClamAV, or does not say of when.",
            "Let freshclam bring them, and look whether it does so by itself.",
        )  # fmt: skip
    days = (now - version.signatures).days
    told = f"{version.program}, signatures of {version.signatures:%d/%m/%Y}"
    if days > OLD_DAYS:
        return Check(AREA, Level.WARNING, f"{told}: {days} days old.", "Look why freshclam brings none.")
    return Check(AREA, Level.OK, f"{told}.")


def _limits_told(scanner: Scanner, max_file_mb: int) -> Iterator[Check]:
    """Whether it would refuse, or look at in part, a file that intake takes."""
    try:
        whole = scanner.scan(io.BytesIO(bytes(max_file_mb * 1_000_000)), SECONDS).whole
    except ScannerAway as error:
        yield Check(
            AREA, Level.ERROR, f"A file of {max_file_mb} MB is not taken: {error.message_en}",
            f"Set StreamMaxLength, MaxFileSize and MaxScanSize of clamd.conf above {max_file_mb} MB. {_WHERE}",
        )  # fmt: skip
        return
    if not whole:
        yield Check(
            AREA, Level.ERROR, f"Files of {max_file_mb} MB are looked at in part only, so none of that size is taken.",
            f"Set MaxFileSize and MaxScanSize of clamd.conf above {max_file_mb} MB. {_WHERE}",
        )  # fmt: skip
    deep = reduce(lambda inner, _: gzip.compress(inner, mtime=0), range(_DEEPER), b"x")
    if scanner.scan(io.BytesIO(deep), SECONDS).whole:
        yield Check(
            AREA, Level.WARNING, "Files that it cannot look through to their end are called clean.",
            f"Set `AlertExceedsMax yes` in clamd.conf. {_WHERE}",
        )  # fmt: skip
