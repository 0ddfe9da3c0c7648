# SPDX-License-Identifier: Apache-2.0
"""Which pages of the portal are looked at as whom, and in what states: every route that gives a page is among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_type_hints
from urllib.parse import urlsplit

from motcua_portal.pages import all_routers
from motcua_portal.web import gate, sign_in
from starlette.routing import Match, Route

LAND = "dat-dai/xoa-the-chap-va-chuyen-nhuong"
PROCEDURES = (LAND, "ho-tich/khai-sinh-thuong-tru-bhyt", "chung-thuc/ban-sao-tu-ban-chinh")
NO_PAGES: Mapping[str, str] = {
    "/bat-dau": "leads on",
    "/dang-nhap": "leads to the issuer, whose pages are visited",
    "/signed-in": "leads on",
    "/ngon-ngu/{language}": "leads back",
    "/ban-nhap/{draft_id}": "leads to the form",
    "/tiep-nhan/{draft_id}": "leads to the form",
    "/tep/{file_id}": "a file",
    "/tep/{file_id}/trang/{number}": "a picture",
    "/viec/ho-so/{dossier_id}/so-do.bpmn": "a file",
    "/van-hanh/ho-so/{dossier_id}/so-do.bpmn": "a file",
    "/so-theo-doi.csv": "a file",
    "/bang-theo-doi.csv": "a file",
    "/viec/thay-doi": "a stream",
    "/bao-tin/{call_id}": "leads back to the list",
    "/xin-loi/{extension_id}/xem-truoc": "leads to the apology",
}
"""Routes that answer GET with something else than a page, and what it is."""


@dataclass(frozen=True)
class Visit:
    """A page. `path`: names of `filled.fill`, and `language`, in braces. `fill`: what is typed first, by selector; `tick`: what
    is ticked; `send`: a button that is pressed, the answer to which is the page that is meant; `key`: what is pressed
    then; `status` of the answer; `lands`: where it comes out, if elsewhere."""

    path: str
    fill: Mapping[str, str] = field(default_factory=dict)
    tick: str = ""
    send: str = ""
    key: str = ""
    status: int = 200
    lands: str = ""

    @property
    def name(self) -> str:
        """What a failing test says."""
        return " ".join(part for part in (self.path, self.send, self.key) if part)

    @property
    def page(self) -> str:
        """The path of the page that is looked at."""
        return urlsplit(self.lands or self.path).path


SUBMIT = "main form[method=post] button.button, main form[method=post] button:not(.sr):not(.small)"
CITIZENS = (
    "/", "/thu-tuc", "/thu-tuc?q=khong+co+gi", *(f"/thu-tuc/{one}" for one in PROCEDURES), "/tra-cuu",
    "/tra-cuu?ma={code}",
)  # fmt: skip
"""Pages that need nobody."""
ANYONE = (
    *map(Visit, CITIZENS),
    Visit("/tra-cuu?ma=H99.101-000000-0000", status=404),
    Visit("/khong-co-trang-nay", status=404),
)
ISSUER = (
    Visit("/dang-nhap", lands="/oidc/authorize"),
    Visit(
        "/dang-nhap", fill={"#user": "an.congdan", "#password": "khong phai"}, send="form button", status=422,
        lands="/oidc/authorize",
    ),
    Visit("/oidc/authorize?ui_locales={language}", status=400),
    Visit("/oidc/logout?ui_locales={language}"),
)  # fmt: skip
CITIZEN = (
    *map(
        Visit,
        (
            "/ho-so", "/ho-so/{waiting}", "/ho-so/{asked}", "/ho-so/{refused}", "/ho-so/{working}", "/ho-so/{owing}",
            "/ho-so/{late}", "/ho-so/{withdrawn}", "/ho-so/{returned}", "/ho-so/{waiting}/da-nop", "/ho-so/{asked}/bo-sung",
            "/ho-so/{waiting}/rut", "/ho-so/{working}/cach-nhan", "/ho-so/{returned}/danh-gia", f"/nop-ho-so/{LAND}",
            "/ban-nhap/{begun}/noi-nop", "/ban-nhap/{begun}/to-khai", "/ban-nhap/{filled}/to-khai",
            "/ban-nhap/{begun}/giay-to", "/ban-nhap/{filled}/giay-to", "/ban-nhap/{begun}/kiem-tra",
            "/ban-nhap/{filled}/kiem-tra", "/ban-nhap/{filled}/cach-nhan", "/ban-nhap/{begun}/xoa", "/tep/{paper}/xem",
        ),
    ),
    Visit("/ho-so/{asked}/bo-sung", send=SUBMIT, status=422),
    Visit("/ho-so/{returned}/danh-gia", send=SUBMIT, status=422),
    Visit("/ho-so/{working}/cach-nhan", tick="[name=way][value=post]", send=SUBMIT, status=400),
    Visit("/ban-nhap/{begun}/to-khai", send=SUBMIT, status=422),
    Visit("/phien-dang-nhap"),
    Visit("/phien-dang-nhap?chua-bao=1"),
    Visit("/viec", status=403),
)  # fmt: skip
NEWCOMER = (Visit("/ho-so"), Visit("/ho-so/{waiting}", status=404))
CLERK = (
    *map(
        Visit,
        (
            "/viec", "/viec/{acceptance}", "/viec/{sign}", "/viec/ho-so", "/viec/ho-so?tim=Nguyễn",
            "/viec/ho-so/{waiting}", "/viec/ho-so/{owing}", "/viec/ho-so/{withdrawn}", "/viec/ho-so/{returned}",
            "/viec/ho-so/{owing}/phi", "/viec/ho-so/{owing}/cach-tra", "/viec/ho-so/{brought}/phieu-kiem-soat",
            "/viec/ho-so/{incomplete}/to-khai", "/viec/ho-so/{asked}/bo-sung", "/viec/ho-so/{waiting}/rut", "/tiep-nhan",
            "/tiep-nhan?q=khong+co+gi", "/tiep-nhan/{window_begun}/to-khai", "/tiep-nhan/{window_begun}/giay-to",
            "/tiep-nhan/{window_filled}/giay-to", "/tiep-nhan/{window_begun}/kiem-tra", "/tiep-nhan/{window_filled}/kiem-tra",
            "/tiep-nhan/{window_filled}/cach-nhan",
            "/tiep-nhan/{window_begun}/xoa", "/so-theo-doi", "/so-theo-doi/{extract}", "/bao-tin", "/viec/phim-tat",
        ),
    ),
    Visit("/viec/ho-so?tim=khong+co+gi", status=404),
    Visit("/viec", key="?"),
    Visit("/phien-dang-nhap?phien=khac"),
    Visit("/viec/ho-so/{waiting}/rut", send=SUBMIT, status=422),
    Visit("/viec/ho-so/{asked}/bo-sung", send=SUBMIT, status=422),
    Visit("/tiep-nhan/{window_begun}/to-khai", send=SUBMIT, status=422),
)  # fmt: skip
OFFICER = (
    *map(
        Visit,
        (
            "/viec?loc=tat-ca", "/viec?loc=cua-toi", "/viec?loc=da-xong", "/viec?q=khong+co+gi", "/viec/{step}",
            "/viec/{unclaimed}", "/viec/ho-so/{working}", "/viec/ho-so/{working}/ghi-chu", "/viec/lam-thay", "/viec/bo-loc",
            "/viec/bo-loc?loc=sap-den",
        ),
    ),
    Visit("/viec/{step}", send="main button[value=complete]", status=422),
    Visit("/viec/{step}", key="p"),
    Visit("/viec/lam-thay", send="main button[value=set]", status=400),
    Visit("/viec/bo-loc?loc=sap-den", send="main button[value=save]", status=400, lands="/viec/bo-loc"),
    Visit("/viec?loc=cua-toi", tick="[name=viec]", send="main button[value=ask]", lands="/viec/nhieu"),
)  # fmt: skip
HEAD = (
    *map(
        Visit,
        (
            "/viec",
            "/viec?loc=don-vi",
            "/viec/{unclaimed}/giao",
            "/xin-loi",
            "/xin-loi?muc=da-ky",
            "/xin-loi/{apology}",
        ),
    ),
    Visit("/xin-loi/{apology}", send=SUBMIT, status=422),
    Visit("/xin-loi/{apology}", send="main button[value=dates]", lands="/xin-loi/{apology}/xem-truoc"),
    Visit("/viec/lam-thay"),
    Visit("/bang-theo-doi"),
    Visit("/bang-theo-doi/ho-so?so=RECEIVED"),
)
CHAIR = (
    Visit("/bang-theo-doi"),
    Visit("/thong-bao-da-gui"),
    Visit("/thong-bao-da-gui?ma=khong+co"),
    Visit("/thong-bao-da-gui/{notice}"),
)
TAX = (Visit("/viec"), Visit("/viec/{tax}"))
OPERATOR = tuple(
    map(
        Visit,
        (
            "/van-hanh", "/van-hanh?tat-ca=1", "/van-hanh/su-co/{incident}", "/van-hanh/ho-so/{failed}", "/van-hanh/hop-thu",
            "/van-hanh/hop-thu/{mail}", "/van-hanh/thong-bao", "/bang-theo-doi", "/bang-theo-doi?don_vi=thue_co_so",
            "/bang-theo-doi/ho-so?so=WAIT_INCIDENT",
        ),
    )
)  # fmt: skip
ROUNDS: Mapping[str, tuple[str, Sequence[Visit]]] = {
    "anyone": ("", ANYONE),
    "issuer": ("", ISSUER),
    "citizen": ("an.congdan", CITIZEN),
    "newcomer": ("tuyet.congdan", NEWCOMER),
    "clerk": ("lan.motcua", CLERK),
    "officer": ("minh.datdai", OFFICER),
    "head": ("son.giamdoc", HEAD),
    "chair": ("quang.chutich", CHAIR),
    "tax": ("huong.thue", TAX),
    "operator": ("phuc.quantri", OPERATOR),
}
"""Who walks, and where."""
CITIZENS_ROUNDS = ("anyone", "issuer", "citizen", "newcomer")
"""Those whose pages are for citizens."""
DESK = (gate.Officer, gate.Clerk, gate.Operator)
"""Visitors with an office."""


WITHOUT_SCRIPTS: Mapping[str, tuple[str, str]] = {
    "parts/form.html": ("citizen", "/ban-nhap/{begun}/to-khai"),
    "parts/return_way_fields.html": ("citizen", "/ho-so/{working}/cach-nhan"),
    "desk/deciding.html": ("clerk", "/viec/{acceptance}"),
    "desk/withdraw.html": ("clerk", "/viec/ho-so/{waiting}/rut"),
    "desk/drawing.html": ("clerk", "/viec/ho-so/{returned}"),
}
"""Templates that say more where scripts do not run: who sees that, and on which page."""


def page_routes() -> list[Route]:
    """The portal's routes that answer GET, in the order in which they are tried."""
    routers = (sign_in.router, *all_routers())
    routes = [route for router in routers for route in router.routes if isinstance(route, Route)]
    return [route for route in routes if "GET" in (route.methods or ())]


def is_desk(route: Route) -> bool:
    """Whether a route is refused to whoever has no office before anything is shown; so is the board, by roles of its own."""
    asked = get_type_hints(route.endpoint, include_extras=True).values()
    return route.path.startswith("/bang-theo-doi") or any(one in DESK for one in asked)


def route_of(path: str, routes: Sequence[Route]) -> str:
    """The route that answers a path; "" for none."""
    scope = {"type": "http", "method": "GET", "path": path, "headers": []}
    return next((route.path for route in routes if route.matches(scope)[0] is Match.FULL), "")


def all_visits() -> Iterator[Visit]:
    """Those of every round."""
    for _, visits in ROUNDS.values():
        yield from visits
