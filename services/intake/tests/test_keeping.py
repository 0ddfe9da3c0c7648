# SPDX-License-Identifier: Apache-2.0
"""What the database holds: tables as declared, history that nobody can change, a bounded number of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from intake_harness import COPY, LAND, House, ask, request_id
from motcua.intake.v1 import intake_pb2 as pb
from motcua_intake.adapters.tables import APPEND_ONLY, metadata
from motcua_storage import count_statements
from motcua_storage.testing import assert_tables_match
from sqlalchemy.exc import ProgrammingError


def test_tables_and_revisions_agree(databases: Any) -> None:
    assert_tables_match(databases.admin_url, metadata)


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["UPDATE intake.{} SET {column} = {column}", "DELETE FROM intake.{}"])
def test_what_was_told_or_issued_stays(house: House, table: str, statement: str) -> None:
    column = metadata.tables[f"intake.{table}"].columns.keys()[-1]
    with pytest.raises(ProgrammingError, match="permission denied"), house.database.begin() as connection:
        connection.execute(sa.text(statement.format(table, column=column)))


def counted(act: Callable[[], Any]) -> int:
    """Statements of the service, whichever thread and pool runs them."""
    with count_statements() as count:
        act()
    assert count.total, "nothing was counted"
    return count.total


def test_statements_of_each_operation_are_bounded(house: House) -> None:
    """The bounds are what was measured; a query in a loop would break them, as there are five papers and two parts. Of what came
    later each room costs one: words to be found by (SubmitDraft), lines and entries of the fees (AcceptDossier, result_decided),
    the line of the board (SubmitDraft, AcceptDossier), how results are received, which the receipt and notices say (the
    same two as the fees) and a check holds against the procedure (CheckDraft, SubmitDraft); the watch over loose
    files costs none."""
    draft = house.full_draft("an")
    sent = pb.SubmitDraftRequest(request_id=request_id(), draft_id=draft.draft_id, revision=draft.revision)
    dossier: list[pb.Dossier] = []
    measured = {
        "SaveDraft": counted(lambda: house.draft("an")),
        "CheckDraft": counted(
            lambda: house.of("an").CheckDraft(pb.CheckDraftRequest(draft_id=draft.draft_id))
        ),
        "UploadFile": counted(lambda: house.upload("an")),
        "SubmitDraft": counted(lambda: dossier.append(house.of("an").SubmitDraft(sent).dossier)),
        "AcceptDossier": counted(lambda: house.accept(dossier[0])),
        "GetDossier": counted(lambda: house.get(dossier[0])),
        "ListDossiers": counted(lambda: house.of("lan").ListDossiers(pb.ListDossiersRequest())),
        "TrackDossier": counted(
            lambda: house.of(None).TrackDossier(pb.TrackDossierRequest(code=dossier[0].code))
        ),
        "ListProcedures": counted(lambda: house.of(None).ListProcedures(pb.ListProceduresRequest())),
    }
    house.sign(dossier[0], "release", "KQ.G15.000335")
    measured["result_decided"] = counted(lambda: house.decide(dossier[0], "release", "granted"))
    bounds = {
        "SaveDraft": 4,
        "CheckDraft": 4,
        "UploadFile": 2,
        "SubmitDraft": 20,
        "AcceptDossier": 24,
        "GetDossier": 9,
        "ListDossiers": 4,
        "TrackDossier": 1,
        "ListProcedures": 1,
        "result_decided": 15,
    }
    over = {name: total for name, total in measured.items() if total > bounds[name]}
    assert not over, measured


def test_lists_do_not_grow_with_what_was_before(house: House) -> None:
    before = counted(lambda: house.of("an").ListDossiers(pb.ListDossiersRequest()))
    for _ in range(3):
        house.submit()
    assert counted(lambda: house.of("an").ListDossiers(pb.ListDossiersRequest())) <= before + 3, (
        "parts, results, what stands still"
    )


def plans(house: House, query: str) -> str:
    with house.database.read() as connection:
        connection.execute(sa.text("SET LOCAL enable_seqscan = off"))
        return "\n".join(connection.execute(sa.text("EXPLAIN " + query)).scalars())


def test_lists_walk_their_indexes(house: House) -> None:
    own = (
        "SELECT id FROM intake.dossier WHERE applicant_id = 'x' ORDER BY submitted_at DESC, id DESC LIMIT 51"
    )
    unit = (
        "SELECT dossier_id FROM intake.dossier_unit WHERE unit = 'x' AND kind = 'agency' "
        "ORDER BY submitted_at DESC, dossier_id DESC LIMIT 51"
    )
    for query, index in ((own, "dossier_applicant"), (unit, "dossier_unit_newest")):
        plan = plans(house, query)
        assert index in plan
        assert "Sort" not in plan


def test_two_units_number_apart_and_years_begin_anew(house: House) -> None:
    def number(who: str) -> str:
        made = house.full_draft(who, COPY)
        sent = pb.ReceiveDossierRequest(
            request_id=request_id(), draft_id=made.draft_id, revision=made.revision
        )
        done = house.of(who).ReceiveDossier(sent).dossier
        return f"{done.code} {done.documents[0].number}"

    assert [number("lan"), number("mai"), number("lan")] == [
        "H99.101-261123-0001 01/TNHS",
        "H99.102-261123-0001 01/TNHS",
        "H99.101-261123-0002 02/TNHS",
    ]
    house.at("2027-01-04 08:00")
    assert number("lan") == "H99.101-270104-0001 01/TNHS"


def test_a_refused_form_gives_its_number_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = house.submit(key=LAND)

    def fail(*_: Any) -> Any:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("motcua_storage.files.FolderStore.put", fail)
    with pytest.raises(Exception, match="INTERNAL"):
        ask(house, dossier, "GCN")
    monkeypatch.undo()
    assert ask(house, dossier, "GCN").documents[-1].number == "01/BSHS"
