# SPDX-License-Identifier: Apache-2.0
"""A bucket is of one installation: `motcua migrate` and every service that uses it hold database and bucket to each other."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_cli.serving.migrating import bring_bucket
from motcua_cli.serving.process import check_bucket
from motcua_cli.serving.settings import CannotServe
from motcua_hosting.file_store import file_store
from motcua_hosting.settings import S3Settings, ServiceSettings
from motcua_storage import FileStoreRefuses, s3_store
from motcua_storage.installation import installation_of, name_installation
from motcua_storage.s3_access import S3Access
from motcua_storage.s3_bucket import owner_of, prepare_bucket
from motcua_storage.s3_store import S3Store, key_of
from motcua_storage.testing import ServiceDatabases
from parts.s3 import S3
from support.stores import access_to, own_store

ABROAD = "holds the files of another system"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3]:
    with own_store(tmp_path_factory.mktemp("store")) as made:
        yield made


@pytest.fixture
def bucket(store: S3) -> S3Access:
    """Which is not there yet."""
    return access_to(store)


@pytest.fixture
def database(fresh_databases: Callable[..., ServiceDatabases]) -> Iterator[str]:
    """Its administrator's URL; it knows of no bucket."""
    made = fresh_databases(*MIGRATIONS)
    yield made.admin_url
    with psycopg.connect(made.admin_url, autocommit=True) as admin:
        admin.execute("DELETE FROM platform.installation")
        admin.execute("DELETE FROM intake.file")


def settings(access: S3Access) -> S3Settings:
    return S3Settings(
        endpoint=access.endpoint,
        bucket=access.bucket,
        access_key=access.access_key,
        secret_key=access.secret_key,
    )


def service(database: str, access: S3Access, folder: Path) -> ServiceSettings:
    given: dict[str, Any] = {
        "database_url": database, "issuer": "http://127.0.0.1", "client_id": "intake", "client_secret": "secret",
        "organisation": folder, "files": folder / "files", "s3": settings(access),
    }  # fmt: skip
    return ServiceSettings(**given)


def forget(database: str, older: bool) -> None:
    """As another database would be: new, or of a release that did not keep the id."""
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("DELETE FROM platform.installation")
        if older:
            admin.execute("INSERT INTO platform.installation (id) VALUES ('')")


def test_the_first_migration_makes_and_marks_it_and_later_ones_find_it(
    database: str, bucket: S3Access
) -> None:
    first = bring_bucket(bucket, database)

    assert first and first == installation_of(database) == owner_of(bucket)
    assert bring_bucket(bucket, database) == first
    check_bucket(settings(bucket), database)


def test_one_that_was_cut_off_before_the_mark_goes_on(database: str, bucket: S3Access) -> None:
    named = name_installation(database, "ours")

    assert (bring_bucket(bucket, database), owner_of(bucket)) == (named, "ours")


def test_a_bucket_of_another_installation_is_refused(database: str, bucket: S3Access) -> None:
    theirs = bring_bucket(bucket, database)
    forget(database, older=False)

    with pytest.raises(CannotServe, match=ABROAD):
        bring_bucket(bucket, database)
    assert (installation_of(database), owner_of(bucket)) == ("", theirs), "nothing has changed"
    with pytest.raises(CannotServe, match="not made for this system yet"):
        check_bucket(settings(bucket), database)
    name_installation(database, "ours")
    with pytest.raises(CannotServe, match=ABROAD):
        check_bucket(settings(bucket), database)


def test_a_system_of_an_older_release_takes_up_the_mark_of_its_own_bucket(
    database: str, bucket: S3Access
) -> None:
    theirs = bring_bucket(bucket, database)
    forget(database, older=True)
    sha256 = "ab" * 32
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(
            "INSERT INTO intake.file (id, sha256, size, media_type, file_name, uploaded_by, uploaded_user, uploaded_at)"
            " VALUES ('f', %s, 5, 'application/pdf', 'x.pdf', 'u', 'u', now())",
            [sha256],
        )
    with pytest.raises(CannotServe, match=ABROAD):
        bring_bucket(bucket, database)
    bucket.client().put_object(Bucket=bucket.bucket, Key=key_of(sha256), Body=b"paper")

    assert bring_bucket(bucket, database) == theirs == installation_of(database)


def test_a_store_that_is_away_holds_up_no_start(database: str, bucket: S3Access, store: S3) -> None:
    bring_bucket(bucket, database)
    away = settings(bucket).model_copy(update={"endpoint": "http://127.0.0.1:9"})

    check_bucket(away, database)


def test_a_store_that_was_away_at_the_start_is_looked_at_before_its_first_file(
    database: str, bucket: S3Access, store: S3, tmp_path: Path
) -> None:
    """And one that is somebody else's neither takes nor gives a file."""
    files = file_store(service(database, bucket, tmp_path))  # begun while nobody knows the bucket
    with pytest.raises(CannotServe, match="Run `motcua migrate`"):
        check_bucket(settings(bucket), database)
    name_installation(database, "ours")
    with pytest.raises(FileStoreRefuses, match="has no bucket"):
        files.put(io.BytesIO(b"paper"))
    prepare_bucket(bucket, "theirs")
    name = hashlib.sha256(b"paper").hexdigest()
    S3Store(bucket).put(io.BytesIO(b"paper"))
    for use in (
        lambda: files.put(io.BytesIO(b"paper")), lambda: files.open(name), lambda: files.exists(name),
        lambda: files.remove(name),
    ):  # fmt: skip
        with pytest.raises(FileStoreRefuses, match=ABROAD):
            use()
    assert S3Store(bucket).exists(name)


def test_a_bucket_that_is_ours_is_asked_for_its_mark_once(
    database: str, bucket: S3Access, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring_bucket(bucket, database)
    files, asked = file_store(service(database, bucket, tmp_path)), list[str]()
    monkeypatch.setattr(s3_store, "check_owner", lambda access, known: asked.append(known))
    kept = files.put(io.BytesIO(b"paper"))
    assert files.exists(kept.sha256) and asked == [installation_of(database)]
