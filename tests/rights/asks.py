# SPDX-License-Identifier: Apache-2.0
"""What each gRPC method is asked in the walk: about something that is really there, in a state in which nothing changes. Whoever
may gets an answer, or is told what is wrong with the request in a code that nobody else is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from google.protobuf import json_format, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from motcua_cli.actors import LAND, new_id

from rights.model import Thing

MADE_UP: Final = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"
"""An id that nothing has."""
IDS: Final = ("_id", "code")
"""Ends of the names of fields that name a thing."""
NO_IDS: Final = frozenset({"request_id", "result_code", "dossier_code"})
OK: Final = ("OK",)


@dataclass(frozen=True)
class Ask:
    """`passes`: answers of who may: "OK", or the code of what is wrong with the request. `marker`: a text that is in the answer
    exactly when the thing is in the caller's scope, or in that of `shown`."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    thing: Thing = field(default_factory=Thing)
    passes: tuple[str, ...] = OK
    marker: str = ""
    shown: Thing | None = None

    def message(self, method: MethodDescriptor) -> Message:
        """The request."""
        made: Message = message_factory.GetMessageClass(method.input_type)()
        json_format.ParseDict(dict(self.fields), made)
        if "request_id" in made.DESCRIPTOR.fields_by_name:
            made.request_id = new_id()  # type: ignore[attr-defined]
        return made

    def of_nothing(self) -> Ask | None:
        """The same about a thing that is not there; None where no thing is named."""
        named = [one for one in self.fields if one.endswith(IDS) and one not in NO_IDS]
        if not named:
            return None
        return replace(self, fields={**self.fields, **dict.fromkeys(named, MADE_UP)})


class Things:
    """What is asked about, by short names."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self.ids = ids
        self.day = {"from_day": ids["day"], "to_day": ids["day"]}
        self.dossier = Thing(frozenset({"an.congdan"}), ids["window"], frozenset({ids["agency"]}))
        self.early = replace(self.dossier, agencies=frozenset())  # no agency has been given it yet
        self.draft = Thing(owners=frozenset({"an.congdan"}))
        self.task = Thing(units=frozenset({ids["agency"]}), role="land_officer", dossier=self.dossier)
        self.windows = Thing(units=frozenset(ids["windows"].split()))
        self.window, self.agency = (Thing(units=frozenset({ids[one]})) for one in ("window", "agency"))
        self.one, self.step = {"dossier_id": ids["working"]}, {"task_id": ids["step"]}
        self.begun = {"draft_id": ids["begun"]}

    def about(self, passes: str | tuple[str, ...] = OK, marker: str = "", **more: Any) -> Ask:
        """About the dossier that an agency works on."""
        return Ask(self.one | more, self.dossier, (passes,) if isinstance(passes, str) else passes, marker)


ANYTHING: Final = Thing()


def wrong(thing: Thing, *passes: str, **fields: Any) -> Ask:
    """Of which whoever may is told what is wrong with it."""
    return Ask(fields, thing, passes)


def asks(ids: Mapping[str, str]) -> dict[str, Ask]:
    """By `Service/Method`, or by the method's name where each service has it. `ids` as `filled.fill` and the world give them."""
    to = Things(ids)
    return _of_citizens(to) | _of_windows(to) | _of_desks(to) | _of_others(to)


def _of_citizens(to: Things) -> dict[str, Ask]:
    """Of intake, to the end of a dossier's course."""
    return {
        "ListProcedures": Ask(marker=LAND),
        "GetProcedure": Ask({"key": LAND}),
        "SaveDraft": Ask(to.begun | {"revision": 99}, to.draft, ("DRAFT_STALE",)),
        "GetDraft": Ask(to.begun, to.draft),
        "ListDrafts": Ask({"page_size": 50}, to.draft, marker=to.ids["begun"]),
        "DeleteDraft": Ask({"draft_id": to.ids["spare"]}, to.draft),
        "CheckDraft": Ask(to.begun, to.draft),
        "UploadFile": wrong(ANYTHING, "FILE_INFO_MISSING"),
        "DownloadFile": Ask({"file_id": to.ids["working_paper"]}, to.dossier),
        "AttachPaper": wrong(
            to.draft, "COMPONENT_UNKNOWN", **to.begun, component="KHONG-CO", form="original", copies=1
        ),
        "RemovePaper": Ask({"paper_id": to.ids["kept_paper"]}, to.dossier, ("SUPPLEMENT_NOT_ASKED",)),
        "SubmitDraft": wrong(to.draft, "DRAFT_STALE", **to.begun, revision=99),
        "ReceiveDossier": wrong(
            Thing(owners=frozenset({"lan.motcua"})), "DRAFT_STALE", draft_id=to.ids["window_begun"], revision=99
        ),
        "AcceptDossier": to.about(("DOSSIER_ALREADY_DONE", "STAND_IN_REFUSED")),
        "RequestSupplement": to.about(("ITEMS_MISSING", "STAND_IN_REFUSED")),
        "RefuseDossier": to.about(("FIELD_REQUIRED", "STAND_IN_REFUSED")),
        "AmendDossier": to.about("SUPPLEMENT_NOT_ASKED"),
        "AnswerSupplement": to.about("SUPPLEMENT_NOT_ASKED"),
        "WithdrawDossier": Ask({"dossier_id": to.ids["refused"]}, to.early, ("WITHDRAWAL_TOO_LATE",)),
        "GetDossier": to.about(marker=to.ids["working"]),
        "ListDossiers": Ask({"page_size": 100}, to.dossier, marker=to.ids["working"]),
        "SearchDossiers": Ask({"query": to.ids["working_code"]}, to.dossier, marker=to.ids["working"]),
        "ListTodos": Ask({"page_size": 50}, Thing(owners=frozenset({"an.congdan"})), marker=to.ids["asked"]),
        "TrackDossier": Ask({"code": to.ids["working_code"]}),
        "WatchEvents": to.about(),
    }  # fmt: skip


def _of_windows(to: Things) -> dict[str, Ask]:
    """Of intake, what windows and heads do."""
    return {
        "GetContact": to.about(),
        "GetLookupQuestion": to.about("LOOKUP_UNKNOWN", message="KHONG-CO"),
        "KeepLookup": to.about("LOOKUP_UNFIT"),
        "AttachResult": to.about("RESULT_UNKNOWN"),
        "ReturnResults": to.about(("NOTHING_TO_RETURN", "STAND_IN_REFUSED")),
        "ListFees": to.about(),
        "MarkFeesPaid": to.about("FIELD_REQUIRED"),
        "RefundFee": to.about("FEE_UNKNOWN", fee_id=MADE_UP),
        "CancelFee": to.about("FEE_UNKNOWN", fee_id=MADE_UP),
        "ExemptFee": to.about("FEE_UNKNOWN", fee_id=MADE_UP),
        "GetReturnWay": to.about(),
        "SetReturnWay": to.about("FIELD_REQUIRED"),
        "SendByPost": to.about("NOTHING_TO_RETURN"),
        "ConfirmDelivery": to.about("NOTHING_SENT"),
        "ReportCameBack": to.about("NOTHING_SENT"),
        "ReturnElectronically": to.about("NOTHING_TO_RETURN"),
        "GetRating": to.about(),
        "RateDossier": to.about("RATING_CLOSED", satisfaction="SATISFACTION_SATISFIED"),
        "CountRatings": Ask({"from": to.ids["day"], "to": to.ids["day"]}, Thing(units=None)),
        "ListExtensions": Ask({}, to.agency, marker=to.ids["apology"]),
        "GetExtension": Ask({"extension_id": to.ids["apology"]}, to.agency),
        "SignExtension": wrong(to.agency, "FIELD_REQUIRED", extension_id=to.ids["apology"]),
        "GetControlSlip": to.about(),
        "ListRegister": Ask(to.day | {"unit": to.ids["window"]}, to.window),
        "PrintRegister": wrong(to.windows, "RANGE_INVERTED", from_day=to.ids["day"], to_day="2000-01-01"),
        "ListRegisterExtracts": Ask({}, to.windows, marker=to.ids["extract"], shown=to.window),
        "ListPrintings": to.about(),
        "ListCalls": Ask({}, to.window, marker=to.ids["call"]),
        "RecordCall": wrong(to.window, "OK", "CALL_CLOSED", call_id=to.ids["call"], way="CALL_WAY_PHONE"),
        "GetBoard": Ask(to.day | {"unit": to.ids["window"]}, to.window),
        "ListBoardDossiers": Ask(to.day | {"unit": to.ids["window"], "measure": "BOARD_MEASURE_RECEIVED"}, to.window),
        "ListProjections": Ask(),
        "RebuildProjection": wrong(ANYTHING, "PROJECTION_UNKNOWN", name="khong-co"),
        }  # fmt: skip


def _of_desks(to: Things) -> dict[str, Ask]:
    """Of assignment."""
    return {
        "ListTasks": Ask({"page_size": 100, "filter": "TASK_FILTER_UNSPECIFIED"}, to.task, marker=to.ids["step"]),
        "GetTask": Ask(to.step, to.task),
        "ClaimTask": wrong(to.task, "OK", "TASK_TAKEN", **to.step),
        "ReleaseTask": Ask({"task_id": to.ids["done_step"]}, to.task, ("TASK_CLOSED",)),
        "CompleteTask": wrong(to.task, "ACTION_MISMATCH", "TASK_NOT_CLAIMED", "TASK_TAKEN", **to.step),
        "SaveStepForm": wrong(to.task, "OK", "TASK_TAKEN", "KEPT_FORM_CHANGED", **to.step),
        "CountTasks": Ask(thing=to.task),
        "GetInboxVersion": Ask(thing=to.task),
        "GetWhereabouts": to.about(),
        "ListTaskChoices": Ask(thing=to.task, marker="appraise_release"),
        "ReassignTask": wrong(to.agency, "COLLEAGUE_UNFIT", **to.step, to="khong.co", reason="Bận việc khác."),
        "ListColleagues": Ask(to.step, to.agency),
        "SetSubstitution": wrong(
            replace(to.agency, owners=frozenset({"minh.datdai"})), "SUBSTITUTION_CLASH", "OK", absent="minh.datdai",
            substitute="ngoc.datdai", from_day=to.ids["day"], to_day=to.ids["day"], reason="Nghỉ phép.",
        ),
        "EndSubstitution": wrong(
            replace(to.agency, owners=frozenset({"minh.datdai", "ngoc.datdai"})), "OK", "SUBSTITUTION_OVER",
            substitution_id=to.ids["substitution"],
        ),
        "ListSubstitutions": Ask({"unit": to.ids["agency"], "all": True}, to.agency, marker=to.ids["substitution"]),
        "AddNote": to.about(text="Đã xem."),
        "ListJournal": to.about(),
        "BulkClaim": Ask({"task_ids": [to.ids["done_step"]]}, to.task),
        "BulkComplete": Ask({"task_ids": [to.ids["done_step"]]}, to.task),
        "ListSavedFilters": Ask({}, Thing(owners=frozenset({"minh.datdai"})), marker="Sắp đến hạn"),
        "SaveFilter": wrong(ANYTHING, "SAVED_FILTER_INVALID"),
        "DeleteFilter": wrong(ANYTHING, "SAVED_FILTER_UNKNOWN", name="khong co"),
        }  # fmt: skip


def _of_others(to: Things) -> dict[str, Ask]:
    """Of the other services, and what each has."""
    return {
        "ListMessages": Ask(
            {"page_size": 100}, Thing(units=frozenset(to.ids["message_units"].split())), marker=to.ids["message"]
        ),
        "GetMessage": Ask(
            {"message_id": to.ids["message"]}, Thing(units=frozenset(to.ids["message_units"].split()))
        ),
        "ListNotices": Ask(
            to.one,
            Thing(owners=frozenset({"an.congdan", "minh.datdai", "ngoc.datdai"})),
            marker=to.ids["working_code"],
        ),
        "ListMailLog": Ask({"page_size": 100}, to.window, marker=to.ids["notice"]),
        "GetNoticeText": Ask({"notice_id": to.ids["notice"]}, to.window),
        "ListMail": Ask(marker=to.ids["mail"]),
        "GetMail": Ask({"mail_id": to.ids["mail"]}),
        "PublishProcedure": wrong(ANYTHING, "PACKAGE_INVALID"),
        "ListVersions": Ask({"procedure_key": LAND}),
        "GetPackage": Ask({"procedure_key": LAND, "version": 1}),
        "CountRunning": Ask({"procedure_key": LAND}),
        "StartProcess": Ask(
            to.one | {"procedure_key": LAND, "procedure_version": 1, "territory": to.ids["window"]}, to.dossier, ("OK",),
        ),
        "DeliverMessage": to.about("OK", name="KHONG-CO", target="tax_office", message_id="m"),
        "GetDossierProcess": to.about(marker=LAND),
        "GetIncident": Ask({"failure_id": to.ids["incident"]}),
        "RepairIncident": wrong(ANYTHING, "FAILURE_UNKNOWN", failure_id="0"),
        "GetClock": Ask(),
        "AdvanceClock": wrong(ANYTHING, "INVALID_INPUT"),
        "WorkflowService/CompleteTask": wrong(ANYTHING, "TASK_UNKNOWN", task_id=MADE_UP),
        "ListFailures": Ask(),
        "RetryFailure": wrong(ANYTHING, "FAILURE_UNKNOWN", failure_id="khong-co"),
        "DiscardFailure": wrong(ANYTHING, "FAILURE_UNKNOWN", failure_id="khong-co", reason="Không cần nữa."),
        "ListSteps": to.about(),
        }  # fmt: skip


def ask_of(known: Mapping[str, Ask], method: MethodDescriptor) -> Ask:
    """Of a method of some service."""
    service = method.containing_service
    assert service is not None
    return known.get(f"{service.name}/{method.name}") or known[method.name]
