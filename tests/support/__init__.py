# SPDX-License-Identifier: Apache-2.0
"""How tests start, drive and kill the whole system from outside, as a user of it would."""
