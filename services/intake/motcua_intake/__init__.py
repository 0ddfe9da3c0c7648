# SPDX-License-Identifier: Apache-2.0
"""Dossiers: submission, papers, receipt, legal clock, results and their return."""
