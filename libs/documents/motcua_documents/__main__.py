# SPDX-License-Identifier: Apache-2.0
"""``python -m motcua_documents FOLDER``: write a specimen of every form and print the times taken."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

from motcua_documents.forms.base import FormData
from motcua_documents.rendering import Rendered, render
from motcua_documents.samples import all_samples


def main(arguments: list[str], rounds: int = 20) -> int:
    """Write the specimens, each printed ``rounds`` times more; return 0, or 2 when no folder was named."""
    if len(arguments) != 1:
        print("Cách dùng / usage: python -m motcua_documents FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{'form':<18}{'first ms':>10}{'again ms':>10}{'KB':>8}  sha256")
    for name, form in all_samples().items():
        first, rendered = _timed(form)
        (folder / f"{name}.pdf").write_bytes(rendered.pdf)
        again = median(_timed(_renumbered(form, turn))[0] for turn in range(rounds))
        print(
            f"{name:<18}{first:>10.1f}{again:>10.1f}{len(rendered.pdf) / 1024:>8.1f}  {rendered.sha256[:16]}"
        )
    return 0


def _timed(form: FormData) -> tuple[float, Rendered]:
    start = perf_counter()
    rendered = render(form)
    return (perf_counter() - start) * 1000, rendered


def _renumbered(form: FormData, turn: int) -> FormData:
    """Return the form under another number, so that typst cannot answer from its cache."""
    return replace(form, letterhead=replace(form.letterhead, number=f"{turn}/ĐO"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
