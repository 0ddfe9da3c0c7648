# SPDX-License-Identifier: Apache-2.0
"""Every page that needs no story: at both widths, in English, and the window's own rooms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest
from motcua_cli.actors import LAND_PAPERS
from support.browser import Person
from support.pdfs import says
from support.province import COMMUNE, Province
from support.rooms import ANSWERS, CAME_IN, LAND_TITLE, Officer, pdf

pytestmark = pytest.mark.browser
LAND = "dat-dai/xoa-the-chap-va-chuyen-nhuong"
PUBLIC = ("/", "/thu-tuc", f"/thu-tuc/{LAND}", "/thu-tuc?q=khong+co+gi", "/tra-cuu", "/khong-co-trang-nay")
VIETNAMESE = re.compile(r"[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]", re.I)
# Names, the currency, and the official names of forms.
DATA = re.compile(
    r"Tiếng Việt|đồng|Mẫu số \w+|Nguyễn Văn An|Trần Thị Lan|Ngô Quang Minh|Tạ Hữu Phúc|Nguyễn Thị Ánh Nguyệt"
)
OWN_WORDS = (
    "nav, h1, h2, h3, label, legend, th, dt, button, summary, .button, .filters, .help, .tag, .notice, .foot, .empty, "
    ".due, .optional"
)


def leftovers(person: Person) -> list[str]:
    """Vietnamese words among the portal's own, on an English page."""
    said = person.page.locator(OWN_WORDS).all_inner_texts()
    return [text for text in said if VIETNAMESE.search(DATA.sub("", text))]


def speak_english(person: Person, paths: Sequence[str]) -> dict[str, list[str]]:
    """Open each page in English; what is left of Vietnamese, by page."""
    left = {}
    for path in paths:
        person.page.goto(path)
        found = person.inspect()
        assert found["lang"] == "en", path
        if leftovers(person):
            left[path] = leftovers(person)
        person.look()
    return left


def test_public_pages(people: Callable[..., Person]) -> None:
    """In Vietnamese, then by the switch in English, and back on the same page."""
    person = people()
    for path in PUBLIC:
        person.open(path)
    person.open("/thu-tuc")
    person.follow("English")
    assert person.path == "/thu-tuc"
    left = speak_english(person, PUBLIC)
    person.open("/tra-cuu")
    person.follow("Tiếng Việt")

    assert left == {}
    assert person.heading() == "Tra cứu hồ sơ"


def test_citizens_pages_in_english(people: Callable[..., Person], province: Province) -> None:
    """The own list, a dossier, its withdrawal, and the steps of applying."""
    made = province.citizen().submit_land(COMMUNE)
    person = people(Person, "an.congdan")
    person.follow("English")
    paths = ["/ho-so", f"/ho-so/{made.dossier_id}", f"/ho-so/{made.dossier_id}/rut", f"/nop-ho-so/{LAND}"]
    left = speak_english(person, [*paths, f"/ho-so/{made.dossier_id}/da-nop"])
    person.open(f"/nop-ho-so/{LAND}")
    person.page.get_by_role("radio").first.check()
    person.press("Continue")
    draft = person.page.url.rpartition("/")[0]
    left |= speak_english(person, [f"{draft}/to-khai", f"{draft}/giay-to", f"{draft}/kiem-tra"])

    assert left == {}


def test_officers_pages_in_english(people: Callable[..., Person], province: Province) -> None:
    """Inbox, task, dossier, window, keys; the operator's three lists."""
    made = province.citizen().submit_land(COMMUNE)
    task = province.clerk.wait_for(made.dossier_id, "acceptance").task_id
    clerk = people(Person, province.system.users_with("window_clerk", COMMUNE)[0])
    clerk.follow("English")
    filters = [link.get_attribute("href") or "" for link in clerk.page.locator(".filters a").all()]
    paths = [f"/viec/{task}", "/viec/ho-so", f"/viec/ho-so/{made.dossier_id}", "/tiep-nhan", "/viec/phim-tat"]
    left = speak_english(clerk, [*filters, *paths])
    operator = people(Person, province.system.users_with("operator")[0])
    operator.follow("English")
    left |= speak_english(operator, ["/van-hanh", "/van-hanh/hop-thu", "/van-hanh/thong-bao"])

    assert left == {}


def test_received_at_the_window(officer: Callable[[str], Officer], province: Province) -> None:
    """Somebody came with paper: form, scans one by one, acceptance in one go, receipt to print."""
    clerk = officer(province.system.users_with("window_clerk", COMMUNE)[0])
    clerk.follow("Tiếp nhận tại quầy")
    clerk.press(f"Bắt đầu – {LAND_TITLE}")
    clerk.fill(ANSWERS | CAME_IN)
    clerk.press("Lưu và tiếp tục")
    clerk.press("Tải lên và tiếp tục")
    assert clerk.page.locator("#outcome").is_disabled()
    clerk.follow("Giấy tờ")
    for code in LAND_PAPERS:
        clerk.page.locator(f'[name="file.{code}"]').set_input_files(pdf(code))
    clerk.press("Tải lên và tiếp tục")
    clerk.page.locator("#outcome").check()
    clerk.press("Gửi quyết định và in giấy")
    code = clerk.page.locator("h1 .code").inner_text()

    says(clerk.printed(), "GIẤY TIẾP NHẬN HỒ SƠ", code, "Nguyễn Thị Ánh Nguyệt")
    clerk.open(f"/viec/ho-so?ma={code}")
    assert clerk.page.locator("h1 .code").inner_text() == code
    clerk.open("/viec/ho-so?ma=H99.101-000000-0000")
    assert "Không tìm thấy hồ sơ khớp với" in clerk.text()
    clerk.open("/viec?loc=da-xong")
