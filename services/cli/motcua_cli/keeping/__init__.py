# SPDX-License-Identifier: Apache-2.0
"""What an operator does with the embedded system as a whole: back it up, restore it, begin anew."""
