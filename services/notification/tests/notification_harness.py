# SPDX-License-Identifier: Apache-2.0
"""Intake and workflow behind their contracts, callers of every kind, and events of a dossier."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from motcua.common.v1 import common_pb2
from motcua.events.v1 import dossier_pb2 as d
from motcua.events.v1 import fees_pb2 as f
from motcua.events.v1 import process_pb2 as p
from motcua.intake.v1 import intake_pb2, intake_pb2_grpc
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_events import Event, EventCatalogue
from motcua_identity import ANYONE, Kind, Policy, Subject, TokenRefused, service_role
from motcua_procedure import ProcedurePackage, load_folder
from motcua_rpc.structs import to_struct
from motcua_storage.testing import ServiceDatabases

HOUSE = Path(__file__).parents[3]
ORGANISATION = HOUSE / "infra" / "demo" / "organisation.yaml"
PACKAGE: ProcedurePackage = load_folder(HOUSE / "workflows" / "dat-dai" / "xoa-the-chap-va-chuyen-nhuong")
CATALOGUE = EventCatalogue.load()
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PROMISED = datetime(2026, 12, 4, 10, 0, tzinfo=UTC)
PARTS = [part.key for part in PACKAGE.procedure.parts]
RESULTS = [part.results.items[0].code for part in PACKAGE.procedure.parts]
PAPERS = [component.code for component in PACKAGE.procedure.components][:2]
NAME = "Nguyễn Thị Hoài Ân"
OFFICERS = ("window_clerk", "land_officer", "land_leader", "tax_officer", "justice_officer", "commune_leader")
SERVICES = ("workflow", "intake", "assignment", "notification", "liaison", "portal")


def _person(name: str, unit: str | None, *roles: str) -> Subject:
    return Subject(f"id-{name}", name, name.title(), frozenset(roles), unit)


CALLERS: dict[str, Subject] = {
    "an": _person("an", None, "citizen"),
    "binh": _person("binh", None, "citizen"),
    **{role: _person(role, "suoi_trong", role) for role in OFFICERS},
    "designer": _person("designer", None, "designer"),
    "operator": _person("operator", None, "operator"),
    "integrator": Subject(
        "id-integrator", roles=frozenset({"integrator"}), unit="suoi_trong", client="demo", kind=Kind.SERVICE
    ),
    **{
        name: Subject(
            f"id-{name}", roles=frozenset({"service", service_role(name)}), client=name, kind=Kind.SERVICE
        )
        for name in SERVICES
    },
}


class Known:
    """The token is the caller's name."""

    def verify(self, token: str) -> Subject:
        if token not in CALLERS:
            raise TokenRefused("TOKEN_INVALID", "Không hợp lệ.", "Not valid.")
        return CALLERS[token]


def open_policy(service: str, module: Any) -> Policy:
    methods = module.DESCRIPTOR.services_by_name[service.rpartition(".")[2]].methods
    return Policy.of(service, {method.name: ANYONE for method in methods})


POLICIES = (
    open_policy("motcua.intake.v1.IntakeService", intake_pb2),
    open_policy("motcua.workflow.v1.WorkflowService", workflow_pb2),
)


@dataclass
class FakeIntake(intake_pb2_grpc.IntakeServiceServicer):
    """Knows one person; `before` may raise."""

    name: str = NAME
    email: str = "hoai.an@congdan.example"
    before: Callable[[], None] = lambda: None
    asked: list[str] = field(default_factory=list)

    def GetContact(self, request: intake_pb2.GetContactRequest, context: Any) -> Any:
        self.asked.append(request.dossier_id or request.draft_id)
        self.before()
        return intake_pb2.GetContactResponse(name=self.name, email=self.email)


class FakeWorkflow(workflow_pb2_grpc.WorkflowServiceServicer):
    """Has one published procedure."""

    def GetPackage(self, request: workflow_pb2.GetPackageRequest, context: Any) -> Any:
        assert (request.procedure_key, request.version) == (PACKAGE.key, 3)
        return workflow_pb2.GetPackageResponse(files=dict(PACKAGE.files))


@contextmanager
def out_of_order(databases: ServiceDatabases) -> Iterator[None]:
    """The mailbox refuses every mail meanwhile."""
    with psycopg.connect(databases.admin_url, autocommit=True) as admin:
        admin.execute("ALTER TABLE notification.mail ADD CONSTRAINT broken CHECK (false) NOT VALID")
        try:
            yield
        finally:
            admin.execute("ALTER TABLE notification.mail DROP CONSTRAINT broken")


def stamp(at: datetime) -> Timestamp:
    made = Timestamp()
    made.FromDatetime(at)
    return made


def head(dossier: str = "d1", user: str = "an", promised: datetime | None = PROMISED) -> d.DossierHead:
    made = d.DossierHead(
        dossier_id=dossier, code="H99.101-261123-0001", procedure_key=PACKAGE.key, procedure_version=3,
        procedure_name=common_pb2.LocalizedText(vi=PACKAGE.procedure.name.vi, en=PACKAGE.procedure.name.en),
        unit="suoi_trong", applicant_name=NAME, applicant_user=user,
    )  # fmt: skip
    if promised is not None:
        made.promised_at.CopyFrom(stamp(promised))
    return made


def event(type_: str, message: Message, dossier: str = "d1") -> Event:
    return CATALOGUE.event(type_=type_, message=message, time=NOW, dossierid=dossier)


def accepted(dossier: str = "d1", user: str = "an") -> Event:
    parts = [d.PartDue(part=part, due_at=stamp(PROMISED)) for part in PARTS]
    message = d.DossierAccepted(dossier=head(dossier, user), accepted_at=stamp(NOW), parts=parts)
    return event("dossier.accepted", message, dossier)


def clock(type_: str, ground: str = "tax", policy: str = "EXCLUDE", promised: datetime = PROMISED) -> Event:
    parts = [d.PartDue(part=part, due_at=stamp(promised)) for part in PARTS]
    message = d.ClockChanged(
        dossier=head(promised=promised), ground=ground, policy=policy, at=stamp(NOW), parts=parts
    )
    return event(type_, message)


def thrown(name: str, party: str = "applicant", **payload: Any) -> Event:
    message = p.MessageThrown(
        process=p.ProcessHead(dossier_id="d1", territory="suoi_trong"), message_id=f"m-{name}", name=name,
        target_party=party, sender_agency="tax_office",
        payload=to_struct(payload),
    )  # fmt: skip
    return event("message.thrown", message)


def expiring() -> Event:
    message = d.DraftExpiring(
        draft_id="draft-1", procedure_key=PACKAGE.key, procedure_version=3,
        procedure_name=head().procedure_name, unit="suoi_trong", owner_user="an", applicant_name=NAME,
        saved_at=stamp(NOW), kept_until=stamp(datetime(2026, 12, 23, 17, 0, tzinfo=UTC)),
    )  # fmt: skip
    return CATALOGUE.event(type_="draft.expiring", message=message, time=NOW, subject="draft:draft-1")


def clocks() -> list[Event]:
    """What the legal clock did, in an order that could be."""
    day = timedelta(days=1)
    return [
        clock("clock.paused"),
        clock("clock.resumed", promised=PROMISED + day),
        clock("clock.restarted", "supplement", "RESTART", PROMISED + 2 * day),
        event(
            "clock.moved",
            d.ClockChanged(
                dossier=head(promised=PROMISED + 2 * day + timedelta(hours=1)), part=PARTS[0], at=stamp(NOW),
                parts=[d.PartDue(part=PARTS[1], due_at=stamp(PROMISED + 2 * day))],
            ),
        ),
    ]  # fmt: skip


def life() -> list[Event]:
    """One event of each moment, in an order that could be."""
    of, day = head(), timedelta(days=1)
    return [
        event("dossier.submitted", d.DossierSubmitted(dossier=of, answer_due_at=stamp(NOW + day), source="portal")),
        accepted(),
        event("dossier.refused", d.DossierRefused(dossier=of, reason="Không thuộc thẩm quyền")),
        event(
            "dossier.supplement_requested",
            d.DossierSupplementRequested(
                dossier=of, round=1, stage="after_appraisal", components=PAPERS, reason="Thiếu chữ ký",
                item_reasons=["Chưa ký trang 2", ""], answer_by=stamp(NOW + 10 * day),
            ),
        ),
        event("dossier.supplement_answered", d.DossierSupplementAnswered(dossier=of, round=1)),
        event(
            "dossier.supplement_closed",
            d.DossierSupplementClosed(
                dossier=of, round=1, stage="before_acceptance", overdue=True, answer_by=stamp(NOW + 10 * day),
                answer_due_at=stamp(NOW + 11 * day),
            ),
        ),
        event(
            "dossier.withdrawn",
            d.DossierWithdrawn(dossier=of, parts_stopped=PARTS[1:], parts_standing=PARTS[:1]),
        ),
        event("dossier.withdrawal_late", d.DossierWithdrawn(dossier=of, parts_standing=PARTS)),
        event(
            "dossier.part_decided",
            d.DossierPartDecided(
                dossier=of, part=PARTS[1], outcome="refused", reason="Đất có tranh chấp",
                authority="chi_nhanh_dat_dai",
            ),
        ),
        event(
            "dossier.results_ready",
            d.DossierResultsReady(
                dossier=of, result_codes=RESULTS[:1],
                ready=[
                    d.ReadyResult(result_code=RESULTS[0], number="15/XN", signed_at=stamp(NOW), issued_now=True)
                ],
            ),
        ),
        event(
            "result.issued",
            d.ResultIssued(
                dossier=of, part=PARTS[0], result_code=RESULTS[0], number="15/XN", signed_at=stamp(NOW)
            ),
        ),
        event("result.returned", d.ResultReturned(dossier=of, result_codes=RESULTS[:1], returned_at=stamp(NOW))),
        *clocks(),
        thrown("payment_notice", tax_notice_no="TB-77", amount=21_250_000, pay_by="2026-12-30"),
        thrown("survey_date"),
        event(
            "dossier.extension_signed",
            d.DossierExtensionSigned(
                dossier=head(promised=PROMISED + 3 * day), promised_before=stamp(PROMISED + 2 * day),
                reason="Phải đo lại thửa đất", unit="chi_nhanh_dat_dai", number="04/XL", late_parts=PARTS[1:],
            ),
        ),
        event("fee.collected", f.FeeCollected(dossier=of, amount=80_000, receipt_number="12/2026", at=stamp(NOW))),
        event(
            "fee.refunded",
            f.FeeRefunded(
                dossier=of, amount=80_000, name=common_pb2.LocalizedText(vi="Phí thẩm định", en="Appraisal fee"),
                reason="Hồ sơ đã rút", at=stamp(NOW),
            ),
        ),
        event(
            "result.sent_by_post",
            f.ResultSentByPost(dossier=of, waybill="EB123", carrier="Bưu điện", sent_at=stamp(NOW)),
        ),
        event(
            "result.came_back", f.ResultCameBack(dossier=of, waybill="EB123", carrier="Bưu điện", at=stamp(NOW))
        ),
        expiring(),
    ]  # fmt: skip
