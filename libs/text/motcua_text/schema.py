# SPDX-License-Identifier: Apache-2.0
"""A JSON Schema as a check of our own files, with sentences and lines instead of validator speech."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs

from motcua_text.source import Path, Problem, Source, path_text

MAX_PROBLEMS = 50
_JSON_TYPES: Mapping[str, str] = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a group of fields",
    "null": "empty",
}


class Schema:
    """A draft 2020-12 schema, compiled once. Its `description`s are used as hints."""

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
        message, path = _sentence(error, kind, path)
        return source.problem(path, message, self._hint(list(error.schema_path)), "schema")

    def _hint(self, schema_path: list[Any]) -> str:
        """The nearest description around the rule that failed."""
        node: Any = self.schema
        hint = ""
        for step in schema_path:
            node = self._target(node) if step == "$ref" else _child(node, step)
            if isinstance(node, dict) and step not in ("properties", "$defs"):
                hint = node.get("description", hint if step == "$ref" else "")
        return str(hint)

    def _target(self, node: Any) -> Any:
        target: Any = self.schema
        for step in str(node.get("$ref", "#")).removeprefix("#/").split("/"):
            target = _child(target, step)
        return target


def _patterns() -> jsonschema_rs.RegexOptions:
    # The linear-time engine: no pattern of a schema can be made to back-track.
    return jsonschema_rs.RegexOptions()


def _child(node: Any, step: Any) -> Any:
    if isinstance(node, dict):
        return node.get(step, {})
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return node


def _sentence(error: Any, kind: dict[str, Any], path: Path) -> tuple[str, Path]:
    name = str(error.schema_path[-1]) if error.schema_path else ""
    if name == "required":
        missing = str(kind["property"])
        return f'The field "{missing}" is missing.', path
    if name in ("additionalProperties", "unevaluatedProperties"):
        unknown = [str(key) for key in kind["unexpected"]]
        listed = ", ".join(f'"{key}"' for key in unknown)
        where = f" in {path_text(path)}" if path else ""
        comma = error.instance[unknown[0]] is None and " " in unknown[0]
        advice = " A text with a comma inside { } needs quotes." if comma else ""
        return f"There is no field {listed}{where}.{advice}", (*path, unknown[0])
    return _value_sentence(name, error, kind), path


def _value_sentence(name: str, error: Any, kind: dict[str, Any]) -> str:
    value = error.instance if len(str(error.instance)) <= 80 else f"{str(error.instance)[:77]}…"
    if name == "type":
        wanted = " or ".join(_JSON_TYPES.get(item, item) for item in kind["types"])
        if error.instance is None:
            return f"It is empty; here stands {wanted}."
        unquoted = wanted == "text" and isinstance(error.instance, int | float)
        return f"{value!r} is not {wanted}." + (' Put it in quotes ("…").' if unquoted else "")
    if name == "enum":
        allowed = ", ".join(str(item) for item in json.loads(_options(kind)))
        return f"{value!r} is not one of: {allowed}."
    if name == "pattern":
        return f'"{value}" does not have the right form.'
    if name == "const":
        return f"{value!r} must be {kind.get('expected_value')!r}."
    if name in ("minItems", "minLength", "minProperties"):
        limit = kind.get("limit")
        return "It must not be empty." if limit == 1 else f"It needs at least {limit}{_unit(name)}."
    if name in ("maxItems", "maxLength", "maxProperties"):
        return f"It may have at most {kind.get('limit')}{_unit(name)}."
    return f"{error.message[:200]}."


def _unit(rule: str) -> str:
    return {"Length": " characters", "Items": " entries", "Properties": " fields"}[rule[3:]]


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
