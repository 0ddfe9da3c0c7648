# SPDX-License-Identifier: Apache-2.0
"""Checks folders in a child process: what a designer sends may be large or hostile, and must not hold up the services that
share this process.

Owns the child's life: started when first needed, ended when a check needs too much or when nobody waits for it any more; and
what was found good already: who looks at findings first and publishes then does not wait twice.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import pickle
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua_organisation import Organisation
from motcua_rpc import Cancelled

from motcua_workflow.engine.model import Finding
from motcua_workflow.errors import BadPackage, TooCostly

WORKER = "motcua_workflow.checking_worker"
CPU_SECONDS = 5.0
"""Of the child, for one folder; the largest of ours takes half a second."""
WALL_SECONDS = 60.0
KNOWN = 64
"""Folders that were found good and are not checked again while this process runs: the rules do not change in it."""
IDLE_SECONDS = 110.0
"""A little less than after which the child ends by itself."""
_LOOK_SECONDS = 0.1
_PIECE = 65_536


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """What publishing must know of a folder that could be read; days are ISO 8601, `valid_to` "" while no end is known.
    `codes` are national ones, written at `codes_line` of procedure.yaml."""

    key: str
    key_line: int
    sha256: str
    name_vi: str
    name_en: str
    codes: tuple[str, ...]
    codes_line: int
    valid_from: str
    valid_to: str


Checked = tuple[CheckedPackage, tuple[tuple[str, Finding], ...]]


class _Ended(Exception):
    """The child ended before it answered."""


class Checker:
    """One folder at a time; the others wait."""

    def __init__(self, organisation: Organisation, cpu_seconds: float = CPU_SECONDS) -> None:
        self._cpu_seconds = cpu_seconds
        self._rules = pickle.dumps(organisation)
        self._child: subprocess.Popen[bytes] | None = None
        self._asked = 0.0
        self._one = threading.Lock()
        self._good: OrderedDict[bytes, Checked] = OrderedDict()
        self._guard = threading.Lock()

    def check(self, files: Mapping[str, bytes], wanted: Callable[[], bool] = lambda: True) -> Checked:
        """Everything that publishing asks of a folder. `wanted` says whether the caller still waits.

        Raises:
            BadPackage: not a procedure folder, or one that goes beyond the limits.
            TooCostly: checking it needed too much time or memory.
            Cancelled: nobody waits for it any more.
        """
        texts = {path: base64.b64encode(content).decode() for path, content in files.items()}
        request = json.dumps({"files": texts}, sort_keys=True).encode()
        digest = hashlib.sha256(request).digest()
        with self._guard:
            known = self._good.get(digest)
        return known or self._keep(digest, self._checked(request, wanted))

    def _keep(self, digest: bytes, checked: Checked) -> Checked:
        """What has an error is checked again: it may have been for want of time."""
        with self._guard:
            if all(finding.severity != "error" for _, finding in checked[1]):
                self._good[digest] = checked
            while len(self._good) > KNOWN:
                self._good.popitem(last=False)
        return checked

    def _checked(self, request: bytes, wanted: Callable[[], bool]) -> Checked:
        watch = _Watch(wanted, time.monotonic() + WALL_SECONDS)
        while not self._one.acquire(timeout=_LOOK_SECONDS):
            watch.look()
        try:
            answer = json.loads(self._ask(request, watch))
        finally:
            self._one.release()
        if "failed" in answer:
            raise RuntimeError(f"checking a folder failed: {answer['failed']}")
        if "refused" in answer:
            told = answer["refused"]
            raise BadPackage(message_vi=told["vi"], message_en=told["en"])
        facts = answer["package"] | {"codes": tuple(answer["package"]["codes"])}
        return CheckedPackage(**facts), tuple((file, Finding(**one)) for file, one in answer["findings"])

    def close(self) -> None:
        """End the child; the next check starts another one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
        child.wait()

    def _ask(self, request: bytes, watch: _Watch) -> bytes:
        idle = time.monotonic() - self._asked > IDLE_SECONDS
        if self._child is not None and (idle or self._child.poll() is not None):
            self.close()  # it has ended, or is about to
        self._asked = time.monotonic()
        if self._child is None:
            self._child = _start(self._cpu_seconds)
            _send(self._child, self._rules, watch)
        try:
            _send(self._child, request, watch)
            return _exactly(self._child, struct.unpack("!I", _exactly(self._child, 4, watch))[0], watch)
        except _Ended:
            self.close()
            raise TooCostly() from None
        except BaseException:
            self.close()
            raise


class _Watch:
    """Ends the waiting when nobody wants the answer, or when it took too long."""

    def __init__(self, wanted: Callable[[], bool], until: float) -> None:
        self._wanted = wanted
        self._until = until

    def look(self) -> None:
        if not self._wanted():
            raise Cancelled()
        if time.monotonic() > self._until:
            raise TooCostly()


def _start(cpu_seconds: float) -> subprocess.Popen[bytes]:
    child = subprocess.Popen(
        [sys.executable, "-I", "-m", WORKER, str(cpu_seconds)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0, env={}, cwd="/",
    )  # fmt: skip
    assert child.stdin is not None
    os.set_blocking(child.stdin.fileno(), False)
    return child


def _send(child: subprocess.Popen[bytes], content: bytes, watch: _Watch) -> None:
    assert child.stdin is not None
    left = memoryview(struct.pack("!I", len(content)) + content)
    while left:
        _await(child.stdin, selectors.EVENT_WRITE, watch)
        try:
            left = left[os.write(child.stdin.fileno(), left[:_PIECE]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise _Ended from error


def _exactly(child: subprocess.Popen[bytes], count: int, watch: _Watch) -> bytes:
    assert child.stdout is not None
    parts: list[bytes] = []
    while count:
        _await(child.stdout, selectors.EVENT_READ, watch)
        part = os.read(child.stdout.fileno(), min(count, _PIECE))
        if not part:
            raise _Ended
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _await(stream: Any, event: int, watch: _Watch) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(stream, event)
        while not selector.select(_LOOK_SECONDS):
            watch.look()
