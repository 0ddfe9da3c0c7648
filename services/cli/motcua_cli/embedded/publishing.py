# SPDX-License-Identifier: Apache-2.0
"""Publishes the folders of `workflows/` at start, over gRPC like any designer; what did not change is not sent again.

A folder that is refused stops no other one, and not the start either: dossiers that run keep their versions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_identity import ClientCredentials, Provider
from motcua_identity.issuer import Client
from motcua_procedure import ProcedureError, ProcedurePackage, read_folder
from motcua_procedure.package import pack
from motcua_rpc import MotcuaError, channel
from motcua_workflow.engine.lint import no_procedure
from motcua_workflow.folder import misplaced

from motcua_cli.failing import told
from motcua_cli.folders import below, tree

Known = set[tuple[str, str]]


class NotPublished(Exception):
    """A folder was refused; the sentence names it and its first finding."""


def publish_folders(
    root: Path, address: str, issuer: str, client: Client, progress: Callable[[str], None]
) -> list[str]:
    """Publish what is new or changed; a sentence for each folder that was refused."""
    provider = Provider(issuer)
    token = ClientCredentials(provider, client.id, client.secret or "")
    with closing(provider), channel(address, token, deadline_seconds=60.0) as opened:
        return publish_below(workflow_pb2_grpc.WorkflowServiceStub(opened), root, progress)


def publish_below(
    stub: workflow_pb2_grpc.WorkflowServiceStub, root: Path, progress: Callable[[str], None]
) -> list[str]:
    """As `publish_folders`, over an open channel."""
    known = _published(stub)
    refused = list(nameless(root))
    for folder in below(root):
        try:
            _publish(stub, folder, folder.relative_to(root).as_posix(), known, progress)
        except NotPublished as error:
            refused.append(str(error))
    return refused


def nameless(root: Path) -> Iterator[str]:
    """A sentence for each folder that is meant to be a procedure's and has no procedure.yaml, in this spelling."""
    for folder in tree(root):
        if report := no_procedure(folder, "en"):
            yield _sentence(folder, [("", one) for one in report.findings])


def _publish(
    stub: workflow_pb2_grpc.WorkflowServiceStub,
    folder: Path,
    key: str,
    known: Known,
    progress: Callable[[str], None],
) -> None:
    files = _read(folder)
    # Also an older version: what a designer published since is newer than the folder, and stays. Known by the bytes alone, as
    # what was published under this key was read and checked then: most starts parse nothing.
    if (key, _sha256(files)) in known:
        return
    package = _parse(folder, files)
    if misplaced(folder, package.files, key):
        raise NotPublished(
            f"{folder}: the procedure's key is {package.key}, its folder's path is {key}; the two are the same by contract. "
            "Rename the folder or correct the key in procedure.yaml."
        )
    progress(f"publishing {package.key}")
    digest = hashlib.sha256(f"{package.key}\0{package.sha256}".encode()).hexdigest()
    try:
        answer = stub.PublishProcedure(
            pb.PublishProcedureRequest(
                request_id=f"start-{digest}", files=dict(package.files), procedure_key=key
            )
        )
    except MotcuaError as error:
        raise NotPublished(f"{folder}: {'; '.join(told(error).splitlines())}") from error
    if not answer.published:
        errors = [(one.file, one) for one in answer.findings if one.severity == "error"]
        raise NotPublished(_sentence(folder, errors))


def _read(folder: Path) -> dict[str, bytes]:
    try:
        return read_folder(folder)
    except OSError as error:
        raise NotPublished(f"{folder} cannot be read: {error.strerror or error}.") from error


def _sha256(files: Mapping[str, bytes]) -> str:
    """The identity that a package of these files has; nothing for files that are no text."""
    try:
        return hashlib.sha256(pack(files)).hexdigest()
    except UnicodeDecodeError:
        return ""


def _parse(folder: Path, files: Mapping[str, bytes]) -> ProcedurePackage:
    try:
        return ProcedurePackage.from_files(files)
    except ProcedureError as error:
        found = [(report.file, one) for report in error.files for one in report.findings]
        raise NotPublished(_sentence(folder, found)) from error


def _published(stub: workflow_pb2_grpc.WorkflowServiceStub) -> Known:
    """Key and hash of every version there is."""
    found: Known = set()
    token = ""
    while True:
        answer = stub.ListVersions(pb.ListVersionsRequest(page_size=200, page_token=token))
        found.update((version.procedure_key, version.sha256) for version in answer.versions)
        token = answer.next_page_token
        if not token:
            return found


def _sentence(folder: Path, errors: Sequence[tuple[str, Any]]) -> str:
    file, first = errors[0]
    more = f"; {len(errors) - 1} more" if len(errors) > 1 else ""
    return (
        f"{folder / file}:{first.line}: {' '.join(filter(None, (first.code, first.element)))}: {first.message} {first.hint} "
        f"(motcua procedure lint {folder} lists all{more})"
    )
