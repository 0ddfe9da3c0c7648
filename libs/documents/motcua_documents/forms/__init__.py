# SPDX-License-Identifier: Apache-2.0
"""Owns the forms: one module each, with its data and the page made from them."""
