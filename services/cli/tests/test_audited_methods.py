# SPDX-License-Identifier: Apache-2.0
"""Every method that changes something leaves a row in the audit, and no role of a service may change one.

Whoever adds a method that writes gives its request a `request_id` and goes by `Writes`, which leaves the row; a method that only
reads is named so. Anything else needs a line in `OTHERWISE`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from motcua.assignment.v1 import assignment_pb2
from motcua.intake.v1 import intake_pb2
from motcua.liaison.v1 import liaison_pb2
from motcua.notification.v1 import notification_pb2
from motcua.workflow.v1 import workflow_pb2
from motcua_assignment.entrypoints.policy import POLICY as ASSIGNMENT
from motcua_cli.auditing.sources import AUDITED
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_intake.entrypoints.policy import POLICY as INTAKE
from motcua_liaison.entrypoints.policy import POLICY as LIAISON
from motcua_notification.entrypoints.policy import POLICY as NOTIFICATION
from motcua_storage.testing import ServiceDatabases
from motcua_workflow.entrypoints.policy import POLICY as WORKFLOW

ROOT = Path(__file__).parents[3]
SERVICES = {
    "assignment": (ASSIGNMENT, assignment_pb2),
    "intake": (INTAKE, intake_pb2),
    "liaison": (LIAISON, liaison_pb2),
    "notification": (NOTIFICATION, notification_pb2),
    "workflow": (WORKFLOW, workflow_pb2),
}
READS = re.compile("(Get|List|Count|Search|Track|Watch|Check|Download)[A-Z]")
"""Names of methods that change nothing."""
OTHERWISE = {"intake/UploadFile": "app/uploads.py"}
"""Methods that write without `Writes`, and the file that notes them: an upload is a stream, so it has no request id."""
GATES = {"run", "run_through", "_moving", "_each"}
"""What takes the name of a method and ends in `Writes.run`."""


def written() -> set[str]:
    """`service/Method` of every call of a gate in the sources; of those that every service shares, for each."""
    found = set()
    for service in SERVICES:
        for file in (ROOT / "services" / service / f"motcua_{service}").rglob("*.py"):
            found |= {f"{service}/{name}" for name in _named(file)}
        if "failures.retry(" in _sources(service):
            shared = ROOT / "libs" / "hosting" / "motcua_hosting" / "failures.py"
            found |= {f"{service}/{name}" for name in _named(shared)}
    return found


def _named(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in GATES
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _sources(service: str) -> str:
    folder = ROOT / "services" / service / f"motcua_{service}" / "entrypoints"
    return "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))


def _methods() -> Iterator[tuple[str, bool]]:
    """`service/Method` of every policy table, and whether its request carries a request id."""
    for service, (policy, module) in SERVICES.items():
        full = f"motcua.{service}.v1.{service.capitalize()}Service"
        described = module.DESCRIPTOR.services_by_name[f"{service.capitalize()}Service"].methods_by_name
        assert {one.removeprefix(f"{full}/") for one in policy} == set(described)
        for name, method in described.items():
            yield f"{service}/{name}", "request_id" in method.input_type.fields_by_name


def test_every_method_that_writes_leaves_a_row() -> None:
    found = written()
    for method, has_id in _methods():
        name = method.split("/")[1]
        if has_id or not READS.match(name):
            assert method in found or method in OTHERWISE, (
                f"{method} writes, but not by Writes, which leaves a row in the audit"
            )
        else:
            assert method not in found, f"{method} is named as if it only read"


@pytest.mark.parametrize("method", OTHERWISE)
def test_what_goes_another_way_notes_itself(method: str) -> None:
    service, name = method.split("/")
    text = (ROOT / "services" / service / f"motcua_{service}" / OTHERWISE[method]).read_text(encoding="utf-8")
    assert f"Service/{name}" in text and ".note(" in text


def test_every_answer_that_is_kept_leaves_a_row() -> None:
    """`Writes` is the only one who keeps answers, and does so with a row."""
    callers = {
        str(file.relative_to(ROOT))
        for folder in ("libs", "services")
        for file in (ROOT / folder).rglob("motcua_*/**/*.py")
        if re.search(r"requests\.store(_noted)?\(", file.read_text(encoding="utf-8"))
    }
    assert callers == {"libs/hosting/motcua_hosting/writes.py"}
    text = (ROOT / "libs/hosting/motcua_hosting/writes.py").read_text(encoding="utf-8")
    assert "requests.store_noted(" in text and "requests.store(" not in text


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(*MIGRATIONS)


def test_every_service_with_writes_has_an_audit() -> None:
    assert set(AUDITED) == set(SERVICES) | {"portal"}


@pytest.mark.parametrize("table", ["audit", "audit_seal"])
@pytest.mark.parametrize("schema", AUDITED)
def test_no_role_may_change_what_is_kept(databases: ServiceDatabases, schema: str, table: str) -> None:
    """As each service's own role: real rights in a real PostgreSQL."""
    name = f"{schema}.{table}"
    column = "actor" if table == "audit" else "seal"
    acts = (
        f"UPDATE {name} SET {column} = {column}",
        f"DELETE FROM {name}",
        f"TRUNCATE {name}",
        f"DROP TABLE {name}",
        f"ALTER TABLE {name} DISABLE TRIGGER ALL",
        f"CREATE TRIGGER t BEFORE INSERT ON {name} EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        f"CREATE RULE r AS ON INSERT TO {name} DO INSTEAD NOTHING",
        f"ALTER TABLE {name} OWNER TO CURRENT_USER",
        f"SELECT * FROM {name} FOR UPDATE",
    )
    with psycopg.connect(databases.url(schema), autocommit=True) as own:
        for act in acts:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)):
                own.execute(act.encode())
                pytest.fail(f"{schema} may: {act}")
        own.execute(f"GRANT UPDATE ON {name} TO PUBLIC".encode())  # a warning, and nothing is given
        may = "has_table_privilege(current_user, %s, 'UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
        assert own.execute(f"SELECT {may}, count(*) FROM {name}".encode(), [name]).fetchone() == (False, 0)
    for other in set(AUDITED) - {schema}:
        with (
            psycopg.connect(databases.url(other)) as foreign,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            foreign.execute(f"SELECT FROM {name}".encode())
