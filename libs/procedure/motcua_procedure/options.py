# SPDX-License-Identifier: Apache-2.0
"""The choices that forms take from elsewhere: the procedure's papers, the province's communes."""

from __future__ import annotations

from collections.abc import Iterable

from motcua_organisation import Organisation
from motcua_text import Text

from motcua_procedure.form_model import Option, OptionSources


def option_sources(papers: Iterable[tuple[str, Text]], organisation: Organisation) -> OptionSources:
    """Every source that a form may name (`form_read.OPTION_SOURCES`). `papers` are code and name of the components."""
    return {
        "components": [Option(code, name) for code, name in papers],
        "communes": [Option(unit.key, unit.name) for unit in organisation.communes()],
    }
