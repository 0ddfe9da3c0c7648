# SPDX-License-Identifier: Apache-2.0
"""The tax office reads a dossier from its own first task on, the very moment that the task is in its inbox, and not before."""

from __future__ import annotations

import pytest
from motcua.intake.v1 import intake_pb2 as pb
from motcua_rpc import NotFound
from support.province import COMMUNE, Province


def test_an_agency_reads_since_it_is_concerned(province: Province) -> None:
    tax, made = province.tax_officer, province.citizen().submit_land(COMMUNE)
    province.clerk.accept(made.dossier_id)
    province.sign_release(made.dossier_id)
    assert province.land_officer.dossier(made.dossier_id).code == made.code
    listed = [one.code for one in tax.intake.ListDossiers(pb.ListDossiersRequest(page_size=200)).dossiers]
    assert made.code not in listed
    with pytest.raises(NotFound, match="DOSSIER_UNKNOWN"):
        tax.dossier(made.dossier_id)

    province.appraise_transfer(made.dossier_id)
    tax.wait_for(made.dossier_id, "determine_obligation")
    seen = tax.dossier(made.dossier_id)
    assert seen.code == made.code and seen.papers
    province.pay_taxes(made.dossier_id)
    assert tax.dossier(made.dossier_id).code == made.code
