# SPDX-License-Identifier: Apache-2.0
"""A desk's page of a dossier that has several forms, of which one is sent: the paying desk, and how results go out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from motcua_rpc import AlreadyExists, Conflict, InvalidInput, MotcuaError, NotFound
from starlette.responses import RedirectResponse, Response

from motcua_portal.desk.typed import Typed
from motcua_portal.pages.casefile import path_of
from motcua_portal.web.gate import check_csrf
from motcua_portal.web.visit import Visit

Made = tuple[Any, dict[str, str]]
"""A request without ids, and what is wrong with what was typed, by the page's fields."""


class Page(Protocol):
    """The page: as it stands, with what was typed and refused, or with what was done."""

    def __call__(
        self,
        visit: Visit,
        dossier_id: str,
        typed: Typed,
        wrong: Mapping[str, str] | None = None,
        error: MotcuaError | None = None,
        done: str = "",
    ) -> Response: ...


@dataclass(frozen=True)
class Acts:
    """`place` ends the page's address; `by_name` are the acts by the field `do` of their forms; `beside` are the sentences of a
    refusal by the page's fields."""

    place: str
    by_name: Mapping[str, Callable[[Visit, Typed], Made]]
    page: Page
    beside: Callable[[Visit, Typed, MotcuaError], dict[str, str]]

    def show(self, visit: Visit, dossier_id: str) -> Response:
        """The page, after a sign-in with what had been typed."""
        done = visit.request.query_params.get("xong", "")
        return self.page(visit, dossier_id, Typed.of_fields(visit.fields), done=done)

    def carry_out(self, visit: Visit, typed: Typed, dossier_id: str) -> Response:
        """One act; what is refused is said beside what was typed."""
        check_csrf(visit, typed.one("csrf"))
        what, here = typed.one("do"), f"{path_of(dossier_id)}/{self.place}"
        if what not in self.by_name:
            return RedirectResponse(here, 303)
        request, wrong = self.by_name[what](visit, typed)
        if wrong:
            return self.page(visit, dossier_id, typed, wrong)
        request.dossier_id, request.request_id = dossier_id, typed.one("request_id")
        intake = visit.request.app.state.services.intake
        try:
            with visit.acting():
                getattr(intake, type(request).__name__.removesuffix("Request"))(request)
        except (InvalidInput, Conflict, NotFound, AlreadyExists) as error:
            return self.page(visit, dossier_id, typed, self.beside(visit, typed, error), error)
        return RedirectResponse(f"{here}?xong={what}", 303)
