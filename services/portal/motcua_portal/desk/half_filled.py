# SPDX-License-Identifier: Apache-2.0
"""Half-filled forms of a task: what of a page is kept, and how it comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from uuid import uuid4

from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import kept_forms_pb2 as kept_pb
from motcua_procedure import Form

from motcua_portal.desk.typed import Typed
from motcua_portal.web import forms, numerals
from motcua_portal.web.clients import Services
from motcua_portal.web.visit import Visit

REVISION: Final = "kept-revision"
"""The field of the page that says which revision it has seen."""
LANGUAGE: Final = "kept-language"
"""Among the kept fields: the language of the page, which numbers are written by."""
_NOT_TYPED: Final = frozenset(("csrf", "request_id", "save-id", "do", REVISION, LANGUAGE))
_LANGUAGES: Final = ("vi", "en")


@dataclass(frozen=True)
class Restored:
    """What was kept. `lost` are answers that the form has no field for any more."""

    typed: Typed
    form: kept_pb.KeptForm
    lost: tuple[str, ...] = ()


def restored(visit: Visit, form: Form | None, kept: kept_pb.KeptForm) -> Restored:
    """What was kept as if it had just been typed on this page. A form that was changed since takes what it has fields for."""
    values = {one.name: list(one.values) for one in kept.fields}
    spoken = next(iter(values.pop(LANGUAGE, [])), visit.language)
    keys = {field.key for field in form.inputs() if not field.readonly} if form else set()
    lost = [
        name
        for name in values
        if name.startswith(forms.PREFIX) and name.removeprefix(forms.PREFIX) not in keys
    ]
    gone = tuple("; ".join(values.pop(name)) for name in lost)
    if form is not None and spoken in _LANGUAGES and spoken != visit.language:
        for name in _numbers(form):
            values[name] = [_rewritten(text, spoken, visit.language) for text in values.get(name, [])]
    return Restored(Typed(values), kept, tuple(text for text in gone if text.strip()))


def save(
    visit: Visit, services: Services, task_id: str, typed: Typed, request_id: str = ""
) -> kept_pb.KeptForm:
    """Keep what stands on the page; raises what the service refuses. Without a `request_id` every call is one of its own:
    keeping the same twice changes nothing."""
    asked = kept_pb.SaveStepFormRequest(
        request_id=request_id or str(uuid4()), task_id=task_id, revision=revision(typed),
        fields=[kept_pb.KeptField(name=name, values=values) for name, values in _kept(visit, typed)],
    )  # fmt: skip
    with visit.acting():
        kept: kept_pb.KeptForm = services.assignment.SaveStepForm(asked).kept
    return kept


def discard(visit: Visit, services: Services, task_id: str, typed: Typed) -> None:
    """Nothing is kept any more; raises what the service refuses."""
    asked = kept_pb.SaveStepFormRequest(request_id=str(uuid4()), task_id=task_id, revision=revision(typed))
    with visit.acting():
        services.assignment.SaveStepForm(asked)


def revision(typed: Typed) -> int:
    """What the page has seen; 0 for what is no number."""
    text = typed.one(REVISION)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def with_file(typed: Typed, file_id: str, file_name: str) -> Typed:
    """With the file that was just taken for the signed result."""
    more = {"result-file-id": [file_id], "result-file-name": [file_name], "result-made-of": [""]}
    return replace(typed, values={**typed.values, **more})


def other_than(task: pb.Task, kept: kept_pb.KeptForm) -> str:
    """The name of a colleague who typed it, "" where it was the holder."""
    return "" if kept.saved_by.user == task.assignee.user else kept.saved_by.name or kept.saved_by.user


def _kept(visit: Visit, typed: Typed) -> Iterator[tuple[str, list[str]]]:
    """What was filled in; fields of the page's own machinery are made anew every time."""
    yield LANGUAGE, [visit.language]
    yield from ((name, values) for name, values in typed.values.items() if name not in _NOT_TYPED)


def _numbers(form: Form) -> list[str]:
    return [forms.PREFIX + field.key for field in form.inputs() if field.type == "number"]


def _rewritten(text: str, spoken: str, language: str) -> str:
    """17.000.000 as the other language writes it; what is no number stays as typed, and is refused when it is sent."""
    number = numerals.read(text, spoken)
    return text if number is None else numerals.shown(number, language)
