# SPDX-License-Identifier: Apache-2.0
"""The API as an application of its own, mounted beside the pages: its refusals are problem details, never pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from motcua_rpc import MotcuaError
from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Match
from starlette.types import Scope

from motcua_portal.api import events, files
from motcua_portal.api.calling import endpoint, language_of
from motcua_portal.api.errors import AddressUnknown, BodyUnreadable, MethodUnfit, problem
from motcua_portal.api.operations import OPERATIONS, ROOT
from motcua_portal.web.methods import known_methods

DESCRIPTION = Path(__file__).parent / "openapi.json"


def create_api(state: State) -> FastAPI:
    """`state` is that of the application beside which it stands: services and crashes."""
    api = FastAPI(title="MotCua", docs_url=None, redoc_url=None, openapi_url=None)
    api.state = state
    for router in routers():
        api.include_router(router)
    for kind in (MotcuaError, HTTPException, RequestValidationError):
        api.add_exception_handler(kind, _refuse)
    return api


@cache
def routers() -> tuple[APIRouter, ...]:
    """Every address, in the order in which they are tried."""
    plain = APIRouter()
    for one in OPERATIONS:
        plain.add_api_route(one.path, endpoint(one), methods=[one.verb], name=one.name, response_model=None)
    plain.add_api_route("/openapi.json", _description, methods=["GET"], name="openapi", response_model=None)
    return events.router, files.router, plain


def is_api(path: str) -> bool:
    """Whether an address is of the API."""
    return path == ROOT or path.startswith(f"{ROOT}/")


def _description() -> Response:
    """The description of this API (OpenAPI 3.1)."""
    return FileResponse(DESCRIPTION, media_type="application/json")


def refused(request: Request, error: MotcuaError) -> Response:
    """Problem details for what is refused before the API is reached."""
    return problem(error, language_of(request))


async def _refuse(request: Request, error: Exception) -> Response:
    answer = problem(_known(error), language_of(request))
    if answer.status_code == 405:
        answer.headers["Allow"] = ", ".join(known_methods(_of_address(request.scope), request.scope))
    return answer


def _of_address(scope: Scope) -> list[BaseRoute]:
    """The routes of exactly this address: `/tasks/claims` is not the task of the id "claims"."""
    every = [route for router in routers() for route in router.routes]
    paths = [getattr(one, "path", "") for one in every if one.matches(scope)[0] is not Match.NONE]
    nearest = min(paths, key=lambda path: path.count("{"), default="")
    return [one for one in every if getattr(one, "path", "") == nearest]


def _known(error: Exception) -> MotcuaError:
    if isinstance(error, MotcuaError):
        return error
    if isinstance(error, HTTPException) and error.status_code == 405:
        return MethodUnfit()
    if isinstance(error, HTTPException) and error.status_code == 404:
        return AddressUnknown()
    return BodyUnreadable()
