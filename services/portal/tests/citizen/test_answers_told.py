# SPDX-License-Identifier: Apache-2.0
"""Pages that show a form say what will be used: a default as such, and what stands for a field that was not asked."""

from __future__ import annotations

import re
from html import unescape

import httpx
from citizen_steps import fill_in, ready_draft
from intake_double import IntakeDouble
from motcua.intake.v1 import intake_pb2 as pb

DEFAULT = "mặc định: địa chỉ của người nộp hồ sơ, vì mục này để trống"
DEFAULT_EN = "the default: the applicant's address, as this was left empty"


def said(page: str, label: str) -> str:
    """The answer beside a label, as plain text."""
    found = re.search(rf"<dt>{re.escape(label)}</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    assert found, label
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split())


def test_an_address_left_empty_is_the_applicants_and_says_so(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = ready_draft(hoa)
    place = said(hoa.get(f"{draft}/kiem-tra").text, "Nơi nhận thông báo thuế")
    assert place == f"Thôn Đầu Suối ({DEFAULT})"
    hoa.cookies.set("motcua_language", "en")
    place = said(hoa.get(f"{draft}/kiem-tra").text, "Where to send the tax notice")
    assert place == f"Thôn Đầu Suối ({DEFAULT_EN})"
    hoa.cookies.set("motcua_language", "vi")
    fill_in(hoa, draft, **{"a.tax_address": "Số 9, xã Suối Trong"})
    place = said(hoa.get(f"{draft}/kiem-tra").text, "Nơi nhận thông báo thuế")
    assert place == "Số 9, xã Suối Trong", "what was typed is no default"


def test_without_any_address_nothing_is_made_up(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = ready_draft(hoa)
    stored = intake.drafts["draft-1"][1]
    stored.applicant.address = ""
    del stored.answers.fields["applicant_address"]
    assert said(hoa.get(f"{draft}/kiem-tra").text, "Nơi nhận thông báo thuế") == "Chưa điền"


def test_who_files_as_a_side_is_shown_as_that_side(hoa: httpx.Client, intake: IntakeDouble) -> None:
    draft = ready_draft(hoa)
    # Saved with a mistake elsewhere, so that nothing of it is an answer yet: the page says what it will be.
    refused = fill_in(hoa, draft, **{"a.filer": "transferee", "a.transferee_name": "", "a.transferee_id": "",
                                     "a.transferee_address": "", "a.area": "12abc"})  # fmt: skip
    assert refused.status_code == 422
    page = hoa.get(f"{draft}/kiem-tra").text
    assert said(page, "Địa chỉ bên nhận chuyển nhượng").startswith("Thôn Đầu Suối (như mục “")
    hoa.cookies.set("motcua_language", "en")
    page = hoa.get(f"{draft}/kiem-tra").text
    assert said(page, "Address of the transferee").startswith("Thôn Đầu Suối (as “")


def test_the_dossier_says_it_too(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS)
    made.applicant.address = "Thôn Chân Đồi"
    made.answers.update({"applicant_name": "Hoa", "filer": "owner", "parcel_no": "12"})
    page = hoa.get(f"/ho-so/{made.dossier_id}").text
    assert said(page, "Nơi nhận thông báo thuế") == f"Thôn Chân Đồi ({DEFAULT})"
