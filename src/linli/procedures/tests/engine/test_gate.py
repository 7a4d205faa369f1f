import time

import pytest

from linli.procedures.engine import dmn
from linli.procedures.tests.engine.drawing import (
    both,
    boundary,
    catch,
    checked,
    decision,
    drawn,
    effect,
    multi,
    user,
    xor,
)
from linli.procedures.tests.engine.test_dmn import table

STEP = "start > a > end"


def said(content, **known):
    findings = checked(content, **known)
    assert all(finding.message and finding.line for finding in findings)
    return {(finding.code, finding.element) for finding in findings}


def choice(condition, *nodes):
    return drawn(
        user("a", "yes no"),
        xor("g", "no"),
        xor("m"),
        *nodes,
        flows=f"start > a > g\ng > m if {condition} as yes\ng > m as no\nm > end",
    )


def test_a_good_procedure_passes():
    assert said(choice('a == "yes"')) == set()


def test_unknown_keys():
    assert said(drawn(user("a"), flows=STEP), known_duties={"other"}) == {("duty", "lane")}
    assert said(drawn(effect("a", "os.system"), flows=STEP)) == {("effect", "a")}
    assert said(drawn(user("a", form="f", ladder="l"), flows=STEP)) == {
        ("form", "a"),
        ("ladder", "a"),
    }
    assert (
        said(
            drawn(user("a", form="f", ladder="l"), flows=STEP),
            known_forms={"f": ()},
            known_ladders={"l"},
        )
        == set()
    )
    assert ("decision", "a") in said(drawn(decision("a", "route"), flows=STEP))


def test_names_that_cannot_exist():
    assert said(choice("urgency > 2")) == {("name", "yes")}
    assert said(choice("urgency > 2"), known_data={"urgency"}) == set()
    assert said(choice('a == "perhaps"')) == {("outcome", "yes")}
    assert said(drawn(user("a", due="=limit"), flows=STEP)) == {("name", "a")}
    assert said(drawn(user("a", inside=multi("units")), flows=STEP)) == {("name", "a")}
    own = user("a", inside=multi("units"), organisation="=unit")
    assert said(drawn(own, flows=STEP), known_data={"units"}) == set()
    assert said(drawn(catch("a", "=limit"), flows=STEP)) == {("name", "a")}


def test_names_from_forms_effects_and_decisions():
    form = choice("size > 2").replace(b"<linli:step >", b'<linli:step form="f">')
    assert said(form, known_forms={"f": ("size",)}) == set()
    assert said(form, known_forms={"f": ("size", "g")}) == {("name", "a")}
    tables, _ = dmn.read(table([("-", "-", '"x"')]), file="t.dmn")
    content = drawn(
        decision("d", "route"),
        xor("g", "no"),
        xor("m"),
        flows='start > d > g\ng > m if unit == "x" as yes\ng > m as no\nm > end',
    )
    assert said(content, decisions=tables) == {("name", "d")}
    assert said(content, decisions=tables, known_data={"kind", "size"}) == set()


def test_an_outcome_that_may_not_be_there_yet():
    ways = (
        "start > g\ng > b if {} as yes\ng > m as no\nb > m > h\n"
        "h > n if {} as up\nh > n as down\nn > end"
    )
    nodes = (xor("g", "no"), user("b", "x y"), xor("m"), xor("h", "down"), xor("n"))
    early = drawn(*nodes, flows=ways.format("1 == 1", 'b == "x"'))
    assert said(early) == {("order", "up")}
    guarded = drawn(*nodes, flows=ways.format("1 == 1", 'has(b) and b == "x"'))
    assert said(guarded) == set()


def test_a_join_knows_what_every_branch_has_done():
    content = drawn(
        both("s"),
        user("a", "x y"),
        user("b", "x y"),
        both("j"),
        xor("g", "no"),
        xor("m"),
        flows="start > s > a > j > g\ns > b > j\ng > m if a == b as yes\ng > m as no\nm > end",
    )
    assert said(content) == set()


def test_an_exclusive_split_into_a_join():
    content = drawn(
        user("a", "x y"),
        xor("g", "no"),
        user("b"),
        user("c"),
        both("j"),
        flows='start > a > g\ng > b if a == "x"\ng > c as no\nb > j > end\nc > j',
    )
    assert said(content) == {("deadlock", "j")}


def test_a_parallel_split_without_a_join():
    content = drawn(
        both("s"),
        user("a"),
        user("b"),
        xor("m"),
        user("c"),
        flows="start > s > a > m > c > end\ns > b > m",
    )
    assert said(content) == {("unsafe", "c")}


def test_a_loop_that_splits_again():
    content = drawn(
        xor("in"),
        both("s"),
        user("a"),
        user("b"),
        flows="start > in > s > a > end\ns > b > in",
    )
    assert {code for code, _ in said(content)} == {"unsafe"}


def test_an_exclusive_gateway_needs_a_default():
    content = choice('a == "yes"').replace(b' default="no"', b"")
    condition = b'targetRef="m"><bpmn:conditionExpression>1 > 2</bpmn:conditionExpression></'
    assert said(content.replace(b'targetRef="m"></', condition)) == {("default", "g")}


def test_no_way_to_the_end():
    content = drawn(
        xor("in"),
        user("a"),
        xor("g", "back"),
        flows="start > in > a > g > in",
        ends=(),
    )
    content = content.replace(b' default="back"', b"")
    assert {code for code, _ in said(content)} == {"no_end"}


def test_what_cannot_be_reached():
    content = drawn(
        user("a"),
        xor("m"),
        user("b"),
        xor("n", "out"),
        ends=("end", "e2"),
        flows="start > a > end\nm > b > n\nn > m if 1 == 1\nn > e2 as out",
    )
    assert said(content) == {(c, e) for c in ("unreachable",) for e in ("m", "b", "n", "e2")}


def test_side_branches():
    nodes = (both("s"), user("a"), user("b"), both("j"), boundary("w", "a", "1 天", "false"))
    ways = "start > s > a > j > end\ns > b > j\n"
    fine = drawn(*nodes, user("c"), flows=ways + "w > c > e2", ends=("end", "e2"))
    assert said(fine) == set()
    inside = drawn(*nodes, user("c"), flows=ways + "w > c > j")
    assert ("side_join", "w") in said(inside)
    loop = drawn(*nodes, xor("m"), user("c"), flows=ways + "w > m > c > m")
    assert {code for code, _ in said(loop)} == {"no_end"}


def test_interrupting_events_are_ways_out():
    content = drawn(
        both("s"),
        user("a"),
        user("b"),
        both("j"),
        boundary("w", "a", "1 天"),
        flows="start > s > a > j > end\ns > b > j\nw > e2",
        ends=("end", "e2"),
    )
    assert said(content) == {("deadlock", "j")}


def test_too_many_branches_are_refused_quickly():
    names = [f"t{n}" for n in range(16)]
    flows = "start > s\nj > end\n" + "\n".join(f"s > {name} > j" for name in names)
    content = drawn(both("s"), both("j"), *(user(name) for name in names), flows=flows)
    begun = time.process_time()
    assert said(content) == {("too_many", "start")}
    assert time.process_time() - begun < 30  # unbounded, it would take days


@pytest.mark.parametrize("count", [2, 5, 8])
def test_ordinary_branches_are_checked(count):
    names = [f"t{n}" for n in range(count)]
    flows = "start > s\nj > end\n" + "\n".join(f"s > {name} > j" for name in names)
    content = drawn(both("s"), both("j"), *(user(name) for name in names), flows=flows)
    assert said(content) == set()
