# SPDX-License-Identifier: Apache-2.0
"""The engine room: read, check, normalise, compile, and a pure core that does no I/O."""
