# SPDX-License-Identifier: Apache-2.0
"""What citizens do, or a clerk for those who come to the window: file, answer a supplement, withdraw, rate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import return_ways_pb2 as return_ways
from motcua_calendar.clock import legal_time
from motcua_procedure import Form
from motcua_rpc.structs import to_struct

from motcua_cli.actors import Actor, Citizen, Clerk, new_id
from motcua_cli.demo.filling import Filler
from motcua_cli.demo.province import Demo
from motcua_cli.demo.stories import Story

RESIDENCE = ("land_commune", "residence_commune")
"""Fields of the shipped start forms that say whose territory it is; a citizen files where that is."""
ACCOUNT = ("applicant_name", "applicant_id")
"""What a citizen's account says, and they do not type."""
OVER = frozenset(
    (
        pb.DOSSIER_STATUS_RETURNED,
        pb.DOSSIER_STATUS_WITHDRAWN,
        pb.DOSSIER_STATUS_STOPPED,
        pb.DOSSIER_STATUS_INTAKE_REFUSED,
    )
)


@dataclass
class Case:
    """A dossier under way, with what the demo has done about it. `seen`: as it was last read."""

    story: Story
    dossier_id: str
    seen: pb.Dossier
    asked: bool = False
    rated: bool = False
    turns: set[str] = field(default_factory=set)
    """Elements at which it went another way already: once each, so that nothing goes round for ever."""


class Citizens:
    """Files and follows the dossiers of the stories."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self._procedures: dict[str, pb.Procedure] = {}
        self._forms: dict[str, Form] = {}

    def file(self, story: Story, today: date) -> Case:
        """A citizen submits online; whoever comes on paper is entered by a clerk, who accepts it or asks for what lacks."""
        who: Citizen = self._demo.citizen(story.user) if story.user else self._at_window(story)
        draft = self._draft(who, story, today)
        if story.user:
            dossier = who.submit(draft, self._request(story, "submit"))
        else:
            request = pb.ReceiveDossierRequest(
                request_id=self._request(story, "receive"), draft_id=draft.draft_id, revision=draft.revision
            )
            if lacking := self._problems(who, draft):
                items = [pb.SupplementItem(component=one, reason="Chưa có trong hồ sơ.") for one in lacking]
                request.supplement.CopyFrom(
                    pb.SupplementDecision(items=items, reason="Hồ sơ chưa đủ giấy tờ.")
                )
            dossier = who.intake.ReceiveDossier(request).dossier
        return Case(story, dossier.dossier_id, dossier)

    def follow(self, case: Case, now: datetime) -> str:
        """What the citizen does now of their own accord: "answered", "withdrawn", "rated", or "" when there is nothing."""
        story, who = case.story, self._of(case)
        case.seen = who.dossier(case.dossier_id)
        if story.rates and not case.rated and case.seen.status == pb.DOSSIER_STATUS_RETURNED and story.user:
            return self._rate(case, who)
        if case.seen.status in OVER:
            return ""
        if story.withdraws_after is not None and _days(case.seen.submitted_at, now) >= story.withdraws_after:
            return self._withdraw(case, who)
        asked, after = _open_round(case.seen), story.answers_after
        if asked is not None and after is not None and _days(asked.requested_at, now) >= after:
            return self._answer(case, who, asked)
        return ""

    def procedure(self, key: str) -> pb.Procedure:
        """As published when first asked."""
        if key not in self._procedures:
            self._procedures[key] = self._demo.procedure(key)
        return self._procedures[key]

    def _of(self, case: Case) -> Citizen:
        return self._demo.citizen(case.story.user) if case.story.user else self._at_window(case.story)

    def _at_window(self, story: Story) -> Clerk:
        return self._demo.clerk(self._demo.clerks(story.unit)[0])

    def _draft(self, who: Citizen, story: Story, today: date) -> pb.Draft:
        applicant = None
        if not story.user:
            applicant = pb.Applicant(
                name=story.name,
                id_number=story.id_number,
                phone="02000001234",
                address="Thôn Đầu Suối, xã Suối Trong",
            )
        made = who.intake.SaveDraft(
            pb.SaveDraftRequest(
                request_id=self._request(story, "draft"), procedure_key=story.procedure, unit=story.unit,
                answers=to_struct(self._answers(story, today)), applicant=applicant,
            )
        ).draft  # fmt: skip
        wanted = self._problems(who, made)
        for number, component in enumerate(wanted):
            if not (story.lacks_paper and number == len(wanted) - 1 and not story.user):
                who.attach(component, draft_id=made.draft_id)
        answer: pb.GetDraftResponse = who.intake.GetDraft(pb.GetDraftRequest(draft_id=made.draft_id))
        return answer.draft

    def _problems(self, who: Actor, draft: pb.Draft) -> list[str]:
        """Components that are still missing."""
        answer = who.intake.CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id))
        fields = [one.field.partition(".") for one in answer.problems]
        return [code for kind, _, code in fields if kind == "papers"]

    def _answers(self, story: Story, today: date) -> dict[str, Any]:
        key = story.procedure
        if key not in self._forms:
            self._forms[key] = Form.load(self.procedure(key).start_form.encode(), "start.form")
        known: dict[str, Any] = dict.fromkeys(RESIDENCE, story.unit)
        known["child_birth_date"] = (today - timedelta(days=3)).isoformat()
        if not story.user:
            known |= {"applicant_name": story.name, "applicant_id": story.id_number}
        filled = Filler(self._forms[key], {}, today, known).fill(None)
        return {one: value for one, value in filled.items() if not story.user or one not in ACCOUNT}

    def _answer(self, case: Case, who: Citizen, round_: pb.Supplement) -> str:
        for item in round_.items:
            who.attach(item.component, dossier_id=case.dossier_id)
        request_id = self._request(case.story, f"answer-{round_.round}")
        who.intake.AnswerSupplement(
            pb.AnswerSupplementRequest(request_id=request_id, dossier_id=case.dossier_id)
        )
        return "answered"

    def _withdraw(self, case: Case, who: Citizen) -> str:
        if pb.ACTION_WITHDRAW not in case.seen.actions:
            return ""
        request = pb.WithdrawDossierRequest(
            request_id=self._request(case.story, "withdraw"),
            dossier_id=case.dossier_id,
            reason="Tôi không còn nhu cầu.",
        )
        if not case.story.user:
            request.asker_name, request.asker_id_number = case.story.name, case.story.id_number
        who.intake.WithdrawDossier(request)
        return "withdrawn"

    def _rate(self, case: Case, who: Citizen) -> str:
        said = return_ways.Satisfaction.keys()[1 + (case.story.number * 7) % 3]
        who.intake.RateDossier(
            return_ways.RateDossierRequest(
                request_id=self._request(case.story, "rate"),
                dossier_id=case.dossier_id,
                satisfaction=said,
            )
        )
        case.rated = True
        return "rated"

    def _request(self, story: Story, what: str) -> str:
        return f"demo-{story.number}-{what}-{new_id()}"


def _open_round(dossier: pb.Dossier) -> pb.Supplement | None:
    ended = ("answered_at", "closed_at")
    return next((one for one in dossier.supplements if not any(one.HasField(name) for name in ended)), None)


def _days(stamp: Any, now: datetime) -> int:
    """Calendar days since a moment."""
    return (now.date() - legal_time(stamp.ToDatetime(tzinfo=UTC)).date()).days
