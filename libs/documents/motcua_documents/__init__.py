# SPDX-License-Identifier: Apache-2.0
"""Printed forms of the one-stop as PDF: give a form's data to ``render`` and get the file."""

from __future__ import annotations

from motcua_documents.errors import DocumentError, InvalidForm, TypesettingFailed
from motcua_documents.forms.acknowledgement import Acknowledgement
from motcua_documents.forms.apology import ApologyNotice, ExtendedPart
from motcua_documents.forms.base import FormData, PaperSize
from motcua_documents.forms.control_slip import ControlSlip, HandedOver
from motcua_documents.forms.demo_result import DemoResult
from motcua_documents.forms.payment import PaidLine, PaymentReceipt
from motcua_documents.forms.receipt import Receipt
from motcua_documents.forms.refusal import IntakeRefusal, PartRefusal
from motcua_documents.forms.register import Register, RegisteredDossier
from motcua_documents.forms.return_slip import ReturnSlip
from motcua_documents.forms.stop import StopNotice
from motcua_documents.forms.supplement import SupplementRequest
from motcua_documents.money_words import dong_in_words
from motcua_documents.parts import (
    Channel,
    Fact,
    Letterhead,
    Lookup,
    Officer,
    Paper,
    PaperKind,
    Part,
    PartFee,
    PartResult,
    PartState,
    Person,
    ResultRule,
    ReturnedResult,
    SubmittedFile,
    WantedPaper,
)
from motcua_documents.rendering import Rendered, render

__all__ = [
    "Acknowledgement",
    "ApologyNotice",
    "Channel",
    "ControlSlip",
    "DemoResult",
    "DocumentError",
    "ExtendedPart",
    "Fact",
    "FormData",
    "HandedOver",
    "IntakeRefusal",
    "InvalidForm",
    "Letterhead",
    "Lookup",
    "Officer",
    "PaidLine",
    "Paper",
    "PaperKind",
    "PaperSize",
    "Part",
    "PartFee",
    "PartRefusal",
    "PartResult",
    "PartState",
    "PaymentReceipt",
    "Person",
    "Receipt",
    "Register",
    "RegisteredDossier",
    "Rendered",
    "ResultRule",
    "ReturnSlip",
    "ReturnedResult",
    "StopNotice",
    "SubmittedFile",
    "SupplementRequest",
    "TypesettingFailed",
    "WantedPaper",
    "dong_in_words",
    "render",
]
