# SPDX-License-Identifier: Apache-2.0
"""The place name before the date of a paper (địa danh; NĐ 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

from typing import Final

from motcua_organisation.model import Organisation, Unit

_COMMITTEE: Final = "ủy ban nhân dân "
_KINDS: Final = ("xã ", "phường ", "đặc khu ", "tỉnh ", "thành phố ")
_NAMED_AFTER_PEOPLE: Final = ("Hồ Chí Minh",)


def place_of(organisation: Organisation, unit: Unit) -> str:
    """The commune's name for a commune's papers, the province's for all others, each without its kind; the kind stays with
    numbers and with names of people (`Phường 4`, `Thành phố Hồ Chí Minh`)."""
    seat: Unit | None = unit
    while seat is not None and seat.kind not in ("commune", "province"):
        seat = organisation.units.get(seat.parent)
    full = (seat.name if seat is not None else organisation.name).vi.strip()
    if full.lower().startswith(_COMMITTEE):
        full = full[len(_COMMITTEE) :]
    kind = next((one for one in _KINDS if full.lower().startswith(one)), "")
    bare = full[len(kind) :]
    kept = full if bare.isdigit() or bare in _NAMED_AFTER_PEOPLE else bare
    return kept[:1].upper() + kept[1:]
