# SPDX-License-Identifier: Apache-2.0
"""A citizen's supplement sent from a stale page: what happened to the dossier is said, and the note and the files' names stay."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from citizen_steps import PDF, hidden, upload
from intake_double import IntakeDouble, stamp
from motcua.intake.v1 import intake_pb2 as pb

FILE = [("file.GCN", ("trang <3>.pdf", PDF, "application/pdf"))]


@pytest.fixture
def asked(intake: IntakeDouble) -> pb.Dossier:
    wanted = pb.Supplement(round=1, stage="before_acceptance", reason="Mờ.",
                           items=[pb.SupplementItem(component="GCN", reason="Chụp lại.")])  # fmt: skip
    return intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, supplements=[wanted])


def withdraw(dossier: pb.Dossier) -> None:
    dossier.status = pb.DOSSIER_STATUS_WITHDRAWN
    dossier.supplements[0].closed_at.CopyFrom(stamp(3600))
    dossier.finished_at.CopyFrom(stamp(3600))


@pytest.mark.parametrize("action", ["send", "stay"])
def test_a_supplement_after_it_was_answered_elsewhere(
    hoa: httpx.Client, intake: IntakeDouble, asked: pb.Dossier, action: str
) -> None:
    path = f"/ho-so/{asked.dossier_id}/bo-sung"
    stale = hidden(hoa.get(path))
    upload(hoa, path, ("GCN", "gcn.pdf", PDF), action="send")
    assert asked.supplements[0].HasField("answered_at")
    late = hoa.post(path, data={**stale, "note": "Một dòng", "action": action}, files=FILE)
    assert late.status_code == 409
    assert f"Giấy tờ bổ sung của hồ sơ {asked.code} đã được nộp lúc 23/11/2026 10:13; giấy tờ" in late.text
    assert "Một dòng" in late.text and "trang &lt;3&gt;.pdf" in late.text
    assert len(asked.papers) == 1


def test_the_same_page_sent_twice_is_no_late_one(
    hoa: httpx.Client, intake: IntakeDouble, asked: pb.Dossier
) -> None:
    path = f"/ho-so/{asked.dossier_id}/bo-sung"
    sent = {**hidden(hoa.get(path)), "note": "Một dòng", "action": "send"}
    for _ in range(2):
        done = hoa.post(path, data=sent, files=FILE)
        assert done.status_code == 303 and done.headers["location"].endswith("?da-bo-sung=1")


def test_a_withdrawn_dossier_offers_no_supplement(hoa: httpx.Client, asked: pb.Dossier) -> None:
    path = f"/ho-so/{asked.dossier_id}/bo-sung"
    stale = hidden(hoa.get(path))
    withdraw(asked)
    page = hoa.get(path)
    assert page.status_code == 200 and 'type="file"' not in page.text
    assert f"Hồ sơ {asked.code} đã được rút lúc 23/11/2026 10:13." in page.text
    late = hoa.post(path, data={**stale, "note": "Một dòng", "action": "send"}, files=FILE)
    assert late.status_code == 409 and "đã được rút" in late.text and "trang &lt;3&gt;.pdf" in late.text


def test_after_an_ended_session_nothing_is_to_be_chosen_again(
    hoa: httpx.Client, sessions: Any, asked: pb.Dossier
) -> None:
    path = f"/ho-so/{asked.dossier_id}/bo-sung"
    withdraw(asked)
    sessions.stash["k"] = (path, {"note": "Một dòng", "files lost": ["a.pdf"]})
    late = hoa.get(f"{path}?dang-do=k")
    assert late.status_code == 409 and "Một dòng" in late.text and "a.pdf" in late.text
    assert "hãy chọn lại" not in late.text and "đã được rút" in late.text
