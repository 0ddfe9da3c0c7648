# SPDX-License-Identifier: Apache-2.0
"""The lint of a procedure folder: each file by its schema, and the files against each other.

The drawing itself is judged by the workflow service (with `known_names` as what it may name); here is what only the
folder knows: facts against the start form, results and limits against the drawing, scenarios against its elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from motcua_organisation import Organisation
from motcua_text import Source, SourceError, Text
from motcua_text.source import NO_HINT

from motcua_procedure.drawing import DrawnProcedure, read_drawing
from motcua_procedure.finding import FileFindings, Finding, from_problem
from motcua_procedure.form import Form
from motcua_procedure.form_model import CHOICES, Field
from motcua_procedure.loader import build, read_procedure
from motcua_procedure.longest import longest_minutes, minutes
from motcua_procedure.model import UPLOAD_MB, Procedure
from motcua_procedure.package import PROCEDURE_FILE, PROCESS_FILE, kind_of, shape
from motcua_procedure.scenario import Scenario, build_scenario, read_scenario
from motcua_procedure.scenario_names import misnamed
from motcua_procedure.seen import misfits

_ANSWER = "$answers."


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a drawing in this folder may name. Roles and agencies are None without an organisation.

    As `form.field`: `shown` are readonly fields, `asked` those that give facts, `kept` those that give none. `start_facts` are
    those that the process starts with, `notices` the `message.fact` that the applicant is told, `window` the time for a
    supplement as a limit ("30d"). `offered` are the values that a choice offers, as `form.field=value`, and as `.fact=value` for
    a fact that the process starts with; `several` the choices of which an answer is a list; `unread` the forms that are there
    and cannot be read, `signing` those of which only some answers are signed.
    `staffed` are `role.kind` for each role that somebody holds at a unit of that kind; None without people.
    """

    forms: frozenset[str]
    parts: frozenset[str]
    results: frozenset[str]
    grounds: frozenset[str]
    roles: frozenset[str] | None
    agencies: frozenset[str] | None
    shown: frozenset[str]
    asked: frozenset[str]
    kept: frozenset[str]
    start_facts: frozenset[str]
    notices: frozenset[str]
    window: str
    offered: frozenset[str]
    several: frozenset[str]
    unread: frozenset[str]
    signing: frozenset[str]
    staffed: frozenset[str] | None


@dataclass(slots=True)
class _Folder:
    """What could be read; the rest has findings already."""

    source: Source | None = None
    procedure: Procedure | None = None
    forms: dict[str, Form] | None = None
    unread: set[str] = field(default_factory=set)
    """Forms that are there and cannot be read: said at their own lines."""
    scenarios: list[tuple[Source, Scenario]] | None = None
    drawing: DrawnProcedure | None = None


def lint_folder(
    files: Mapping[str, bytes], organisation: Organisation | None = None, key: str = ""
) -> tuple[FileFindings, ...]:
    """All findings of a folder, one report per file, sorted by path; files without findings are there too.

    Args:
        files: bytes by path inside the folder, as `read_folder` gives them.
        organisation: when given, kinds of unit are checked against it.
        key: when given, the folder's path FIELD/SLUG, which the procedure's key must be.
    """
    found: dict[str, list[Finding]] = {path: [] for path in files}
    for report in shape(files):
        found.setdefault(report.file, []).extend(report.findings)
    folder = _read(files, found)
    for path, finding in _cross_checks(folder, organisation, key):
        found.setdefault(path, []).append(finding)
    return tuple(
        FileFindings(path, kind_of(path), tuple(sorted(found[path], key=lambda finding: finding.line)))
        for path in sorted(found)
    )


def lint_key(files: Mapping[str, bytes], key: str) -> tuple[Finding, ...]:
    """Of `lint_folder` what it says of the procedure's key alone; nothing while procedure.yaml cannot be read."""
    try:
        source = read_procedure(files[PROCEDURE_FILE], PROCEDURE_FILE)
    except (KeyError, SourceError):
        return ()
    return tuple(finding for _, finding in _check_key(build(source), source, key))


def known_names(files: Mapping[str, bytes], organisation: Organisation | None = None) -> KnownNames | None:
    """What the drawing may name; None while procedure.yaml cannot be read."""
    try:
        procedure = build(read_procedure(files[PROCEDURE_FILE], PROCEDURE_FILE))
    except (KeyError, SourceError):
        return None
    fields = list(_fields(files))
    places = {**{f"{form}.{field.key}": field for form, field in fields}, **_started(procedure, fields)}
    papers = tuple(component.code for component in procedure.components)
    return KnownNames(
        forms=frozenset(_form_key(path) for path in files if path.endswith(".form")),
        parts=frozenset(part.key for part in procedure.parts),
        results=frozenset(item.code for part in procedure.parts for item in part.results.items),
        grounds=frozenset(procedure.grounds),
        roles=frozenset(organisation.roles) if organisation else None,
        agencies=organisation.kinds() if organisation else None,
        shown=frozenset(f"{form}.{field.key}" for form, field in fields if field.readonly),
        asked=frozenset(f"{form}.{field.key}" for form, field in fields if field.fact),
        kept=frozenset(f"{form}.{field.key}" for form, field in fields if not field.fact),
        start_facts=frozenset(procedure.facts),
        notices=frozenset(
            f"{name}.{fact}"
            for name, notice in procedure.notices.items()
            for fact in ("", *(line.fact for line in notice.lines))
        ),
        window=f"{procedure.supplement.window_days}d",
        offered=frozenset(
            f"{at}={value}" for at, field in places.items() for value in choices(field, papers) or ()
        ),
        several=frozenset(at for at, field in places.items() if field.type == "checklist"),
        unread=frozenset(
            _form_key(path) for path in files if path.endswith(".form") and _broken(files, path)
        ),
        signing=frozenset(form for form, field in fields if field.result_when),
        staffed=_staffed(organisation) if organisation and organisation.people else None,
    )


def choices(field: Field, papers: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """All values that a choice offers; None for a field that is no choice, and where the folder does not tell. `papers` are the
    codes of the procedure's components."""
    if field.type not in CHOICES or (
        field.options_from and (field.options_from != "components" or papers is None)
    ):
        return None
    return (*(option.value for option in field.options), *((papers or ()) if field.options_from else ()))


def _started(procedure: Procedure, fields: list[tuple[str, Field]]) -> dict[str, Field]:
    """The fields of the start form that facts of the start come from, as `.fact`."""
    of_start = {field.key: field for form, field in fields if form == procedure.start_form}
    named = {
        name: source.removeprefix(_ANSWER)
        for name, source in procedure.facts.items()
        if source.startswith(_ANSWER)
    }
    return {f".{name}": of_start[key] for name, key in named.items() if key in of_start}


def _staffed(organisation: Organisation) -> frozenset[str]:
    kinds = {key: unit.kind for key, unit in organisation.units.items()}
    return frozenset(
        f"{role}.{kinds[person.unit]}" for person in organisation.people.values() for role in person.roles
    )


def _fields(files: Mapping[str, bytes]) -> Iterator[tuple[str, Field]]:
    """The fields of the forms that can be read, each with its form's key."""
    for path in files:
        if path.endswith(".form"):
            try:
                form = Form.load(files[path], path)
            except SourceError:
                continue  # said where the form itself is checked
            yield from ((form.key, field) for field in form.inputs())


def _broken(files: Mapping[str, bytes], path: str) -> bool:
    try:
        Form.load(files[path], path)
    except SourceError:
        return True
    return False


def _form_key(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".form")


def _read(files: Mapping[str, bytes], found: dict[str, list[Finding]]) -> _Folder:
    folder = _Folder(forms={}, scenarios=[])
    assert folder.forms is not None and folder.scenarios is not None
    for path in sorted(files):
        try:
            if path == PROCEDURE_FILE:
                folder.source = read_procedure(files[path], path)
                folder.procedure = build(folder.source)
            elif path == PROCESS_FILE:
                folder.drawing = read_drawing(files[path])
            elif path.endswith(".form"):
                folder.forms[_form_key(path)] = Form.load(files[path], path)
            elif path.startswith("scenarios/"):
                read = read_scenario(files[path], path)
                folder.scenarios.append((read, build_scenario(read)))
        except SourceError as error:
            found[path] += [from_problem(problem, kind_of(path)) for problem in error.problems]
            if path.endswith(".form"):
                folder.unread.add(_form_key(path))
    return folder


def _cross_checks(
    folder: _Folder, organisation: Organisation | None, key: str
) -> Iterator[tuple[str, Finding]]:
    if folder.procedure is None or folder.source is None:
        return
    procedure, at = folder.procedure, folder.source
    yield from _check_key(procedure, at, key)
    yield from _check_uploads(procedure, at)
    if organisation is not None:
        yield from _check_kinds(procedure, at, organisation)
    if procedure.start_form not in folder.unread:
        yield from _check_start_form(procedure, at, folder.forms or {})
    if folder.drawing is not None:
        yield from _check_results(procedure, at, folder.drawing)
        yield from _check_limits(procedure, at, folder.drawing)
        yield from _check_scenarios(procedure, folder)
        for problem in misfits(procedure, at, folder.forms or {}, folder.drawing):
            yield PROCEDURE_FILE, from_problem(problem, "procedure")


def _of_procedure(
    at: Source, path: tuple[str | int, ...], code: str, said: Text, advice: Text = NO_HINT
) -> tuple[str, Finding]:
    return PROCEDURE_FILE, from_problem(at.problem(path, said, advice, code), "procedure")


def _check_key(procedure: Procedure, at: Source, key: str) -> Iterator[tuple[str, Finding]]:
    if key and procedure.key != key:
        message = Text(
            f'Khóa "{procedure.key}" không phải là đường dẫn của thư mục, "{key}".',
            f'The key "{procedure.key}" is not the folder\'s path "{key}".',
        )
        yield _of_procedure(
            at,
            ("key",),
            "key",
            message,
            Text(
                "Hãy đổi tên thư mục, hoặc ghi đường dẫn của nó làm khóa: một bản sao mang khóa của thủ tục khác "
                "sẽ thay thế thủ tục đó.",
                "Rename the folder, or write its path as the key: a copy with the key of another would replace that one.",
            ),
        )


def _check_uploads(procedure: Procedure, at: Source) -> Iterator[tuple[str, Finding]]:
    """A warning: another installation may take more, this file cannot know."""
    for index, component in enumerate(procedure.components):
        if component.max_mb > UPLOAD_MB:
            path = ("components", index, "max_mb")
            message = Text(
                f"Một hệ thống chỉ nhận tệp tối đa {UPLOAD_MB} MB nếu không được cài đặt khác.",
                f"An installation takes files of at most {UPLOAD_MB} MB unless it is set otherwise.",
            )
            hint = Text(
                f"Hãy ghi {UPLOAD_MB} hoặc nhỏ hơn, hoặc nâng giới hạn của hệ thống; các trang hiển thị số nhỏ hơn.",
                f"Write {UPLOAD_MB} or less, or raise the limit of the installation; pages show the smaller of the two.",
            )
            _, finding = _of_procedure(at, path, "upload-size", message, hint)
            yield PROCEDURE_FILE, replace(finding, severity="warning")


def _check_kinds(
    procedure: Procedure, at: Source, organisation: Organisation
) -> Iterator[tuple[str, Finding]]:
    known = ", ".join(sorted(organisation.kinds()))
    if procedure.competent_kind not in organisation.kinds():
        message = Text(
            f'Tổ chức không có đơn vị nào thuộc loại "{procedure.competent_kind}".',
            f'The organisation has no unit of kind "{procedure.competent_kind}".',
        )
        yield _of_procedure(
            at, ("competent", "kind"), "unit-kind", message, Text(f"Có: {known}.", f"It has: {known}.")
        )
    for index, kind in enumerate(procedure.received_at):
        if not organisation.windows((kind,)):
            message = Text(
                f'Tổ chức không có Bộ phận Một cửa ở đơn vị thuộc loại "{kind}".',
                f'The organisation has no window at a unit of kind "{kind}".',
            )
            yield _of_procedure(at, ("received_at", index), "unit-kind", message)


def _check_start_form(
    procedure: Procedure, at: Source, forms: Mapping[str, Form]
) -> Iterator[tuple[str, Finding]]:
    form = forms.get(procedure.start_form)
    if form is None:
        message = Text(
            f"Thiếu biểu mẫu forms/{procedure.start_form}.form.",
            f"The form forms/{procedure.start_form}.form is missing.",
        )
        yield _of_procedure(at, ("start_form",), "start-form", message)
        return
    fields = {field.key: field for field in form.inputs()}
    for path, name in _named_answers(procedure):
        if name not in fields:
            message = Text(
                f'Biểu mẫu nộp hồ sơ "{form.key}" không có trường "{name}".',
                f'The start form "{form.key}" has no field "{name}".',
            )
            yield _of_procedure(
                at,
                path,
                "answer",
                message,
                Text(f"Có: {', '.join(fields)}.", f"It has: {', '.join(fields)}."),
            )
        elif path[0] == "facts" and not fields[name].fact:
            message = Text(
                f'Trường "{name}" không phải là dữ kiện để chọn đường đi.',
                f'The field "{name}" is no routing fact.',
            )
            yield _of_procedure(
                at,
                path,
                "answer",
                message,
                Text(
                    'Hãy thêm "fact": "true" vào properties của trường.',
                    'Add "fact": "true" to its properties.',
                ),
            )


def _named_answers(procedure: Procedure) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where procedure.yaml names fields of the start form."""
    if procedure.territory.startswith(_ANSWER):
        yield ("competent", "territory"), procedure.territory.removeprefix(_ANSWER)
    for name, source in procedure.facts.items():
        if source.startswith(_ANSWER):
            yield ("facts", name), source.removeprefix(_ANSWER)
    for index, name in enumerate(procedure.search):
        yield ("search", index), name
    for index, component in enumerate(procedure.components):
        if component.when is not None:
            yield ("components", index, "when"), component.when.field
    for place, part in enumerate(procedure.parts):
        for index, item in enumerate(part.results.items):
            if item.issued_to is not None:
                path = ("parts", place, "results", "items", index, "issued_to")
                yield (*path, "name"), item.issued_to.name
                for role in ("address", "id_number"):
                    if field := getattr(item.issued_to, role):
                        yield (*path, role), field
        for number, fee in enumerate(part.fees):
            for role in ("pages", "copies"):
                name = getattr(fee.formula, role, "")
                if name:
                    yield ("parts", place, "fees", number, "formula", role), name


def _check_results(
    procedure: Procedure, at: Source, drawing: DrawnProcedure
) -> Iterator[tuple[str, Finding]]:
    """A result that no task asks for would never be issued."""
    asked = {(task.part, task.result) for task in drawing.tasks().values() if task.result}
    for index, part in enumerate(procedure.parts):
        for number, item in enumerate(part.results.items):
            if (part.key, item.code) not in asked and part.results.rule != "OPTIONAL":
                message = Text(
                    f'Không nhiệm vụ nào của phần "{part.key}" cần kết quả {item.code}.',
                    f'No task of part "{part.key}" asks for the result {item.code}.',
                )
                hint = Text(
                    f'Hãy ghi motcua:result="{item.code}" ở nhiệm vụ ký kết quả này.',
                    f'Write motcua:result="{item.code}" on the task in which it is signed.',
                )
                path = ("parts", index, "results", "items", number, "code")
                yield _of_procedure(at, path, "result-unasked", message, hint)
        if part.refusal is not None and any(
            key == part.key and code == part.refusal.code for key, code in asked
        ):
            message = Text(
                f'Một nhiệm vụ của phần "{part.key}" cần {part.refusal.code}, là kết quả từ chối của phần.',
                f'A task of part "{part.key}" asks for {part.refusal.code}, which is its refusal.',
            )
            hint = Text(
                "Khi phần bị từ chối, kết quả từ chối được phát hành theo mẫu số 03; hãy bỏ motcua:result.",
                "A refusal is issued as form 03 when the part is refused; leave motcua:result out.",
            )
            yield _of_procedure(at, ("parts", index, "refusal", "code"), "result-unasked", message, hint)


def _check_limits(procedure: Procedure, at: Source, drawing: DrawnProcedure) -> Iterator[tuple[str, Finding]]:
    """The internal limits of a part's steps must fit into its legal limit."""
    for index, part in enumerate(procedure.parts):
        planned = max((longest_minutes(process, part.key) for process in drawing.processes), default=0)
        if planned > minutes(part.limit):
            hours, most = planned / 60, minutes(part.limit) / 60
            message = Text(
                f'Các bước của phần "{part.key}" cần {_decimal(hours)} giờ làm việc; '
                f"thời hạn của phần là {part.limit.text.vi} ({_decimal(most)}).",
                f'The steps of part "{part.key}" take {hours:g} working hours; '
                f"its limit is {part.limit.text.en} ({most:g}).",
            )
            yield _of_procedure(
                at,
                ("parts", index, "limit"),
                "limit-sum",
                message,
                Text("Hãy rút ngắn motcua:limit của các nhiệm vụ.", "Shorten motcua:limit of the tasks."),
            )


def _decimal(number: float) -> str:
    """12,5, as Vietnamese writes it."""
    return f"{number:g}".replace(".", ",")


def _check_scenarios(procedure: Procedure, folder: _Folder) -> Iterator[tuple[str, Finding]]:
    drawing, scenarios = folder.drawing, folder.scenarios or []
    assert drawing is not None
    for source, scenario in scenarios:
        for problem in misnamed(procedure, drawing, folder.forms or {}, source, scenario):
            yield scenario.file, from_problem(problem, "scenario")
    reached = {end for _, scenario in scenarios for end in scenario.expect.ends}
    # Without any scenario nothing is reached at all; else only a run shows what is passed inside sub-processes.
    ends = drawing.ends if scenarios else {**drawing.ends, **drawing.inner_ends}
    for end in sorted(set(ends) - reached):
        message = Text(
            f'Không kịch bản nào mong đợi sự kiện kết thúc "{end}".',
            f'No scenario expects the end event "{end}".',
        )
        hint = Text("Hãy thêm một kịch bản kết thúc ở đây.", "Add a scenario that ends there.")
        yield PROCESS_FILE, Finding("scenario-missing", "warning", ends[end], end, "", message, hint)
