# SPDX-License-Identifier: Apache-2.0
"""Publishes the folders of `workflows/` at start, over gRPC like any designer; what did not change is not sent again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

from motcua.workflow.v1 import workflow_pb2 as pb
from motcua.workflow.v1 import workflow_pb2_grpc
from motcua_identity import ClientCredentials, Provider
from motcua_identity.issuer import Client
from motcua_procedure import load_folder
from motcua_rpc import channel


class NotPublished(Exception):
    """A folder was refused; the sentence names its first finding."""


def folders(root: Path) -> Iterator[Path]:
    """Every procedure folder below `root`."""
    return (path.parent for path in sorted(root.rglob("procedure.yaml")))


def publish_folders(
    root: Path, address: str, issuer: str, client: Client, progress: Callable[[str], None]
) -> None:
    """Publish what is new or changed.

    Raises:
        NotPublished: a folder has errors; nothing after it is published.
    """
    provider = Provider(issuer)
    token = ClientCredentials(provider, client.id, client.secret or "")
    with channel(address, token, deadline_seconds=60.0) as opened:
        stub = workflow_pb2_grpc.WorkflowServiceStub(opened)
        known = _published(stub)
        for folder in folders(root):
            package = load_folder(folder)
            # Also an older version: what a designer published since is newer than the folder, and stays.
            if (package.key, package.sha256) in known:
                continue
            progress(f"publishing {package.key}")
            digest = hashlib.sha256(f"{package.key}\0{package.sha256}".encode()).hexdigest()
            answer = stub.PublishProcedure(
                pb.PublishProcedureRequest(request_id=f"start-{digest}", files=dict(package.files))
            )
            if not answer.published:
                raise NotPublished(_sentence(folder, answer))
    provider.close()


def _published(stub: workflow_pb2_grpc.WorkflowServiceStub) -> set[tuple[str, str]]:
    """Key and hash of every version there is."""
    found: set[tuple[str, str]] = set()
    token = ""
    while True:
        answer = stub.ListVersions(pb.ListVersionsRequest(page_size=200, page_token=token))
        found.update((version.procedure_key, version.sha256) for version in answer.versions)
        token = answer.next_page_token
        if not token:
            return found


def _sentence(folder: Path, answer: pb.PublishProcedureResponse) -> str:
    first = next(finding for finding in answer.findings if finding.severity == "error")
    return (
        f"{folder / first.file}:{first.line}: {first.code} {first.element}: {first.message} {first.hint} "
        f"(motcua procedure lint {folder} lists all)"
    )
