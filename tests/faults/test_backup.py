# SPDX-License-Identifier: Apache-2.0
"""A backup is taken while people work, and the system is killed; what was restored elsewhere is worked to its end."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua.notification.v1 import notification_pb2 as mail_pb
from motcua.notification.v1.notification_pb2_grpc import NotificationServiceStub
from motcua_cli.actors import LAND, LAND_ANSWERS, LAND_PAPERS
from motcua_cli.auditing.verifying import Result, of_database
from motcua_rpc import MotcuaError
from support.forking import Forker
from support.province import COMMUNE, Province
from support.system import System
from support.waiting import eventually

pytestmark = [
    pytest.mark.faults,
    pytest.mark.embedded("`motcua backup`; the production shape's parts bring their own"),
]


def submit(province: Province) -> str:
    citizen = province.citizen()
    draft = citizen.draft(LAND, COMMUNE, LAND_ANSWERS | {"land_commune": COMMUNE}, LAND_PAPERS)
    return citizen.submit(draft).dossier_id


def contents(province: Province, dossier: pb.Dossier) -> dict[str, bytes]:
    """Every printed form of a dossier."""
    return {one.file_id: province.clerk.download(one.file_id) for one in dossier.documents}


def mails(province: Province) -> list[str]:
    """Subject and moment of every mail so far."""
    stub = NotificationServiceStub(province.system.client_channel("motcua-cli"))
    found: list[str] = []
    token = ""
    while True:
        answer = stub.ListMail(mail_pb.ListMailRequest(page_size=200, page_token=token))
        found += [one.mail_id for one in answer.mails]
        token = answer.next_page_token
        if not token:
            return found


class Busy:
    """Somebody submits and accepts while a backup is taken."""

    def __init__(self, province: Province) -> None:
        self._province = province
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self.acted = 0

    def __enter__(self) -> Busy:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(60)

    def _work(self) -> None:
        while not self._stop.is_set():
            self._province.clerk.accept(submit(self._province))
            self.acted += 1


@pytest.fixture(scope="module")
def elsewhere(forker: Forker, tmp_path_factory: pytest.TempPathFactory) -> System:
    """Where nothing is: commands that name their folders are run from it."""
    return System(tmp_path_factory.mktemp("elsewhere") / "var", forker=forker)


@pytest.fixture(scope="module")
def story(
    new_system: Callable[..., System], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """Three dossiers at different places, a backup under load, and the end of the system."""
    root = tmp_path_factory.mktemp("backup")
    system = new_system(root / "var")
    system.start()
    province = Province(system)
    waiting, accepted, half = (submit(province) for _ in range(3))
    for one in (accepted, half):
        province.clerk.accept(one)
    province.sign_release(half)
    known = {one: province.clerk.dossier(one) for one in (waiting, accepted, half)}
    files = {one: contents(province, known[one]) for one in known}
    audit = of_database(system.var, "", [], resume=False)
    with Busy(province) as busy:
        eventually(lambda: busy.acted, lambda count: count > 0)
        done = system.command("backup", str(root / "a.backup"), "--json")
        eventually(lambda: busy.acted, lambda count, before=busy.acted: count > before)  # type: ignore[misc]
    told = mails(province)
    system.kill()
    system.hang_up()
    kept = {"known": known, "files": files, "mails": told, "audit": audit}
    yield {"root": root, "done": done, "old": system, **kept}


@pytest.fixture(scope="module")
def restored(story: dict[str, Any], elsewhere: System) -> Iterator[Province]:
    root: Path = story["root"]
    done = elsewhere.command("restore", str(root / "a.backup"), "--into", str(root / "new"))
    assert done.returncode == 0, done.stderr
    assert "Everybody signs in anew" in done.stdout
    system = System(root / "new", forker=elsewhere.forker)
    system.start()
    yield Province(system)
    assert system.stop() == 0, system.log_tail()


def test_a_running_system_is_backed_up(story: dict[str, Any]) -> None:
    said = json.loads(story["done"].stdout)
    assert story["done"].returncode == 0 and said["absent"] == []
    made = Path(said["file"])
    assert said["dossiers"] >= 4 and said["bytes"] == made.stat().st_size
    assert made.stat().st_mode & 0o777 == 0o600
    assert not [path.name for path in made.parent.iterdir() if path.name.startswith(".")], (
        "nothing is left beside it"
    )


def test_everything_is_there_and_is_worked_to_its_end(story: dict[str, Any], restored: Province) -> None:
    for dossier_id, before in story["known"].items():
        now = restored.clerk.dossier(dossier_id)
        assert (now.code, now.promised_at, now.status) == (before.code, before.promised_at, before.status)
        assert contents(restored, now) == story["files"][dossier_id]
    waiting, accepted, half = story["known"]
    restored.clerk.accept(waiting)
    restored.sign_release(waiting)
    restored.sign_release(accepted)
    for one in (waiting, accepted, half):
        restored.appraise_transfer(one)
        restored.pay_taxes(one)
        restored.sign_transfer(one)
        restored.clerk.return_results(one)
        seen = restored.clerk.dossier(one)
        assert seen.status == pb.DOSSIER_STATUS_RETURNED
        assert sorted(r.code for r in seen.results) == ["KQ.G10.001147", "KQ.G15.000335"]
    numbers = [r.number for one in story["known"] for r in restored.clerk.dossier(one).results]
    assert len(set(numbers)) == len(numbers)


def test_no_mail_is_sent_twice(story: dict[str, Any], restored: Province) -> None:
    before, now = story["mails"], mails(restored)
    assert len(set(now)) == len(now)
    common = set(before) & set(now)
    assert len(common) >= 3, "what was sent before the backup counts as sent"


def test_the_audit_goes_on_from_where_it_was(story: dict[str, Any], restored: Province) -> None:
    before: Result = story["audit"]
    now = of_database(restored.system.var, "", before.heads, resume=False)
    assert before.findings == [] == now.findings
    assert now.rows > before.rows > 0


def test_it_is_healthy_and_knows_of_its_backups(restored: Province, tmp_path: Path) -> None:
    said = restored.system.command("backup", str(tmp_path / "b.backup"))
    assert said.returncode == 0 and "personal data and keys" in said.stdout, said.stderr
    checks = json.loads(restored.system.command("doctor", "--json").stdout)["checks"]
    (found,) = [check for check in checks if check["area"] == "backup"]
    assert found["level"] == "ok" and str(tmp_path / "b.backup") in found["message"]


def test_a_running_system_is_not_reset_and_nothing_is_restored_over_it(
    story: dict[str, Any], restored: Province
) -> None:
    for arguments in (("reset", "--yes"), ("restore", str(story["root"] / "a.backup"))):
        done = restored.system.command(*arguments)
        assert done.returncode == 2 and done.stdout == ""
        assert "Nothing was removed. MotCua runs already" in done.stderr or "is in use" in done.stderr
    with pytest.raises(MotcuaError):
        restored.clerk.dossier("none")
    assert restored.clerk.tasks() is not None, "it still answers"


def test_a_restore_that_was_killed_is_done_again(
    story: dict[str, Any], elsewhere: System, forker: Forker, tmp_path: Path
) -> None:
    target = tmp_path / "new"
    aside = tmp_path / ".new.restoring"
    arguments = ["restore", str(story["root"] / "a.backup"), "--into", str(target)]
    with (tmp_path / "out.log").open("wb") as log:
        first = forker.start(arguments, elsewhere.environment(), log, log)
    eventually(lambda: (aside / "postgres" / "data" / "postmaster.pid").exists(), bool)
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    assert not target.exists() and aside.exists()
    again = elsewhere.command(*arguments)
    assert again.returncode == 0, again.stderr
    assert target.is_dir() and not aside.exists()
    assert elsewhere.command("backup", str(tmp_path / "c.backup"), "--var", str(target)).returncode == 0


def test_a_file_that_is_damaged_on_disk_is_named_and_the_rest_is_kept(
    story: dict[str, Any], elsewhere: System, tmp_path: Path
) -> None:
    """On the killed system, which nobody needs any more."""
    var: Path = story["old"].var
    victim = next(path for path in sorted((var / "files").glob("??/??/*")))
    body = victim.read_bytes()
    victim.write_bytes(body[:-1] + b"?")
    done = elsewhere.command("backup", str(tmp_path / "d.backup"), "--var", str(var))
    victim.write_bytes(body)
    assert done.returncode == 1 and f"the file {victim.name} is gone or damaged" in done.stderr
    back = elsewhere.command("restore", str(tmp_path / "d.backup"), "--into", str(tmp_path / "d"), "--json")
    assert back.returncode == 1 and json.loads(back.stdout)["absent"] == [victim.name]

    (var / "letter.txt").write_text("mine")
    unasked = elsewhere.command("reset", "--var", str(var))
    assert unasked.returncode == 2 and "nobody can be asked here" in unasked.stderr
    assert (var / "postgres" / "data").is_dir()
    done = elsewhere.command("reset", "--var", str(var), "--yes")
    assert done.returncode == 0, done.stderr
    assert "dossiers and 0 drafts" in done.stdout and "was left: letter.txt, out.log" in done.stdout
    assert sorted(path.name for path in var.iterdir()) == ["letter.txt", "lock", "out.log"]
    fresh = System(var, forker=elsewhere.forker)
    fresh.start()
    assert Province(fresh).clerk.tasks() == []
    assert fresh.stop() == 0
