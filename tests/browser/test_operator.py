# SPDX-License-Identifier: Apache-2.0
"""The operator's pages: what failed, what was told, and the mails of the demo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.browser import Person
from support.province import COMMUNE, Province
from support.waiting import eventually

pytestmark = pytest.mark.browser


def test_operator_sees_failures_and_mails(people: Callable[..., Person], province: Province) -> None:
    """Nothing waits after healthy work; every mail of a dossier can be read; a citizen sees none of it."""
    made = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    operator = people(Person, province.system.users_with("operator")[0])
    operator.follow("Vận hành")
    first = operator.text()
    operator.follow("Xem cả việc đã xử lý")
    operator.follow("Hộp thư")
    mails = operator.page.locator("li.task")
    operator.until(lambda: mails.count() >= 2)
    operator.click(mails.first.get_by_role("link"))
    mail = operator.page.locator(".mail-text").inner_text()
    operator.follow("Thông báo đã gửi")
    operator.until(lambda: made.code in operator.text())
    notices = operator.text()

    assert "Không có việc hỏng nào đang chờ" in first
    assert "Chạy thử: giờ có thể chuyển tới" in first
    assert made.code in notices
    assert "Đã gửi" in notices
    assert "H99.101-" in mail
    refused = people(Person, "an.congdan", "/van-hanh")
    assert "Việc hỏng" not in refused.text()
    assert eventually(lambda: made.code in _all_mails(operator), bool)


def _all_mails(operator: Person) -> str:
    """The text of the newest mails."""
    operator.open("/van-hanh/hop-thu")
    links = [link.get_attribute("href") or "" for link in operator.page.locator("li.task a").all()[:6]]
    return "\n".join(operator.context.request.get(link).text() for link in links)
