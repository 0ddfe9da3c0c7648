# SPDX-License-Identifier: Apache-2.0
"""The table of reason codes in docs/integrators.md, made from the sources that raise them.

    python -m motcua_cli.error_codes docs/integrators.md

How a code is found in the sources stands in codes_in_sources.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from motcua_cli.codes_in_sources import Code, Reading, read

BEGIN, END = "<!-- codes: begin -->", "<!-- codes: end -->"
EVERY = "every service"
LIBRARIES = (
    "libs/rpc/motcua_rpc", "libs/hosting/motcua_hosting",
    *(f"libs/identity/motcua_identity/{name}.py" for name in ("errors", "tokens", "policy")),
)  # fmt: skip
SERVICES = ("intake", "assignment", "workflow", "notification", "liaison")
REST = ("services/portal/motcua_portal/api", "services/portal/motcua_portal/web/door.py")
MEANINGS: Mapping[str, str] = {
    "ALREADY_EXISTS": "It is there already, with other content. Read what is there.",
    "ANSWER_INVALID": "An answer of the step's form is not right; the sentence says how. Correct it and complete again.",
    "APPLICANT_DIFFERS": "Not as in the account that files. Send what the account says, or leave it out.",
    "CHANNEL_CLOSED": "The procedure is not taken in that way (online, or on paper); the sentence says where and how it is.",
    "CONFLICT": "The current state does not allow this. Read it again; repeating the call will not help.",
    "COPIES_RANGE": "So many copies cannot be. Send a number within the bounds that the sentence names.",
    "DATABASE_UNAVAILABLE": "The database does not answer now. Send it again in a while, with the same `request_id`.",
    "DOSSIER_ALREADY_DONE": "Somebody has done it before you; the sentence says who, what and when. Read the dossier again.",
    "DOSSIER_STATE": "What the dossier is at now does not allow it; the sentence says what it is at. Read the dossier again.",
    "DRAFT_EXPIRED": "The draft and its files were removed, as it had not been changed for long. Begin a new one.",
    "FILE_TOO_LARGE": "The file is larger than is taken; the sentence says how much. Make it smaller or split it.",
    "FILE_TYPE": "Files of this kind are not taken; the sentence says which are. Convert it and upload it again.",
    "INTERNAL": "Our fault. Send it again with the same `request_id`; report `incident` of the metadata.",
    "INVALID_INPUT": "Some of it is not right. Each field that is wrong stands in the details, with its own code.",
    "LOOKUP_NUMBER_UNFIT": "The number does not fit sex and year of birth as declared. Look at the paper notice again.",
    "LOOKUP_VALUE_OF_ANOTHER": "The number is somebody else's, here or in another dossier. Look at the notice again.",
    "NOT_FOUND": "It is not there, or not there for you. Look at the id.",
    "ORIGINAL_MISSING": "An original must be collected, or handed back; the sentence names it. Do so and name it in the call.",
    "ORIGINAL_UNKNOWN": "This original is not collected now, or does not wait to be handed back. Leave it out.",
    "PAGES_RANGE": "So many pages cannot be. Send a number within the bounds that the sentence names.",
    "PERMISSION_DENIED": "Your account may not do this. Ask for the role.",
    "PHONE_UNFIT": "This is no phone number that can be called; the sentence says why. Correct it.",
    "PROBLEM": "This field is missing or wrong; the sentence says how. Correct it and send again.",
    "REQUEST_IN_PROGRESS": "The same request is being worked on. Send it again in a moment, with the same `request_id`.",
    "SLIP_UNKNOWN": "This slip does not wait here to be handed over, or is in a parcel. Leave it out.",
    "SOURCE_FIXED": "This account cannot file in that way. Leave `source` empty or choose one that the sentence names.",
    "TEXT_UNREADABLE": "There is a character that no text can hold (such as U+0000). Take it out and send again.",
    "VALUE_TOO_DEEP": "The value is nested more deeply than is taken. Send a flatter one.",
}
"""Where no one sentence of the sources says it: what the code means and what to do."""


def read_sources(root: Path) -> Reading:
    """What the services below the checkout give out, with the places that cannot be followed."""
    libraries = [root / one for one in LIBRARIES]
    services = [(name, [root / f"services/{name}/motcua_{name}"]) for name in SERVICES]
    return read([(EVERY, libraries), *services], libraries, root)


def read_codes(root: Path) -> list[Code]:
    """Every code below the checkout, as `distinct` has them."""
    return distinct(read_sources(root).codes)


def distinct(codes: Iterable[Code]) -> list[Code]:
    """One line for each code, status and service."""
    found: dict[tuple[str, str, str], Code] = {}
    for code in codes:
        key = (code.name, code.status, code.service)
        if key not in found or not found[key].meaning:
            found[key] = code
    return sorted(found.values())


def read_rest(root: Path) -> Reading:
    """What the gateway refuses by itself; its table is written by hand, as its statuses are those of HTTP."""
    return read([("REST", [root / one for one in REST])], [root / one for one in LIBRARIES], root)


def meaning(code: Code) -> str:
    """What it means and what to do; "" where nobody says."""
    return MEANINGS.get(code.name) or code.meaning


def table(codes: list[Code]) -> str:
    """Markdown."""
    rows = ["| code | gRPC status | from | meaning |", "|---|---|---|---|"]
    rows += [f"| `{code.name}` | {code.status} | {code.service} | {meaning(code)} |" for code in codes]
    return "\n".join(rows)


def put_table(page: str, content: str) -> str:
    """The page with the table between its marks replaced."""
    head, rest = page.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    return f"{head}{BEGIN}\n{content}\n{END}{tail}"


def main() -> None:
    """Rewrite the table of the page named on the command line."""
    page = Path(sys.argv[1])
    root = Path(__file__).parents[3]
    page.write_text(put_table(page.read_text("utf-8"), table(read_codes(root))), encoding="utf-8")


if __name__ == "__main__":
    main()
