# SPDX-License-Identifier: Apache-2.0
"""The production shape on this machine: every part real, every service in a process of its own, no containers."""
