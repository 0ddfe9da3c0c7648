# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure diff`: what changed between two folders or published versions, in words or as JSON.

It always tells the way from the older to the newer one: of two versions the lower number is the older, and a folder on disk is
newer than anything published; else the first that was named is the older.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from motcua_procedure.difference import Change, Group, compare_files, say
from motcua_procedure.package import PROCESS_FILE
from motcua_text import SourceError
from motcua_workflow.difference import compare_drawings
from motcua_workflow.engine.model import Drawing
from motcua_workflow.engine.read import read

from motcua_cli.designing.sides import CannotCompare, Side, sides
from motcua_cli.machine_readable import json_line

SAME, DIFFERENT = 0, 1
_GROUPS: dict[Group, dict[str, str]] = {
    "procedure": {"en": "procedure.yaml", "vi": "procedure.yaml"},
    "drawing": {"en": "drawing", "vi": "bản vẽ"},
    "forms": {"en": "forms", "vi": "biểu mẫu"},
    "scenarios": {"en": "scenarios", "vi": "kịch bản"},
    "other": {"en": "other files", "vi": "tệp khác"},
}
_SAME = {"en": "The same content.", "vi": "Nội dung giống nhau."}
_BETWEEN = {"en": "from {old} to {new}: changes: {count}", "vi": "từ {old} đến {new}: {count} thay đổi"}


def diff(first: str, second: str, var: Path, as_json: bool, lang: Literal["en", "vi"]) -> int:
    """Print the changes; `second` is "" for the newest published version of the folder that is given first.

    Raises:
        CannotCompare.
    """
    old, new = sides(first, second, var)
    changes = list(compare(old, new))
    if as_json:
        told = {"from": old.as_json(), "to": new.as_json(), "same": not changes}
        print(json_line(told | {"changes": [one.as_json() | {"text": say(one, lang)} for one in changes]}))
    else:
        for line in _lines(old, new, changes, lang):
            print(line)
    return DIFFERENT if changes else SAME


def compare(old: Side, new: Side) -> Iterator[Change]:
    """All changes: procedure.yaml, drawing, forms, scenarios, other files.

    Raises:
        CannotCompare: a file cannot be read.
    """
    try:
        found = list(compare_files(old.files, new.files))
    except SourceError as error:
        raise CannotCompare(f"One of the files cannot be read: {error.problems[0]}") from error
    yield from (one for one in found if one.group == "procedure")
    yield from compare_drawings(_drawing(old), _drawing(new))
    yield from (one for one in found if one.group != "procedure")


def _drawing(side: Side) -> Drawing:
    result = read(side.files[PROCESS_FILE], PROCESS_FILE)
    if result.drawing is None:
        told = "; ".join(f"line {one.line}: {one.message}" for one in result.findings[:3])
        raise CannotCompare(f"{PROCESS_FILE} of {side.name} cannot be read: {told}")
    return result.drawing


def _lines(old: Side, new: Side, changes: Sequence[Change], lang: Literal["en", "vi"]) -> Iterator[str]:
    yield _BETWEEN[lang].format(old=old.name, new=new.name, count=len(changes))
    if not changes:
        yield _SAME[lang]
    shown: tuple[str, str] = ("", "")
    for one in changes:
        if one.group != shown[0]:
            yield f"\n{_GROUPS[one.group][lang]}"
        if one.file != shown[1] and one.group not in ("procedure", "drawing"):
            yield f"  {one.file}"
        shown = (one.group, one.file)
        indent = "    " if one.group not in ("procedure", "drawing") else "  "
        yield f"{indent}{say(one, lang)}"
