# SPDX-License-Identifier: Apache-2.0
"""The pages of the preview. No account, no store; whoever is on this machine may look."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Request
from motcua_calendar.clock import Clock
from motcua_calendar.text import short_day
from motcua_organisation import Organisation
from motcua_portal.desk.drawing import in_english
from motcua_portal.desk.typed import Typed
from motcua_portal.pages.procedures import way_in_words
from motcua_portal.web.headers import secured, security_headers
from motcua_portal.web.posting import Posting
from motcua_portal.web.rendering import PACKAGE, Pages
from motcua_procedure import Form, asked_later
from motcua_procedure.law import Validity
from motcua_procedure.limits import limit_of
from motcua_text import Text
from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.model import Node
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.staticfiles import StaticFiles

from motcua_cli.previewing import clock as legal
from motcua_cli.previewing import result
from motcua_cli.previewing.given import Meeting, meetings
from motcua_cli.previewing.looking import Looker
from motcua_cli.previewing.recording import Tried, blank, sources_of, tried
from motcua_cli.previewing.seeing import Seen, words_of
from motcua_cli.previewing.texts import PreviewVisit
from motcua_cli.previewing.watching import Watcher

HERE: Final = Path(__file__).parent
STREAM_SECONDS: Final = 25.0
STREAMS: Final = 16
"""Open pages that are told of a save; more of them are renewed by hand."""
VERSION: Final = "preview"


@dataclass(frozen=True)
class House:
    """What the pages need."""

    looker: Looker
    watcher: Watcher
    organisation: Organisation | None
    pages: Pages


def create_app(looker: Looker, watcher: Watcher, organisation: Organisation | None, clock: Clock) -> FastAPI:
    """Put the pages together."""
    app = FastAPI(title="MotCua preview", docs_url=None, redoc_url=None, openapi_url=None)
    pages = Pages(clock, VERSION, (HERE / "templates",))
    app.state.clock = clock
    app.state.organisation = organisation or Organisation(Text(""), None, {}, {}, {})
    app.state.house = House(looker, watcher, organisation, pages)
    app.mount("/static", StaticFiles(directory=PACKAGE / "static"), name="static")
    app.mount("/preview", StaticFiles(directory=HERE / "static"), name="preview")
    app.get("/")(overview)
    app.get("/bieu-mau/{key}")(form)
    app.post("/bieu-mau/{key}")(try_form)
    app.get("/ban-ve.bpmn")(drawing)
    app.get("/thay-doi")(changes)
    headers = app.state.headers = security_headers("")
    streams = BoundedSemaphore(STREAMS)
    app.state.streams = streams

    app.add_exception_handler(Exception, failed)

    @app.middleware("http")
    async def _secure(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        return secured(await call_next(request), headers)

    return app


def visiting(request: Request) -> PreviewVisit:
    """The reader; the language stands in the address."""
    return PreviewVisit(request, "en" if request.query_params.get("lang") == "en" else "vi")


Reader = Annotated[PreviewVisit, Depends(visiting)]


def overview(visit: Reader) -> HTMLResponse:
    """Findings, drawing with coverage, times, fees, forms, scenarios."""
    house, (turn, seen) = _house(visit), _seen(visit)
    chosen = visit.request.query_params.get("kich-ban", "")
    ran = () if seen.report is None else seen.report.scenarios
    only = next((one for one in ran if _short(one.file) == chosen), None)
    marks: Mapping[str, int] = seen.times if only is None else dict.fromkeys((*only.passed, *only.flows), 1)
    procedure = seen.package.procedure if seen.package else None
    now = house.pages.now()
    return house.pages.render(
        visit, "overview.html", limit_of=limit_of, seen=seen, turn=turn, only=only, short=_short, procedure=procedure,
        marks=json.dumps(marks), received=now,
        rows=legal.example(procedure, now, visit.language) if procedure else (),
        fees=legal.fees(procedure) if procedure else (), pages=legal.EXAMPLE_PAGES, copies=legal.EXAMPLE_COPIES,
        links=_links(visit), words_of=words_of, named=partial(_named, visit),
        channels=partial(_channels, visit), days=partial(_days, visit),
        asked_later=asked_later.codes(seen.package) if seen.package else frozenset(),
    )  # fmt: skip


def form(visit: Reader, key: str) -> HTMLResponse:
    """One form as it opens."""
    return _form_page(visit, key, None)


def try_form(visit: Reader, key: str, sent: Posting) -> HTMLResponse:
    """One form sent: what is wrong, or what would be kept."""
    return _form_page(visit, key, sent.form)


def drawing(visit: Reader) -> Response:
    """The BPMN file as a reader of that language sees it."""
    _, seen = _seen(visit)
    content = in_english(seen.bpmn) if visit.language == "en" else seen.bpmn
    return Response(content, media_type="application/xml", headers={"Cache-Control": "no-store"})


def changes(request: Request, turn: int = 0) -> Response:
    """Tells an open page when a file was saved (server-sent events); ends after one word, or after a while."""
    watcher: Watcher = request.app.state.house.watcher
    streams: BoundedSemaphore = request.app.state.streams
    if not streams.acquire(blocking=False):
        return Response(status_code=204)  # a browser does not ask again

    def words() -> Iterator[str]:
        try:
            yield "retry: 800\n\n"
            for _ in range(int(STREAM_SECONDS)):
                now = watcher.wait(turn, 1.0)
                if watcher.ended:
                    return
                yield f"data: {now}\n\n" if now != turn else ": unchanged\n\n"
                if now != turn:
                    return
        finally:
            streams.release()

    return StreamingResponse(words(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def failed(request: Request, error: Exception) -> Response:
    """A page for what should not happen, which renews itself as the others do; the details go to the terminal."""
    visit, house = visiting(request), request.app.state.house
    answer = house.pages.render(
        visit,
        "failed.html",
        status=500,
        turn=house.watcher.turn,
        error=type(error).__name__,
        links=_links(visit),
    )
    return secured(answer, request.app.state.headers)


def _form_page(visit: PreviewVisit, key: str, posted: Any) -> HTMLResponse:
    house, (turn, seen) = _house(visit), _seen(visit)
    shown = seen.package.forms.get(key) if seen.package else None
    if seen.package is None or shown is None:
        return house.pages.render(
            visit, "form_gone.html", status=404, key=key, turn=turn, links=_links(visit)
        )
    met = meetings(seen, key)
    wanted = visit.request.query_params.get("luc", "")
    meeting = next((one for one in met if one.key == wanted), met[0] if met else None)
    outcome = _outcome(visit, seen, shown, meeting, posted)
    refused = bool(posted is not None and outcome.kept is None)
    signed = outcome.result
    return house.pages.render(
        visit, "form.html", status=422 if refused else 200, seen=seen, turn=turn, key=key, form=outcome.page,
        kept=outcome.kept, sent=posted is not None, refused=refused, meetings=met, meeting=meeting,
        result=signed, sign=signed.sign if signed else None, signers=signed.signers if signed else (),
        only_with=signed.only_with if signed else None, wrong=signed.wrong if signed else {},
        tasks=seen.tasks_of(key), start=key == seen.package.procedure.start_form,
        procedure=seen.package.procedure, written=_written, links=_links(visit), words_of=words_of, named=partial(_named, visit),
    )  # fmt: skip


def _outcome(visit: PreviewVisit, seen: Seen, shown: Form, meeting: Meeting | None, posted: Any) -> Tried:
    assert seen.package is not None
    sources = sources_of(seen.package.procedure, _house(visit).organisation)
    given = meeting.given if meeting else {}
    tasks = [one for one in seen.tasks_of(shown.key) if meeting is None or one.id == meeting.element]
    role = next((seen.role_of(one) for one in tasks if result.signs(one)), None)
    now = visit.request.app.state.clock.now()
    if posted is None:
        opened = None if role is None else result.proposed(visit, shown, role, now)
        return Tried(blank(visit, shown, sources, given), None, opened)
    signed = None if role is None else result.sent(visit, shown, role, now, Typed.of_form(posted))
    return tried(visit, seen, shown, posted, sources, given, signed)


def _house(visit: PreviewVisit) -> House:
    house: House = visit.request.app.state.house
    return house


def _seen(visit: PreviewVisit) -> tuple[int, Seen]:
    lang: Lang = "en" if visit.language == "en" else "vi"
    return _house(visit).looker.at(lang)


def _named(visit: PreviewVisit, nodes: Iterable[Node]) -> str:
    """Elements by name; the same name once, where several elements have it."""
    return ", ".join(dict.fromkeys(visit.pick(words_of(one)) for one in nodes))


def _channels(visit: PreviewVisit, channels: Iterable[str]) -> str:
    """Ways of filing in the words of the citizens' pages; "" where a fee goes by none."""
    return ", ".join(way_in_words(visit, one.lower()) for one in channels)


def _days(visit: PreviewVisit, valid: Validity) -> str:
    """From when, and to when where that is known."""
    lang: Lang = "en" if visit.language == "en" else "vi"
    if valid.last is None:
        return visit.say("từ {day}", day=short_day(valid.first, lang))
    return f"{short_day(valid.first, lang)} – {short_day(valid.last, lang)}"


def _short(file: str) -> str:
    return file.removeprefix("scenarios/").removesuffix(".yaml")


def _written(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, indent=2)


def _links(visit: PreviewVisit) -> Callable[..., str]:
    """Addresses inside the preview that keep the language (`lang=` changes it)."""

    def link(path: str, lang: str = "", **query: str) -> str:
        from urllib.parse import urlencode

        said = {name.replace("_", "-"): value for name, value in query.items() if value}
        if (lang or visit.language) == "en":
            said["lang"] = "en"
        return path + (f"?{urlencode(said)}" if said else "")

    return link
