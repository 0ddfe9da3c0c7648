# SPDX-License-Identifier: Apache-2.0
"""Who may call what: every role on every method, against the comments of the contract, on the real server."""

from __future__ import annotations

import pytest
from google.protobuf.message_factory import GetMessageClass
from motcua.workflow.v1 import workflow_pb2 as pb
from motcua_rpc import MotcuaError, NotFound, PermissionDenied, Unauthenticated
from workflow_harness import CALLERS, HIDDEN, OFFICERS, SERVICES, House

EVERYBODY = frozenset(CALLERS)
# As the comments of workflow.proto say.
ALLOWED = {
    "PublishProcedure": {"designer"},
    "ListVersions": EVERYBODY,
    "GetPackage": EVERYBODY,
    "CountRunning": {"designer", "operator"},
    "StartProcess": {"intake"},
    "CompleteTask": {"assignment"},
    "DeliverMessage": {"intake", "liaison"},
    "GetDossierProcess": {*OFFICERS, "designer", "operator", "integrator", *SERVICES},
    "ListSteps": {*OFFICERS, "designer", "operator", *SERVICES},
    "ListFailures": {"operator"},
    "RetryFailure": {"operator"},
    "GetIncident": {"operator"},
    "RepairIncident": {"operator"},
    "GetClock": EVERYBODY,
    "AdvanceClock": {"operator"},
}
SERVICE = pb.DESCRIPTOR.services_by_name["WorkflowService"]
METHODS = [method.name for method in SERVICE.methods]


def _call(house: House, caller: str, method: str) -> MotcuaError | None:
    try:
        request = GetMessageClass(SERVICE.methods_by_name[method].input_type)
        getattr(house.stub(caller), method)(request())
    except MotcuaError as error:
        return error
    return None


def test_the_table_names_every_method() -> None:
    assert set(METHODS) == set(ALLOWED)


@pytest.mark.parametrize("method", METHODS)
def test_each_role_may_call_what_the_contract_says_and_nothing_else(house: House, method: str) -> None:
    before = house.everything()
    let_in = {caller for caller in CALLERS if not isinstance(_call(house, caller, method), PermissionDenied)}
    assert let_in == set(ALLOWED[method])
    assert house.everything() == before, "a refusal, or a request without content, leaves nothing"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("token", ["", "forged"])
def test_nobody_gets_in_without_a_good_token(house: House, method: str, token: str) -> None:
    assert isinstance(_call(house, token, method), Unauthenticated)


def test_a_citizen_with_an_office_role_of_nobody_sees_no_process(house: House) -> None:
    error = _call(house, "citizen", "GetDossierProcess")
    assert isinstance(error, PermissionDenied) and error.message_vi and error.message_en


def test_who_may_not_see_a_dossier_sees_no_process_of_it(house: House) -> None:
    """Intake owns the rule; what it hides does not exist here either. Services look without a person."""
    error = _look(house, "land_officer")
    assert isinstance(error, NotFound) and error.code == "DOSSIER_UNKNOWN"
    assert _look(house, "liaison").code == "PROCESS_UNKNOWN"


def _look(house: House, caller: str) -> MotcuaError:
    with pytest.raises(MotcuaError) as refused:
        house.stub(caller).GetDossierProcess(pb.GetDossierProcessRequest(dossier_id=HIDDEN))
    return refused.value
