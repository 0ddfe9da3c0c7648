# SPDX-License-Identifier: Apache-2.0
"""What facts may be."""

from __future__ import annotations

import math
from typing import Any

import pytest
from motcua_workflow.engine.environment_facts import FACTS_BYTES, FactsError, clean, differing, merged


@pytest.mark.parametrize(
    "facts",
    [
        {"": 1}, {"_x": 1}, {"__builtins__": 1}, {"if": 1}, {"fact": 1}, {"load": 1}, {1: 2}, {"a\nb": 1},
        {"x" * 101: 1},
        {"x": 2**63}, {"x": -(2**63) - 1}, {"x": math.nan}, {"x": math.inf}, {"x": "\ud800"}, {"x": "a\0b"},
        {"x": {1: 2}},
        {"x": {"\udfff": 1}}, {"x": b"y"}, {"x": object()}, {"x": {1, 2}},
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_its_name(facts: dict[Any, Any]) -> None:
    with pytest.raises(FactsError):
        clean(facts)


def test_facts_are_an_object() -> None:
    with pytest.raises(FactsError):
        clean([1])  # type: ignore[arg-type]


def test_ordinary_values_stay_as_they_are() -> None:
    facts = {
        "typename": "timedelta",
        "type": "x",
        "số nhà": "12A",
        "n": 2**63 - 1,
        "rows": [{"a": None}, 1.5, True],
    }
    assert clean(facts) == facts
    assert clean({"t": (1, (2,))}) == {"t": [1, [2]]}


def test_depth_is_bounded() -> None:
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    with pytest.raises(FactsError, match="deeper"):
        clean({"x": deep})


def test_total_size_is_bounded_in_bytes() -> None:
    half = {"a": "ữ" * (FACTS_BYTES // 6)}
    with pytest.raises(FactsError, match=str(FACTS_BYTES)):
        merged(half, {"b": "ữ" * (FACTS_BYTES // 6)})


def test_values_differ_by_json_not_by_python() -> None:
    assert differing({"a": 1, "b": 1, "c": {"x": 1, "y": 2}}, {"a": True, "b": 1, "c": {"y": 2, "x": 1}}) == {
        "a": True
    }
