# SPDX-License-Identifier: Apache-2.0
"""What the reader makes of the habits of different modellers."""

from __future__ import annotations

from motcua_workflow.engine.lint import lint_bytes
from motcua_workflow.engine.model import Drawing
from motcua_workflow.engine.names import BPMN, motcua
from motcua_workflow.engine.read import read

BPMN_IO = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn2:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bpmn2="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"
  xmlns:modeler="http://camunda.org/schema/modeler/1.0" modeler:executionPlatform="Camunda Cloud" id="D"
  targetNamespace="http://bpmn.io/schema/bpmn" exporter="bpmn-js" exporterVersion="18">
  <bpmn2:collaboration id="C"><bpmn2:participant id="Pool" name="Bộ phận một cửa" processRef="P"/></bpmn2:collaboration>
  <bpmn2:process id="P" isExecutable="true">
    <bpmn2:documentation>Ghi chú</bpmn2:documentation>
    <bpmn2:startEvent id="S"><bpmn2:outgoing>F1</bpmn2:outgoing></bpmn2:startEvent>
    <bpmn2:sequenceFlow id="F1" sourceRef="S" targetRef="T"/>
    <bpmn2:userTask id="T" name="Tiếp nhận&#10;hồ sơ"><bpmn2:incoming>F1</bpmn2:incoming>
      <bpmn2:outgoing>F2</bpmn2:outgoing></bpmn2:userTask>
    <bpmn2:endEvent id="E"><bpmn2:incoming>F2</bpmn2:incoming></bpmn2:endEvent>
    <bpmn2:sequenceFlow id="F2" sourceRef="T" targetRef="E"/>
  </bpmn2:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="C">
    <bpmndi:BPMNShape id="T_di" bpmnElement="T" bioc:stroke="#000" bioc:fill="#fff"><dc:Bounds x="1" y="1" width="9" height="9"/>
      <bpmndi:BPMNLabel/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="F1_di" bpmnElement="F1"><di:waypoint x="1" y="1"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn2:definitions>
"""

SIGNAVIO = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:signavio="http://www.signavio.com"
  xmlns:tns="http://www.signavio.com" expressionLanguage="http://www.w3.org/1999/XPath" id="d"
  targetNamespace="http://www.signavio.com" typeLanguage="http://www.w3.org/2001/XMLSchema">
  <message id="m" name="paper"/>
  <process id="P" isExecutable="true" processType="None" isClosed="false">
    <extensionElements><signavio:signavioMetaData metaKey="owner" metaValue=""/></extensionElements>
    <laneSet id="ls"><lane id="l1" name="Desk">
      <flowNodeRef>
        sid-A
      </flowNodeRef></lane></laneSet>
    <startEvent id="sid-S" name=""><outgoing>f1</outgoing></startEvent>
    <receiveTask id="sid-A" implementation="##WebService" instantiate="false" isForCompensation="false" startQuantity="1"
      completionQuantity="1" messageRef="tns:m" name="x"><extensionElements><signavio:signavioMetaData metaKey="bgcolor"
      metaValue="#ffffcc"/></extensionElements></receiveTask>
    <endEvent id="sid-E"/>
    <sequenceFlow id="f1" isImmediate="true" sourceRef="tns:sid-S" targetRef=" sid-A "/>
    <sequenceFlow id="f2" isImmediate="true" sourceRef="sid-A" targetRef="sid-E"/>
  </process>
</definitions>
"""


def drawing(text: str) -> Drawing:
    result = read(text.encode(), "process.bpmn")
    assert result.drawing is not None and result.findings == ()
    return result.drawing


def test_export_of_bpmn_io() -> None:
    process = drawing(BPMN_IO).processes[0]
    assert [(n.id, n.type, n.name) for n in process.nodes][1] == ("T", "userTask", "Tiếp nhận\nhồ sơ")
    assert [(f.source, f.target) for f in process.flows] == [("S", "T"), ("T", "E")]
    assert lint_bytes(BPMN_IO.encode(), "process.bpmn").findings == ()


def test_export_of_signavio() -> None:
    process = drawing(SIGNAVIO).processes[0]
    node = next(node for node in process.nodes if node.id == "sid-A")
    assert (node.message_ref, node.lane) == ("m", "l1")
    assert lint_bytes(SIGNAVIO.encode(), "process.bpmn").findings == ()


def test_line_ends_of_windows_change_nothing() -> None:
    unix, windows = drawing(SIGNAVIO), drawing(SIGNAVIO.replace("\n", "\r\n"))
    assert unix.processes == windows.processes


def test_default_namespace_and_prefix_read_alike() -> None:
    body = '<{p}process id="P"><{p}startEvent id="S"/></{p}process>'
    plain = f'<definitions xmlns="{BPMN}">{body.format(p="")}</definitions>'
    prefixed = f'<x:definitions xmlns:x="{BPMN}">{body.format(p="x:")}</x:definitions>'
    assert drawing(plain).processes == drawing(prefixed).processes


def test_nested_lanes_pools_and_sub_processes() -> None:
    text = f"""<definitions xmlns="{BPMN}" xmlns:motcua="urn:motcua:bpmn:1">
    <collaboration id="c1"><participant id="one" processRef="P" motcua:agency="land_branch"/></collaboration>
    <collaboration id="c2"><participant id="two" motcua:party="applicant"/>
      <messageFlow id="mf" sourceRef="a" targetRef="two"/></collaboration>
    <process id="P"><laneSet id="ls"><lane id="outer" name="Outer"><flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef>
      <childLaneSet id="cs"><lane id="inner" name="Inner" motcua:role="desk"><flowNodeRef>b</flowNodeRef></lane></childLaneSet>
      </lane></laneSet>
      <userTask id="a"/>
      <subProcess id="b"><userTask id="c"/><subProcess id="d"><userTask id="e"/></subProcess></subProcess>
    </process></definitions>"""
    read_ = drawing(text)
    process = read_.processes[0]
    assert {node.id: (node.scope, node.lane) for node in process.nodes} == {
        "a": ("P", "outer"),
        "b": ("P", "inner"),
        "c": ("b", "inner"),
        "d": ("b", "inner"),
        "e": ("d", "inner"),
    }
    assert {lane.id: (lane.role, lane.nodes) for lane in process.lanes} == {
        "outer": ("Outer", ("a",)),
        "inner": ("desk", ("b",)),
    }
    assert [p.attributes.get(motcua("agency")) for p in read_.participants] == ["land_branch", None]
    assert [(flow.source, flow.target) for flow in read_.message_flows] == [("a", "two")]


def test_elements_without_id_get_type_and_line_and_the_same_each_time() -> None:
    text = f'<definitions xmlns="{BPMN}"><process>\n<task/><task/>\n<sequenceFlow/></process></definitions>'
    process = drawing(text).processes[0]
    assert process.id == "process@1"
    assert [node.id for node in process.nodes] == ["task@2", "task@2.2"]
    assert [flow.id for flow in process.flows] == ["sequenceFlow@3"]
    assert drawing(text) == drawing(text)


def test_shared_event_definition_is_read_in_place() -> None:
    text = f"""<definitions xmlns="{BPMN}"><message id="m" name="x"/><messageEventDefinition id="d" messageRef="m"/>
    <process id="P"><startEvent id="S"><eventDefinitionRef>d</eventDefinitionRef></startEvent></process></definitions>"""
    definition = drawing(text).processes[0].nodes[0].definitions[0]
    assert (definition.kind, definition.ref, definition.line) == ("message", "m", 2)


def test_condition_and_script_are_kept_as_drawn() -> None:
    text = f"""<definitions xmlns="{BPMN}"><process id="P">
    <scriptTask id="t" scriptFormat="Starlark"><script><![CDATA[
      a = 1 < 2
    ]]></script></scriptTask><!-- <script>no</script> -->
    <sequenceFlow id="f" sourceRef="t" targetRef="t"><conditionExpression language="x">a<!-- c --> &lt; 1</conditionExpression>
    </sequenceFlow></process></definitions>"""
    process = drawing(text).processes[0]
    script, condition = process.nodes[0].script, process.flows[0].condition
    assert script is not None and condition is not None
    assert (script.text.strip(), script.language, script.line) == ("a = 1 < 2", "Starlark", 2)
    assert (condition.text, condition.language) == ("a < 1", "x")
