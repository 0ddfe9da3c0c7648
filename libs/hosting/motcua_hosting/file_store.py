# SPDX-License-Identifier: Apache-2.0
"""Where a service's files are kept: in a folder, or in a bucket where one is named."""

from __future__ import annotations

from motcua_storage import FileStore, FolderStore
from motcua_storage.s3_access import S3Access
from motcua_storage.s3_store import S3Store

from motcua_hosting.settings import S3Settings, ServiceSettings


def file_store(settings: ServiceSettings) -> FileStore:
    """The store of this service; connects when it is first used. Raises FileStoreUnusable for settings that cannot work."""
    return S3Store(s3_access(settings.s3)) if settings.s3.named else FolderStore(settings.files)


def s3_access(settings: S3Settings) -> S3Access:
    """How the bucket is reached. Raises FileStoreUnusable for settings that cannot work."""
    return S3Access(
        settings.endpoint, settings.bucket, settings.access_key, settings.secret_key.get_secret_value(), settings.region,
        settings.authority,
    )  # fmt: skip
