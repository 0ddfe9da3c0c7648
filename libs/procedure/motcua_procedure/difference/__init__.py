# SPDX-License-Identifier: Apache-2.0
"""What changed between two versions of a procedure's folder, as people speak of it: fields, papers, form fields, scenarios.

Owns how data is compared by what things are called, and the words for it. The drawing's own model belongs to the workflow
service, which hands its elements in as `Items`.
"""

from __future__ import annotations

from motcua_procedure.difference.change import Change, Group, Kind
from motcua_procedure.difference.files import compare_files
from motcua_procedure.difference.items import Item, Items, compare_items
from motcua_procedure.difference.words import say

__all__ = ["Change", "Group", "Item", "Items", "Kind", "compare_files", "compare_items", "say"]
