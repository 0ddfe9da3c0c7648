# SPDX-License-Identifier: Apache-2.0
"""What a page says of a step that is open again: sent back, or round again after it sent something back; the loops of both
procedures, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from desk_harness import text_of
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.common.v1 import common_pb2 as common
from motcua_portal.desk.repeated import repeated

RELEASE = ("appraise_release", "approve_release", "land_officer", "land_leader")
DRAFT = ("draft_certificate", "approve_draft", "land_officer", "land_leader")
COPIES = ("check_original", "sign_copies", "justice_officer", "commune_leader")
REFUSAL = ("appraise_transfer", "approve_refusal", "land_officer", "land_leader")
LOOPS = pytest.mark.parametrize("loop", [RELEASE, DRAFT, REFUSAL, COPIES], ids=lambda loop: loop[1])
LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
WORDS = {
    "vi": {
        "back": "Bước này phải làm lại", "again": "Bước này mở lần {}",
        "own": "Lần trước bạn (Trịnh Hồng Sơn) đã ghi, lúc", "other": "Lần trước Trịnh Hồng Sơn đã ghi, lúc",
        "redone": "Sau đó Ngô Quang Minh làm lại, lúc", "opinion": "Ý kiến của Trịnh Hồng Sơn, lúc",
    },
    "en": {
        "back": "This step has to be done again", "again": "This step is open again (time {})",
        "own": "Last time you (Trịnh Hồng Sơn) wrote,", "other": "Last time Trịnh Hồng Sơn wrote,",
        "redone": "After that Ngô Quang Minh did this again,", "opinion": "Opinion of Trịnh Hồng Sơn,",
    },
}  # fmt: skip


def record(element: str, who: str, *answers: str) -> pb.StepRecord:
    names = {"minh": "Ngô Quang Minh", "son": "Trịnh Hồng Sơn"}
    told = [pb.RecordedAnswer(key="k", label=both("Nội dung"), value=both(one)) for one in answers]
    made = pb.StepRecord(element=element, title=both(f"Bước {element}"), answers=told)
    made.actor.user, made.actor.name = who, names[who]
    made.at.FromSeconds(1_795_400_000)
    return made


def both(text: str) -> common.LocalizedText:
    return common.LocalizedText(vi=text, en=text)


def read(desk: Any, element: str, role: str, who: str, language: str, records: list[pb.StepRecord]) -> str:
    """The page of a task of this element, as somebody who has it reads it."""
    if not desk.intake.dossiers:
        desk.dossier()
    task = desk.assignment.add("vong", element=element, title=element, due=5, role=role)
    desk.assignment.take(task, who)
    desk.assignment.records = records
    return text_of(desk.browser(who, role).get(f"/ngon-ngu/{language}?next=/viec/vong"))


@LANGUAGES
@LOOPS
def test_who_was_sent_back_reads_why(desk: Any, loop: tuple[str, ...], language: str) -> None:
    first, second, role, _ = loop
    said = WORDS[language]
    told = [record(first, "minh", "Đạt"), record(second, "son", "Chưa đủ ba bản.")]
    text = read(desk, first, role, "minh", language, told)
    assert said["back"] in text and said["opinion"] in text and said["again"].format(2) not in text
    text = read(desk, first, role, "minh", language, [*told, *told])
    assert said["back"] in text and said["opinion"] in text, "also the second time"


@LANGUAGES
@LOOPS
def test_who_sent_back_reads_the_own_words_first(desk: Any, loop: tuple[str, ...], language: str) -> None:
    first, second, _, role = loop
    said = WORDS[language]
    told = [
        record(first, "minh", "Đạt"),
        record(second, "son", "Chưa đủ ba bản."),
        record(first, "minh", "Đạt rồi"),
    ]
    text = read(desk, second, role, "son", language, told)
    assert said["back"] not in text and said["opinion"] not in text
    places = [
        text.index(one) for one in (said["again"].format(2), said["own"], "Chưa đủ ba bản.", said["redone"])
    ]
    assert places == sorted(places)
    text = read(desk, second, role, "ha", language, told)
    assert said["other"] in text and said["own"] not in text, "a colleague in their place"
    text = read(desk, second, role, "son", language, [*told, *told[1:]])
    assert said["again"].format(3) in text and said["back"] not in text
    assert said["back"] not in read(desk, second, role, "son", language, told[:1])


WALKS = [
    # Not eligible, sent back, supplemented, again not eligible: approve_refusal comes round, reappraise is sent back.
    ("appraise_transfer approve_refusal appraise_transfer reappraise_transfer", "approve_refusal", "round"),
    ("appraise_transfer approve_refusal appraise_transfer reappraise_transfer approve_refusal", "reappraise_transfer", "back"),
    ("appraise_transfer reappraise_transfer approve_refusal", "reappraise_transfer", "back"),
    ("appraise_transfer reappraise_transfer approve_refusal reappraise_transfer", "approve_refusal", "round"),
    # The leader sends copies back, then a refusal.
    ("check_original sign_copies check_original approve_refusal", "check_original", "back"),
    ("check_original sign_copies check_original approve_refusal check_original", "sign_copies", "round"),
    ("check_original sign_copies check_original approve_refusal check_original", "approve_refusal", "round"),
    ("check_original approve_refusal check_original sign_copies check_original sign_copies", "check_original", "back"),
    # Between two of these another unit works: nothing of it is recorded here.
    ("check_obligation", "check_obligation", "round"),
    ("check_obligation check_obligation", "check_obligation", "round"),
    # A chain of three whose last one gives it back to the first.
    ("a b c", "a", "back"),
    ("a b c a", "b", "round"),
    ("a b c a b", "c", "round"),
    ("a b c a b c", "a", "back"),
    ("a b", "c", ""),
    ("", "a", ""),
]  # fmt: skip


@pytest.mark.parametrize(("done", "element", "said"), WALKS)
def test_which_of_two_followed_the_other_decides(done: str, element: str, said: str) -> None:
    found = repeated(element, [record(one, "son", one) for one in done.split()])
    if not said:
        assert found is None
        return
    assert found is not None and found.turn == done.split().count(element) + 1
    assert (found.sent_back.element if found.sent_back else "") == (
        done.split()[-1] if said == "back" else ""
    )
