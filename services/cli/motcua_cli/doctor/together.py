# SPDX-License-Identifier: Apache-2.0
"""Looks at everything at once, and waits for nothing for long: what does not answer in time is a finding of its own."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from motcua_cli.doctor.check import Check, Level

SECONDS = 15.0
"""For all looks together; each bounds its own questions by less."""


@dataclass(frozen=True)
class Look:
    """`run` is called in a thread of its own; `area` names it where it does not come back, or fails."""

    area: str
    run: Callable[[], Iterable[Check]]


def together(looks: Sequence[Look], seconds: float = SECONDS) -> list[Check]:
    """What was found, in the order of the looks. Threads that hang are left behind: the command ends without them."""
    answers: queue.SimpleQueue[tuple[int, list[Check]]] = queue.SimpleQueue()
    for number, look in enumerate(looks):
        threading.Thread(target=_run, args=(number, look, answers), name=look.area, daemon=True).start()
    found: dict[int, list[Check]] = {}
    until = time.monotonic() + seconds
    while len(found) < len(looks) and (left := until - time.monotonic()) > 0:
        try:
            number, said = answers.get(timeout=left)
        except queue.Empty:
            break
        found[number] = said
    return [
        one
        for number, look in enumerate(looks)
        for one in found.get(number) or _late(look, seconds, number in found)
    ]


def _run(number: int, look: Look, answers: queue.SimpleQueue[tuple[int, list[Check]]]) -> None:
    try:
        said = list(look.run())
    except Exception as error:  # a look that fails is a finding, never the end of the others
        said = [
            Check(
                look.area,
                Level.ERROR,
                f"could not be looked at: {told(error)}",
                "The log of that part may say why.",
            )
        ]
    answers.put((number, said))


def _late(look: Look, seconds: float, came: bool) -> list[Check]:
    if came:
        return []
    return [
        Check(
            look.area,
            Level.ERROR,
            f"did not answer within {seconds:.0f} s.",
            "Look whether it hangs, and at the network.",
        )
    ]


def told(error: BaseException) -> str:
    """One line: a program's own sentence, or the kind of error with its first words."""
    sentence = str(getattr(error, "message_en", "") or "")
    if sentence:
        return sentence
    words = str(error).strip().splitlines()
    return f"{type(error).__name__}: {words[0]}" if words else type(error).__name__
