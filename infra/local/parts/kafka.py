# SPDX-License-Identifier: Apache-2.0
"""An Apache Kafka broker of this machine: combined broker and controller, on loopback."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from base64 import b64encode, urlsafe_b64encode
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.errors import KafkaError
from motcua_events.kafka_access import KafkaAccess, connected

from parts.common import (
    INFRA,
    VERSIONS,
    Part,
    answers,
    cache,
    free_port,
    installing,
    run,
    tool,
    write_private,
)

SAID = VERSIONS["kafka"]
NAME = f"kafka-{SAID['version']}"
SETTINGS = INFRA / "kafka" / "broker.properties"
SECURED = INFRA / "kafka" / "secured.properties"
ADMIN = "motcua-admin"
ITERATIONS = 8192
JVM = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto")
"""A broker for trying: a quick start and 200 MB of memory rather than many messages a second."""
READY_SECONDS = 90.0


def install() -> Path:
    """Bring the broker's jars; the folder they are in."""
    tool("java", "default-jre-headless")
    with installing(NAME) as new:
        if new is not None:
            pom = new / "pom.xml"
            pom.write_bytes((Path(__file__).with_name("kafka.pom.xml")).read_bytes())
            given = [f"-D{key}.version={value}" for key, value in (
                ("kafka", SAID["version"]), ("scala", SAID["scala"]), ("log4j", SAID["log4j"]))]  # fmt: skip
            run(
                [tool("mvn", "maven"), "-q", "-B", "-f", pom, *given, "dependency:copy-dependencies",
                 "-DincludeScope=runtime", f"-DoutputDirectory={new / 'jars'}"],
                "Bringing Kafka by Maven",
            )  # fmt: skip
    return cache() / NAME


class Kafka(Part):
    """A broker that its clients reach without a password, or with `certificates` (a folder as `motcua certs` makes it, of the
    name `kafka`) by TLS, a password and rights of their own."""

    def __init__(self, folder: Path, certificates: Path | None = None) -> None:
        super().__init__(folder)
        self._certificates = certificates

    @staticmethod
    def install() -> Path:
        """See Part."""
        return install()

    @property
    def address(self) -> str:
        """host:port for clients."""
        return f"127.0.0.1:{self.running.known()['ports']['kafka']}"

    @property
    def access(self) -> KafkaAccess:
        """In the name of whoever may do everything there."""
        if self._certificates is None:
            return KafkaAccess((self.address,))
        return KafkaAccess((self.address,), ADMIN, self._password(), self._certificates / "authority.pem")

    @property
    def cluster(self) -> str:
        """Its id, known once it was started."""
        lines = (self.running.folder / "data" / "meta.properties").read_text("utf-8").splitlines()
        return next(line.removeprefix("cluster.id=") for line in lines if line.startswith("cluster.id="))

    def start(self) -> None:
        """Start and wait until it answers; nothing where it runs."""
        if self.running.process() is None:
            folder = self.running.folder
            folder.mkdir(parents=True, exist_ok=True)
            ports = self.running.known().get("ports") or {"kafka": free_port(), "controller": free_port()}
            settings = folder / "server.properties"
            write_private(settings, self._settings(ports))
            java = [tool("java", "default-jre-headless"), *JVM, "-cp", f"{install()}/jars/*"]
            if not (folder / "data" / "meta.properties").exists():
                run([*java, "kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", new_id(), "-c", settings,
                     *self._first_user()], "Formatting the broker's folder")  # fmt: skip
            self.running.start([*java, "kafka.Kafka", settings], ports)
        self.running.wait(self.ready, READY_SECONDS)

    def ready(self) -> bool:
        """Whether it answers a client; a port that is open says too little after a kill."""
        if not answers(self.running.known()["ports"]["kafka"]):
            return False
        try:
            with closing(connected(KafkaAdminClient, replace(self.access, patience=1.0))) as admin:
                return bool(admin.describe_cluster()["brokers"])
        except KafkaError:
            return False

    def _settings(self, ports: dict[str, int]) -> str:
        wire = "PLAINTEXT" if self._certificates is None else "SASL_SSL"
        own = {
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{ports['controller']}",
            "listeners": f"{wire}://127.0.0.1:{ports['kafka']},CONTROLLER://127.0.0.1:{ports['controller']}",
            "advertised.listeners": f"{wire}://127.0.0.1:{ports['kafka']}",
            "log.dirs": self.running.folder / "data",
            # One node has no replicas.
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
        }
        lines = [f"{key}={value}" for key, value in (own | self._secured()).items()]
        given = SETTINGS.read_text("utf-8") + (SECURED.read_text("utf-8") if self._certificates else "")
        return given + "\n".join(lines) + "\n"

    def _secured(self) -> dict[str, object]:
        if self._certificates is None:
            return {}
        # Kafka reads key and certificate from one file.
        keys = self.running.folder / "kafka.pem"
        both = [(self._certificates / name).read_text("ascii") for name in ("key.pem", "certificate.pem")]
        write_private(keys, "".join(both))
        login = "org.apache.kafka.common.security.scram.ScramLoginModule required"
        return {
            "ssl.keystore.location": keys,
            "ssl.truststore.location": self._certificates / "authority.pem",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": (
                f'{login} username="{ADMIN}" password="{self._password()}";'
            ),
        }

    def _first_user(self) -> list[str]:
        """The administrator, whom the broker must know before it is asked anything; no password in a list of processes."""
        if self._certificates is None:
            return []
        salt = secrets.token_bytes(24)
        salted = hashlib.pbkdf2_hmac("sha512", self._password().encode(), salt, ITERATIONS)
        said = {
            "name": ADMIN,
            "iterations": ITERATIONS,
            "salt": b64encode(salt).decode(),
            "saltedpassword": b64encode(salted).decode(),
        }
        quoted = ",".join(
            f"{key}={value}" if key == "iterations" else f'{key}="{value}"' for key, value in said.items()
        )
        return ["--add-scram", f"SCRAM-SHA-512=[{quoted}]"]

    def _password(self) -> str:
        """Of the administrator, chosen at the first start."""
        file = self.running.folder / "admin"
        if not file.exists():
            self.running.folder.mkdir(parents=True, exist_ok=True)
            write_private(file, secrets.token_urlsafe(24))
        return file.read_text("ascii")


def new_id() -> str:
    """An id of a cluster as Kafka writes them; one that begins with a hyphen would be taken for an option of a command."""
    while True:
        made = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        if not made.startswith("-"):
            return made
