# SPDX-License-Identifier: Apache-2.0
"""What stands on each printed form: a case, its procedure and its window turned into form data; one room per form."""

from motcua_intake.app.forms.apology import PrintedApology, apology
from motcua_intake.app.forms.control import control_slip
from motcua_intake.app.forms.payment import Payment, payment_receipt
from motcua_intake.app.forms.receiving import acknowledgement, receipt
from motcua_intake.app.forms.refusal import intake_refusal, part_refusal
from motcua_intake.app.forms.register import register
from motcua_intake.app.forms.returning import HandedOver, return_slip
from motcua_intake.app.forms.sheet import Sheet
from motcua_intake.app.forms.stop import StopAsked, stop_notice
from motcua_intake.app.forms.supplement import supplement

__all__ = [
    "HandedOver", "Payment", "PrintedApology", "Sheet", "StopAsked", "acknowledgement", "apology", "control_slip",
    "intake_refusal", "part_refusal", "payment_receipt", "receipt", "register", "return_slip", "stop_notice", "supplement",
]  # fmt: skip
