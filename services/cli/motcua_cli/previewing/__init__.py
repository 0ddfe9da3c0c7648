# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure preview PATH`: a procedure's folder as citizens and officers will see it, on loopback.

Owns no rule: findings and coverage are those of lint and scenarios, forms are drawn by the portal's own templates and
answers judged by the form itself, times by the legal clock. Nothing is published, kept or sent; the page renews itself when a
file is saved.
"""

from __future__ import annotations
