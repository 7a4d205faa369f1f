"""A plain layout, lane by lane, for procedure files that carry no diagram of their own."""

from __future__ import annotations

from lxml import etree

from linli.procedures.engine import definition as d

_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_LINE = "http://www.omg.org/spec/DD/20100524/DI"

_COLUMN, _ROW, _MARGIN = 150, 120, 60
_SIZES = ((d.Activity, (100, 80)), (d.ExclusiveGateway | d.ParallelGateway, (50, 50)))

Box = tuple[int, int, int, int]


def with_diagram(content: bytes, definition: d.Definition) -> bytes:
    """The file with a drawn plane if it has none, else as it is. `content` was read by `bpmn.read`,
    so it is not hostile.
    """
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.find(f"{{{_DI}}}BPMNDiagram") is not None:
        return content
    spaces = {"bpmndi": _DI, "dc": _DC, "di": _LINE}
    diagram = etree.SubElement(root, f"{{{_DI}}}BPMNDiagram", {"id": "diagram"}, nsmap=spaces)
    plane = etree.SubElement(
        diagram, f"{{{_DI}}}BPMNPlane", {"id": "plane", "bpmnElement": definition.key}
    )
    boxes = layout(definition)
    for key, box in boxes.items():
        shape = etree.SubElement(
            plane, f"{{{_DI}}}BPMNShape", {"id": f"shape_{key}", "bpmnElement": key}
        )
        names = ("x", "y", "width", "height")
        bounds = {name: str(value) for name, value in zip(names, box, strict=True)}
        etree.SubElement(shape, f"{{{_DC}}}Bounds", bounds)
    for flow in definition.flows:
        edge = etree.SubElement(
            plane, f"{{{_DI}}}BPMNEdge", {"id": f"edge_{flow.id}", "bpmnElement": flow.id}
        )
        left, right = boxes[flow.source], boxes[flow.target]
        ends = (left[0] + left[2], left[1] + left[3] // 2), (right[0], right[1] + right[3] // 2)
        for x, y in ends:
            etree.SubElement(edge, f"{{{_LINE}}}waypoint", {"x": str(x), "y": str(y)})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def layout(definition: d.Definition) -> dict[str, Box]:
    """x, y, width and height of every node: a column for each step from the start, a band of rows
    for each lane; nodes outside all lanes come last; boundary events sit on their hosts.
    """
    columns = _columns(definition)
    lanes = [*dict.fromkeys(lane.duty for lane in definition.lanes), ""]
    placed: dict[tuple[str, int], list[str]] = {}
    for node in definition.nodes.values():
        if not isinstance(node, d.Boundary):
            placed.setdefault((node.lane, columns[node.id]), []).append(node.id)
    boxes: dict[str, Box] = {}
    top = _MARGIN
    for lane in lanes:
        cells = {column: keys for (own, column), keys in placed.items() if own == lane}
        for column, keys in cells.items():
            for row, key in enumerate(keys):
                width, height = _size(definition.nodes[key])
                x = _MARGIN + column * _COLUMN + (100 - width) // 2
                boxes[key] = (x, top + row * _ROW + (80 - height) // 2, width, height)
        top += _ROW * max((len(keys) for keys in cells.values()), default=0)
    for host in definition.nodes:
        for place, event in enumerate(definition.boundaries(host)):
            x, y, _, height = boxes[host]
            boxes[event.id] = (x + 10 + 40 * place, y + height - 18, 36, 36)
    return boxes


def _size(node: d.Node) -> tuple[int, int]:
    return next((size for kind, size in _SIZES if isinstance(node, kind)), (36, 36))


def _columns(definition: d.Definition) -> dict[str, int]:
    """Steps from the start by the shortest way; what cannot be reached stands in the first."""
    columns = {definition.start: 0}
    todo = [definition.start]
    for key in todo:
        ways = [flow.target for flow in definition.outgoing(key)]
        for event in definition.boundaries(key):
            ways += [flow.target for flow in definition.outgoing(event.id)]
        for target in ways:
            if target not in columns:
                columns[target] = columns[key] + 1
                todo.append(target)
    return {key: columns.get(key, 0) for key in definition.nodes}
