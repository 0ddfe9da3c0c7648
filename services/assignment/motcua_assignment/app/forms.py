# SPDX-License-Identifier: Apache-2.0
"""The step forms of published procedures: fetched once from workflow, kept, since versions are immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_organisation import Organisation
from motcua_procedure import Form, OptionSources, ProcedurePackage, option_sources
from motcua_procedure.form_model import CHOICES, Field
from motcua_procedure.notice import number_words
from motcua_procedure.published import Kept
from motcua_rpc import FieldError
from motcua_text import Text

from motcua_assignment.errors import FormUnknown


@dataclass(frozen=True, slots=True)
class StepForm:
    """A form with the options that its procedure gives. `source` is the form-js JSON text."""

    form: Form
    source: str
    options: OptionSources

    def check(
        self, answers: dict[str, Any], given: Mapping[str, Any], today: date
    ) -> tuple[dict[str, Any], list[FieldError]]:
        """Clean answers, and what is wrong field by field; take the answers only when nothing is. Readonly fields hold what the
        task was given, whatever was sent: so the record says what the officer saw. `today` is the day of the business clock."""
        clean, errors = self.form.validate(answers, self.options, given, today=today)
        return clean, [
            FieldError(f"answers.{key}" if key else "answers", "ANSWER_INVALID", text.vi, text.en)
            for key, text in errors.items()
        ]

    def told(self, answers: Mapping[str, Any]) -> list[tuple[str, Text, Text]]:
        """Kept answers as a person reads them: key, label and value, in the order of the form; not what was only shown."""
        return [
            (field.key, field.label, self._worded(field, answers[field.key]))
            for field in self.form.inputs()
            if not field.readonly and answers.get(field.key) not in (None, "", [])
        ]

    def _worded(self, field: Field, value: Any) -> Text:
        if isinstance(value, bool):
            return Text("Có", "Yes") if value else Text("Không", "No")
        if field.type in CHOICES:
            options = [*field.options, *(self.options[field.options_from] if field.options_from else ())]
            labels = {one.value: one.label for one in options}
            chosen = [labels.get(one, Text(one)) for one in (value if isinstance(value, list) else [value])]
            return Text("; ".join(one.vi for one in chosen), "; ".join(one.to("en") for one in chosen))
        if field.type == "date":
            return Text("/".join(reversed(str(value).split("-"))))
        if isinstance(value, int | float):
            return number_words(value)
        return Text(str(value))


class Forms:
    """`get(procedure, version, form)`."""

    def __init__(self, workflow: workflow_pb2_grpc.WorkflowServiceStub, organisation: Organisation) -> None:
        self._workflow = workflow
        self._organisation = organisation
        self._packages = Kept(self._fetch)

    def get(self, procedure_key: str, version: int, form: str) -> StepForm | None:
        """The form of a step; None for a step without one. Asks workflow the first time; not inside a transaction.

        Raises:
            FormUnknown, and what workflow refuses.
        """
        if not form:
            return None
        package = self._packages.get(procedure_key, version)
        if form not in package.forms:
            raise FormUnknown(details={"form": form, "procedure": procedure_key, "version": str(version)})
        source = package.files[f"forms/{form}.form"].decode()
        papers = [(one.code, one.name) for one in package.procedure.components]
        options = option_sources(papers, self._organisation)
        return StepForm(package.forms[form], source, options)

    def _fetch(self, key: str, version: int) -> ProcedurePackage:
        answer = self._workflow.GetPackage(pb.GetPackageRequest(procedure_key=key, version=version))
        return ProcedurePackage.from_files(dict(answer.files))
