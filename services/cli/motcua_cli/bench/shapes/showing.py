# SPDX-License-Identifier: Apache-2.0
"""What was found of both shapes, with the goals beside it."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from motcua_cli.bench.arithmetic import Summary, ratio


@dataclass(frozen=True)
class Goal:
    """A figure, what it should be, and whether it is."""

    what: str
    found: str
    goal: str
    met: bool


def goals(content: Mapping[str, Any]) -> list[Goal]:
    """Of what was measured."""
    return [*_event_goals(content), *_completion_goals(content), *_rush_goals(content)]


def _event_goals(content: Mapping[str, Any]) -> Iterator[Goal]:
    for name, found in content.get("events", {}).items():
        summary: Summary = found["commit_to_effect"]
        said = f"p50 {summary.p50_ms:.1f} ms, p99 {summary.p99_ms:.1f} ms"
        yield Goal(f"{name}: commit to effect, 100 events/s", said, "p99 ≤ 200 ms", summary.p99_ms <= 200)
        rates = found["events_per_second"]
        if "producer" in rates:
            ours, bare = (statistics.median(rates[key]) for key in ("relay", "producer"))
            share = ratio(ours, bare)
            said = f"{share} ({ours:.0f} to {bare:.0f} events/s)"
            yield Goal(f"{name}: relay against a bare producer", said, "≥ 0.5", share >= 0.5)


def _completion_goals(content: Mapping[str, Any]) -> Iterator[Goal]:
    found = content.get("completions", {})
    if {"embedded", "production"} <= found.keys():
        apart, one = (
            statistics.median(summary.per_second for summary in found[name])
            for name in ("production", "embedded")
        )
        share = ratio(apart, one)
        said = f"{share} ({apart:.1f} to {one:.1f} completions/s)"
        yield Goal("separate services against embedded", said, "≥ 0.6", share >= 0.6)


def _rush_goals(content: Mapping[str, Any]) -> Iterator[Goal]:
    for name, rush in content.get("overload", {}).items():
        said = f"p50 {rush['inbox_p50_ms']} ms, p99 {rush['inbox_p99_ms']} ms"
        fine = 0 < rush["inbox_p99_ms"] <= 1000
        yield Goal(f"{name}: inboxes at {rush['offered']:.0f}/s", said, "p99 ≤ 1 s", fine)
        met = ", ".join(f"{status} {count}" for status, count in rush["others"].items()) or "none"
        yield Goal(f"{name}: other answers than done and refused", met, "none", not rush["others"])
        after = rush["calm_after_seconds"]
        said = "not within 30 s" if after is None else f"{after} s"
        yield Goal(
            f"{name}: as before after the rush", said, "within 10 s", after is not None and after <= 10
        )


def show(console: Console, content: Mapping[str, Any]) -> None:
    """Everything on one screen."""
    table = Table("", "found", "goal", "", box=None)
    for one in content["goals"]:
        table.add_row(one["what"], one["found"], one["goal"], "met" if one["met"] else "[red]not met[/]")
    console.print(table)
    for name, why in (content["left_out"] | content["failed"]).items():
        console.print(f"{name} was not measured: {why}", markup=False)
    for name, seconds in content["cold_start_seconds"].items():
        held = content["memory_mib"][name]
        parts = ", ".join(f"{part} {size:.0f}" for part, size in held.items() if part != "sum")
        console.print(f"{name}: cold start {seconds} s, memory {held['sum']:.0f} MiB ({parts})")
    for name, rush in content.get("overload", {}).items():
        console.print(_rush(name, rush))
    before, after = content["load"]["before"], content["load"]["after"]
    console.print(f"Machine: {content['machine']['cores']} cores; load {before} before, {after} after.")
    if before > content["machine"]["cores"] / 2:
        console.print(
            "[yellow]The machine was busy with other work: read the ratios only, or measure again.[/]"
        )


def _rush(name: str, rush: Mapping[str, Any]) -> str:
    answers = ", ".join(f"{status} {count}" for status, count in sorted(rush["statuses"].items()))
    memory = ", ".join(f"{rush[f'memory_{when}']:.0f} {when}" for when in ("before", "during", "after"))
    return (
        f"{name}: {rush['sustainable']:.0f}/s sustainable, {rush['offered']:.0f}/s offered for {rush['seconds']:.0f} s; "
        f"{rush['share_answered']:.1%} let in ({answers}); memory MiB {memory}"
    )
