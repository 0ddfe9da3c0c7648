# SPDX-License-Identifier: Apache-2.0
"""A small durable map: every change is one line, on disk before it counts. For what must survive `kill
-9`."""

from __future__ import annotations

import fcntl
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from motcua_identity.issuer.files import write_private

_COMPACT_AFTER: Final = 2_000
"""Dead lines before the file is written anew."""
Record = dict[str, Any]


class Journal:
    """Keys to JSON records. A record with `until` (epoch seconds) is gone after that. Thread-safe; one
    process."""

    def __init__(self, path: Path, now: Callable[[], float]) -> None:
        self._path = path
        self._now = now
        self._lock = threading.RLock()
        self._guard = self._take(path.with_name(f"{path.name}.lock"))
        self._records = self._load()
        self._compact()

    def get(self, key: str) -> Record | None:
        """The record, None if there is none or its time is over."""
        with self._lock:
            record = self._records.get(key)
            return None if record is None or self._over(record) else dict(record)

    def under(self, prefix: str) -> dict[str, Record]:
        """The records whose keys begin so and whose time is not over."""
        with self._lock:
            found = {key: record for key, record in self._records.items() if key.startswith(prefix)}
            return {key: dict(record) for key, record in found.items() if not self._over(record)}

    def put(self, key: str, record: Record) -> None:
        """Set the record, on disk when this returns."""
        with self._lock:
            self._append([key, record])
            self._records[key] = dict(record)

    def take(self, key: str) -> Record | None:
        """Remove the record and return it: of two that ask at once, one gets it."""
        with self._lock:
            record = self.get(key)
            self.delete(key)
            return record

    def delete(self, key: str) -> None:
        """Remove the record if it is there."""
        with self._lock:
            if key in self._records:
                self._append([key, None])
                self._records.pop(key, None)  # compacting may have dropped it just now

    def replace_if(self, key: str, field: str, value: object, record: Record) -> bool:
        """Set the record only if `field` still has `value`: True for one of those who try at once."""
        with self._lock:
            current = self.get(key)
            if current is None or current.get(field) != value:
                return False
            self.put(key, record)
            return True

    def close(self) -> None:
        """Let another process have it."""
        with self._lock:
            os.close(self._file)
            os.close(self._guard)

    def _over(self, record: Record) -> bool:
        return float(record.get("until", float("inf"))) <= self._now()

    def _append(self, entry: list[Any]) -> None:
        line = json.dumps(entry, separators=(",", ":")).encode() + b"\n"
        if self._lines > len(self._records) + _COMPACT_AFTER:
            os.close(self._file)
            self._compact()
        os.write(self._file, line)
        os.fsync(self._file)
        self._lines += 1

    def _load(self) -> dict[str, Record]:
        records: dict[str, Record] = {}
        lines = self._path.read_bytes().split(b"\n") if self._path.exists() else []
        for number, line in enumerate(lines[:-1], 1):  # what follows the last newline was never acknowledged
            key, record = self._parse(line, number)
            if record is None:
                records.pop(key, None)
            else:
                records[key] = record
        return records

    def _parse(self, line: bytes, number: int) -> tuple[str, Record | None]:
        try:
            key, record = json.loads(line)
            if not isinstance(key, str) or not isinstance(record, dict | None):
                raise ValueError("no key with a record")
            float((record or {}).get("until", 0.0))
        except (ValueError, TypeError) as error:
            raise RuntimeError(
                f"{self._path} line {number} is damaged: move the file away; everybody signs in again"
            ) from error
        return key, record

    def _compact(self) -> None:
        self._records = {key: record for key, record in self._records.items() if not self._over(record)}
        lines = (json.dumps(entry, separators=(",", ":")) + "\n" for entry in self._records.items())
        write_private(self._path, "".join(lines).encode())
        self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        self._lines = len(self._records)

    @staticmethod
    def _take(path: Path) -> int:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise RuntimeError(
                f"{path.parent} is in use by another running issuer; stop that one first"
            ) from error
        return handle
