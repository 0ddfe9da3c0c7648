# SPDX-License-Identifier: Apache-2.0
"""The note in a folder that says in which bucket its files are: its name, and the id of the system that it is marked with."""

from __future__ import annotations

import json

from motcua_cli.embedded.folder import StateFolder, Unusable, write_private


def known_bucket(folder: StateFolder) -> dict[str, str]:
    """`bucket` and `installation`; empty where files are in the folder. Raises Unusable: the note is damaged."""
    note = read_note(folder)
    return {} if note.get("state") != "used" else note


def read_note(folder: StateFolder) -> dict[str, str]:
    """The same, also of a bucket that was begun and never used (`state`). Raises Unusable."""
    try:
        found = json.loads(folder.bucket.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Unusable(
            f"{folder.bucket} cannot be read; write it again as docs/operators.md says."
        ) from error
    if not isinstance(found, dict) or found.keys() != {"bucket", "installation", "state"}:
        raise Unusable(f"{folder.bucket} is damaged; write it again as docs/operators.md says.")
    return found


def write_note(folder: StateFolder, bucket: str, installation: str, state: str) -> None:
    """`state`: begun, or used."""
    note = {"bucket": bucket, "installation": installation, "state": state}
    write_private(folder.bucket, json.dumps(note) + "\n")
