# SPDX-License-Identifier: Apache-2.0
"""An upgrade from 0022, which had no board: every dossier that was there has its line, as if it had been kept all along."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from intake_before import SINCE_0022
from intake_harness import House
from motcua_events import BROKER_MIGRATION
from motcua_intake.app.desk import Desk
from motcua_intake.entrypoints.board_leads import BoardLeads
from motcua_intake.migration import MIGRATION
from motcua_storage import migrate
from psycopg.rows import dict_row
from test_board import NOVEMBER, check_cells, get, hostile, number


def lines(house: House) -> dict[str, dict[str, Any]]:
    with psycopg.connect(house.admin_url, row_factory=dict_row) as connection:
        rows = connection.execute("SELECT * FROM intake.board_line").fetchall()
    return {row["dossier_id"]: row for row in rows}


def unsure(house: House) -> set[str]:
    """Dossiers that the next start looks at."""
    return {key for key, line in lines(house).items() if line["lead_unsure"]}


def upgraded(house: House) -> None:
    with psycopg.connect(house.admin_url, autocommit=True) as connection:
        for statement in SINCE_0022:
            connection.execute(statement)
    assert "intake" in migrate(house.admin_url, (MIGRATION, BROKER_MIGRATION))


def differences(
    names: dict[str, str], kept: dict[str, dict[str, Any]], filled: dict[str, dict[str, Any]]
) -> dict[str, dict[str, tuple[Any, Any]]]:
    found: dict[str, dict[str, tuple[Any, Any]]] = {}
    for key, line in kept.items():
        other = filled[key]
        names_of = set(line) - {"lead_unsure"}
        if changed := {name: (line[name], other[name]) for name in names_of if line[name] != other[name]}:
            found[names[key]] = changed
    return found


def test_the_upgrade_writes_the_lines_that_would_have_been_kept(house: House) -> None:
    names = {one.dossier_id: name for name, one in hostile(house).items()}
    kept = lines(house)
    upgraded(house)
    filled = lines(house)
    assert filled.keys() == kept.keys() == names.keys()
    wrong = differences(names, kept, filled)
    # SQL knows no organisation: what was not accepted yet has the window as the agency that answers, until the service starts.
    assert set(wrong) == {"new", "asked", "refused", "asked, then refused", "withdrawn early"}
    assert all(list(one) == ["lead"] for one in wrong.values()), wrong
    assert unsure(house) == {key for key, line in filled.items() if line["lead"] == line["unit"]}
    leads = BoardLeads(house.database, desk_of(house))
    assert leads.settle() == len(wrong)
    assert lines(house) == kept
    assert not unsure(house), "no start looks at them again"
    assert leads.settle() == 0, "once"


def test_a_service_that_starts_settles_it_by_itself(house: House) -> None:
    dossier = house.submit()
    upgraded(house)
    leads = BoardLeads(house.database, desk_of(house))
    leads.start()
    until = time.monotonic() + 10
    while lines(house)[dossier.dossier_id]["lead"] == "suoi_trong" and time.monotonic() < until:
        time.sleep(0.05)
    leads.stop()
    assert lines(house)[dossier.dossier_id]["lead"] == "chi_nhanh_dat_dai"
    assert number(get(house, "son"), "RECEIVED") == 1, "its head sees it on the board"


def desk_of(house: House) -> Desk:
    """As the running service has it."""
    made: Desk = house.service.register.__closure__[0].cell_contents._.desk
    return made


def test_what_happens_after_the_upgrade_is_counted_with_what_was_there(house: House) -> None:
    made = hostile(house)
    upgraded(house)
    assert number(get(house), "RECEIVED") == len(made)
    house.accept(made["new"])
    seen = check_cells(house, "phuc", **NOVEMBER)
    assert number(seen, "RECEIVED") == len(made)
    assert lines(house)[made["new"].dossier_id]["state"] == "COUNTING"
