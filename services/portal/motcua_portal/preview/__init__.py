# SPDX-License-Identifier: Apache-2.0
"""Owns looking at the pages of a PDF without opening it in a browser: hostile files are drawn by a child process with limits."""
