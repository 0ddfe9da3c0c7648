# SPDX-License-Identifier: Apache-2.0
"""The procedure folder: schema of procedure.yaml, forms, scenarios, package bytes and their lint.

Owns what a procedure is as data. Running its drawing belongs to the workflow service, dossiers to intake.
"""

from __future__ import annotations

from motcua_text import Text, fold

from motcua_procedure.answers import unread, unread_text
from motcua_procedure.condition import Condition, ConditionError
from motcua_procedure.finding import FileFindings, Finding, ProcedureError, sentence
from motcua_procedure.form import Form
from motcua_procedure.form_model import Field, FieldView, Option, OptionSources
from motcua_procedure.law import Fee, LegalBasis, Made, PageFormula, Validity
from motcua_procedure.lint import KnownNames, known_names, lint_folder, lint_key
from motcua_procedure.loader import load_procedure, schema_text
from motcua_procedure.model import (
    Coded,
    Component,
    Ground,
    Part,
    Procedure,
    Results,
    ResultType,
    Supplement,
)
from motcua_procedure.notice import Notice, NoticeLine
from motcua_procedure.options import option_sources
from motcua_procedure.package import ProcedurePackage, load_folder, read_folder
from motcua_procedure.scenario import (
    Advance,
    Arrive,
    Complete,
    Expectation,
    Scenario,
    ScenarioStep,
    load_scenario,
)

__all__ = [
    "Advance",
    "Arrive",
    "Coded",
    "Complete",
    "Component",
    "Condition",
    "ConditionError",
    "Expectation",
    "Fee",
    "Field",
    "FieldView",
    "FileFindings",
    "Finding",
    "Form",
    "Ground",
    "KnownNames",
    "LegalBasis",
    "Made",
    "Notice",
    "NoticeLine",
    "Option",
    "OptionSources",
    "PageFormula",
    "Part",
    "Procedure",
    "ProcedureError",
    "ProcedurePackage",
    "ResultType",
    "Results",
    "Scenario",
    "ScenarioStep",
    "Supplement",
    "Text",
    "Validity",
    "fold",
    "known_names",
    "lint_folder",
    "lint_key",
    "load_folder",
    "load_procedure",
    "load_scenario",
    "option_sources",
    "read_folder",
    "schema_text",
    "sentence",
    "unread",
    "unread_text",
]
