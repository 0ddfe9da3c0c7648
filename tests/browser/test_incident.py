# SPDX-License-Identifier: Apache-2.0
"""The operator repairs an incident: a dossier whose script fails over a wrong fact, mended on the page, goes on to its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import COPY
from playwright.sync_api import ViewportSize
from support.browser import Person
from support.province import COMMUNE, Province
from support.scripted import UNLUCKY, copies_with_a_script, receive
from support.system import Driver
from support.waiting import eventually

pytestmark = pytest.mark.browser
WAITS = "/bang-theo-doi/ho-so?so=WAIT_INCIDENT"


def test_an_operator_repairs_a_fact_and_the_dossier_goes_on_to_its_end(
    people: Callable[..., Person], province: Province, system: Driver, tmp_path: Path
) -> None:
    published = system.command("procedure", "publish", str(copies_with_a_script(tmp_path / COPY)))
    assert published.returncode == 0, published.stdout + published.stderr
    ask = pb.GetProcedureRequest(key=COPY)
    version = eventually(
        lambda: province.citizen().intake.GetProcedure(ask).procedure.summary.version,
        lambda number: number > 1,
    )
    assert version > 1
    made = receive(province, UNLUCKY)
    told = eventually(lambda: system.command("doctor"), lambda said: made.code in said.stdout)
    operator = people(Person, system.users_with("operator")[0], "/van-hanh")
    operator.until(lambda: operator.page.get_by_text(made.code).count() > 0)
    listed = operator.text()
    operator.follow(made.code)
    dossier = operator.text()
    waits = waiting_for_an_operator(operator)
    operator.open_drawing()
    operator.open("/van-hanh")
    operator.follow("Sửa dữ kiện", operator.page.locator(".failures > li", has_text=made.code))
    incident = operator.text()
    operator.page.get_by_label("Giá trị pages", exact=True).fill("bốn")
    operator.press("Ghi và chạy tiếp")
    refused = operator.text()
    operator.page.get_by_label("Giá trị pages", exact=True).fill("4")
    operator.page.get_by_label("Vì sao sửa").fill("Số trang nhập nhầm ở quầy.")
    operator.press("Ghi và chạy tiếp")
    repaired = operator.text()
    operator.follow(made.code)
    history = operator.text()
    operator.open(WAITS)
    operator.until(lambda: "Quy trình dừng do sự cố: 0 hồ sơ" in operator.text())

    assert told.returncode == 1 and made.code in told.stdout and "motcua incident repair" in told.stdout
    assert "Đoạn tính toán ở “Chia lệ phí” không chạy được" in listed and made.code in listed
    assert "Nguyễn Văn An" not in dossier and made.dossier_id in dossier and "Chia lệ phí" in dossier
    assert made.code in waits and "Người quản trị hệ thống: Quy trình dừng do sự cố: 1 hồ sơ" in waits
    assert "division" in incident and 'fact("pages")' in incident and str(UNLUCKY) in incident
    assert "Hãy ghi một số nguyên" in refused and "vẫn" not in refused
    assert "Đã ghi dữ kiện; quy trình đã đi tiếp từ đây." in repaired
    assert "Số trang nhập nhầm ở quầy." in repaired and f"{UNLUCKY}" in repaired
    assert "sửa dữ liệu sự cố: Số trang nhập nhầm ở quầy." in history
    carry_on(province, system, made.dossier_id)
    assert province.clerk.dossier(made.dossier_id).status == pb.DOSSIER_STATUS_RETURNED
    assert system.command("doctor").returncode == 0
    past = json.loads(system.command("incident", "list", "--all", "--json").stdout)["failures"]
    (reference,) = [one["reference"] for one in past if one["dossier_id"] == made.dossier_id]
    shown = system.command("incident", "show", reference).stdout
    assert f"by {system.users_with('operator')[0]}. Nothing is left to do." in shown and "Resolved " in shown


def waiting_for_an_operator(operator: Person) -> str:
    """The list behind the row of the board that says so."""
    operator.open("/bang-theo-doi")
    row = operator.page.locator("section[aria-labelledby=b-waits] tr", has_text="Người quản trị hệ thống")
    operator.until(lambda: row.count() > 0)
    operator.follow("Quy trình dừng do sự cố", row)
    return operator.text()


def carry_on(province: Province, system: Driver, dossier_id: str) -> None:
    """From the check of the original to the copies in the person's hand."""
    justice = province.officer(system.users_with("justice_officer", COMMUNE)[0])
    leader = province.officer(system.users_with("commune_leader", COMMUNE)[0])
    justice.do(dossier_id, "check_original", CHECKED)
    leader.do(dossier_id, "sign_copies", {"certification_decision": "sign"})
    province.clerk.return_results(dossier_id)


CHECKED = {
    "check_match": "pass",
    "check_intact": "pass",
    "check_lawful": "pass",
    "check": "copy",
    "pages_checked": 4,
    "copies_made": 3,
}


@pytest.mark.parametrize(
    "path", ["/van-hanh", "/van-hanh?tat-ca=1", "/van-hanh/thong-bao", "/van-hanh/hop-thu"]
)
def test_the_operators_pages_fit_every_window(
    people: Callable[..., Person], province: Province, system: Driver, path: str
) -> None:
    """With long codes, addresses and subjects in them; `inspect` measures, on the page as it comes at each width."""
    made = receive(province, 2)
    operator = people(Person, system.users_with("operator")[0], path)
    if path.endswith("thong-bao"):
        operator.until(lambda: made.code in operator.text())
    for width in (360, 683, 900, 1366):
        operator.page.set_viewport_size(ViewportSize(width=width, height=740))
        operator.page.reload()
        operator.inspect()
        assert operator.page.evaluate("document.documentElement.scrollWidth") <= width
