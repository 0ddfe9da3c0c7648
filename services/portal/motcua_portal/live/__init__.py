# SPDX-License-Identifier: Apache-2.0
"""Owns telling open pages that the inbox has changed."""
