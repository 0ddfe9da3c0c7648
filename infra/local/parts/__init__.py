# SPDX-License-Identifier: Apache-2.0
"""What a province runs beside MotCua, on this machine: installed from packages, without containers."""
