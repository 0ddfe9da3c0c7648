# SPDX-License-Identifier: Apache-2.0
"""docs/glossary.md has what people meet: every printed form by its code and name, and every word of the portal's menus."""

from __future__ import annotations

import re

from motcua_intake.app import printing
from motcua_intake.app.printing import Kind
from support.system import ROOT
from support.tables import table

TEMPLATES = ROOT / "services/portal/motcua_portal/templates"
ROWS = table("glossary.md", "# Glossary")
KINDS = [one for one in vars(printing).values() if isinstance(one, Kind)]


def words_of(cell: str) -> set[str]:
    return {word.strip().casefold() for word in cell.split(",")}


IN_FRONT = set().union(*(words_of(vietnamese) for _, vietnamese, _ in ROWS))


def test_every_printed_form_stands_there_by_its_code_with_the_name_that_is_printed() -> None:
    assert len(KINDS) >= 11
    for kind in KINDS:
        found = [row for row in ROWS if re.search(rf"\bform {kind.form}\b", row[2])]
        assert found, f"form {kind.form} is not in the glossary"
        assert any(kind.name.vi.casefold() in row[1].casefold() for row in found), (kind.form, kind.name.vi)


def test_every_word_of_the_menus_stands_there() -> None:
    menus = {
        "base.html": r'<nav class="bar-nav".*?</nav>',
        "desk/operations_nav.html": r"<nav.*?</nav>",
    }
    for name, pattern in menus.items():
        menu = re.search(pattern, (TEMPLATES / name).read_text("utf-8"), re.DOTALL)
        assert menu, name
        shown = re.findall(r'_\("([^"]+)"\)', menu[0])
        assert len(shown) >= 3
        for text in shown:
            assert words_of(text) <= IN_FRONT, f"“{text}” of {name} is not in the glossary"


def test_a_term_has_one_row() -> None:
    """Two rows with one word in code would be two meanings."""
    terms = [term.strip() for row in ROWS for term in re.split(r"[,/]", row[0])]
    assert len(terms) == len(set(terms)), sorted(term for term in terms if terms.count(term) > 1)
