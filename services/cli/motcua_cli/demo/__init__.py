# SPDX-License-Identifier: Apache-2.0
"""`motcua demo`: simulated citizens and officers work through the public gRPC API of a running trial system, day after day."""
