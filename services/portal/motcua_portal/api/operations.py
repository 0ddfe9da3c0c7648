# SPDX-License-Identifier: Apache-2.0
"""Which address is which gRPC method: the table from which the routes and their description are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.assignment.v1 import assignment_pb2
from motcua.intake.v1 import intake_pb2

ROOT = "/api/v1"
SERVICES = {
    "intake": intake_pb2.DESCRIPTOR.services_by_name["IntakeService"],
    "assignment": assignment_pb2.DESCRIPTOR.services_by_name["AssignmentService"],
}
REQUEST_ID, REVISION = "request_id", "revision"


@dataclass(frozen=True)
class Operation:
    """One address. `fixed` maps names in the path to fields of the request, `query` names fields that are taken from the
    query; what is left of the request is the body. `answer` names the field of the response that is the answer, "" all of it."""

    verb: str
    path: str
    service: str
    method: str
    summary: str
    tag: str
    answer: str = ""
    status: int = 200
    fixed: Mapping[str, str] = field(default_factory=dict)
    query: tuple[str, ...] = ()
    created: str = ""
    """Address of what was made, with fields of the answer in braces."""
    fenced: bool = False
    """Names the revision that was read, in If-Match."""

    @property
    def name(self) -> str:
        """The operation id; of several addresses of one method each has its own."""
        words = [word for word in self.path.split("/") if word and "{" not in word]
        return f"{self.verb.lower()}_{'_'.join(words)}_{self.method}".replace("-", "_")

    @property
    def rpc(self) -> Any:
        """Descriptor of the gRPC method."""
        return SERVICES[self.service].methods_by_name[self.method]

    @property
    def writes(self) -> bool:
        """Whether it changes something, and so needs an Idempotency-Key."""
        return REQUEST_ID in self.rpc.input_type.fields_by_name

    @property
    def body(self) -> tuple[str, ...]:
        """Fields of the request that the body holds."""
        if not self.writes or self.verb == "DELETE":
            return ()
        taken = {REQUEST_ID, *self.fixed.values(), *self.query, *((REVISION,) if self.fenced else ())}
        known = [one.name for one in self.rpc.input_type.fields]
        return tuple(one for one in known if one not in (taken | self.left_out))

    @property
    def open(self) -> bool:
        """Whether it needs no token."""
        return self.method in ("ListProcedures", "GetProcedure", "TrackDossier")

    @property
    def left_out(self) -> set[str]:
        """Fields that mean nothing here: what is of a draft or of a dossier is so by the path."""
        if self.fixed and self.method in ("AttachPaper", "SetReturnWay"):
            return {"draft_id", "dossier_id"}
        return {"draft_id", REVISION} if self.created.startswith("/drafts/") else set()


PAGED = ("page_size", "page_token")
DRAFT = {"draft_id": "draft_id"}
DOSSIER = {"dossier_id": "dossier_id"}
TASK = {"task_id": "task_id"}

OPERATIONS = (
    Operation(
        "GET", "/procedures", "intake", "ListProcedures", "Find procedures, with or without accents.", "procedures",
        query=("query", *PAGED)
    ),
    Operation(
        "GET", "/procedures/{key:path}", "intake", "GetProcedure", "What one procedure asks, costs and takes.", "procedures",
        answer="procedure", fixed={"key": "key"}, query=("version",)
    ),
    Operation("GET", "/drafts", "intake", "ListDrafts", "Own drafts, newest first.", "drafts", query=PAGED),
    Operation(
        "POST", "/drafts", "intake", "SaveDraft", "Open a draft.", "drafts", answer="draft", status=201,
        created="/drafts/{draft_id}"
    ),
    Operation(
        "GET", "/drafts/{draft_id}", "intake", "GetDraft", "Read an own draft.", "drafts", answer="draft", fixed=DRAFT
    ),
    Operation(
        "PUT", "/drafts/{draft_id}", "intake", "SaveDraft", "Change a draft.", "drafts", answer="draft", fixed=DRAFT,
        fenced=True
    ),
    Operation(
        "DELETE", "/drafts/{draft_id}", "intake", "DeleteDraft", "Throw a draft away.", "drafts", status=204, fixed=DRAFT
    ),
    Operation(
        "GET", "/drafts/{draft_id}/problems", "intake", "CheckDraft", "Everything that is still missing or wrong.", "drafts",
        fixed=DRAFT
    ),
    Operation(
        "POST", "/drafts/{draft_id}/papers", "intake", "AttachPaper",
        "Put an uploaded file under a paper of a draft.", "drafts", answer="paper", status=201, fixed=DRAFT
    ),
    Operation(
        "POST", "/drafts/{draft_id}/submission", "intake", "SubmitDraft", "Submit a draft: it becomes a dossier.", "drafts",
        answer="dossier", status=201, fixed=DRAFT, created="/dossiers/{dossier_id}", fenced=True
    ),
    Operation(
        "POST", "/drafts/{draft_id}/receipt", "intake", "ReceiveDossier",
        "At the window: submit and decide in one go.", "drafts", answer="dossier", status=201, fixed=DRAFT,
        created="/dossiers/{dossier_id}", fenced=True
    ),
    Operation(
        "GET", "/drafts/{draft_id}/fees", "intake", "ListFees", "What an own draft would cost.", "drafts", answer="ledger",
        fixed=DRAFT
    ),
    Operation(
        "GET", "/drafts/{draft_id}/return-way", "intake", "GetReturnWay",
        "How results are to reach the applicant, and what else is open.", "drafts", fixed=DRAFT
    ),
    Operation(
        "PUT", "/drafts/{draft_id}/return-way", "intake", "SetReturnWay", "Choose how.", "drafts", answer="choice",
        fixed=DRAFT
    ),
    Operation(
        "DELETE", "/papers/{paper_id}", "intake", "RemovePaper", "Take a paper away before it was submitted.", "drafts",
        status=204, fixed={"paper_id": "paper_id"}
    ),
    Operation(
        "GET", "/dossiers", "intake", "ListDossiers", "The dossiers that the caller may see, newest first.", "dossiers",
        query=("statuses", "finished", *PAGED)
    ),
    Operation(
        "GET", "/dossiers/search", "intake", "SearchDossiers",
        "Find dossiers of the unit by words, with or without accents.", "dossiers", query=("query", "procedure_key", *PAGED)
    ),
    Operation(
        "GET", "/dossiers/{dossier_id}", "intake", "GetDossier", "One dossier.", "dossiers", answer="dossier", fixed=DOSSIER
    ),
    Operation(
        "GET", "/dossiers/by-code/{code}", "intake", "GetDossier", "One dossier by its code.", "dossiers", answer="dossier",
        fixed={"code": "code"}
    ),
    Operation(
        "GET", "/tracking/{code}", "intake", "TrackDossier",
        "What may be shown without a token: degree of completion.", "dossiers", fixed={"code": "code"}
    ),
    Operation("GET", "/todos", "intake", "ListTodos", "What waits for the citizen who calls.", "dossiers", query=PAGED),
    Operation(
        "GET", "/dossiers/{dossier_id}/whereabouts", "assignment", "GetWhereabouts",
        "The agencies that have it now, and had it.", "dossiers", fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/papers", "intake", "AttachPaper",
        "Put an uploaded file under a paper that a supplement asks for.", "dossiers", answer="paper", status=201,
        fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/supplement", "intake", "AnswerSupplement", "Hand in what was asked for.", "dossiers",
        answer="dossier", fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/withdrawal", "intake", "WithdrawDossier",
        "Withdraw what may still be withdrawn.", "dossiers", answer="dossier", fixed=DOSSIER
    ),
    Operation(
        "PUT", "/dossiers/{dossier_id}/answers", "intake", "AmendDossier", "The window corrects what it typed.", "dossiers",
        fixed=DOSSIER, fenced=True
    ),
    Operation(
        "GET", "/dossiers/{dossier_id}/fees", "intake", "ListFees",
        "The ledger: what is owed and paid, line by line.", "fees", answer="ledger", fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/payments", "intake", "MarkFeesPaid",
        "Take money for lines that are owed; one receipt.", "fees", status=201, fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/fees/{fee_id}/refund", "intake", "RefundFee", "Give money back.", "fees",
        answer="ledger", fixed={"dossier_id": "dossier_id", "fee_id": "fee_id"}
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/fees/{fee_id}/cancellation", "intake", "CancelFee",
        "Charge a line no longer that nobody paid.", "fees", answer="ledger",
        fixed={"dossier_id": "dossier_id", "fee_id": "fee_id"}
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/fees/{fee_id}/exemption", "intake", "ExemptFee",
        "Exempt from a line on a legal ground.", "fees", answer="ledger",
        fixed={"dossier_id": "dossier_id", "fee_id": "fee_id"}
    ),
    Operation(
        "GET", "/dossiers/{dossier_id}/return-way", "intake", "GetReturnWay",
        "How results reach the applicant, and what the post carries.", "returning", fixed=DOSSIER
    ),
    Operation(
        "PUT", "/dossiers/{dossier_id}/return-way", "intake", "SetReturnWay", "Choose how.", "returning", answer="choice",
        fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/return", "intake", "ReturnResults",
        "Return issued results against signature.", "returning", answer="dossier", fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/deliveries", "intake", "SendByPost", "Hand what waits to the post.", "returning",
        answer="delivery", status=201, fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/deliveries/confirmation", "intake", "ConfirmDelivery",
        "The post delivered it: it is returned.", "returning", answer="delivery", fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/deliveries/came-back", "intake", "ReportCameBack",
        "The post brought it back.", "returning", answer="delivery", fixed=DOSSIER
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/electronic-return", "intake", "ReturnElectronically",
        "Return what waits by the portal alone.", "returning", fixed=DOSSIER
    ),
    Operation(
        "GET", "/dossiers/{dossier_id}/rating", "intake", "GetRating", "What the applicant said of the service.", "returning",
        fixed=DOSSIER
    ),
    Operation(
        "PUT", "/dossiers/{dossier_id}/rating", "intake", "RateDossier", "Say it, once for a dossier.", "returning",
        answer="rating", fixed=DOSSIER
    ),
    Operation(
        "GET", "/dossiers/{dossier_id}/journal", "assignment", "ListJournal",
        "Notes of the caller's unit, and what was done with its tasks.", "journal", fixed=DOSSIER, query=PAGED
    ),
    Operation(
        "POST", "/dossiers/{dossier_id}/notes", "assignment", "AddNote", "Note something for the caller's unit.", "journal",
        answer="entry", status=201, fixed=DOSSIER
    ),
    Operation(
        "GET", "/dossiers/{dossier_id}/control-slip", "intake", "GetControlSlip", "The control slip (form 06).", "journal",
        answer="slip", fixed=DOSSIER
    ),
    Operation(
        "GET", "/register", "intake", "ListRegister", "The register (form 07) of a window.", "journal",
        query=("from_day", "to_day", "procedure_key", "unit", *PAGED)
    ),
    Operation(
        "GET", "/tasks", "assignment", "ListTasks", "The inbox of the caller's roles and unit.", "tasks",
        query=("filter", "due", "dossier_id", "procedure_key", "element", "text", "escalated", "whole_unit", *PAGED)
    ),
    Operation("GET", "/tasks/counts", "assignment", "CountTasks", "How many wait, are overdue or due today.", "tasks"),
    Operation(
        "GET", "/tasks/choices", "assignment", "ListTaskChoices",
        "Procedures and steps that the inbox can be narrowed by.", "tasks", query=("whole_unit",)
    ),
    Operation(
        "GET", "/tasks/version", "assignment", "GetInboxVersion",
        "Whether the inbox has changed; cheap to ask again.", "tasks"
    ),
    Operation("GET", "/tasks/{task_id}", "assignment", "GetTask", "One task with its form.", "tasks", fixed=TASK),
    Operation(
        "POST", "/tasks/{task_id}/claim", "assignment", "ClaimTask", "Take a task.", "tasks", answer="task", fixed=TASK
    ),
    Operation(
        "POST", "/tasks/{task_id}/release", "assignment", "ReleaseTask", "Give it back to the group.", "tasks", answer="task",
        fixed=TASK
    ),
    Operation(
        "POST", "/tasks/{task_id}/completion", "assignment", "CompleteTask",
        "Complete a task that the caller has claimed.", "tasks", fixed=TASK
    ),
    Operation(
        "PUT", "/tasks/{task_id}/form", "assignment", "SaveStepForm", "Keep a half-filled form.", "tasks", answer="kept",
        fixed=TASK
    ),
    Operation(
        "POST", "/tasks/{task_id}/reassignment", "assignment", "ReassignTask", "A head gives it to a colleague.", "tasks",
        fixed=TASK
    ),
    Operation("POST", "/tasks/claims", "assignment", "BulkClaim", "Take many, each for itself.", "tasks"),
    Operation(
        "POST", "/tasks/completions", "assignment", "BulkComplete",
        "Complete many of the same step, each for itself.", "tasks"
    ),
    Operation(
        "GET", "/colleagues", "assignment", "ListColleagues",
        "The officers of the caller's unit; for a task, who may do it.", "tasks", query=("task_id",)
    ),
    Operation(
        "GET", "/substitutions", "assignment", "ListSubstitutions",
        "Who stands in for whom in the caller's unit.", "substitutions", query=("all", *PAGED)
    ),
    Operation(
        "POST", "/substitutions", "assignment", "SetSubstitution",
        "Let a colleague do an absent officer's work.", "substitutions", answer="substitution", status=201
    ),
    Operation(
        "POST", "/substitutions/{substitution_id}/end", "assignment", "EndSubstitution", "End it early.", "substitutions",
        answer="substitution", fixed={"substitution_id": "substitution_id"}
    ),
)  # fmt: skip
