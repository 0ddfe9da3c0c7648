# SPDX-License-Identifier: Apache-2.0
"""A JSON Schema as a check of our own files, with sentences and lines instead of validator speech."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from motcua_text.bilingual import Text
from motcua_text.source import NO_HINT, Path, Problem, Source, path_text

MAX_PROBLEMS = 50
VIETNAMESE = "x-vi"
"""Beside each `description` of a schema: the same in Vietnamese."""
_JSON_TYPES: Mapping[str, Text] = {
    "string": Text("chữ", "text"),
    "integer": Text("số nguyên", "a whole number"),
    "number": Text("số", "a number"),
    "boolean": Text("true hoặc false", "true or false"),
    "array": Text("danh sách", "a list"),
    "object": Text("nhóm trường", "a group of fields"),
    "null": Text("để trống", "empty"),
}
_NAMES_BELOW = ("properties", "patternProperties", "dependentRequired", "dependentSchemas", "$defs")
"""Keywords with fields' names below them, not with keywords."""
_LEAST = {
    "minItems": (" mục", " entries"),
    "minLength": (" ký tự", " characters"),
    "minProperties": (" trường", " fields"),
}
_MOST = {
    "maxItems": (" mục", " entries"),
    "maxLength": (" ký tự", " characters"),
    "maxProperties": (" trường", " fields"),
}


class Schema:
    """A draft 2020-12 schema, compiled once. Its `description`s, and `x-vi` beside them, are used as hints."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self.schema = schema
        self._validator = jsonschema_rs.Draft202012Validator(dict(schema), pattern_options=_patterns())

    @classmethod
    def from_text(cls, text: str) -> Schema:
        return cls(json.loads(text))

    def problems(self, source: Source) -> list[Problem]:
        """What is wrong with the source, in its own order; at most 50."""
        found = []
        for error in self._validator.iter_errors(source.data):
            found.append(self._problem(source, error))
            if len(found) >= MAX_PROBLEMS:
                break
        return sorted(found, key=lambda problem: (problem.line, problem.path))

    def _problem(self, source: Source, error: Any) -> Problem:
        path: Path = tuple(error.instance_path)
        kind = error.kind.as_dict()
        said, path = _sentence(error, kind, path)
        return source.problem(path, said, self._hint(list(error.schema_path)), "schema")

    def _hint(self, schema_path: list[Any]) -> Text:
        """The nearest description around the rule that failed."""
        node: Any = self.schema
        hint = NO_HINT
        for step in schema_path:
            node = self._target(node) if step == "$ref" else _child(node, step)
            if isinstance(node, dict) and step not in _NAMES_BELOW:
                hint = _described(node) or (hint if step == "$ref" else NO_HINT)
        return hint

    def _target(self, node: Any) -> Any:
        target: Any = self.schema
        for step in str(node.get("$ref", "#")).removeprefix("#/").split("/"):
            target = _child(target, step)
        return target


def _described(node: Mapping[str, Any]) -> Text:
    return Text(node.get(VIETNAMESE, ""), node.get("description", ""))


def _patterns() -> jsonschema_rs.RegexOptions:
    # The linear-time engine: no pattern of a schema can be made to back-track.
    return jsonschema_rs.RegexOptions()


def _child(node: Any, step: Any) -> Any:
    if isinstance(node, dict):
        return node.get(step, {})
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return node


def _sentence(error: Any, kind: dict[str, Any], path: Path) -> tuple[Text, Path]:
    name = str(error.schema_path[-1]) if error.schema_path else ""
    if name == "required":
        missing = str(kind["property"])
        return Text(f'Thiếu trường "{missing}".', f'The field "{missing}" is missing.'), path
    if "unexpected" in kind:
        unknown = [str(key) for key in kind["unexpected"]]
        return _unknown(unknown, path, error.instance[unknown[0]]), (*path, unknown[0])
    return _value_sentence(name, error, kind), path


def _unknown(names: list[str], path: Path, value: Any) -> Text:
    listed = ", ".join(f'"{name}"' for name in names)
    comma = value is None and " " in names[0]
    place = path_text(path)
    return Text(
        f"Không có trường {listed}{f' trong {place}' if path else ''}."
        + (" Đoạn chữ có dấu phẩy bên trong { } cần dấu ngoặc kép." if comma else ""),
        f"There is no field {listed}{f' in {place}' if path else ''}."
        + (" A text with a comma inside { } needs quotes." if comma else ""),
    )


def _value_sentence(name: str, error: Any, kind: dict[str, Any]) -> Text:
    value = _written(error.instance)
    if name == "type":
        return _type_sentence(error.instance, value, kind["types"])
    if name == "enum":
        allowed = ", ".join(str(item) for item in json.loads(_options(kind)))
        return Text(f"{value} không thuộc: {allowed}.", f"{value} is not one of: {allowed}.")
    if name == "pattern":
        return Text(f"{value} không đúng dạng.", f"{value} does not have the right form.")
    if name == "const":
        wanted = _written(kind.get("expected_value"))
        return Text(f"{value} phải là {wanted}.", f"{value} must be {wanted}.")
    if name in _LEAST:
        return _least(name, kind.get("limit"))
    if name in _MOST:
        vietnamese, english = _MOST[name]
        limit = kind.get("limit")
        return Text(f"Tối đa {limit}{vietnamese}.", f"It may have at most {limit}{english}.")
    return _other_sentence(name, value, error, kind)


def _type_sentence(instance: Any, value: str, types: list[str]) -> Text:
    words = [_JSON_TYPES.get(item, Text(item)) for item in types]
    wanted = Text(" hoặc ".join(one.vi for one in words), " or ".join(one.to("en") for one in words))
    if instance is None:
        return Text(f"Đang để trống; ở đây phải là {wanted.vi}.", f"It is empty; here stands {wanted.en}.")
    unquoted = types == ["string"] and isinstance(instance, int | float)
    return Text(
        f"{value} không phải là {wanted.vi}." + (' Hãy đặt trong dấu ngoặc kép ("…").' if unquoted else ""),
        f"{value} is not {wanted.en}." + (' Put it in quotes ("…").' if unquoted else ""),
    )


def _least(name: str, limit: object) -> Text:
    if limit == 1:
        return Text("Không được để trống.", "It must not be empty.")
    vietnamese, english = _LEAST[name]
    return Text(f"Cần ít nhất {limit}{vietnamese}.", f"It needs at least {limit}{english}.")


def _other_sentence(name: str, value: str, error: Any, kind: dict[str, Any]) -> Text:
    """Rules that are rarely broken: English as the validator says it, so that nothing is lost."""
    limit = _written(kind.get("limit"))
    sentences = {
        "minimum": f"{value} nhỏ hơn {limit}, là số nhỏ nhất.",
        "maximum": f"{value} lớn hơn {limit}, là số lớn nhất.",
        "exclusiveMinimum": f"{value} phải lớn hơn {limit}.",
        "exclusiveMaximum": f"{value} phải nhỏ hơn {limit}.",
        "multipleOf": f"{value} không phải là bội của {_written(kind.get('multiple_of'))}.",
        "uniqueItems": f"{value} có mục viết hai lần.",
        "oneOf": "Phải ghi theo đúng một cách, và chỉ một, trong các cách được phép.",
        "anyOf": "Không theo cách nào trong các cách được phép.",
        "not": f"{value} là điều không được phép ở đây.",
        "dependentRequired": "Thiếu một trường phải đi cùng trường đã có.",
    }
    vietnamese = sentences.get(name, f"{value} không đúng quy tắc “{name}” của tệp này.")
    return Text(vietnamese, f"{error.message[:200]}.")


def _written(value: Any) -> str:
    """A value as the files that people write hold it, of bounded length."""
    text = f'"{value}"' if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _options(kind: dict[str, Any]) -> str:
    options = kind.get("options", [])
    return options if isinstance(options, str) else json.dumps(options, ensure_ascii=False)


class LinearPattern:
    """A regular expression that is matched in linear time, whatever a designer writes and a visitor types."""

    def __init__(self, pattern: str) -> None:
        """Compile it.

        Raises:
            ValueError: no such expression (look-around and back-references do not exist here).
        """
        rule = {"type": "string", "pattern": f"^(?:{pattern})$"}
        self.pattern = pattern
        self._validator = jsonschema_rs.Draft202012Validator(rule, pattern_options=_patterns())

    def matches(self, text: str) -> bool:
        """Whether the whole text fits."""
        return bool(self._validator.is_valid(text))
