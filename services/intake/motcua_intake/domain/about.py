# SPDX-License-Identifier: Apache-2.0
"""What tells one dossier or draft of a person from another of the same procedure: two children, two parcels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua_procedure import ProcedurePackage
from motcua_text import Text

MOST = 100
"""Characters that a line of a list shows."""


def told_apart(package: ProcedurePackage, answers: Mapping[str, Any]) -> tuple[Text, Text] | None:
    """Label and value of the first field that officers search by and that was filled; None where there is none."""
    form = package.forms[package.procedure.start_form]
    labels = {field.key: field.label for field in form.inputs()}
    for key in package.procedure.search:
        value = answers.get(key)
        if key in labels and isinstance(value, str | int) and str(value).strip():
            shown = " ".join(str(value).split())[:MOST]
            return labels[key], Text(shown, shown)
    return None
