# SPDX-License-Identifier: Apache-2.0
"""The composition root of the portal."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from motcua_calendar.clock import Clock
from motcua_hosting.auditing import Auditing
from motcua_hosting.calls import issuer_of
from motcua_identity import LoginClient, LogoutTokens, TokenVerifier
from motcua_organisation import load_organisation
from motcua_storage import Database

from motcua_portal.adapters.crash_repository import Crashes
from motcua_portal.adapters.session_repository import Sessions
from motcua_portal.adapters.tables import SCHEMA
from motcua_portal.settings import Settings
from motcua_portal.web.application import Needs, create_app
from motcua_portal.web.clients import Services
from motcua_portal.web.paces import Paces
from motcua_portal.web.sign_in import CALLBACK


def build(settings: Settings, clock: Clock, *, ready: Callable[[], bool]) -> FastAPI:
    """Wire the portal; connects lazily, opens no port."""
    database = Database(settings.database_url.get_secret_value(), SCHEMA, settings.pool_size)
    provider = issuer_of(settings)
    verifier = TokenVerifier(provider)
    login = LoginClient(
        provider,
        verifier,
        settings.client_id,
        settings.client_secret.get_secret_value(),
        redirect_uri=f"{settings.public_url}{CALLBACK}",
    )
    services = Services.connect(settings)
    app = create_app(
        Needs(
            sessions=Sessions(database, settings.session_hours, settings.idle_minutes),
            crashes=Crashes(database),
            login=login,
            services=services,
            organisation=load_organisation(settings.organisation),
            clock=clock,
            public_url=settings.public_url,
            secure_cookies=settings.secure_cookies,
            ready=ready,
            issuer=settings.issuer,
            live_pages=settings.live_pages,
            logout_tokens=LogoutTokens(provider, settings.client_id),
            paces=Paces(settings.paces),
            verifier=verifier,
            fill=settings.fill,
        )
    )

    auditing = Auditing(database, settings)

    def close() -> None:
        app.state.live.stop()
        auditing.stop()
        services.close()
        provider.close()
        database.close()

    app.router.on_startup.append(auditing.start)
    app.router.on_shutdown.append(close)
    return app
