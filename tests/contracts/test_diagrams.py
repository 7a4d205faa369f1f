"""Every shipped procedure opens in a modeler as a drawing that people can read: everything drawn,
each node inside its own lane, nothing over anything else, no line through a node."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest
from lxml import etree

METHODS = Path(__file__).parents[2] / "methods"
FILES = sorted(METHODS.glob("*/procedures/*.bpmn"))
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
LINE = "{http://www.omg.org/spec/DD/20100524/DI}"
NOT_DRAWN = {"laneSet", "extensionElements", "documentation", "process"}


class Drawing:
    def __init__(self, path):
        root = etree.parse(path).getroot()
        process = root.find(f"{BPMN}process")
        self.boxes = {shape.get("bpmnElement"): box(shape) for shape in root.iter(f"{DI}BPMNShape")}
        self.lines = {
            edge.get("bpmnElement"): [
                (float(point.get("x")), float(point.get("y")))
                for point in edge.iter(f"{LINE}waypoint")
            ]
            for edge in root.iter(f"{DI}BPMNEdge")
        }
        self.flows = {one.get("id"): one for one in process.iter(f"{BPMN}sequenceFlow")}
        self.lanes = {
            lane.get("id"): [(ref.text or "").strip() for ref in lane.iter(f"{BPMN}flowNodeRef")]
            for lane in process.iter(f"{BPMN}lane")
        }
        self.nodes = {
            one.get("id"): one
            for one in process
            if etree.QName(one).localname not in {*NOT_DRAWN, "sequenceFlow"}
        }
        self.hosts = {key: one.get("attachedToRef") for key, one in self.nodes.items()}


def box(shape):
    bounds = shape.find(f"{DC}Bounds")
    x, y, width, height = (float(bounds.get(key)) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def meet(one, other):
    return min(one[2], other[2]) > max(one[0], other[0]) and (
        min(one[3], other[3]) > max(one[1], other[1])
    )


def inside(one, outer):
    return outer[0] <= one[0] and outer[1] <= one[1] and one[2] <= outer[2] and one[3] <= outer[3]


def through(line, node):
    """Does a line of right angles run through the inside of a box?"""
    inner = (node[0] + 1, node[1] + 1, node[2] - 1, node[3] - 1)
    for (x, y), (to_x, to_y) in pairwise(line):
        across = min(x, to_x) < inner[2] and max(x, to_x) > inner[0]
        if across and min(y, to_y) < inner[3] and max(y, to_y) > inner[1]:
            return True
    return False


def test_there_are_drawings_of_every_county():
    counties = {path.parent.name for path in METHODS.glob("*/method.toml")}
    assert {path.parts[-3] for path in FILES} == counties


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_the_drawing_can_be_read(path):
    drawn = Drawing(path)
    assert set(drawn.nodes) <= set(drawn.boxes), "not drawn"
    assert set(drawn.flows) == set(drawn.lines), "lines not drawn"
    for lane, nodes in drawn.lanes.items():
        for node in nodes:
            assert inside(drawn.boxes[node], drawn.boxes[lane]), f"{node} is outside {lane}"
    for one, other in combinations(drawn.nodes, 2):
        if drawn.hosts[one] == other or drawn.hosts[other] == one:
            continue
        assert not meet(drawn.boxes[one], drawn.boxes[other]), f"{one} lies over {other}"
    for key, flow in drawn.flows.items():
        ends = {flow.get("sourceRef"), flow.get("targetRef")}
        ends |= {drawn.hosts[end] for end in ends}
        for node in set(drawn.nodes) - ends:
            assert not through(drawn.lines[key], drawn.boxes[node]), f"{key} runs through {node}"
