# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure preview` in a browser: the drawing with its signs, renewal at a save, what is being typed stays."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from support.axe import findings, load_axe
from support.browser import Album
from support.system import ROOT
from support.walking import OPEN_ALL

KEY = Path("chung-thuc") / "ban-sao-tu-ban-chinh"
WIDTHS = (360, 1366)
WAIT = 30_000.0
"""Milliseconds, on a busy machine."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(ROOT / "workflows" / KEY, tmp_path_factory.mktemp("preview") / KEY)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "motcua_cli.main", "procedure", "preview", str(folder), "--port", "0"],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    yield process.stdout.readline().split()[0].rstrip("/")
    process.terminate()
    process.wait(20)
    process.stdout.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []


def save(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_and_the_drawing_is_there(page: Page, album: Album, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name, path in (
        ("overview", "/"),
        ("officer", "/bieu-mau/ky-chung-thuc?lang=en"),
        ("citizen", "/bieu-mau/yeu-cau"),
    ):
        page.goto(path)
        if name == "overview":
            expect(page.locator(".drawing .flag").first).to_be_visible(timeout=WAIT)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, path
        album.take(page, f"preview-{name}", width)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_axe_finds_nothing_in_the_preview(browser: Browser, address: str, lang: str) -> None:
    """Overview with its drawing, forms of a citizen and of an officer who signs, refused and judged good, and a form that is not
    there; at both widths."""
    context = browser.new_context(base_url=address)
    load_axe(context)
    page, found = context.new_page(), {}
    for path, press in (
        ("/", False), ("/bieu-mau/yeu-cau", False), ("/bieu-mau/yeu-cau", True), ("/bieu-mau/ky-chung-thuc", False),
        ("/bieu-mau/ky-chung-thuc", True), ("/bieu-mau/khong-co", False),
    ):  # fmt: skip
        page.goto(f"{path}?lang={lang}")
        if path == "/":
            expect(page.locator(".drawing .flag").first).to_be_visible(timeout=WAIT)
        if press:
            with page.expect_navigation():
                page.locator(".sheet button").click()
            expect(page.get_by_role("alert")).to_be_visible(timeout=WAIT)
        page.evaluate(OPEN_ALL)
        found[path, press] = findings(page, again=lang != "vi")
    page.goto(f"/bieu-mau/ky-chung-thuc?lang={lang}")
    page.locator('[value="send_back"]').check()
    page.locator('[name="a.opinion"]').fill("Thiếu một trang của bản chính.")
    expect(page.locator("#result-number")).to_be_hidden()
    with page.expect_navigation():
        page.locator(".sheet button").click()
    expect(page.locator("#kept")).to_be_visible(timeout=WAIT)
    found["kept", True] = findings(page, again=lang != "vi")
    context.close()
    assert {where: said for where, said in found.items() if said} == {}


def test_a_save_renews_the_page_and_what_no_scenario_takes_has_a_sign_and_a_line(
    page: Page, folder: Path
) -> None:
    page.goto("/?lang=en")
    expect(page.get_by_text("Can be published.")).to_be_visible(timeout=WAIT)
    scenario = folder / "scenarios" / "lanh-dao-tra-lai.yaml"
    kept = scenario.read_bytes()
    scenario.unlink()
    expect(page.get_by_text("Cannot be published yet")).to_be_visible(timeout=WAIT)
    expect(page.locator(".drawing .flag.missed")).to_have_count(2, timeout=WAIT)
    assert page.locator(".drawing .flag.missed").first.inner_text() == "✗"
    line = page.locator(".drawing .djs-connection.missed path").first
    assert line.evaluate("path => getComputedStyle(path).strokeDasharray") != "none"
    scenario.write_bytes(kept)
    expect(page.get_by_text("Can be published.")).to_be_visible(timeout=WAIT)
    expect(page.locator(".drawing .flag.missed")).to_have_count(0, timeout=WAIT)


def test_what_is_being_typed_stays_when_the_folder_is_saved(page: Page, folder: Path) -> None:
    page.goto("/bieu-mau/yeu-cau?lang=en")
    page.locator('[name="a.copies"]').press_sequentially("12")
    save(folder / "procedure.yaml", "summary:", "# saved\nsummary:")
    expect(page.get_by_text("The folder was saved.")).to_be_visible(timeout=WAIT)
    assert page.locator('[name="a.copies"]').input_value() == "12"
    page.get_by_role("link", name="Reload the page").click()
    expect(page.locator('[name="a.copies"]')).to_have_value("")
