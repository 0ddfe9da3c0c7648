# SPDX-License-Identifier: Apache-2.0
"""Who may call what, and who sees which task: through the real server, with real tokens and the real policy table."""

from __future__ import annotations

from typing import Any

import pytest
from assignment_harness import Desk, claim, get, ids, inbox, release, step_request
from motcua.assignment.v1 import assignment_pb2 as pb
from motcua.assignment.v1 import desk_pb2, kept_forms_pb2
from motcua_assignment.entrypoints.policy import POLICY
from motcua_rpc import MotcuaError, NotFound, PermissionDenied, Unauthenticated
from test_reassigning import substitute

REQUESTS: dict[str, Any] = {
    "ListTasks": pb.ListTasksRequest(),
    "GetTask": pb.GetTaskRequest(task_id="none"),
    "ClaimTask": pb.ClaimTaskRequest(request_id="r", task_id="none"),
    "ReleaseTask": pb.ReleaseTaskRequest(request_id="r", task_id="none"),
    "CompleteTask": pb.CompleteTaskRequest(request_id="r", task_id="none"),
    "SaveStepForm": kept_forms_pb2.SaveStepFormRequest(request_id="r", task_id="none"),
    "CountTasks": pb.CountTasksRequest(),
    "GetInboxVersion": pb.GetInboxVersionRequest(),
    "GetWhereabouts": pb.GetWhereaboutsRequest(dossier_id="none"),
    "ListTaskChoices": desk_pb2.ListTaskChoicesRequest(),
    "ReassignTask": desk_pb2.ReassignTaskRequest(request_id="r", task_id="none", to="x", reason=""),
    "ListColleagues": desk_pb2.ListColleaguesRequest(),
    "SetSubstitution": desk_pb2.SetSubstitutionRequest(request_id="r"),
    "EndSubstitution": desk_pb2.EndSubstitutionRequest(request_id="r", substitution_id="none"),
    "ListSubstitutions": desk_pb2.ListSubstitutionsRequest(),
    "AddNote": desk_pb2.AddNoteRequest(request_id="r", dossier_id="none"),
    "ListJournal": desk_pb2.ListJournalRequest(dossier_id="none"),
    "BulkClaim": desk_pb2.BulkClaimRequest(request_id="r", task_ids=["none"]),
    "BulkComplete": desk_pb2.BulkCompleteRequest(request_id="r", task_ids=["none"]),
    "ListSavedFilters": desk_pb2.ListSavedFiltersRequest(),
    "SaveFilter": desk_pb2.SaveFilterRequest(request_id="r"),
    "DeleteFilter": desk_pb2.DeleteFilterRequest(request_id="r", name="none"),
    "ListSteps": pb.ListStepsRequest(),
    "ListFailures": pb.ListFailuresRequest(),
    "RetryFailure": pb.RetryFailureRequest(request_id="r", failure_id="none"),
    "DiscardFailure": pb.DiscardFailureRequest(request_id="r", failure_id="none", reason="r"),
}
OPERATORS = {"ListFailures", "RetryFailure", "DiscardFailure"}
READERS = {"GetWhereabouts"}
"""Anybody signed in: intake then says whether the dossier is theirs."""
STORY = {"ListSteps"}
"""Officers, operators and services: intake then says what of the dossier is theirs."""
INBOX = set(REQUESTS) - OPERATORS
OFFICER_ROLES = (
    "window_clerk", "land_officer", "land_leader", "tax_officer", "justice_officer", "commune_leader", "designer",
)  # fmt: skip


def token_of(desk: Desk, caller: str) -> str | None:
    issuer = desk.issuer
    if caller in OFFICER_ROLES:
        return issuer.person(caller, caller, caller, unit="suoi_trong")
    return {
        "nobody": lambda: None,
        "garbage": lambda: "not.a.token",
        "citizen": lambda: issuer.person("an", "An", "citizen"),
        "citizen with a unit": lambda: issuer.person("an", "An", "citizen", unit="suoi_trong"),
        "officer without a unit": lambda: issuer.person("x", "X", "land_officer"),
        "person without a role": lambda: issuer.person("x", "X", unit="suoi_trong"),
        "officer who is a citizen": lambda: issuer.person(
            "m", "M", "citizen", "land_officer", unit="suoi_trong"
        ),
        "operator": lambda: issuer.person("phuc", "Phúc", "operator"),
        "operator of a unit": lambda: issuer.person("phuc", "Phúc", "operator", unit="minh_hoa"),
        "integrator": lambda: issuer.account("partner", "integrator", "window_clerk", unit="suoi_trong"),
        "integrator without a unit": lambda: issuer.account("partner", "integrator", "window_clerk"),
        "workflow": lambda: issuer.service("workflow"),
        "intake": lambda: issuer.service("intake"),
        "portal": lambda: issuer.service("portal"),
    }[caller]()


ALLOWED: dict[str, set[str]] = {
    **dict.fromkeys(OFFICER_ROLES, INBOX),
    "nobody": set(),
    "garbage": set(),
    "citizen": READERS,
    "citizen with a unit": READERS,
    "officer without a unit": READERS,
    "person without a role": READERS,
    "officer who is a citizen": INBOX,
    "operator": OPERATORS | READERS | STORY,
    # Who sees no paper has nothing to note about it, and reads nobody's notes.
    "operator of a unit": (INBOX | OPERATORS) - {"AddNote", "ListJournal"},
    "integrator": INBOX,
    "integrator without a unit": READERS,
    "workflow": READERS | STORY,
    "intake": READERS | STORY,
    "portal": READERS | STORY,
}


@pytest.mark.parametrize("caller", ALLOWED)
def test_every_caller_may_do_what_the_table_says_and_nothing_else(desk: Desk, caller: str) -> None:
    stub = desk.with_token(token_of(desk, caller))
    got = {method: outcome(stub, method) for method in REQUESTS}
    refused = Unauthenticated if caller in ("nobody", "garbage") else PermissionDenied
    assert {
        method for method, error in got.items() if isinstance(error, Unauthenticated | PermissionDenied)
    } == set(REQUESTS) - ALLOWED[caller]
    assert all(isinstance(got[method], refused) for method in set(REQUESTS) - ALLOWED[caller])


def outcome(stub: Any, method: str) -> MotcuaError | None:
    try:
        getattr(stub, method)(REQUESTS[method])
    except MotcuaError as error:
        return error
    return None


def test_the_table_names_every_method() -> None:
    service = pb.DESCRIPTOR.services_by_name["AssignmentService"]
    assert (
        {name.rpartition("/")[2] for name in POLICY} == {one.name for one in service.methods} == set(REQUESTS)
    )


@pytest.mark.parametrize(
    ("unit", "role", "sees"),
    [
        ("chi_nhanh_dat_dai", "land_officer", True),
        ("chi_nhanh_dat_dai", "land_leader", False),
        ("van_phong_dat_dai", "land_officer", False),
        ("suoi_trong", "land_officer", False),
        ("suoi_trong", "window_clerk", False),
        ("minh_hoa", "operator", False),
    ],
)
@pytest.mark.parametrize("kind", ["person", "account"])
def test_a_task_is_seen_by_its_role_in_its_unit_only(
    desk: Desk, unit: str, role: str, sees: bool, kind: str
) -> None:
    _, task = desk.ready_step()
    issuer = desk.issuer
    token = (
        issuer.person("x", "X", role, unit=unit)
        if kind == "person"
        else issuer.account("partner", "integrator", role, unit=unit)
    )
    stub = desk.with_token(token)
    assert ids(inbox(stub)) == ([task] if sees else [])
    assert stub.CountTasks(pb.CountTasksRequest()).open == int(sees)
    if sees:
        assert claim(stub, task).state == pb.TASK_STATE_CLAIMED
        return
    calls = [get, claim, release, lambda stub, one: stub.CompleteTask(step_request(one))]
    if (
        kind == "person" and role == "land_leader"
    ):  # who leads the unit reads what it does, and does no step of another role
        assert calls.pop(0)(stub, task).task_id == task
    for call in calls:
        with pytest.raises(NotFound) as unknown:
            call(stub, task)
        assert unknown.value.code == "TASK_UNKNOWN"


def test_another_units_finished_task_is_not_seen_either(desk: Desk) -> None:
    dossier, task = desk.ready_step()
    desk.close(dossier, task, user="huong.thue", name="Bùi Thị Hương")
    with pytest.raises(NotFound):
        get(desk.huong, task)
    assert inbox(desk.huong, pb.TASK_FILTER_DONE) == []


def test_the_answer_to_a_completion_shows_only_what_the_caller_may_see(desk: Desk) -> None:
    dossier, task = desk.claimed_step()
    desk.workflow.next[task] = [desk.flow_task(dossier, role="tax_officer", agency="tax_office")]
    answer = desk.minh.CompleteTask(step_request(task))
    assert answer.task.task_id == task
    assert list(answer.opened) == []
    assert len(inbox(desk.huong)) == 1


def test_a_kept_answer_is_its_callers_alone(desk: Desk) -> None:
    _, task = desk.ready_step()
    claim(desk.minh, task, "same")
    with pytest.raises(MotcuaError) as refused:
        claim(desk.ngoc, task, "same")
    assert refused.value.code == "TASK_TAKEN"


def test_an_integrator_works_tasks_like_an_officer(desk: Desk) -> None:
    stub = desk.with_token(
        desk.issuer.account("partner", "integrator", "land_officer", unit="chi_nhanh_dat_dai")
    )
    _, task = desk.ready_step()
    claim(stub, task)
    assert ids(inbox(stub, pb.TASK_FILTER_MINE)) == [task]
    done = stub.CompleteTask(step_request(task)).task
    assert done.assignee.user == "service-account-partner"
    assert ids(inbox(stub, pb.TASK_FILTER_DONE)) == [task]
    ((_, sent),) = desk.workflow.peer.calls
    assert sent.actor.client == "partner"


def test_intake_reads_who_stands_in_for_whom_in_any_unit_and_others_in_their_own(desk: Desk) -> None:
    made = substitute(desk.son)

    def asked(stub: Any, unit: str) -> list[str]:
        found = stub.ListSubstitutions(desk_pb2.ListSubstitutionsRequest(unit=unit))
        return [one.substitution_id for one in found.substitutions if one.active]

    intake = desk.with_token(token_of(desk, "intake"))
    assert (
        asked(intake, "chi_nhanh_dat_dai") == asked(desk.minh, "chi_nhanh_dat_dai") == [made.substitution_id]
    )
    assert asked(intake, "suoi_trong") == []
    for stub, unit in (
        (desk.minh, "suoi_trong"), (desk.with_token(token_of(desk, "workflow")), "suoi_trong"), (intake, ""),
    ):  # fmt: skip
        with pytest.raises(PermissionDenied):
            asked(stub, unit)
