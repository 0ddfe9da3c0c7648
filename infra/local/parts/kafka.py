# SPDX-License-Identifier: Apache-2.0
"""An Apache Kafka broker of this machine: combined broker and controller, on loopback."""

from __future__ import annotations

import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from parts.common import INFRA, VERSIONS, Part, answers, cache, free_port, installing, run, tool

SAID = VERSIONS["kafka"]
NAME = f"kafka-{SAID['version']}"
SETTINGS = INFRA / "kafka" / "broker.properties"
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
    """A broker that its clients reach without a password."""

    @staticmethod
    def install() -> Path:
        """See Part."""
        return install()

    @property
    def address(self) -> str:
        """host:port for clients."""
        return f"127.0.0.1:{self.running.known()['ports']['kafka']}"

    def start(self) -> None:
        """Start and wait until it answers; nothing where it runs."""
        if self.running.process() is None:
            folder = self.running.folder
            folder.mkdir(parents=True, exist_ok=True)
            ports = self.running.known().get("ports") or {"kafka": free_port(), "controller": free_port()}
            settings = folder / "server.properties"
            settings.write_text(self._settings(ports), "utf-8")
            java = [tool("java", "default-jre-headless"), *JVM, "-cp", f"{install()}/jars/*"]
            if not (folder / "data" / "meta.properties").exists():
                run([*java, "kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", new_id(), "-c", settings],
                    "Formatting the broker's folder")  # fmt: skip
            self.running.start([*java, "kafka.Kafka", settings], ports)
        self.running.wait(self.ready, READY_SECONDS)

    def ready(self) -> bool:
        """Whether it answers a client; a port that is open says too little after a kill."""
        if not answers(self.running.known()["ports"]["kafka"]):
            return False
        try:
            admin = KafkaAdminClient(bootstrap_servers=[self.address], bootstrap_timeout_ms=1000)
        except KafkaError:
            return False
        try:
            return bool(admin.describe_cluster()["brokers"])
        except KafkaError:
            return False
        finally:
            admin.close()

    def _settings(self, ports: dict[str, int]) -> str:
        own = {
            "node.id": 1,
            "controller.quorum.voters": f"1@127.0.0.1:{ports['controller']}",
            "listeners": f"PLAINTEXT://127.0.0.1:{ports['kafka']},CONTROLLER://127.0.0.1:{ports['controller']}",
            "advertised.listeners": f"PLAINTEXT://127.0.0.1:{ports['kafka']}",
            "log.dirs": self.running.folder / "data",
            # One node has no replicas.
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
        }
        lines = [f"{key}={value}" for key, value in own.items()]
        return SETTINGS.read_text("utf-8") + "\n".join(lines) + "\n"


def new_id() -> str:
    """An id of a cluster as Kafka writes them."""
    return urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
