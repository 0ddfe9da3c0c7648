# SPDX-License-Identifier: Apache-2.0
"""Who may sign in a unit, and names as people type them."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from motcua_organisation import find_name, load_organisation, signers

DEMO = load_organisation(Path(__file__).parents[3] / "infra/demo/organisation.yaml")


def test_heads_come_before_deputies_and_oneself_before_both() -> None:
    def names(user: str) -> list[str]:
        return [one.user for one in signers(DEMO, ["land_leader"], "chi_nhanh_dat_dai", user)]

    assert names("") == ["son.giamdoc", "ha.giamdoc"]
    assert names("ha.giamdoc") == ["ha.giamdoc", "son.giamdoc"]
    assert names("quang.chutich") == ["son.giamdoc", "ha.giamdoc"], "of another unit"
    assert not signers(DEMO, [], "chi_nhanh_dat_dai", "son.giamdoc")


def test_a_name_is_found_in_any_spelling_and_no_other_is() -> None:
    names = ["Trịnh Hồng Sơn", "Nguyễn Việt Hà"]
    for typed in (unicodedata.normalize("NFD", names[0]), "  trịnh  hồng SƠN "):
        assert find_name(names, typed) == names[0]
    for typed in ("Trinh Hong Son", "Sơn", "", "X"):
        assert find_name(names, typed) is None
