# SPDX-License-Identifier: Apache-2.0
"""A page that failed: the code that the visitor sees, and what an operator may read of it. Never an address, an argument or the
error's own text: they may name persons. The log has the trace under the same code."""

from __future__ import annotations

import contextlib
import traceback
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from motcua.common.v1 import common_pb2
from motcua_rpc import Internal, MotcuaError
from starlette.concurrency import run_in_threadpool

from motcua_portal.adapters.crash_repository import Crash

if TYPE_CHECKING:
    from fastapi import Request  # `motcua doctor` reads crashes too, and needs no web framework for it

LOG = structlog.get_logger("motcua_portal")
OWN = Path(__file__).parents[1]
LONGEST = 300


def code_of(error: Exception) -> str:
    """The incident code of a refusal that is our fault; "" for any other."""
    return error.details.get("incident", "") if isinstance(error, Internal) else ""


def unexpected(error: Exception) -> Internal:
    """An exception that nobody foresaw, as a refusal with a code; the log has the rest."""
    code = uuid4().hex[:12]
    LOG.error("page.failed", incident=code, exc_info=error)
    return Internal(details={"incident": code})


async def keep(request: Request, refused: MotcuaError, error: Exception) -> None:
    """Note it for the operator, unless the service that failed has done so under the same code. The visitor's page must come even
    when that fails, e.g. because the database is away."""
    code = code_of(refused)
    if not code or refused.details.get("kept_by"):
        return
    where = (code[:LONGEST], route_of(request), _name(error, refused)[:LONGEST], _place(error)[:LONGEST])
    with contextlib.suppress(Exception):
        await run_in_threadpool(request.app.state.crashes.keep, *where)


def failure(crash: Crash) -> common_pb2.Failure:
    """A crash as every other failure looks."""
    made = common_pb2.Failure(
        id=crash.code, service="portal", kind="crash", subject=crash.route, message=crash.place, cause=crash.error,
        attempts=1, state="resolved" if crash.seen_at else "open", retried_by=crash.seen_by or "",
        headline=common_pb2.LocalizedText(
            vi=f"Trang “{crash.route}” bị lỗi ngoài dự kiến; người dùng thấy mã {crash.code}.",
            en=f"The page {crash.route} failed unexpectedly; the visitor was shown the code {crash.code}.",
        ),
    )  # fmt: skip
    if crash.seen_at is not None:
        by, name, unit = crash.seen_by or "", crash.seen_name or "", crash.seen_unit or ""
        made.acts.add(act="seen", user=by, name=name, unit=unit).at.FromDatetime(crash.seen_at)
    else:
        made.advice.CopyFrom(
            common_pb2.LocalizedText(
                vi=f"Nhật ký máy chủ có dấu vết đầy đủ dưới mã {crash.code}: gửi nó cho nhóm phát triển, rồi bấm “Đã xem”.",
                en=f"The server's log has the whole trace under {crash.code}: give it to the developers, then mark it as seen.",
            )
        )
    made.first_at.FromDatetime(crash.at)
    made.last_at.FromDatetime(crash.at)
    return made


def route_of(request: Request) -> str:
    """Method and pattern of the page, such as GET /viec/{task_id}; never the address itself."""
    route = request.scope.get("route")
    return f"{request.method} {getattr(route, 'path', '(no page)')}"[:LONGEST]


def _name(error: Exception, refused: MotcuaError) -> str:
    """The class; that of a service's answer says so."""
    return "InternalErrorOfAService" if error is refused else type(error).__name__


def _place(error: Exception) -> str:
    """The innermost line of ours."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(OWN)]
    if not own:
        return ""
    last = own[-1]
    return f"{Path(last.filename).relative_to(OWN.parent)}:{last.lineno} {last.name}"
