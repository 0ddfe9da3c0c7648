# SPDX-License-Identifier: Apache-2.0
"""Who works on a birth dossier in the demo province."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from motcua.intake.v1 import intake_pb2 as pb
from motcua_cli.actors import Officer
from motcua_cli.birth import birth_step, submit_birth

from support.province import COMMUNE, Province


@dataclass
class Births:
    """The commune, its police and the social insurance office."""

    province: Province

    def officer(self, role: str, unit: str | None = None) -> Officer:
        users = self.province.system.users_with(role, unit) if unit else self.province.system.users_with(role)
        return self.province.officer(users[0])

    @property
    def justice(self) -> Officer:
        return self.officer("justice_officer", COMMUNE)

    @property
    def leader(self) -> Officer:
        return self.officer("commune_leader", COMMUNE)

    @property
    def police(self) -> Officer:
        return self.officer("police_officer", f"cong_an_{COMMUNE}")

    @property
    def police_leader(self) -> Officer:
        return self.officer("police_leader", f"cong_an_{COMMUNE}")

    @property
    def insurance(self) -> Officer:
        return self.officer("insurance_officer")

    @property
    def insurance_leader(self) -> Officer:
        return self.officer("insurance_leader")

    def population(self, mode: str, *unknown: str) -> None:
        """As `motcua population` sets it."""
        said = json.dumps({"mode": mode, "unknown": list(unknown)})
        (self.province.system.var / "population.json").write_text(said, encoding="utf-8")

    def accepted(self, **answers: Any) -> pb.Dossier:
        made = submit_birth(self.province.citizen(), COMMUNE, **answers)
        self.province.clerk.accept(made.dossier_id)
        return made

    def do(self, who: Officer, dossier_id: str, element: str, **other: Any) -> None:
        who.do(dossier_id, element, birth_step(element, **other), 20.0)

    def register(self, dossier_id: str) -> None:
        """From the draft to the signed birth certificate."""
        self.do(self.justice, dossier_id, "draft_birth")
        self.do(self.leader, dossier_id, "sign_certificate")
        self.province.decided(dossier_id, "birth")

    def residence(self, dossier_id: str) -> None:
        self.do(self.police, dossier_id, "check_residence")
        self.do(self.police_leader, dossier_id, "sign_residence")
        self.province.decided(dossier_id, "residence")

    def insure(self, dossier_id: str) -> None:
        self.do(self.insurance, dossier_id, "check_insurance")
        self.do(self.insurance_leader, dossier_id, "sign_insurance")
        self.province.decided(dossier_id, "insurance")
