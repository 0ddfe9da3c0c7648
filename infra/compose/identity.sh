#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The realm and its people: `motcua identity`, with the secrets of .env for the services' clients. What else the state folder holds
# (secrets of integrators, first passwords) stays.
set -eu
umask 077
python - <<'PYTHON'
import json, os, pathlib

state = pathlib.Path("/state")
file = state / "client-secrets.json"
known = json.loads(file.read_text("utf-8")) if file.exists() else {}
for name in ("workflow", "intake", "assignment", "notification", "liaison", "portal"):
    known[name] = os.environ[f"{name.upper()}_CLIENT_SECRET"]
new = state / "client-secrets.json.compose"
new.write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")
new.replace(file)
PYTHON
motcua identity realm apply --state /state
exec motcua identity sync --state /state
