# SPDX-License-Identifier: Apache-2.0
"""The citizens' pages in Chromium: at 360 px, with and without JavaScript, by keyboard, light, and asking nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from citizen_steps import ANSWERS, PDF, REQUIRED
from intake_double import LAND, IntakeDouble, stamp
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2 as pb
from pages_chromium import NEEDED, launched

MOST_BYTES = 150_000
MOST_FILES = 100
"""Of a draft, as intake takes them (`app/papers.py`)."""
pytestmark = NEEDED
TRANSFERRED = """() => ['resource', 'navigation'].flatMap(kind => performance.getEntriesByType(kind))
  .map(one => one.transferSize)"""
OUTSIDE_LABELS = """() => [...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]
  .filter(one => !one.labels.length).map(one => one.outerHTML)"""
SMALL = """() => [...document.querySelectorAll('main .button, main button:not(.sr), main input:not([type=hidden]), main select')]
  .filter(one => !['radio', 'checkbox'].includes(one.type) && one.getBoundingClientRect().height < 43.9)
  .map(one => one.outerHTML)"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


def open_page(chromium: Any, site: str, sessions: Any, *, script: bool) -> Any:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=script)
    context.add_cookies([{"name": "motcua_session", "value": sessions.sign_in("hoa"), "url": site}])
    return context.new_page()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_journey_at_360_px(
    chromium: Any, site: str, sessions: Any, intake: IntakeDouble, script: bool
) -> None:
    page = open_page(chromium, site, sessions, script=script)
    page.goto(f"{site}/thu-tuc?q=chuyen+nhuong")
    page.click(".card")
    page.click("text=Nộp hồ sơ trực tuyến")
    page.check("#u-1")
    page.click("text=Tiếp tục")
    fill_in(page)
    page.click("text=Lưu và tiếp tục")
    for code in REQUIRED:
        page.set_input_files(f"#p-{code}", {"name": "giấy.pdf", "mimeType": "application/pdf", "buffer": PDF})
    page.click("text=Tải lên và tiếp tục")
    page.click("main button:has-text('Nộp hồ sơ')")
    page.wait_for_url("**/da-nop")
    assert "H99.101-261123-0001" in page.inner_text("main") and page.url.endswith("/da-nop")
    page.context.close()


def test_pages_fit_a_telephone_are_labelled_light_and_ask_nobody_else(
    chromium: Any, site: str, sessions: Any, intake: IntakeDouble
) -> None:
    page = open_page(chromium, site, sessions, script=True)
    intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    paths = (
        "/",
        "/thu-tuc",
        f"/thu-tuc/{LAND}",
        f"/nop-ho-so/{LAND}",
        "/ho-so",
        "/ho-so/dossier-1",
        "/ho-so/dossier-1/rut",
        "/tra-cuu",
    )
    for path in paths:
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert page.evaluate(OUTSIDE_LABELS) == [] and page.evaluate(SMALL) == [], path
        assert page.evaluate("document.querySelectorAll('h1').length") == 1, path
    assert {url for url in asked if not url.startswith(f"{site}/")} == set() and problems == []
    page.context.close()


def test_the_first_page_is_light(chromium: Any, site: str, sessions: Any) -> None:
    page = open_page(chromium, site, sessions, script=True)
    page.goto(f"{site}/thu-tuc/{LAND}", wait_until="networkidle")
    sizes = page.evaluate(TRANSFERRED)
    assert 0 < sum(sizes) <= MOST_BYTES
    page.context.close()


def test_a_draft_with_as_many_files_as_are_taken_is_light(
    chromium: Any, site: str, sessions: Any, intake: IntakeDouble
) -> None:
    """A hundred files whose names are as long and as heavy as a name may be, on every page that lists them."""
    page = open_page(chromium, site, sessions, script=True)
    page.goto(f"{site}/nop-ho-so/{LAND}")
    page.check("#u-1")
    page.click("text=Tiếp tục")
    page.wait_for_url("**/to-khai")
    ((owner, draft),) = intake.drafts.values()
    dossier = intake.add_dossier(owner, pb.DOSSIER_STATUS_IN_PROGRESS)
    for number in range(MOST_FILES):
        many = {
            "paper_id": f"{uuid4()}",
            "file_id": f"{uuid4()}",
            "component": REQUIRED[number % len(REQUIRED)],
        }
        name = f"{'𠀋' * 200} {number}.pdf"
        paper = pb.Paper(**many, file_name=name, form="certified_copy", copies=1, size=1_234_567)
        draft.papers.append(paper)
        dossier.papers.append(paper)
    told = {}
    for path in (
        *(f"/ban-nhap/{draft.draft_id}/{one}" for one in ("giay-to", "kiem-tra")),
        "/ho-so/dossier-1",
    ):
        fresh = open_page(chromium, site, sessions, script=True)
        fresh.goto(site + path, wait_until="networkidle")
        assert fresh.locator("a[href^='/tep/']").count() >= MOST_FILES, path
        if path.endswith("giay-to"):
            named = fresh.get_by_role("button", name=re.compile(r"^Gỡ \S+…\S+ \d+\.pdf$"))
            assert named.count() == MOST_FILES, "each button says which file it takes away"
        told[path] = sum(fresh.evaluate(TRANSFERRED))
        fresh.context.close()
    page.context.close()
    assert {path: size for path, size in told.items() if size > MOST_BYTES} == {}


def test_errors_take_the_focus_and_lead_to_their_fields_by_keyboard(
    chromium: Any, site: str, sessions: Any
) -> None:
    page = open_page(chromium, site, sessions, script=True)
    page.goto(f"{site}/nop-ho-so/{LAND}")
    page.focus("#u-1")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/to-khai")
    page.focus("#f-parcel_no")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice-error")
    page.wait_for_load_state("load")  # the script that moves the focus has run
    assert page.evaluate("document.activeElement.matches('.notice-error')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id || location.hash").lstrip("#") == "f-applicant_name"
    assert page.get_attribute("#f-applicant_name", "aria-describedby") == "f-applicant_name-error"
    page.context.close()


def test_a_question_that_does_not_matter_is_hidden_by_script(chromium: Any, site: str, sessions: Any) -> None:
    page = open_page(chromium, site, sessions, script=True)
    page.goto(f"{site}/nop-ho-so/{LAND}")
    page.check("#u-1")
    page.click("text=Tiếp tục")
    page.wait_for_url("**/to-khai")
    assert not page.is_visible("#f-price")
    page.check("input[value=sale]")
    assert page.is_visible("#f-price")
    page.check("input[value=gift]")
    assert not page.is_visible("#f-price")
    for filer, asked in (("transferor", False), ("proxy", True), ("transferee", False), ("mortgagee", True)):
        page.check(f"input[value={filer}]")
        assert page.is_visible("[name='a.represents'] >> nth=0") == asked, filer
        assert page.is_visible("#f-transferor_name") == (filer != "transferor"), filer
        assert page.is_visible("#f-transferee_name") == (filer != "transferee"), filer
    page.context.close()


def fill_in(page: Any) -> None:
    for name, value in ANSWERS.items():
        field = page.locator(f'[name="{name}"]').first
        if field.get_attribute("type") in ("radio", "checkbox"):
            page.check(f'[name="{name}"][value="{value}"]')
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


ZALGO = "".join(chr(0x300 + number % 70) for number in range(60))


@pytest.mark.parametrize(
    ("typed", "beside"),
    [
        ("refusal_reason", "section[aria-labelledby=now] dl.facts"),
        ("history", ".timeline li:last-child"),
        ("supplement", "#asked"),
    ],
)
def test_marks_piled_upon_a_letter_leave_other_lines_alone(
    chromium: Any, site: str, sessions: Any, intake: IntakeDouble, typed: str, beside: str
) -> None:
    """What an older version or another system let in: the picture of what stands beside it is the same with and without."""
    page = open_page(chromium, site, sessions, script=False)
    dossier = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED)
    dossier.actions.append(pb.ACTION_ANSWER_SUPPLEMENT)
    asked = dossier.supplements.add(round=1, stage="after_appraisal", requested_at=stamp(60))

    def picture(name: str) -> bytes:
        dossier.refusal_reason = name if typed == "refusal_reason" else "."
        asked.reason = name if typed == "supplement" else "."
        del dossier.history[:]
        for at, text in ((120, name if typed == "history" else "."), (60, "Trước đó")):
            dossier.history.add(at=stamp(at), text=common.LocalizedText(vi=text))
        page.goto(f"{site}/ho-so/{dossier.dossier_id}")
        page.evaluate("() => document.fonts.ready.then(() => true)")  # a font that comes late moves the box
        box = page.locator(beside).first.bounding_box()
        return bytes(page.screenshot(full_page=True, clip=box))

    assert picture(f"Nguyễn Văn A{ZALGO}") == picture("Nguyễn Văn A")


def test_a_number_of_a_paper_goes_to_the_next_line_whole(
    chromium: Any, site: str, sessions: Any, intake: IntakeDouble
) -> None:
    page = open_page(chromium, site, sessions, script=False)
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    made.documents[0].number = "000123-26/BNKQ"
    for width in range(280, 420, 20):
        page.set_viewport_size({"width": width, "height": 740})
        page.goto(f"{site}/ho-so/dossier-1")
        [number] = page.locator(".number").all()
        assert number.inner_text() == "Số 000123-26/BNKQ"
        lines = number.evaluate(
            "one => { const r = document.createRange(); r.selectNodeContents(one); return r.getClientRects().length }"
        )
        assert lines == 1, width
    page.context.close()
