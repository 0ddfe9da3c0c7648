# SPDX-License-Identifier: Apache-2.0
"""Struct ↔ dict: nothing is changed silently on the way."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct, Value
from motcua_rpc import InvalidInput
from motcua_rpc.structs import DEEPEST, EXACT, to_dict, to_struct

VALUES: dict[str, Any] = {
    "text": "Đã đối chiếu", "whole": 1_250_000, "zero": 0, "minus": -3, "half": 12.5, "yes": True, "no": False,
    "nothing": None, "list": [1, "a", [2.5, {"deep": 7}], None], "empty": [], "map": {"n": EXACT, "m": -EXACT, "o": {}},
}  # fmt: skip


def test_values_come_back_as_they_were() -> None:
    back = to_dict(Struct.FromString(to_struct(VALUES).SerializeToString()))
    assert back == VALUES
    assert {key: type(value) for key, value in back.items()} == {
        key: type(value) for key, value in VALUES.items()
    }
    assert type(back["list"][2][1]["deep"]) is int


def test_a_tuple_becomes_a_list_and_a_whole_float_an_integer() -> None:
    back = to_dict(to_struct({"pair": (1, 2), "float": 3.0}))
    assert back == {"pair": [1, 2], "float": 3}
    assert type(back["float"]) is int


@pytest.mark.parametrize("where", [EXACT + 1, -EXACT - 1, [EXACT + 1], {"a": [{"b": EXACT + 1}]}])
def test_an_integer_that_a_double_cannot_hold_is_refused(where: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        to_struct({"n": where})
    assert refused.value.code == "NUMBER_TOO_LARGE"


@pytest.mark.parametrize("number", [1e300, float("inf"), float("-inf"), 0.1])
def test_other_doubles_stay_doubles(number: float) -> None:
    assert to_dict(to_struct({"n": number})) == {"n": number}


def test_a_value_without_a_kind_is_nothing() -> None:
    assert to_dict(Struct(fields={"n": Value()})) == {"n": None}


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="type"):
        to_struct({"n": object()})


def nested(levels: int, *, lists: bool = False) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value] if lists else {"a": value}
    return value


@pytest.mark.parametrize("lists", [True, False])
def test_a_value_may_be_as_deep_as_can_be_sent_on(lists: bool) -> None:
    values = {"n": nested(DEEPEST, lists=lists)}
    assert to_dict(Struct.FromString(to_struct(values).SerializeToString())) == values


@pytest.mark.parametrize("lists", [True, False])
def test_a_deeper_one_is_refused_by_its_key(lists: bool) -> None:
    deep = Struct()
    deep.update({"fine": 1, "n": nested(DEEPEST + 1, lists=lists)})
    for attempt in (lambda: to_dict(deep), lambda: to_struct({"n": nested(5_000, lists=lists)})):
        with pytest.raises(InvalidInput) as refused:
            attempt()
        assert (refused.value.code, refused.value.field_errors[0].field) == ("VALUE_TOO_DEEP", "n")
