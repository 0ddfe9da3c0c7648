# SPDX-License-Identifier: Apache-2.0
"""The child process in which a folder is checked for publishing: what it computes starves no service.

Owns one check after the other. It talks length-prefixed over its standard streams: first the organisation (pickled by the
parent, who is trusted), then for each folder JSON `{"files": {path: base64}}` in and `{"package", "findings"}` or
`{"refused": {language: sentences}}` out. A folder that needs too much is ended by the kernel; the parent says so.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pickle
import resource
import selectors
import signal
import struct
import sys
from collections.abc import Mapping
from dataclasses import asdict
from io import FileIO
from typing import Any, BinaryIO

from motcua_organisation import Organisation
from motcua_procedure import ProcedureError, ProcedurePackage
from motcua_procedure.loader import read_procedure
from motcua_procedure.package import PROCEDURE_FILE
from motcua_text import LANGUAGES

from motcua_workflow.folder import check_package

MEMORY = 1536 * 1024 * 1024
IDLE_SECONDS = 120.0
NICENESS = 5
LONGEST = 3_000
"""Characters of a refusal in each language: the head of an answer carries both."""


def check(files: Mapping[str, bytes], organisation: Organisation) -> dict[str, Any]:
    """What publishing must know of a folder."""
    try:
        package = ProcedurePackage.from_files(files)
    except ProcedureError as error:
        return {"refused": {language: error.told(language)[:LONGEST] for language in LANGUAGES}}
    found = check_package(package, organisation)
    return {"package": _facts(package), "findings": [[file, asdict(one)] for file, one in found]}


def _facts(package: ProcedurePackage) -> dict[str, Any]:
    procedure = package.procedure
    source = read_procedure(package.files[PROCEDURE_FILE])
    return {
        "key": package.key,
        "sha256": package.sha256,
        "key_line": source.line(("key",)),
        "name_vi": procedure.name.vi,
        "name_en": procedure.name.en,
        "codes": list(procedure.codes),
        "codes_line": source.line(("codes",)),
        "valid_from": procedure.valid.first.isoformat(),
        "valid_to": procedure.valid.last.isoformat() if procedure.valid.last else "",
    }


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The default action of SIGPROF ends the process.
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    with contextlib.suppress(OSError):
        os.nice(NICENESS)


def _read(incoming: FileIO) -> bytes | None:
    """The next message; None when the parent has closed the stream."""
    head = _exactly(incoming, 4)
    return None if head is None else _exactly(incoming, struct.unpack("!I", head)[0])


def _exactly(incoming: FileIO, count: int) -> bytes | None:
    parts: list[bytes] = []
    while count:
        part = incoming.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _waits(incoming: FileIO) -> bool:
    """Whether something came before this process has been idle for too long."""
    with selectors.DefaultSelector() as selector:
        selector.register(incoming, selectors.EVENT_READ)
        return bool(selector.select(IDLE_SECONDS))


def _answer(content: bytes, organisation: Organisation) -> dict[str, Any]:
    try:
        files = {path: base64.b64decode(text) for path, text in json.loads(content)["files"].items()}
        return check(files, organisation)
    except MemoryError:
        raise
    except Exception as error:  # a fault of ours: the parent reports it like any other
        return {"failed": f"{type(error).__name__}: {error}"[:1_000]}


def serve(incoming: FileIO, outgoing: BinaryIO, cpu_seconds: float) -> None:
    """Answer until the parent closes the stream, or nobody has asked for a while."""
    organisation = pickle.loads(_read(incoming) or b"")
    while _waits(incoming) and (content := _read(incoming)) is not None:
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
        body = json.dumps(_answer(content, organisation)).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        outgoing.write(struct.pack("!I", len(body)) + body)
        outgoing.flush()


if __name__ == "__main__":
    _limit()
    serve(FileIO(0), sys.stdout.buffer, float(sys.argv[1]))
