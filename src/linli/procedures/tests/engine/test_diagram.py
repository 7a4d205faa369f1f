from itertools import combinations

from linli.procedures.engine import bpmn
from linli.procedures.engine import definition as d
from linli.procedures.engine.diagram import layout, with_diagram
from linli.procedures.tests.engine.drawing import both, boundary, definition, drawn, user

FILE = drawn(
    both("s"),
    user("a"),
    user("b"),
    both("j"),
    boundary("w", "a", "1 天", "false"),
    flows="start > s > a > j > end\ns > b > j\nw > e2",
    ends=("end", "e2"),
)


def test_a_file_without_a_diagram_gets_one():
    content = with_diagram(FILE, definition(FILE))
    found, findings = bpmn.read(content, file="t.bpmn")
    assert found is not None
    assert findings == ()
    assert content.count(b"BPMNEdge id=") == len(found.flows)
    assert with_diagram(content, found) == content


def test_no_two_nodes_overlap():
    found = definition(FILE)
    boxes = dict(layout(found).items())
    assert boxes.keys() == found.nodes.keys()
    shown = [box for key, box in boxes.items() if not isinstance(found.nodes[key], d.Boundary)]
    for (x, y, width, height), (left, top, wide, high) in combinations(shown, 2):
        assert x + width <= left or left + wide <= x or y + height <= top or top + high <= y
