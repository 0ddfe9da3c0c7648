# SPDX-License-Identifier: Apache-2.0
"""How the scanner of malware is named in settings, and the one that a name leads to."""

from __future__ import annotations

from typing import Annotated

from motcua_storage import ScannerRefuses
from motcua_storage.clamd import Clamd
from motcua_storage.scanning import BoundedScanner, Scanner
from pydantic import AfterValidator


def _fit(address: str) -> str:
    try:
        return address and Clamd(address).address
    except ScannerRefuses as error:
        raise ValueError(error.message_en) from error


ScannerAddress = Annotated[str, AfterValidator(_fit)]
"""Empty, or an address that clamd can have; nobody is asked. Anything else is no setting."""


def scanner_at(address: str, seconds: float) -> Scanner | None:
    """The scanner of this process, `seconds` for a file at most; None where none is named. Connects when it is asked."""
    return BoundedScanner(Clamd(address), seconds) if address else None
