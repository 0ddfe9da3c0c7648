# SPDX-License-Identifier: Apache-2.0
"""The main operations as REST under /api/v1, for programs without gRPC: the same calls, in the caller's own name, nothing added.

A caller's token goes on to the services, which decide; the portal's session counts for nothing here.
"""
