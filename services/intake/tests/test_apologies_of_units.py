# SPDX-License-Identifier: Apache-2.0
"""Several agencies late in one dossier: each apologises for what is late with it, appoints a day for that alone, and reads no
more of the dossier than before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from intake_before import SINCE_0033, SINCE_0034
from intake_harness import ROOT, House, printed, request_id
from motcua.events.v1 import inbox_pb2, process_pb2
from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_cli.birth import BIRTH, BIRTH_ANSWERS, BIRTH_PAPERS
from motcua_events import BROKER_MIGRATION
from motcua_intake.entrypoints.apologising import ApologyWorker
from motcua_intake.migration import MIGRATION
from motcua_procedure import load_folder
from motcua_rpc import Conflict, InvalidInput, NotFound
from motcua_storage import migrate

INSURANCE, POLICE = "bhxh_co_so", "cong_an_suoi_trong"
REASON = "Phải xác minh lại nơi cư trú của người mẹ ở tỉnh khác."
NAMES = {"insurance": "Cấp thẻ bảo hiểm y tế", "residence": "Đăng ký thường trú"}


@pytest.fixture
def birth(house: House) -> Iterator[pb.Dossier]:
    """A birth that is registered on Monday, 23 November (Tuesday is off): the insurance card is due on 8 December and lies with
    social insurance, the residence on the 15th with the police; that is the promised day."""
    with _published(house):
        yield _registered(house)


@contextmanager
def _published(house: House) -> Iterator[None]:
    house.touched = True
    house.workflow.packages[(BIRTH, 1)] = dict(load_folder(ROOT / "workflows" / BIRTH).files)
    house.tell(
        "process.published",
        process_pb2.ProcessPublished(procedure_key=BIRTH, version=1),
        group="intake.catalogue",
    )
    yield
    house.tables.empty()
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        connection.execute("DELETE FROM intake.published WHERE procedure_key = %s", [BIRTH])


def _accepted(house: House) -> pb.Dossier:
    answers = BIRTH_ANSWERS | {"residence_commune": "suoi_trong", "child_birth_date": "2026-11-22"}
    answers |= {"applicant_name": "Nguyễn Văn An", "applicant_id": "099085000101"}
    made = house.draft("an", BIRTH, answers)
    for code in BIRTH_PAPERS:
        house.attach("an", code, draft=made.draft_id)
    sent = pb.SubmitDraftRequest(
        request_id=request_id(), draft_id=made.draft_id, revision=house.fresh(made).revision
    )
    return house.accept(house.of("an").SubmitDraft(sent).dossier)


def _registered(house: House, decided: str = "2026-11-23 09:00", *, known: bool = True) -> pb.Dossier:
    """`known`: the agencies have their task already."""
    dossier = _accepted(house)
    house.at(decided)
    house.sign(dossier, "birth", "KQ.G15.000031", who="quang")
    house.decide(dossier, "birth", "granted")
    for unit, part in ((INSURANCE, "insurance"), (POLICE, "residence")) if known else ():
        task(house, dossier, "opened", unit, part)
    return house.get(dossier)


def task(house: House, dossier: pb.Dossier, what: str, unit: str, part: str, name: str = "t") -> None:
    ids = {"task_id": f"{name}-{unit}-{part}", "dossier_id": dossier.dossier_id}
    said = inbox_pb2.InboxChanged(unit=unit, kind="step", part=part, **ids)
    said.at.FromDatetime(house.clock.now())
    house.tell(f"inbox.{what}", said, dossier=dossier.dossier_id, group="intake.inbox")


def insured(house: House, dossier: pb.Dossier) -> None:
    house.sign(dossier, "insurance", "KQ.G18.000047", who="hien")
    house.decide(dossier, "insurance", "granted")
    task(house, dossier, "completed", INSURANCE, "insurance")


def at(house: House, moment: str) -> None:
    house.at(moment)
    worker, done = next(one for one in house.service.background if isinstance(one, ApologyWorker)), 0
    worker._put_off.clear()
    while worker.do_one():
        done += 1
        assert done < 20, "the worker goes round in circles"


def waiting(house: House, who: str) -> list[list[str]]:
    """The parts of each draft in the list of a head."""
    return [[part.part for part in one.parts] for one in drafts(house, who)]


def drafts(house: House, who: str, state: int = 0) -> list[law.Extension]:
    return list(house.of(who).ListExtensions(law.ListExtensionsRequest(state=state)).extensions)


def shown(house: House, who: str, **asked: Any) -> law.Extension:
    (one,) = drafts(house, who)
    return (
        house.of(who).GetExtension(law.GetExtensionRequest(extension_id=one.extension_id, **asked)).extension
    )


def sign(house: House, who: str, new_day: str) -> law.Extension:
    (one,) = drafts(house, who)
    asked = law.SignExtensionRequest(
        request_id=request_id(), extension_id=one.extension_id, reason=REASON, new_day=new_day
    )
    return house.of(who).SignExtension(asked).extension


def days(one: law.Extension) -> dict[str, tuple[str, str]]:
    return {
        part.part: (part.due_at.ToJsonString()[:10], part.new_due_at.ToJsonString()[:10])
        for part in one.parts
    }


def promised(house: House, dossier: pb.Dossier) -> str:
    return house.get(dossier).promised_at.ToJsonString()[:10]


def test_each_unit_that_is_late_has_a_draft_for_what_is_late_with_it(house: House, birth: pb.Dossier) -> None:
    assert promised(house, birth) == "2026-12-15"
    at(house, "2026-12-07 08:00")
    assert (waiting(house, "hien"), waiting(house, "thang")) == ([["insurance"]], [])
    at(house, "2026-12-14 08:00")
    assert (waiting(house, "hien"), waiting(house, "thang")) == ([["insurance"]], [["residence"]])
    assert days(shown(house, "thang")) == {"residence": ("2026-12-15", "2026-12-18")}
    assert set(days(shown(house, "hien"))) == {"insurance"}
    (own,) = drafts(house, "thang")
    with pytest.raises(NotFound):
        house.of("hien").GetExtension(law.GetExtensionRequest(extension_id=own.extension_id))


def test_what_is_done_is_asked_no_apology_for_though_another_agency_is_late(
    house: House, birth: pb.Dossier
) -> None:
    at(house, "2026-12-14 08:00")
    (own,) = drafts(house, "hien")
    insured(house, birth)
    asked = {"request_id": request_id(), "extension_id": own.extension_id, "reason": REASON}
    with pytest.raises(Conflict) as caught:
        house.of("hien").SignExtension(law.SignExtensionRequest(new_day="2026-12-16", **asked))
    assert caught.value.code == "EXTENSION_CLOSED"
    at(house, "2026-12-14 08:00")
    assert (waiting(house, "hien"), waiting(house, "thang")) == ([], [["residence"]])
    gone = house.of("hien").GetExtension(law.GetExtensionRequest(extension_id=own.extension_id)).extension
    assert gone.state == law.EXTENSION_STATE_NOT_NEEDED and [one.part for one in gone.parts] == ["insurance"]
    assert sign(house, "thang", "2026-12-21").number == "01/XLGH", "who let a draft go took no number"


def test_a_draft_follows_the_part_into_the_inbox_of_another_unit(house: House, birth: pb.Dossier) -> None:
    at(house, "2026-12-07 08:00")
    task(house, birth, "completed", INSURANCE, "insurance")
    at(house, "2026-12-07 09:00")
    assert waiting(house, "hien") == [["insurance"]], "on its way nobody else has it"
    task(house, birth, "opened", "suoi_trong", "insurance")
    at(house, "2026-12-07 10:00")
    assert (waiting(house, "hien"), waiting(house, "quang")) == ([], [["insurance"]])


def test_what_becomes_late_with_the_same_unit_later_joins_its_draft(house: House, birth: pb.Dossier) -> None:
    task(house, birth, "completed", POLICE, "residence")
    task(house, birth, "opened", INSURANCE, "residence")
    at(house, "2026-12-07 08:00")
    at(house, "2026-12-14 08:00")
    assert waiting(house, "hien") == [["insurance", "residence"]] and not drafts(house, "thang")
    task(house, birth, "completed", INSURANCE, "residence")
    task(house, birth, "opened", POLICE, "residence", "again")
    at(house, "2026-12-14 09:00")
    assert (waiting(house, "hien"), waiting(house, "thang")) == ([["insurance"]], [["residence"]])


def test_where_another_part_lasts_longer_its_own_day_moves_and_the_promised_one_stays(
    house: House, birth: pb.Dossier
) -> None:
    at(house, "2026-12-07 08:00")
    signed = sign(house, "hien", "2026-12-10")
    assert days(signed) == {"insurance": ("2026-12-08", "2026-12-10")}
    assert signed.promised_at == signed.new_promised_at and promised(house, birth) == "2026-12-15"
    text = printed(house, house.get(birth), "04")
    for words in (
        "không kịp thời hạn của phần việc đó", "08/12/2026", "10/12/2026", NAMES["insurance"],
        "giữ nguyên: 17 giờ 00 phút, thứ Ba, ngày 15 tháng 12 năm 2026", "mỗi phần việc chỉ được hẹn lại một lần",
    ):  # fmt: skip
        assert words in text, words
    assert "kết quả mới" not in text and NAMES["residence"] not in text
    (event,) = house.events("dossier.extension_signed")
    assert event.data["moved"] == [
        {"part": "insurance", "before": "2026-12-08T10:00:00Z", "after": "2026-12-10T10:00:00Z", "late": True}
    ]
    line = house.get(birth).history[-1].text
    assert "hẹn lại: Cấp thẻ bảo hiểm y tế" in line.vi and "giữ nguyên" in line.vi and "stays" in line.en


def test_every_agency_signs_once_for_its_own_and_the_promised_day_moves_once(
    house: House, birth: pb.Dossier
) -> None:
    at(house, "2026-12-14 08:00")
    sign(house, "hien", "2026-12-15")
    assert promised(house, birth) == "2026-12-15"
    signed = sign(house, "thang", "2026-12-21")
    assert (signed.number, promised(house, birth)) == ("01/XLGH", "2026-12-21"), "each unit numbers its own"
    parts = {one.key: one.derivation[-1].vi for one in house.get(birth).parts}
    assert "15/12/2026" in parts["insurance"] and "21/12/2026" not in parts["insurance"]
    assert "21/12/2026" in parts["residence"] and "chỉ một lần" in parts["residence"]
    at(house, "2027-01-20 08:00")
    assert drafts(house, "hien") == drafts(house, "thang") == [], "no part is given a third day"
    (first,) = drafts(house, "hien", law.EXTENSION_STATE_SIGNED)
    kept = house.of("hien").GetExtension(law.GetExtensionRequest(extension_id=first.extension_id)).extension
    assert kept.promised_at == kept.new_promised_at == first.new_promised_at, (
        "what its own signature left promised"
    )


def test_once_the_promised_day_was_moved_others_stay_within_it(house: House, birth: pb.Dossier) -> None:
    at(house, "2026-12-14 08:00")
    sign(house, "hien", "2026-12-17")
    assert promised(house, birth) == "2026-12-17"
    one = shown(house, "thang")
    assert (one.first_day, one.new_day, one.last_day) == ("2026-12-16", "2026-12-17", "2026-12-17")
    with pytest.raises(InvalidInput) as caught:
        sign(house, "thang", "2026-12-18")
    assert [error.code for error in caught.value.field_errors] == ["NEW_DAY_RANGE"]
    sign(house, "thang", "2026-12-17")
    assert promised(house, birth) == "2026-12-17"


def test_where_no_day_is_left_the_other_draft_goes(house: House, birth: pb.Dossier) -> None:
    at(house, "2026-12-14 08:00")
    sign(house, "hien", "2026-12-17")
    at(house, "2026-12-16 23:00")
    assert waiting(house, "thang") == [["residence"]]
    at(house, "2026-12-17 08:00")
    assert drafts(house, "thang") == [], "it would have to move the promised day once more"
    at(house, "2026-12-30 08:00")
    assert drafts(house, "thang") == []


def test_a_promise_that_the_work_would_outlast_is_apologised_for_before_it_passes(house: House) -> None:
    """The birth was registered late: the agencies have their own limits from then on, the applicant was promised the 15th."""
    with _published(house):
        birth = _registered(house, "2026-11-27 09:00")
        at(house, "2026-12-13 23:00")
        assert (promised(house, birth), waiting(house, "thang")) == ("2026-12-15", [])
        at(house, "2026-12-14 00:00")
        assert (waiting(house, "hien"), waiting(house, "thang")) == ([["insurance"]], [["residence"]])
        signed = sign(house, "thang", "2026-12-24")
        assert days(signed) == {"residence": ("2026-12-18", "2026-12-24")}
        assert signed.new_promised_at.ToJsonString()[:10] == promised(house, birth) == "2026-12-24", (
            "what is appointed is what is promised"
        )


def test_an_agency_reads_of_the_apologies_what_it_may_see(house: House, birth: pb.Dossier) -> None:
    at(house, "2026-12-14 08:00")
    for who, other in (("hien", "residence"), ("thang", "insurance")):
        seen = [*drafts(house, who), shown(house, who), shown(house, who, new_day="2026-12-18")]
        for one in seen:
            assert [part.part for part in one.parts] and other not in [part.part for part in one.parts]
            one.ClearField("procedure_name")
            assert other not in str(one)
    signed = sign(house, "hien", "2026-12-17")
    assert [part.part for part in signed.parts] == ["insurance"]
    assert not [one for one in house.get(birth, "thang").history if "bảo hiểm" in one.text.vi]


@pytest.mark.parametrize(
    ("who", "colleague", "other"), [("hien", "linh", "thang"), ("thang", "cuong", "hien")]
)
def test_whose_head_signed_opens_the_form_and_finds_it_on_the_dossiers_page(
    house: House, birth: pb.Dossier, who: str, colleague: str, other: str
) -> None:
    at(house, "2026-12-14 08:00")
    signed = sign(house, who, "2026-12-17")
    for reader in (who, colleague):
        assert house.download(reader, signed.file_id)[1].startswith(b"%PDF")
        assert [(one.form, one.file_id) for one in house.get(birth, reader).documents if not one.part] == [
            ("04", signed.file_id)
        ], "the receipt and forms of others stay hidden"
    with pytest.raises(NotFound):
        house.download(other, signed.file_id)
    assert "04" not in [one.form for one in house.get(birth, other).documents]
    for reader in ("lan", "an"):
        assert house.download(reader, signed.file_id)[1].startswith(b"%PDF")


@pytest.mark.parametrize("done", [True, False])
def test_a_draft_of_the_release_before_is_looked_at_once_more(
    house: House, birth: pb.Dossier, done: bool
) -> None:
    """It was for all that is late in the dossier, and nobody else had one."""
    at(house, "2026-12-07 08:00")
    both = json.dumps([{"part": "insurance"}, {"part": "residence"}])
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        connection.execute("UPDATE intake.extension SET late = %s", [both])
    _upgrade(house, "0033", SINCE_0033)
    if done:
        insured(house, birth)
    at(house, "2026-12-14 08:00")
    assert waiting(house, "hien") == ([] if done else [["insurance"]])
    assert waiting(house, "thang") == [["residence"]]


def test_a_dossier_that_was_extended_before_parts_were_counted_is_not_again(
    house: House, birth: pb.Dossier
) -> None:
    at(house, "2026-12-07 08:00")
    sign(house, "hien", "2026-12-10")
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        (kept,) = connection.execute("SELECT extension FROM intake.dossier").fetchone() or ({},)
        old = {key: value for key, value in kept.items() if key != "parts"} | {"times": 1}
        connection.execute("UPDATE intake.dossier SET extension = %s", [json.dumps(old)])
    at(house, "2026-12-14 08:00")
    assert drafts(house, "thang") == []
    due = {one.key: one.due_at.ToJsonString()[:10] for one in house.get(birth).parts}
    assert due["insurance"] == "2026-12-10", "what was appointed then stands"


def due(house: House, dossier: pb.Dossier, part: str) -> str:
    return next(one.due_at.ToJsonString()[:10] for one in house.get(dossier).parts if one.key == part)


def told(house: House, dossier: pb.Dossier, part: str) -> str:
    lines = next(one.derivation for one in house.get(dossier, "an").parts if one.key == part)
    return " ".join(one.vi for one in lines)


def test_what_is_asked_for_after_the_signature_is_added_once_to_the_day_that_was_signed(
    house: House, birth: pb.Dossier
) -> None:
    """Signed for Friday the 11th, then asked to complete: two working days more are Tuesday the 15th, the promised day, which
    so stays."""
    at(house, "2026-12-07 08:00")
    sign(house, "hien", "2026-12-11")
    assert "11/12/2026" in printed(house, house.get(birth), "04")
    house.stop_clock(birth, "completion", "k-1", part="insurance")
    assert (due(house, birth, "insurance"), promised(house, birth)) == ("2026-12-15", "2026-12-15")
    said = told(house, birth, "insurance")
    words = [
        "08/12/2026",
        "hạn mới 17:00 thứ Sáu 11/12/2026",
        "Thêm 2 ngày làm việc",
        "Hạn trả: 17:00 thứ Ba 15/12/2026",
    ]
    assert [said.index(one) for one in words] == sorted(said.index(one) for one in words)
    line = [one.text.vi for one in house.get(birth).history if one.type == "clock.resumed"][-1]
    assert "được thêm 02 ngày làm việc, đến 17:00 thứ Ba 15/12/2026" in line


def test_where_an_agency_asked_before_every_day_that_is_offered_can_be_signed(
    house: House, birth: pb.Dossier
) -> None:
    house.at("2026-12-07 08:00")
    house.stop_clock(birth, "completion", "k-1", part="insurance")
    assert due(house, birth, "insurance") == "2026-12-10"
    at(house, "2026-12-09 08:00")
    first = shown(house, "hien").first_day
    assert first == "2026-12-11"
    for day in (first, "2026-12-14"):
        tried = shown(house, "hien", new_day=day, reason=REASON, preview=True)
        assert days(tried) == {"insurance": ("2026-12-10", day)}
    assert days(sign(house, "hien", first)) == {"insurance": ("2026-12-10", "2026-12-11")}
    assert due(house, birth, "insurance") == "2026-12-11"
    assert "Gia hạn 1 ngày làm việc" in told(house, birth, "insurance")


def test_a_day_that_would_move_nothing_is_neither_offered_nor_taken(house: House, birth: pb.Dossier) -> None:
    """Days off were announced since the due day was counted: by now it is the 8th."""
    at(house, "2026-12-07 08:00")
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        connection.execute(
            "UPDATE intake.part SET due_at = '2026-12-07 17:00+07' WHERE key = 'insurance' AND dossier_id = %s",
            [birth.dossier_id],
        )
    assert shown(house, "hien").first_day == "2026-12-09"
    with pytest.raises(InvalidInput) as caught:
        sign(house, "hien", "2026-12-08")
    assert [one.code for one in caught.value.field_errors] == ["NEW_DAY_RANGE"]


def test_nobody_is_drafted_an_apology_for_what_waits_for_the_decision_of_another(house: House) -> None:
    """The commune does nothing with the birth: it alone is late, the others' limits have not begun."""
    with _published(house):
        dossier = _accepted(house)
        at(house, "2026-12-14 08:00")
        assert [waiting(house, who) for who in ("quang", "hien", "thang")] == [[["birth"]], [], []]
        signed = sign(house, "quang", "2026-12-16")
        assert set(days(signed)) == {"birth", "insurance", "residence"}
        at(house, "2027-01-20 08:00")
        assert [waiting(house, who) for who in ("quang", "hien", "thang")] == [[], [], []]
        house.at("2026-12-16 08:00")
        house.sign(dossier, "birth", "KQ.G15.000031", who="quang")
        house.decide(dossier, "birth", "granted")
        at(house, "2026-12-29 08:00")
        assert waiting(house, "hien") == [["insurance"]], "now its own limit runs"


def test_a_draft_that_an_earlier_release_made_for_what_had_not_begun_goes_away(house: House) -> None:
    with _published(house):
        _accepted(house)
        house.at("2026-12-14 08:00")
        with psycopg.connect(house.admin_url, autocommit=True) as connection:
            connection.execute(
                "UPDATE intake.part SET apologise_at = '2026-12-07 00:00+07' WHERE key = 'insurance'"
            )
            connection.execute(
                "INSERT INTO intake.extension (id, dossier_id, unit, state, drafted_at, promised_at, late, reason, signed_by)"
                " SELECT 'old', id, %s, 'DRAFT', promised_at, promised_at, %s, '', '{}' FROM intake.dossier",
                [INSURANCE, json.dumps([{"part": "insurance"}])],
            )
        _upgrade(house, "0034", SINCE_0034)
        at(house, "2026-12-14 08:00")
        assert (waiting(house, "hien"), waiting(house, "quang")) == ([], [["birth"]])


def _upgrade(house: House, since: str, undone: Sequence[str]) -> None:
    """Once more from an earlier release, which had not what is `undone`."""
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        for undo in undone:
            connection.execute(undo)
        connection.execute(
            "UPDATE platform.schema_state SET revision = %s, fingerprint = '' WHERE schema = 'intake'",
            [since],
        )
        connection.execute("UPDATE intake.schema_version SET version_num = %s", [since])
    migrate(house.admin_url, (MIGRATION, BROKER_MIGRATION))


@pytest.mark.parametrize("upgraded", [False, True])
def test_whose_head_signed_opens_the_form_without_a_task_in_the_dossier(house: House, upgraded: bool) -> None:
    with _published(house):
        dossier = _registered(house, known=False)
        at(house, "2026-12-07 08:00")
        signed = sign(house, "hien", "2026-12-11")
        if upgraded:
            with psycopg.connect(house.admin_url, autocommit=True) as connection:
                connection.execute("DELETE FROM intake.dossier_unit WHERE unit = %s", [INSURANCE])
            _upgrade(house, "0034", SINCE_0034)
        for reader in ("hien", "linh"):
            assert house.download(reader, signed.file_id)[1].startswith(b"%PDF")
            assert "04" in [one.form for one in house.get(dossier, reader).documents]
        with pytest.raises(NotFound):
            house.download("thang", signed.file_id)
