# SPDX-License-Identifier: Apache-2.0
"""How many sets of papers a dossier has (số bộ; TT 03/2025/TT-VPCP, Phụ lục I, Mẫu số 01 và 07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from motcua_intake.domain.records import ON_PAPER

HandedIn = tuple[str, str, int]
"""Component, form (original, certified_copy, copy) and copies of one paper of the submission."""


def sets(source: str, papers: Iterable[HandedIn], needed: Mapping[str, int]) -> int:
    """Whole sets that were handed in: as often as the scarcest of its papers holds what one set needs of it (`needed`, by
    component; 1 where it says nothing). What came online, and what needs no papers, is one set.

    An original beside its copy is one paper, shown twice; files of one form that say the same number are pages of one paper.
    """
    if source not in ON_PAPER:
        return 1
    said: dict[str, dict[str, set[int]]] = {}
    for component, form, copies in papers:
        said.setdefault(component, {}).setdefault(form, set()).add(max(copies, 1))
    counts = [
        max(sum(numbers) for numbers in forms.values()) // max(needed.get(component, 1), 1)
        for component, forms in said.items()
    ]
    return max(1, min(counts, default=1))
