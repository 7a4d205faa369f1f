import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.procedures.engine import dmn
from linli.procedures.engine.errors import ManyMatches, MissingName, NoMatch, WrongType

HEAD = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" name="f" '
    'namespace="n">'
)


def table(rules, hit="FIRST", inputs=("kind", "size"), outputs=("unit",), extra=""):
    ins = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in inputs
    )
    outs = "".join(f'<output name="{name}"/>' for name in outputs)
    rows = ""
    for row in rules:
        cells = [cell.replace("<", "&lt;") for cell in row]
        rows += "<rule>"
        rows += "".join(
            f"<inputEntry><text>{cell}</text></inputEntry>" for cell in cells[: len(inputs)]
        )
        rows += "".join(
            f"<outputEntry><text>{cell}</text></outputEntry>" for cell in cells[len(inputs) :]
        )
        rows += "</rule>"
    return (
        f'{HEAD}<decision id="route" name="派"><decisionTable hitPolicy="{hit}">{ins}{outs}{rows}'
        f"{extra}</decisionTable></decision></definitions>"
    ).encode()


def read(content):
    tables, findings = dmn.read(content, file="t.dmn")
    assert not findings, [str(finding) for finding in findings]
    return tables["route"]


def codes(content):
    tables, findings = dmn.read(content, file="t.dmn")
    assert tables == {}
    return {finding.code for finding in findings}


ROWS = [
    ('"water","power"', "[1..5]", '"works"'),
    ('not("noise")', "> 5", '"county"'),
    ("-", "-", '"grid"'),
]


@pytest.mark.parametrize(
    ("kind", "size", "unit"),
    [
        ("water", 1, "works"),
        ("water", 5, "works"),
        ("water", 6, "county"),
        ("noise", 6, "grid"),
        ("noise", 1, "grid"),
    ],
)
def test_first(kind, size, unit):
    assert dmn.decide(read(table(ROWS)), {"kind": kind, "size": size}) == {"unit": unit}


@pytest.mark.parametrize(
    ("cell", "fits"),
    [
        ("[2..4]", {2, 3, 4}),
        ("(2..4]", {3, 4}),
        ("[2..4)", {2, 3}),
        ("]2..4[", {3}),
        ("<= 2", {0, 1, 2}),
        ("< 1, 5, [3..3]", {0, 3, 5}),
        ("not(< 5)", {5}),
        ("-", {0, 1, 2, 3, 4, 5}),
    ],
)
def test_cells(cell, fits):
    assert {n for n in range(6) if dmn.parse_cell(cell).fits(n)} == fits


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "'a'",
        "1..5",
        '< "a"',
        "[1..]",
        "not()",
        "not(not(1))",
        '"a" "b"',
        "1,",
        "date(1)",
        "=1",
        "[5",
        "__x__",
    ],
)
def test_other_cells_are_refused(text):
    with pytest.raises(dmn.BadCell):
        dmn.parse_cell(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"a"', "a"),
        ("3", 3),
        ("-1.5", -1.5),
        ("true", True),
        ('["a", "b"]', ("a", "b")),
        ("[]", ()),
    ],
)
def test_outputs(text, value):
    assert dmn.parse_value(text) == value


@pytest.mark.parametrize("text", ["", "-", "open()", "[1]", '["a" "b"]', "x", '"a', "[< 1]"])
def test_other_outputs_are_refused(text):
    with pytest.raises(dmn.BadCell):
        dmn.parse_value(text)


def test_unique_refuses_two_hits_and_no_hit():
    found = read(table([("-", "< 5", '"a"'), ("-", "> 3", '"b"')], hit="UNIQUE"))
    assert dmn.decide(found, {"kind": "x", "size": 1}) == {"unit": "a"}
    with pytest.raises(ManyMatches, match="第 1、2 行"):
        dmn.decide(found, {"kind": "x", "size": 4})
    with pytest.raises(NoMatch):
        dmn.decide(read(table([("-", "1", "1")])), {"kind": "x", "size": 2})


def test_collect_joins_lists():
    found = read(table([("-", "> 1", '"a"'), ("-", "> 2", '["b", "c"]')], hit="COLLECT"))
    assert dmn.decide(found, {"kind": "x", "size": 3}) == {"unit": ["a", "b", "c"]}
    assert dmn.decide(found, {"kind": "x", "size": 2}) == {"unit": ["a"]}


def test_inputs_must_be_there_and_fit():
    found = read(table(ROWS))
    with pytest.raises(MissingName):
        dmn.decide(found, {"kind": "water"})
    with pytest.raises(WrongType):
        dmn.decide(found, {"kind": "water", "size": "3"})
    with pytest.raises(WrongType):
        dmn.decide(found, {"kind": "water", "size": True})


def test_files_that_are_refused():
    assert codes(table(ROWS, hit="ANY")) == {"hit"}
    assert codes(table([("a", "-", '"x"')])) >= {"cell"}
    assert codes(table([("-", '"x"')])) == {"cell"}
    assert codes(table([('"a"', "-", "1"), ("1", "-", "1")])) == {"kind"}
    assert codes(table(ROWS, inputs=("kind()", "size"))) == {"name"}
    assert codes(table([])) == {"table"}
    assert codes(table(ROWS, extra="<script/>")) == {"element"}
    assert codes(HEAD.encode() + b"</definitions>") == {"empty"}
    assert codes(b"<a/>") == {"element"}
    assert codes(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>') == {"xml"}


@given(st.integers(-20, 20), st.integers(-20, 20), st.integers(-20, 20))
def test_ranges_are_what_they_say(low, high, n):
    assert dmn.parse_cell(f"[{low}..{high})").fits(n) is (low <= n < high)


@given(st.text(alphabet='"ab1.<>=[]()-, not', max_size=30))
def test_any_cell_is_read_or_refused(text):
    try:
        cell = dmn.parse_cell(text)
    except dmn.BadCell:
        return
    assert cell.kinds() <= {"string", "number", "boolean"}
