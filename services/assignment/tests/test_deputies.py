# SPDX-License-Identifier: Apache-2.0
"""A substitute signs in place of the head, with both names, where the organisation file says so; nobody else does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from assignment_harness import NOW, ROOT, Desk, claim, get, ids, inbox, new_id, stamp, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua_assignment.migration import MIGRATION
from motcua_events import BROKER_MIGRATION
from motcua_hosting.testing import TestIssuer
from motcua_rpc import Conflict, InvalidInput, NotFound
from motcua_storage.testing import ServiceDatabases
from test_reassigning import HA, SON, journal, refused, substitute

BOTH = "Nguyễn Việt Hà, thay Trịnh Hồng Sơn"
SIGN = {"element": "sign_release", "form": "ky-xoa", "result_code": "KQ.G15.000335"}


def deputy_without_the_role(folder: Path) -> Path:
    """The demo province, where the deputy head of the branch has a land officer's role only."""
    said = yaml.safe_load((ROOT / "infra/demo/organisation.yaml").read_text("utf-8"))
    (deputy,) = (one for one in said["people"] if one["user"] == HA)
    assert deputy["deputises"]["vi"] == "Giám đốc Chi nhánh"
    deputy["roles"] = ["land_officer"]
    made = folder / "organisation.yaml"
    made.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    return made


@pytest.fixture(scope="module")
def running(
    issuer: TestIssuer,
    fresh_databases: Callable[..., ServiceDatabases],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Desk]:
    file = deputy_without_the_role(tmp_path_factory.mktemp("province"))
    made = Desk(issuer, fresh_databases(MIGRATION, BROKER_MIGRATION), file)
    yield made
    made.stop()


@pytest.fixture
def ha(running: Desk) -> Any:
    return running.as_person(HA, "Nguyễn Việt Hà", "land_officer", unit="chi_nhanh_dat_dai")


def to_sign(desk: Desk, role: str = "land_leader") -> tuple[str, str]:
    dossier = new_id()
    desk.accept(dossier)
    return dossier, desk.open(dossier, role=role, **SIGN)


def sign(stub: Any, task: str, signer: str = "") -> Any:
    result = pb.SignedResult(number="12/XN", signer=signer, signed_at=stamp(NOW), file_id="file")
    return stub.CompleteTask(step_request(task, {}, result=result))


def attached(desk: Desk) -> Any:
    (found,) = [request for method, request in desk.intake.peer.calls if method == "AttachResult"]
    return found


@pytest.mark.parametrize("stated", ["", "Nguyễn Việt Hà", BOTH])
def test_a_deputy_who_stands_in_signs_with_both_names(desk: Desk, ha: Any, stated: str) -> None:
    _, task = to_sign(desk)
    assert task not in ids(inbox(ha))
    made = substitute(desk.son, by=HA)
    assert (list(made.lent_roles), made.signs) == (["land_leader"], True)
    assert claim(ha, task).on_behalf_of == SON
    assert sign(ha, task, stated).task.state == pb.TASK_STATE_DONE
    sent = attached(desk)
    assert (sent.signer, sent.actor.user, sent.actor.name) == (BOTH, HA, BOTH)
    assert desk.workflow.peer.calls[-1][1].actor.name == BOTH
    assert get(desk.son, task).assignee.name == BOTH


def test_the_head_may_have_signed_before_the_leave(desk: Desk, ha: Any) -> None:
    _, task = to_sign(desk)
    substitute(desk.son, by=HA, first=1)
    desk.clock.set(NOW + timedelta(days=1))
    claim(ha, task)
    sign(ha, task, "Trịnh Hồng Sơn")
    assert attached(desk).signer == "Trịnh Hồng Sơn"


def test_what_the_head_had_is_taken_over_and_signed(desk: Desk, ha: Any) -> None:
    dossier, task = to_sign(desk)
    claim(desk.son, task)
    substitute(desk.son, by=HA)
    claim(ha, task)
    sign(ha, task)
    assert attached(desk).signer == BOTH
    assert [one.type for one in journal(desk.son, dossier)] == ["taken_over", "claimed"]


def test_who_claims_in_place_of_the_head_is_told_with_both_names(desk: Desk, ha: Any) -> None:
    """The control slip says who has it from then on, not only when it is done."""
    _, task = to_sign(desk)
    substitute(desk.son, by=HA)
    claim(ha, task)
    rows = desk.rows(
        "SELECT envelope::json -> 'data' -> 'actor' ->> 'name' AS name FROM assignment.outbox ORDER BY id"
    )
    assert rows[-1].name == BOTH


def test_a_deputy_who_stands_in_for_nobody_signs_nothing(desk: Desk, ha: Any) -> None:
    _, task = to_sign(desk)
    assert refused(NotFound, lambda: claim(ha, task)) == "TASK_UNKNOWN"
    assert refused(NotFound, lambda: sign(ha, task)) == "TASK_UNKNOWN"


def test_who_deputises_for_nobody_signs_nothing(desk: Desk) -> None:
    _, task = to_sign(desk)
    assert not substitute(desk.son, by="ngoc.datdai").signs
    assert refused(NotFound, lambda: claim(desk.ngoc, task)) == "TASK_UNKNOWN"
    assert (
        refused(NotFound, lambda: sign(desk.ngoc, task, "Lý Bảo Ngọc, thay Trịnh Hồng Sơn")) == "TASK_UNKNOWN"
    )


def test_a_stand_in_for_somebody_else_is_no_signature(desk: Desk, ha: Any) -> None:
    """The deputy stands in for an officer, whose own name is all that the step knows."""
    _, task = to_sign(desk, role="land_officer")
    claim(desk.minh, task)
    substitute(desk.minh, by=HA)
    claim(ha, task)
    with pytest.raises(InvalidInput) as error:
        sign(ha, task, "Nguyễn Việt Hà, thay Ngô Quang Minh")
    assert [one.code for one in error.value.field_errors] == ["SIGNER_UNFIT"]
    sign(ha, task)
    assert attached(desk).signer == "Nguyễn Việt Hà"


def test_the_signature_ends_with_the_leave(desk: Desk, ha: Any) -> None:
    _, task = to_sign(desk)
    substitute(desk.son, by=HA, last=0)
    claim(ha, task)
    desk.clock.set(NOW.replace(day=NOW.day + 1))
    assert refused(Conflict, lambda: sign(ha, task)) == "SUBSTITUTION_OVER"


def test_who_is_away_signs_nothing_that_day(desk: Desk) -> None:
    """A second head completes; the name of the one on leave is no signature, of before the leave it is."""
    task = to_sign(desk)[1]
    second = desk.as_person(HA, "Nguyễn Việt Hà", "land_leader", unit="chi_nhanh_dat_dai")
    substitute(desk.son, by="ngoc.datdai")
    claim(second, task)
    with pytest.raises(InvalidInput) as error:
        sign(second, task, "trịnh hồng sơn")
    (told,) = error.value.field_errors
    assert (told.field, told.code) == ("result.signer", "SIGNER_UNFIT")
    assert "Trịnh Hồng Sơn nghỉ" in told.message_vi
