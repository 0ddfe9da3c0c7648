# SPDX-License-Identifier: Apache-2.0
"""Everything that an officer reads of one dossier, from three services. Intake must answer; where another does not, the page
says so and shows the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from motcua.common.v1 import common_pb2
from motcua.intake.v1 import fees_pb2, intake_pb2, return_ways_pb2
from motcua.liaison.v1 import liaison_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_procedure import OptionSources
from motcua_procedure import option_sources as offered
from motcua_rpc import MotcuaError, NotFound, Unauthenticated
from motcua_text import Text, business_code

from motcua_portal.desk.standing import Standing, standing
from motcua_portal.web import forms
from motcua_portal.web.applying import declared, option_sources, start_form
from motcua_portal.web.clients import Services
from motcua_portal.web.fees import Fees, of_dossier
from motcua_portal.web.progress import Standstill, Stretch, standstill, stretches
from motcua_portal.web.return_ways import ReturnWays, carried, numbered, rating_of
from motcua_portal.web.return_ways import of_dossier as way_of
from motcua_portal.web.visit import Visit

MOST_MESSAGES = 50


@dataclass(frozen=True, slots=True)
class ComponentPapers:
    """One required paper with what was handed in for it."""

    component: intake_pb2.Component
    papers: tuple[intake_pb2.Paper, ...]


@dataclass
class CaseFile:
    """`silent` names what could not be read, as texts of the portal."""

    dossier: intake_pb2.Dossier
    standing: Standing = field(default_factory=Standing)
    drawing: bytes = b""
    messages: tuple[liaison_pb2.Message, ...] = ()
    silent: list[str] = field(default_factory=list)
    fees: Fees = field(default_factory=Fees)
    return_way: ReturnWays = field(default_factory=ReturnWays)
    rated: return_ways_pb2.GetRatingResponse = field(default_factory=return_ways_pb2.GetRatingResponse)

    @property
    def papers(self) -> list[ComponentPapers]:
        """By component, in the procedure's order; components without papers too."""
        return [
            ComponentPapers(one, tuple(p for p in self.dossier.papers if p.component == one.code))
            for one in self.dossier.components
        ]

    @property
    def to_return(self) -> list[intake_pb2.Result]:
        """Issued results that nobody has collected yet, and that are not with the post."""
        return [one for one in self._waiting if self.return_way.parcel_of(one) is None]

    @property
    def _waiting(self) -> list[intake_pb2.Result]:
        return [one for one in self.dossier.results if one.issued and not one.HasField("returned_at")]

    @property
    def payable(self) -> list[intake_pb2.Result]:
        """Of those that wait here the ones that wait for no fee of their part: they may go whatever other parts owe."""
        return [one for one in self.to_return if not self.owed_for(one)]

    def owed_for(self, result: intake_pb2.Result) -> list[fees_pb2.FeeLine]:
        """What stands against handing over this result: fees of its part."""
        return self.fees.owed_of([result.part])

    def held_by(self, sent: return_ways_pb2.Delivery) -> list[intake_pb2.Result]:
        """The results in a parcel that is under way."""
        return [one for one in self._waiting if self.return_way.parcel_of(one) == sent]

    def waiting_for(self, visit: Visit, line: fees_pb2.FeeLine) -> str:
        """The results here that wait for this fee, in words."""
        return "; ".join(visit.pick(one.name) for one in self.to_return if one.part == line.part)

    @property
    def owed(self) -> list[fees_pb2.FeeLine]:
        """What stands against handing over the results that wait."""
        return self.fees.owed_of([one.part for one in self.to_return])

    @property
    def on_paper(self) -> list[intake_pb2.Result]:
        """Results that wait to be handed over on paper though the rest goes electronically."""
        return [one for one in self.to_return if self.return_way.way_of(one) == "window"]

    @property
    def left_on_paper(self) -> list[common_pb2.LocalizedText]:
        """What is still handed over when the rest went electronically: results on paper, slips that the post brought back."""
        back = [one for one in self.slips if one.document_id in self.return_way.slips_back]
        return [*(one.name for one in self.on_paper), *(numbered(one) for one in back)]

    @property
    def electronic(self) -> list[intake_pb2.Result]:
        """Results that the portal alone can return now."""
        return [one for one in self.payable if self.return_way.way_of(one) == "electronic"]

    @property
    def originals(self) -> list[intake_pb2.Component]:
        """Papers whose originals are collected with the results that wait here."""
        return self.originals_with(self.to_return)

    def originals_with(self, going: list[intake_pb2.Result]) -> list[intake_pb2.Component]:
        """Papers whose originals are collected with these results: not those that only other ones need."""
        mine = {code for one in going for code in self.originals_of(one)}
        others = {code for one in self._waiting if one not in going for code in self.originals_of(one)}
        due = set(self.dossier.originals_to_collect) - (others - mine)
        return [c for c in self.dossier.components if c.code in due]

    @staticmethod
    def ref(result: intake_pb2.Result) -> str:
        """What a page calls a result by; one from before results had ids by its code."""
        return result.result_id or f"code:{result.code}"

    def originals_of(self, result: intake_pb2.Result) -> list[str]:
        """Codes of the papers whose originals are collected with this result."""
        return list(result.originals_to_collect)

    def collected_with(self, visit: Visit, code: str) -> str:
        """The waiting results with which this original is collected, in words."""
        return "; ".join(visit.pick(one.name) for one in self.to_return if code in self.originals_of(one))

    @property
    def to_hand_back(self) -> list[intake_pb2.Component]:
        """Papers whose originals were collected for what was not granted, and that are here."""
        away = {code for sent in self.return_way.parcels for code in sent.originals}
        return [c for c in self.back if c.code not in away]

    @property
    def back(self) -> list[intake_pb2.Component]:
        """The same, with those that the post carries."""
        return [c for c in self.dossier.components if c.code in self.dossier.originals_to_return]

    @property
    def slips(self) -> list[intake_pb2.Document]:
        """Refusals and stop notices that the receiver gets with this return."""
        away = {slip for sent in self.return_way.parcels for slip in sent.slips}
        due = set(self.dossier.slips_to_hand_over) - away
        return [one for one in self.dossier.documents if one.document_id in due]

    def slips_in(self, sent: return_ways_pb2.Delivery) -> list[intake_pb2.Document]:
        """The same in a parcel."""
        return [one for one in self.dossier.documents if one.document_id in sent.slips]

    def in_words(self, sent: return_ways_pb2.Delivery) -> list[common_pb2.LocalizedText]:
        """Everything in a parcel."""
        return carried(sent, self.dossier)

    def part(self, key: str) -> intake_pb2.Part | None:
        return next((one for one in self.dossier.parts if one.key == key), None)

    def is_party(self, id_number: str) -> bool:
        """Whether this is the number of the applicant, of the owner, where that is a person, or of somebody to whom a result is
        issued; intake decides."""
        parties = [self.dossier.applicant.id_number, self.dossier.owner.id_number]
        parties += [one.id_number for one in self.dossier.receivers]
        return any(same_number(id_number, one) for one in parties if not business_code(one))

    def result_names(self, visit: Visit, codes: Iterable[str]) -> str:
        """Results in words."""
        wanted = set(codes)
        return "; ".join(visit.pick(one.name) for one in self.to_return if one.code in wanted)

    @property
    def company(self) -> str:
        """The code of the organisation whose dossier it is, as no receiver can have; "" where the owner is a person."""
        return business_code(self.dossier.owner.id_number)

    def may(self, action: str) -> bool:
        """Whether intake lets this caller do it now; `action` without its prefix, such as ACCEPT."""
        return bool(intake_pb2.Action.Value(f"ACTION_{action}") in self.dossier.actions)

    def stretches(self, visit: Visit) -> list[Stretch]:
        """Time in which the clock stood still or began anew."""
        return stretches(visit, self.dossier)

    def standstill(self, visit: Visit) -> Standstill:
        """What stops the legal clock now."""
        return standstill(visit, self.dossier)

    def component_name(self, visit: Visit, code: str) -> str:
        return next((visit.pick(one.name) for one in self.dossier.components if one.code == code), code)


def load(visit: Visit, services: Services, dossier_id: str) -> CaseFile:
    """Read the dossier with its process and inter-agency messages.

    Raises:
        MotcuaError: intake refuses or does not answer.
    """
    with visit.acting():
        asked = intake_pb2.GetDossierRequest(dossier_id=dossier_id)
        case = CaseFile(services.intake.GetDossier(asked).dossier)
        case.fees = of_dossier(visit, dossier_id)
        case.return_way = way_of(visit, dossier_id)
        if case.dossier.HasField("finished_at"):
            case.rated = rating_of(visit, dossier_id)
        with _optional(case, "Quy trình"):
            process = services.workflow.GetDossierProcess(
                workflow_pb2.GetDossierProcessRequest(dossier_id=dossier_id, with_drawing=True)
            )
            case.standing, case.drawing = standing(process), process.drawing
        with _optional(case, "Trao đổi giữa các cơ quan"):
            found = services.liaison.ListMessages(
                liaison_pb2.ListMessagesRequest(dossier_id=dossier_id, page_size=MOST_MESSAGES)
            )
            case.messages = tuple(found.messages)
    return case


def answers(visit: Visit, case: CaseFile) -> list[tuple[str, list[forms.Entry]]]:
    """The applicant's form as filled in, by its groups; nothing when its procedure cannot be read."""
    if not case.dossier.answers.fields:
        return []
    asked = intake_pb2.GetProcedureRequest(
        key=case.dossier.procedure_key, version=case.dossier.procedure_version
    )
    found: list[intake_pb2.Procedure] = []
    with visit.acting(), _optional(case, "Nội dung tờ khai"):
        found.append(visit.request.app.state.services.intake.GetProcedure(asked).procedure)
    if not found:
        return []
    sources, address = option_sources(visit, found[0]), case.dossier.applicant.address
    form = start_form(found[0])
    page = forms.form_page(visit, form, declared(case.dossier), None, sources, address=address)
    return page.told()


def step_options(visit: Visit, dossier: intake_pb2.Dossier) -> OptionSources:
    """What a step's form may choose from, as every form: the papers of the procedure, the communes."""
    papers = [(one.code, _text(one.name)) for one in dossier.components]
    return offered(papers, visit.request.app.state.organisation)


@contextmanager
def _optional(case: CaseFile, what: str) -> Iterator[None]:
    """A service that does not answer leaves a gap that is named; a session that has ended is asked to sign in as ever."""
    try:
        yield
    except Unauthenticated:
        raise
    except NotFound:
        return  # nothing there yet, such as the process before acceptance
    except MotcuaError:
        case.silent.append(what)


def same_number(one: str, other: str) -> bool:
    """Whether two ways of writing are the same number; nothing is nobody's."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def _plain(id_number: str) -> str:
    return re.sub(r"[\s.-]", "", id_number).casefold()


def _text(said: common_pb2.LocalizedText) -> Text:
    return Text(said.vi, said.en)
