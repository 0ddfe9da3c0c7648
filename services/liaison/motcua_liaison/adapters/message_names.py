# SPDX-License-Identifier: Apache-2.0
"""What people call messages and units: the drawing of a procedure's version, and the organisation file."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from motcua.liaison.v1 import liaison_pb2 as pb
from motcua.workflow.v1 import workflow_pb2, workflow_pb2_grpc
from motcua_organisation import Organisation
from motcua_procedure.published import Kept
from motcua_rpc import MotcuaError
from motcua_text import Text
from motcua_text.xml import XmlRefused, parse_xml

LOG = structlog.get_logger("motcua_liaison")
SECONDS = 1.0
"""For one drawing: a list of failures must come while the workflow service is away, which may be why they failed."""
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_ENGLISH = "{urn:motcua:bpmn:1}name_en"
_DRAWING = "process.bpmn"


class Names:
    """Names of messages and units, of those that are known; a drawing is read once for each version of a procedure."""

    def __init__(self, workflow: workflow_pb2_grpc.WorkflowServiceStub, organisation: Organisation) -> None:
        self._workflow = workflow
        self._organisation = organisation
        self._names = Kept(self._fetch)

    def unit(self, key: str) -> Text:
        """The unit's name; its key where the organisation file has none."""
        try:
            return self._organisation.unit(key).name
        except LookupError:
            return Text(key)

    def messages(self, envelopes: Sequence[pb.Envelope], *, ask: bool = True) -> list[Text]:
        """The name of each message; its code where the drawing cannot be read now. Asks no more once workflow did not answer;
        never with `ask` false, within a transaction."""
        told: list[Text] = []
        for one in envelopes:
            version = (one.procedure_key, one.procedure_version)
            names = self._names.known(*version)
            if names is None and ask:
                names, ask = self._asked(*version)
            told.append((names or {}).get(one.name, Text(one.name)))
        return told

    def _asked(self, key: str, version: int) -> tuple[dict[str, Text], bool]:
        """The names of a version, and whether workflow answered."""
        try:
            return self._names.get(key, version), True
        except MotcuaError as error:
            LOG.info("message.names_unread", procedure=key, cause=error.code)
            return {}, False

    def _fetch(self, key: str, version: int) -> dict[str, Text]:
        asked = workflow_pb2.GetPackageRequest(procedure_key=key, version=version)
        return read_names(self._workflow.GetPackage(asked, timeout=SECONDS).files[_DRAWING])


def read_names(drawing: bytes) -> dict[str, Text]:
    """By a message's code, the name of the flow that carries it; nothing of what cannot be read."""
    try:
        root = parse_xml(drawing)
    except XmlRefused:
        return {}
    codes = {one.get("id"): str(one.get("name")) for one in root.iter(f"{_BPMN}message")}
    carried: dict[str, str] = {}
    for one in root.iter(f"{_BPMN}messageEventDefinition"):
        around, code = one.getparent(), codes.get((one.get("messageRef") or "").rpartition(":")[2])
        if around is not None and code:
            carried[str(around.get("id"))] = code
    return {
        carried[str(end)]: Text(str(flow.get("name")), flow.get(_ENGLISH) or "")
        for flow in root.iter(f"{_BPMN}messageFlow")
        for end in (flow.get("sourceRef"), flow.get("targetRef"))
        if flow.get("name") and str(end) in carried
    }
