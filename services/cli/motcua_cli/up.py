# SPDX-License-Identifier: Apache-2.0
"""`motcua up`: start the embedded shape, say where it is and who can sign in, and stop cleanly on Ctrl-C."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from motcua_cli.embedded.folder import AlreadyRunning, StateFolder, Unusable


def run(
    var: Path,
    host: str,
    http_port: int,
    grpc_port: int,
    workflows: Path,
    organisation: Path,
    days: Path | None,
    trial: bool,
    law: Path | None = None,
) -> int:
    """Exit code 0 after a clean stop, also when that was asked for while it started; 2 when it could not start."""
    began = time.monotonic()
    folder = StateFolder(var.absolute())
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    try:
        folder.lock().close()
    except (AlreadyRunning, Unusable) as error:
        return _refuse(str(error))
    print("MotCua is starting: PostgreSQL, services, procedures ...", flush=True)
    # What a start makes stays; looking through it for garbage again and again costs an eighth of it.
    gc.disable()
    # Takes a second to import; the line above is out by then.
    from motcua_cli.embedded.node import Node, Options

    for path, what in ((workflows, "--workflows"), (organisation, "--organisation")):
        if not path.exists():
            return _refuse(f"{path} does not exist. Start from the checkout, or say where it is with {what}.")
    if not workflows.is_dir():
        return _refuse(
            f"{workflows} is no folder. Give the folder that holds the procedures with --workflows."
        )
    options = Options(
        folder, host.strip("[]"), http_port, grpc_port, workflows.absolute(), organisation.absolute(), trial=trial,
        days=days and days.absolute(), law=law and law.absolute(),
    )  # fmt: skip

    def progress(part: str) -> None:
        if stop.is_set():
            raise _Stopped
        _say(f"  {part}")

    node = Node(options, progress)
    try:
        silence = _configure_telemetry()
        node.start()
    except Exception as error:  # entry point: a refusal is one sentence, anything else says its kind
        # Ctrl-C also reaches the programs that we started, so what failed then is no fault.
        if stop.is_set():
            _say(f"Stopped while starting. Everything is kept in {folder.root}")
            return 0
        return _refuse(_sentence(error))
    gc.freeze()
    # A request makes thousands of objects and drops nearly all by itself: to look after each 700 finds nothing.
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
    try:
        if not stop.is_set():
            _say(_welcome(node, time.monotonic() - began))
            for sentence in node.refused:
                _say(f"  Not published: {sentence}")
        while not stop.wait(0.5):
            pass
        _say("\nStopping ...")
    finally:  # PostgreSQL is a process of its own and would outlive us
        node.stop()
        silence()
    _say(f"Stopped. Everything is kept in {folder.root}")
    return 0


class _Stopped(Exception):
    """The end was asked for before everything had started."""


def _say(text: str) -> None:
    """Print; a terminal that was closed meanwhile must not keep the system from stopping cleanly."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def _configure_telemetry() -> Callable[[], None]:
    """Logs without personal data, warnings and worse on the terminal; traces, metrics and logs to a collector only when asked
    for (MOTCUA_TELEMETRY). What comes back ends that."""
    from motcua_telemetry import TelemetrySettings, configure_telemetry

    settings = TelemetrySettings()
    return configure_telemetry(
        "motcua", settings, settings.log_level if "MOTCUA_LOG_LEVEL" in os.environ else "WARNING"
    )


def migrate_only(var: Path) -> int:
    """Start PostgreSQL, migrate, stop it."""
    from motcua_storage import EmbeddedPostgres

    from motcua_cli.embedded.database import role_urls
    from motcua_cli.embedded.migrations import MIGRATIONS
    from motcua_cli.embedded.owner import Owner

    folder = StateFolder(var.absolute())
    try:
        lock = folder.lock()
    except (AlreadyRunning, Unusable) as error:
        return _refuse(str(error))
    postgres = EmbeddedPostgres(folder.postgres)
    owner: Owner | None = None
    try:
        url = postgres.start()
        owner = Owner(url, f"motcua migrate (process {os.getpid()})", folder.root)
        role_urls(folder, url, MIGRATIONS)
    except Exception as error:  # entry point
        return _refuse(_sentence(error))
    finally:
        if owner is not None:  # else it serves another system
            postgres.stop()
            owner.close()
        lock.close()
    print("The database is at this version.")
    return 0


def _refuse(sentence: str) -> int:
    print(f"motcua: {sentence}", file=sys.stderr, flush=True)
    return 2


def _sentence(error: Exception) -> str:
    if isinstance(error, IsADirectoryError) and error.filename:
        return f"{error.filename} is a folder where a file should be. Move it away and start again."
    if isinstance(error, (FileExistsError, NotADirectoryError)) and error.filename:
        named = Path(error.filename)
        file = next((place for place in (named, *named.parents) if place.is_file()), named)
        return f"{file} is a file where a folder should be. Move it away and start again."
    if isinstance(error, OSError) and error.strerror:
        where = f" ({error.filename})" if error.filename else ""
        return f"could not start: {error.strerror}{where}."
    from pydantic import ValidationError

    from motcua_cli.serving.settings import told

    if isinstance(error, ValidationError):
        return told(error)
    english = getattr(error, "message_en", "") or str(error)
    return english if english else f"could not start: {type(error).__name__}"


def _welcome(node: object, seconds: float) -> str:
    from motcua_cli.embedded.node import Node

    assert isinstance(node, Node)
    options = node.options
    rows = [f"    {p.user:<22} {p.password:<22} {p.name} — {', '.join(p.roles)}" for p in node.people]
    citizen = next(person for person in node.people if "citizen" in person.roles)
    return "\n".join(
        [
            f"\nMotCua is ready after {seconds:.1f} s.  Mở trang / open:  {options.http}",
            f"  gRPC {options.grpc} · issuer {options.issuer} · everything below {options.folder.root}",
            "",
            "  Demo people (user, password):",
            *rows,
            "",
            "  What to do first:",
            f"    1. Open {options.http}, find “chuyển nhượng”, sign in as {citizen.user}, submit a dossier.",
            "    2. Sign in as a window clerk of the same commune and accept it.",
            "    3. Sign in as the land officer, the land leader and the tax officer, and work it to both results.",
            "  Time can be moved with: .venv/bin/motcua clock advance 1d.   Ctrl-C stops.",
        ]
    )
