# SPDX-License-Identifier: Apache-2.0
"""Forms that were read before: a published form never changes, and reading one costs more than what a page does with it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from motcua_procedure import Form

MOST: Final = 256
"""Forms that are kept, of some kilobytes each; those not asked for longest go first."""


@lru_cache(maxsize=MOST)
def known_form(content: str, file: str) -> Form:
    """As `Form.load`. Kept by its whole text, so two versions of a procedure are never taken for each other.

    Raises:
        SourceError: what is no form is not kept, and refused again each time.
    """
    return Form.load(content.encode(), file)
