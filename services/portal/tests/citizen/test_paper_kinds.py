# SPDX-License-Identifier: Apache-2.0
"""What a paper is called: a file that was sent is an electronic copy, what somebody had in hand is what it was."""

from __future__ import annotations

import re

import httpx
import pytest
from citizen_steps import ready_draft
from intake_double import IntakeDouble, stamp
from motcua.common.v1 import common_pb2 as common
from motcua.intake.v1 import intake_pb2 as pb


def told(hoa: httpx.Client, dossier: pb.Dossier) -> str:
    page = hoa.get(f"/ho-so/{dossier.dossier_id}").text
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def handed_in(intake: IntakeDouble, source: int, form: str = "original", **more: str) -> pb.Dossier:
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_IN_PROGRESS, source=source)
    paper = {"file_id": "ack", "file_name": "gcn.pdf", **more}
    made.papers.add(paper_id="p1", component="GCN", size=9_000, form=form, copies=1, **paper)
    return made


@pytest.mark.parametrize("source", [pb.SOURCE_PORTAL, pb.SOURCE_NATIONAL_PORTAL])
def test_a_file_sent_online_is_an_electronic_copy(
    hoa: httpx.Client, intake: IntakeDouble, source: int
) -> None:
    made = handed_in(intake, source, attached_by="hoa.congdan")
    assert "gcn.pdf Bản điện tử, 9 KB" in told(hoa, made)
    copied = handed_in(intake, source, "certified_copy")
    assert "gcn.pdf Bản điện tử chụp từ bản sao chứng thực, 9 KB" in told(hoa, copied)
    hoa.cookies.set("motcua_language", "en")
    assert "gcn.pdf Electronic copy, 9 KB · Hand in the original when you collect" in told(hoa, made)


@pytest.mark.parametrize(
    ("source", "more"),
    [
        (pb.SOURCE_WINDOW, {}),
        (pb.SOURCE_POST, {}),
        (pb.SOURCE_PORTAL, {"attached_by": "lan.motcua"}),
    ],
)
def test_what_the_window_had_in_hand_keeps_its_kind(
    hoa: httpx.Client, intake: IntakeDouble, source: int, more: dict[str, str]
) -> None:
    page = told(hoa, handed_in(intake, source, **more))
    assert "gcn.pdf Bản chính, 9 KB" in page and "Bản điện tử" not in page


def test_what_was_seen_and_not_scanned_keeps_its_kind(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = handed_in(intake, pb.SOURCE_PORTAL, file_id="", file_name="")
    assert "Đã xem tại quầy, không quét Bản chính × 1" in told(hoa, made)


def test_an_original_is_due_until_its_result_was_fetched(hoa: httpx.Client, intake: IntakeDouble) -> None:
    made = handed_in(intake, pb.SOURCE_PORTAL)
    [component] = [one for one in made.components if one.code == "GCN"]
    name = common.LocalizedText(vi="Giấy chứng nhận mới", en="New certificate")
    del component.collected_with[:]
    component.collected_with.add().CopyFrom(name)
    due = f"9 KB · Nộp bản chính khi nhận {name.vi}"
    assert due in told(hoa, made)
    made.results.add(code="x", issued=True, number="1", signer="Q", returned_at=stamp(1))
    assert due in told(hoa, made), "another result"
    made.results[0].name.CopyFrom(name)
    assert due not in told(hoa, made)
    del made.results[:]
    made.status = pb.DOSSIER_STATUS_STOPPED
    assert due not in told(hoa, made)


def test_a_draft_says_what_a_file_is_that_will_be_sent(hoa: httpx.Client) -> None:
    draft = ready_draft(hoa)
    check = " ".join(re.sub(r"<[^>]*>", " ", hoa.get(f"{draft}/kiem-tra").text).split())
    assert "Bản điện tử, 1 KB · Nộp bản chính khi nhận" in check and "Bản chính, 1 KB" not in check
    assert "Bản điện tử, 1 KB" in " ".join(re.sub(r"<[^>]*>", " ", hoa.get(f"{draft}/giay-to").text).split())
