# SPDX-License-Identifier: Apache-2.0
"""The notification service: tells people what happens to their dossier, and keeps what was told to whom and when."""
