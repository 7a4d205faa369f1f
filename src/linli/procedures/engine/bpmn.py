"""Reads a procedure file (BPMN 2.0 XML, our subset) into a `Definition`, or says what is wrong.

The subset is in docs/methods.md. Anything outside it is a finding with the element and the
line; nothing is skipped in silence but documentation, annotations and the diagram.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from linli.procedures.engine import definition as d
from linli.procedures.engine import expressions, xml
from linli.procedures.engine.dmn import Table
from linli.procedures.engine.errors import BadExpression
from linli.procedures.engine.findings import Finding, errors
from linli.procedures.engine.messages import msg
from linli.procedures.engine.nodes import NODES, Reader
from linli.procedures.engine.structure import examine

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LINLI = "urn:linli:method:1"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_XSI = "{http://www.w3.org/2001/XMLSchema-instance}type"

NAMESPACES = {BPMN: "bpmn", LINLI: "linli", _DI: "bpmndi"}
_DEFINITIONS = {
    "id",
    "name",
    "targetNamespace",
    "exporter",
    "exporterVersion",
    "expressionLanguage",
    "typeLanguage",
    "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
}
_NOTES = {"bpmn:documentation", "bpmn:textAnnotation", "bpmn:association"}


def read(
    content: bytes,
    *,
    file: str,
    decisions: Mapping[str, Table] = MappingProxyType({}),
) -> tuple[d.Definition | None, tuple[Finding, ...]]:
    """The procedure in the file (None if a finding is an error) and the findings.

    `decisions` are the method's tables by key; the definition keeps those that it refers to.
    """
    sheet = xml.Sheet(file, NAMESPACES)
    root = xml.load(content, sheet)
    if root is None:
        return None, tuple(sheet.findings)
    if sheet.tag(root) != "bpmn:definitions":
        sheet.complain(root, "element", msg("不是 BPMN 2.0 文件：最外层应是 <definitions>。"))
        return None, tuple(sheet.findings)
    definition = _definitions(sheet, root, decisions)
    if definition is not None:
        examine(sheet, definition, _drawn(root))
    return (None if errors(sheet.findings) else definition), tuple(sheet.findings)


def _drawn(root: xml.Element) -> set[str]:
    return {str(shape.get("bpmnElement")) for shape in root.iter(f"{{{_DI}}}BPMNShape")}


def _definitions(
    sheet: xml.Sheet, root: xml.Element, decisions: Mapping[str, Table]
) -> d.Definition | None:
    sheet.attributes(root, _DEFINITIONS)
    processes: list[xml.Element] = []
    messages: dict[str, str] = {}
    pools: list[xml.Element] = []
    allowed = {"bpmn:process", "bpmn:message", "bpmn:collaboration", "bpmndi:BPMNDiagram"}
    for tag, child in sheet.children(root, allowed):
        if tag == "bpmn:process":
            processes.append(child)
        elif tag == "bpmn:message":
            own = sheet.attributes(child, (), ["id", "name"])
            messages[own.get("id", "")] = own.get("name", "")
        elif tag == "bpmn:collaboration":
            sheet.attributes(child, {"id", "name", "isClosed"})
            pools += [pool for _, pool in sheet.children(child, {"bpmn:participant"})]
    if len(processes) != 1:
        sheet.complain(root, "process", msg("一个文件里要有且只有一个 <process>，请拆成多个文件。"))
        return None
    for pool in pools:
        own = sheet.attributes(pool, {"id", "name"}, ["processRef"])
        if own.get("processRef") != processes[0].get("id"):
            sheet.complain(pool, "pool", msg("泳池要对应本文件的流程，请删去其他泳池。"))
    return _process(sheet, processes[0], messages, decisions)


def _process(
    sheet: xml.Sheet,
    element: xml.Element,
    messages: Mapping[str, str],
    decisions: Mapping[str, Table],
) -> d.Definition | None:
    own = sheet.attributes(element, {"isExecutable", "processType", "isClosed"}, ["id", "name"])
    _identifier(sheet, element)
    allowed = {"bpmn:laneSet", "bpmn:sequenceFlow", "bpmn:extensionElements", *_NOTES, *NODES}
    children = sheet.children(element, allowed)
    lanes = [
        lane for tag, part in children if tag == "bpmn:laneSet" for lane in _lanes(sheet, part)
    ]
    where = {node: lane.duty for lane in lanes for node in lane.nodes}
    reader = Reader(sheet, messages, where)
    nodes: dict[str, d.Node] = {}
    flows: list[d.Flow] = []
    subject = ""
    for tag, child in children:
        if tag in NODES:
            node = reader.node(tag, child)
            _identifier(sheet, child)
            if node.id in nodes:
                sheet.complain(child, "twice", msg("编号 %(id)s 用了两次，请改一个。", id=node.id))
            nodes[node.id] = node
        elif tag == "bpmn:sequenceFlow":
            flows.append(_flow(sheet, child))
        elif tag == "bpmn:extensionElements":
            subject = _subject(sheet, child)
    starts = [node.id for node in nodes.values() if isinstance(node, d.Start)]
    if len(starts) != 1:
        sheet.complain(element, "start", msg("流程要有且只有一个开始事件。"))
        return None
    used = {node.decision for node in nodes.values() if isinstance(node, d.DecisionTask)}
    return d.Definition(
        key=own.get("id", ""),
        name=own.get("name", ""),
        nodes=nodes,
        flows=tuple(flows),
        lanes=tuple(lanes),
        start=starts[0],
        messages=frozenset(
            node.message
            for node in nodes.values()
            if isinstance(node, d.CatchMessage | d.BoundaryMessage)
        ),
        subject=subject,
        decisions={key: decisions[key] for key in sorted(used & decisions.keys())},
    )


def _identifier(sheet: xml.Sheet, element: xml.Element) -> None:
    """Ids become names in expressions."""
    key = str(element.get("id") or "")
    if key and (not expressions.NAME.fullmatch(key) or len(key) > 60):
        sheet.complain(
            element,
            "id",
            msg(
                "编号 %(key)s 不合规：用英文字母开头，只含字母、数字、下划线，不超过 60 个。",
                key=key,
            ),
        )


def _subject(sheet: xml.Sheet, element: xml.Element) -> str:
    for _, child in sheet.children(element, {"linli:procedure"}):
        sheet.children(child, ())
        return sheet.attributes(child, {"subject"}).get("subject", "")
    return ""


def _lanes(sheet: xml.Sheet, element: xml.Element) -> list[d.Lane]:
    sheet.attributes(element, {"id", "name"})
    lanes = []
    for _, child in sheet.children(element, {"bpmn:lane"}):
        own = sheet.attributes(child, (), ["id", "name"])
        refs = sheet.children(child, {"bpmn:flowNodeRef", "bpmn:documentation"})
        nodes = frozenset(xml.text_of(ref) for tag, ref in refs if tag == "bpmn:flowNodeRef")
        line = xml.line_of(child)
        lanes.append(d.Lane(own.get("id", ""), own.get("name", "").strip(), nodes, line))
    return lanes


def _flow(sheet: xml.Sheet, element: xml.Element) -> d.Flow:
    own = sheet.attributes(element, {"name"}, ["id", "sourceRef", "targetRef"])
    condition = None
    for tag, child in sheet.children(element, {"bpmn:conditionExpression", "bpmn:documentation"}):
        if tag == "bpmn:documentation":
            continue
        sheet.attributes(child, {"id", _XSI})
        sheet.children(child, ())
        try:
            condition = expressions.parse(xml.text_of(child))
        except BadExpression as error:
            sheet.complain(
                child, error.code, msg("%(error)s请照表达式的写法改正。", error=error.said)
            )
    return d.Flow(
        own.get("id", ""),
        own.get("sourceRef", ""),
        own.get("targetRef", ""),
        own.get("name", ""),
        condition,
        xml.line_of(element),
    )
