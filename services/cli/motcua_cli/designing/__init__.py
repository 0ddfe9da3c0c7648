# SPDX-License-Identifier: Apache-2.0
"""`motcua procedure list | show | diff | preview`: what a designer looks at. Publishing and testing are in `procedures`.

Exit codes: 0 fine, 1 a finding (diff: there are differences), 2 could not run.
"""

from __future__ import annotations
