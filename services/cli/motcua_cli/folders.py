# SPDX-License-Identifier: Apache-2.0
"""Which folders of a tree are procedures: those that hold a procedure.yaml.

Hidden folders are left out, and linked ones are not followed, as links may run in circles.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

PROCEDURE_FILE = "procedure.yaml"


def tree(root: Path) -> Iterator[Path]:
    """`root` and every folder below it; nothing where it is no folder."""
    for directory, inner, _ in os.walk(root):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        yield Path(directory)


def below(root: Path) -> list[Path]:
    """Every procedure folder at and below `root`, in a stable order."""
    return [folder for folder in tree(root) if os.path.lexists(folder / PROCEDURE_FILE)]
