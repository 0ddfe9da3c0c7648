# SPDX-License-Identifier: Apache-2.0
"""The store of files as an operator wants to know it: is the bucket there, does it take our key, is it ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
from motcua_hosting.file_store import s3_access
from motcua_hosting.settings import S3Settings
from motcua_storage import FileStoreUnusable
from motcua_storage.installation import installation_of
from motcua_storage.s3_bucket import owner_of

from motcua_cli.doctor.check import Check, Level
from motcua_cli.embedded.bucket import known_bucket
from motcua_cli.embedded.folder import StateFolder, Unusable


def look_at_files(var: Path, s3: S3Settings) -> Iterator[Check]:
    """Where the folder notes a bucket. Nothing where files are in the folder, and nothing beside `look_at_named_bucket`."""
    try:
        known = known_bucket(StateFolder(var))
        if known and s3.named:
            yield look_at_bucket(s3, known["installation"])
        elif known:
            yield Check(
                "files", Level.NOTE, f"Files are in the bucket '{known['bucket']}', which was not looked at.",
                "Set MOTCUA_S3__ENDPOINT, __BUCKET, __ACCESS_KEY and __SECRET_KEY here too.",
            )  # fmt: skip
    except Unusable as error:
        yield Check("files", Level.ERROR, str(error))


def look_at_named_bucket(s3: S3Settings, url: str | None) -> Iterator[Check]:
    """`url`: of the database that says which installation this is; None where it does not run."""
    try:
        yield look_at_bucket(s3, installation_of(url) if url else "")
    except psycopg.Error:
        return  # the database's own look says so


def look_at_bucket(given: S3Settings, installation: str = "") -> Check:
    """`installation`: the id that it must be marked with, where that is known."""
    try:
        access = s3_access(given)
        owner = owner_of(access)
    except FileStoreUnusable as error:
        return Check(
            "files", Level.ERROR, error.message_en, "Until then papers can neither be handed in nor read."
        )
    where = f"The bucket '{access.bucket}' at {access.endpoint}"
    if not owner:
        return Check("files", Level.ERROR, f"{where} is marked for no installation.", "Run `motcua migrate`.")
    if installation and owner != installation:
        return Check(
            "files", Level.ERROR, f"{where} holds the files of another system.", "Correct MOTCUA_S3__BUCKET."
        )
    return Check("files", Level.OK, f"{where} answers and is ours.")
