# SPDX-License-Identifier: Apache-2.0
"""What must be so when the calls are over: nothing crashed, nothing waits for an operator, the witness is as it was, and the
system goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from support.fuzzing.prepared import Prepared
from support.province import COMMUNE, Province


@contextmanager
def nothing_breaks(way: Prepared) -> Iterator[None]:
    """Whatever is called inside."""
    log = way.system.var / "out.log"
    begun, before = log.stat().st_size, way.seen()
    yield
    assert not crashes(log.read_bytes()[begun:].decode("utf-8", "replace"))
    listed = json.loads(way.system.command("incident", "list", "--all", "--json").stdout)
    assert not [one for one in listed["failures"] if one["dossier_id"] not in way.invented]
    assert not listed["unread"]
    assert way.seen() == before
    province = Province(way.system)
    dossier = province.citizen().submit_land(COMMUNE)
    province.clerk.accept(dossier.dossier_id)
    assert province.land_officer.wait_for(dossier.dossier_id, "appraise_release", 60)


def crashes(log: str) -> list[str]:
    """What the log tells with a traceback. An event that a service gave up is in the list of failures too, and judged there."""
    entries = re.split(r"\n(?=\d{4}-\d\d-\d\dT)", log)
    return [one[:4000] for one in entries if "Traceback" in one and "event.given_up" not in one]
