# SPDX-License-Identifier: Apache-2.0
"""From the bytes of `procedure.yaml` to a `Procedure`, with every problem told by line and field."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from motcua_calendar import ClockError, Limit, parse_cutoff
from motcua_text import Path, Problem, Schema, Source, SourceError, Text, read_yaml
from motcua_text.source import walk

from motcua_procedure.condition import Condition, ConditionError
from motcua_procedure.law import fee, legal_basis, validity
from motcua_procedure.lookup import lookup
from motcua_procedure.model import (
    Coded,
    Component,
    Ground,
    IssuedTo,
    Part,
    Procedure,
    Results,
    ResultType,
    Supplement,
)
from motcua_procedure.notice import notice
from motcua_procedure.sees import sees

_NONE = Text("")


@cache
def schema(name: str) -> Schema:
    """A published schema by its name: "procedure" or "scenario"."""
    return Schema.from_text(schema_text(name))


def schema_text(name: str) -> str:
    """The published schema as text, for `docs/` and editors."""
    folder = resources.files("motcua_procedure").joinpath("schemas")
    return folder.joinpath(f"{name}.schema.json").read_text("utf-8")


def load_procedure(content: bytes, file: str = "procedure.yaml") -> Procedure:
    """Read a `procedure.yaml`.

    Raises:
        SourceError: all problems, with line and field.
    """
    return build(read_procedure(content, file))


def read_procedure(content: bytes, file: str = "procedure.yaml") -> Source:
    """The checked source, for those who need its lines too. Raises SourceError."""
    source = read_yaml(content, file)
    require_content(
        source,
        Text(
            "Hãy chép procedure.yaml của một thủ tục khác vào đây rồi sửa những chỗ khác nhau.",
            "Copy the procedure.yaml of another procedure into it and change what differs.",
        ),
    )
    problems = schema("procedure").problems(source) or list(_cross_checks(source))
    if problems:
        raise SourceError(sorted(problems, key=lambda problem: problem.line))
    return source


def require_content(source: Source, hint: Text) -> None:
    """Raises SourceError for a file of nothing but blanks and comments."""
    if source.data is None:
        raise SourceError(
            (source.problem((), Text("Tệp không có gì.", "The file is empty."), hint, "schema"),)
        )


def _cross_checks(source: Source) -> Iterator[Problem]:
    yield from _notices(source)
    yield from _values(source)
    for group, name in (("components", "code"), ("parts", "key")):
        yield from _doubles(source, group, name)
    yield from _parts(source)
    yield from _conditions(source)
    yield from _originals(source)
    yield from _grounds(source)
    yield from _sees(source)


def _values(source: Source) -> Iterator[Problem]:
    """Dates of the calendar, spans that do not end before they begin, limits within bounds."""
    for path, value in walk(source.data):
        if path and path[-1] in ("from", "to") and isinstance(value, str):
            try:
                date.fromisoformat(value)
            except ValueError:
                yield source.problem(
                    path,
                    Text(
                        f'"{value}" không phải là một ngày có trong lịch.',
                        f'"{value}" is no date of the calendar.',
                    ),
                    code="date",
                )
        elif path and path[-1] == "limit" and isinstance(value, str):
            try:
                Limit.parse(value)
            except ClockError as error:
                yield source.problem(path, Text(error.message_vi, error.message_en), code="limit")
        elif path and path[-1] == "valid" and value.get("to", "9999") < value["from"]:
            yield source.problem(
                path,
                Text("Ngày kết thúc trước ngày bắt đầu.", "It ends before it begins."),
                Text("Hãy đổi chỗ from và to.", "Swap from and to."),
                "date",
            )


def _doubles(source: Source, group: str, name: str) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, entry in enumerate(source.data[group]):
        path: Path = (group, index, name)
        first = seen.setdefault(entry[name], index)
        if first != index:
            line = source.line((group, first, name))
            yield source.problem(
                path,
                Text(
                    f'"{entry[name]}" đã được dùng ở dòng {line}.',
                    f'"{entry[name]}" is already used in line {line}.',
                ),
                code="double",
            )


def _parts(source: Source) -> Iterator[Problem]:
    """`after` names an earlier part, so that there is an order and no circle."""
    earlier: set[str] = set()
    for index, part in enumerate(source.data["parts"]):
        if "after" in part and part["after"] not in earlier:
            hint = Text("Hãy viết phần làm trước ở phía trên.", "List the part that comes first above it.")
            yield source.problem(
                ("parts", index, "after"),
                Text(f'Phía trên không có phần "{part["after"]}".', f'No part "{part["after"]}" above.'),
                hint,
                "part",
            )
        if "after_counts" in part and "after" not in part:
            message = Text(
                "Chỉ phần nối sau một phần khác mới tính thời hạn sau phần đó.",
                "Only a part that follows another one counts after it.",
            )
            yield source.problem(
                ("parts", index, "after_counts"),
                message,
                Text("Hãy thêm after, hoặc bỏ dòng này.", "Add after, or leave it out."),
                "part",
            )
        if "cutoff" in part and part["limit"] != "sameday":
            message = Text("cutoff chỉ dùng với thời hạn sameday.", "A cutoff is for the limit sameday only.")
            yield source.problem(
                ("parts", index, "cutoff"), message, Text("Hãy bỏ dòng này.", "Leave it out."), "limit"
            )
        earlier.add(part["key"])


def _conditions(source: Source) -> Iterator[Problem]:
    for index, component in enumerate(source.data["components"]):
        if "when" not in component:
            continue
        path: Path = ("components", index, "when")
        if component["required"] != "conditional":
            yield source.problem(
                path,
                Text(
                    "Quy tắc chỉ dùng với required: conditional.", "A rule is for required: conditional only."
                ),
                code="condition",
            )
        try:
            Condition.parse(component["when"])
        except ConditionError as error:
            yield source.problem(path, error.sentence, code="condition")


def _originals(source: Source) -> Iterator[Problem]:
    """What an original is collected for is a part of the procedure, and the original is collected at all."""
    parts = {part["key"] for part in source.data["parts"]}
    for index, component in enumerate(source.data["components"]):
        path: Path = ("components", index, "original_for")
        if "original_for" in component and not component.get("original_collected_at_return"):
            hint = Text(
                "Hãy bỏ dòng này, hoặc đặt original_collected_at_return.",
                "Leave it out, or set original_collected_at_return.",
            )
            yield source.problem(
                path,
                Text(
                    "Bản chính của giấy tờ này không bị thu lại.",
                    "The original of this paper is not collected.",
                ),
                hint,
                "part",
            )
        if component.get("original_shown") and component.get("original_collected_at_return"):
            message = Text(
                "Bản chính chỉ xuất trình thì không bị thu lại.",
                "An original that is only shown is not collected.",
            )
            yield source.problem(
                ("components", index, "original_shown"),
                message,
                Text("Hãy bỏ một trong hai.", "Leave one out."),
                "part",
            )
        if component.get("original_shown") and "ORIGINAL" not in component["accepts_forms"]:
            message = Text(
                "Chỉ bản chính mới được xuất trình để đối chiếu.", "Only an original is shown for comparison."
            )
            hint = Text(
                "Hãy thêm ORIGINAL vào accepts_forms, hoặc bỏ dòng này.",
                "Add ORIGINAL to accepts_forms, or leave this out.",
            )
            yield source.problem(("components", index, "original_shown"), message, hint, "part")
        for key in component.get("original_for", ()):
            if key not in parts:
                yield source.problem(path, Text(f'Không có phần "{key}".', f'No part "{key}".'), code="part")


def _grounds(source: Source) -> Iterator[Problem]:
    """EXTEND says by how many working days, and nothing else does."""
    for key, entry in source.data["clock"].get("grounds", {}).items():
        if (entry["policy"] == "EXTEND") != ("extends" in entry):
            message = Text(
                "Chính sách EXTEND, và chỉ chính sách này, ghi gia hạn bao nhiêu (extends: 2wd).",
                "The policy EXTEND, and only that one, says by how much (extends: 2wd).",
            )
            yield source.problem(("clock", "grounds", key, "policy"), message, code="limit")


def _sees(source: Source) -> Iterator[Problem]:
    """What an agency may see is there: papers, parts and registers of this procedure."""
    data = source.data
    known = {
        "papers": {entry["code"] for entry in data["components"]},
        "parts": {entry["key"] for entry in data["parts"]},
        "lookups": set(data.get("lookups", {})),
    }
    for agency, entry in data.get("sees", {}).items():
        for group, names in known.items():
            for index, name in enumerate(entry.get(group, ())):
                if name not in names:
                    message = Text(
                        f'Trong {group} mà "{agency}" có thể xem không có "{name}".',
                        f'There is no "{name}" among the {group} that "{agency}" could see.',
                    )
                    yield source.problem(("sees", agency, group, index), message, code="sees")


def _notices(source: Source) -> Iterator[Problem]:
    grounds = source.data["clock"].get("grounds", {})
    for name, entry in source.data.get("notices", {}).items():
        if "ground" in entry and entry["ground"] not in grounds:
            message = Text(
                f'clock không có căn cứ "{entry["ground"]}".', f'The clock has no ground "{entry["ground"]}".'
            )
            yield source.problem(
                ("notices", name, "ground"),
                message,
                Text("Hãy ghi một căn cứ có trong clock.grounds.", "Name one of clock.grounds."),
                "notice",
            )
        for index, other in enumerate(entry.get("supersedes", ())):
            if other not in source.data["notices"]:
                message = Text(
                    f'Không có thông báo "{other}" để thông báo này thay thế.',
                    f'There is no notice "{other}" that this one could supersede.',
                )
                yield source.problem(
                    ("notices", name, "supersedes", index),
                    message,
                    Text("Hãy ghi một thông báo có trong notices.", "Name one of notices."),
                    "notice",
                )


def build(source: Source) -> Procedure:
    """The procedure of a source that `read_procedure` has checked."""
    data = source.data
    return Procedure(
        key=data["key"],
        codes=tuple(data.get("codes", ())),
        name=Text.of(data["name"]),
        summary=Text.of(data["summary"]),
        illustration=_text(data, "illustration"),
        field=Coded(data["field"]["key"], Text.of(data["field"]["name"])),
        levels=tuple(data["levels"]),
        routing=data["routing"],
        channels=tuple(data["channels"]),
        languages=tuple(data["languages"]),
        valid=validity(data["valid"]),
        competent_kind=data["competent"]["kind"],
        territory=data["competent"]["territory"],
        received_at=tuple(data["received_at"]),
        legal_basis=legal_basis(data["legal_basis"]),
        acceptance_limit=Limit.parse(data["acceptance"]["limit"]),
        acceptance_basis=legal_basis(data["acceptance"]["legal_basis"]),
        start_form=data["start_form"],
        merged_from=tuple(Coded(m["code"], Text.of(m["name"])) for m in data.get("merged_from", ())),
        components=tuple(
            _component(entry, [part["key"] for part in data["parts"]]) for entry in data["components"]
        ),
        parts=tuple(_part(entry) for entry in data["parts"]),
        clock_starts=data["clock"]["starts"],
        grounds={key: _ground(key, entry) for key, entry in data["clock"].get("grounds", {}).items()},
        supplement=_supplement(data["supplement"]),
        facts=dict(data.get("facts", {})),
        notices={name: notice(name, entry) for name, entry in data.get("notices", {}).items()},
        search=tuple(data.get("search", ())),
        return_ways=tuple(data.get("return_ways", ("WINDOW", "POST", "ELECTRONIC"))),
        lookups={key: lookup(key, entry) for key, entry in data.get("lookups", {}).items()},
        sees={agency: sees(agency, entry) for agency, entry in data.get("sees", {}).items()},
    )


def _component(entry: dict[str, Any], parts: list[str]) -> Component:
    return Component(
        code=entry["code"],
        name=Text.of(entry["name"]),
        form_no=entry.get("form_no", ""),
        required=entry["required"],
        condition=_text(entry, "condition"),
        when=Condition.parse(entry["when"]) if "when" in entry else None,
        accepts_forms=tuple(entry["accepts_forms"]),
        copies=entry.get("copies", 1),
        original_collected_at_return=entry.get("original_collected_at_return", False),
        original_for=tuple(entry.get("original_for", parts)),
        accepts=tuple(entry.get("accepts", ("pdf", "jpeg", "png"))),
        max_mb=entry.get("max_mb", 10),
        legal_basis=legal_basis(entry.get("legal_basis", [])),
        note=_text(entry, "note"),
        original_shown=entry.get("original_shown", False),
    )


def _part(entry: dict[str, Any]) -> Part:
    items = tuple(
        ResultType(item["code"], Text.of(item["name"]), _issued_to(item), item.get("on_paper", False))
        for item in entry["results"]["items"]
    )
    return Part(
        key=entry["key"],
        code=entry["code"],
        name=Text.of(entry["name"]),
        limit=Limit.parse(entry["limit"]),
        cutoff=parse_cutoff(entry["cutoff"]) if "cutoff" in entry else None,
        after=entry.get("after", ""),
        legal_basis=legal_basis(entry["legal_basis"]),
        results=Results(entry["results"]["rule"], items),
        fees=tuple(fee(item) for item in entry.get("fees", ())),
        note=_text(entry, "note"),
        from_decision=entry.get("after_counts", "DUE") == "DECISION",
        refusal=_refusal(entry["refusal"]) if "refusal" in entry else None,
    )


def _refusal(entry: dict[str, Any]) -> ResultType:
    return ResultType(entry["code"], Text.of(entry["name"]))


def _issued_to(item: dict[str, Any]) -> IssuedTo | None:
    if "issued_to" not in item:
        return None
    fields = ("name", "address", "id_number")
    return IssuedTo(*(item["issued_to"].get(one, "").removeprefix("$answers.") for one in fields))


def _ground(key: str, entry: dict[str, Any]) -> Ground:
    return Ground(
        key=key,
        policy=entry["policy"],
        name=Text.of(entry["name"]),
        sentence=Text.of(entry["sentence"]),
        legal_basis=legal_basis(entry["legal_basis"]),
        note=_text(entry, "note"),
        extends=Limit.parse(entry["extends"]).amount if "extends" in entry else 0,
    )


def _supplement(entry: dict[str, Any]) -> Supplement:
    return Supplement(
        max_rounds=entry["max_rounds"],
        window_days=entry["window_days"],
        legal_basis=legal_basis(entry["legal_basis"]),
        note=_text(entry, "note"),
        more_rounds_basis=legal_basis(entry.get("more_rounds_basis", [])),
    )


def _text(entry: dict[str, Any], name: str) -> Text:
    return Text.of(entry[name]) if name in entry else _NONE
