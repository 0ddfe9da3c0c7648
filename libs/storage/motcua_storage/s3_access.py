# SPDX-License-Identifier: Apache-2.0
"""How an S3-compatible store is reached, and what its client's errors mean. Owns no file."""

from __future__ import annotations

import ipaddress
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from motcua_storage.errors import FileStoreAway, FileStoreRefuses, FileStoreUnusable

CONNECT_SECONDS = 2.0
CONNECTIONS = 32
_ONE_AT_A_TIME = threading.Lock()
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_BROKEN_ON_THE_WAY = {
    "BadDigest",
    "XAmzContentSHA256Mismatch",
    "IncompleteBody",
    "RequestTimeout",
    "SlowDown",
}


@dataclass(frozen=True)
class S3Access:
    """A bucket and who asks for it. Raises FileStoreRefuses for what cannot work.

    `endpoint`: https://host[:port], or http:// on loopback. `authority`: PEM file of the authority of its certificate; without
    it those that ship with the client are trusted. `answer_seconds`: for each answer or piece of one; a call is tried twice at
    most, so that whoever waits is told soon.
    """

    endpoint: str
    bucket: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    authority: Path | None = None
    answer_seconds: float = 10.0

    def __post_init__(self) -> None:
        if said := self._wrong():
            raise FileStoreRefuses(*said)

    def client(self) -> Any:
        """A client for any number of threads; connects when it is first used."""
        from botocore.config import Config  # a quarter of a second and 20 MB, for whoever names a store only

        own: dict[str, Any] = {"proxies": {}} if self.local else {}
        config = Config(
            connect_timeout=CONNECT_SECONDS, read_timeout=self.answer_seconds, max_pool_connections=CONNECTIONS,
            retries={"total_max_attempts": 2, "mode": "standard"}, s3={"addressing_style": "path"}, signature_version="s3v4",
            # Each file's own hash is sent with it and compared when it is read.
            request_checksum_calculation="when_required", response_checksum_validation="when_required", **own,
        )  # fmt: skip
        with _ONE_AT_A_TIME:
            return _session().client(
                "s3", endpoint_url=self.endpoint, region_name=self.region, aws_access_key_id=self.access_key,
                aws_secret_access_key=self.secret_key, verify=str(self.authority) if self.authority else True, config=config,
            )  # fmt: skip

    @property
    def local(self) -> bool:
        """Whether it is this machine's own."""
        host = urlsplit(self.endpoint).hostname or ""
        try:
            return host == "localhost" or ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Whatever the store does not do is FileStoreUnusable, one sentence. What a block expects it catches itself (`code`)."""
        from botocore.exceptions import BotoCoreError, ClientError
        from urllib3.exceptions import HTTPError

        try:
            yield
        except ClientError as error:
            raise self._refused(code(error), error.response["ResponseMetadata"]["HTTPStatusCode"]) from error
        except (BotoCoreError, HTTPError) as error:
            raise self.away(_reason(error)) from error

    def away(self, why: str) -> FileStoreAway:
        """The error that says that it does not answer."""
        return FileStoreAway(
            f"Kho tệp {self.endpoint} không trả lời như phải có ({why}). Hãy khởi động kho, hoặc sửa MOTCUA_S3__ENDPOINT.",
            f"The store of files at {self.endpoint} does not answer as it should ({why}). Start it, or correct "
            "MOTCUA_S3__ENDPOINT.",
        )

    def no_bucket(self) -> FileStoreRefuses:
        """The error that says so."""
        return FileStoreRefuses(
            f"Kho tệp {self.endpoint} không có bucket '{self.bucket}'. Hãy chạy `motcua migrate`, hoặc sửa MOTCUA_S3__BUCKET.",
            f"The store of files at {self.endpoint} has no bucket '{self.bucket}'. Run `motcua migrate`, or correct "
            "MOTCUA_S3__BUCKET.",
        )

    def _refused(self, said: str, status: int) -> FileStoreUnusable:
        if said == "NoSuchBucket":
            return self.no_bucket()
        if status >= 500 or status == 429 or said in _BROKEN_ON_THE_WAY:
            return self.away(said)
        return FileStoreRefuses(
            f"Kho tệp {self.endpoint} từ chối khoá '{self.access_key}' ({said}). Hãy sửa MOTCUA_S3__ACCESS_KEY và "
            f"MOTCUA_S3__SECRET_KEY, hoặc cấp cho khoá quyền đọc, ghi, xoá và liệt kê bucket '{self.bucket}'.",
            f"The store of files at {self.endpoint} refuses the key '{self.access_key}' ({said}). Correct MOTCUA_S3__ACCESS_KEY "
            f"and MOTCUA_S3__SECRET_KEY, or let the key read, write, delete and list in the bucket '{self.bucket}'.",
        )

    def _wrong(self) -> tuple[str, str] | None:
        """What is wrong with the settings, in both languages."""
        named = {
            "ENDPOINT": self.endpoint,
            "BUCKET": self.bucket,
            "ACCESS_KEY": self.access_key,
            "SECRET_KEY": self.secret_key,
        }
        if empty := [f"MOTCUA_S3__{name}" for name, value in named.items() if not value]:
            return (
                f"Thiếu {', '.join(empty)}.",
                f"{', '.join(empty)} is missing: what names the store of files goes together.",
            )
        url = _split(self.endpoint)
        if url is None or url.path.strip("/") or url.query or url.fragment or url.username:
            return _both("MOTCUA_S3__ENDPOINT", self.endpoint, "https://host[:port]")
        if url.scheme == "http" and not self.local:
            return (
                f"MOTCUA_S3__ENDPOINT: {self.endpoint} sẽ gửi tệp không mã hoá; hãy dùng https.",
                f"MOTCUA_S3__ENDPOINT: {self.endpoint} would send files in the clear, which is for loopback only. Use https.",
            )
        if not _BUCKET.fullmatch(self.bucket):
            return _both("MOTCUA_S3__BUCKET", self.bucket, "a-z 0-9 . -, 3–63")
        if self.authority and not self.authority.is_file():
            return (
                f"MOTCUA_S3__AUTHORITY: không có tệp {self.authority}.",
                f"MOTCUA_S3__AUTHORITY: there is no file {self.authority}.",
            )
        return None


@cache
def _session() -> Any:
    """Reads the description of S3 once, half of what a client costs; clients are for several threads and it is not."""
    import boto3

    return boto3.session.Session()


def code(error: Any) -> str:
    """The reason that a store gave."""
    return str(error.response["Error"].get("Code", ""))


def _reason(error: Exception) -> str:
    """The name of what happened, and of what was behind it; its words would say the address again."""
    behind = getattr(error, "kwargs", {}).get("error")
    names = [type(one).__name__ for one in (error, behind) if isinstance(one, BaseException)]
    return ": ".join(dict.fromkeys(names))


def _split(endpoint: str) -> Any:
    try:
        url = urlsplit(endpoint)
        return url if url.scheme in ("http", "https") and url.hostname and url.port != 0 else None
    except ValueError:  # a port that is none
        return None


def _both(name: str, given: str, form: str) -> tuple[str, str]:
    return f"{name}: {given!r} không có dạng {form}.", f"{name}: {given!r} is not of the form {form}."
