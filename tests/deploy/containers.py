# SPDX-License-Identifier: Apache-2.0
"""What docker-compose.yml and infra/kubernetes say, in the same words, so that each rule is written once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml
from production.environment import Surroundings, variables
from production.layout import REPLICAS, ROOT, Layout, Replica

BASE = ROOT / "infra" / "kubernetes" / "base"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
RESOURCES: list[dict[str, Any]] = [
    one for file in sorted(BASE.glob("[!k]*.yaml")) for one in yaml.safe_load_all(file.read_text("utf-8")) if one
]  # fmt: skip
LAG: list[dict[str, Any]] = list(
    yaml.safe_load_all((BASE.parent / "components" / "lag" / "scaling.yaml").read_text("utf-8"))
)
KUSTOMIZATION: dict[str, Any] = yaml.safe_load((BASE / "kustomization.yaml").read_text("utf-8"))


@dataclass
class Process:
    """Of our own image."""

    command: list[str]
    variables: dict[str, str]
    """Value by name; a value from a secret is `${…}`, as compose writes it."""
    replicas: int = 1
    ports: set[int] = field(default_factory=set)


def compose_process(name: str) -> Process:
    said = COMPOSE["services"][name]
    given = {key: str(value) for key, value in said["environment"].items()}
    return Process(said.get("command", []), given, said["deploy"].get("replicas", 1))


def kubernetes_process(name: str) -> Process:
    workload = resource("Job" if name == "migrate" else "Deployment", name)
    container = workload["spec"]["template"]["spec"]["containers"][0]
    given: dict[str, str] = {}
    for source in container["envFrom"]:
        given |= generated()[source["configMapRef"]["name"]]
    for one in container["env"]:
        given[one["name"]] = _value(one)
    ports = {port["containerPort"] for port in container.get("ports", ())}
    return Process(container["args"], given, 1 if name == "migrate" else least(name), ports)


def least(name: str) -> int:
    """Replicas of a service: an autoscaler's business alone, as each `kubectl apply` would undo what it did."""
    assert "replicas" not in resource("Deployment", name)["spec"], name
    found: int = resource("HorizontalPodAutoscaler", name)["spec"]["minReplicas"]
    return found


def _value(one: dict[str, Any]) -> str:
    if "value" in one:
        return str(one["value"])
    source = one["valueFrom"]
    if "secretKeyRef" in source:
        return f"${{{source['secretKeyRef']['name']}:?}}"
    key = source["configMapKeyRef"]
    return generated()[key["name"]][key["key"]]


def generated() -> dict[str, dict[str, str]]:
    """Config maps that the base makes: lines by name."""
    made: dict[str, dict[str, str]] = {}
    for one in KUSTOMIZATION["configMapGenerator"]:
        lines = list(one.get("literals", ()))
        for file in one.get("envs", ()):
            lines += [
                line for line in (BASE / file).read_text("utf-8").splitlines() if line[:1] not in ("", "#")
            ]
        made[one["name"]] = dict(line.split("=", 1) for line in lines)
    return made


def resource(kind: str, name: str, among: list[dict[str, Any]] = RESOURCES) -> dict[str, Any]:
    (found,) = [one for one in among if one["kind"] == kind and one["metadata"]["name"] == name]
    return found


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and specification of every pod of the base."""
    for one in RESOURCES:
        if one["kind"] in ("Deployment", "Job"):
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]


def local_names(service: str, folder: Path) -> set[str]:
    """Variables that infra/local/production gives a process of the service."""
    fakes: dict[str, Any] = {"bool": False, "Mapping[str, str]": defaultdict(lambda: "x"), "str": "x"}
    around = {one.name: fakes[str(one.type)] for one in fields(Surroundings)}
    around["database"] = "postgresql://admin:x@127.0.0.1/motcua"
    around = {key: ({} if key == "extra" else value) for key, value in around.items()}
    return set(variables(Layout(folder), Surroundings(**around), Replica(service, 1)))


def from_images() -> Iterator[tuple[str, str]]:
    """Name and tag of every image that is written anywhere."""
    for line in (ROOT / "Dockerfile").read_text("utf-8").splitlines():
        if (found := re.match(r"FROM (\S+):(\S+)", line)) is not None:
            yield found[1], found[2]
    for said in COMPOSE["services"].values():
        yield tuple(said["image"].split(":", 1))  # type: ignore[misc]
    for image in KUSTOMIZATION["images"]:
        yield image["newName"], image["newTag"]


__all__ = ["BASE", "COMPOSE", "KUSTOMIZATION", "LAG", "REPLICAS", "RESOURCES", "ROOT"]
