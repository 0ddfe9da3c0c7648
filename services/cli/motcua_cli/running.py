# SPDX-License-Identifier: Apache-2.0
"""How commands reach the running embedded system: `var/run.json`, a token of the command line's own account, a channel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from motcua_cli.embedded.folder import StateFolder

CLI_CLIENT = "motcua-cli"


class NotRunning(Exception):
    """No system runs on this folder; the sentence says how to start one."""


def read_run(var: Path) -> dict[str, Any]:
    """Raises NotRunning."""
    run = StateFolder(var).read_run()
    if run is None:
        raise NotRunning(f"No MotCua runs on {var}. Start it with `make run` (or `motcua up --var {var}`).")
    return run


@contextmanager
def connected(var: Path, client_id: str = CLI_CLIENT) -> Iterator[Any]:
    """A channel to the running system as one of its clients (designer and operator by default)."""
    from motcua_identity import ClientCredentials, Provider
    from motcua_rpc import channel

    run = read_run(var)
    client = next(client for client in run["clients"] if client["id"] == client_id)
    provider = Provider(run["issuer"])
    opened = channel(
        run["grpc"], ClientCredentials(provider, client_id, client["secret"]), deadline_seconds=60.0
    )
    try:
        yield opened
    finally:
        opened.close()
        provider.close()
