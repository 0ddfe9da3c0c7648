# SPDX-License-Identifier: Apache-2.0
"""The smallest drawing for each code (examples.toml): what the docs show is what the tests lint.

An example is the inside of a process (`body`) with its `chain` of elements, or a whole file (`raw`), or
a file that is made (`make`). Elements that only the chain names are filled in: s* start, e* end, else user tasks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from motcua_workflow.engine.check.context import Context
from motcua_workflow.engine.names import BPMN, MOTCUA

_HEAD = f"""<definitions xmlns="{BPMN}"
  xmlns:motcua="{MOTCUA}" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:example">
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A file and what lint must say of it: `code` at `element` and `line`; the codes `also` come along. With the suffix .yaml it
    is a part of a procedure.yaml."""

    code: str
    data: bytes
    shown: str
    element: str
    line: int
    also: frozenset[str]
    as_executable: bool
    context: Context | None
    suffix: str


def _line(text: str, mark: str) -> int:
    found = text.find(mark)
    return text.count("\n", 0, found) + 1 if found >= 0 else 0


def _flows(chain: str, body: str, without: tuple[str, ...]) -> str:
    """The elements and flows of `s a e; a b` that the body does not draw itself."""
    nodes: dict[str, None] = {}
    flows: list[str] = []
    for way in chain.split(";"):
        names = way.split()
        nodes.update(dict.fromkeys(names))
        flows += [
            f'  <sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>'
            for a, b in pairwise(names)
            if f'id="{a}_{b}"' not in body and f"{a}_{b}" not in without
        ]
    kinds = {"s": "startEvent", "e": "endEvent"}
    missing = [n for n in nodes if f'id="{n}"' not in body]
    drawn = [f'  <{kinds.get(n[0], "userTask")} id="{n}"/>' for n in missing]
    return "\n".join(drawn + flows)


_RUNS = 'id="p" isExecutable="true"'


def build(
    body: str = "", chain: str = "", top: str = "", head: str = _RUNS, without: tuple[str, ...] = ()
) -> str:
    """A whole BPMN file around the inside of one process; the chain's flows are drawn but for those `without`."""
    inside = "\n".join(part.strip("\n") for part in (body, _flows(chain, body, without)) if part.strip())
    above = top.strip("\n") + "\n" if top.strip() else ""
    return f"{_HEAD}{above}<process {head}>\n{inside}\n</process>\n</definitions>\n"


def _many(count: int, element: str) -> str:
    return build("".join(element.format(n=n) for n in range(count)))


def _attributes(count: int) -> str:
    return " ".join(f'a{number}="1"' for number in range(count))


def _long_way(count: int) -> str:
    return build(chain="s " + " ".join(f"t{n}" for n in range(count)) + " e")


MAKERS: Mapping[str, Callable[[], bytes]] = {
    "too-large": lambda: build(f"<!--{'x' * 4_200_000}-->").encode(),
    "many-lines": lambda: build("<startEvent/>" + "\n" * 61_000 + "<endEvent/>").encode(),
    "many-elements": lambda: _many(60_100, '<group id="g{n}"/>').encode(),
    "many-nodes": lambda: _many(2_100, '<userTask id="t{n}"/>').encode(),
    "many-flows": lambda: _many(5_100, '<sequenceFlow id="f{n}" sourceRef="a" targetRef="b"/>').encode(),
    "deep": lambda: build("<subProcess>" * 120 + "</subProcess>" * 120).encode(),
    "long-attribute": lambda: build(f'<userTask id="t" name="{"x" * 10_001}"/>').encode(),
    "long-text": lambda: build(f"<documentation>{'x' * 100_001}</documentation>").encode(),
    "many-processes": lambda: (_HEAD + '<process isExecutable="true"/>' * 101 + "</definitions>").encode(),
    "many-texts": lambda: build(f"<scriptTask>{'<script>a = 1</script>' * 4_001}</scriptTask>").encode(),
    "many-attributes": lambda: _many(2_100, f'<group {_attributes(99)} id="g{{n}}"/>').encode(),
    "attributes-of-one": lambda: build(f'<userTask id="t" {_attributes(100)}/>').encode(),
    "many-prefixes": lambda: _many(5_100, '<group id="g{n}" xmlns:n{n}="urn:{n}"/>').encode(),
    "many-findings": lambda: build("<property/>\n" * 600, "s e").encode(),
    "wrong-encoding": lambda: build().encode() + b"\xff",
    "long-way": lambda: _long_way(410).encode(),
}


def _context(row: Mapping[str, Any]) -> Context | None:
    if "context" not in row:
        return None
    given: dict[str, Any] = {
        key: frozenset(value) if isinstance(value, list) else value for key, value in row["context"].items()
    }
    return Context(**given)


def _shown(row: Mapping[str, Any]) -> str:
    chain = " → ".join(row.get("chain", "").split()).replace("; →", ";")
    parts = (row.get("top", ""), row.get("body", ""), f"<!-- {chain} -->" if chain else "")
    return "\n".join(part.strip("\n") for part in parts if part.strip())


def _example(code: str, row: Mapping[str, Any]) -> Example:
    if "make" in row:
        data, shown = MAKERS[row["make"]](), ""
    elif "raw" in row:
        data, shown = row["raw"].encode(), row["raw"].strip()
    else:
        keys = ("body", "chain", "top", "head")
        text = build(**{k: row[k] for k in keys if k in row}, without=tuple(row.get("without", ())))
        data, shown = text.encode(), _shown(row)
    element = row.get("element", "" if "raw" in row or "make" in row else "x")
    mark = row.get("mark", f'id="{element}"')
    line = row["line"] if "line" in row else _line(data.decode("utf-8", "replace"), mark)
    return Example(
        code=code,
        data=data,
        shown=shown,
        element=element,
        line=line,
        also=frozenset(row.get("also", ())),
        as_executable=row.get("as_executable", False),
        context=_context(row),
        suffix=row.get("suffix", ".bpmn"),
    )


@cache
def examples() -> dict[str, Example]:
    """One example for each code, in the order of the file."""
    text = resources.files(__package__).joinpath("examples.toml").read_text("utf-8")
    return {code: _example(code, row) for code, row in tomllib.loads(text).items()}
