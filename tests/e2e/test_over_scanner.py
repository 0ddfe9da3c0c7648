# SPDX-License-Identifier: Apache-2.0
"""The same services with a real scanner of malware, which is killed and stands still meanwhile: what it has not looked at is
taken by nobody, and everything else goes on."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from motcua_cli.actors import small_pdf
from motcua_rpc import InvalidInput, Unavailable
from parts.clamd import MARKER, Clamd
from support.portal import pages
from support.province import COMMUNE, Province
from support.rest import Api, client_token
from support.scanners import own_clamd
from support.system import System
from support.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.embedded("the embedded program with a scanner of malware")]
INFECTED = small_pdf("infected") + b"%% " + MARKER + b"\n"


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with own_clamd() as made:
        yield made


def test_uploads_are_scanned_and_nothing_else_waits_for_it(
    tmp_path: Path, clamd: Clamd, new_system: Callable[..., System]
) -> None:
    settings = {"MOTCUA_SCANNER": clamd.address, "MOTCUA_SCAN_SECONDS": "8", "MOTCUA_MAX_FILE_MB": "2"}
    system = new_system(tmp_path / "var", settings=settings)
    system.start()
    province = Province(system)
    citizen = province.citizen()

    dossier = citizen.submit_land(COMMUNE)  # with its papers, each of them looked at
    with pytest.raises(InvalidInput) as malware:
        citizen.upload(INFECTED)
    assert malware.value.code == "FILE_MALWARE"
    with api_of(system) as api:
        assert sent(api, INFECTED) == (400, "FILE_MALWARE")
    assert said_by_doctor(system) == ["warning"], (
        "it has no signatures of ClamAV, and is else as it should be"
    )

    process = clamd.running.process()
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    try:
        with api_of(system) as api:
            assert sent(api, small_pdf("it stands still")) == (503, "FILE_SCAN_UNAVAILABLE")
    finally:
        os.kill(process.pid, signal.SIGCONT)
    clamd.running.kill()
    with pytest.raises(Unavailable) as away:
        citizen.upload(small_pdf("it is gone"))
    assert away.value.code == "FILE_SCAN_UNAVAILABLE"
    assert "clamd" not in away.value.message_vi + away.value.message_en, (
        "where it is, is told to operators only"
    )
    with pages(system, "an.congdan") as portal:
        assert portal.get("/ho-so").status_code == 200
    province.clerk.accept(dossier.dossier_id)
    assert said_by_doctor(system) == ["error"]

    clamd.start()
    # One that hung is left alone for some seconds.
    file_id = eventually(lambda: taken(citizen, small_pdf("it is back")), bool, 60)
    assert citizen.download(file_id) == small_pdf("it is back")
    assert system.stop() == 0, system.log_tail()
    assert "upload.malware" in system.log_tail() and "upload.not_scanned" in system.log_tail()


def taken(citizen: Any, content: bytes) -> str:
    """The id of the file; "" while it cannot be looked at."""
    try:
        return str(citizen.upload(content))
    except Unavailable as error:
        assert error.code == "FILE_SCAN_UNAVAILABLE"
        return ""


@contextmanager
def api_of(system: System) -> Iterator[Api]:
    made = Api(system.run["http"], client_token(system))
    with made.http:
        yield made


def sent(api: Api, content: bytes) -> tuple[int, str]:
    """Status and code of an upload by REST."""
    answer: httpx.Response = api.call("POST", "/files", files={"file": ("giay.pdf", content)})
    return answer.status_code, answer.json().get("reason", "")


def said_by_doctor(system: System) -> list[str]:
    """Of the scanner."""
    checks = json.loads(system.command("doctor", "--json").stdout)["checks"]
    return [one["level"] for one in checks if one["area"] == "scanner"]
