# SPDX-License-Identifier: Apache-2.0
"""Dependencies: no version with a known vulnerability, no licence that this project cannot be given away with.

Versions are those of the requirement files, of infra/versions.toml and of the scripts that are shipped with the pages. Known
vulnerabilities are asked of an OSV service (google.github.io/osv.dev/api), which knows PyPI, npm, Go and Maven. Where none
can be reached this says so and why, and is no failure, as a build must not depend on a foreign machine (`--online` makes it one).
What does not apply here is in infra/dependencies.toml, each with a reason and a last day.

Exit code 1 for a finding, which names the package, the advisory and what to do.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ("run", "dev", "tools")
SOURCE = "https://api.osv.dev"
"""Another one, such as a mirror, by MOTCUA_ADVISORIES."""
AT_ONCE = 500
LONGEST_EXCUSE = 183
"""Days."""
_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
SCRIPTS = {
    "services/portal/motcua_portal/static/vendor/htmx-*.min.js": "htmx.org",
    "services/portal/motcua_portal/static/vendor/bpmn/bpmn-navigated-viewer-*.min.js": "bpmn-js",
    "tests/browser/vendor/axe-core-*.min.js": "axe-core",
}
"""Scripts of others that lie in this repository: where, and the npm package that they are of."""


@dataclass(frozen=True, order=True)
class Package:
    """One version of one package; `ecosystem` as OSV names it."""

    ecosystem: str
    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.ecosystem} {self.name} {self.version}"


@dataclass(frozen=True)
class Advisory:
    """A known vulnerability under all of its names."""

    ids: tuple[str, ...]
    summary: str


class NoSource(Exception):
    """The advisories cannot be had; the sentence says why."""


def packages(root: Path = ROOT) -> list[Package]:
    """Everything of others that is shipped, run or used to build."""
    found = set(_python(root)) | set(_scripts(root)) | set(_parts(root))
    return sorted(found)


def _python(root: Path) -> Iterator[Package]:
    for name in REQUIREMENTS:
        for package, version in _PINNED.findall((root / "requirements" / f"{name}.txt").read_text("utf-8")):
            yield Package("PyPI", package.lower().replace("_", "-"), version)


def _scripts(root: Path) -> Iterator[Package]:
    for pattern, name in SCRIPTS.items():
        before, after = Path(pattern).name.split("*")
        files = list(root.glob(pattern))
        if not files:
            raise FileNotFoundError(f"{pattern}: no such file; SCRIPTS in {__file__} says what is shipped")
        for file in files:
            yield Package("npm", name, file.name.removeprefix(before).removesuffix(after))


def _parts(root: Path) -> Iterator[Package]:
    made = tomllib.loads((root / "infra" / "versions.toml").read_text("utf-8"))
    kafka, collector = made["kafka"], made["collector"]
    for name in (f"kafka_{kafka['scala']}", "kafka-clients", "kafka-server"):
        yield Package("Maven", f"org.apache.kafka:{name}", kafka["version"])
    for name in ("log4j-core", "log4j-api", "log4j-slf4j-impl"):
        yield Package("Maven", f"org.apache.logging.log4j:{name}", kafka["log4j"])
    for name in ("keycloak-services", "keycloak-core", "keycloak-quarkus-server"):
        yield Package("Maven", f"org.keycloak:{name}", made["keycloak"]["version"])
    yield Package("Go", "github.com/versity/versitygw", made["versitygw"]["version"])
    yield Package("Go", "sigs.k8s.io/kustomize/kustomize/v5", made["kustomize"]["version"])
    yield Package("Go", "stdlib", made["go"]["version"])
    yield Package("Go", "go.opentelemetry.io/collector", collector["modules"])
    yield Package("Go", "go.opentelemetry.io/collector/receiver/otlpreceiver", collector["modules"])


def advisories(found: Sequence[Package], source: str) -> dict[Package, list[Advisory]]:
    """What is known against each.

    Raises:
        NoSource: the service does not answer, or not as OSV does.
    """
    try:
        with httpx.Client(base_url=source, timeout=httpx.Timeout(20.0, connect=5.0)) as client:
            ids = {
                package: names
                for start in range(0, len(found), AT_ONCE)
                for package, names in _known(client, found[start : start + AT_ONCE])
                if names
            }
            return {
                package: [one for name in names if (one := _told(client, name)) is not None]
                for package, names in ids.items()
            }
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoSource(
            f"{source} gave no answer that can be read ({type(error).__name__}: {error})"
        ) from error


def _known(client: httpx.Client, asked: Sequence[Package]) -> Iterator[tuple[Package, list[str]]]:
    """Ids of the advisories of each; the service may tell them page by page."""
    tokens: dict[Package, str] = dict.fromkeys(asked, "")
    names: dict[Package, list[str]] = {package: [] for package in asked}
    while tokens:
        order = list(tokens)
        body = {"queries": [_query(package, tokens[package]) for package in order]}
        answer = client.post("/v1/querybatch", json=body).raise_for_status().json()["results"]
        for package, result in zip(order, answer, strict=True):
            names[package] += [str(one["id"]) for one in result.get("vulns", [])]
            if result.get("next_page_token"):
                tokens[package] = result["next_page_token"]
            else:
                del tokens[package]
    yield from names.items()


def _query(package: Package, token: str) -> dict[str, Any]:
    made: dict[str, Any] = {
        "package": {"name": package.name, "ecosystem": package.ecosystem},
        "version": package.version,
    }
    return made | ({"page_token": token} if token else {})


def _told(client: httpx.Client, name: str) -> Advisory | None:
    """One advisory; None when it was taken back."""
    body = client.get(f"/v1/vulns/{name}").raise_for_status().json()
    if body.get("withdrawn"):
        return None
    text = body.get("summary") or (body.get("details") or "").strip().partition("\n")[0]
    return Advisory((str(body["id"]), *map(str, body.get("aliases", []))), text[:160])


def vulnerable(
    known: Mapping[Package, Sequence[Advisory]], excused: Sequence[Mapping[str, Any]], today: date
) -> Iterator[str]:
    """A line for each advisory that nobody has looked at, and for each excuse that is over or too long."""
    good = [one for one in excused if _is_whole(one)]
    for package, several in sorted(known.items()):
        for advisory in several:
            excuse = next((one for one in good if _is_about(one, package, advisory)), None)
            if excuse is None:
                yield (
                    f"{package}: {', '.join(advisory.ids)}: {advisory.summary} Take a version without it; where it does not "
                    "apply, say why and until when in infra/dependencies.toml."
                )
            elif excuse["until"] < today:
                yield f"{package}: {advisory.ids[0]} was excused until {excuse['until']}: look at it again ({excuse['reason']})."
    for one in excused:
        if one not in good:
            yield f"infra/dependencies.toml: {one.get('id')} needs a package, an id, a reason and a last day (until)."
        elif (one["until"] - today).days > LONGEST_EXCUSE:
            yield f"infra/dependencies.toml: {one['id']} is excused for more than half a year."


def _is_whole(excuse: Mapping[str, Any]) -> bool:
    named = all(str(excuse.get(name, "")).strip() for name in ("package", "id", "reason"))
    return named and isinstance(excuse.get("until"), date)


def _is_about(excuse: Mapping[str, Any], package: Package, advisory: Advisory) -> bool:
    return excuse.get("package") == package.name and excuse.get("id") in advisory.ids


def licences(root: Path, rules: Mapping[str, Any]) -> Iterator[str]:
    """A line for each Python package whose licence is neither allowed nor excused."""
    allowed = set(rules["licences"]["allowed"])
    excused = {one["package"]: one["licence"] for one in rules.get("licence", [])}
    for name in sorted({one.name for one in _python(root)}):
        try:
            told = licence_of(importlib.metadata.metadata(name))
        except importlib.metadata.PackageNotFoundError:
            continue  # of another operating system
        if not told & allowed and excused.get(name) not in told:
            said = " or ".join(sorted(told)) or "no licence that it names"
            yield f"{name} is given away under {said}: not in infra/dependencies.toml."


def licence_of(metadata: Any) -> set[str]:
    """The licences one may choose from, as the package names them."""
    expression = metadata.get("License-Expression")
    if expression:
        return {part.strip("() ") for part in expression.split(" OR ")}
    found = {
        one.rpartition("::")[2].strip()
        for one in metadata.get_all("Classifier") or []
        if one.startswith("License") and one != "License :: OSI Approved"
    }
    return found or {line.strip() for line in (metadata.get("License") or "").splitlines()[:1]}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Known vulnerabilities and licences of dependencies.")
    parser.add_argument("--online", action="store_true", help="fail where no advisories can be had")
    online = parser.parse_args(arguments).online
    rules = tomllib.loads((ROOT / "infra" / "dependencies.toml").read_text("utf-8"))
    found, source = packages(), os.environ.get("MOTCUA_ADVISORIES", SOURCE)
    findings, skipped = list(licences(ROOT, rules)), False
    today = datetime.now(UTC).date()
    known: dict[Package, list[Advisory]] = {}
    try:
        known = advisories(found, source)
        print(f"{len(found)} packages were looked up at {source}.")
    except NoSource as error:
        skipped = True
        print(
            f"Known vulnerabilities were NOT looked up: {error}. MOTCUA_ADVISORIES names another OSV service."
        )
    findings += vulnerable(known, rules.get("advisory", []), today)
    print("\n".join(findings))
    return 1 if findings or (skipped and online) else 0


if __name__ == "__main__":
    sys.exit(main())
