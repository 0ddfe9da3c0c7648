# SPDX-License-Identifier: Apache-2.0
"""The procedure folder."""
