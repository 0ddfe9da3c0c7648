# SPDX-License-Identifier: Apache-2.0
"""What the officers' pages share: time left, where a dossier stands, uploads, and how a form becomes a completed task."""
