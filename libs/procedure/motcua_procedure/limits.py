# SPDX-License-Identifier: Apache-2.0
"""The limits of a procedure in words: of each part with the moment from which it counts, and of all of them together. Parts may
follow each other or run side by side, so that limits are never simply put in a row."""

from __future__ import annotations

from collections.abc import Sequence

from motcua_text import Text

from motcua_procedure.model import Part, Procedure


def counted_from(procedure: Procedure, part: Part) -> Text:
    """What follows “kể từ” / “from”: when the limit of that part begins to count."""
    if part.after:
        before = procedure.part(part.after).name
        if part.from_decision:
            return Text(f"khi có kết quả “{before.vi}”", f"the decision on “{before.to('en')}”")
        return Text(f"ngày đến hạn của phần “{before.vi}”", f"the due day of “{before.to('en')}”")
    if procedure.clock_starts == "SUBMISSION":
        return Text("khi nộp hồ sơ", "submission")
    return Text("khi tiếp nhận hồ sơ", "acceptance")


def limit_of(procedure: Procedure, part: Part) -> Text:
    """The limit of a part; of one that follows another, with where it counts from."""
    said = part.limit_words
    if not part.after:
        return said
    start = counted_from(procedure, part)
    return Text(f"{said.vi} kể từ {start.vi}", f"{said.to('en')} from {start.to('en')}")


def all_limits(procedure: Procedure) -> Text:
    """What begins together, then what follows it: “trong ngày, rồi 15 ngày làm việc và 10 ngày làm việc (làm song song)”."""
    steps = [_together(parts) for parts in _levels(procedure.parts)]
    return Text(", rồi ".join(one.vi for one in steps), ", then ".join(one.to("en") for one in steps))


def _together(parts: Sequence[Part]) -> Text:
    words = [part.limit_words for part in parts]
    vi, en = " và ".join(one.vi for one in words), " and ".join(one.to("en") for one in words)
    return Text(f"{vi} (làm song song)", f"{en} (side by side)") if len(words) > 1 else Text(vi, en)


def _levels(parts: Sequence[Part]) -> list[list[Part]]:
    """Parts by how many come before them; the loader refuses circles."""
    by_key = {part.key: part for part in parts}
    found: dict[int, list[Part]] = {}
    for part in parts:
        depth, one = 0, part
        while one.after:
            depth, one = depth + 1, by_key[one.after]
        found.setdefault(depth, []).append(part)
    return [found[depth] for depth in sorted(found)]
