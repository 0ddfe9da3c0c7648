# SPDX-License-Identifier: Apache-2.0
"""`motcua serve`: settings that cannot work are refused in sentences; a process serves by TLS, says so, and ends cleanly."""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any

import grpc
import psycopg
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from motcua.notification.v1 import notification_pb2, notification_pb2_grpc
from motcua_cli.embedded.migrations import MIGRATIONS
from motcua_cli.serving.certificates import Wanted, prepare
from motcua_cli.serving.database import refusal
from motcua_cli.serving.running import REFUSALS, make
from motcua_rpc import TlsFiles, Unauthenticated, channel
from motcua_storage.testing import ServiceDatabases
from psycopg import sql
from sqlalchemy.engine import make_url
from support.system import free_port

ROOT = Path(__file__).parents[3]
MOTCUA = Path(sys.executable).with_name("motcua")
SECONDS = 90.0
Refused = Callable[[str, Mapping[str, str]], str]


@pytest.fixture(scope="module")
def databases(fresh_databases: Callable[..., ServiceDatabases]) -> ServiceDatabases:
    return fresh_databases(*MIGRATIONS)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certificates")
    list(prepare(folder, [Wanted("notification"), Wanted("portal"), Wanted("workflow")]))
    return folder


def files(certificates: Path, name: str) -> TlsFiles:
    own = certificates / name
    return TlsFiles(own / "certificate.pem", own / "key.pem", own / "authority.pem")


def variables(databases: ServiceDatabases, certificates: Path, name: str, **more: str) -> dict[str, str]:
    own = files(certificates, name)
    return {
        "MOTCUA_DATABASE_URL": databases.url(name),
        "MOTCUA_ISSUER": "http://127.0.0.1:1/nobody",
        "MOTCUA_CLIENT_ID": name,
        "MOTCUA_CLIENT_SECRET": "secret",
        "MOTCUA_ORGANISATION": str(ROOT / "infra/demo/organisation.yaml"),
        "MOTCUA_PUBLIC_URL": "http://127.0.0.1:8080",
        "MOTCUA_LISTEN": f"127.0.0.1:{free_port()}",
        "MOTCUA_HEALTH": f"127.0.0.1:{free_port()}",
        "MOTCUA_TLS__CERTIFICATE": str(own.certificate),
        "MOTCUA_TLS__KEY": str(own.private_key),
        "MOTCUA_TLS__AUTHORITY": str(own.authority),
        **{
            f"MOTCUA_{one}_ADDRESS": "127.0.0.1:1"
            for one in ("WORKFLOW", "INTAKE", "ASSIGNMENT", "NOTIFICATION", "LIAISON")
        },
        **{f"MOTCUA_{key}": value for key, value in more.items()},
    }


def environment(given: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
    return kept | {key: value for key, value in given.items() if value}


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Refused:
    """What a start says that is refused; in this process, as an interpreter of its own for each takes two seconds."""

    def start(service: str, given: Mapping[str, str]) -> str:
        for name in [one for one in os.environ if one.startswith("MOTCUA_")]:
            monkeypatch.delenv(name)
        for name, value in given.items():
            if value:
                monkeypatch.setenv(name, value)
        with pytest.raises(REFUSALS) as error:
            make(service).start(threading.Event())
        return str(getattr(error.value, "message_en", "") or error.value)

    return start


@contextmanager
def serving(service: str, given: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [MOTCUA, "serve", service], env=environment(given), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        try:
            until = time.monotonic() + SECONDS
            while health(given) != 200:
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < until
                time.sleep(0.1)
            yield process
        finally:
            process.kill()


def health(given: Mapping[str, str], path: str = "/healthz") -> int:
    asked = HTTPConnection(given["MOTCUA_HEALTH"], timeout=5)
    try:
        asked.request("GET", path)
        return asked.getresponse().status
    except OSError:
        return 0
    finally:
        asked.close()


def wait_for(status: int, given: Mapping[str, str]) -> None:
    until = time.monotonic() + SECONDS
    while health(given) != status:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_service_serves_by_tls_follows_its_database_and_ends_cleanly(
    databases: ServiceDatabases, certificates: Path
) -> None:
    given = variables(databases, certificates, "notification")
    with serving("notification", given) as process:
        trust = files(certificates, "workflow").trust()
        with channel(given["MOTCUA_LISTEN"], trust=trust, server_name="notification") as made:
            stub = notification_pb2_grpc.NotificationServiceStub(made)
            with pytest.raises(Unauthenticated):
                stub.ListNotices(notification_pb2.ListNoticesRequest())
        assert health(given, "/other") == 404
        assert serves(given, certificates)
        with closed(databases):
            wait_for(503, given)
            assert health(given, "/livez") == 200
            assert not serves(given, certificates)
        wait_for(200, given)
        assert serves(given, certificates)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0
        assert process.stdout and process.stdout.read() == ""
        said = [json.loads(line) for line in (process.stderr.read() if process.stderr else "").splitlines()]
        assert {"event": "process.serves", "service": "notification"}.items() <= {
            key: value for line in said if line["event"] == "process.serves" for key, value in line.items()
        }.items()


def serves(given: Mapping[str, str], certificates: Path) -> bool:
    own = files(certificates, "workflow").trust()
    credentials = grpc.ssl_channel_credentials(own.authority, own.private_key, own.certificate)
    named = [("grpc.ssl_target_name_override", "notification")]
    with grpc.secure_channel(given["MOTCUA_LISTEN"], credentials, named) as made:
        stub = health_pb2_grpc.HealthStub(made)
        found = stub.Check(health_pb2.HealthCheckRequest(service=""), timeout=20)
    return bool(found.status == health_pb2.HealthCheckResponse.SERVING)


@contextmanager
def closed(databases: ServiceDatabases) -> Iterator[None]:
    """Nobody gets in, and whoever was in is out: as a database that went away."""
    name = sql.Identifier(databases.admin_url.rpartition("/")[2])
    with psycopg.connect(databases.admin_url.rpartition("/")[0] + "/postgres", autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name._obj[0]]
        )
        try:
            yield
        finally:
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def test_the_portal_answers_to_its_own_name_by_tls(databases: ServiceDatabases, certificates: Path) -> None:
    given = variables(databases, certificates, "portal", PUBLIC_URL="https://dichvucong.example")
    with serving("portal", given) as process:
        trust = ssl.create_default_context(cafile=str(certificates / "authority.pem"))
        trust.check_hostname = False

        def ask(host: str, most: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED) -> HTTPResponse:
            trust.maximum_version = most
            made = HTTPSConnection(given["MOTCUA_LISTEN"], context=trust, timeout=30)
            made.request("GET", "/dang-nhap", headers={"Host": host})
            answer = made.getresponse()
            made.close()
            return answer

        refused, away = ask("other.example"), ask("dichvucong.example", ssl.TLSVersion.TLSv1_2)
        assert refused.status == 400
        assert away.status == 503, "the issuer is away, which is said"
        for answer in (refused, away):
            assert answer.getheader("Strict-Transport-Security") == "max-age=31536000; includeSubDomains"
            assert "frame-ancestors 'none'" in (answer.getheader("Content-Security-Policy") or "")
            assert answer.getheader("Server") is None
        trust.set_ciphers("ALL:@SECLEVEL=0")  # or this side would not even try
        trust.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with warnings.catch_warnings(action="ignore"), pytest.raises((ssl.SSLError, ConnectionError)):
            ask("dichvucong.example", ssl.TLSVersion.TLSv1_1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0


NO_TLS = {"TLS__CERTIFICATE": "", "TLS__KEY": "", "TLS__AUTHORITY": ""}
NO_DATABASE = {"DATABASE_URL": "postgresql://x:y@127.0.0.1:1/motcua", "PATIENCE_SECONDS": "0"}


@pytest.mark.parametrize(
    ("service", "change", "says"),
    [
        ("intake", {"DATABASE_URL": "", "ISSUER": ""}, "MOTCUA_DATABASE_URL is not set.\nMOTCUA_ISSUER is not set."),
        ("intake", {"LISTEN": "0.0.0.0:1"} | NO_TLS, "0.0.0.0:1 is not loopback"),
        ("intake", {"TLS__KEY": ""}, "set all or none"),
        ("intake", {"TLS__KEY": "/nowhere/key.pem"}, "/nowhere/key.pem cannot be read"),
        ("intake", {"WORKFLOW_ADDRESS": "10.0.0.1:1"} | NO_TLS, "10.0.0.1:1 is not loopback"),
        ("intake", {"WORKFLOW_ADDRESS": ""}, "MOTCUA_WORKFLOW_ADDRESS"),
        ("intake", {"HEALTH": "here"}, "MOTCUA_HEALTH=here is no address"),
        ("intake", {"DRAIN_SECONDS": "long"}, "MOTCUA_DRAIN_SECONDS: Input should be a valid number"),
        ("intake", {"CALLS_A_MINUTE": "-1"}, "MOTCUA_CALLS_A_MINUTE: Input should be greater than or equal to 0"),
        ("intake", {"CALLS_A_MINUTE": "many"}, "MOTCUA_CALLS_A_MINUTE: Input should be a valid integer"),
        ("intake", {"LISTEN": "abc"}, "MOTCUA_LISTEN=abc is no address"),
        ("intake", {"LIAISON_ADDRESS": "10.0.0.1:50051,liaison"}, "MOTCUA_LIAISON_ADDRESS=liaison is no address"),
        ("intake", {"DATABASE_URL": "mysql://x:y@here/motcua"}, "MOTCUA_DATABASE_URL is no address of PostgreSQL"),
        ("intake", {"ORGANISATION": "/nowhere.yaml"}, "MOTCUA_ORGANISATION=/nowhere.yaml cannot be read"),
        ("intake", {"KAFKA__SERVER": "here:9092"}, "MOTCUA_KAFKA__SERVER is no setting"),
        ("portal", {"PROXIES": "10.0.0.0/8, nginx"}, "MOTCUA_PROXIES: nginx is no address"),
        ("intake", NO_DATABASE, "127.0.0.1:1/motcua does not answer"),
        ("portal", {"PUBLIC_URL": "http://dichvucong.example"}, "must be https"),
        ("portal", {"PUBLIC_URL": ""}, "no address that people open"),
        ("portal", {"LISTEN": "0.0.0.0:1"} | NO_TLS, "0.0.0.0:1 is not loopback"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(
    databases: ServiceDatabases,
    certificates: Path,
    refused: Refused,
    service: str,
    change: dict[str, str],
    says: str,
) -> None:
    given = variables(databases, certificates, "portal" if service == "portal" else "notification")
    given |= {"MOTCUA_DATABASE_URL": databases.url(service)}
    said = refused(service, given | {f"MOTCUA_{key}": value for key, value in change.items()})
    assert says in said and "y@" not in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"password": "wrong-by-far"}, "the password of 'motcua_notification' is wrong"),
        ({"username": "nobody_here"}, "'nobody_here'"),
        ({"database": "elsewhere"}, "it has no database 'elsewhere'"),
        ({"query": {"sslmode": "require"}}, "it speaks no TLS"),
    ],
    ids=["password", "user", "database", "no TLS"],
)
def test_a_database_that_refuses_for_good_is_not_waited_for(
    databases: ServiceDatabases, certificates: Path, refused: Refused, change: dict[str, Any], says: str
) -> None:
    url = make_url(databases.url("notification")).set(**change).render_as_string(hide_password=False)
    given = variables(databases, certificates, "notification", DATABASE_URL=url, PATIENCE_SECONDS="3600")
    said = refused("notification", given)
    assert " refuses: " in said and says in said and "MOTCUA_DATABASE_URL" in said
    assert "wrong-by-far" not in said


@pytest.mark.parametrize(
    "words",
    [
        'connection to server at "127.0.0.1", port 1 failed: Connection refused',
        'connection to server at "db" (10.0.0.1), port 5432 failed: FATAL:  the database system is starting up',
        'connection to server at "db" (10.0.0.1), port 5432 failed: FATAL:  sorry, too many clients already',
        "failed to resolve host 'db': [Errno -2] Name or service not known",
        'connection to server at "db" (10.0.0.1), port 5432 failed: server closed the connection unexpectedly',
        "connection timeout expired",
    ],
)
def test_a_database_that_may_still_come_is_waited_for(words: str) -> None:
    assert refusal("postgresql://x:y@db/motcua", psycopg.OperationalError(words)) == ""


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ('failed: SSL error: certificate verify failed', "do not fit together"),
        ('root certificate file "/nowhere/ca.pem" does not exist', "cannot be read"),
        ('server certificate for "db" does not match host name "10.0.0.1"', "do not fit together"),
        ('failed: FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "x", database "motcua"', "pg_hba.conf"),
        ('failed: FATAL:  role "x" does not exist', "no user 'x'"),
        ('failed: FATAL:  role "x" is not permitted to log in', "may not sign in"),
        ('failed: FATAL:  permission denied for database "motcua"', "may not enter"),
    ],
)  # fmt: skip
def test_what_no_waiting_mends_is_known_by_the_words_of_postgresql(words: str, says: str) -> None:
    assert says in refusal("postgresql://x:y@db/motcua", psycopg.OperationalError(words))


def test_certificates_that_do_not_belong_together_are_refused(
    databases: ServiceDatabases, certificates: Path, refused: Refused, tmp_path: Path
) -> None:
    list(prepare(tmp_path, [Wanted("notification")]))
    given = variables(databases, certificates, "notification")
    others = {"MOTCUA_TLS__AUTHORITY": str(tmp_path / "authority.pem")}
    assert "is not of the authority in MOTCUA_TLS__AUTHORITY" in refused("notification", given | others)
    others = {"MOTCUA_TLS__KEY": str(tmp_path / "notification" / "key.pem")}
    assert "is not the key of MOTCUA_TLS__CERTIFICATE" in refused("notification", given | others)


def test_a_database_of_another_version_is_refused(
    fresh_databases: Callable[..., ServiceDatabases], certificates: Path, refused: Refused
) -> None:
    other = fresh_databases(*MIGRATIONS)
    with psycopg.connect(other.admin_url) as admin:
        admin.execute("UPDATE platform.schema_state SET revision = '0001' WHERE schema = 'notification'")
    said = refused("notification", variables(other, certificates, "notification"))
    assert "notification (0001, wanted" in said and "motcua migrate" in said
