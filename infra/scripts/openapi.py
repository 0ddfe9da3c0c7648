# SPDX-License-Identifier: Apache-2.0
"""Writes the description of the REST API, from the table of its operations and the contract with its comments.

python infra/scripts/openapi.py            # rewrites what is committed and served
python infra/scripts/openapi.py --check    # says whether that is still true
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from google.protobuf import descriptor_pb2
from grpc_tools import protoc
from motcua_portal.api.application import DESCRIPTION
from motcua_portal.api.document import Document

PROTO = Path(__file__).resolve().parents[2] / "proto"
# Field numbers of descriptor.proto, as the paths of SourceCodeInfo use them.
_MESSAGE, _ENUM, _SERVICE, _FIELD, _NESTED, _INNER_ENUM, _METHOD, _VALUE = 4, 5, 6, 2, 3, 4, 2, 2


def comments() -> dict[str, str]:
    """What stands above each message, field, enum and method, by its full name."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "all.bin"
        files = sorted(str(one.relative_to(PROTO)) for one in PROTO.rglob("*.proto"))
        asked = ["", f"-I{PROTO}", "--include_source_info", f"--descriptor_set_out={out}", *files]
        if protoc.main([*asked[:1], f"-I{Path(protoc.__file__).parent / '_proto'}", *asked[1:]]):
            raise SystemExit("The contract cannot be read; see above.")
        known = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes())
    found: dict[str, str] = {}
    for file in known.file:
        for place in file.source_code_info.location:
            words = " ".join(place.leading_comments.split())
            name = _name(file, list(place.path)) if words else ""
            if name:
                found[name] = words
    return found


def _name(file: descriptor_pb2.FileDescriptorProto, path: list[int]) -> str:
    """The full name of what a path of numbers leads to; "" for what is not described."""
    if len(path) < 2 or path[0] not in (_MESSAGE, _ENUM, _SERVICE):
        return ""
    kinds = {_MESSAGE: file.message_type, _ENUM: file.enum_type, _SERVICE: file.service}
    at, names, rest = kinds[path[0]][path[1]], [file.package], path[2:]
    names.append(at.name)
    while len(rest) >= 2:
        inner = {
            _FIELD: getattr(at, "field", None) or getattr(at, "method", None) or getattr(at, "value", None),
            _NESTED: getattr(at, "nested_type", None),
            _INNER_ENUM: getattr(at, "enum_type", None),
        }.get(rest[0])
        if not inner:
            return ""
        at, rest = inner[rest[1]], rest[2:]
        names.append(at.name)
    return "" if rest else ".".join(names)


def text() -> str:
    """The description as it is committed."""
    return json.dumps(Document(comments()).whole(), ensure_ascii=False, indent=1) + "\n"


def main() -> int:
    made = text()
    if "--check" not in sys.argv:
        DESCRIPTION.write_text(made, "utf-8")
        return 0
    if DESCRIPTION.is_file() and DESCRIPTION.read_text("utf-8") == made:
        return 0
    print(f"{DESCRIPTION.name} is out of date: run python infra/scripts/openapi.py and commit it")
    return 1


if __name__ == "__main__":
    sys.exit(main())
