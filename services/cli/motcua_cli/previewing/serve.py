# SPDX-License-Identifier: Apache-2.0
"""Serves the preview of one folder on loopback until Ctrl-C."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from motcua_calendar import ClockError, use_days
from motcua_calendar.clock import SystemClock
from motcua_organisation import Organisation, load_organisation
from motcua_text import SourceError
from motcua_workflow.engine.lint import no_procedure

from motcua_cli.clock import _organisation_file
from motcua_cli.embedded.hosts import OwnNameOnly
from motcua_cli.folders import below
from motcua_cli.previewing.application import create_app
from motcua_cli.previewing.looking import Looker
from motcua_cli.previewing.watching import Watcher
from motcua_cli.procedures import ORGANISATION

HOST = "127.0.0.1"
DAYS = "MOTCUA_DAYS"


class CannotPreview(Exception):
    """There is nothing to show, or no port to show it on; the sentence says why."""


def serve(path: Path, port: int) -> None:
    """Show a folder until Ctrl-C. Port 0 is any that is free.

    Raises:
        CannotPreview.
    """
    folder = chosen(path)
    checked, choices = _organisations()
    _count_with_days()
    with _socket(port) as opened:
        watcher = Watcher(folder)
        app = create_app(Looker(folder, checked, watcher), watcher, choices, SystemClock())
        config = uvicorn.Config(
            OwnNameOnly(app, HOST), log_config=None, access_log=False, lifespan="off", server_header=False,
            proxy_headers=False, timeout_graceful_shutdown=2,
        )  # fmt: skip
        watcher.start()
        print(
            f"http://{HOST}:{opened.getsockname()[1]}/ shows {folder}; what you save is shown at once. Ctrl-C ends it.",
            flush=True,
        )
        try:
            _Server(config, watcher).run(sockets=[opened])
        except KeyboardInterrupt:
            pass  # uvicorn raises the signal again once it has ended in order
        finally:
            watcher.stop()


def chosen(path: Path) -> Path:
    """The folder itself, or the only procedure below it. Raises CannotPreview."""
    if not path.is_dir():
        raise CannotPreview(f"{path} is no folder. Give the folder of a procedure.")
    found = below(path)
    if path in found or (not found and no_procedure(path, "en")):
        return path
    if len(found) == 1:
        return found[0]
    listed = ", ".join(map(str, found[:10]))
    why = f"holds several procedures; name one: {listed}" if found else "holds no procedure.yaml"
    raise CannotPreview(f"{path} {why}.")


class _Server(uvicorn.Server):
    """Lets go of the pages that wait for a save when it is told to end."""

    def __init__(self, config: uvicorn.Config, watcher: Watcher) -> None:
        super().__init__(config)
        self._watcher = watcher

    def handle_exit(self, sig: int, frame: Any) -> None:
        self._watcher.stop()
        super().handle_exit(sig, frame)


@contextmanager
def _socket(port: int) -> Iterator[socket.socket]:
    with socket.socket() as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((HOST, port))
            opened.listen()
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or error
            raise CannotPreview(
                f"Port {port} cannot be used: {why}. Choose another one with --port."
            ) from error
        yield opened


def _organisations() -> tuple[Organisation | None, Organisation | None]:
    """The one that folders are checked against, as for lint: only where MOTCUA_ORGANISATION names it; and the one whose communes
    forms offer: the same, else the demo province's where it is there."""
    named = os.environ.get(ORGANISATION, "")
    try:
        found = load_organisation(_organisation_file())
    except LookupError:
        return None, None
    except (OSError, SourceError) as error:
        if named:
            raise CannotPreview(f"{ORGANISATION}={named} cannot be read: {error}") from error
        return None, None
    return (found if named else None), found


def _count_with_days() -> None:
    """The example of a dossier of today is dated by the days off that MOTCUA_DAYS names, as the running system is."""
    file = os.environ.get(DAYS, "")
    try:
        use_days(Path(file) if file else None)
    except ClockError as error:
        raise CannotPreview(error.message_en) from error
