# SPDX-License-Identifier: Apache-2.0
"""Bytes of papers that a draft took with it are freed, and never those that somebody still has."""

from __future__ import annotations

import hashlib
import io
import threading
from typing import Any

import pytest
from intake_harness import PDF, House, request_id
from intake_pictures import png
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.app import file_contents
from motcua_intake.domain.records import FileRow
from motcua_intake.entrypoints.freeing import FreeingWorker
from motcua_storage import FolderStore
from sqlalchemy import text

OTHER = png(7, 5)


def worker(house: House) -> FreeingWorker:
    return next(one for one in house.service.background if isinstance(one, FreeingWorker))


def store(house: House) -> FolderStore:
    kept = worker(house)._store
    assert isinstance(kept, FolderStore)
    return kept


def kept(house: House, content: bytes) -> bool:
    return store(house).exists(hashlib.sha256(content).hexdigest())


def free(house: House) -> int:
    done = 0
    while worker(house).free_one():
        done += 1
    return done


def draft_with(house: House, *contents: bytes, who: str = "an") -> str:
    made = house.draft(who)
    for content, component in zip(contents, ("GCN", "TRICH-DO"), strict=False):
        house.attach(who, component, draft=made.draft_id, content=content)
    return str(made.draft_id)


def delete(house: House, draft_id: str, who: str = "an") -> None:
    house.of(who).DeleteDraft(pb.DeleteDraftRequest(request_id=request_id(), draft_id=draft_id))


def waiting(house: House) -> int:
    with house.database.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM intake.freed_file")).scalar_one())


def test_the_bytes_of_a_deleted_draft_are_freed(house: House) -> None:
    draft_id = draft_with(house, OTHER)
    assert kept(house, OTHER) and free(house) == 0
    delete(house, draft_id)
    assert waiting(house) == 1
    assert free(house) == 1
    assert not kept(house, OTHER) and waiting(house) == 0


def test_content_that_another_draft_has_too_stays_until_both_are_gone(house: House) -> None:
    first, second = draft_with(house, OTHER), draft_with(house, OTHER, who="binh")
    delete(house, first)
    assert free(house) == 1 and kept(house, OTHER)
    delete(house, second, "binh")
    assert free(house) == 1 and not kept(house, OTHER)


def test_content_that_is_in_one_draft_twice_is_freed_once(house: House) -> None:
    draft_id = draft_with(house, OTHER, OTHER)
    delete(house, draft_id)
    assert free(house) == 1 and not kept(house, OTHER)


def test_what_a_dossier_has_is_never_freed(house: House) -> None:
    dossier = house.submit()
    delete(house, draft_with(house, PDF))
    assert free(house) == 1 and kept(house, PDF)
    paper = house.get(dossier).papers[0]
    assert house.download("an", paper.file_id)[1] == PDF


def test_a_crash_after_the_bytes_went_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    delete(house, draft_with(house, OTHER))
    real = store(house).remove

    def die(sha256: str) -> None:
        real(sha256)
        raise RuntimeError("the machine went off")

    monkeypatch.setattr(store(house), "remove", die)
    with pytest.raises(RuntimeError):
        worker(house).free_one()
    monkeypatch.undo()
    assert waiting(house) == 1
    draft_with(house, OTHER)
    assert free(house) == 1
    assert kept(house, OTHER), "it came back meanwhile"


def test_what_is_sent_while_it_is_freed_is_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender stored the bytes before the worker took them, and adds the row after: it stores them again."""
    delete(house, draft_with(house, OTHER))
    uploads: Any = store(house)
    real, stored, freed = uploads.put, threading.Event(), threading.Event()

    def put(stream: Any, limit: int | None = None) -> Any:
        made = real(stream, limit)
        if not stored.is_set():
            stored.set()
            assert freed.wait(20)
        return made

    monkeypatch.setattr(uploads, "put", put)
    sent: list[Any] = []
    sender = threading.Thread(target=lambda: sent.append(house.upload("an", OTHER, "ảnh.png")))
    sender.start()
    assert stored.wait(20)
    assert free(house) == 1 and not kept(house, OTHER)
    freed.set()
    sender.join(20)
    assert house.download("an", sent[0].file_id)[1] == OTHER
    assert store(house).put(io.BytesIO(b"x")).size == 1


def test_whoever_adds_content_holds_it_until_the_commit(house: House) -> None:
    """The worker waits meanwhile, and finds the file after it."""
    delete(house, draft_with(house, OTHER))
    sha256 = hashlib.sha256(OTHER).hexdigest()
    row = FileRow("f-held", sha256, len(OTHER), "image/png", "ảnh.png", "id-an", "an", house.clock.now())
    freeing = threading.Thread(target=lambda: free(house))
    with house.database.begin() as connection:
        file_contents.add(connection, store(house), row, io.BytesIO(OTHER))
        freeing.start()
        freeing.join(0.3)
        assert freeing.is_alive()
    freeing.join(20)
    assert kept(house, OTHER) and waiting(house) == 0
