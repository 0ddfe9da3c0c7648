# SPDX-License-Identifier: Apache-2.0
"""Templates: autoescaped, with the visitor's language, dates as Vietnam writes them, and money with dots."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from google.protobuf.timestamp_pb2 import Timestamp
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from motcua_calendar.clock import Clock, legal_time
from motcua_text import Text
from starlette.responses import HTMLResponse

from motcua_portal.web import status
from motcua_portal.web.visit import Visit

PACKAGE = Path(__file__).parents[1]


class Pages:
    """`render(visit, "home.html", …)`; one environment for all threads."""

    def __init__(self, clock: Clock, version: str) -> None:
        self._clock = clock
        self._environment = Environment(
            loader=FileSystemLoader(PACKAGE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._environment.globals.update(version=version, request_id=lambda: str(uuid4()))
        self._environment.filters.update(moment=moment, day=day, money=money, size=size)
        self._environment.filters.update(dossier_status=status.dossier, part_status=status.part)

    def text(self, visit: Visit, template: str, **values: Any) -> str:
        """The page as text; `title` is what stands in the browser's tab."""
        return self._environment.get_template(template).render(
            visit=visit,
            _=visit.say,
            pick=visit.pick,
            spoken=visit.spoken,
            Text=Text,
            phrases=lambda several: "; ".join(visit.pick(one) for one in several),
            language=visit.language,
            now=self._clock.now(),
            **values,
        )

    def render(self, visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The page as an answer."""
        return HTMLResponse(self.text(visit, template, **values), status)


def to_legal(value: datetime | Timestamp) -> datetime:
    """A protobuf stamp or an aware datetime, in Vietnam's time."""
    return legal_time(value.ToDatetime(tzinfo=UTC) if isinstance(value, Timestamp) else value)


def moment(value: datetime | Timestamp) -> str:
    """dd/MM/yyyy HH:mm"""
    return f"{to_legal(value):%d/%m/%Y %H:%M}"


def day(value: datetime | Timestamp) -> str:
    """dd/MM/yyyy"""
    return f"{to_legal(value):%d/%m/%Y}"


def money(amount: int) -> str:
    """1.500.000 ₫"""
    return f"{amount:,}".replace(",", ".") + " ₫"


def size(count: int) -> str:
    """Bytes for people: 340 KB, 1,2 MB."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return f"{count / 1_000_000:.1f}".removesuffix(".0").replace(".", ",") + " MB"
