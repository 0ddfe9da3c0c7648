# SPDX-License-Identifier: Apache-2.0
"""A Keycloak that is slow, or is none: each ends `motcua identity` with a sentence and what to do, never with a traceback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import Result
from motcua_cli.identity.commands import identity_app
from motcua_identity.keycloak import admin
from typer.testing import CliRunner

DEMO = Path(__file__).parents[3] / "infra" / "demo" / "organisation.yaml"
SYNC = ("sync", "--without-audit")
APPLY = ("realm", "apply", "--public-url", "https://a.example", "--without-audit")
TOKEN = b'{"access_token": "x", "expires_in": 60}'


def run(command: tuple[str, ...], url: str, state: Path) -> Result:
    given = {"MOTCUA_KEYCLOAK_PASSWORD": "x", "MOTCUA_ORGANISATION": str(DEMO)}
    done = CliRunner().invoke(identity_app, [*command, "--url", url, "--state", str(state)], env=given)
    assert done.exit_code == 2 and isinstance(done.exception, SystemExit), done.exception
    return done


@contextmanager
def answering(*bodies: bytes) -> Iterator[str]:
    """A server that answers so many requests with 200 and these, and says nothing to the next."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer, args=(server, bodies), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)


def _answer(server: socket.socket, bodies: tuple[bytes, ...]) -> None:
    kept = []
    with suppress(OSError):
        for body in bodies:
            connection, _ = server.accept()
            connection.recv(65536)
            head = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(head % len(body) + body)
            connection.close()
        while True:
            kept.append(server.accept())
    for connection, _ in kept:
        connection.close()


@pytest.mark.parametrize("command", [SYNC, APPLY], ids=["sync", "realm apply"])
@pytest.mark.parametrize("answered", [0, 1], ids=["at the sign-in", "later"])
def test_one_that_is_too_slow_is_said_with_what_to_do(
    command: tuple[str, ...], answered: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin, "PATIENCE", 0.5)
    with answering(*[TOKEN] * answered) as url:
        done = run(command, url, tmp_path)
    assert "gives no answer within" in done.output and "do it again" in done.output


@pytest.mark.parametrize(
    ("bodies", "says"),
    [
        ([b"<html>"], "something else than JSON"),
        ([b"[]"], "gives no token"),
        ([b"{}"], "gives no token"),
        ([TOKEN, b"<html>"], "something else than JSON"),
    ],
    ids=["a page", "a list", "nothing", "a page later"],
)
def test_what_is_no_keycloak_is_said(
    bodies: list[bytes], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(*bodies) as url:
        assert says in run(APPLY, url, tmp_path).output


@pytest.mark.parametrize("url", ["http://", "http://[", "https://here:port", "ftp://here", "here:8081"])
def test_what_is_no_address_is_said(url: str, tmp_path: Path) -> None:
    assert "--url must be an address" in run(SYNC, url, tmp_path).output


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    command = ("sync", "--database-url", "mysql://here")
    assert "--database-url is no address of PostgreSQL" in run(command, "http://127.0.0.1:1", tmp_path).output
