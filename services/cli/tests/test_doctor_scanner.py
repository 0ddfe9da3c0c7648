# SPDX-License-Identifier: Apache-2.0
"""What the doctor says of the scanner of malware: of real ones, set well and badly, and of one that is not there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from motcua_cli.doctor.check import Level
from motcua_cli.doctor.given import read_given
from motcua_cli.doctor.looks import around
from motcua_cli.doctor.scanner import OLD_DAYS, age_told, look_at_scanner
from motcua_storage.scanning import ScannerVersion
from support.scanners import own_clamd

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, []),
        ({"StreamMaxLength": "1M"}, [(Level.ERROR, "A file of 2 MB is not taken")]),
        ({"MaxFileSize": "1M"}, [(Level.ERROR, "Files of 2 MB are looked at in part only")]),
        ({"AlertExceedsMax": "no"}, [(Level.WARNING, "called clean")]),
    ],
)
def test_limits_that_do_not_fit_are_named(
    settings: dict[str, str], told: list[tuple[Level, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("motcua_cli.doctor.scanner.SECONDS", 60.0)  # of a busy machine
    with own_clamd(**settings) as clamd:
        found = list(look_at_scanner(clamd.address, 2, needed=True))

    age, *others = found
    assert age.level is Level.WARNING and "no signatures of ClamAV" in age.message, "two of our own"
    assert [one.level for one in others] == [level for level, _ in told]
    assert all(words in one.message for one, (_, words) in zip(others, told, strict=True))
    assert all("docs/operations.md" in one.hint for one in others)


def test_one_that_does_not_answer_is_an_error() -> None:
    (away,) = look_at_scanner("unix:///tmp/no-clamd-is-here.ctl", 20, needed=True)

    assert (
        away.level is Level.ERROR
        and "No such file" in away.message
        and "nothing can be uploaded" in away.hint
    )


@pytest.mark.parametrize(
    ("days", "level"), [(0, Level.OK), (OLD_DAYS, Level.OK), (OLD_DAYS + 1, Level.WARNING)]
)
def test_old_signatures_are_a_warning(days: int, level: Level) -> None:
    made = NOW - timedelta(days=days, hours=1)
    told = age_told(ScannerVersion("ClamAV 1.4.6", made), NOW)

    assert told.level is level and f"{made:%d/%m/%Y}" in told.message
    assert (level is Level.OK) or f"{days} days old" in told.message


def test_without_one_a_system_for_people_says_so_and_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """An embedded one is for trying."""
    (told,) = look_at_scanner("", 20, needed=True)
    assert told.level is Level.NOTE and "not scanned for malware: MOTCUA_SCANNER is not set" in told.message
    assert list(look_at_scanner("", 20, needed=False)) == []

    monkeypatch.setenv("MOTCUA_ADMIN_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/motcua")
    assert "scanner" in [look.area for look in around(read_given())]


def test_an_address_that_cannot_work_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_SCANNER", "tcp://clamav:3310")
    with pytest.raises(ValueError, match="in the clear"):
        read_given()
