# SPDX-License-Identifier: Apache-2.0
"""What is kept of what a browser says of itself."""

from __future__ import annotations

import pytest
from motcua_portal.web.devices import BROWSERS, SYSTEMS, Device, device

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
LINUX = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (f"{WINDOWS} Chrome/142.0.0.0 Safari/537.36", ("chrome", "windows")),
        (f"{WINDOWS} coc_coc_browser/130.0 Chrome/124.0 Safari/537.36", ("coccoc", "windows")),
        (f"{WINDOWS} Chrome/142.0 Safari/537.36 Edg/142.0", ("edge", "windows")),
        (f"{LINUX} Chrome/142.0 Safari/537.36 OPR/120.0", ("opera", "linux")),
        (f"{ANDROID} SamsungBrowser/26.0 Chrome/122.0 Mobile Safari/537.36", ("samsung", "android")),
        (
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ("firefox", "linux"),
        ),
        (f"{IPHONE} Version/18.5 Mobile/15E148 Safari/604.1", ("safari", "ios")),
        (f"{IPHONE} CriOS/142.0 Mobile/15E148 Safari/604.1", ("chrome", "ios")),
        (f"{MAC} Version/18.5 Safari/605.1.15", ("safari", "macos")),
        *((said, ("", "")) for said in ("curl/8.14.1", "", "\x00<script>'", "x" * 5_000 + "Firefox/140.0")),
    ],
)
def test_kinds_alone_are_told(said: str, found: tuple[str, str]) -> None:
    assert device(said) == Device(*found)
    assert found[0] in {"", *BROWSERS} and found[1] in {"", *SYSTEMS}
