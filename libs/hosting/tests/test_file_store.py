# SPDX-License-Identifier: Apache-2.0
"""Where files are kept hangs on the settings alone, and half of them are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from motcua_hosting.file_store import file_store
from motcua_hosting.settings import ServiceSettings
from motcua_rpc import Unavailable, translate
from motcua_storage import FileStoreAway, FileStoreRefuses, FolderStore
from motcua_storage.s3_store import S3Store

S3 = {
    "endpoint": "https://s3.example.gov.vn",
    "bucket": "motcua",
    "access_key": "key",
    "secret_key": "secret",
}


def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **s3: str) -> ServiceSettings:
    for name, value in s3.items():
        monkeypatch.setenv(f"MOTCUA_S3__{name.upper()}", value)
    given: dict[str, Any] = {
        "database_url": "postgresql://", "issuer": "http://127.0.0.1", "client_id": "intake", "client_secret": "secret",
        "organisation": tmp_path, "files": tmp_path / "files",
    }  # fmt: skip
    return ServiceSettings(**given)


def test_without_a_store_files_are_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = file_store(settings(tmp_path, monkeypatch))
    assert isinstance(made, FolderStore) and made.folder == tmp_path / "files"


def test_a_store_that_is_named_is_taken_and_not_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = settings(tmp_path, monkeypatch, **S3)
    made = file_store(given)
    assert isinstance(made, S3Store)
    assert (made.access.bucket, made.access.secret_key, made.access.region) == (
        "motcua",
        "secret",
        "us-east-1",
    )
    assert "'secret'" not in repr(given) + repr(made.access)
    assert not (tmp_path / "files").exists()


@pytest.mark.parametrize("left", ["endpoint", "bucket", "access_key", "secret_key"])
def test_half_of_a_store_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str) -> None:
    with pytest.raises(FileStoreRefuses, match=f"MOTCUA_S3__{left.upper()} is missing"):
        file_store(settings(tmp_path, monkeypatch, **S3 | {left: ""}))


@pytest.mark.parametrize("error", [FileStoreAway, FileStoreRefuses])
def test_people_are_told_to_try_again_and_not_where_it_is(error: type[FileStoreAway]) -> None:
    told = translate(error("Kho tệp https://s3.example.gov.vn …", "The store at https://s3.example.gov.vn …"))
    assert isinstance(told, Unavailable) and told.code == "FILE_STORE_UNAVAILABLE"
    assert "example" not in told.message_vi + told.message_en + str(told.details)
