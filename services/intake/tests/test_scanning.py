# SPDX-License-Identifier: Apache-2.0
"""Uploads with a scanner of malware, a real clamd: nothing is kept that it has not looked through, and nobody is left without a
sentence. It takes files to 1 MB whole, and to 3 MB at all."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import pytest
import sqlalchemy as sa
from intake_harness import PDF, START, House, fresh_pdf
from intake_pictures import png
from motcua_calendar import FixedClock
from motcua_identity import ANONYMOUS
from motcua_intake import bootstrap
from motcua_intake.app import scanning
from motcua_intake.app.scanning import SPARE_SECONDS, Scanning
from motcua_intake.settings import Settings
from motcua_rpc import InvalidInput, Unavailable
from motcua_rpc.call import as_subject
from motcua_storage import Scanned, Scanner, count_statements
from motcua_storage.clamd import Clamd
from parts.clamd import MARKER
from parts.clamd import Clamd as Daemon
from pydantic import ValidationError
from structlog.testing import capture_logs
from support.scanners import own_clamd

INFECTED = PDF + b"%% " + MARKER + b"\n"
NAME = "sổ đỏ bà Lò Thị Bình.pdf"
Use = Callable[[Scanner], None]


@pytest.fixture(scope="module")
def daemon() -> Iterator[Daemon]:
    with own_clamd(StreamMaxLength="3M", MaxFileSize="1M") as made:
        yield made


@pytest.fixture
def use(house: House, monkeypatch: pytest.MonkeyPatch) -> Use:
    """Have the service ask this scanner."""
    servicer: Any = house.service.register.__closure__[0].cell_contents
    before = servicer._

    def change(scanner: Scanner) -> None:
        uploads = replace(before.uploads, scanning=Scanning(scanner))
        monkeypatch.setattr(servicer, "_", replace(before, uploads=uploads))

    return change


@dataclass
class Watched:
    """The real one, with somebody who looks on."""

    scanner: Scanner
    look_on: Callable[[float], None]

    def scan(self, stream: IO[bytes], seconds: float) -> Scanned:
        self.look_on(seconds)
        return self.scanner.scan(stream, min(seconds, 60.0))

    def version(self, seconds: float) -> Any:
        return self.scanner.version(seconds)


def test_what_is_clean_is_kept_and_costs_the_database_nothing_more(
    house: House, daemon: Daemon, use: Use
) -> None:
    with count_statements() as before:
        house.upload("an", fresh_pdf())
    use(Clamd(daemon.address))
    content = fresh_pdf()
    with count_statements() as count:
        kept = house.upload("an", content)

    assert count.total == before.total
    assert house.download("an", kept.file_id)[1] == content


def test_malware_is_refused_noted_by_its_name_and_not_kept(house: House, daemon: Daemon, use: Use) -> None:
    use(Clamd(daemon.address))
    with capture_logs() as logs, pytest.raises(InvalidInput) as refused:
        house.upload("an", INFECTED, NAME)

    assert refused.value.code == "FILE_MALWARE"
    assert "mã độc" in refused.value.message_vi and "Malware" in refused.value.message_en
    assert "Motcua.Test" not in refused.value.message_vi + refused.value.message_en
    assert nothing_kept(house, INFECTED)
    about, digest, actor = noted(house)
    assert about == "malware:Motcua.Test.Marker.UNOFFICIAL"
    assert digest == sha256(INFECTED).digest() and actor == "id-an.congdan"
    (line,) = [one for one in logs if one["event"] == "upload.malware"]
    assert line["signature"] == "Motcua.Test.Marker.UNOFFICIAL"
    assert "Lò Thị" not in str(logs) and "an.congdan" not in str(logs)


def test_what_was_taken_before_its_signature_was_known_is_refused_now(
    house: House, daemon: Daemon, use: Use
) -> None:
    """The same bytes are kept once, and looked at each time."""
    house.upload("an", INFECTED)
    use(Clamd(daemon.address))

    with pytest.raises(InvalidInput) as refused:
        house.upload("binh", INFECTED)
    assert refused.value.code == "FILE_MALWARE"


def test_without_an_answer_nothing_is_taken_and_the_same_goes_later(
    house: House, daemon: Daemon, use: Use
) -> None:
    content = fresh_pdf()
    use(Clamd("unix:///tmp/no-clamd-is-here.ctl"))
    with pytest.raises(Unavailable) as refused:
        house.upload("an", content)
    assert refused.value.code == "FILE_SCAN_UNAVAILABLE"
    assert "thử lại" in refused.value.message_vi and "Try again" in refused.value.message_en
    assert "no-clamd" not in str(refused.value.details) + refused.value.message_en
    assert nothing_kept(house, content)

    use(Clamd(daemon.address))
    assert house.upload("an", content).sha256 == sha256(content).hexdigest()


def test_what_clamd_does_not_take_is_not_taken(house: House, daemon: Daemon, use: Use) -> None:
    use(Clamd(daemon.address))
    content = picture(4_000_000)
    with capture_logs() as logs, pytest.raises(Unavailable) as refused:
        house.upload("an", content)

    assert refused.value.code == "FILE_SCAN_UNAVAILABLE" and nothing_kept(house, content)
    assert "upload.not_scanned" in {one["event"] for one in logs}


def test_what_clamd_looks_at_in_part_is_not_taken(house: House, daemon: Daemon, use: Use) -> None:
    use(Clamd(daemon.address))
    content = picture(2_000_000)
    with pytest.raises(InvalidInput) as refused:
        house.upload("an", content)

    assert refused.value.code == "FILE_SCAN_IN_PART" and nothing_kept(house, content)
    assert house.upload("an", picture(900_000)).media_type == "image/png"


def test_each_look_is_measured_by_its_outcome(daemon: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[str] = []
    monkeypatch.setattr(scanning._TOOK, "record", lambda _, labels: measured.append(labels["outcome"]))
    real = Scanning(Clamd(daemon.address))
    real.look(BytesIO(PDF))
    real.look(BytesIO(INFECTED))
    for cannot in (picture(2_000_000), picture(4_000_000)):
        with pytest.raises((InvalidInput, Unavailable)):
            real.look(BytesIO(cannot))
    assert measured == ["clean", "found", "in_part", "away"]

    assert Scanning().look(BytesIO(INFECTED)) == "" and len(measured) == 4, "without one nobody looks"


def test_no_connection_of_the_database_is_held_meanwhile(house: House, daemon: Daemon, use: Use) -> None:
    held: list[int] = []
    pool: Any = house.service.register.__closure__[0].cell_contents._.database.engine.pool
    use(Watched(Clamd(daemon.address), lambda _: held.append(pool.checkedout())))
    house.upload("an", fresh_pdf())

    assert held == [0]


def test_a_caller_in_a_hurry_hears_of_it_in_time(daemon: Daemon) -> None:
    given: list[float] = []
    looking = Scanning(Watched(Clamd(daemon.address), given.append))
    with Path(__file__).open("rb") as body, as_subject(ANONYMOUS, 90.0):
        assert looking.look(body) == ""
        assert body.tell() == 0

    assert given[0] <= 90.0 - SPARE_SECONDS


def test_the_setting_names_it(tmp_path: Path, databases: Any) -> None:
    given: dict[str, Any] = {
        "database_url": databases.url("intake"), "issuer": "http://127.0.0.1:1/oidc", "client_id": "intake",
        "client_secret": "secret", "organisation": Path("infra/demo/organisation.yaml"), "files": tmp_path,
        "workflow_address": "127.0.0.1:1", "assignment_address": "127.0.0.1:1",
    }  # fmt: skip

    def scanner_of(**more: str) -> Any:
        service = bootstrap.build(Settings(**given | more), FixedClock(START))
        try:
            servicer: Any = service.register.__closure__[0].cell_contents  # type: ignore[attr-defined]
            return servicer._.uploads.scanning.scanner
        finally:
            service.close()

    assert scanner_of() is None
    assert (
        scanner_of(scanner="unix:///run/clamav/clamd.ctl")._scanner.address == "unix:///run/clamav/clamd.ctl"
    )
    with pytest.raises(ValidationError, match="in the clear"):
        Settings(**given, scanner="tcp://clamav:3310")


def picture(size: int) -> bytes:
    """A PNG of so many bytes and some more."""
    whole = png()
    text = b"tEXt" + b"x" * size
    chunk = struct.pack(">I", size) + text + struct.pack(">I", zlib.crc32(text))
    at = whole.rindex(b"IEND") - 4
    return whole[:at] + chunk + whole[at:]


def nothing_kept(house: House, content: bytes) -> bool:
    """Neither bytes nor a row."""
    digest = sha256(content).hexdigest()
    with house.database.read() as connection:
        rows = connection.execute(
            sa.text("SELECT count(*) FROM intake.file WHERE sha256 = :digest"), {"digest": digest}
        ).scalar_one()
    return rows == 0 and not house.store.exists(digest)


def noted(house: House) -> Any:
    """The newest row of the audit."""
    with house.database.read() as connection:
        return connection.execute(
            sa.text("SELECT about, digest, actor FROM intake.audit ORDER BY id DESC LIMIT 1")
        ).one()
