# SPDX-License-Identifier: Apache-2.0
"""A draft that nobody touches is told of and removed, with its files; nothing that a dossier refers to ever is."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from intake_harness import LAND, PDF, START, House, ask, request_id
from intake_pictures import png
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.app import expiring
from motcua_intake.domain.draft_keeping import DraftKeeping
from motcua_intake.entrypoints.expiring import ExpiryWorker
from motcua_intake.entrypoints.freeing import FreeingWorker
from motcua_rpc import NotFound
from motcua_storage import FolderStore, count_statements
from sqlalchemy import text

LAST_DAY, WARNED, GONE = "2026-12-23", "2026-12-21", "2026-12-24"
"""Of a draft that was touched last on 23 November 2026."""
OTHER = png(9, 4)


def worker(house: House) -> ExpiryWorker:
    return next(one for one in house.service.background if isinstance(one, ExpiryWorker))


def work(house: House) -> int:
    done = 0
    while worker(house).do_one():
        done += 1
        assert done < 50, "it does the same again and again"
    return done


def free(house: House) -> None:
    one = next(one for one in house.service.background if isinstance(one, FreeingWorker))
    while one.free_one():
        pass


def kept(house: House, content: bytes) -> bool:
    store = next(one for one in house.service.background if isinstance(one, FreeingWorker))._store
    assert isinstance(store, FolderStore)
    return store.exists(hashlib.sha256(content).hexdigest())


def rows(house: House, table: str) -> int:
    with house.database.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM intake.{table}")).scalar_one())


def read(house: House, draft_id: str, who: str = "an") -> pb.Draft:
    return house.of(who).GetDraft(pb.GetDraftRequest(draft_id=draft_id)).draft


@pytest.mark.parametrize(
    ("now", "there", "told"),
    [
        ("2026-12-20 23:59", True, 0),
        (f"{WARNED} 00:00", True, 1),
        (f"{LAST_DAY} 23:59", True, 1),
        (f"{GONE} 00:00", False, 0),
        ("2027-03-01 10:00", False, 0),
    ],
)
def test_a_draft_is_kept_for_thirty_days(house: House, now: str, there: bool, told: int) -> None:
    made = house.draft("an")
    until = made.kept_until.ToJsonString()
    assert until == f"{LAST_DAY}T17:00:00Z", "24:00 of the thirtieth day after"
    house.at(now)
    work(house)
    assert rows(house, "draft") == int(there)
    assert len(house.events("draft.expiring")) == told
    if there:
        assert read(house, made.draft_id).kept_until.ToJsonString() == until


def test_whoever_touches_it_begins_the_thirty_days_anew(house: House) -> None:
    made = house.draft("an")
    house.at(f"{WARNED} 09:00")
    assert work(house) == 1
    house.attach("an", "GCN", draft=made.draft_id)
    assert work(house) == 0, "told of, touched: nothing is due"
    house.at(f"{GONE} 09:00")
    assert work(house) == 0
    assert read(house, made.draft_id).kept_until.ToJsonString() == "2027-01-20T17:00:00Z"
    house.at("2027-01-19 08:00")
    work(house)
    assert len(house.events("draft.expiring")) == 2, "once for each time that it is about to go"


def test_its_owner_is_told_once_with_the_last_day_and_what_it_was(house: House) -> None:
    made = house.draft("an")
    house.at(f"{WARNED} 09:00")
    work(house)
    assert work(house) == 0
    (event,) = house.events("draft.expiring")
    assert event.dossierid is None and event.subject == f"draft:{made.draft_id}"
    assert event.data["keptUntil"] == f"{LAST_DAY}T17:00:00Z" and event.data["ownerUser"] == "an.congdan"
    assert "thế chấp" in str(event.data["procedureName"])
    contact = house.of("notification").GetContact(pb.GetContactRequest(draft_id=made.draft_id))
    assert contact.name == made.applicant.name
    with pytest.raises(NotFound, match="DRAFT_UNKNOWN"):
        house.of("notification").GetContact(pb.GetContactRequest(draft_id="none"))


def test_a_draft_that_became_a_dossier_has_no_contact_and_no_end(house: House) -> None:
    made = house.full_draft("an", LAND)
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=made.draft_id, revision=made.revision)
    house.of("an").SubmitDraft(sent)
    assert not read(house, made.draft_id).HasField("kept_until")
    with pytest.raises(NotFound, match="DRAFT_UNKNOWN"):
        house.of("notification").GetContact(pb.GetContactRequest(draft_id=made.draft_id))


def test_what_a_clerk_entered_goes_as_well_and_nobody_is_written_to(house: House) -> None:
    made = house.draft("lan")
    house.at(f"{WARNED} 09:00")
    work(house)
    assert house.events("draft.expiring") == []
    house.at(f"{GONE} 00:00")
    work(house)
    with pytest.raises(NotFound, match="DRAFT_EXPIRED"):
        read(house, made.draft_id, "lan")


def test_reading_or_changing_it_afterwards_says_what_happened_to_its_owner_only(house: House) -> None:
    made = house.draft("an")
    house.at(f"{GONE} 08:00")
    work(house)
    an, key = house.of("an"), made.draft_id
    calls = (
        lambda: an.GetDraft(pb.GetDraftRequest(draft_id=key)),
        lambda: an.CheckDraft(pb.CheckDraftRequest(draft_id=key)),
        lambda: an.SaveDraft(pb.SaveDraftRequest(request_id=request_id(), draft_id=key, revision=1)),
        lambda: an.SubmitDraft(pb.SubmitDraftRequest(request_id=request_id(), draft_id=key, revision=1)),
        lambda: house.attach("an", "GCN", draft=key),
        lambda: an.DeleteDraft(pb.DeleteDraftRequest(request_id=request_id(), draft_id=key)),
    )
    for call in calls:
        with pytest.raises(NotFound, match="DRAFT_EXPIRED") as refused:
            call()
        assert "đã bị xóa ngày 24/12/2026" in refused.value.message_vi
        assert "từ ngày 23/11/2026" in refused.value.message_vi
        assert refused.value.details["procedure_key"] == made.procedure_key
    with pytest.raises(NotFound, match="DRAFT_UNKNOWN"):
        read(house, key, "binh")


def test_its_files_go_with_it_and_those_of_dossiers_stay(house: House) -> None:
    dossier = house.submit()
    made = house.draft("an")
    for component, content in (("GCN", OTHER), ("TRICH-DO", PDF)):
        house.attach("an", component, draft=made.draft_id, content=content)
    house.at(f"{GONE} 00:00")
    work(house)
    free(house)
    assert not kept(house, OTHER) and kept(house, PDF), "the dossier has the same content"
    paper = house.get(dossier).papers[0]
    assert house.download("an", paper.file_id)[1] == PDF
    assert house.get(dossier).dossier_id and rows(house, "draft") == 1, "what became a dossier is no draft"


def test_an_upload_that_was_never_attached_goes_and_an_attached_one_stays(house: House) -> None:
    loose = house.upload("an", OTHER, "ảnh.png")
    dossier = ask(house, house.submit(), "GCN")
    house.at(f"{LAST_DAY} 08:00")
    work(house)
    assert kept(house, OTHER)
    house.at(f"{GONE} 00:00")
    work(house)
    free(house)
    assert not kept(house, OTHER)
    with pytest.raises(NotFound, match="FILE_UNKNOWN"):
        house.download("an", loose.file_id)
    for paper in house.get(dossier).papers:
        assert house.download("an", paper.file_id)[1]
    assert rows(house, "loose_file") == 0, "each is looked at once"


def test_a_paper_that_was_taken_away_again_leaves_a_file_that_goes_later(house: House) -> None:
    made = house.draft("an")
    paper = house.attach("an", "GCN", draft=made.draft_id, content=OTHER)
    house.of("an").RemovePaper(pb.RemovePaperRequest(request_id=request_id(), paper_id=paper.paper_id))
    house.at(f"{GONE} 00:00")
    work(house)
    free(house)
    assert not kept(house, OTHER)


def test_a_crash_before_the_commit_leaves_it_to_the_next_look(house: House) -> None:
    made = house.draft("an")
    house.attach("an", "GCN", draft=made.draft_id, content=OTHER)
    desk = worker(house)._desk

    class Killed(BaseException):
        pass

    for now, work_on in ((f"{WARNED} 09:00", expiring.tell), (f"{GONE} 00:00", expiring.expire)):
        house.at(now)
        with pytest.raises(Killed), house.database.begin() as connection:
            work_on(connection, desk, made.draft_id)
            raise Killed
        assert house.events("draft.expiring") == [] or work_on is expiring.expire
        assert len(read(house, made.draft_id).papers) == 1
        work(house)
    assert rows(house, "draft") == 0 and rows(house, "expired_draft") == 1
    assert len(house.events("draft.expiring")) == 1


def test_what_is_touched_at_this_moment_is_left_alone(house: House) -> None:
    """Found by one statement, saved by its owner, and then the worker's turn."""
    made = house.draft("an")
    house.at(f"{GONE} 00:00")
    desk = worker(house)._desk
    with house.database.read() as connection:
        found = expiring.next_expired(connection, desk, [])
    assert found == made.draft_id
    house.attach("an", "GCN", draft=made.draft_id)
    with house.database.begin() as connection:
        expiring.expire(connection, desk, made.draft_id)
    assert read(house, made.draft_id).draft_id


def test_the_trace_is_forgotten_in_time(house: House) -> None:
    house.draft("an")
    house.at(f"{GONE} 00:00")
    work(house)
    assert rows(house, "expired_draft") == 1
    house.at("2027-08-01 00:00")
    work(house)
    assert rows(house, "expired_draft") == 0


def test_a_broken_draft_holds_up_no_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = house.draft("an"), house.draft("an")
    house.at(f"{GONE} 00:00")
    real = expiring.expire

    def expire(connection: object, desk: object, draft_id: str) -> None:
        if draft_id == broken.draft_id:
            raise RuntimeError("damaged")
        real(connection, desk, draft_id)  # type: ignore[arg-type]

    monkeypatch.setattr(expiring, "expire", expire)
    work(house)
    with pytest.raises(NotFound):
        read(house, whole.draft_id)
    assert read(house, broken.draft_id).draft_id


def test_the_cost_of_a_look_does_not_grow_with_what_is_kept(house: House) -> None:
    for _ in range(3):
        house.draft("an")
    house.submit()
    with count_statements() as spent:
        assert not worker(house).do_one()
    assert spent.total <= 4


@pytest.mark.parametrize("days", [1, 30, 365])
def test_days_end_at_midnight(days: int) -> None:
    keeping = DraftKeeping(days, 3)
    until = keeping.until(START)
    assert (until.hour, until.minute) == (0, 0) and until - START > timedelta(days=days)
    assert keeping.untouched_since(until - timedelta(microseconds=1)) <= START
    assert keeping.untouched_since(until) > START
