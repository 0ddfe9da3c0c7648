# SPDX-License-Identifier: Apache-2.0
"""An S3-compatible store of this machine: versitygw over a folder, on loopback, with keys of its own."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from parts.common import VERSIONS, Part, answers, cache, free_port, installing
from parts.golang import go_install

VERSION = VERSIONS["versitygw"]["version"]
NAME = f"versitygw-{VERSION}"
MODULE = "github.com/versity/versitygw/cmd/versitygw"
READY_SECONDS = 60.0


class S3(Part):
    """Files and keys are for this user only. What it acknowledged is in the kernel's hands but not synced to the disk: it
    outlives kill -9 and not a power cut, so it is for trying."""

    options: Sequence[str | Path] = ("--quiet", "--keep-alive")

    @staticmethod
    def install() -> Path:
        """See Part."""
        with installing(NAME) as new:
            if new is not None:
                go_install(MODULE, VERSION, new)
        return cache() / NAME

    @property
    def address(self) -> str:
        """The endpoint for clients."""
        return f"http://127.0.0.1:{self.running.known()['ports']['s3']}"

    @property
    def keys(self) -> dict[str, str]:
        """`access_key` and `secret_key` of its one user, made when they are first asked for."""
        file = self.running.folder / "keys.json"
        if not file.exists():
            made = {"access_key": secrets.token_hex(10), "secret_key": secrets.token_urlsafe(30)}
            new = file.with_suffix(".new")
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
                output.write(json.dumps(made) + "\n")
            new.replace(file)
        kept: dict[str, str] = json.loads(file.read_text("utf-8"))
        return kept

    def start(self) -> None:
        """See Part."""
        if self.running.process() is None:
            data = self.running.folder / "data"
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
            ports = self.running.known().get("ports") or {"s3": free_port()}
            command = [
                self.install() / "versitygw",
                "--port",
                f"127.0.0.1:{ports['s3']}",
                *self.options,
                "posix",
            ]
            command += ["--file-perms", "0600", "--dir-perms", "0700", *self._notes(data), data]
            own = {"ROOT_ACCESS_KEY": self.keys["access_key"], "ROOT_SECRET_KEY": self.keys["secret_key"]}
            self.running.start(command, ports, env=os.environ | own)
        self.running.wait(self.ready, READY_SECONDS)

    def _notes(self, data: Path) -> list[str | Path]:
        """Beside the files, where a file system takes no notes on a file itself."""
        try:
            os.setxattr(data, "user.motcua", b"")
        except OSError:
            beside = self.running.folder / "notes"
            beside.mkdir(exist_ok=True, mode=0o700)
            return ["--sidecar", beside]
        return []

    def ready(self) -> bool:
        """Whether it answers its user."""
        if not answers(self.running.known()["ports"]["s3"]):
            return False
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self.client().list_buckets()
        except (BotoCoreError, ClientError):
            return False
        return True

    def client(self, **given: Any) -> Any:
        """A boto3 client of its user."""
        import boto3  # takes a quarter of a second, for whoever asks for other parts too
        from botocore.config import Config

        keys = {
            "aws_access_key_id": self.keys["access_key"],
            "aws_secret_access_key": self.keys["secret_key"],
        }
        config = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1}, proxies={})
        wanted = {"endpoint_url": self.address, "region_name": "us-east-1", "config": config, **keys, **given}
        return boto3.client("s3", **wanted)
