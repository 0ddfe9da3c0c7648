# SPDX-License-Identifier: Apache-2.0
"""Exit code 0 when the service of this container says that it serves. Run by `python -I -S`, as it is asked every few seconds."""

from http.client import HTTPConnection
from sys import exit

connection = HTTPConnection("127.0.0.1", 8081, timeout=3)
connection.request("GET", "/healthz")
exit(connection.getresponse().status != 200)
