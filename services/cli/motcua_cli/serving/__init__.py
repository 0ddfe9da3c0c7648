# SPDX-License-Identifier: Apache-2.0
"""The production shape: one process per service, certificates between them, migrations by themselves."""
