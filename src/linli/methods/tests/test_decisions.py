import pytest

from linli.methods import decisions
from linli.methods.terms import EntryRefused

OUTPUTS = ("sign", "solve")
INPUTS = (("category", "string"), ("urgency", "string"), ("known", "boolean"))
RULES = (
    ("-", '"urgent"', "-", '"30 分钟"', '"24 小时"'),
    ('"gas","elevator"', "-", "true", '"2 工作时"', '"2 工作日"'),
    ("-", "-", "-", '"4 工作时"', '"5 工作日"'),
)


def _rule(number, cells):
    parts = [
        f'<{"inputEntry" if at < 3 else "outputEntry"} id="r{number}_{at}"><text>'
        + cell.replace("<", "&lt;")
        + f"</text></{'inputEntry' if at < 3 else 'outputEntry'}>"
        for at, cell in enumerate(cells)
    ]
    return f'<rule id="r{number}"><description>第 {number} 条</description>{"".join(parts)}</rule>'


LIMITS = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" namespace="x">'
    '<decision id="limits" name="时限"><decisionTable id="t" hitPolicy="FIRST">'
    + "".join(
        f'<input id="i{name}" label="{name}"><inputExpression id="e{name}" typeRef="{kind}">'
        f"<text>{name}</text></inputExpression></input>"
        for name, kind in INPUTS
    )
    + "".join(
        f'<output id="o{one}" label="{one}" name="{one}" typeRef="string"/>' for one in OUTPUTS
    )
    + "".join(_rule(number, cells) for number, cells in enumerate(RULES, 1))
    + "</decisionTable></decision></definitions>"
).encode()


def table(body=LIMITS):
    (found,) = decisions.read(body)
    return found


def test_a_table_is_read_as_it_is_written():
    found = table()
    assert (found.key, found.hit, len(found.inputs), len(found.outputs)) == (
        "limits",
        "FIRST",
        3,
        2,
    )
    assert found.rows[0].inputs[1] == '"urgent"'
    assert found.rows[0].outputs[0] == '"30 分钟"'


def test_cells_get_their_quotes_and_the_rest_stays():
    given = {"in.1.1": "路灯, 井盖", "out.1.1": "1 小时", "in.1.3": "true", "note.1": "改了"}
    changed = decisions.change(LIMITS, "limits", given, "")
    row = table(changed).rows[0]
    assert (row.inputs[0], row.outputs[0], row.inputs[2], row.note) == (
        '"路灯","井盖"', '"1 小时"', "true", "改了",
    )  # fmt: skip
    others = [(one.id, one.inputs, one.outputs) for one in table(changed).rows[1:]]
    assert others == [(one.id, one.inputs, one.outputs) for one in table().rows[1:]]


@pytest.mark.parametrize(
    ("typed", "kind", "of_input", "written"),
    [
        ("", "string", True, "-"), ("-", "string", True, "-"), ("灯", "string", True, '"灯"'),
        ('not("灯")', "string", True, 'not("灯")'), ("< 3", "number", True, "< 3"),
        ("2 工作时", "string", False, '"2 工作时"'), ("", "string", False, '""'),
        ('["甲"]', "string", False, '["甲"]'), ("甲,乙", "string", False, '"甲,乙"'),
        ("", "number", False, ""),
    ],
)  # fmt: skip
def test_what_people_type_becomes_a_cell(typed, kind, of_input, written):
    assert decisions.quoted(typed, kind, of_input=of_input) == written


def test_rows_come_go_and_move():
    count = len(table().rows)
    added = decisions.change(LIMITS, "limits", {}, "row.add.1")
    assert len(table(added).rows) == count + 1
    assert len({row.id for row in table(added).rows}) == count + 1
    assert table(added).rows[1].inputs == table().rows[0].inputs
    moved = decisions.change(LIMITS, "limits", {}, "row.down.1")
    assert [row.id for row in table(moved).rows[:2]] == [row.id for row in table().rows[1::-1]]
    assert table(decisions.change(moved, "limits", {}, "row.up.2")).rows[0].id == table().rows[0].id
    assert len(table(decisions.change(LIMITS, "limits", {}, "row.remove.1")).rows) == count - 1


def test_columns_come_and_go():
    wider = decisions.change(LIMITS, "limits", {"hit": "UNIQUE"}, "input.add")
    wider = decisions.change(wider, "limits", {"input.4.name": "score"}, "output.add")
    found = table(wider)
    assert (found.hit, len(found.inputs), len(found.outputs)) == ("UNIQUE", 4, 3)
    assert found.inputs[3].name == "score"
    assert {len(row.inputs) for row in found.rows} == {4}
    assert {row.outputs[2] for row in found.rows} == {'""'}
    back = decisions.change(wider, "limits", {}, "input.remove.4")
    assert table(decisions.change(back, "limits", {}, "output.remove.3")).inputs == table().inputs


def test_what_would_be_no_table_is_refused():
    with pytest.raises(EntryRefused):
        decisions.change(LIMITS, "other", {}, "")
    with pytest.raises(EntryRefused):
        decisions.read(b"<a>")
    body = LIMITS
    for _ in range(len(table().rows) - 1):
        body = decisions.change(body, "limits", {}, "row.remove.1")
    with pytest.raises(EntryRefused):
        decisions.change(body, "limits", {}, "row.remove.1")
