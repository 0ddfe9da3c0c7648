# SPDX-License-Identifier: Apache-2.0
"""docker-compose.yml against the schema of the Compose specification, infra/kubernetes built by kustomize and checked against the
schemas of Kubernetes. Prints a sentence for each breach; exit code 1 when there is one.

compose-spec.json is schema/compose-spec.json of github.com/compose-spec/compose-go v2.16.2, Apache-2.0, unchanged. Resources of
KEDA have no schema here: tests/deploy looks at what they name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import kubernetes_validate  # type: ignore[import-untyped]
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "infra" / "local"))

from parts.common import VERSIONS, PartError, cache, installing  # noqa: E402
from parts.golang import go_install  # noqa: E402

SCHEMA = ROOT / "infra" / "lint" / "compose-spec.json"
SHA256 = "f266dcbb043229405d7cedd5aec918f9102c2b3d5e3850808fdd8edd564a43ff"
KUBERNETES = "1.37"
FOREIGN = ("keda.sh/",)
VERSION = VERSIONS["kustomize"]["version"]


def compose() -> Iterator[str]:
    """What the specification does not allow."""
    text = SCHEMA.read_bytes()
    if hashlib.sha256(text).hexdigest() != SHA256:
        yield f"{SCHEMA.relative_to(ROOT)} is not the published schema: bring it back, or name its new hash and version here."
    written = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    for error in jsonschema_rs.validator_for(json.loads(text)).iter_errors(written):
        yield f"docker-compose.yml: {'.'.join(map(str, error.instance_path))}: {error.message}"


def kustomize() -> Path | None:
    """The program, built once into the cache of this machine; None where there is no Go to build it."""
    name = f"kustomize-{VERSION}"
    if not (cache() / name).is_dir() and not shutil.which("go"):
        return None
    with installing(name) as new:
        if new is not None:
            go_install("sigs.k8s.io/kustomize/kustomize/v5", VERSION, new)
    return cache() / name / "kustomize"


def counted_wrongly(resources: list[dict[str, Any]]) -> Iterator[str]:
    """Either an autoscaler or the Deployment says how many replicas there are: both, and each `kubectl apply` undoes what the
    autoscaler did; neither, and there is one."""
    scaled = [
        one["spec"]["scaleTargetRef"]["name"]
        for one in resources
        if one["kind"] in ("HorizontalPodAutoscaler", "ScaledObject")
    ]
    for one in resources:
        name = one["metadata"]["name"]
        sayers = scaled.count(name) + ("replicas" in one.get("spec", {}))
        if one["kind"] == "Deployment" and sayers != 1:
            yield f"Deployment {name}: {sayers} say how many replicas there are"


def built(program: Path, overlay: Path) -> list[dict[str, Any]]:
    """Every resource of an overlay. Raises PartError."""
    done = subprocess.run([program, "build", overlay], capture_output=True, text=True, check=False)
    if done.returncode or done.stderr:
        raise PartError(f"{overlay.relative_to(ROOT)}: {done.stderr.strip()}")
    return list(yaml.safe_load_all(done.stdout))


def manifests(program: Path) -> Iterator[str]:
    """What Kubernetes would refuse of any overlay."""
    overlays = sorted((ROOT / "infra" / "kubernetes" / "overlays").iterdir())
    for overlay in overlays:
        resources = built(program, overlay)
        yield from (f"{overlay.name}: {sentence}" for sentence in counted_wrongly(resources))
        for resource in resources:
            if resource["apiVersion"].startswith(FOREIGN):
                continue
            try:
                kubernetes_validate.validate(resource, KUBERNETES, strict=True)
            except kubernetes_validate.ValidationError as error:
                where = ".".join(map(str, error.path))
                yield f"{overlay.name}: {resource['kind']} {resource['metadata']['name']}: {where}: {error.message}"


def main() -> int:
    """Exit code."""
    breaches = list(compose())
    try:
        program = kustomize()
        if program is not None:
            breaches += manifests(program)
        else:
            print("infra/kubernetes: skipped, as kustomize is built from its Go module and there is no `go`")
            if os.environ.get("CI"):
                breaches.append("infra/kubernetes must be checked in CI: install Go.")
    except PartError as error:
        breaches.append(str(error))
    for breach in breaches:
        print(breach)
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
