# SPDX-License-Identifier: Apache-2.0
"""`motcua events` from outside: an operator looks at the log, and deals with what could not be handled. `test_over_kafka.py` asks
the same of a system whose events go by Kafka."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.events import dead_letters_are_dealt_with, looked_at, replayed, stays, stays_are_damaged, tail
from support.forking import Forker
from support.province import COMMUNE, Province
from support.system import ROOT, System, free_port
from support.waiting import eventually


def test_the_last_events_are_shown_and_name_nobody(system: System, province: Province) -> None:
    looked_at(system, province)


def test_a_dead_letter_is_listed_told_in_the_log_retried_and_dropped(
    system: System, province: Province
) -> None:
    dead_letters_are_dealt_with(system, province)


def test_what_comes_is_followed_until_ctrl_c(system: System, province: Province, tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out, following(system, out) as process:
        eventually(lambda: (tmp_path / "out").read_text(), lambda text: text.count("\n") == 1, seconds=60)
        code = province.citizen().submit_land(COMMUNE).code
        said = eventually(lambda: (tmp_path / "out").read_text(), lambda text: code in text, seconds=60)
        process.send_signal(signal.SIGINT)
        assert (process.wait(60), process.stderr.read() if process.stderr else None) == (0, b"")
    new = [one for one in map(json.loads, said.splitlines()) if one["dossier_code"] == code]
    assert [one["type"] for one in new] == ["dossier.submitted"]


@contextmanager
def following(system: System, out: Any) -> Iterator[subprocess.Popen[bytes]]:
    """As an operator types it."""
    with subprocess.Popen(
        [sys.executable, "-m", "motcua_cli.main", "events", "tail", "dossier", "--last", "1", "--follow", "--json"],
        cwd=ROOT, env=system.environment(), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def test_whoever_has_seen_enough_may_close_the_pipe(system: System) -> None:
    first = subprocess.run(
        f"{sys.executable} -m motcua_cli.main events tail --last 2000 | head -n 1",
        shell=True, cwd=ROOT, env=system.environment(), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (first.stderr, first.stdout.count("\n")) == ("", 1)


def test_a_projection_is_made_again_and_nothing_else_is(system: System, province: Province) -> None:
    dossier = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(dossier.dossier_id)
    right = eventually(
        lambda: stays(system, dossier.dossier_id),
        lambda rows: len(rows) > 1 and all(row[4] for row in rows),
        60,
    )
    wrong = stays_are_damaged(system, dossier.dossier_id)
    assert wrong != right
    done = replayed(system, "intake.stays")
    assert done["state"] == "done" and done["changed"] >= len(right) and done["done"] <= done["total"]
    assert stays(system, dossier.dossier_id) == right
    shown = system.command("events", "replay")
    assert shown.returncode == 0 and "intake.stays: made again from" in shown.stdout
    assert "notification: It sends mails" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("replay", "notification"), "notification is not played again. It sends mails to citizens"),
        (("replay", "intake.inbox"), "a projection that can be made anew, intake.stays."),
        (("replay", "everything"), "There is no projection 'everything'. Projections: intake.stays."),
        (("replay", "intake.stays", "--as", "an.congdan"), "is no operator here"),
        (("tail", "dossiers"), "There is no topic 'dossiers'. Topics: motcua.dossier,"),
        (("tail", "--last", "-1"), "--last"),
        (("dlq", "list", "--sort", "colour"), "--sort is one of since,"),
        (("dlq", "list", "--topic", "x"), "There is no topic 'x'"),
        (("dlq", "show", "intake/letter-999999"), "There is no dead letter"),
        (("dlq", "retry", "workflow/letter-1"), "is no dead letter"),
        (("dlq", "drop", "intake/crash-1", "--reason", "x"), "is no dead letter"),
        (("dlq", "drop", "intake/letter-999999"), "--reason"),
        (("dlq", "drop", "intake/letter-999999", "--reason", " "), "reason"),
        (("dlq", "drop", "intake/letter-999999", "--reason", "x"), "no such failure"),
        (("dlq", "retry", "intake/letter-1", "--as", "an.congdan"), "is no operator here"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    system: System, arguments: tuple[str, ...], said: str
) -> None:
    done = system.command("events", *arguments)
    assert done.returncode == 2, done
    assert said in done.stderr and "Traceback" not in done.stderr


def test_without_a_system_or_a_broker_it_says_what_to_do(
    tmp_path: Path, forker: Forker, system: System
) -> None:
    none = System(tmp_path / "none", forker=forker)
    done = none.command("events", "tail")
    assert done.returncode == 2 and "motcua up" in done.stderr
    assert not none.var.exists()
    nowhere = f"127.0.0.1:{free_port()}"
    none.settings = {"MOTCUA_KAFKA__SERVERS": nowhere}
    away = none.command("events", "tail", "--follow")
    assert away.returncode == 2
    assert (
        f"The Kafka brokers at {nowhere} do not give the events" in away.stderr and "REFUSED" in away.stderr
    )
    assert away.stderr.count("\n") == 1
    assert tail(system, "dossier", "--last", "0") == []
