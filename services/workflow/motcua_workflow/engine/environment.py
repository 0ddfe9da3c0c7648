# SPDX-License-Identifier: Apache-2.0
"""Starlark for scripts and conditions: no host, bounded time and memory, JSON values only.

Owns what a text of a definition may do and what facts may be. The texts run in child processes
(`environment_worker`), because a Starlark text can exhaust memory or the stack of the process that parses it.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import queue
import selectors
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXT_CHARACTERS = 64 * 1024
KNOWN = 2_048
KNOWN_CHARACTERS = 2_000
"""Names of so many texts, none of them longer, are kept: some megabytes, whatever is sent."""
WALL_SECONDS = 20.0
_HARMLESS = b'{"op": "check", "kind": "expression", "text": "1"}'
PROCESSES = max(2, min(os.cpu_count() or 2, 8))


class EvaluationError(Exception):
    """A text that cannot be compiled or failed when run.

    `code`: EXPRESSION_INVALID, EXPRESSION_FAILED, TIME_LIMIT, MEMORY_LIMIT, VALUE_INVALID. `line` is 1-based
    within the text, 0 if unknown.
    """

    def __init__(self, code: str, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.line = code, message, line


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a text writes at its top level, and all names that it reads (facts, functions, own variables); of these,
    `facts` are what neither the text nor the language gives before it is read. `unknown` can only fail: ("private" |
    "function", name, line within the text) for names with `_` that nobody gives and for calls of what is no function."""

    writes: tuple[str, ...]
    reads: tuple[str, ...]
    unknown: tuple[tuple[str, str, int], ...] = ()
    facts: tuple[str, ...] = ()


class EnvironmentBroken(RuntimeError):
    """The child process cannot run at all on this machine: nothing that a text could cause."""


class _Dead(Exception):
    """The child ended or no longer answers."""


class _Child:
    """One child process; used by one thread at a time."""

    def __init__(self) -> None:
        worker = Path(__file__).with_name("environment_worker.py")
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(worker)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={},
            cwd="/",
        )

    def ask(self, request: bytes) -> bytes:
        assert self._process.stdin is not None
        try:
            left = memoryview(struct.pack("!I", len(request)) + request)
            while left:
                left = left[self._process.stdin.write(left) or 0 :]
            return self._exactly(struct.unpack("!I", self._exactly(4))[0])
        except OSError as error:
            raise _Dead from error

    def _exactly(self, count: int) -> bytes:
        assert self._process.stdout is not None
        parts: list[bytes] = []
        while count:
            self._await()
            part = os.read(self._process.stdout.fileno(), count)
            if not part:
                raise _Dead
            parts.append(part)
            count -= len(part)
        return b"".join(parts)

    def _await(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
            if not selector.select(WALL_SECONDS):
                raise _Dead

    def close(self) -> None:
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self._process.wait()


class _Children:
    """At most PROCESSES children, started when first needed and replaced when they die."""

    def __init__(self) -> None:
        self._idle: queue.LifoQueue[_Child | None] = queue.LifoQueue()
        self._all: set[_Child] = set()
        self._guard = threading.Lock()
        for _ in range(PROCESSES):
            self._idle.put(None)

    def ask(self, request: bytes) -> bytes:
        child = self._idle.get()
        try:
            child = child or self._start()
            return child.ask(request)
        except _Dead:
            if child is not None:
                self._end(child)
            child = None
            raise
        finally:
            self._idle.put(child)

    def _start(self) -> _Child:
        child = _Child()
        try:
            # A child that answers this works; whatever ends it later is the doing of a text.
            child.ask(_HARMLESS)
        except _Dead:
            child.close()
            raise EnvironmentBroken("the process that evaluates Starlark does not start") from None
        with self._guard:
            self._all.add(child)
        return child

    def _end(self, child: _Child) -> None:
        with self._guard:
            self._all.discard(child)
        child.close()

    def close(self) -> None:
        for child in list(self._all):
            self._end(child)


_children = _Children()
atexit.register(_children.close)


def evaluate(text: str, facts: Mapping[str, Any]) -> Any:
    """The JSON value of one Starlark expression over the facts; raises EvaluationError."""
    return _ask({"op": "evaluate", "text": text, "facts": dict(facts)})["value"]


def execute(text: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Run a script; the facts whose value it changed, with their new values. Raises EvaluationError."""
    changed: dict[str, Any] = _ask({"op": "execute", "text": text, "facts": dict(facts)})["changed"]
    return changed


def check_expression(text: str) -> Names:
    """Compile without running; raises EvaluationError with the line within the text."""
    return _check("expression", text)


def check_script(text: str) -> Names:
    """Compile without running; raises EvaluationError with the line within the text."""
    return _check("script", text)


def _check(kind: str, text: str) -> Names:
    return (_known if len(text) <= KNOWN_CHARACTERS else _compiled)(kind, text)


def _compiled(kind: str, text: str) -> Names:
    return _names(_ask({"op": "check", "kind": kind, "text": text}))


# A text says the same at every check and in every drawing; what was refused, or ended its child, is asked anew.
_known = functools.lru_cache(maxsize=KNOWN)(_compiled)


def _names(reply: Mapping[str, Any]) -> Names:
    unknown = tuple((str(kind), str(name), int(line)) for kind, name, line in reply["unknown"])
    return Names(tuple(reply["writes"]), tuple(reply["reads"]), unknown, tuple(reply["facts"]))


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    if len(request["text"]) > TEXT_CHARACTERS:
        raise EvaluationError("EXPRESSION_INVALID", f"the text is longer than {TEXT_CHARACTERS} characters")
    try:
        reply: dict[str, Any] = json.loads(_children.ask(json.dumps(request).encode()))
    except _Dead as error:
        raise EvaluationError(
            "MEMORY_LIMIT", "was stopped: it needs too much memory, time or nesting"
        ) from error
    if "error" in reply:
        raise EvaluationError(**reply["error"])
    return reply
