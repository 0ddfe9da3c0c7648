# SPDX-License-Identifier: Apache-2.0
"""The workflow service: drawings in, tasks, timers, messages and decisions out."""
