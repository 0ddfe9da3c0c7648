# SPDX-License-Identifier: Apache-2.0
"""axe-core over a page as it stands, at both widths: every rule of WCAG 2.0 to 2.2 (A, AA) and axe's best practices."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from support.browser import NARROW, WIDE

SCRIPT = Path(__file__).parents[1] / "browser" / "vendor" / "axe-core-4.14.1.min.js"
RUN = """async (colours) => {
  const found = await axe.run(document, {
    resultTypes: ['violations'], elementRef: false, preload: false, iframes: false,
    rules: {'target-size': {enabled: true}, 'color-contrast': {enabled: colours}},
  });
  return found.violations.flatMap((rule) => rule.nodes.map((node) => ({
    rule: rule.id, where: node.target.join(' '), html: node.html.slice(0, 200), why: node.failureSummary,
  })));
}"""
"""target-size (WCAG 2.2 AA, 2.5.8) is off in axe unless asked for."""


def load_axe(context: BrowserContext) -> None:
    """Give axe to every page that this context opens; a page's policy against foreign scripts does not see it."""
    context.add_init_script(path=SCRIPT)


def take_scripts_out(context: BrowserContext) -> None:
    """Show pages as they are where scripts do not run, which axe itself needs: without their scripts, and with what stands in
    <noscript>."""

    def plain(route: Route) -> None:
        if route.request.resource_type == "script":
            route.abort()
        elif route.request.resource_type == "document":
            answer = route.fetch(max_redirects=0)
            body = re.sub(r"<script\b[^>]*>.*?</script>|</?noscript>", "", answer.text(), flags=re.DOTALL)
            route.fulfill(response=answer, body=body)
        else:
            route.continue_()

    context.route("**/*", plain)


def findings(page: Page, *, again: bool = False) -> list[str]:
    """What axe finds at 360 and at 1366 px: rule, place and reason, one line each. `again`: a page that was looked at in another
    language, which only its words can make worse: where there is least room for them, and without contrast."""
    said: dict[str, None] = {}
    for size in (NARROW,) if again else (NARROW, WIDE):
        page.set_viewport_size(size)
        for one in page.evaluate(RUN, not again):
            said[f"{_line(one)} ({size['width']} px)"] = None
    return list(said)


def _line(one: dict[str, Any]) -> str:
    why = " ".join(str(one["why"]).split())
    return f"{one['rule']}: {one['where']}: {why}: {one['html']}"


def sign_in(page: Page, user: str, password: str) -> None:
    """As this person, from the portal's start page on."""
    page.goto("/dang-nhap")
    page.fill("[name=user]", user)
    page.fill("[name=password]", password)
    with page.expect_navigation():
        page.click("button:not(.link)")
