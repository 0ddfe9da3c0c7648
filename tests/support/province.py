# SPDX-License-Identifier: Apache-2.0
"""The demo province as actors: who does what in the two procedures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar

from motcua.intake.v1 import intake_pb2 as pb
from motcua.intake.v1 import law_papers_pb2 as law
from motcua_cli.actors import Actor, Citizen, Clerk, Officer

from support.system import Driver
from support.waiting import eventually

COMMUNE = "suoi_trong"
A = TypeVar("A", bound=Actor)


@dataclass
class Province:
    """Actors of a running system, signed in when first needed."""

    system: Driver
    _known: dict[tuple[type[Actor], str, int], Any] = field(default_factory=dict)

    def _actor(self, kind: type[A], user: str) -> A:
        """The same each time, until the system's channels were closed."""
        key = (kind, user, self.system.hung_up)
        if key not in self._known:
            self._known[key] = kind(self.system.person_channel(user))
        actor: A = self._known[key]
        return actor

    def citizen(self, user: str = "an.congdan") -> Citizen:
        return self._actor(Citizen, user)

    def officer(self, user: str) -> Officer:
        return self._actor(Officer, user)

    @property
    def clerk(self) -> Clerk:
        """A window clerk of the commune."""
        return self._actor(Clerk, self.system.users_with("window_clerk", COMMUNE)[0])

    @property
    def land_officer(self) -> Officer:
        return self.officer(self.system.users_with("land_officer")[0])

    @property
    def land_leader(self) -> Officer:
        return self.officer(self.system.users_with("land_leader")[0])

    @property
    def tax_officer(self) -> Officer:
        return self.officer(self.system.users_with("tax_officer")[0])

    def decided(self, dossier_id: str, part: str) -> pb.Dossier:
        """The dossier once its page knows the outcome of a part, which events bring from the process."""

        def known(dossier: pb.Dossier) -> bool:
            return any(one.key == part and one.HasField("decided_at") for one in dossier.parts)

        seen = eventually(lambda: self.clerk.dossier(dossier_id), known)
        assert known(seen), f"{part} of {seen.code} is not decided: {seen.parts}"
        return seen

    def sign_release(self, dossier_id: str) -> None:
        """Part one, from appraisal to the signed release."""
        self.land_officer.do(dossier_id, "appraise_release")
        self.land_leader.do(dossier_id, "approve_release")
        self.land_leader.do(dossier_id, "sign_release")
        self.decided(dossier_id, "release")

    def appraise_transfer(self, dossier_id: str) -> None:
        """Part two up to the tax authority."""
        self.land_officer.do(dossier_id, "appraise_transfer")
        self.land_officer.do(dossier_id, "prepare_slip")

    def pay_taxes(self, dossier_id: str) -> None:
        """The tax authority's part, and the citizen's payment."""
        self.tax_officer.do(dossier_id, "determine_obligation")
        self.tax_officer.do(dossier_id, "confirm_payment")

    def sign_transfer(self, dossier_id: str) -> None:
        """From the proof of payment to the signed certificate."""
        self.land_officer.do(dossier_id, "check_obligation")
        self.land_officer.do(dossier_id, "draft_certificate")
        self.land_leader.do(dossier_id, "approve_draft")
        self.land_leader.do(dossier_id, "sign_transfer")
        self.decided(dossier_id, "transfer")

    def finish_land(self, dossier_id: str) -> None:
        """Everything after acceptance, up to both results in the citizen's hand."""
        self.sign_release(dossier_id)
        self.appraise_transfer(dossier_id)
        self.pay_taxes(dossier_id)
        self.sign_transfer(dossier_id)
        self.clerk.return_results(dossier_id)


def draft_of(leader: Officer, dossier_id: str, part: str) -> law.Extension:
    """The apology that waits for this head's signature for exactly this part. Before a day off there may have been one for a part
    that has been decided since; it goes by itself."""

    def found() -> list[law.Extension]:
        asked = [
            law.GetExtensionRequest(extension_id=one.extension_id)
            for one in _drafts(leader)
            if one.dossier_id == dossier_id
        ]
        whole = [leader.intake.GetExtension(one).extension for one in asked]
        return [one for one in whole if [each.part for each in one.parts] == [part]]

    # The worker puts a dossier off for a minute whose dates said otherwise when it came to it.
    (draft,) = eventually(found, bool, seconds=150)
    return draft


def _drafts(leader: Officer) -> list[law.Extension]:
    """All of the unit: where a system is shared, others are late too."""
    found, token = [], ""
    while True:
        page = leader.intake.ListExtensions(law.ListExtensionsRequest(page_token=token))
        found += page.extensions
        token = page.next_page_token
        if not token:
            return found
