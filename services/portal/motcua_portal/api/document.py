# SPDX-License-Identifier: Apache-2.0
"""The description of the API (OpenAPI 3.1), made from the table of operations and the contract's messages.

It is made when the contract or the table changes (`infra/scripts/openapi.py`), committed as `openapi.json`, and served as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from google.protobuf.descriptor import Descriptor, EnumDescriptor, FieldDescriptor
from motcua.intake.v1 import intake_pb2, watching_pb2

from motcua_portal.api.errors import PROBLEM
from motcua_portal.api.operations import OPERATIONS, ROOT, Operation
from motcua_portal.api.translating import is_map

Json = dict[str, Any]
_PREFIX = "motcua."
_WELL_KNOWN: Mapping[str, Json] = {
    "google.protobuf.Timestamp": {"type": "string", "format": "date-time"},
    "google.protobuf.Struct": {"type": "object"},
}
_WHOLE = {
    FieldDescriptor.CPPTYPE_INT32: "int32",
    FieldDescriptor.CPPTYPE_INT64: "int64",
    FieldDescriptor.CPPTYPE_UINT32: "int64",
    FieldDescriptor.CPPTYPE_UINT64: "int64",
}
_INTRODUCTION = (
    "The main operations of MotCua for programs without gRPC. Every answer and refusal is that of the gRPC method of "
    "the same name; docs/integrators.md explains them. Send `Authorization: Bearer <token>`; each write carries an "
    "`Idempotency-Key`, and what changes something that you have read carries its `ETag` in `If-Match`. "
    "Refusals are problem details (RFC 9457) with a `reason`."
)


class Document:
    """One description; `comments` are those of the contract, by full names of messages, fields, enums and methods."""

    def __init__(self, comments: Mapping[str, str]) -> None:
        self._comments = comments
        self._schemas: dict[str, Json] = {"Problem": _PROBLEM}

    def whole(self) -> Json:
        """As JSON values, in a fixed order."""
        paths: dict[str, Json] = {}
        for one in OPERATIONS:
            path = paths.setdefault(one.path.replace(":path", ""), {})
            path[one.verb.lower()] = self._operation(one)
        paths |= self._special()
        return {
            "openapi": "3.1.0",
            "info": {"title": "MotCua", "version": "1", "description": _INTRODUCTION, "license": _LICENCE},
            "servers": [{"url": ROOT}],
            "security": [{"bearer": []}],
            "paths": dict(sorted(paths.items())),
            "components": {
                "securitySchemes": {
                    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT (OpenID Connect)"}
                },
                "schemas": dict(sorted(self._schemas.items())),
            },
        }

    def _operation(self, one: Operation) -> Json:
        rpc = one.rpc
        made: Json = {
            "operationId": one.name,
            "summary": one.summary,
            "description": f"{self._comments.get(rpc.full_name, '')}\n\ngRPC: `{rpc.full_name}`".strip(),
            "tags": [one.tag],
            "parameters": self._parameters(one),
            "responses": self._responses(one),
        }
        if one.open:
            made["security"] = [{}, {"bearer": []}]
        if one.body:
            made["requestBody"] = {
                "required": True,
                "content": {
                    "application/json": {"schema": self._fields(rpc.input_type, one.body, closed=True)}
                },
            }
        return made

    def _parameters(self, one: Operation) -> list[Json]:
        fields = one.rpc.input_type.fields_by_name
        made = [
            {"name": name, "in": "path", "required": True, "schema": self._single(fields[field])}
            for name, field in one.fixed.items()
        ]
        made += [{"name": name, "in": "query", **self._described(fields[name])} for name in one.query]
        if one.writes:
            made.append(_KEY)
        if one.fenced:
            made.append(_IF_MATCH)
        return made

    def _described(self, field: Any) -> Json:
        schema = self._schema(field)
        words = schema.pop("description", "")
        return ({"description": words} if words else {}) | {"schema": schema}

    def _responses(self, one: Operation) -> Json:
        kind = one.rpc.output_type
        told = kind.fields_by_name[one.answer].message_type if one.answer else kind
        good: Json = {"description": one.summary}
        if one.status != 204:
            good["content"] = {"application/json": {"schema": self._reference(told)}}
        headers = {}
        if "revision" in told.fields_by_name and one.status != 204:
            headers["ETag"] = {"schema": {"type": "string"}, "description": "Its revision, for If-Match."}
        if one.created:
            headers["Location"] = {"schema": {"type": "string"}, "description": "Where it is now."}
        if headers:
            good["headers"] = headers
        return {str(one.status): good, "default": _REFUSED}

    def _special(self) -> dict[str, Json]:
        """Files and events, which are no plain messages."""
        stored = intake_pb2.DESCRIPTOR.message_types_by_name["UploadFileResponse"]
        event = watching_pb2.DESCRIPTOR.message_types_by_name["DossierEvent"]
        return {
            "/files": {"post": _upload(self._reference(stored))},
            "/files/{file_id}": {"get": _DOWNLOAD},
            "/events": {"get": _stream("get_events", [], self._reference(event))},
            "/dossiers/{dossier_id}/events": {
                "get": _stream("get_dossier_events", [_in_path("dossier_id")], self._reference(event))
            },
            "/openapi.json": {"get": _SELF},
        }

    def _reference(self, kind: Descriptor) -> Json:
        known = _WELL_KNOWN.get(kind.full_name)
        if known is not None:
            return dict(known)
        name = kind.full_name.removeprefix(_PREFIX)
        if name not in self._schemas:
            self._schemas[name] = {}  # before its fields: messages may hold themselves
            self._schemas[name] = self._fields(kind, [one.name for one in kind.fields])
        return {"$ref": f"#/components/schemas/{name}"}

    def _fields(self, kind: Descriptor, names: Any, *, closed: bool = False) -> Json:
        properties = {name: self._schema(kind.fields_by_name[name]) for name in names}
        made: Json = {"type": "object", "properties": properties}
        words = self._comments.get(kind.full_name)
        if words and not closed:
            made["description"] = words
        if closed:
            made["additionalProperties"] = False
        return made

    def _schema(self, field: Any) -> Json:
        if is_map(field):
            made: Json = {
                "type": "object",
                "additionalProperties": self._single(field.message_type.fields_by_name["value"]),
            }
        elif field.is_repeated:
            made = {"type": "array", "items": self._single(field)}
        else:
            made = self._single(field)
        words = self._comments.get(field.full_name)
        return made | ({"description": words} if words else {})

    def _single(self, field: Any) -> Json:
        if field.message_type is not None:
            return self._reference(field.message_type)
        if field.enum_type is not None:
            return self._choice(field.enum_type)
        if field.cpp_type in _WHOLE:
            return {"type": "integer", "format": _WHOLE[field.cpp_type]}
        if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
            return {"type": "boolean"}
        if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
            is_bytes = field.type == FieldDescriptor.TYPE_BYTES
            return {"type": "string", "contentEncoding": "base64"} if is_bytes else {"type": "string"}
        return {"type": "number"}

    def _choice(self, kind: EnumDescriptor) -> Json:
        name = kind.full_name.removeprefix(_PREFIX)
        words = self._comments.get(kind.full_name)
        made: Json = {"type": "string", "enum": [one.name for one in kind.values]}
        self._schemas[name] = made | ({"description": words} if words else {})
        return {"$ref": f"#/components/schemas/{name}"}


def addresses(document: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Verb and path of everything that a document describes."""
    return {
        (verb.upper(), re.sub(r":path}", "}", path))
        for path, verbs in document["paths"].items()
        for verb in verbs
    }


def _in_path(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _upload(stored: Json) -> Json:
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
    return {
        "operationId": "post_files_UploadFile",
        "summary": "Keep one file: PDF, JPEG or PNG, by its content.",
        "description": "A broken upload leaves nothing: send it again. Compare `sha256` with your own. "
        "What is attached to nothing is forgotten. gRPC: `motcua.intake.v1.IntakeService.UploadFile`",
        "tags": ["files"],
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": form}}},
        "responses": {
            "201": {"description": "Kept.", "content": {"application/json": {"schema": stored}}},
            "default": _REFUSED,
        },
    }


def _stream(name: str, parameters: list[Json], event: Json) -> Json:
    return {
        "operationId": name,
        "summary": "Events as they happen (server-sent events); goes on behind the last one that was dealt with.",
        "description": "The id of each message is its cursor; a message with an id only is a heartbeat. The name of an "
        "event is its type, its data as the schema says. An event called `problem` has the problem details for which the "
        "stream ends; also with the token (TOKEN_EXPIRED). gRPC: `motcua.intake.v1.IntakeService.WatchEvents`",
        "tags": ["events"],
        "parameters": [
            *parameters,
            {
                "name": "Last-Event-ID", "in": "header", "schema": {"type": "string"},
                "description": "The cursor of the last message that was dealt with; the same as `cursor`, and stronger.",
            },
            {"name": "cursor", "in": "query", "schema": {"type": "string"}},
            {
                "name": "from_now", "in": "query", "schema": {"type": "boolean"},
                "description": "Without a cursor: only what happens from now on, not from the oldest event that is kept.",
            },
        ],
        "responses": {
            "200": {"description": "The stream.", "content": {"text/event-stream": {"schema": event}}},
            "default": _REFUSED,
        },
    }  # fmt: skip


_LICENCE = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
_TEXT = {"type": "string"}
_FAULT = {
    "type": "object",
    "properties": {"field": _TEXT, "reason": _TEXT, "message_vi": _TEXT, "message_en": _TEXT},
}
_PROBLEM: Json = {
    "type": "object",
    "description": "A refusal (RFC 9457). Decide by `reason`; docs/integrators.md lists all of them.",
    "required": ["type", "title", "status", "detail", "reason", "message_vi", "message_en"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {
            "type": "string",
            "description": "For a person, by Accept-Language (vi unless en is preferred).",
        },
        "reason": _TEXT,
        "message_vi": _TEXT,
        "message_en": _TEXT,
        "errors": {"type": "array", "items": _FAULT, "description": "Field by field."},
        "details": {"type": "object", "additionalProperties": _TEXT},
    },
}
_REFUSED = {
    "description": "Refused.",
    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Chosen by you, best a UUID stored before you send. "
    "The same key with the same content gives the first answer again.",
}  # fmt: skip
_IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string", "pattern": '^(W/)?"[0-9]+"$'},
    "description": "The ETag that you read. 412 when it has changed since.",
}  # fmt: skip
_DOWNLOAD = {
    "operationId": "get_files_DownloadFile",
    "summary": "The bytes of a file or printed form that the caller may see.",
    "tags": ["files"],
    "parameters": [_in_path("file_id")],
    "responses": {
        "200": {
            "description": "The bytes.",
            "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        },
        "default": _REFUSED,
    },
}
_SELF = {
    "operationId": "get_openapi",
    "summary": "This description.",
    "tags": ["description"],
    "security": [],
    "responses": {
        "200": {
            "description": "OpenAPI 3.1.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    },
}
