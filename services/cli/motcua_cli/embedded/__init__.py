# SPDX-License-Identifier: Apache-2.0
"""The embedded shape: one process, a real PostgreSQL below `var`, the built-in issuer, every service."""
