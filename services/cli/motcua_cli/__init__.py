# SPDX-License-Identifier: Apache-2.0
"""The command `motcua` and the embedded shape; the only package that imports several services."""
