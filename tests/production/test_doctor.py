# SPDX-License-Identifier: Apache-2.0
"""`motcua doctor` on the production shape: each thing is really made wrong, named in one line with what to do, and mended."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import psycopg
import pytest
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ConfigResource,
    ConfigResourceType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
)
from motcua_cli.serving.certificates import Wanted, prepare
from motcua_events.kafka_access import connected
from motcua_storage.s3_access import S3Access
from parts.common import free_port
from production.layout import replicas
from support.production import Production
from support.waiting import eventually

pytestmark = [pytest.mark.faults, pytest.mark.production("it looks at the parts of the production shape")]
Found = tuple[str, str, str]


@pytest.fixture(scope="module")
def system(production: Production) -> Iterator[Production]:
    yield production
    production.start()


def motcua(system: Production, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    """A command with variables beside those of the shape, forked from a process that has imported the product."""
    assert system.forker is not None
    with TemporaryFile() as out, TemporaryFile() as err:
        code = system.forker.start(list(arguments), system.environment() | given, out, err).wait(120)
        said = [one.read().decode() for one in (out, err) if one.seek(0) == 0]
    assert "Traceback" not in said[1], said[1]
    return subprocess.CompletedProcess(list(arguments), code, *said)


def look(system: Production, *arguments: str, **given: str) -> dict[str, Any]:
    """What it says to a machine; `given` are variables of whoever looks."""
    done = motcua(system, "doctor", "--json", *arguments, **given)
    said: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == (0 if said["ok"] else 1), done.stderr
    return said


def wrong(system: Production, *arguments: str, **given: str) -> list[Found]:
    """Level, area and line of everything that needs somebody."""
    found = [
        one for one in look(system, *arguments, **given)["checks"] if one["level"] in ("warning", "error")
    ]
    for one in found:
        assert "\n" not in one["message"] and one["hint"], one
    return [(one["level"], one["area"], one["message"]) for one in found]


def seen(system: Production, area: str, words: str, **given: str) -> str:
    """Waits until the doctor says `words` in `area`, as what is asked takes a moment to be so; its line."""

    def said() -> str:
        return next((line for _, at, line in wrong(system, **given) if at == area and words in line), "")

    line = eventually(said, bool, 90)
    assert line, (area, words)
    return line


@contextmanager
def admin(system: Production) -> Iterator[Any]:
    with closing(connected(KafkaAdminClient, system.shape.kafka.access)) as found:
        yield found


def set_topic(system: Production, topic: str, **values: str) -> None:
    with admin(system) as brokers:
        brokers.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, values)])


def of_the_machine(found: list[Found]) -> list[Found]:
    """Without what other tests of this system left to an operator."""
    return [one for one in found if one[1] not in ("failures", "incidents", "letters")]


def anything() -> ACLFilter:
    """Every right of everybody."""
    pattern = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
    return ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, pattern)


def exactly(one: ACL) -> ACLFilter:
    return ACLFilter(one.principal, one.host, one.operation, one.permission_type, one.resource_pattern)


@contextmanager
def showing(folder: Path) -> Iterator[str]:
    """host:port of somebody who shows the certificate of this folder and hangs up."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    with context.wrap_socket(listening.accept()[0], server_side=True):
                        pass
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def around(system: Production) -> dict[str, str]:
    """What whoever looks is given beside what a migration is: as the containers have it."""
    own = next(one for one in replicas() if one.service == "workflow")
    beside = (
        "MOTCUA_TLS__",
        "MOTCUA_ISSUER",
        "MOTCUA_TELEMETRY",
        "MOTCUA_OTLP_ENDPOINT",
        "MOTCUA_PUBLIC_URL",
    )
    said = system.shape.variables(own)
    return {key: value for key, value in said.items() if key.startswith(beside) or key.endswith("_ADDRESS")}


def test_nothing_is_wrong_and_every_part_is_named(system: Production) -> None:
    assert not eventually(lambda: of_the_machine(wrong(system)), lambda found: not found, 90)
    said = look(system)
    areas = {one["area"] for one in said["checks"]}

    assert {
        "database",
        "migrations",
        "kafka",
        "topics",
        "rights",
        "consumers",
        "issuer",
        "files",
        "clocks",
    } <= areas
    assert {
        "workflow-1",
        "workflow-2",
        "portal-1",
        "disk",
        "versions",
        "audit",
        "trial",
        "certificates",
    } <= areas
    (clocks,) = [one["message"] for one in said["checks"] if one["area"] == "clocks"]
    assert int(clocks.split()[0]) >= 10, "each process beside the parts"


def test_topics_and_rights_that_are_not_as_declared(system: Production) -> None:
    """A topic missing, with other partitions, other retention, one too many; a right too many, and one missing."""
    tasks = ResourcePattern(ResourceType.TOPIC, "motcua.task")
    extra = ACL("User:motcua-liaison", "*", ACLOperation.WRITE, ACLPermissionType.ALLOW, tasks)
    with admin(system) as brokers:
        brokers.create_topics(
            {"motcua.stray": {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True
        )
        brokers.delete_topics(["motcua.notification.dlq"])
        brokers.create_partitions({"motcua.liaison": 8})
        brokers.create_acls([extra])
        right = next(
            one for one in brokers.describe_acls(anything())[0] if one.principal == "User:motcua-intake"
        )
        brokers.delete_acls([exactly(right)])
    set_topic(system, "motcua.task", **{"retention.ms": "3600000"})
    try:
        seen(system, "topics", "motcua.notification.dlq is not there")
        found = wrong(system)
        lines = [line for _, _, line in found]
        assert any("motcua.liaison has 8 partitions, declared are 6" in one for one in lines), lines
        assert any("motcua.task has retention.ms=3600000" in one for one in lines), lines
        assert ("warning", "topics", "The topic motcua.stray is not declared.") in found
        assert any("motcua-liaison to write the topic motcua.task is not declared" in one for one in lines), (
            lines
        )
        assert any("motcua-intake" in one and "is missing" in one for one in lines), lines
    finally:
        with admin(system) as brokers:
            # Partitions cannot become fewer: the topic is made anew, and nothing is in it.
            brokers.delete_topics(["motcua.stray", "motcua.liaison"])
            eventually(
                lambda: set(brokers.list_topics()),
                lambda names: not {"motcua.stray", "motcua.liaison"} & set(names),
            )
        system.shape._motcua("migrate", **system.shape._migration())
    assert not [one for one in wrong(system) if one[1] in ("topics", "rights")]


def test_a_group_that_nobody_reads_for_and_one_that_is_behind(system: Production) -> None:
    system.kill_service("liaison-1")
    try:
        seen(system, "consumers", "Nobody reads for liaison")
        hints = [
            one["hint"] for one in look(system)["checks"] if "Nobody reads for liaison" in one["message"]
        ]
        assert "Start the service liaison" in hints[0]
    finally:
        system.start_service("liaison-1")


def test_events_that_do_not_leave_and_what_waits_in_the_database(system: Production) -> None:
    """A relay that another session holds up; a timer and an incident are rows as a process leaves them."""
    url = system.shape.postgres.address
    with psycopg.connect(url) as blocker, psycopg.connect(url, autocommit=True) as other:
        blocker.execute("SELECT pg_advisory_xact_lock(hashtextextended('motcua.relay:notification', 0))")
        other.execute(
            "INSERT INTO notification.outbox (topic, key, envelope, created_at)"
            " VALUES ('motcua.notification', 'k', 'none', now() - interval '10 minutes')"
        )
        try:
            line = seen(system, "outbox", "notification: 1 events wait for the log")
            assert "the oldest for 6" in line
        finally:
            other.execute("DELETE FROM notification.outbox WHERE envelope = 'none'")


def test_an_unreachable_part_is_one_line_each_and_nothing_hangs(system: Production) -> None:
    """Brokers that are away are one line, although four looks ask them."""
    for name in ("s3", "kafka"):
        system.kill_part(name)
    nobody = f"http://127.0.0.1:{free_port()}"
    try:
        # On a machine that is busy one of them may be late the first time, which is said too.
        once = ["files", "issuer", "kafka"]
        parts = [*once, "topics", "rights", "consumers", "certificates"]

        def areas() -> list[str]:
            return sorted(area for _, area, _ in wrong(system, MOTCUA_ISSUER=nobody) if area in parts)

        assert eventually(areas, lambda said: said == once, 90) == once
    finally:
        for name in ("s3", "kafka"):
            system.part(name).start()
        system.settle()
    assert not eventually(
        lambda: [one for one in wrong(system) if one[1] in once], lambda found: not found, 90
    )


def test_a_part_that_accepts_and_says_nothing_holds_up_nobody(system: Production) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        address = f"127.0.0.1:{deaf.getsockname()[1]}"
        found = wrong(
            system, MOTCUA_KAFKA__SERVERS=address, MOTCUA_ISSUER=f"http://{address}", MOTCUA_S3__ENDPOINT=f"http://{address}",
            MOTCUA_MAIL="smtp", MOTCUA_SMTP_HOST="127.0.0.1", MOTCUA_SMTP_PORT=address.rpartition(":")[2],
            MOTCUA_SMTP_SECURITY="none",
        )  # fmt: skip
    assert {"kafka", "issuer", "files", "mail"} <= {area for _, area, _ in found}, found


def test_certificates_near_their_end_in_a_file_and_at_a_peer(system: Production, tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=397 - 12)
    list(prepare(tmp_path, [Wanted("portal"), Wanted("kafka", ("127.0.0.1",))], long_ago))
    line = seen(system, "certificates", "portal/certificate.pem", MOTCUA_CERTIFICATES=str(tmp_path))
    assert "in 11 days" in line or "in 12 days" in line
    with showing(tmp_path / "kafka") as address:
        line = seen(
            system,
            "certificates",
            f"at {address}",
            MOTCUA_ISSUER=f"https://{address}",
            SSL_CERT_FILE=str(tmp_path / "authority.pem"),
        )
    assert "The certificate of issuer" in line and "days" in line


def test_a_process_of_another_version_and_one_whose_clock_is_wrong(
    system: Production, tmp_path: Path
) -> None:
    """Started again as it would be with an older program and on a machine whose clock is a minute ahead."""
    old = tmp_path / "motcua_cli-0.0.9.dist-info"
    old.mkdir()
    (old / "METADATA").write_text("Metadata-Version: 2.1\nName: motcua-cli\nVersion: 0.0.9\n", "utf-8")
    (tmp_path / "sitecustomize.py").write_text(
        "import time\n_real = time.time\ntime.time = lambda: _real() + 61\n", "utf-8"
    )
    system.kill_service("notification-1")
    before = dict(system.shape.settings)
    system.shape.settings["PYTHONPATH"] = str(tmp_path)
    try:
        system.start_service("notification-1")
        assert "notification" in seen(system, "versions", "0.0.9")
        assert "ahead of the database's" in seen(system, "clocks", "notification")
    finally:
        system.shape.settings.clear()
        system.shape.settings.update(before)
        system.kill_service("notification-1")
        system.start_service("notification-1")


def test_a_bucket_of_another_system_is_refused_by_everybody(system: Production) -> None:
    keys = system.shape.store.keys
    other = S3Access(system.shape.store.address, "motcua-other", keys["access_key"], keys["secret_key"])
    with suppress(Exception):
        other.client().create_bucket(Bucket=other.bucket)
    other.client().put_object(Bucket=other.bucket, Key="motcua.json", Body=b'{"installation": "somebody"}')

    def refused(*arguments: str, **given: str) -> str:
        done = motcua(system, *arguments, **given)
        assert done.returncode == 2, done
        return done.stderr

    named = {"MOTCUA_S3__BUCKET": other.bucket}
    assert "another system" in seen(system, "files", "motcua-other", **named)
    assert "another system" in refused("migrate", **system.shape._migration() | named)
    replica = next(one for one in replicas() if one.service == "intake")
    assert "another system" in refused(
        "serve", "intake", **system.shape.variables(replica) | named | {"MOTCUA_HEALTH": ""}
    )


def test_it_looks_at_a_system_of_which_this_machine_has_no_folder(system: Production, tmp_path: Path) -> None:
    """As in a cluster: by variables alone, in the name of the administrator."""
    given = {**system.shape._migration(), **around(system)}
    nowhere = str(tmp_path)
    assert not eventually(
        lambda: of_the_machine(wrong(system, "--var", nowhere, **given)), lambda found: not found, 90
    )
    said = look(system, "--var", nowhere, **given)
    areas = {one["area"] for one in said["checks"]}

    assert {
        "database",
        "migrations",
        "audit",
        "workflow",
        "intake",
        "liaison",
        "kafka",
        "rights",
        "issuer",
        "files",
    } <= areas
    assert len([one for one in said["checks"] if one["area"] == "workflow"]) == 2, "each replica"
    system.kill_service("assignment-2")
    try:

        def levels() -> list[str]:
            found = look(system, "--var", nowhere, **given)["checks"]
            return sorted(one["level"] for one in found if one["area"] == "assignment")

        assert eventually(levels, lambda found: found == ["error", "ok"], 90) == ["error", "ok"]
    finally:
        system.start_service("assignment-2")
