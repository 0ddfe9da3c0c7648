# SPDX-License-Identifier: Apache-2.0
"""`GET /healthz` on a port of its own, for probes that have no certificate: whether this process serves, and nothing else;
`/livez`: that it is not hung, whatever it waits for."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from motcua_cli.serving.settings import CannotServe, split

PATH = "/healthz"
ALIVE = "/livez"


class Health:
    """Answers 200 while `ready()`, else 503; started and stopped once."""

    def __init__(self, address: str, ready: Callable[[], bool]) -> None:
        """Raises CannotServe when the address cannot be listened on."""
        host, port = split(address, "MOTCUA_HEALTH")
        try:
            self._server = _Server((host, port), _handler(ready))
        except OSError as error:
            raise CannotServe(f"MOTCUA_HEALTH={address} cannot be listened on ({error.strerror}).") from error
        self._thread = threading.Thread(target=self._server.serve_forever, name="health", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5.0)


class _Server(ThreadingHTTPServer):
    daemon_threads = True


def _handler(ready: Callable[[], bool]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = 5.0
        server_version = "MotCua"
        sys_version = ""

        def do_GET(self) -> None:
            status, body = self._said()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _said(self) -> tuple[int, bytes]:
            if self.path == ALIVE:
                return 200, b'{"alive": true}'
            if self.path != PATH:
                return 404, b""
            answers = ready()
            return (200 if answers else 503), json.dumps({"ready": answers}).encode()

        def log_message(self, format: str, *args: object) -> None:
            """A probe every few seconds is no news."""

    return Handler
