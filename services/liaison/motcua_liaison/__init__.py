# SPDX-License-Identifier: Apache-2.0
"""The liaison service: carries every message between agencies, numbered, chained, signed, and answered."""
