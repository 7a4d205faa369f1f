import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.procedures.engine import dmn
from linli.procedures.engine.errors import (
    Endless,
    MissingName,
    NobodyWaits,
    NotWaiting,
    NoWayOut,
    UnknownOutcome,
    WrongType,
)
from linli.procedures.engine.machine import awaited_messages, resolved, seen_from
from linli.procedures.engine.state import (
    CallEffect,
    CancelStep,
    ClearTimer,
    Completed,
    EffectDone,
    Ended,
    MessageCame,
    OpenStep,
    Resumed,
    SetTimer,
    Started,
    TimerFired,
    Withdrawn,
)
from linli.procedures.tests.engine.drawing import (
    Case,
    both,
    boundary,
    catch,
    decision,
    drawn,
    effect,
    multi,
    user,
    xor,
)
from linli.procedures.tests.engine.test_dmn import table

LOOP = drawn(
    xor("in"),
    user("a", "yes no"),
    xor("g", "ok"),
    flows='start > in > a > g\ng > in if a == "no"\ng > end as ok',
)
VOTE = drawn(
    user("vote", "yes no", inside=multi("units", until='any_of(vote, "no")')),
    boundary("late", "vote", "=limit"),
    boundary("gone", "vote", "message:gone"),
    boundary("warn", "vote", "1 工作日", "false"),
    ends=("end", "e1", "e2", "e3"),
    messages=("gone",),
    flows="start > vote > end\nlate > e1\ngone > e2\nwarn > e3",
)
VOTERS = {"units": ["x", "y", "z"], "limit": "3 天"}


def test_a_loop_opens_a_new_step_each_time():
    case = Case(LOOP)
    first = case.at("a")
    assert case.commands == (OpenStep(first, "a"),)
    case.happen(Completed(first, "no", {"note": 1}))
    second = case.at("a")
    assert second != first
    assert case.state.token(first).outcome == "no"
    assert case.state.data == {"a": "no", "note": 1}
    assert case.happen(Completed(second, "yes")) == (Ended(),)
    assert case.state.ended
    assert case.state.data["a"] == "yes"


def test_a_join_waits_for_every_flow():
    case = Case(
        drawn(
            both("s"),
            user("a"),
            user("b"),
            both("j"),
            user("c"),
            flows="start > s > a > j > c > end\ns > b > j",
        )
    )
    case.happen(Completed(case.at("b"), "done"))
    assert case.places() == ["a", "j"]
    parked = next(token for token in case.state.live() if token.node == "j")
    assert parked.via == "f7"
    case.happen(Completed(case.at("a"), "done"))
    assert case.places() == ["c"]


def test_multi_instance_asks_everybody():
    case = Case(VOTE, VOTERS)
    assert case.places() == ["vote", "vote/x", "vote/y", "vote/z"]
    host = case.at("vote")
    assert [type(command) for command in case.commands] == [OpenStep] * 3 + [SetTimer] * 2
    assert SetTimer(host, "late", "3 天") in case.commands
    for item in "zyx":
        assert not case.state.ended
        token = case.state.token(case.at("vote", item))
        assert token.group == host
        assert seen_from(case.definition, token, case.state.data)["unit"] == item
        case.happen(Completed(token.id, "yes"))
    assert case.state.data["vote"] == {"z": "yes", "y": "yes", "x": "yes"}
    assert case.commands == (ClearTimer(host, "late"), ClearTimer(host, "warn"), Ended())


def test_multi_instance_ends_early():
    case = Case(VOTE, VOTERS)
    x, y, z = (case.at("vote", item) for item in "xyz")
    commands = case.happen(Completed(y, "no"))
    assert set(commands[:2]) == {CancelStep(x), CancelStep(z)}
    assert commands[-1] == Ended()
    with pytest.raises(NotWaiting):
        case.happen(Completed(x, "yes"))


def test_multi_instance_over_nothing_and_over_the_same():
    case = Case(VOTE, {**VOTERS, "units": []})
    assert case.state.ended
    assert case.state.data["vote"] == {}
    assert Case(VOTE, {**VOTERS, "units": ["x", "x"]}).places() == ["vote", "vote/x"]


@pytest.mark.parametrize("units", ["xyz", [1], None, {"a": "b"}])
def test_multi_instance_over_something_else(units):
    with pytest.raises(WrongType):
        Case(VOTE, {**VOTERS, "units": units})


def test_data_that_is_not_there():
    with pytest.raises(MissingName):
        Case(VOTE, {"limit": "3 天"})
    with pytest.raises(MissingName):
        Case(VOTE, {"units": ["x"]})


def test_an_interrupting_event_cancels_the_step():
    case = Case(VOTE, VOTERS)
    assert awaited_messages(case.definition, case.state) == {"gone"}
    host = case.at("vote")
    children = {case.at("vote", item) for item in "xyz"}
    commands = case.happen(TimerFired(host, "late"))
    assert {command.token for command in commands if isinstance(command, CancelStep)} == children
    assert ClearTimer(host, "warn") in commands
    assert ClearTimer(host, "late") not in commands
    assert case.state.ended


def test_another_event_leaves_the_step():
    case = Case(VOTE, VOTERS)
    assert case.happen(TimerFired(case.at("vote"), "warn")) == ()
    assert "vote/x" in case.places()


def test_a_message_reaches_its_step_once():
    case = Case(VOTE, VOTERS)
    with pytest.raises(NobodyWaits):
        case.happen(MessageCame("hello"))
    case.happen(MessageCame("gone"))
    assert case.state.ended
    with pytest.raises(NotWaiting):
        case.happen(MessageCame("gone"))


def test_catching_events():
    case = Case(
        drawn(
            catch("pause", "2 天"),
            catch("call", "message:called"),
            messages=("called",),
            flows="start > pause > call > end",
        )
    )
    token = case.at("pause")
    assert case.commands == (SetTimer(token, "pause", "2 天"),)
    assert case.happen(TimerFired(token, "pause")) == ()
    assert case.places() == ["call"]
    assert case.happen(MessageCame("called")) == (Ended(),)


def test_an_instant_effect_answers_before_the_gateway():
    case = Case(
        drawn(
            effect("ask"),
            xor("g", "no"),
            user("a"),
            user("b"),
            ends=("end", "e2"),
            flows="start > ask > g\ng > a if found > 2\ng > b as no\na > end\nb > e2",
        )
    )
    token = case.at("ask")
    assert case.commands == (CallEffect(token, "ask", "test.note", False),)
    with pytest.raises(NotWaiting):
        case.happen(Resumed(token, "yes"))
    case.happen(EffectDone(token, {"found": 3}))
    assert case.places() == ["a"]


def test_an_awaited_effect_waits_for_its_answer():
    case = Case(drawn(effect("ask", awaited="true"), flows="start > ask > end"))
    token = case.at("ask")
    case.happen(EffectDone(token, {"ballot": "b1"}))
    assert case.places() == ["ask"]
    assert case.happen(Resumed(token, "passed", {"votes": 9})) == (Ended(),)
    assert case.state.data == {"ballot": "b1", "ask": "passed", "votes": 9}


def test_withdrawing_cancels_everything():
    case = Case(
        drawn(
            both("s"),
            user("a"),
            effect("e", awaited="true"),
            catch("p", "1 天"),
            both("j"),
            flows="start > s > a > j > end\ns > e > j\ns > p > j",
        )
    )
    a, e, p = case.at("a"), case.at("e"), case.at("p")
    commands = case.happen(Withdrawn())
    assert commands == (CancelStep(a), CancelStep(e), ClearTimer(p, "p"), Ended())
    assert case.places() == []


def test_a_decision_routes():
    tables, _ = dmn.read(table([('"water"', "-", '"works"'), ("-", "-", '"grid"')]), file="t.dmn")
    content = drawn(
        decision("route", "route"),
        xor("g", "no"),
        user("a"),
        user("b"),
        ends=("end", "e2"),
        flows='start > route > g\ng > a if unit == "works"\ng > b as no\na > end\nb > e2',
    )
    assert Case(content, {"kind": "water", "size": 1}, tables).places() == ["a"]
    assert Case(content, {"kind": "noise", "size": 1}, tables).places() == ["b"]


def test_no_way_out_and_endless_runs():
    with pytest.raises(NoWayOut):
        Case(drawn(xor("g"), xor("m"), flows="start > g\ng > m if 1 > 2\ng > m if 2 > 3\nm > end"))
    with pytest.raises(Endless):
        Case(
            drawn(
                xor("m"), xor("g", "back"), flows="start > m > g\ng > m as back\ng > end if 1 > 2"
            )
        )


def test_what_cannot_happen():
    case = Case(LOOP)
    token = case.at("a")
    with pytest.raises(UnknownOutcome):
        case.happen(Completed(token, "perhaps"))
    for happening in (
        Started({}),
        EffectDone(token),
        Resumed(token, "yes"),
        TimerFired(token, "a"),
        TimerFired(token, "nowhere"),
        Completed(case.new_id(), "yes"),
    ):
        with pytest.raises(NotWaiting):
            case.happen(happening)
    assert case.places() == ["a"]
    host = Case(VOTE, VOTERS)
    with pytest.raises(NotWaiting):
        host.happen(Completed(host.at("vote"), "yes"))
    with pytest.raises(NotWaiting):
        host.happen(TimerFired(host.at("vote", "x"), "late"))


def test_resolved_texts():
    assert resolved("2 天", {}) == "2 天"
    assert resolved("=limit", {"limit": "3 天"}) == "3 天"
    with pytest.raises(MissingName):
        resolved("=limit", {})
    with pytest.raises(WrongType):
        resolved("=limit", {"limit": 3})


def possible(case):
    """Every happening that fits the state."""
    found = []
    for token in case.state.live():
        if token.node == "vote" and token.group:
            found += [Completed(token.id, "yes"), Completed(token.id, "no")]
        elif token.node == "vote":
            found += [TimerFired(token.id, "late"), TimerFired(token.id, "warn")]
            found.append(MessageCame("gone"))
        elif token.node == "a":
            found += [Completed(token.id, "yes", {"k": [1]}), Completed(token.id, "no")]
    return found


@given(st.sampled_from([LOOP, VOTE]), st.lists(st.integers(0, 99), max_size=12))
def test_advancing_is_pure_and_loses_no_token(content, picks):
    case = Case(content, VOTERS)
    for pick in picks:
        able = possible(case)
        if not able:
            break
        happening = able[pick % len(able)]
        before, count = case.state, case.count
        frozen = copy.deepcopy((before.tokens, dict(before.data), happening))
        case.happen(happening)
        first = (case.state, case.commands)
        assert (before.tokens, dict(before.data), happening) == frozen
        case.state, case.count = before, count
        case.happen(happening)
        assert (case.state, case.commands) == first
        assert json.loads(json.dumps(dict(case.state.data))) == case.state.data
        ids = [token.id for token in case.state.tokens]
        assert ids[: len(before.tokens)] == [token.id for token in before.tokens]
        assert len(set(ids)) == len(ids)
        old = {token.id: token for token in before.tokens if not token.live}
        assert all(case.state.token(key) == token for key, token in old.items())
        assert case.state.ended is (not case.state.live())
        assert (Ended() in case.commands) is case.state.ended


@given(st.sampled_from([LOOP, VOTE]), st.lists(st.integers(0, 99), max_size=12))
def test_tokens_that_are_done_need_not_come_back(content, picks):
    whole, lean = Case(content, VOTERS), Case(content, VOTERS)
    for pick in picks:
        able = possible(whole)
        if not able:
            break
        lean.state = type(lean.state)(lean.state.live(), lean.state.data, lean.state.ended)
        happening = able[pick % len(able)]
        assert whole.happen(happening) == lean.happen(happening)
        assert whole.state.live() == lean.state.live()
        assert whole.state.data == lean.state.data
