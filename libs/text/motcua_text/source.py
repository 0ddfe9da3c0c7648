# SPDX-License-Identifier: Apache-2.0
"""YAML and JSON files that people write, read with the line of every field, so that an error can point at it.

Read from the event stream without recursion. Refused: anchors and aliases (bombs), tags, duplicate keys,
several documents, too much size or depth. Only JSON's types exist: a date stays text, `no` stays text.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from motcua_text.bilingual import Text
from motcua_text.hidden import named, visible
from motcua_text.yaml_words import NOT_YAML, json_sentence, yaml_sentence

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_DEPTH = 30
MAX_VALUES = 100_000
KNOWN = 64
KNOWN_CHARACTERS = 60_000
"""So many files, none of them longer, are kept as they were read: those of one folder."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NO_YAML = re.compile(r"[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_HALF = r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
_LONE = re.compile(rf"\\u[dD][89abAB][0-9a-fA-F]{{2}}\\u[dD][c-fC-F][0-9a-fA-F]{{2}}|({_HALF})")
_RETYPE = Text(
    "Hãy xóa ký tự này, hoặc xóa cả đoạn chữ rồi gõ lại bằng tay.",
    "Delete it, or delete the whole text and type it again by hand.",
)
_UTF8 = (
    Text("Tệp không phải là văn bản UTF-8.", "The file is not UTF-8 text."),
    Text("Hãy lưu tệp dưới dạng UTF-8.", "Save it as UTF-8."),
)
NO_HINT = Text("")
_UNSEEN_IN_JSON = Text(
    'Hãy viết chỗ xuống dòng là \\n và tab là \\t; xóa ký tự khác, và đóng đoạn chữ trước bằng ".',
    'Write the end of a line as \\n and a tab as \\t; delete any other, and close the text before with ".',
)
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}")
_WORDS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a source: where (file, 1-based line, field path), what, and what helps, in both languages."""

    file: str
    line: int
    path: str
    said: Text
    advice: Text = NO_HINT
    code: str = "source"

    @property
    def message(self) -> str:
        """What is wrong, in English, as logs and the command line say it."""
        return self.said.to("en")

    @property
    def hint(self) -> str:
        """What helps, in English; may be empty."""
        return self.advice.to("en")

    def told(self, language: str) -> str:
        """As a line for people who read "vi" or "en"."""
        place = f"{self.file}:{self.line}" + (f": {self.path}" if self.path else "")
        said, advice = self.said.to(language), self.advice.to(language)
        return f"{place}: {said}" + (f" {advice}" if advice else "")

    def __str__(self) -> str:
        return self.told("en")


class SourceError(ValueError):
    """A file cannot be taken; `problems` says where and why, one entry per thing to mend."""

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """All problems in "vi" or "en", a line for each."""
        return "\n".join(problem.told(language) for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Source:
    """A file's data (JSON types only) with the line of each field."""

    file: str
    data: Any
    lines: Mapping[Path, int] = field(repr=False)

    def line(self, path: Path) -> int:
        """The line of the field, or of the nearest field around it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path, said: Text, advice: Text = NO_HINT, code: str = "source") -> Problem:
        return Problem(self.file, self.line(path), path_text(path), said, advice, code)


def path_text(path: Path) -> str:
    """`("parts", 1, "fees")` as people write it: `parts[1].fees`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return visible(text.removeprefix("."))


def read_yaml(content: bytes, file: str) -> Source:
    """Read one YAML document.

    Raises:
        SourceError: too large, not UTF-8, not YAML, or YAML that we do not take; with its line.
    """
    text = _decode(content, file)
    data, lines = _known(text, file) if len(text) <= KNOWN_CHARACTERS else _events(text, file)
    return Source(file, json.loads(data), lines)


def _events(text: str, file: str) -> tuple[str, Mapping[Path, int]]:
    """The data as JSON and the lines: nothing in it can be changed, so that whoever reads the same again can be given it."""
    builder = _Builder(file)
    try:
        loader = _Loader(text)
        while (event := loader.get_event()) is not None:
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        said, advice = yaml_sentence(str(error.problem), _line_of(text, line), mark.column if mark else 0)
        raise _refuse(file, line, said, advice) from None
    except yaml.YAMLError as error:
        said = Text(f"{NOT_YAML.vi}.", f"{NOT_YAML.en}: {error}.")
        raise _unseen_in_yaml(text, file) or _refuse(file, 1, said) from None
    return json.dumps(builder.root), MappingProxyType(builder.lines)


# A folder's files are read by what builds them and by each rule of lint; a refusal is found anew, with its lines.
_known = functools.lru_cache(maxsize=KNOWN)(_events)


def read_json(content: bytes, file: str) -> Source:
    """Read one JSON document with lines. JSON is what form-js files are.

    Raises:
        SourceError: too large, not UTF-8, not JSON, doubled keys, too deep.
    """
    text = _decode(content, file)
    try:
        data = json.loads(text, parse_constant=_no_constant)
        json.dumps(data, ensure_ascii=False).encode()  # a lone surrogate could not be stored
    except (RecursionError, ValueError) as error:
        raise _not_json(error, text, file) from None
    try:
        # What YAML has no character for, JSON may have.
        plain = re.sub(_HALF, r"\\u003f", _NO_YAML.sub("?", text).replace("\t", "  "))
        lines: Mapping[Path, int] = read_yaml(plain.encode(), file).lines
    except SourceError as error:
        if any(not problem.message.startswith(NOT_YAML.en) for problem in error.problems):
            raise
        lines = {(): 1}  # JSON that YAML cannot read has no lines, but is JSON all the same
    return Source(file, data, lines)


def _line_of(text: str, line: int) -> str:
    lines = text.split("\n")
    return lines[line - 1] if line <= len(lines) else ""


def _not_json(error: Exception, text: str, file: str) -> SourceError:
    if isinstance(error, json.JSONDecodeError):
        if error.msg.startswith("Invalid control character") and error.pos < len(text):
            sign = named(text[error.pos])
            said = Text(
                f"Đây không phải là JSON: {sign} nằm trong một đoạn chữ.",
                f"This is not JSON: {sign} stands within a text.",
            )
            return _refuse(file, error.lineno, said, _UNSEEN_IN_JSON)
        return _refuse(file, error.lineno, *json_sentence(error.msg))
    if isinstance(error, UnicodeEncodeError) and (lone := _lone(text)):
        line = text.count("\n", 0, lone.start()) + 1
        said = Text(f"{lone.group()} chỉ là nửa ký tự.", f"{lone.group()} is half a character.")
        return _refuse(file, line, said, _RETYPE)
    said = Text(
        "Đây không phải là JSON: tệp lồng quá sâu, hoặc có số hay ký tự không hợp lệ.",
        "This is not JSON: it is too deep, or holds a number or character that is none.",
    )
    return _refuse(file, 1, said)


def _lone(text: str) -> re.Match[str] | None:
    return next((found for found in _LONE.finditer(text) if found[1]), None)


def _unseen_in_yaml(text: str, file: str) -> SourceError | None:
    """Control characters, and marks of the byte order within the text: the reader of YAML gives them no line."""
    if not (found := _NO_YAML.search(text)):
        return None
    line = text.count("\n", 0, found.start()) + 1
    sign = named(found.group())
    said = Text(
        f"Ở đây có một ký tự điều khiển ({sign}); không thể hiển thị hay lưu được.",
        f"A control character stands here ({sign}); nothing could show or store it.",
    )
    return _refuse(file, line, said, _RETYPE)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _decode(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        said = Text(
            f"Tệp có {_dots(len(content))} byte; chỉ nhận tối đa {_dots(MAX_BYTES)} byte.",
            f"The file has {len(content):,} bytes; at most {MAX_BYTES:,} are taken.",
        )
        raise _refuse(file, 1, said)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _refuse(file, line, *_UTF8) from None


def _dots(number: int) -> str:
    """1.000.000, as Vietnamese writes it."""
    return f"{number:,}".replace(",", ".")


def _refuse(file: str, line: int, said: Text, advice: Text = NO_HINT) -> SourceError:
    return SourceError((Problem(file, line, "", said, advice),))


@dataclass(slots=True)
class _Level:
    path: Path
    value: dict[str, Any] | list[Any]
    key: str | None = None


class _Builder:
    """Builds plain data from YAML events with a stack of its own."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._stack: list[_Level] = []
        self._documents = 0
        self._values = 0
        self.root: Any = None
        self.lines: dict[Path, int] = {(): 1}

    def take(self, event: Any) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise self._stop(
                event.start_mark.line + 1,
                Text(
                    f"Tệp có hơn {_dots(MAX_VALUES)} trường và giá trị.",
                    f"The file holds more than {MAX_VALUES:,} fields and values.",
                ),
            )
        # By its very kind: to ask of each event whether it is one of five kinds took a third of reading a file.
        taken = _TAKEN.get(type(event))
        if taken is not None:
            taken(self, event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._stop(
                event.start_mark.line + 1,
                Text("Tệp có hơn một tài liệu YAML.", "The file holds more than one document."),
            )

    def _alias(self, event: Any) -> None:
        raise self._stop(
            event.start_mark.line + 1,
            Text(
                "Không nhận bí danh (*tên); hãy viết đầy đủ giá trị.",
                "Aliases (*name) are not taken; write the value out.",
            ),
        )

    def _mapping(self, event: Any) -> None:
        self._open({}, event)

    def _sequence(self, event: Any) -> None:
        self._open([], event)

    def _end(self, event: Any) -> None:
        self._stack.pop()

    def _refuse_decoration(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor:
            raise self._stop(
                line,
                Text(
                    "Không nhận mỏ neo (&tên); hãy viết đầy đủ giá trị.",
                    "Anchors (&name) are not taken; write the value out.",
                ),
            )
        if event.tag and event.tag != "!":
            raise self._stop(line, Text(f"Không nhận thẻ {event.tag}.", f"The tag {event.tag} is not taken."))

    def _open(self, value: dict[str, Any] | list[Any], event: Any) -> None:
        if event.anchor or event.tag:
            self._refuse_decoration(event)
        line = event.start_mark.line + 1
        if len(self._stack) >= MAX_DEPTH:
            raise self._stop(
                line,
                Text(
                    f"Tệp lồng sâu hơn {MAX_DEPTH} bậc.",
                    f"The file is nested deeper than {MAX_DEPTH} levels.",
                ),
            )
        path = self._put(value, line)
        self._stack.append(_Level(path, value))

    def _scalar(self, event: Any) -> None:
        if event.anchor or event.tag:
            self._refuse_decoration(event)
        line = event.start_mark.line + 1
        level = self._stack[-1] if self._stack else None
        if level is not None and isinstance(level.value, dict) and level.key is None:
            if event.value in level.value:
                raise self._stop(
                    line,
                    Text(f'Trường "{event.value}" có hai lần.', f'The field "{event.value}" is there twice.'),
                )
            level.key = event.value
            self.lines[(*level.path, event.value)] = line
            return
        self._put(_plain(event.value) if event.implicit[0] else event.value, line)

    def _put(self, value: Any, line: int) -> Path:
        if not self._stack:
            self.root = value
            return ()
        level = self._stack[-1]
        if isinstance(level.value, list):
            level.value.append(value)
            path: Path = (*level.path, len(level.value) - 1)
            self.lines[path] = line
            return path
        if level.key is None:
            raise self._stop(
                line,
                Text(
                    "Tên trường phải là chữ thường gặp, không phải danh sách hay nhóm trường.",
                    "A field's name must be plain text.",
                ),
            )
        path = (*level.path, level.key)
        level.value[level.key], level.key = value, None
        return path

    def _stop(self, line: int, said: Text) -> SourceError:
        return _refuse(self._file, line, said)


_TAKEN: Mapping[type, Callable[[_Builder, Any], None]] = {
    yaml.DocumentStartEvent: _Builder._document,
    yaml.AliasEvent: _Builder._alias,
    yaml.MappingStartEvent: _Builder._mapping,
    yaml.SequenceStartEvent: _Builder._sequence,
    yaml.MappingEndEvent: _Builder._end,
    yaml.SequenceEndEvent: _Builder._end,
    yaml.ScalarEvent: _Builder._scalar,
}


def _plain(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def walk(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value of plain data with its path, outer ones first."""
    yield path, data
    entries: Any = ()
    if isinstance(data, dict):
        entries = data.items()
    elif isinstance(data, list):
        entries = enumerate(data)
    for key, value in entries:
        yield from walk(value, (*path, key))
