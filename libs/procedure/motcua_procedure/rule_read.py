# SPDX-License-Identifier: Apache-2.0
"""From a field's properties to rules over days and over several fields; what they name is checked when all fields are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from motcua_text import Text
from motcua_text.source import NO_HINT

from motcua_procedure.condition import Condition, ConditionError
from motcua_procedure.days import TODAY, Bound, BoundError
from motcua_procedure.form_model import INPUTS, Change, Differs, Equal, Field, Must, MustNot, Needs, Total

PROPERTIES = frozenset(("mustDiffer", "differEach", "differ_message", "differ_message_en",
                        "notBefore", "notAfter", "equals", "equalsUnless", "sumWith", "sumAtLeast", "sumAtMost", "sumMoreThan",
                        "sumNotMoreThan", "sumWhen", "sum_message", "sum_message_en",
                        "mustBe", "mustBeWhen", "mustNotBe", "mustNotBeWhen",
                        "needsOneOf", "needsOneBeing", "needsOneWhen", "needsOneUnless", "whenHidden",
                        "mustChange", "mustChangeWhen"))  # fmt: skip
Refuse = Callable[[str, Text, Text], None]
"""Takes the property, what is wrong with it and what helps."""


def bound(kind: str, properties: Mapping[str, str], name: str, refuse: Refuse) -> Bound | None:
    """`notBefore` or `notAfter` of a date."""
    if name not in properties:
        return None
    if kind != "datetime":
        refuse(
            name,
            Text(
                "Chỉ trường ngày mới có ngày sớm nhất và ngày muộn nhất.",
                "Only a date has an earliest and a latest day.",
            ),
            NO_HINT,
        )
        return None
    try:
        return Bound.parse(properties[name])
    except BoundError as error:
        hint = Text(
            f'Hãy viết "{TODAY}", một ngày như 2026-01-31 hoặc một trường ngày phía trên, cộng thêm ngày như "{TODAY}+90d".',
            f'Write "{TODAY}", a date as 2026-01-31 or a date field above, with days on top as "{TODAY}+90d".',
        )
        refuse(name, error.sentence, hint)
        return None


def equal(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Equal | None:
    """`equals` and `equalsUnless` of a number."""
    if "equals" not in properties and "equalsUnless" not in properties:
        return None
    if kind != "number" or not properties.get("equals"):
        hint = Text(
            'Hãy ghi "equals" và, nơi cán bộ có thể ghi khác, "equalsUnless" ở một trường số.',
            'Write "equals" and, where the officer may say otherwise, "equalsUnless" on a number.',
        )
        refuse(
            "equals",
            Text("Quy tắc này so sánh một số với một số khác.", "This compares a number with another."),
            hint,
        )
    return Equal(properties.get("equals", ""), properties.get("equalsUnless", ""))


def total(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Total | None:
    """`sumWith` of a number, with at least one bound; `sumWhen` says where it is judged."""
    if not any(name.startswith(("sumW", "sumAt", "sumMore", "sumNot")) for name in properties):
        return None
    others = tuple(properties.get("sumWith", "").split())
    low, high = (_number(properties, name, refuse) for name in ("sumAtLeast", "sumAtMost"))
    more, most = properties.get("sumMoreThan", ""), properties.get("sumNotMoreThan", "")
    if kind != "number" or not others or (low is None and high is None and not more and not most):
        hint = Text(
            'Hãy ghi "sumWith" (khóa của các số khác, cách nhau bằng dấu cách) và "sumAtLeast", "sumAtMost", "sumMoreThan" hoặc '
            '"sumNotMoreThan" ở một trường số.',
            'Write "sumWith" (keys of the other numbers, with spaces) and "sumAtLeast", "sumAtMost", "sumMoreThan" or '
            '"sumNotMoreThan" on a number.',
        )
        refuse(
            "sumWith", Text("Quy tắc này cộng một số với các số khác.", "This adds a number to others."), hint
        )
    elif low is not None and high is not None and low > high:
        refuse(
            "sumAtMost",
            Text("Hai giới hạn của tổng bị đảo ngược.", "The sum's bounds are the wrong way round."),
            Text("Hãy đổi chỗ hai giới hạn.", "Swap them."),
        )
    said = properties.get("sum_message", "")
    message = Text(said, properties.get("sum_message_en", "")) if said else None
    return Total(others, low, high, message, more, most, _sum_when(properties, refuse))


def _sum_when(properties: Mapping[str, str], refuse: Refuse) -> Condition | None:
    if "sumWhen" not in properties:
        return None
    try:
        return Condition.parse(properties["sumWhen"])
    except ConditionError as error:
        refuse("sumWhen", error.sentence, NO_HINT)
        return None


def _number(properties: Mapping[str, str], name: str, refuse: Refuse) -> float | None:
    if name not in properties:
        return None
    try:
        number = float(properties[name])
    except ValueError:
        number = float("nan")
    if number != number or abs(number) == float("inf"):
        refuse(
            name,
            Text(
                f'"{properties[name][:40]}" không phải là một số.', f'"{properties[name][:40]}" is no number.'
            ),
            Text("Hãy chỉ viết chữ số.", "Write plain digits."),
        )
        return None
    return number


def must(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Must | None:
    """`mustBe` and `mustBeWhen` of a choice."""
    if "mustBe" not in properties and "mustBeWhen" not in properties:
        return None
    values = tuple(properties.get("mustBe", "").split())
    if kind not in ("radio", "select") or not values or "mustBeWhen" not in properties:
        hint = Text(
            'Hãy ghi "mustBe" (các giá trị, cách nhau bằng dấu cách) và "mustBeWhen" (một quy tắc) ở một radio hoặc select.',
            'Write "mustBe" (values, with spaces) and "mustBeWhen" (a rule) on a radio or select.',
        )
        refuse(
            "mustBe",
            Text(
                "Quy tắc này nói một câu trả lời khác đòi chọn gì ở đây.",
                "This says which choice another answer calls for.",
            ),
            hint,
        )
        return None
    try:
        return Must(values, Condition.parse(properties["mustBeWhen"]))
    except ConditionError as error:
        refuse("mustBeWhen", error.sentence, NO_HINT)
        return None


def must_not(kind: str, properties: Mapping[str, str], refuse: Refuse) -> MustNot | None:
    """`mustNotBe` and `mustNotBeWhen` of a choice."""
    if "mustNotBe" not in properties and "mustNotBeWhen" not in properties:
        return None
    values = tuple(properties.get("mustNotBe", "").split())
    if kind not in ("radio", "select") or not values or "mustNotBeWhen" not in properties:
        hint = Text(
            'Hãy ghi "mustNotBe" (các giá trị, cách nhau bằng dấu cách) và "mustNotBeWhen" (một quy tắc) ở radio hoặc select.',
            'Write "mustNotBe" (values, with spaces) and "mustNotBeWhen" (a rule) on a radio or select.',
        )
        refuse(
            "mustNotBe",
            Text(
                "Quy tắc này nói một câu trả lời khác cấm chọn gì ở đây.",
                "This says which choice another answer forbids.",
            ),
            hint,
        )
        return None
    try:
        return MustNot(values, Condition.parse(properties["mustNotBeWhen"]))
    except ConditionError as error:
        refuse("mustNotBeWhen", error.sentence, NO_HINT)
        return None


def needs(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Needs | None:
    """`needsOneOf`, `needsOneBeing`, `needsOneWhen` and `needsOneUnless` of a choice."""
    if not any(name.startswith("needsOne") for name in properties):
        return None
    others = tuple(properties.get("needsOneOf", "").split())
    value, when = properties.get("needsOneBeing", ""), properties.get("needsOneWhen", "")
    if kind not in ("radio", "select") or not others or not value or not when:
        hint = Text(
            'Hãy ghi "needsOneOf" (các khóa), "needsOneBeing" (một giá trị) và "needsOneWhen" (một quy tắc) ở radio hoặc select.',
            'Write "needsOneOf" (keys), "needsOneBeing" (a value) and "needsOneWhen" (a rule) on a radio or select.',
        )
        refuse(
            "needsOneOf",
            Text(
                "Quy tắc này nói một lựa chọn cần câu trả lời nào khác.",
                "This says which other answer a choice needs.",
            ),
            hint,
        )
        return None
    try:
        return Needs(others, value, Condition.parse(when), properties.get("needsOneUnless", ""))
    except ConditionError as error:
        refuse("needsOneWhen", error.sentence, NO_HINT)
        return None


def change(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Change | None:
    """`mustChange` and `mustChangeWhen` of a choice."""
    if "mustChange" not in properties and "mustChangeWhen" not in properties:
        return None
    others = tuple(properties.get("mustChange", "").split())
    if kind not in ("radio", "select") or not others or "mustChangeWhen" not in properties:
        hint = Text(
            'Hãy ghi "mustChange" (các khóa, cách nhau bằng dấu cách) và "mustChangeWhen" (một quy tắc) ở một radio hoặc select.',
            'Write "mustChange" (keys, with spaces) and "mustChangeWhen" (a rule) on a radio or select.',
        )
        refuse(
            "mustChange",
            Text(
                "Quy tắc này nói một lựa chọn làm thay đổi những câu trả lời nào khác.",
                "This says which other answers a choice changes.",
            ),
            hint,
        )
        return None
    try:
        return Change(others, Condition.parse(properties["mustChangeWhen"]))
    except ConditionError as error:
        refuse("mustChangeWhen", error.sentence, NO_HINT)
        return None


def differs(kind: str, properties: Mapping[str, str], refuse: Refuse) -> Differs | None:
    """`mustDiffer` of a text, with `differEach` for lists and `differ_message` for those whom it concerns."""
    if not any(
        name in properties for name in ("mustDiffer", "differEach", "differ_message", "differ_message_en")
    ):
        return None
    others = tuple(properties.get("mustDiffer", "").split())
    said, english = properties.get("differ_message", ""), properties.get("differ_message_en", "")
    each = properties.get("differEach", "false")
    if kind != "textfield" or not others or bool(said) != bool(english) or each not in ("true", "false"):
        hint = Text(
            'Hãy ghi "mustDiffer" (khóa của các trường chữ khác, cách nhau bằng dấu cách) ở một textfield, '
            '"differEach": "true" cho danh sách; "differ_message" bằng cả hai thứ tiếng.',
            'Write "mustDiffer" (keys of other texts, with spaces) on a textfield, "differEach": "true" for lists; '
            '"differ_message" in both languages.',
        )
        refuse(
            "mustDiffer",
            Text(
                "Quy tắc này nói những câu trả lời nào không được giống nhau.",
                "This says which answers cannot be the same.",
            ),
            hint,
        )
    return Differs(others, Text(said, english) if said else None, each == "true")


def when_hidden(entry: Mapping[str, Any], properties: Mapping[str, str], refuse: Refuse) -> tuple[bool, str]:
    """`whenHidden` of an input that a rule may hide: "refuse", or "copy" and the key of the field whose answer it then has."""
    said = properties.get("whenHidden", "")
    word, _, key = said.partition(" ")
    if "whenHidden" in properties and (
        "hide" not in entry.get("conditional", {})
        or not (said == "refuse" or (word == "copy" and key and entry.get("type") == "textfield"))
    ):
        hint = Text(
            'Hãy ghi "refuse", hoặc ở một textfield "copy" và một khóa, ở trường có "conditional": {"hide": …}, hoặc bỏ đi: '
            "khi đó câu trả lời được bỏ qua.",
            'Write "refuse", or on a textfield "copy" and a key, on a field with "conditional": {"hide": …}, or leave it out: '
            "then the answer is passed over.",
        )
        refuse(
            "whenHidden",
            Text(
                "Quy tắc này nói câu trả lời không được hỏi thì xử lý thế nào.",
                "This says what becomes of an answer that is not asked for.",
            ),
            hint,
        )
    return said != "", key


def result_when(entry: Mapping[str, Any], properties: Mapping[str, str], refuse: Refuse) -> tuple[str, ...]:
    """`resultWhen` of the choice that decides: always asked, always answered, and a fact for the drawing to go on by."""
    if "resultWhen" not in properties:
        return ()
    values = tuple(properties["resultWhen"].split())
    asked = entry.get("validate", {}).get("required") and "hide" not in entry.get("conditional", {})
    if (
        entry.get("type") not in ("radio", "select")
        or not values
        or not asked
        or properties.get("fact") != "true"
    ):
        hint = Text(
            'Hãy ghi "resultWhen" (các giá trị, cách nhau bằng dấu cách) ở một radio hoặc select bắt buộc, '
            'là dữ kiện ("fact": "true") và không bao giờ bị ẩn.',
            'Write "resultWhen" (values, with spaces) on a radio or select that is required, a fact ("fact": "true") and '
            "never hidden.",
        )
        refuse(
            "resultWhen",
            Text(
                "Quy tắc này nói với câu trả lời nào thì kết quả của bước được ký.",
                "This says with which answers the result of the step is signed.",
            ),
            hint,
        )
    return values


def misnamed(fields: Sequence[Field]) -> Iterator[tuple[Field, Text]]:
    """What rules name and the form does not have, or not as they need it."""
    by_key = {field.key: field for field in fields if field.key}
    above: set[str] = set()
    for field in fields:
        yield from ((field, message) for message in _misnamed(field, by_key, above))
        above.add(field.key)


def _misnamed(field: Field, by_key: Mapping[str, Field], above: set[str]) -> Iterator[Text]:
    for one in (field.rules.not_before, field.rules.not_after):
        if one is not None and one.field and (one.field not in above or by_key[one.field].type != "date"):
            yield Text(
                f'"{one.anchor}" không phải là một ngày, cũng không phải trường ngày phía trên "{field.key}".',
                f'"{one.anchor}" is no day, and no date above "{field.key}".',
            )
    yield from _of_equal(field, by_key)
    yield from _of_total(field, by_key)
    if (called := field.rules.must) is not None:
        unknown = set(called.values) - {option.value for option in field.options}
        if unknown:
            yield Text(
                f'"{field.key}" không có lựa chọn "{sorted(unknown)[0]}" mà nó phải là.',
                f'"{field.key}" does not offer "{sorted(unknown)[0]}", which it must be.',
            )
        if called.when.field == field.key or called.when.field not in by_key:
            yield Text(
                f'Quy tắc của "{field.key}" không nhắc đến trường nào khác của biểu mẫu này.',
                f'The rule of "{field.key}" names no other field of this form.',
            )
    if field.copies and (field.copies not in above or by_key[field.copies].type != "textfield"):
        yield Text(
            f'"{field.key}" chép "{field.copies}", không phải là trường chữ phía trên nó.',
            f'"{field.key}" copies "{field.copies}", which is no text above it.',
        )
    for other in field.rules.differs.others if field.rules.differs else ():
        if other == field.key or by_key.get(other) is None or by_key[other].type != "textfield":
            yield Text(
                f'"{field.key}" phải khác "{other}", không phải là trường chữ khác của biểu mẫu này.',
                f'"{field.key}" must differ from "{other}", no other text of this form.',
            )
    yield from _of_result_when(field)
    yield from _of_must_not(field, by_key)
    yield from _of_needs(field, by_key)
    yield from _of_change(field, by_key)


def _of_result_when(field: Field) -> Iterator[Text]:
    offered = {option.value for option in field.options}
    for value in sorted(set(field.result_when) - offered):
        yield Text(
            f'"{field.key}" không có lựa chọn "{value}" để ký kết quả.',
            f'"{field.key}" does not offer "{value}", with which the result is to be signed.',
        )
    if field.result_when and not field.options_from and offered <= set(field.result_when):
        yield Text(
            f'Với mọi câu trả lời của "{field.key}" kết quả đều được ký: hãy bỏ "resultWhen".',
            f'With every answer to "{field.key}" the result is signed: leave "resultWhen" out.',
        )


def _of_total(field: Field, by_key: Mapping[str, Field]) -> Iterator[Text]:
    """What is added up and what the sum is compared with are numbers, and no number is on both sides."""
    if (total := field.rules.total) is None:
        return
    for other in total.others:
        if other == field.key or by_key.get(other) is None or by_key[other].type != "number":
            yield Text(
                f'"{field.key}" được cộng với "{other}", không phải là số khác của biểu mẫu này.',
                f'"{field.key}" is added to "{other}", no other number of this form.',
            )
    more, most = total.more_than, total.not_more_than
    if more and (more not in by_key or by_key[more].type != "number" or not by_key[more].readonly):
        yield Text(
            f'Tổng của "{field.key}" phải lớn hơn "{more}", không phải là số chỉ đọc ở đây.',
            f'The sum of "{field.key}" is to be more than "{more}", no readonly number here.',
        )
    added = (field.key, *total.others)
    if most and (most in added or most not in by_key or by_key[most].type != "number"):
        yield Text(
            f'Tổng của "{field.key}" không được lớn hơn "{most}", không phải là một số khác nữa của biểu mẫu này.',
            f'The sum of "{field.key}" is not to be more than "{most}", no further number of this form.',
        )
    if total.when is not None and (total.when.field == field.key or total.when.field not in by_key):
        yield Text(
            f'Quy tắc của "{field.key}" không nhắc đến trường nào khác của biểu mẫu này.',
            f'The rule of "{field.key}" names no other field of this form.',
        )


def _of_must_not(field: Field, by_key: Mapping[str, Field]) -> Iterator[Text]:
    if (never := field.rules.must_not) is None:
        return
    unknown = set(never.values) - {option.value for option in field.options}
    if unknown:
        yield Text(
            f'"{field.key}" không có lựa chọn "{sorted(unknown)[0]}" mà nó không được là.',
            f'"{field.key}" does not offer "{sorted(unknown)[0]}", which it must not be.',
        )
    if never.when.field == field.key or never.when.field not in by_key:
        yield Text(
            f'Quy tắc của "{field.key}" không nhắc đến trường nào khác của biểu mẫu này.',
            f'The rule of "{field.key}" names no other field of this form.',
        )


def _of_needs(field: Field, by_key: Mapping[str, Field]) -> Iterator[Text]:
    """The others are choices that offer the value, and what lifts the rule is a tick."""
    if (needed := field.rules.needs) is None:
        return
    for key in needed.others:
        other = by_key.get(key)
        if other is None or other is field or needed.value not in {one.value for one in other.options}:
            yield Text(
                f'"{key}" mà "{field.key}" cần không phải là trường chọn khác ở đây có lựa chọn "{needed.value}".',
                f'"{key}", which "{field.key}" needs, is no other choice here that offers "{needed.value}".',
            )
    if needed.when.field not in by_key:
        yield Text(
            f'Quy tắc của "{field.key}" không nhắc đến trường nào của biểu mẫu này.',
            f'The rule of "{field.key}" names no field of this form.',
        )
    tick = by_key.get(needed.unless)
    if needed.unless and (tick is None or tick.type != "checkbox"):
        yield Text(
            f'"{needed.unless}" của "{field.key}" không phải là ô đánh dấu của biểu mẫu này.',
            f'"{needed.unless}" of "{field.key}" is no checkbox of this form.',
        )


def _of_change(field: Field, by_key: Mapping[str, Field]) -> Iterator[Text]:
    """The others start with what is there and take another answer."""
    if (changed := field.rules.change) is None:
        return
    for key in changed.others:
        other = by_key.get(key)
        if other is None or other is field or other.type not in INPUTS or other.readonly or not other.prefill:
            yield Text(
                f'"{key}" mà "{field.key}" làm thay đổi không phải là trường khác ở đây có sẵn điều đã biết.',
                f'"{key}", which "{field.key}" changes, is no other field here that starts with what is known.',
            )
    if changed.when.field not in by_key:
        yield Text(
            f'Quy tắc của "{field.key}" không nhắc đến trường nào của biểu mẫu này.',
            f'The rule of "{field.key}" names no field of this form.',
        )


def _of_equal(field: Field, by_key: Mapping[str, Field]) -> Iterator[Text]:
    """What a number is compared with is shown on the same form, and what lifts the comparison is a tick."""
    if (compared := field.rules.equal) is None:
        return
    other, tick = by_key.get(compared.field), by_key.get(compared.unless)
    if other is None or other.type != "number" or not other.readonly:
        yield Text(
            f'"{field.key}" được so sánh với "{compared.field}", không phải là số chỉ đọc ở đây.',
            f'"{field.key}" is compared with "{compared.field}", no readonly number here.',
        )
    if compared.unless and (tick is None or tick.type != "checkbox"):
        yield Text(
            f'"{compared.unless}" của "{field.key}" không phải là ô đánh dấu của biểu mẫu này.',
            f'"{compared.unless}" of "{field.key}" is no checkbox of this form.',
        )
