# SPDX-License-Identifier: Apache-2.0
"""The file of a backup: what is not whole, or not ours, is refused by name before anything is written."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from motcua_cli.doctor.check import Level
from motcua_cli.doctor.checks import look_at_backup
from motcua_cli.keeping import restoring
from motcua_cli.keeping.archive import DATABASE, MANIFEST, BadBackup, Manifest, Writer, read_manifest
from motcua_cli.keeping.backing_up import CannotBackUp, back_up
from motcua_cli.keeping.commands import _emptied
from motcua_cli.keeping.resetting import OURS, CannotReset, look, remove
from motcua_cli.keeping.restoring import CannotRestore, restore
from motcua_cli.keeping.showing import size_of
from motcua_cli.population import FILE

NAME = "files/" + "ab" * 32


def manifest(writer: Writer, **changed: object) -> Manifest:
    whole = {
        "made_at": "2026-11-22T00:00:00+00:00", "version": "0.1.0", "postgresql": "18", "schemas": {}, "roles": [],
        "counts": {"dossiers": 1}, "absent": [], "members": list(writer.members),
    }  # fmt: skip
    return Manifest(**(whole | changed))  # type: ignore[arg-type]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A backup with a database and one file, of a few KiB each."""
    content = tmp_path / "content"
    content.write_bytes(b"x" * 3000)
    target = tmp_path / "good.backup"
    with target.open("wb") as output:
        writer = Writer(output, lambda _: None)
        writer.add(DATABASE, content)
        writer.add(NAME, content)
        writer.finish(manifest(writer))
    return target


def test_a_whole_backup_is_read_to_its_last_byte(made: Path) -> None:
    read: list[int] = []
    found = read_manifest(made, read.append)
    assert [one.name for one in found.members] == [DATABASE, NAME]
    assert sum(read) == 6000 and found.counts == {"dossiers": 1}


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.3, 0.5, 0.75])
def test_a_cut_off_backup_is_refused(made: Path, kept: float) -> None:
    body = made.read_bytes()
    made.write_bytes(body[: int(len(body) * kept)])
    with pytest.raises(BadBackup, match=r"no backup of MotCua, or damaged|cut off"):
        read_manifest(made)


def test_no_flipped_byte_of_the_content_passes(made: Path) -> None:
    body = made.read_bytes()
    for at in range(0, len(body), 251):
        if body[at : at + 1] in (b"\0",) and at % 512:  # padding carries nothing
            continue
        made.write_bytes(body[:at] + bytes([body[at] ^ 0x55]) + body[at + 1 :])
        if body[at : at + 1] == b"x":
            with pytest.raises(BadBackup):
                read_manifest(made)


def _tar(target: Path, fill: Callable[[tarfile.TarFile], None]) -> Path:
    with tarfile.open(target, "w") as tar:
        fill(tar)
    return target


def _file(tar: tarfile.TarFile, name: str, body: bytes = b"x", kind: bytes = tarfile.REGTYPE) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(body), kind, "/etc/passwd"
    tar.addfile(info, io.BytesIO(body))


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/passwd", "files/../../x", "files/" + "AB" * 32, "liaison/../x.pem", "secrets.json", "run.json", "",
     "liaison/trusted/.../x.pem/..", "identity/signing-key.pem"],
)  # fmt: skip
def test_names_that_no_backup_has_are_refused(tmp_path: Path, name: str) -> None:
    hostile = _tar(tmp_path / "hostile", lambda tar: _file(tar, name))
    with pytest.raises(BadBackup, match="which no backup of MotCua holds"):
        read_manifest(hostile)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_only_plain_files_are_taken(tmp_path: Path, kind: bytes) -> None:
    hostile = _tar(tmp_path / "hostile", lambda tar: _file(tar, DATABASE, b"", kind))
    with pytest.raises(BadBackup, match="which no backup of MotCua holds"):
        read_manifest(hostile)


def test_what_the_manifest_does_not_tell_is_refused(made: Path, tmp_path: Path) -> None:
    with tarfile.open(made) as tar:
        parts = {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]

    def again(order: list[str]) -> Path:
        return _tar(
            tmp_path / "again", lambda tar: [_file(tar, name, parts[name]) for name in order] and None
        )

    assert read_manifest(again([DATABASE, NAME, MANIFEST]))
    for order, said in (
        ([DATABASE, MANIFEST], "holds 1 files, its manifest names 2"),
        ([DATABASE, NAME, NAME, MANIFEST], "a file twice"),
        ([NAME, DATABASE, MANIFEST], "is not what was backed up"),
        ([DATABASE, NAME, MANIFEST, NAME], "goes on after its manifest"),
        ([DATABASE, NAME], "ends before its manifest"),
    ):
        with pytest.raises(BadBackup, match=said):
            read_manifest(again(order))
    for body in (
        b"",
        b"[]",
        b"{}",
        b'{"format": "motcua-backup/9"}',
        b"\xff",
        json.dumps({"format": 1}).encode(),
    ):
        parts[MANIFEST] = body
        with pytest.raises(BadBackup, match=r"manifest .* cannot be read"):
            read_manifest(again([DATABASE, NAME, MANIFEST]))


def test_nothing_is_restored_over_something(made: Path, tmp_path: Path) -> None:
    used = tmp_path / "used"
    used.mkdir()
    (used / "letter.txt").write_text("mine")
    with pytest.raises(
        CannotRestore, match=r"is in use \(it holds letter\.txt\), and nothing is restored over it"
    ):
        restore(made, used, True)
    with pytest.raises(CannotRestore, match="is a file"):
        restore(made, used / "letter.txt", True)
    with pytest.raises(CannotRestore, match="There is no file"):
        restore(tmp_path / "none", tmp_path / "new", True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "good.backup", "used"]


def test_a_backup_of_a_newer_program_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.write_bytes(b"x")
    target = tmp_path / "newer.backup"
    with target.open("wb") as output:
        writer = Writer(output, lambda _: None)
        writer.add(DATABASE, content)
        writer.finish(manifest(writer, schemas={"intake": "9999"}, version="9.0"))
    with pytest.raises(
        CannotRestore, match=r"made by MotCua 9\.0, which is newer than this one: .* 9999 of schema intake"
    ):
        restore(target, tmp_path / "new", True)
    assert not (tmp_path / "new").exists() and not list(tmp_path.glob(".*"))


def test_a_dump_that_postgresql_refuses_leaves_nothing(made: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRestore, match=r"was not restored: pg_restore ended with 1: .*archive"):
        restore(made, tmp_path / "new", True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "good.backup"]


class NoDatabase:
    """A database that is not started, where only the folder around it matters."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"

    def start(self) -> str:
        self.data.mkdir(parents=True)
        (self.data / "PG_VERSION").write_text("18")
        return "postgresql://nowhere"

    def stop(self) -> None:
        pass


def test_a_restored_system_knows_the_backup_that_it_came_from(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "EmbeddedPostgres", NoDatabase)
    monkeypatch.setattr(restoring, "bring_back", lambda *_: None)
    monkeypatch.setattr("motcua_cli.embedded.database.role_urls", lambda *_: {})
    folder = restore(made, tmp_path / "new", True).folder
    said = look_at_backup(folder)
    assert said.level is Level.OK and said.message.startswith("Restored ")
    assert f"from the backup of 22 November 2026 07:00: {made}. No backup was made since." in said.message
    later = look_at_backup(folder, datetime.now(UTC) + timedelta(days=8))
    assert later.level is Level.WARNING and "motcua backup FILE" in later.hint


def test_reset_says_what_stays(tmp_path: Path) -> None:
    said = _emptied(tmp_path, [])
    assert (
        "only the empty file `lock` stays" in said and "is empty" not in said and "not MotCua's" not in said
    )
    assert _emptied(tmp_path, ["letter.txt"]).endswith("What is not MotCua's was left: letter.txt.")


def test_reset_takes_all_that_is_ours_and_nothing_else(tmp_path: Path) -> None:
    for name in (*OURS, FILE, "letter.txt"):
        (tmp_path / name).mkdir() if name == "postgres" else (tmp_path / name).write_text("{}")
    (tmp_path / "postgres/server.json").write_text("{}")
    assert look(tmp_path).left == ["letter.txt"]
    (tmp_path / "postgres/server.json").unlink()
    remove(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["letter.txt", "lock"]


def test_what_is_no_system_is_neither_backed_up_nor_removed(tmp_path: Path) -> None:
    with pytest.raises(CannotBackUp, match="There is no MotCua in"):
        back_up(tmp_path, tmp_path / "a", True)
    with pytest.raises(CannotReset, match="There is no MotCua in"):
        look(tmp_path / "none")
    assert not list(tmp_path.iterdir())


def test_a_backup_has_a_place_of_its_own(tmp_path: Path) -> None:
    var = tmp_path / "var"
    (var / "postgres" / "data").mkdir(parents=True)
    (var / "postgres" / "data" / "PG_VERSION").write_text("18")
    (tmp_path / "old").write_text("mine")
    for target, said in (
        (tmp_path / "old", "exists already, and no backup is overwritten"),
        (tmp_path / "none" / "a", "is no folder"),
        (var / "a", "lies in .* itself and would be lost with it"),
    ):
        with pytest.raises(CannotBackUp, match=said):
            back_up(var, target, True)
    assert (tmp_path / "old").read_text() == "mine"


def test_sizes_are_told_as_people_read_them() -> None:
    assert [size_of(count) for count in (0, 1023, 1024, 5 << 20, 3 << 40)] == [
        "0 B", "1023 B", "1.0 KiB", "5.0 MiB", "3072.0 GiB",
    ]  # fmt: skip
