# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure run`: its arguments as text, its output, its exit codes. The command line mounts it."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, TextIO

from motcua_text import read_regular

from motcua_workflow.engine.check import Lang
from motcua_workflow.engine.environment_facts import FactsError
from motcua_workflow.engine.read import Limits
from motcua_workflow.engine.run import CouldNotRun, RunResult, run_file

_WORDS = {
    "vi": {
        "completed": "Đã kết thúc", "waiting": "Đang chờ", "refused": "Bị từ chối", "incident": "Gặp sự cố",
        "open": "Công việc đang mở", "for": "chờ", "unused": "--complete không dùng đến",
        "file": "không đọc được tệp", "json": "không phải JSON", "object": "phải là một đối tượng JSON",
        "answer": "phải có dạng PHẦN_TỬ=JSON, ví dụ tham_dinh={} khi không có dữ kiện",
    },
    "en": {
        "completed": "Completed", "waiting": "Waiting", "refused": "Refused", "incident": "Incident",
        "open": "Open tasks", "for": "for", "unused": "--complete never used",
        "file": "the file cannot be read", "json": "is not JSON", "object": "must be a JSON object",
        "answer": "must be ELEMENT=JSON, such as check={} when there are no facts",
    },
}  # fmt: skip


def run_command(
    file: str,
    *,
    process: str | None = None,
    facts: str = "{}",
    complete: Sequence[str] = (),
    auto: bool = False,
    as_executable: bool = False,
    as_json: bool = False,
    lang: Lang = "vi",
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Run FILE and print what happened. `facts` is JSON, each `complete` is `ELEMENT=JSON`.

    The exit code: 0 completed or waiting; 1 refused, incident or a completion never used; 2 could not run.
    """
    out, err = out or sys.stdout, err or sys.stderr
    words = _WORDS[lang]
    try:
        result = run_file(
            read_regular(file, Limits().size + 1),
            file,
            process=process,
            facts=_object("--facts", facts, words),
            complete=[_answer(text, words) for text in complete],
            auto=auto,
            as_executable=as_executable,
            lang=lang,
        )
    except OSError as error:
        print(f"{file}: {words['file']}: {error.strerror}", file=err)
        return 2
    except (CouldNotRun, FactsError) as error:
        print(f"{file}: {error}", file=err)
        return 2
    text = json.dumps(result.as_json(), ensure_ascii=False) if as_json else _readable(file, result, words)
    print(text, file=out)
    return result.exit_code


def _answer(text: str, words: dict[str, str]) -> tuple[str, dict[str, Any]]:
    element, sign, facts = text.partition("=")
    if not sign or not element.strip() or not facts.strip():
        raise CouldNotRun(f"--complete {text}: {words['answer']}")
    return element.strip(), _object(f"--complete {element}", facts, words)


def _object(what: str, text: str, words: dict[str, str]) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CouldNotRun(f"{what}: {words['json']}: {error}") from error
    if not isinstance(value, dict):
        raise CouldNotRun(f"{what}: {words['object']}")
    return value


def _readable(file: str, result: RunResult, words: dict[str, str]) -> str:
    lines = []
    for event in result.trace:
        changed = f"  {json.dumps(dict(event.facts), ensure_ascii=False)}" if event.facts else ""
        lines.append(f"  {event.event:<10} {event.element}{changed}")
    for found in result.findings:
        where = f"{file}:{found.line}: {found.severity} {found.code} {found.element}"
        lines.append(f"{where}: {found.message} {found.hint}")
    lines.append(words[result.status])
    if result.open:
        lines.append(f"{words['open']}: {', '.join(result.open)}")
    lines += [f"{words['waiting']}: {element} {words['for']} {what}" for element, what in result.waiting]
    if result.unused:
        lines.append(f"{words['unused']}: {', '.join(result.unused)}")
    return "\n".join(lines)
