# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure list` and `show`: what is published in the running system, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from motcua_cli.designing.published import CannotAsk, Published, Version, asking, package_of, published
from motcua_cli.designing.reference import Reference, parse
from motcua_cli.failing import fail
from motcua_cli.machine_readable import json_line


def list_published(var: Path, as_json: bool) -> None:
    """Print every published procedure: which version takes new dossiers, who published it and when, what runs."""
    try:
        with asking(var) as channel:
            found = published(channel)
    except CannotAsk as error:
        raise fail(str(error)) from error
    if as_json:
        for one in found:
            print(json_line(one.as_json()))
    elif not found:
        print("Nothing is published. `motcua procedure publish PATH` publishes a folder.")
    else:
        for one in found:
            print("\n".join(_listed(one)))


def show(text: str, var: Path, as_json: bool) -> None:
    """Print one version: what it says of itself, then all versions of the procedure."""
    wanted = parse(text)
    if wanted is None:
        raise fail(f"{text} names no procedure; write FIELD/SLUG, or FIELD/SLUG@VERSION.")
    try:
        with asking(var) as channel:
            number, package = package_of(channel, wanted)
            [known] = published(channel, wanted.key)
    except CannotAsk as error:
        raise fail(str(error)) from error
    from motcua_cli.designing.summary import sentences, summary

    if as_json:
        print(json_line(known.as_json() | {"version": number, "content": summary(package)}))
        return
    print(f"{Reference(known.key, number)}")
    for sentence in (*sentences(package), "", "versions:"):
        print(sentence)
    for version in known.versions:
        print(f"  {_version(version)}")


def _listed(one: Published) -> Iterator[str]:
    """A procedure: its name, the version in force, the newest where that is another one, and older ones with dossiers."""
    yield f"{one.key}  {one.newest.name.vi}"
    if one.in_force is None:
        yield "  no version is in force today: it takes no new dossiers"
    for version in one.versions:
        if version.in_force or version.running or version is one.newest:
            yield f"  {_version(version)}"


def _version(version: Version) -> str:
    said = [
        f"version {version.number}",
        f"{_moment(version.at)} by {version.who}",
        _dossiers(version.running),
    ]
    return "; ".join([*said, "in force"] if version.in_force else said) + f"  [{version.sha256[:12]}]"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _dossiers(count: int) -> str:
    return f"{count} dossier running" if count == 1 else f"{count} dossiers running"
