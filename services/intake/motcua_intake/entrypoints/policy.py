# SPDX-License-Identifier: Apache-2.0
"""Who may call which method of the intake service. Whose dossier it is, and which unit's, the handlers check."""

from __future__ import annotations

from motcua_identity import (
    ANYONE,
    AUTHENTICATED,
    CITIZEN,
    INTEGRATOR,
    OPERATOR,
    WINDOW_CLERK,
    Policy,
    roles,
    services,
)

SERVICE = "motcua.intake.v1.IntakeService"
FILER = roles(CITIZEN, WINDOW_CLERK, INTEGRATOR)
CLERK = roles(WINDOW_CLERK) | services("assignment")
"""A clerk; or the assignment service for one who stands in for an absent colleague."""

POLICY = Policy.of(
    SERVICE,
    {
        "ListProcedures": ANYONE,
        "GetProcedure": ANYONE,
        "SaveDraft": FILER,
        "GetDraft": FILER,
        "ListDrafts": FILER,
        "DeleteDraft": FILER,
        "CheckDraft": FILER,
        "UploadFile": AUTHENTICATED,
        "DownloadFile": AUTHENTICATED,
        "AttachPaper": FILER,
        "RemovePaper": FILER,
        "SubmitDraft": FILER,
        "ReceiveDossier": roles(WINDOW_CLERK),
        "AcceptDossier": CLERK,
        "RequestSupplement": CLERK,
        "RefuseDossier": CLERK,
        "AmendDossier": roles(WINDOW_CLERK),
        "AnswerSupplement": FILER,
        "WithdrawDossier": FILER,
        "GetDossier": AUTHENTICATED,
        "ListDossiers": AUTHENTICATED,
        # Officers of a unit; the handler tells them, as their roles are data of the organisation file.
        "SearchDossiers": AUTHENTICATED,
        "ListTodos": roles(CITIZEN),
        "TrackDossier": ANYONE,
        "WatchEvents": AUTHENTICATED,
        "GetContact": services("notification"),
        "GetLookupQuestion": services("liaison"),
        "KeepLookup": services("liaison", "assignment"),
        "AttachResult": services("assignment"),
        "ReturnResults": CLERK,
        "ListFees": AUTHENTICATED,
        "MarkFeesPaid": roles(WINDOW_CLERK),
        "RefundFee": roles(WINDOW_CLERK),
        "CancelFee": roles(WINDOW_CLERK),
        "ExemptFee": roles(WINDOW_CLERK),
        "GetReturnWay": AUTHENTICATED,
        "SetReturnWay": FILER,
        "SendByPost": roles(WINDOW_CLERK),
        "ConfirmDelivery": roles(WINDOW_CLERK),
        "ReportCameBack": roles(WINDOW_CLERK),
        "ReturnElectronically": roles(WINDOW_CLERK),
        "GetRating": AUTHENTICATED,
        "RateDossier": roles(CITIZEN),
        # Heads of units are told apart in the handler: their roles are data of the organisation file.
        "CountRatings": AUTHENTICATED,
        "ListExtensions": AUTHENTICATED,
        "GetExtension": AUTHENTICATED,
        "SignExtension": AUTHENTICATED,
        "GetControlSlip": AUTHENTICATED,
        "ListRegister": AUTHENTICATED,
        "PrintRegister": AUTHENTICATED,
        "ListRegisterExtracts": AUTHENTICATED,
        "ListPrintings": AUTHENTICATED,
        "ListCalls": roles(WINDOW_CLERK),
        "RecordCall": roles(WINDOW_CLERK),
        "GetBoard": AUTHENTICATED,
        "ListBoardDossiers": AUTHENTICATED,
        # Operators and officers; the handler tells them, and intake what each may read.
        "ListSteps": AUTHENTICATED,
        "ListFailures": roles(OPERATOR),
        "RetryFailure": roles(OPERATOR),
        "DiscardFailure": roles(OPERATOR),
        "ListProjections": roles(OPERATOR),
        "RebuildProjection": roles(OPERATOR),
    },
)

INBOX = (f"{SERVICE}/ListExtensions", f"{SERVICE}/ListCalls")
"""What waits beside the tasks of an inbox."""
