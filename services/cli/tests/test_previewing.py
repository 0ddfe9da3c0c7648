# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure preview`: every page of every procedure of the house, broken folders, forms tried out, saves noticed."""

from __future__ import annotations

import asyncio
import functools
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from motcua_calendar import use_days
from motcua_calendar.clock import LEGAL_ZONE, FixedClock
from motcua_cli.previewing.application import STREAMS, create_app
from motcua_cli.previewing.looking import Looker
from motcua_cli.previewing.serve import CannotPreview, chosen, serve
from motcua_cli.previewing.texts import english
from motcua_cli.previewing.watching import Watcher
from motcua_organisation import Organisation, load_organisation
from motcua_portal.web.texts import translate
from motcua_procedure import asked_later, load_folder
from motcua_workflow.engine.model import Finding

ROOT = Path(__file__).parents[3]
WORKFLOWS = ROOT / "workflows"
BIRTH = WORKFLOWS / "ho-tich" / "khai-sinh-thuong-tru-bhyt"
LAND = WORKFLOWS / "dat-dai" / "xoa-the-chap-va-chuyen-nhuong"
COPIES = WORKFLOWS / "chung-thuc" / "ban-sao-tu-ban-chinh"
FOLDERS = sorted(file.parent for file in WORKFLOWS.glob("*/*/procedure.yaml"))
TEMPLATES = Path(sys.modules["motcua_cli.previewing"].__file__ or "").parent / "templates"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=LEGAL_ZONE)


class Reader:
    """Asks the application without a port."""

    def __init__(self, app: FastAPI, raising: bool = True) -> None:
        self._app = app
        self._raising = raising

    def get(self, path: str, params: dict[str, str] | None = None) -> httpx.Response:
        return self._ask("GET", path, params=params)

    def post(self, path: str, data: dict[str, str], files: Any = None) -> httpx.Response:
        return self._ask("POST", path, data=data, files=files)

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app, raise_app_exceptions=self._raising)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as asking:
                return await asking.request(method, path, timeout=60, **more)

        return asyncio.run(ask())


@functools.cache
def demo() -> Organisation:
    return load_organisation(ROOT / "infra" / "demo" / "organisation.yaml")


def client(folder: Path, raising: bool = True) -> Reader:
    watcher = Watcher(folder)
    app = create_app(Looker(folder, demo(), watcher), watcher, demo(), FixedClock(NOW))
    return Reader(app, raising)


@functools.cache
def kept(folder: Path) -> Reader:
    """The preview of a folder of the house, which no test changes: looked at once for all tests; it keeps nothing of who asks."""
    assert folder in FOLDERS
    return client(folder)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(COPIES, tmp_path / "chung-thuc" / "ban-sao-tu-ban-chinh")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_of_every_procedure_of_the_house(folder: Path, lang: str) -> None:
    package, pages = load_folder(folder), kept(folder)
    page = pages.get("/", params={"lang": lang})
    assert page.status_code == 200
    told = text_of(page.text)
    assert package.procedure.name.to(lang) in told
    assert all(one.name.to(lang) in told for one in package.scenarios)
    assert all(part.limit_words.to(lang) in told for part in package.procedure.parts)
    assert ("Công bố được." if lang == "vi" else "Can be published.") in told
    for key in package.forms:
        shown = pages.get(f"/bieu-mau/{key}", params={"lang": lang})
        assert shown.status_code == 200 and "<form" in shown.text, key
    first = package.scenarios[0].file.removeprefix("scenarios/").removesuffix(".yaml")
    assert package.scenarios[0].name.to(lang) in text_of(
        pages.get("/", params={"kich-ban": first, "lang": lang}).text
    )


def test_times_fees_and_the_example_are_those_of_the_legal_clock() -> None:
    told = text_of(kept(COPIES).get("/").text)
    assert "hồ sơ được tiếp nhận lúc 23/11/2026 09:00" in told and "23/11/2026 17:00" in told
    assert "10.000 đồng" in told, "two copies of three pages: 2 × (2,000 + 2,000 + 1,000)"


def test_the_example_counts_with_the_days_off_that_are_named_and_the_scenarios_do_not(tmp_path: Path) -> None:
    days = tmp_path / "days.yaml"
    days.write_text(
        "rows:\n  - {date: 2026-11-23, kind: rest, name: {vi: Bão, en: Storm}, basis: Công điện 1}\n"
    )
    use_days(days)
    try:
        told = text_of(client(COPIES).get("/").text)
    finally:
        use_days(None)
    assert "Nhận vào ngày nghỉ (Bão)" in told and "scenario-expected" not in told


@pytest.mark.parametrize(
    ("lang", "when"),
    [
        ("vi", "Khi cơ quan giải quyết yêu cầu; không nộp cùng hồ sơ"),
        ("en", "When the deciding agency asks for it; not with the application"),
    ],
)
def test_a_paper_that_is_asked_for_later_is_told_as_on_the_citizens_page(lang: str, when: str) -> None:
    package = load_folder(BIRTH)
    page = kept(BIRTH).get("/", params={"lang": lang}).text
    papers = page.split('aria-labelledby="papers"')[1].split("</section>")[0]
    said = {
        code: text_of(line) for line in papers.split("<li>")[1:] for code in re.findall("<code>(.*?)<", line)
    }
    later = {one.code for one in package.procedure.components if one.code in asked_later.codes(package)}
    assert later == {"GT-CU-TRU", "GT-BHYT"}
    assert {code for code, line in said.items() if when in line} == later


def test_grounds_and_fees_stand_with_their_law() -> None:
    told = text_of(kept(LAND).get("/").text)
    procedure = load_folder(LAND).procedure
    lists = [one.legal_basis for one in procedure.grounds.values()]
    lists += [fee.legal_basis for part in procedure.parts for fee in part.fees]
    assert lists and all(one.document in told and one.article in told for some in lists for one in some)
    assert "Trường hợp Căn cứ pháp lý Cách tính" in told


@pytest.mark.parametrize(
    ("lang", "ways", "since", "steps"),
    [
        (
            "vi",
            "trực tiếp tại Bộ phận Một cửa, qua bưu chính",
            "từ 01/07/2025",
            "Cán bộ điền ở bước: In, ký Giấy khai sinh",
        ),
        (
            "en",
            "in person at the one-stop window, by post",
            "from 1 July 2025",
            "Officers fill it in at: Print and sign the birth certificate",
        ),
    ],
)
def test_codes_are_told_in_words_of_the_reader(lang: str, ways: str, since: str, steps: str) -> None:
    pages = kept(BIRTH)
    told = text_of(pages.get("/", params={"lang": lang}).text)
    assert ways in told and since in told
    assert "WINDOW" not in told and "2025-07-01" not in told
    form = text_of(pages.get("/bieu-mau/ky-khai-sinh", params={"lang": lang}).text)
    assert steps in form and "sign_certificate" not in form and "WINDOW" not in form


def test_the_drawing_carries_how_many_scenarios_took_each_way() -> None:
    pages = kept(COPIES)
    found = re.search(r'data-marks="([^"]*)"', pages.get("/").text)
    assert found is not None
    marks = json.loads(unescape(found.group(1)))
    assert marks["finished"] >= 1 and marks["f_withdraw__withdrawn"] == 1
    only = re.search(r'data-marks="([^"]*)"', pages.get("/", params={"kich-ban": "rut-yeu-cau"}).text)
    assert only is not None and "finished" not in json.loads(unescape(only.group(1)))
    assert b'name="Sign the certification"' in pages.get("/ban-ve.bpmn?lang=en").content
    assert pages.get("/ban-ve.bpmn").content == (COPIES / "process.bpmn").read_bytes()


def test_what_no_scenario_takes_is_named_and_refused(copied: Path) -> None:
    (copied / "scenarios" / "lanh-dao-tra-lai.yaml").unlink()
    told = text_of(client(copied).get("/?lang=en").text)
    assert "Cannot be published yet" in told and "flow-not-taken" in told
    assert "13/15" in told and "86 %" in told and "gw_signing → merge_check" in told


BROKEN = [
    ("procedure.yaml", "{<", "procedure.yaml"), ("procedure.yaml", "", "procedure.yaml"),
    ("process.bpmn", "<bpmn", "process.bpmn"),
    ("forms/kiem-tra.form", "[3]", "forms/kiem-tra.form"), ("scenarios/chung-thuc.yaml", "a: b", "scenarios/chung-thuc.yaml"),
    ("procedure.yaml", None, "procedure.yaml"), ("process.bpmn", None, "process.bpmn"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "content", "named"), BROKEN)
def test_a_broken_folder_shows_its_findings_on_every_page(
    copied: Path, file: str, content: str | None, named: str
) -> None:
    (copied / file).unlink() if content is None else (copied / file).write_text(content, "utf-8")
    pages = client(copied)
    page = pages.get("/")
    assert (
        page.status_code == 200 and named in text_of(page.text) and "Chưa công bố được" in text_of(page.text)
    )
    assert "Traceback" not in page.text
    assert pages.get("/ban-ve.bpmn?lang=en").status_code == 200
    for key in ("kiem-tra", "khong-co"):
        assert pages.get(f"/bieu-mau/{key}").status_code in (200, 404)


@pytest.mark.parametrize(
    ("lang", "said", "hint"),
    [
        ("vi", '"99xx" không đúng dạng.', "Thời hạn là 3wd (ngày làm việc)"),
        ("en", '"99xx" does not have the right form.', "A limit is 3wd (working days)"),
    ],
)
def test_a_slip_in_procedure_yaml_is_told_in_the_language_of_the_page(
    copied: Path, lang: str, said: str, hint: str
) -> None:
    edit(copied, "procedure.yaml", "limit: sameday", "limit: 99xx")
    told = text_of(client(copied).get("/", params={"lang": lang}).text)
    assert said in told and hint in told
    assert ("does not have" in told, "không đúng dạng" in told) == (lang == "en", lang == "vi")


def test_a_folder_that_is_gone_says_so_and_one_that_is_mended_is_whole_again(copied: Path) -> None:
    pages = client(copied)
    aside = copied.rename(copied.with_name("aside"))
    gone = pages.get("/?lang=en")
    assert gone.status_code == 200 and "file-unreadable" in text_of(gone.text)
    assert "it is not there; it may have been moved, renamed or deleted." in text_of(gone.text)
    told = text_of(pages.get("/").text)
    assert "Không mở được tệp: không có ở đó, có thể đã bị chuyển đi, đổi tên hoặc xóa." in told
    assert "Error" not in told
    aside.rename(copied)
    assert "Can be published." in text_of(pages.get("/?lang=en").text)


def test_a_save_is_seen_at_the_next_page(copied: Path) -> None:
    pages = client(copied)
    assert "sameday" in pages.get("/").text
    edit(copied, "procedure.yaml", "vi: Chứng thực bản sao từ bản chính", "vi: Tên mới của thủ tục")
    page = pages.get("/").text
    assert "Tên mới của thủ tục" in page and 'data-turn="1"' in page


GOOD = {"a.certification_decision": "sign"}
SIGNED = {
    "result-number": "12/CT", "result-signer": "Vũ Đình Quang", "result-day": "23/11/2026", "result-minute": "08:30",
}  # fmt: skip
FILE = {"result-file": ("đã ký.pdf", b"%PDF-1.7 ...", "application/pdf")}


def test_a_form_that_is_sent_shows_what_would_be_recorded() -> None:
    pages = kept(COPIES)
    sent = pages.post("/bieu-mau/ky-chung-thuc?lang=en", data=GOOD | SIGNED, files=FILE)
    told = text_of(sent.text)
    assert sent.status_code == 200 and "Valid. This would be recorded" in told
    assert '"certification_decision": "sign"' in told
    assert "Signer Vũ Đình Quang Date of signature 23/11/2026 08:30" in told and "đã ký.pdf" in told
    again = {"a.certification_decision": "send_back", "a.opinion": "Thiếu một trang của bản chính."}
    back = text_of(pages.post("/bieu-mau/ky-chung-thuc?lang=en", data=again).text)
    assert "With these answers the step signs no result." in back and "Vũ Đình Quang, " in back


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda one: one.name)
def test_a_step_that_signs_shows_number_signer_moment_and_file_as_its_officer_sees_them(
    folder: Path, lang: str
) -> None:
    package, pages = load_folder(folder), kept(folder)
    bpmn = package.bpmn.decode()
    signing = set(re.findall(r'motcua:form="([^"]+)"[^>]*motcua:result=', bpmn))
    assert signing, "every procedure of the house signs something"
    for key in package.forms:
        shown = pages.get(f"/bieu-mau/{key}", params={"lang": lang}).text
        names = set(re.findall(r'name="(result-[a-z]+)"', shown))
        wanted = {f"result-{one}" for one in ("number", "signer", "day", "minute", "file")}
        assert names == (wanted if key in signing else set()), key
        if key in signing:
            assert translate("Số của văn bản kết quả", lang) in shown and 'value="23/11/2026"' in shown
            assert re.search(r"<option[^>]* selected>[^<]+, [^<]+</option>", shown), (
                "a signer with a position"
            )


@pytest.mark.parametrize(
    ("changed", "files", "field"),
    [
        ({"result-number": ""}, FILE, "result-number"), ({"result-number": "<số>"}, FILE, "result-number"),
        ({"result-signer": "Người Lạ"}, FILE, "result-signer"), ({"result-day": "32/11/2026"}, FILE, "result-day"),
        ({"result-minute": "09:30"}, FILE, "result-day"), ({"result-day": "22/11/2026"}, FILE, "result-day"),
        ({}, None, "result-file"), ({}, {"result-file": ("a.pdf", b"MZ", "application/pdf")}, "result-file"),
    ],
)  # fmt: skip
def test_a_signed_result_is_judged_as_the_desk_judges_it(
    changed: dict[str, str], files: Any, field: str
) -> None:
    sent = kept(COPIES).post("/bieu-mau/ky-chung-thuc?lang=en", data=GOOD | SIGNED | changed, files=files)
    assert sent.status_code == 422 and f'id="{field}-error"' in sent.text and f'href="#{field}"' in sent.text
    again = "Please choose the file again" in sent.text
    assert again == (field != "result-file"), "the preview keeps no file"


def test_without_an_organisation_the_signer_is_whoever_may(copied: Path) -> None:
    watcher = Watcher(copied)
    pages = Reader(create_app(Looker(copied, None, watcher), watcher, None, FixedClock(NOW)))
    assert "Whoever may sign for the unit" in pages.get("/bieu-mau/ky-chung-thuc?lang=en").text
    named = SIGNED | {"result-signer": "Whoever may sign for the unit"}
    assert pages.post("/bieu-mau/ky-chung-thuc?lang=en", data=GOOD | named, files=FILE).status_code == 200


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_form_that_is_not_right_says_what_is_wrong_as_the_server_does(lang: str) -> None:
    pages = kept(COPIES)
    sent = pages.post(f"/bieu-mau/yeu-cau?lang={lang}", data={})
    assert sent.status_code == 422 and translate("Có nội dung cần sửa", lang) in sent.text
    sources: Any = {"components": [], "communes": []}
    _, errors = load_folder(COPIES).forms["yeu-cau"].validate({}, sources, today=NOW.date())
    assert errors and all(error.to(lang) in text_of(sent.text) for error in errors.values())
    typed = pages.post(f"/bieu-mau/yeu-cau?lang={lang}", data={"a.copies": "không phải số"})
    assert typed.status_code == 422 and "không phải số" in typed.text, "what was typed is kept"


APPLYING = {
    "applicant_name": "Nguyễn Văn An", "applicant_id": "001090000017", "applicant_address": "12 Đường Láng",
    "applicant_phone": "0912345678", "document_name": "Bằng tốt nghiệp", "issued_by": "Trường Đại học Minh Họa",
    "document_language": "vi", "pages": "3", "copies": "2",
}  # fmt: skip


def test_of_the_start_form_the_process_gets_the_facts_of_procedure_yaml_and_nothing_personal() -> None:
    sent = kept(COPIES).post("/bieu-mau/yeu-cau", data={f"a.{key}": value for key, value in APPLYING.items()})
    assert sent.status_code == 200, text_of(sent.text)
    answers, facts = (
        json.loads(unescape(found)) for found in re.findall(r"<pre>(.*?)</pre>", sent.text, re.DOTALL)
    )
    assert answers["applicant_name"] == "Nguyễn Văn An" and answers["pages"] == 3
    assert facts == {"copies_ordered": 2, "pages_ordered": 3}


def test_what_is_given_to_a_form_is_what_the_chosen_scenario_brings() -> None:
    pages = kept(COPIES)
    links = re.findall(
        r'href="(/bieu-mau/ky-chung-thuc\?luc=[^"]*)"', pages.get("/bieu-mau/ky-chung-thuc").text
    )
    assert len(set(links)) >= 3
    given = {text_of(pages.get(unescape(link)).text) for link in links}
    assert len(given) >= 2, "scenarios bring different numbers"


def test_texts_are_all_there_in_english_and_none_is_left_over() -> None:
    used: set[str] = set()
    for file in TEMPLATES.glob("*.html"):
        used |= {found[1] for found in re.findall(r"_\(([\"'])(.*?)\1[,)]", file.read_text("utf-8"))}
    for file in TEMPLATES.parent.glob("*.py"):
        used |= set(re.findall(r'say\("(.*?)"[,)]', file.read_text("utf-8")))
    own = english()
    assert {text for text in used if text not in own and translate(text, "en") == text} == set()
    assert set(own) - used == set()


def test_a_page_is_told_of_a_save_and_too_many_pages_are_let_go(copied: Path) -> None:
    watcher = Watcher(copied)
    app = create_app(Looker(copied, None, watcher), watcher, None, FixedClock(NOW))
    pages = Reader(app)
    edit(copied, "procedure.yaml", "limit: sameday", "limit: 2wh")
    assert watcher.look() is True and watcher.look() is False
    assert "data: 1" in pages.get("/thay-doi?turn=0").text
    for _ in range(STREAMS):
        app.state.streams.acquire()
    assert pages.get("/thay-doi?turn=0").status_code == 204


def test_the_watcher_wakes_who_waits(copied: Path) -> None:
    watcher = Watcher(copied)
    watcher.start()
    seen: list[int] = []
    waiting = threading.Thread(target=lambda: seen.append(watcher.wait(0, 30.0)))
    waiting.start()
    (copied / "README.md").write_text("x", "utf-8")
    waiting.join(20.0)
    watcher.stop()
    assert seen == [1]


def test_a_fault_of_the_preview_is_a_page_that_renews_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("motcua_cli.previewing.looking.see", fail)
    page = client(COPIES, raising=False).get("/?lang=en")
    assert page.status_code == 500 and "RuntimeError" in page.text and "boom" not in page.text
    assert "preview.js" in page.text and "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_what_the_compiler_refuses_is_a_finding_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Finding("cannot-compile", "error", 3, "x", "", "The compiler says no.", "Change the drawing.")
    monkeypatch.setattr(
        "motcua_cli.previewing.seeing.uncompiled", lambda drawing, lang: (("process.bpmn", found),)
    )
    told = text_of(client(COPIES).get("/?lang=en").text)
    assert "The compiler says no." in told and "Cannot be published yet" in told


def test_which_folder_is_shown(tmp_path: Path, copied: Path) -> None:
    assert chosen(copied) == copied and chosen(tmp_path) == copied, "the only one below"
    (copied / "procedure.yaml").unlink()
    assert chosen(copied) == copied, "it is meant to be one, and its findings say what it lacks"
    for path, why in ((tmp_path / "nowhere", "no folder"), (WORKFLOWS, "several")):
        with pytest.raises(CannotPreview, match=why):
            chosen(path)


def test_a_port_that_is_taken_is_said() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotPreview, match="--port"):
            serve(COPIES, taken.getsockname()[1])


@pytest.fixture
def served(copied: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "motcua_cli.main", "procedure", "preview", str(copied), "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    yield process, process.stdout.readline().split()[0]
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_command_serves_on_loopback_under_its_own_name_and_ends_on_ctrl_c(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = served
    assert address.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert answer.status == 200 and "default-src 'none'" in answer.headers["Content-Security-Policy"]
    request = urllib.request.Request(address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code == 421
    refused.value.close()
    process.send_signal(signal.SIGINT)
    assert process.wait(20) in (0, 130, -signal.SIGINT)
