# SPDX-License-Identifier: Apache-2.0
"""The schemas of the whole embedded shape. Apart from the node, which imports every service: a `motcua doctor` need not."""

from __future__ import annotations

from motcua_assignment.migration import MIGRATION as ASSIGNMENT
from motcua_events.broker import BROKER_MIGRATION
from motcua_intake.migration import MIGRATION as INTAKE
from motcua_liaison.migration import MIGRATION as LIAISON
from motcua_notification.migration import MIGRATION as NOTIFICATION
from motcua_portal.migration import MIGRATION as PORTAL
from motcua_workflow.migration import MIGRATION as WORKFLOW

MIGRATIONS = (WORKFLOW, INTAKE, ASSIGNMENT, NOTIFICATION, LIAISON, PORTAL, BROKER_MIGRATION)
