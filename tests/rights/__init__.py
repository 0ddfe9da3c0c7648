# SPDX-License-Identifier: Apache-2.0
"""Who may do what, held against proto/rights.yaml."""
