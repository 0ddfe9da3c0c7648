# SPDX-License-Identifier: Apache-2.0
"""The pages, one module per room; each module has a `router`."""

from __future__ import annotations

from importlib import import_module

from fastapi import APIRouter

ROOMS = (
    "home",
    "procedures",
    "drafts",
    "draft_papers",
    "deleting_drafts",
    "my_dossiers",
    "own_sessions",
    "dossiers",
    "dossier_changes",
    "tracking",
    "files",
    "preview",
    "inbox",
    "inbox_views",
    "reassigning",
    "many_tasks",
    "notes",
    "live",
    "casefile",
    "control_slip",
    "apologies",
    "calls",
    "register",
    "board",
    "shortcuts",
    "task",
    "half_filled",
    "window",
    "window_check",
    "window_changes",
    "window_withdrawal",
    "paying",
    "returning",
    "return_ways",
    "window_amending",
    "operations",
    "incidents",
    "mailbox",
    "mail_log",
)


def all_routers() -> list[APIRouter]:
    """The routers of all rooms, in the order in which their paths are tried."""
    return [import_module(f"motcua_portal.pages.{room}").router for room in ROOMS]
