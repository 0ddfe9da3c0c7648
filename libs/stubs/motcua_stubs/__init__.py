# SPDX-License-Identifier: Apache-2.0
"""The table of events of proto/events.yaml as packed data: `motcua_stubs/events.yaml`."""
