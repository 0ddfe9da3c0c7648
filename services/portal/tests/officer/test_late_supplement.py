# SPDX-License-Identifier: Apache-2.0
"""What the counter sends from a stale page of a dossier whose supplement has ended meanwhile: it is said, and nothing typed is
lost. Beside it, what else is refused at the counter with a sentence: a way of filing that is none, a ground that is too long."""

from __future__ import annotations

import io
from typing import Any

import pytest
from desk_doubles import LAND
from desk_harness import text_of
from intake_double import stamp
from motcua.intake.v1 import intake_pb2
from motcua_portal.desk.grounds import MOST, OTHER, Ground
from test_window_tasks import CLERK, sample_answers

PDF = ("hop dong.pdf", io.BytesIO(b"%PDF-1.7\n"), "application/pdf")
AT = "lúc 23/11/2026 10:13"
"""An hour after the dossier was filed, in the doubles."""


@pytest.fixture
def browser(desk: Any) -> Any:
    return desk.browser(*CLERK, unit="suoi_trong")


@pytest.fixture
def asked(desk: Any) -> intake_pb2.Dossier:
    made = desk.dossier(source=intake_pb2.SOURCE_WINDOW, revision=1)
    item = intake_pb2.SupplementItem(component="HD-CHUYEN-QUYEN", reason="Chưa có")
    made.supplements.add(round=1, stage="before_acceptance", items=[item], reason="Nộp đủ")
    return made


def answered(dossier: intake_pb2.Dossier) -> str:
    dossier.supplements[0].answered_at.CopyFrom(stamp(3600))
    return f"Giấy tờ bổ sung của hồ sơ {dossier.code} đã được nộp {AT}"


def withdrawn(dossier: intake_pb2.Dossier) -> str:
    dossier.status = intake_pb2.DOSSIER_STATUS_WITHDRAWN
    dossier.supplements[0].closed_at.CopyFrom(stamp(3600))
    dossier.finished_at.CopyFrom(stamp(3600))
    return f"Hồ sơ {dossier.code} đã được rút {AT}"


def refused(dossier: intake_pb2.Dossier) -> str:
    withdrawn(dossier)
    dossier.status = intake_pb2.DOSSIER_STATUS_INTAKE_REFUSED
    return f"Hồ sơ {dossier.code} đã bị từ chối tiếp nhận {AT}"


def accepted(dossier: intake_pb2.Dossier) -> str:
    withdrawn(dossier)
    dossier.status = intake_pb2.DOSSIER_STATUS_ACCEPTED
    dossier.accepted_at.CopyFrom(stamp(3600))
    return f"Hồ sơ {dossier.code} đã được tiếp nhận {AT}"


ENDINGS = pytest.mark.parametrize("end", [answered, withdrawn, refused, accepted])


@ENDINGS
def test_a_correction_that_comes_too_late_is_said_and_kept(
    browser: Any, asked: intake_pb2.Dossier, end: Any
) -> None:
    happened, path = end(asked), f"/viec/ho-so/{asked.dossier_id}/to-khai"
    sent = {"revision": "1", "a.parcel_no": "777", "a.applicant_name": "Nguyễn Văn Bình"}
    late = browser.post(path, sent)
    said = text_of(late)
    assert late.status_code == 409 and str(late.url.path) == path
    assert f"{happened}; thay đổi bạn vừa gửi không được ghi." in said and "777" in said
    assert "Nguyễn Văn Bình" not in said.partition("chép lại")[2], "only what differs"
    assert "ở một cửa sổ khác" not in said and f'href="/viec/ho-so/{asked.dossier_id}"' in late.text
    assert asked.revision == 1


def test_a_right_correction_that_comes_too_late_is_kept_as_well(
    desk: Any, browser: Any, asked: intake_pb2.Dossier
) -> None:
    """It passes the form's own checks and is refused by the service; the same request sent twice is no late one."""
    path = f"/viec/ho-so/{asked.dossier_id}/to-khai"
    form = sample_answers(desk.intake.packages[LAND].forms["nop-ho-so"])
    whole = {key: text for key, text in form.items() if not key.startswith(("a.transferor_", "a.represents"))}
    whole |= {
        "a.land_commune": "suoi_trong", "a.area": "120", "a.price": "850.000.000", "a.parcel_no": "118", "a.map_no": "24",
        "a.transferee_id": "099190000102",
    }  # fmt: skip
    once = {"revision": "1", "request_id": "once", **whole}
    assert str(browser.post(path, once).url.path).endswith("/bo-sung")
    answered(asked)
    again = browser.post(path, once)
    assert again.status_code == 200 and str(again.url.path) == f"/viec/ho-so/{asked.dossier_id}"
    late = browser.post(path, {**once, "request_id": "other", "a.parcel_no": "119"})
    assert late.status_code == 409 and "119" in text_of(late) and "850.000.000" not in text_of(late)


def test_a_correction_put_aside_before_the_session_ended(
    desk: Any, browser: Any, asked: intake_pb2.Dossier
) -> None:
    happened, path = answered(asked), f"/viec/ho-so/{asked.dossier_id}/to-khai"
    desk.stash["ended"] = (path, {"a.parcel_no": "777"})
    late = browser.get(f"{path}?dang-do=ended")
    assert late.status_code == 409 and happened in text_of(late) and "777" in text_of(late)
    assert str(browser.get(path).url.path) == f"/viec/ho-so/{asked.dossier_id}", "nothing was typed"


@ENDINGS
@pytest.mark.parametrize("action", ["send", "stay"])
def test_papers_that_come_too_late_are_said_and_named(
    desk: Any, browser: Any, asked: intake_pb2.Dossier, end: Any, action: str
) -> None:
    happened, path = end(asked), f"/viec/ho-so/{asked.dossier_id}/bo-sung"
    sent = {"action": action, "note": "Mang đến\nsáng nay", "unscanned.GCN": "Máy hỏng"}
    late = browser.post(path, sent, {"file.HD-CHUYEN-QUYEN": PDF, "file.KHAC": PDF})
    said = text_of(late)
    assert late.status_code == 409, said
    assert f"{happened}; giấy tờ và ghi chú bạn vừa gửi không được nhận." in said
    assert "sáng nay" in said and said.count("hop dong.pdf") == 2 and "Máy hỏng" in said
    assert not desk.intake.files.keys() - {"ack"}, "nothing was taken"
    assert "file" not in text_of(browser.get(path)) and happened in text_of(browser.get(path))


def test_papers_put_aside_before_the_session_ended(
    desk: Any, browser: Any, asked: intake_pb2.Dossier
) -> None:
    happened, path = answered(asked), f"/viec/ho-so/{asked.dossier_id}/bo-sung"
    desk.stash["ended"] = (path, {"note": "Sáng nay", "files lost": ["hd.pdf"]})
    late = text_of(browser.get(f"{path}?dang-do=ended"))
    assert happened in late and "Sáng nay" in late and "hd.pdf" in late and "chọn lại" not in late


def test_an_overdue_supplement_is_taken_until_the_window_decides(
    browser: Any, asked: intake_pb2.Dossier
) -> None:
    asked.supplements[0].closed_at.CopyFrom(stamp(60))
    asked.status = intake_pb2.DOSSIER_STATUS_SUBMITTED
    page = browser.get(f"/viec/ho-so/{asked.dossier_id}/bo-sung").text
    assert 'name="file.HD-CHUYEN-QUYEN"' in page
    withdrawn(asked)
    assert 'type="file"' not in browser.get(f"/viec/ho-so/{asked.dossier_id}/bo-sung").text


def test_a_way_of_filing_that_is_none_is_refused(desk: Any, browser: Any) -> None:
    path = str(browser.post("/tiep-nhan", {"procedure": LAND}).url.path)
    wrong = browser.post(path, {"revision": "1", "action": "later", "source": "xyz", "a.parcel_no": "777"})
    assert wrong.status_code == 422 and "Không có cách nộp này." in text_of(wrong) and "777" in wrong.text
    (draft,) = (one for _, one in desk.intake.drafts.values())
    assert draft.revision == 1, "nothing was saved"


def test_a_ground_fits_what_is_kept_of_it() -> None:
    longest = Ground(
        OTHER, *("M" * MOST[f"ground-{one}"] for one in ("name", "number")), "20/11/2026", "M" * 100
    )
    assert len(longest.words) <= 300


@pytest.mark.parametrize("field", MOST)
def test_a_field_of_a_ground_that_is_too_long_is_told_there(desk: Any, browser: Any, field: str) -> None:
    made = desk.dossier()
    sent = {
        "ground-kind": OTHER, "ground-name": "Giấy", "ground-number": "1", "ground-day": "20/11/2026", "ground-by": "UBND",
        "asker": "other", "asker-name": "Vũ Thị Kín", "asker-id": "099190000102", "reason": "Không nộp nữa",
    }  # fmt: skip
    sent[field] = "M" * (MOST[field] + 1)
    told = browser.post(f"/viec/ho-so/{made.dossier_id}/rut", sent)
    assert told.status_code == 422 and f'id="{field}-error">Nội dung dài quá {MOST[field]} ký tự' in told.text
    assert f'name="{field}" value="{sent[field]}" maxlength="{MOST[field]}"' in told.text
