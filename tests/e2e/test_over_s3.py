# SPDX-License-Identifier: Apache-2.0
"""The same services with their files in a real S3-compatible store, which is killed meanwhile; a folder keeps to where its files
are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import small_pdf
from motcua_rpc import Unavailable
from motcua_storage.s3_bucket import names
from motcua_storage.s3_store import key_of
from parts.s3 import S3
from support.portal import pages
from support.province import COMMUNE, Province
from support.stores import access_to, new_bucket, own_store, settings_of
from support.system import System, free_port
from support.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.embedded("the embedded program with an S3-compatible store")]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    with own_store(tmp_path_factory.mktemp("s3")) as made:
        yield made


@pytest.fixture
def store(kept: S3) -> S3:
    kept.start()  # where a test before this one killed it and failed
    return kept


def test_one_dossier_from_its_uploads_to_its_results(
    tmp_path: Path, store: S3, new_system: Callable[..., System]
) -> None:
    bucket = access_to(store)
    settings = settings_of(bucket)
    system = new_system(tmp_path / "var", settings=settings)
    system.start()
    province = Province(system)
    dossier = province.citizen().submit_land(COMMUNE)
    file_id = province.citizen().upload(small_pdf("before"))

    store.running.kill()
    for call in (
        lambda: province.citizen().upload(small_pdf("meanwhile")),
        lambda: province.citizen().download(file_id),
        lambda: province.clerk.accept(dossier.dossier_id),
    ):
        with pytest.raises(Unavailable) as refused:
            call()
        assert refused.value.code == "FILE_STORE_UNAVAILABLE"
        assert store.address not in str(refused.value), "where it is, is told to operators only"
    with pages(system, "an.congdan") as portal:
        answer = portal.get(f"/tep/{file_id}")
        assert (answer.status_code, "Kho tệp tạm thời chưa dùng được" in answer.text) == (503, True)
        assert portal.get("/ho-so").status_code == 200, "what needs no file goes on"
    assert province.clerk.dossier(dossier.dossier_id).status == dossier.status, "nothing is half done"
    assert f"at {store.address} does not answer" in said_by_doctor(system)
    store.start()

    assert province.citizen().download(file_id) == small_pdf("before")
    province.clerk.accept(dossier.dossier_id)
    province.sign_release(dossier.dossier_id)
    province.appraise_transfer(dossier.dossier_id)
    wait_for_a_form(province, store)
    store.running.kill()
    system.kill()
    store.start()
    system.start()
    province = Province(system)
    province.pay_taxes(dossier.dossier_id)
    province.sign_transfer(dossier.dossier_id)
    province.clerk.return_results(dossier.dossier_id)
    seen = province.citizen().dossier(dossier.dossier_id)
    assert seen.status == pb.DOSSIER_STATUS_RETURNED
    assert len(seen.results) == 2 and seen.documents
    for one in (*seen.results, *seen.documents, *seen.papers):
        assert province.citizen().download(one.file_id).startswith(b"%PDF-")
    assert f"'{bucket.bucket}' at {store.address} answers and is ours" in said_by_doctor(system)
    assert system.stop() == 0, system.log_tail()
    assert not list((system.var / "files").glob("??/??/*")), "no file went elsewhere"

    assert "are in the bucket" in refused_start(system, {})
    other = settings_of(new_bucket(store))
    assert "is not" in refused_start(system, other)
    assert "has no bucket" in refused_start(system, settings_of(access_to(store)))
    stranger = new_system(tmp_path / "stranger")
    assert "files of another system" in refused_start(stranger, settings)
    assert "are in a bucket" in told(system, "backup", str(tmp_path / "backup"))
    assert "are in a bucket" in told(system, "reset", "--yes")
    system.settings = settings
    system.start()
    assert Province(system).citizen().download(seen.results[0].file_id).startswith(b"%PDF-")
    assert system.stop() == 0


def wait_for_a_form(province: Province, store: S3) -> None:
    """What an event brings has a form printed, for which the store is away."""
    dossier_id = province.citizen().submit_land(COMMUNE).dossier_id
    province.clerk.accept(dossier_id)
    province.sign_release(dossier_id)
    store.running.kill()
    asks = {
        "check_conditions": "fail",
        "appraisal": "supplement",
        "supplement_papers": ["TRICH-DO"],
        "supplement_reason": "Thiếu trích đo bản đồ địa chính của thửa đất.",
    }
    province.land_officer.do(dossier_id, "appraise_transfer", asks)
    put_off = eventually(province.system.log_tail, lambda said: "event.put_off" in said, 60)
    assert "event.put_off" in put_off and "FileStoreAway" in put_off
    store.start()
    asked = eventually(lambda: province.citizen().dossier(dossier_id), lambda one: bool(one.supplements), 60)
    assert len(asked.supplements) == 1
    for one in asked.documents:
        assert province.citizen().download(one.file_id).startswith(b"%PDF-")


def test_files_are_not_left_behind_in_a_folder(
    tmp_path: Path, store: S3, new_system: Callable[..., System]
) -> None:
    system = new_system(tmp_path / "var")
    system.start()
    citizen = Province(system).citizen()
    file_id = citizen.upload(small_pdf("kept in the folder"))
    assert system.stop() == 0
    access = access_to(store)
    assert "1 files that the database of" in refused_start(system, settings_of(access))
    assert not (store.running.folder / "data" / access.bucket).exists(), "no bucket was made for that"

    access.client().create_bucket(Bucket=access.bucket)
    for path in (system.var / "files").glob("??/??/*"):
        access.client().upload_file(str(path), access.bucket, key_of(path.name))
    system.start()
    assert Province(system).citizen().download(file_id) == small_pdf("kept in the folder")
    assert "motcua.json" in names(access)
    assert system.stop() == 0
    shutil.rmtree(system.var / "files")


def test_settings_that_cannot_work_are_refused_at_the_start(
    tmp_path: Path, store: S3, new_system: Callable[..., System]
) -> None:
    system = new_system(tmp_path / "var")
    access = access_to(store)
    nowhere = f"http://127.0.0.1:{free_port()}"
    assert f"at {nowhere} does not answer" in refused_start(
        system, settings_of(replace(access, endpoint=nowhere))
    )
    assert "refuses the key" in refused_start(system, settings_of(replace(access, secret_key="wrong")))
    system.settings = {}
    system.start()
    assert system.stop() == 0, "nothing was changed by that"
    assert not (system.var / "files.json").exists()


def said_by_doctor(system: System) -> str:
    """On files."""
    said = json.loads(system.command("doctor", "--json").stdout)
    return " ".join(one["message"] for one in said["checks"] if one["area"] == "files")


def refused_start(system: System, settings: dict[str, str]) -> str:
    """What `motcua up` says that does not start with these settings."""
    system.settings = settings
    return told(system, "up")


def told(system: System, *arguments: str) -> str:
    done = system.command(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr
