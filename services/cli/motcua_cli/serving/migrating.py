# SPDX-License-Identifier: Apache-2.0
"""Brings the parts of the production shape to this program's version: database, topics, bucket. Owns `motcua migrate` where
MOTCUA_ADMIN_DATABASE_URL is set; safe to run again, and by two at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import psycopg
from motcua_hosting.file_store import s3_access
from motcua_hosting.settings import KafkaSettings, S3Settings
from motcua_storage import StorageError, migrate
from motcua_storage.database import plain_url
from motcua_storage.installation import installation_of, name_installation, of_older_release
from motcua_storage.s3_access import S3Access
from motcua_storage.s3_bucket import is_there, names, owner_of, prepare_bucket
from motcua_storage.s3_store import key_of
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from motcua_cli.embedded.brokers import bring_rights, bring_topics, check
from motcua_cli.embedded.folder import Unusable
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_cli.serving.settings import CannotServe, read_settings

NAME = "motcua-migrate"
SERVICES = ("workflow", "intake", "assignment", "notification", "liaison")


class MigrationSettings(BaseSettings):
    """What a migration needs, and no service has."""

    model_config = SettingsConfigDict(env_prefix="MOTCUA_", env_nested_delimiter="__", extra="ignore")

    role_passwords: Path | None = Field(
        default=None,
        description="Folder with a file for each service's role (motcua_intake …) that holds its password; roles that are there "
        "keep theirs without one.",
    )
    kafka_passwords: Path | None = Field(
        default=None,
        description="Folder with a file for each service (intake …) that holds its password at the brokers. Users and rights are "
        "made where brokers ask for a user.",
    )
    s3: S3Settings = Field(default_factory=S3Settings, description="The store of files, if there is one.")
    kafka: KafkaSettings = Field(
        default_factory=KafkaSettings, description="The brokers, in the name of a user who may make topics."
    )


def run(admin_database_url: str) -> Iterator[str]:
    """`admin_database_url`: in the name of the database's administrator. A sentence for each thing that was done. Raises
    CannotServe."""
    settings = read_settings(MigrationSettings)
    roles = [one.role for one in MIGRATIONS if one.role]
    passwords = read_passwords(settings.role_passwords, "MOTCUA_ROLE_PASSWORDS", roles)
    try:
        changed = migrate(admin_database_url, MIGRATIONS, passwords)
    except StorageError as error:
        raise CannotServe(error.message_en) from error
    except Exception as error:  # the database's own words
        raise CannotServe(f"The database was left as it was: {str(error).strip().splitlines()[0]}") from error
    yield (
        f"database: {', '.join(changed)} brought to this version" if changed else "database: at this version"
    )
    if settings.kafka.servers:
        try:
            yield from bring_brokers(settings)
        except Unusable as error:
            raise CannotServe(str(error)) from error
    if settings.s3.named:
        try:
            access = s3_access(settings.s3)
            yield f"bucket: {access.bucket} is of installation {bring_bucket(access, admin_database_url)}"
        except StorageError as error:
            raise CannotServe(error.message_en) from error


def bring_bucket(access: S3Access, admin_database_url: str) -> str:
    """Make and mark the bucket; the id of this installation, which database and bucket both keep. The database has it first, so
    that a migration that is cut off finds its own. Raises CannotServe (the bucket is another installation's), StorageError."""
    known = installation_of(admin_database_url)
    if not known:
        there = owner_of(access) if is_there(access) else ""
        if there:
            _refuse_foreign(access, admin_database_url)
        known = name_installation(admin_database_url, there or str(uuid.uuid4()))
    return prepare_bucket(access, known)


def _refuse_foreign(access: S3Access, admin_database_url: str) -> None:
    """A mark that the database does not know is somebody else's; but for a database of a release that did not keep the id, whose
    files are there."""
    if of_older_release(admin_database_url):
        with psycopg.connect(plain_url(admin_database_url), connect_timeout=10) as connection:
            rows = connection.execute("SELECT DISTINCT sha256 FROM intake.file LIMIT 1000").fetchall()
        wanted = {key_of(one) for (one,) in rows}
        if not wanted or wanted <= set(names(access)):
            return
    raise CannotServe(
        f"The bucket '{access.bucket}' at {access.endpoint} holds the files of another system. Choose one that nobody uses in "
        "MOTCUA_S3__BUCKET."
    )


def bring_brokers(settings: MigrationSettings) -> Iterator[str]:
    """Topics, and users and rights where the brokers ask for a user. Raises CannotServe, Unusable."""
    kafka = settings.kafka
    check(kafka)
    yield from (f"topics: {one}" for one in bring_topics(kafka, NAME) or ["as declared"])
    if kafka.user:
        passwords = read_passwords(settings.kafka_passwords, "MOTCUA_KAFKA_PASSWORDS", SERVICES)
        yield from (
            f"brokers: {one}" for one in bring_rights(kafka, NAME, passwords) or ["rights as declared"]
        )


def read_passwords(folder: Path | None, variable: str, names: Iterable[str]) -> Mapping[str, str]:
    """By name, of those that have a file in the folder that `variable` names. Raises CannotServe for a folder or file that cannot
    be used."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise CannotServe(f"{variable}: {folder} is no folder.")
    found = {}
    for name in names:
        file = folder / name
        if not file.exists():
            continue
        try:
            password = file.read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotServe(f"{file} cannot be read as a password.") from error
        if len(password) < 12:
            raise CannotServe(f"{file}: a password has 12 characters at least.")
        found[name] = password
    return found
