# SPDX-License-Identifier: Apache-2.0
"""From form-js JSON to fields: the subset that we render and validate, everything else refused by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from motcua_text import LinearPattern, Path, Problem, Source, Text
from motcua_text.source import NO_HINT

from motcua_procedure import kinds, rule_read
from motcua_procedure.condition import Condition, ConditionError
from motcua_procedure.form_model import CHOICES, INPUTS, Field, FieldType, Option, Rules

APPLICANT_ADDRESS = "applicant_address"
"""What an address that was left empty counts as."""
MAX_FIELDS = 200
MAX_OPTIONS = 500
OPTION_SOURCES = frozenset(("components", "communes"))
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_ROOT = frozenset(("type", "id", "schemaVersion", "exporter", "executionPlatform", "executionPlatformVersion",
                   "components"))  # fmt: skip
_COMMON = frozenset(("type", "id", "properties", "conditional", "layout"))
_INPUT = _COMMON | {"key", "label", "description", "validate", "readonly", "disabled"}
_ALLOWED: dict[str, frozenset[str]] = {
    "textfield": _INPUT,
    "textarea": _INPUT,
    "number": _INPUT | {"decimalDigits", "increment"},
    "checkbox": _INPUT,
    "radio": _INPUT | {"values"},
    "select": _INPUT | {"values", "searchable"},
    "checklist": _INPUT | {"values"},
    "datetime": _INPUT | {"subtype", "dateLabel"},
    "group": _COMMON | {"label", "components", "showOutline"},
    "text": _COMMON | {"text"},
}
_PROPERTIES = frozenset(("label_en", "description_en", "text_en", "fact", "personal", "autocomplete",
                         "options", "pattern_message", "pattern_message_en", "prefill",
                         "result", "receipt", "lookup", "resultWhen", "whenEmpty", "min_message",
                         "min_message_en")) | rule_read.PROPERTIES | kinds.PROPERTIES  # fmt: skip
_RULES: dict[str, frozenset[str]] = {
    "textfield": frozenset(("required", "minLength", "maxLength", "pattern")),
    "textarea": frozenset(("required", "minLength", "maxLength")),
    "number": frozenset(("required", "min", "max")),
}
_OF_RESULT = {"copies": ("number",), "pages": ("number",), "note": ("textfield", "textarea")}
"""What a field may hold of a signed result, by the types that can."""
_DEFAULT_LENGTH = {"textfield": 250, "textarea": 5_000}
_LONGEST = 20_000


class FormReader:
    """Reads one form; `problems` holds what is wrong, `fields` what is right."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.fields: list[Field] = []
        self.problems: list[Problem] = []

    def read(self) -> None:
        data = self._source.data
        if not isinstance(data, dict) or not isinstance(data.get("components"), list):
            self._refuse(
                (),
                Text(
                    "Đây không phải là biểu mẫu form-js: không có danh sách components.",
                    "This is not a form-js form: it has no list of components.",
                ),
            )
            return
        self._unknown((), data, _ROOT)
        if data.get("type", "default") != "default":
            self._refuse(("type",), Text('Biểu mẫu có type là "default".', 'A form has the type "default".'))
        self._components(("components",), data["components"], Text(""), 0)
        self._doubles()
        self._conditions()
        for field, message in (*rule_read.misnamed(self.fields), *kinds.misnamed(self.fields)):
            self._at(field, message)
        self._results()

    def _refuse(self, path: Path, said: Text, advice: Text = NO_HINT) -> None:
        self.problems.append(self._source.problem(path, said, advice, "subset"))

    def _unknown(self, path: Path, entry: dict[str, Any], allowed: frozenset[str]) -> None:
        for name in entry:
            if name not in allowed:
                self._refuse(
                    (*path, name),
                    Text(
                        f'"{name}" không thuộc phần form-js được hỗ trợ.',
                        f'"{name}" is not part of our form subset.',
                    ),
                    Text("Hãy bỏ đi.", "Leave it out."),
                )

    def _components(self, path: Path, entries: list[Any], group: Text, depth: int) -> None:
        for index, entry in enumerate(entries):
            if len(self.fields) >= MAX_FIELDS:
                self._refuse(
                    path,
                    Text(
                        f"Một biểu mẫu có tối đa {MAX_FIELDS} trường.",
                        f"A form has at most {MAX_FIELDS} fields.",
                    ),
                )
                return
            self._component((*path, index), entry, group, depth)

    def _component(self, path: Path, entry: Any, group: Text, depth: int) -> None:
        kind = entry.get("type") if isinstance(entry, dict) else None
        if not isinstance(kind, str) or kind not in _ALLOWED:
            known = ", ".join(_ALLOWED)
            self._refuse(
                (*path, "type"),
                Text(
                    f'Loại thành phần "{kind}" không được hỗ trợ.',
                    f'The component type "{kind}" is not in our subset.',
                ),
                Text(f"Hãy dùng: {known}.", f"Use: {known}."),
            )
            return
        if not _shapes_fit(entry):
            self._refuse(
                path,
                Text(
                    "Một giá trị của thành phần này không đúng kiểu.",
                    "A value of this component has the wrong kind.",
                ),
                Text("Xem tài liệu của form-js.", "See the form-js documentation."),
            )
            return
        self._unknown(path, entry, _ALLOWED[kind])
        self._unknown((*path, "properties"), entry.get("properties", {}), _PROPERTIES)
        self.fields.append(self._field(path, entry, kind, group))
        if kind == "group":
            self._group(path, entry, depth)

    def _group(self, path: Path, entry: dict[str, Any], depth: int) -> None:
        if depth:
            self._refuse(
                path,
                Text(
                    "Nhóm nằm trong nhóm không được hỗ trợ.", "A group inside a group is not in our subset."
                ),
            )
            return
        label = self.fields[-1].label
        self._components((*path, "components"), entry.get("components", []), label, depth + 1)

    def _field(self, path: Path, entry: dict[str, Any], kind: str, group: Text) -> Field:
        properties = entry.get("properties", {})
        if kind == "datetime" and entry.get("subtype") != "date":
            self._refuse(
                path,
                Text(
                    "Với datetime, chỉ subtype date được hỗ trợ.",
                    "Of datetime only the subtype date is in our subset.",
                ),
            )
        wanted: FieldType = "date" if kind == "datetime" else kind  # type: ignore[assignment]
        readonly = bool(entry.get("readonly") or entry.get("disabled"))
        if readonly:
            self._only_shown(path, entry)
        refuse_hidden, copies = rule_read.when_hidden(entry, properties, self._refuser(path))
        return Field(
            key=self._key(path, entry, kind),
            type=wanted,
            label=self._label(path, entry, kind),
            description=Text(entry.get("description", ""), properties.get("description_en", "")),
            rules=self._rules(path, entry, kind),
            options=self._options(path, entry, kind),
            options_from=properties.get("options", ""),
            fact=properties.get("fact") == "true",
            personal=properties.get("personal") == "true",
            autocomplete=properties.get("autocomplete", ""),
            hidden=self._hidden(path, entry),
            group=group,
            line=self._source.line(path),
            readonly=readonly,
            prefill=properties.get("prefill") != "false",
            result=self._result(path, kind, properties),
            result_when=rule_read.result_when(entry, properties, self._refuser(path)),
            kind=kinds.read(kind, properties, self._refuser(path)),
            refuse_hidden=refuse_hidden,
            copies=copies,
            receipt=properties.get("receipt") == "true",
            lookup=properties.get("lookup", ""),
            when_empty=self._when_empty(path, kind, properties),
        )

    def _only_shown(self, path: Path, entry: dict[str, Any]) -> None:
        """A field that shows what earlier steps found out takes no answer, so it can neither ask for one nor give a fact."""
        if entry.get("validate", {}).get("required"):
            self._refuse(
                (*path, "validate", "required"),
                Text("Trường chỉ đọc không nhận câu trả lời.", "A readonly field takes no answer."),
                Text("Hãy bỏ đi.", "Leave it out."),
            )
        if entry.get("properties", {}).get("fact") == "true":
            message = Text(
                "Trường chỉ đọc không tạo ra dữ kiện: nó hiển thị dữ kiện đã có.",
                "A readonly field gives no fact: it shows the one that is there.",
            )
            self._refuse((*path, "properties", "fact"), message, Text("Hãy bỏ đi.", "Leave it out."))

    def _key(self, path: Path, entry: dict[str, Any], kind: str) -> str:
        if kind in ("group", "text"):
            return ""
        key: str = entry.get("key", "")
        if not _KEY.fullmatch(key):
            hint = Text(
                "Hãy dùng chữ thường a-z, chữ số và dấu gạch dưới; bắt đầu bằng một chữ cái.",
                "Use small letters a-z, digits and underscores; begin with a letter.",
            )
            self._refuse(
                (*path, "key"),
                Text(f'"{key}" không phải là khóa của trường.', f'"{key}" is not a field key.'),
                hint,
            )
        return key

    def _label(self, path: Path, entry: dict[str, Any], kind: str) -> Text:
        properties = entry.get("properties", {})
        names = {"text": ("text", "text_en"), "datetime": ("dateLabel", "label_en")}
        vietnamese, english = names.get(kind, ("label", "label_en"))
        label = Text(entry.get(vietnamese) or entry.get("label", ""), properties.get(english, ""))
        if not label.vi:
            self._refuse(
                (*path, vietnamese), Text("Thiếu chữ tiếng Việt.", "The Vietnamese text is missing.")
            )
        if not label.en:
            hint = Text(
                f'Hãy thêm "properties": {{"{english}": …}}.', f'Add "properties": {{"{english}": …}}.'
            )
            self._refuse(
                (*path, "properties"), Text("Thiếu chữ tiếng Anh.", "The English text is missing."), hint
            )
        return label

    def _rules(self, path: Path, entry: dict[str, Any], kind: str) -> Rules:
        validate = entry.get("validate", {})
        self._unknown((*path, "validate"), validate, _RULES.get(kind, frozenset(("required",))))
        length = validate.get("maxLength", _DEFAULT_LENGTH.get(kind))
        if length is not None and not 0 < length <= _LONGEST:
            self._refuse(
                (*path, "validate", "maxLength"),
                Text(
                    f"Một đoạn chữ có từ 1 đến {_LONGEST} ký tự.", f"A text has 1 to {_LONGEST} characters."
                ),
            )
        properties = entry.get("properties", {})
        message, low = properties.get("pattern_message"), properties.get("min_message")
        refuse = self._refuser(path)
        if low and ("min" not in validate or not properties.get("min_message_en")):
            refuse(
                "min_message",
                Text(
                    "Câu này nói về số nhỏ hơn min, bằng cả hai thứ tiếng.",
                    "This is said of a number below its min, in both languages.",
                ),
                Text('Hãy thêm "min", "min_message_en".', 'Add "min", "min_message_en".'),
            )
        return Rules(
            required=validate.get("required", False),
            min_length=validate.get("minLength"),
            max_length=length,
            pattern=self._pattern(path, validate),
            pattern_message=Text(message, properties.get("pattern_message_en", "")) if message else None,
            minimum=validate.get("min"),
            maximum=validate.get("max"),
            minimum_message=Text(low, properties.get("min_message_en", "")) if low else None,
            decimals=entry.get("decimalDigits", 0),
            not_before=rule_read.bound(kind, properties, "notBefore", refuse),
            not_after=rule_read.bound(kind, properties, "notAfter", refuse),
            equal=rule_read.equal(kind, properties, refuse),
            total=rule_read.total(kind, properties, refuse),
            must=rule_read.must(kind, properties, refuse),
            must_not=rule_read.must_not(kind, properties, refuse),
            needs=rule_read.needs(kind, properties, refuse),
            differs=rule_read.differs(kind, properties, refuse),
            change=rule_read.change(kind, properties, refuse),
        )

    def _refuser(self, path: Path) -> rule_read.Refuse:
        """For rules, which know their property only."""
        return lambda name, message, hint: self._refuse((*path, "properties", name), message, hint)

    def _result(self, path: Path, kind: str, properties: dict[str, Any]) -> str:
        held: str = properties.get("result", "")
        if held and kind not in _OF_RESULT.get(held, ()):
            hint = Text(
                'Hãy dùng "copies" (số bản) hoặc "pages" (số trang của một bản) ở trường số, "note" (lời nói với người nộp) '
                "ở trường chữ.",
                'Use "copies" or "pages" (of one copy) on a number, "note" (what the applicant is told) on a text.',
            )
            self._refuse(
                (*path, "properties", "result"),
                Text(
                    f'Kết quả không lấy "{held}" từ trường này.',
                    f'A result takes no "{held}" from this field.',
                ),
                hint,
            )
        return held

    def _when_empty(self, path: Path, kind: str, properties: dict[str, Any]) -> str:
        """What an answer that was left empty counts as."""
        named: str = properties.get("whenEmpty", "")
        if named and (named != APPLICANT_ADDRESS or kind not in ("textfield", "textarea")):
            hint = Text(
                f'Chỉ trường chữ mới có thể để trống với nghĩa "{APPLICANT_ADDRESS}".',
                f'Only a text can be left empty for "{APPLICANT_ADDRESS}".',
            )
            self._refuse(
                (*path, "properties", "whenEmpty"),
                Text(
                    "Câu trả lời để trống không thể được hiểu như vậy.",
                    "This is nothing that an empty answer counts as.",
                ),
                hint,
            )
        return named

    def _pattern(self, path: Path, validate: dict[str, Any]) -> LinearPattern | None:
        if "pattern" not in validate:
            return None
        try:
            return LinearPattern(validate["pattern"])
        except ValueError:
            hint = Text(
                "Ở đây không có look-around và back-reference.",
                "Look-around and back-references do not exist here.",
            )
            self._refuse(
                (*path, "validate", "pattern"),
                Text("Đây không phải là một biểu thức chính quy.", "This is not a regular expression."),
                hint,
            )
            return None

    def _options(self, path: Path, entry: dict[str, Any], kind: str) -> tuple[Option, ...]:
        source = entry.get("properties", {}).get("options", "")
        values = entry.get("values", [])
        if kind not in CHOICES:
            if source:
                self._refuse(
                    (*path, "properties", "options"),
                    Text(
                        "Chỉ radio, select và checklist mới có các lựa chọn.",
                        "Only radio, select and checklist have options.",
                    ),
                )
            return ()
        if source and source not in OPTION_SOURCES:
            known = ", ".join(sorted(OPTION_SOURCES))
            self._refuse(
                (*path, "properties", "options"),
                Text(
                    f'Không có nguồn lựa chọn "{source}": {known}.',
                    f'There is no option source "{source}": {known}.',
                ),
            )
        if not source and not values:
            self._refuse(
                path,
                Text("Không có gì để chọn.", "There is nothing to choose from."),
                Text(
                    'Hãy liệt kê "values" hoặc ghi "properties.options".',
                    'List "values" or name "properties.options".',
                ),
            )
        return tuple(self._option((*path, "values", index), value) for index, value in enumerate(values))

    def _option(self, path: Path, value: dict[str, Any]) -> Option:
        self._unknown(path, value, frozenset(("label", "label_en", "value")))
        option = Option(value.get("value", ""), Text(value.get("label", ""), value.get("label_en", "")))
        if not (option.value and option.label.vi and option.label.en):
            self._refuse(
                path,
                Text(
                    "Một lựa chọn cần value, label và label_en.", "An option needs value, label and label_en."
                ),
            )
        return option

    def _hidden(self, path: Path, entry: dict[str, Any]) -> Condition | None:
        conditional = entry.get("conditional", {})
        self._unknown((*path, "conditional"), conditional, frozenset(("hide",)))
        if "hide" not in conditional:
            return None
        try:
            return Condition.parse(conditional["hide"])
        except ConditionError as error:
            self._refuse((*path, "conditional", "hide"), error.sentence)
            return None

    def _doubles(self) -> None:
        for name, entries in _grouped(field for field in self.fields if field.key):
            if len(entries) > 1:
                self._at(entries[1], Text(f'Khóa "{name}" có hai lần.', f'The key "{name}" is there twice.'))
        for field in self.fields:
            values = [option.value for option in field.options]
            if len(values) != len(set(values)):
                self._at(
                    field,
                    Text(
                        f'"{field.key}" có hai lựa chọn cùng một giá trị.',
                        f'"{field.key}" offers the same value twice.',
                    ),
                )

    def _conditions(self) -> None:
        """A rule may look at fields above only, so that the server reads a form from top to bottom."""
        above: set[str] = set()
        for field in self.fields:
            if field.hidden and field.hidden.field not in above:
                self._at(
                    field,
                    Text(
                        f'Quy tắc của "{field.key or field.label.vi[:30]}" không nhắc đến trường nào phía trên.',
                        f'The rule of "{field.key or field.label.vi[:30]}" names no field above it.',
                    ),
                )
            above.add(field.key)

    def _results(self) -> None:
        """Each thing once; pages only with copies, as a fee by what was made needs both."""
        held = [field.result for field in self.fields]
        for field in self.fields:
            if field.result and held.count(field.result) > 1:
                self._at(
                    field,
                    Text(
                        f'"{field.result}" của kết quả có hai lần.',
                        f'"{field.result}" of the result is there twice.',
                    ),
                )
            elif field.result == "pages" and "copies" not in held:
                self._at(
                    field,
                    Text(
                        "Số trang của kết quả cần có số bản: phí tính theo cả hai.",
                        "Pages of the result need its copies: the fee follows both.",
                    ),
                )
        for field in [field for field in self.fields if field.result_when][1:]:
            self._at(
                field,
                Text(
                    "Một trường khác của biểu mẫu này đã quyết định kết quả có được ký hay không.",
                    "Another field of this form decides already whether a result is signed.",
                ),
            )

    def _at(self, field: Field, said: Text) -> None:
        self.problems.append(Problem(self._source.file, field.line, field.key, said, NO_HINT, "subset"))


def _grouped(fields: Iterator[Field]) -> list[tuple[str, list[Field]]]:
    groups: dict[str, list[Field]] = {}
    for field in fields:
        groups.setdefault(field.key, []).append(field)
    return list(groups.items())


def _shapes_fit(entry: dict[str, Any]) -> bool:
    """Kinds of JSON values, so that what follows may trust them."""
    strings = ("key", "label", "description", "text", "dateLabel", "subtype")
    validate, properties = entry.get("validate", {}), entry.get("properties", {})
    conditional, values = entry.get("conditional", {}), entry.get("values", [])
    return (
        all(isinstance(entry.get(name, ""), str) for name in strings)
        and all(isinstance(entry.get(name, False), bool) for name in ("readonly", "disabled"))
        and isinstance(validate, dict)
        and isinstance(properties, dict)
        and all(isinstance(value, str) for value in properties.values())
        and isinstance(conditional, dict)
        and all(isinstance(value, str) for value in conditional.values())
        and isinstance(entry.get("components", []), list)
        and _digits(entry.get("decimalDigits", 0), 6)
        and _rules_fit(validate)
        and _values_fit(values)
    )


def _rules_fit(validate: dict[str, Any]) -> bool:
    numbers = (validate.get(name, 0) for name in ("min", "max"))
    return (
        isinstance(validate.get("required", False), bool)
        and isinstance(validate.get("pattern", ""), str)
        and len(validate.get("pattern", "")) <= 300
        and all(_digits(validate.get(name, 0), 10**6) for name in ("minLength", "maxLength"))
        and all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers)
    )


def _values_fit(values: Any) -> bool:
    return (
        isinstance(values, list)
        and len(values) <= MAX_OPTIONS
        and all(
            isinstance(value, dict) and all(isinstance(v, str) for v in value.values()) for value in values
        )
    )


def _digits(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def inputs(fields: list[Field]) -> Iterator[Field]:
    """Those that take an answer."""
    return (field for field in fields if field.type in INPUTS)
