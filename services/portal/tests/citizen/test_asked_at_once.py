# SPDX-License-Identifier: Apache-2.0
"""Two agencies ask for papers at once: the citizen sees both, each by its part, and hands in either for itself."""

from __future__ import annotations

import httpx
import pytest
from citizen_steps import PDF, upload
from intake_double import IntakeDouble, stamp
from motcua.intake.v1 import intake_pb2 as pb

DAY = 86_400


@pytest.fixture
def asked(intake: IntakeDouble) -> pb.Dossier:
    wanted = (("release", "GCN", "Bản chụp mờ."), ("transfer", "MAU-18", "Thiếu chữ ký."))
    rounds = [
        pb.Supplement(
            round=number, stage="completion", part=part, reason=reason, requested_at=stamp(60 * number),
            items=[pb.SupplementItem(component=paper)],
        )
        for number, (part, paper, reason) in enumerate(wanted, 1)
    ]  # fmt: skip
    made = intake.add_dossier("hoa", pb.DOSSIER_STATUS_SUPPLEMENT_REQUESTED, supplements=rounds)
    made.actions.append(pb.ACTION_ANSWER_SUPPLEMENT)
    return made


def test_both_stand_on_top_with_their_own_way_in(hoa: httpx.Client, asked: pb.Dossier) -> None:
    page = hoa.get(f"/ho-so/{asked.dossier_id}").text
    for round, reason in ((1, "Bản chụp mờ."), (2, "Thiếu chữ ký.")):
        assert reason in page and f"/bo-sung?lan={round}" in page
    for part in asked.parts:
        assert f"Bạn cần bổ sung giấy tờ: {part.name.vi}" in page


@pytest.mark.parametrize(("round", "paper", "other"), [(1, "GCN", "MAU-18"), (2, "MAU-18", "GCN")])
def test_either_is_handed_in_for_itself(
    hoa: httpx.Client, asked: pb.Dossier, round: int, paper: str, other: str
) -> None:
    path = f"/ho-so/{asked.dossier_id}/bo-sung"
    page = hoa.get(f"{path}?lan={round}").text
    assert f'name="file.{paper}"' in page and f'name="file.{other}"' not in page
    assert f'name="round" value="{round}"' in page and f"/bo-sung?lan={3 - round}" in page
    sent = upload(hoa, path, (paper, "moi.pdf", PDF), action="send", round=str(round))
    assert sent.headers["location"].endswith("?da-bo-sung=1")
    assert [one.HasField("answered_at") for one in asked.supplements] == [round == 1, round == 2]
    assert [one.round for one in asked.papers] == [round]
    after = hoa.get(f"/ho-so/{asked.dossier_id}").text
    assert f"/bo-sung?lan={3 - round}" in after and f"/bo-sung?lan={round}" not in after


def test_a_number_that_no_request_has_is_no_error_page(hoa: httpx.Client, asked: pb.Dossier) -> None:
    path = f"/ho-so/{asked.dossier_id}/bo-sung"
    for number in ("9", "0", "x", "99999999999", "-1", "²"):
        answer = hoa.get(path, params={"lan": number})
        assert answer.status_code == 200, number
        assert "/bo-sung?lan=" in answer.text


def test_until_when_is_said_though_nobody_set_a_day(hoa: httpx.Client, asked: pb.Dossier) -> None:
    """The day by which the agency decides its part; none that is over, and none while the clock stands still."""
    first, second = asked.parts[:2]
    first.due_at.CopyFrom(stamp(DAY))
    second.due_at.CopyFrom(stamp(-DAY))
    for path in ("", "/bo-sung?lan=1"):
        page = hoa.get(f"/ho-so/{asked.dossier_id}{path}").text
        assert "không có ngày cuối riêng" in page and page.count("Phần này phải xong chậm nhất") == 1
    page = hoa.get(f"/ho-so/{asked.dossier_id}/bo-sung?lan=2").text
    assert "Hãy nộp càng sớm càng tốt." in page and "Phần này phải xong" not in page
    span = asked.clock.add(ground="payment", policy="PAUSE")
    getattr(span, "from").CopyFrom(stamp(0))
    assert "Phần này phải xong" not in hoa.get(f"/ho-so/{asked.dossier_id}").text
    hoa.cookies.set("motcua_language", "en")
    assert "no last day of its own" in hoa.get(f"/ho-so/{asked.dossier_id}").text
