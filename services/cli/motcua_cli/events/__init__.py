# SPDX-License-Identifier: Apache-2.0
"""`motcua events`: look at the log, deal with what could not be handled, make a projection anew."""
