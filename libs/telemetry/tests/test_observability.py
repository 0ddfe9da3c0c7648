# SPDX-License-Identifier: Apache-2.0
"""What the dashboard shows and the alerts ask for is what the code measures, and nothing that it measures is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from motcua_events import consumer
from motcua_intake.app import scanning
from motcua_rpc import guard
from motcua_telemetry.gauges import GAUGES

FOLDER = Path(__file__).parents[3] / "infra" / "observability"
UNITS = {"s": "_seconds"}
"""As Prometheus writes units behind names; what stands in braces is no unit."""
SENT = {"service", "group", "rpc_method", "rpc_code", "le", "outcome"}


def registered() -> dict[str, bool]:
    """The names in Prometheus, and whether each is a histogram."""
    found = {prometheus(one.name, one.unit): False for one in GAUGES}
    for histogram in (guard._duration, consumer._LATENCY, scanning._TOOK):
        made: Any = histogram
        found[prometheus(made._name, made._unit)] = True
    return found


def prometheus(name: str, unit: str) -> str:
    return name.replace(".", "_") + UNITS.get(unit, "")


def named(text: str) -> set[str]:
    """Every metric of ours in a query, a histogram by its own name."""
    return {re.sub(r"_(bucket|count|sum)$", "", one) for one in re.findall(r"\bmotcua_[a-z_]+", text)}


def expressions(file: str) -> list[str]:
    if file.endswith(".yaml"):
        rules = yaml.safe_load((FOLDER / file).read_text("utf-8"))
        return [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    board = json.loads((FOLDER / file).read_text("utf-8"))
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def tried() -> list[dict[str, Any]]:
    """The cases that promtool tries the alerts on."""
    cases: list[dict[str, Any]] = yaml.safe_load((FOLDER / "alerts.test.yaml").read_text("utf-8"))["tests"]
    return cases


@pytest.mark.parametrize("file", ["alerts.yaml", "dashboard.json"])
def test_only_what_is_measured_is_asked_for(file: str) -> None:
    asked = {name for one in expressions(file) for name in named(one)}
    assert asked <= registered().keys()
    histograms = {one for one, histogram in registered().items() if histogram}
    for one in expressions(file):
        bare = set(re.findall(r"\bmotcua_[a-z_]+", one)) & histograms
        assert not bare, f"{bare} is a histogram: ask for its buckets, its count or its sum"


def test_the_dashboard_shows_everything_that_is_measured() -> None:
    shown = {name for one in expressions("dashboard.json") for name in named(one)}
    assert shown == registered().keys()


def test_every_alert_says_how_bad_it_is_and_what_to_do() -> None:
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))
    for rule in rules["groups"][0]["rules"]:
        assert rule["labels"]["severity"] in ("page", "ticket"), rule["alert"]
        assert rule["annotations"]["summary"] and rule["annotations"]["action"], rule["alert"]


def test_every_alert_is_tried_on_what_raises_it_and_on_what_is_healthy() -> None:
    """`make check` tries them, by promtool."""
    raised, silent = set(), set()
    for case in tried():
        for asked in case["alert_rule_test"]:
            (raised if asked["exp_alerts"] else silent).add(asked["alertname"])
    rules = yaml.safe_load((FOLDER / "alerts.yaml").read_text("utf-8"))
    alerts = [rule["alert"] for group in rules["groups"] for rule in group["rules"]]
    assert raised == silent == set(alerts) and len(alerts) == len(raised)
    healthy = {asked["alertname"] for asked in tried()[0]["alert_rule_test"]}
    assert healthy == set(alerts), "the first case is a province where all is well"


def test_alerts_are_tried_on_what_is_sent() -> None:
    """A case with a metric or label that nothing sends would show nothing."""
    for case in tried():
        for series in case["input_series"]:
            matched = re.fullmatch(r"([a-z_]+)\{(.*)\}", series["series"])
            assert matched, series
            name, labels = matched.groups()
            (metric,) = named(name)
            assert registered()[metric] == (name != metric), f"{name}: only a histogram has parts"
            assert set(re.findall(r'([a-z_]+)="', labels)) <= SENT | {"job", "instance"}, series


def test_labels_that_are_asked_for_are_sent() -> None:
    for one in [*expressions("alerts.yaml"), *expressions("dashboard.json")]:
        grouped = {
            label.strip() for found in re.findall(r"by \(([^)]*)\)", one) for label in found.split(",")
        }
        matched = set(re.findall(r"([a-z_]+)(?:=~|!~|!=|=)\"", one))
        assert grouped | matched <= SENT, one
