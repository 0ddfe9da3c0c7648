# SPDX-License-Identifier: Apache-2.0
"""Which papers are only asked for later: the drawing names them itself where an agency asks to complete the file of its part, and
the procedure requires them of nobody. They stand for whatever the agency asks for in its own words, so that nothing can be handed
in under their name before it asked."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from motcua_procedure.package import ProcedurePackage

_LEFT_OUT = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_PAYLOAD = re.compile(r"<(?:[\w.-]+:)?payload>(.*?)</(?:[\w.-]+:)?payload>", re.DOTALL)
_FACT = re.compile(r"""<(?:[\w.-]+:)?fact\s+name="([^"]*)"\s+value="([^"]*)\"""")
_WORD = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_PAPERS = ("papers", "components")


def codes(package: ProcedurePackage) -> frozenset[str]:
    """Codes of the papers that are offered to nobody when filing."""
    named = _named(package.bpmn)
    return frozenset(
        one.code for one in package.procedure.components if one.required == "never" and one.code in named
    )


@lru_cache(maxsize=64)
def _named(drawing: bytes) -> frozenset[str]:
    """What requests to complete a file name for good, of a drawing that was checked when it was published.

    Read as text on purpose: XML from outside is parsed in one place only, the workflow service.
    """
    text = _LEFT_OUT.sub("", drawing.decode(errors="replace"))
    found: set[str] = set()
    for payload in _PAYLOAD.findall(text):
        facts = {name: unescape(value) for name, value in _FACT.findall(payload)}
        if facts.get("stage", "").strip("'\"") == "completion":
            lists = (facts.get(name, "") for name in _PAPERS)
            found |= {one or other for said in lists for one, other in _WORD.findall(said)}
    return frozenset(found)
