# SPDX-License-Identifier: Apache-2.0
"""A session that ends while somebody fills in a page with files: what was typed is there again, and the files are named that
have to be chosen again."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from citizen_steps import ANSWERS, PDF, begin, hidden, value
from intake_double import IntakeDouble
from motcua.intake.v1 import intake_pb2 as pb
from motcua_portal.web import posting

OWN = {"sec-fetch-site": "same-origin"}


def sign_in_again(client: httpx.Client, sessions: Any, away: httpx.Response) -> httpx.Response:
    """The page that the person comes back to."""
    assert away.status_code == 303 and away.headers["location"].startswith("/dang-nhap?next="), away.text
    sessions.sign_in("hoa")
    back = client.get(parse_qs(urlsplit(away.headers["location"]).query)["next"][0])
    assert back.status_code == 200, back.text
    return back


def pdf(code: str, name: str) -> tuple[str, tuple[str, bytes, str]]:
    return f"file.{code}", (name, PDF, "application/pdf")


def test_files_of_a_draft_are_named_and_the_rest_is_kept(
    hoa: httpx.Client, sessions: Any, intake: IntakeDouble
) -> None:
    path = f"{begin(hoa)}/giay-to"
    fields = {**hidden(hoa.get(f"{path}?ve=kiem-tra")), "form.GCN": "scan", "action": "next"}
    sessions.sessions.clear()
    away = hoa.post(path, data=fields, files=[pdf("GCN", "a <b>.pdf"), pdf("GCN", "b.pdf")])
    back = sign_in_again(hoa, sessions, away)
    assert "Tệp vừa chọn chưa được gửi; hãy chọn lại." in back.text
    assert "Tệp đã chọn: a &lt;b&gt;.pdf; b.pdf." in back.text and not intake.files
    assert hidden(back)["ve"] == "kiem-tra"


def test_the_form_that_a_paper_has_is_kept(hoa: httpx.Client, sessions: Any, intake: IntakeDouble) -> None:
    path = f"{begin(hoa)}/giay-to"
    page = hoa.get(path)
    forms = page.text.partition('<select name="form.')[2]
    code, last = (
        forms.partition('"')[0],
        forms.partition("</select>")[0].rpartition('<option value="')[2].partition('"')[0],
    )
    sessions.sessions.clear()
    away = hoa.post(path, data={**hidden(page), f"form.{code}": last}, files=[pdf(code, "a.pdf")])
    assert f'value="{last}" selected' in sign_in_again(hoa, sessions, away).text


def test_too_much_at_once_is_told_like_a_file(
    hoa: httpx.Client, sessions: Any, intake: IntakeDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{begin(hoa)}/giay-to"
    monkeypatch.setattr(posting, "MOST_BYTES", 1000)
    sessions.sessions.clear()
    away = hoa.post(path, data={"csrf": "x"}, files=[("file.GCN", ("a.pdf", PDF * 100, "application/pdf"))])
    assert "Tệp vừa chọn chưa được gửi; hãy chọn lại." in sign_in_again(hoa, sessions, away).text


def test_a_supplement_keeps_its_note(hoa: httpx.Client, sessions: Any, intake: IntakeDouble) -> None:
    asked = pb.Supplement(round=1, stage="before_acceptance", reason="Mờ.",
                          items=[pb.SupplementItem(component="GCN", reason="Chụp lại.")])  # fmt: skip
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, supplements=[asked])
    path = f"/ho-so/{made.dossier_id}/bo-sung"
    fields = {**hidden(hoa.get(path)), "note": "Một dòng", "action": "send"}
    sessions.sessions.clear()
    back = sign_in_again(hoa, sessions, hoa.post(path, data=fields, files=[pdf("GCN", "trang 3.pdf")]))
    assert "Tệp đã chọn: trang 3.pdf." in back.text and "Một dòng</textarea>" in back.text


def test_who_signed_in_again_in_another_tab_loses_nothing(
    hoa: httpx.Client, sessions: Any, intake: IntakeDouble
) -> None:
    path = f"{begin(hoa)}/to-khai"
    old = {**hidden(hoa.get(path)), **ANSWERS, "a.parcel_no": "99", "csrf": "of-the-session-before"}
    answer = hoa.post(path, data=old, headers=OWN)
    assert answer.status_code == 303 and answer.headers["location"].startswith(f"{path}?dang-do=")
    back = hoa.get(answer.headers["location"])
    assert value(back, "parcel_no") == "99" and "vừa đăng nhập lại" in back.text
    assert intake.drafts["draft-1"][1].revision == 1, "nothing was saved by it"


@pytest.mark.parametrize(
    "headers", [{}, {"sec-fetch-site": "cross-site"}, {"origin": "http://elsewhere.example"}]
)
def test_the_form_of_another_site_is_refused_and_nothing_of_it_is_shown(
    hoa: httpx.Client, sessions: Any, headers: dict[str, str]
) -> None:
    path = f"{begin(hoa)}/to-khai"
    answer = hoa.post(path, data={**ANSWERS, "csrf": "guessed"}, headers=headers)
    assert answer.status_code == 403 and not sessions.stash
