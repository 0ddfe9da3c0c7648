# SPDX-License-Identifier: Apache-2.0
"""Owns the bucket itself: made on purpose, marked with the installation that it belongs to, and looked at. Two installations in
one bucket would remove each other's files, as both name them by their hash alone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

from motcua_storage.errors import FileStoreRefuses
from motcua_storage.s3_access import S3Access, code

MARK = "motcua.json"


def prepare_bucket(access: S3Access, owner: str = "") -> str:
    """Make the bucket and mark it, unless that is done; the id of the installation that it belongs to. `owner`: the id that it is
    marked with, or must have; without one it is a new id, or whatever it has.

    Raises:
        FileStoreUnusable: it is another installation's, or the store does not let us.
    """
    from botocore.exceptions import ClientError

    client = access.client()
    region = (
        {}
        if access.region == "us-east-1"
        else {"CreateBucketConfiguration": {"LocationConstraint": access.region}}
    )
    with access.speaking():
        try:
            client.create_bucket(Bucket=access.bucket, **region)
        except ClientError as error:
            # Whoever may use it and not make it may not be told whether it is there; the next request tells.
            if code(error) not in ("BucketAlreadyOwnedByYou", "BucketAlreadyExists", "AccessDenied"):
                raise
        mark = json.dumps({"installation": owner or str(uuid.uuid4())}).encode()
        try:
            client.put_object(Bucket=access.bucket, Key=MARK, Body=mark, IfNoneMatch="*")
        except ClientError as error:
            if code(error) != "PreconditionFailed":
                raise
    found = owner_of(access)
    if owner and found != owner:
        raise FileStoreRefuses(
            f"Bucket '{access.bucket}' tại {access.endpoint} giữ tệp của một hệ thống khác. Hãy chọn bucket khác bằng "
            "MOTCUA_S3__BUCKET.",
            f"The bucket '{access.bucket}' at {access.endpoint} holds the files of another system. Choose one that nobody "
            "uses in MOTCUA_S3__BUCKET.",
        )
    return found


def owner_of(access: S3Access) -> str:
    """The id of the installation that the bucket belongs to; "" when none has marked it. Raises FileStoreUnusable, also where
    there is no bucket."""
    from botocore.exceptions import ClientError

    with access.speaking():
        try:
            answer = access.client().get_object(Bucket=access.bucket, Key=MARK)
        except ClientError as error:
            if code(error) == "NoSuchKey":
                return ""
            raise
        with answer["Body"] as body:
            content = body.read(10_000)
    try:
        return str(json.loads(content)["installation"])
    except (ValueError, KeyError, TypeError):
        return MARK  # whoever wrote it, it was not us


def check_owner(access: S3Access, installation: str) -> None:
    """Nothing when the bucket is of `installation`, or that is "". Raises FileStoreUnusable."""
    if not installation or (found := owner_of(access)) == installation:
        return
    if not found:
        raise FileStoreRefuses(
            f"Bucket '{access.bucket}' tại {access.endpoint} chưa được lập cho hệ thống này. Hãy chạy `motcua migrate`.",
            f"The bucket '{access.bucket}' at {access.endpoint} is not made for this system yet. Run `motcua migrate`.",
        )
    raise FileStoreRefuses(
        f"Bucket '{access.bucket}' tại {access.endpoint} giữ tệp của một hệ thống khác. Hãy sửa MOTCUA_S3__BUCKET.",
        f"The bucket '{access.bucket}' at {access.endpoint} holds the files of another system. Correct MOTCUA_S3__BUCKET.",
    )


def is_there(access: S3Access) -> bool:
    """Whether there is such a bucket. Raises FileStoreUnusable."""
    from botocore.exceptions import ClientError

    with access.speaking():
        try:  # what asks for less is answered without a reason
            access.client().list_objects_v2(Bucket=access.bucket, MaxKeys=1)
        except ClientError as error:
            if code(error) == "NoSuchBucket":
                return False
            raise
    return True


def names(access: S3Access) -> Iterator[str]:
    """Names of all objects of the bucket. Raises FileStoreUnusable."""
    with access.speaking():
        for page in access.client().get_paginator("list_objects_v2").paginate(Bucket=access.bucket):
            yield from (one["Key"] for one in page.get("Contents", ()))
