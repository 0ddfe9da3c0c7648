# SPDX-License-Identifier: Apache-2.0
"""A process of the production shape from its first line to its last."""

from __future__ import annotations

import gc
import os
import sys
import threading
import time

import structlog
from motcua_events import CatalogueError
from motcua_rpc import MotcuaError, ServerRefused, TlsRefused
from motcua_storage import StorageError
from motcua_telemetry import TelemetrySettings, configure_telemetry

from motcua_cli.serving.process import PORTAL, Process
from motcua_cli.serving.settings import CannotServe, read_settings

LOG = structlog.get_logger("motcua_cli")
REFUSALS = (
    CannotServe,
    CatalogueError,
    MotcuaError,
    OSError,
    ServerRefused,
    StorageError,
    TlsRefused,
    ValueError,
)


def run(name: str, stopping: threading.Event) -> int:
    """Exit code 0 after a clean stop, 2 when it could not start; the sentence is on standard error."""
    began = time.monotonic()
    try:
        settings = read_settings(TelemetrySettings)
        chosen = "MOTCUA_LOG_FORMAT" in os.environ
        settings.log_format = settings.log_format if chosen else "json"
        flush = configure_telemetry(f"motcua-{name}", settings)
        process = make(name)
        process.start(stopping)
    except REFUSALS as error:
        if stopping.is_set():
            return 0
        print(f"motcua: {getattr(error, 'message_en', '') or error}", file=sys.stderr, flush=True)
        return 2
    # What a start makes stays; a request makes thousands of objects and drops nearly all by itself.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    LOG.info(
        "process.serves", service=name, at=process.own.listen, seconds=round(time.monotonic() - began, 1)
    )
    try:
        while not stopping.wait(0.5):
            pass
    finally:
        process.stop()
        flush()
    return 0


def make(name: str) -> Process:
    """The process of a service; raises CannotServe."""
    if name == PORTAL:
        from motcua_cli.serving.portal import PortalProcess

        return PortalProcess()
    return Process(name)
