# SPDX-License-Identifier: Apache-2.0
"""The machine's own Chromium for the pages of this portal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = "/usr/bin/chromium"
QUICK = shutil.which("chromium-headless-shell") or CHROMIUM
"""Where it is there, the same browser without the windows around its pages."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--in-process-gpu", "--js-flags=--no-opt --no-maglev",
]  # fmt: skip
"""No page of a test lives long enough to pay for the optimising compilers of V8; what draws needs no process of its own, as it
draws by the processor anyway."""
NEEDED = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="there is no Chromium at /usr/bin/chromium"),
]


@contextmanager
def launched() -> Iterator[Any]:
    """One Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=QUICK, args=ARGUMENTS)
        yield browser
        browser.close()
