# SPDX-License-Identifier: Apache-2.0
"""Where a service's files are kept: in a folder, or in a bucket where one is named."""

from __future__ import annotations

from motcua_storage import FileStore, FolderStore
from motcua_storage.installation import installation_of
from motcua_storage.s3_access import S3Access
from motcua_storage.s3_store import S3Store

from motcua_hosting.settings import S3Settings, ServiceSettings


def file_store(settings: ServiceSettings) -> FileStore:
    """The store of this service; connects when it is first used, and gives and takes nothing unless the bucket is of the
    database's installation. Raises FileStoreUnusable for settings that cannot work."""
    if not settings.s3.named:
        return FolderStore(settings.files)
    url = settings.database_url.get_secret_value()
    return S3Store(s3_access(settings.s3), installation=lambda: installation_of(url))


def s3_access(settings: S3Settings) -> S3Access:
    """How the bucket is reached. Raises FileStoreUnusable for settings that cannot work."""
    return S3Access(
        settings.endpoint, settings.bucket, settings.access_key, settings.secret_key.get_secret_value(), settings.region,
        settings.authority,
    )  # fmt: skip
