# SPDX-License-Identifier: Apache-2.0
"""The portal's two kinds of rooms as people walk them: applicants and officers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from motcua_cli.actors import LAND_ANSWERS, LAND_PAPERS, LAND_STEPS, land_step, small_pdf
from playwright.sync_api import FilePayload, Locator

from support.browser import Person

LAND_TITLE = "Xóa đăng ký thế chấp và đăng ký chuyển nhượng quyền sử dụng đất"
WINDOW = "Suối Trong"
ANSWERS = LAND_ANSWERS | {"land_commune": "suoi_trong"}
CAME_IN = {"applicant_name": "Nguyễn Thị Ánh Nguyệt", "applicant_id": "099185001234"}
"""Whom the window types in; who files online is whom the account says."""


def pdf(name: str) -> FilePayload:
    """A small scan."""
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": small_pdf(name)}


class Applicant(Person):
    """A citizen at home."""

    def begin_land(self) -> None:
        """From the procedure's page to the form, at the window of the commune."""
        self.open("/thu-tuc/dat-dai/xoa-the-chap-va-chuyen-nhuong")
        self.follow("Nộp hồ sơ trực tuyến")
        self.choose_window()

    def choose_window(self) -> None:
        self.page.get_by_role("radio", name=WINDOW).check()
        self.press("Tiếp tục")

    def fill_in(self, answers: Mapping[str, Any] = ANSWERS) -> None:
        """The form, and on."""
        self.fill(answers)
        self.press("Lưu và tiếp tục")

    def attach(self, papers: Sequence[str] = LAND_PAPERS) -> None:
        """Every paper, and on."""
        for code in papers:
            self.paper(code).set_input_files(pdf(code))
        self.press("Tải lên và tiếp tục")

    def paper(self, code: str) -> Locator:
        """The file input of a paper."""
        return self.page.locator(f'input[type=file][name="file.{code}"]')

    def hand_in(self) -> tuple[str, str]:
        """Submit; (dossier id, code)."""
        self.press("Nộp hồ sơ")
        return self.path.split("/")[2], self.page.locator(".code-big").inner_text()

    def submit_land(self) -> tuple[str, str]:
        """The whole way; (dossier id, code)."""
        self.begin_land()
        self.fill_in()
        self.attach()
        return self.hand_in()

    def dossier(self, dossier_id: str) -> None:
        self.open(f"/ho-so/{dossier_id}")

    def printed(self, name: str) -> bytes:
        """Save a paper of the authorities whose name contains this, from the dossier's page."""
        items = self.page.locator("section", has=self.page.locator("#documents")).locator("li", has_text=name)
        self.until(lambda: items.count() > 0)
        return self.download(items.last.get_by_role("link", name="Tải về"))

    def results(self) -> dict[str, bytes]:
        """Save every result: by name."""
        items = self.page.locator("section", has=self.page.locator("#results")).locator("ul.list > li")
        return {
            item.get_by_role("link").first.inner_text(): self.download(
                item.get_by_role("link", name="Tải về")
            )
            for item in items.all()
        }


class Officer(Person):
    """An officer at a desk."""

    def take(self, code: str, step: str) -> None:
        """From the inbox: claim the task of a dossier whose title contains `step`."""
        self.find(code, step)
        row = self.row(code, step)
        self.click(row.get_by_role("button"))

    def find(self, code: str, step: str) -> None:
        """Open the inbox and wait for a task."""
        self.open("/viec")
        self.until(lambda: self.row(code, step).count() > 0)

    def row(self, code: str, step: str) -> Locator:
        return self.page.locator("li.task", has_text=code).filter(has_text=step)

    def do(self, code: str, step: str, answers: Mapping[str, Any] | str) -> None:
        """Claim a step, fill in its form (`answers`, or those of an element when all goes well), complete it."""
        self.take(code, step)
        self.answer(answers)
        self.complete()

    def answer(self, answers: Mapping[str, Any] | str) -> None:
        """Fill in the form of a step: `answers`, or those of an element when all goes well."""
        today = self.doors.actor(self.system, self.user).today()
        self.fill(land_step(LAND_STEPS[answers] if isinstance(answers, str) else answers, today))

    def complete(self, button: str = "Hoàn thành bước này") -> None:
        self.press(button)

    def sign(self, code: str, step: str, number: str, file: Path | FilePayload | None) -> None:
        """Attach the signed result; without a file the sheet stamped MẪU is made."""
        self.take(code, step)
        self.page.get_by_label("Số của văn bản kết quả").fill(number)
        if file is None:
            self.press("Tạo tệp kết quả MẪU")
            assert "Đã tạo tệp kết quả MẪU" in self.text()
        else:
            self.page.get_by_label("Tệp PDF của văn bản đã ký").set_input_files(file)
        self.complete()

    def decide(self, code: str, outcome: str) -> None:
        """At the window: take what came online and choose accept, supplement or refuse."""
        self.take(code, "")
        self.page.get_by_role("radio", name=re.compile(f"^{outcome}")).check()

    def printed(self) -> bytes:
        """The form to hand over that stands on top of the dossier's page after an act of the window."""
        return self.fetch(self.page.locator(".print-list a").first)
