# SPDX-License-Identifier: Apache-2.0
"""Why a step is open again: it was sent back, or it comes round again after it sent back what was before it.

Both look alike in what was recorded, each step after the other; what tells them apart is which of two steps followed the
other first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from motcua.assignment.v1 import assignment_pb2 as pb


@dataclass(frozen=True, slots=True)
class Later:
    """A step that was done after this one; `again`: it had been done before, too."""

    record: pb.StepRecord
    again: bool


@dataclass(frozen=True, slots=True)
class Repeated:
    """A step that is open for the `turn`th time: what was recorded in it last, and what was done since. `sent_back`: what a later
    step wrote when it gave this one back; None when nobody did."""

    turn: int
    last: pb.StepRecord
    since: tuple[Later, ...]
    sent_back: pb.StepRecord | None


def repeated(element: str, records: Sequence[pb.StepRecord]) -> Repeated | None:
    """Of what a unit recorded so far, oldest first; None where the step is open for the first time."""
    own = [place for place, one in enumerate(records) if one.element == element]
    if not element or not own:
        return None
    after = own[-1] + 1
    before = {one.element for one in records[:after]}
    since = tuple(Later(one, one.element in before) for one in records[after:])
    opinion = None
    if since and not _comes_round(element, records, after):
        opinion = next((one.record for one in reversed(since) if one.record.answers), None)
    return Repeated(len(own) + 1, records[own[-1]], since, opinion)


def _comes_round(element: str, records: Sequence[pb.StepRecord], after: int) -> bool:
    """Whether the step itself sent back what it had come from, or a step before it was done again on the way here."""
    pairs = [(one.element, other.element) for one, other in pairwise(records)]
    left, last = records[after].element, records[-1].element
    if left == element:
        return True
    way_back = (left, element)
    if way_back in pairs and pairs.index(way_back) < pairs.index((element, left)):
        return True
    first = next(place for place, one in enumerate(records) if one.element == element)
    return last != left and first > 0 and records[first - 1].element == last
