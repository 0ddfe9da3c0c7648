# SPDX-License-Identifier: Apache-2.0
"""infra/observability/alerts.yaml by Prometheus' own tool: whether it takes the rules, and whether each alert says what
alerts.test.yaml expects of it. Exit code 1 when not; where there is no promtool, a sentence, which CI does not accept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "observability"
ASKED = (["check", "rules", "--lint-fatal", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"])


def main() -> int:
    """Exit code."""
    promtool = shutil.which("promtool")
    if promtool is None:
        print("infra/observability: skipped, as there is no `promtool` (of Debian's package prometheus)")
        if os.environ.get("CI"):
            print("infra/observability must be checked in CI: bring promtool.")
            return 1
        return 0
    failed = 0
    for asked in ASKED:
        done = subprocess.run([promtool, *asked], cwd=FOLDER, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"promtool {' '.join(asked)}, in infra/observability:\n{done.stdout}{done.stderr}".rstrip())
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
