# SPDX-License-Identifier: Apache-2.0
"""Templates: autoescaped, with the visitor's language, in which dates, money and sizes are written too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from google.protobuf.timestamp_pb2 import Timestamp
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from motcua_calendar.clock import Clock, legal_time
from motcua_calendar.text import Language, short_day, short_moment, short_until
from motcua_procedure.notice import money_words, number_words
from motcua_rpc import Unavailable, translate
from motcua_text import Text
from starlette.responses import HTMLResponse

from motcua_portal.web import papers, status
from motcua_portal.web.compiled import CompiledTemplates
from motcua_portal.web.posting import MOST_BYTES
from motcua_portal.web.visit import Visit

PACKAGE = Path(__file__).parents[1]


class Pages:
    """`render(visit, "home.html", …)`; one environment for all threads."""

    def __init__(self, clock: Clock, version: str, templates: Sequence[Path] = ()) -> None:
        """`templates` are folders of pages beside the portal's own, whose parts they may use."""
        self._clock = clock
        self._written_at: datetime | None = None
        self._environment = Environment(
            loader=FileSystemLoader([*templates, PACKAGE / "templates"]), autoescape=True, undefined=StrictUndefined,
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
            bytecode_cache=CompiledTemplates(PACKAGE / "templates", Path(__file__)),
        )  # fmt: skip
        self._environment.globals.update(version=version, request_id=lambda: str(uuid4()))
        self._environment.globals.update(most_megabytes=MOST_BYTES // 1_000_000)
        self._environment.globals.update(sent_online=papers.sent_online, original_due=papers.original_due)
        self._environment.globals.update(
            paper_seen=papers.paper_seen,
            papers_by_component=papers.papers_by_component,
            is_promised=status.is_promised,
        )
        self._environment.filters.update(
            moment=_spoken(moment),
            until=_spoken(until),
            last_day=_spoken(last_day),
            day=_spoken(day),
            money=_spoken(money),
            size=_spoken(size),
        )
        self._environment.filters.update(
            dossier_status=status.dossier, part_status=status.part, in_list=in_list
        )

    def compile(self) -> None:
        """Every template, so that none is compiled when somebody waits for it."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def now(self) -> datetime:
        """The moment that pages are written at. While the database is away, where a trial keeps how far its time was moved, it is
        the last one that was known: what is refused for that reason has a page too."""
        try:
            self._written_at = self._clock.now()
        except Exception as error:
            if not isinstance(translate(error), Unavailable):
                raise
        return self._written_at or legal_time(datetime.now(UTC))

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
            now=self.now(),
            **values,
        )

    def render(self, visit: Visit, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The page as an answer; of one that says that something is away, with the seconds after which to try again."""
        headers = {"Retry-After": "5"} if status == 503 else None
        return HTMLResponse(self.text(visit, template, **values), status, headers)


def to_legal(value: datetime | Timestamp) -> datetime:
    """A protobuf stamp or an aware datetime, in Vietnam's time."""
    return legal_time(value.ToDatetime(tzinfo=UTC) if isinstance(value, Timestamp) else value)


def moment(value: datetime | Timestamp, language: str) -> str:
    """23/11/2026 09:12, and 23 November 2026 09:12."""
    return short_moment(to_legal(value), _of(language))


def until(value: datetime | Timestamp, language: str) -> str:
    """A last moment: 23/11/2026 24:00 for the midnight that ends the day."""
    return short_until(to_legal(value), _of(language))


def last_day(value: datetime | Timestamp, language: str) -> str:
    """The day that ends at a last moment: 22/12/2026 for the midnight before 23/12/2026."""
    return short_day((to_legal(value) - timedelta(microseconds=1)).date(), _of(language))


def day(value: datetime | Timestamp, language: str) -> str:
    """23/11/2026, and 23 November 2026."""
    return short_day(to_legal(value), _of(language))


def money(amount: int, language: str) -> str:
    """1.500.000 đồng, and VND 1,500,000."""
    return money_words(amount).to(_of(language))


def size(count: int, language: str) -> str:
    """Bytes for people: 340 KB, 1,2 MB (English 1.2 MB)."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    return _megabytes(count, 1, language)


LONGEST_IN_LIST: Final = 48
"""Characters: a hundred names of this length keep a citizen's page within what it may weigh."""


def in_list(name: str) -> str:
    """The name of a file as a list shows it: a long one without its middle; whoever opens or saves the file has it whole."""
    if len(name) <= LONGEST_IN_LIST:
        return name
    return f"{name[: LONGEST_IN_LIST - 20].rstrip()}…{name[-19:].lstrip()}"


def sizes(larger: int, smaller: int, language: str) -> tuple[str, str]:
    """Two sizes that differ, so that they also read so: 20,04 MB and 20 MB, at last 20.000.001 byte and 20.000.000 byte."""
    written = size(larger, language), size(smaller, language)
    for decimals in (2, 3):
        if written[0] == written[1]:
            written = _megabytes(larger, decimals, language), _megabytes(smaller, decimals, language)
    if written[0] != written[1]:
        return written
    unit = "bytes" if language == "en" else "byte"
    exact = (f"{number_words(count).to(_of(language))} {unit}" for count in (larger, smaller))
    return next(exact), next(exact)


def _megabytes(count: int, decimals: int, language: str) -> str:
    text = number_words(round(count / 1_000_000, decimals)).to(_of(language))
    return text.removesuffix(",0").removesuffix(".0") + " MB"


def _of(language: str) -> Language:
    return "en" if language == "en" else "vi"


def _spoken(write: Callable[[Any, str], str]) -> Callable[[Context, Any], str]:
    """A filter that writes in the language of the page."""
    return pass_context(lambda context, value: write(value, context["language"]))
