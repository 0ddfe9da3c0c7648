# SPDX-License-Identifier: Apache-2.0
"""One change between two folders."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Group = Literal["procedure", "drawing", "forms", "scenarios", "other"]
Kind = Literal["added", "removed", "changed", "moved"]
GROUPS: tuple[Group, ...] = ("procedure", "drawing", "forms", "scenarios", "other")


@dataclass(frozen=True, slots=True)
class Change:
    """`file` is the path inside the folder, `path` what is concerned from the outside in, such as `("parts", "copy", "limit")`.
    `name` is what people call the thing that has the change, "" where it has no name. `before` and `after` are texts, "" where
    there is none."""

    group: Group
    kind: Kind
    file: str
    path: tuple[str, ...]
    name: str
    before: str
    after: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"path": list(self.path)}
