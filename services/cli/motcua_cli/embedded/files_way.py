# SPDX-License-Identifier: Apache-2.0
"""Where the files of a folder are kept: in it, or in the bucket that was named when it was first used. Files that are left behind
are lost to the dossiers that they belong to, so a folder keeps to its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import closing

import sqlalchemy as sa
from motcua_hosting.file_store import s3_access
from motcua_hosting.settings import S3Settings
from motcua_storage import Database
from motcua_storage.s3_access import S3Access
from motcua_storage.s3_bucket import is_there, names, owner_of, prepare_bucket
from motcua_storage.s3_store import key_of

from motcua_cli.embedded.bucket import known_bucket, read_note, write_note
from motcua_cli.embedded.folder import StateFolder, Unusable

_NAMED = sa.text("SELECT DISTINCT sha256 FROM intake.file")


def prepare_files(
    folder: StateFolder, s3: S3Settings, database_url: str, progress: Callable[[str], None]
) -> None:
    """Hold the folder to where its files are; make the bucket at its first use. Raises Unusable, FileStoreUnusable."""
    known = known_bucket(folder)
    if not s3.named:
        if known:
            raise Unusable(
                f"The files of {folder.root} are in the bucket '{known['bucket']}'. Name it and its store in "
                "MOTCUA_S3__ENDPOINT, __BUCKET, __ACCESS_KEY and __SECRET_KEY, or choose another folder with MOTCUA_VAR."
            )
        folder.bucket.unlink(missing_ok=True)  # begun, and never used
        return
    access = s3_access(s3)
    progress(f"bucket '{access.bucket}' at {access.endpoint}")
    if not known:
        _begin(folder, access, database_url)
    elif owner_of(access) != known["installation"]:
        raise Unusable(
            f"The files of {folder.root} are in the bucket '{known['bucket']}', which '{access.bucket}' at {access.endpoint} is "
            "not. Correct MOTCUA_S3__ENDPOINT and MOTCUA_S3__BUCKET."
        )


def _begin(folder: StateFolder, access: S3Access, database_url: str) -> None:
    """The id is noted before the bucket is marked with it, so that a start that is cut off here knows its own."""
    _refuse_left_behind(folder, access, database_url)
    begun = read_note(folder)
    installation = begun["installation"] if begun.get("bucket") == access.bucket else str(uuid.uuid4())
    write_note(folder, access.bucket, installation, "begun")
    prepare_bucket(access, installation)
    write_note(folder, access.bucket, installation, "used")


def _refuse_left_behind(folder: StateFolder, access: S3Access, database_url: str) -> None:
    with (
        closing(Database(database_url, "intake", 1, application="motcua-up")) as database,
        database.read() as connection,
    ):
        wanted = {key_of(one) for one in connection.execute(_NAMED).scalars()}
    if not wanted:
        return
    left = sorted(wanted - set(names(access) if is_there(access) else ()))
    if left:
        raise Unusable(
            f"{len(left)} files that the database of {folder.root} names are not in the bucket '{access.bucket}', such as "
            f"{left[0]}. Copy what is in {folder.files} into it under the same names, as docs/operators.md says, or start "
            "without MOTCUA_S3__ENDPOINT and its like."
        )
