# SPDX-License-Identifier: Apache-2.0
"""Calls by chance: what is sent, who sends it, and what an answer may be."""
