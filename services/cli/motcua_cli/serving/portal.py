# SPDX-License-Identifier: Apache-2.0
"""The portal in a process of its own: pages by HTTP, by TLS unless on loopback."""

from __future__ import annotations

import asyncio
import threading
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from motcua_identity.provider import is_loopback
from motcua_portal import bootstrap
from motcua_portal.settings import Settings
from motcua_portal.web.headers import Secured
from motcua_storage.trial_clock import TrialClock
from starlette.middleware.trustedhost import TrustedHostMiddleware

from motcua_cli.serving.process import PORTAL, Process
from motcua_cli.serving.settings import CannotServe, check_public_url, split

STARTS_WITHIN = 60.0


class PortalProcess(Process):
    """As its base, with uvicorn instead of a gRPC server."""

    settings: Settings

    def __init__(self) -> None:
        super().__init__(PORTAL)
        https = check_public_url(self.settings.public_url)
        self.settings = self.settings.model_copy(
            update={"secure_cookies": https, "public_url": self.settings.public_url.rstrip("/")}
        )

    def _open(self, clock: TrialClock) -> None:
        app: FastAPI = bootstrap.build(self.settings, clock, ready=self.ready)
        # A name in the request becomes part of addresses that are sent; only our own is taken.
        named = urlsplit(self.settings.public_url).hostname or ""
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=[named], www_redirect=False)
        app.add_middleware(Secured, headers=app.state.headers)
        server = uvicorn.Server(self._config(app))
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        ended: list[BaseException] = []
        thread = threading.Thread(target=_run, args=(server, ended), name="http", daemon=True)
        thread.start()

        def end() -> None:
            app.state.live.stop()  # streams end by themselves, or the server would wait for them
            server.should_exit = True
            thread.join(self.own.drain_seconds + 5.0)

        self._undo.append(end)
        while not server.started:
            if not thread.is_alive():
                raise CannotServe(
                    f"MOTCUA_LISTEN={self.own.listen} cannot be listened on"
                    + (f" ({ended[0]})." if ended else ": is another program using it?")
                )
            thread.join(0.02)

    def _config(self, app: FastAPI) -> uvicorn.Config:
        host, port = split(self.own.listen, "MOTCUA_LISTEN")
        files = self.settings.tls.files
        if files is None and not is_loopback(host):
            raise CannotServe(
                f"MOTCUA_LISTEN={self.own.listen} is not loopback, and sessions must not travel in the clear: "
                "set MOTCUA_TLS__CERTIFICATE, __KEY and __AUTHORITY."
            )
        files and files.server()  # says what is wrong with them
        proxies = [one.strip() for one in self.own.proxies.split(",") if one.strip()]
        return uvicorn.Config(
            app, host=host, port=port, log_config=None, access_log=False, lifespan="on", server_header=False,
            proxy_headers=bool(proxies), forwarded_allow_ips=proxies or None,
            ssl_certfile=str(files.certificate) if files else None,
            ssl_keyfile=str(files.private_key) if files else None,
            timeout_graceful_shutdown=max(1, int(self.own.drain_seconds)),
        )  # fmt: skip


def _run(server: uvicorn.Server, ended: list[BaseException]) -> None:
    try:
        asyncio.run(server.serve())
    except (SystemExit, Exception) as error:  # uvicorn exits the program when it cannot bind
        ended.append(error)
