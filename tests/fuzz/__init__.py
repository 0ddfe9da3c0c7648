# SPDX-License-Identifier: Apache-2.0
"""A package, so that the system of these tests ends with the last of them."""
