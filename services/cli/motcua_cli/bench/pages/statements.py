# SPDX-License-Identifier: Apache-2.0
"""SQL statements of one page, over the portal and all services that it asks.

    python -m motcua_cli.bench.pages.statements VAR HTTP_PORT GRPC_PORT < pages.json

Runs the services in this process, as `motcua_cli.bench.statements` does: only there can a statement be told apart by the thread
that made it. Each page is asked at its first two addresses, and the second is told. Prints one JSON object.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from motcua_storage import count_statements

from motcua_cli.bench.pages.asking import Browser
from motcua_cli.bench.pages.page import Page
from motcua_cli.bench.statements import ANSWERING
from motcua_cli.embedded.folder import StateFolder
from motcua_cli.embedded.node import Node, Options

PORTAL = "AnyIO worker"
"""Prefix of the threads in which the portal makes its pages."""


def count_all(run: Mapping[str, Any], pages: Sequence[Page]) -> dict[str, int]:
    """Statements by page."""
    browsers = {user: Browser(run, user) for user in {one.user for one in pages}}
    try:
        return {one.key: _count(browsers[one.user], one) for one in pages}
    finally:
        for one in browsers.values():
            one.close()


def statements_of(browser: Browser, address: str, status: int = 200) -> list[str]:
    """The statements of one page, in their order."""
    with count_statements() as count:
        browser.get(address, status)
    both = zip(count.threads, count.statements, strict=True)
    return [text for thread, text in both if thread.startswith((ANSWERING, PORTAL))]


def _count(browser: Browser, page: Page) -> int:
    found = [statements_of(browser, page.addresses[at % len(page.addresses)], page.status) for at in range(2)]
    return len(found[-1])


def main() -> None:
    """Start the services on a folder that was used before, count, stop."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    var, http_port, grpc_port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    pages = [Page(**one | {"addresses": tuple(one["addresses"])}) for one in json.load(sys.stdin)]
    options = Options(
        StateFolder(var), "127.0.0.1", http_port, grpc_port, Path("workflows").absolute(),
        Path("infra/demo/organisation.yaml").absolute(),
    )  # fmt: skip
    node = Node(options)
    node.start()
    try:
        run = StateFolder(var).read_run()
        assert run is not None, "a started node has written run.json"
        print(json.dumps(count_all(run, pages)))
    finally:
        node.stop()


if __name__ == "__main__":
    main()
