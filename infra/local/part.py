# SPDX-License-Identifier: Apache-2.0
"""Starts and stops one part of the production shape on this machine.

    .venv/bin/python infra/local/part.py kafka start     prints the address; nothing where it runs already
    .venv/bin/python infra/local/part.py kafka stop

State is kept in `var/local/PART` (`--state` names another folder), what is installed in a cache outside of the tree.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from parts.common import Part, PartError
from parts.registry import PARTS

ROOT = Path(__file__).parents[2]


def main() -> int:
    """0 done, 1 `status` of a part that does not answer, 2 it could not be done."""
    arguments = parse()
    folder = (arguments.state or ROOT / "var" / "local").absolute() / arguments.part
    try:
        return act(PARTS[arguments.part](folder), arguments.act)
    except PartError as error:
        print(f"motcua: {error}", file=sys.stderr)
        return 2


def act(part: Part, what: str) -> int:
    """Do it, and say where the part is."""
    if what == "install":
        print(part.install())
    elif what == "start":
        part.start()
        print(part.address)
    elif what == "stop":
        part.stop()
    else:
        answers = part.status()
        print(part.address if answers else "does not run")
        return 0 if answers else 1
    return 0


def parse() -> argparse.Namespace:
    """What was asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("part", choices=sorted(PARTS))
    parser.add_argument("act", choices=["install", "start", "stop", "status"])
    parser.add_argument("--state", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
