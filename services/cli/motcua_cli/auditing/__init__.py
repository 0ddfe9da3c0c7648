# SPDX-License-Identifier: Apache-2.0
"""`motcua audit`: who did what when, whether the record of it is whole, and a copy of it for elsewhere."""
