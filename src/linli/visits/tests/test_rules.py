"""What a phone may send, and what is a finding: no database."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.kernel.errors import Invalid
from linli.kernel.language import Words
from linli.procedures.terms import Choice, Field, Form
from linli.visits import rules
from linli.visits.terms import BadItem, InTheFuture, SubjectKind, TooBig, TooLongAgo, VisitKind
from linli.visits.web import items

ID = "01890a5d-ac96-774b-bcce-b302099a8057"
AB = (Choice("a", Words("甲")), Choice("b", Words("乙")))
FORM = Form(
    "f",
    Words("f"),
    (
        Field("trouble", Words("问题"), "choices", choices=AB),
        Field("asks", Words("请办"), "longtext"),
        Field("fine", Words("都好"), "boolean"),
        Field("health", Words("身体"), "choice", choices=AB, sensitive=True),
    ),
)  # fmt: skip
KIND = rules.catalogue_of(
    {"kinds": [{
        "key": "k", "name": "走访", "subject": "household", "form": "f", "duties": ["网格员"],
        "findings": [
            {"question": "trouble", "answers": ["a"], "matter": "finding"},
            {"question": "asks"}, {"question": "fine"}, {"question": "health"},
        ],
    }]}
).kinds["k"]  # fmt: skip


def item(now, **changes):
    good = {
        "client_key": "0123456789abcdef",
        "kind": "k",
        "subject": ID,
        "at": now.isoformat(),
        "answers": {},
    }
    return rules.read_item({**good, "at": now.isoformat(), **changes}, now, now)


def test_a_good_item_is_read(now):
    read = item(now, met=False, plan=ID, answers={"a": ["x", "y"], "b": True})
    assert isinstance(KIND, VisitKind)
    assert (read.met, str(read.plan_id), read.answers["a"]) == (False, ID, ["x", "y"])
    assert KIND.subject == SubjectKind.HOUSEHOLD


@pytest.mark.parametrize(
    "changes",
    [
        {"client_key": "short"}, {"client_key": 5}, {"client_key": "x" * 65}, {"kind": ""},
        {"kind": ["k"]}, {"kind": "k" * 41}, {"subject": "no id"}, {"subject": None},
        {"plan": 7}, {"met": "yes"}, {"answers": []}, {"answers": {"a": {"b": 1}}},
        {"answers": {"a": None}}, {"answers": {"a" * 61: "x"}}, {"answers": {"a": [["x"]]}},
        {"answers": {str(n): "x" for n in range(61)}}, {"form_stamp": 5}, {"longitude": 117.1},
    ],
)  # fmt: skip
def test_what_is_misshapen_is_refused_in_words(now, changes):
    with pytest.raises(BadItem) as refused:
        item(now, **changes)
    assert "%(" not in refused.value.message


def test_too_much_and_the_wrong_time_are_refused(now):
    with pytest.raises(TooBig):
        item(now, answers={"a": "长" * 30_000})
    with pytest.raises(InTheFuture):
        rules.check_moment(now + timedelta(minutes=11), now)
    with pytest.raises(TooLongAgo):
        rules.check_moment(now - timedelta(days=367), now)
    rules.check_moment(now + timedelta(minutes=9), now)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "1", '"x"', "{", "[" * 100_000, '{"at": NaN}', '{"at": "\\u0000"}',
     '{"a": "\\ud800"}', '{"at": "9999-12-31T23:59:59"}', '{"at": "nonsense"}'],
)  # fmt: skip
def test_what_is_no_item_is_refused(now, text):
    with pytest.raises(Invalid):
        items.read(text, now)


def test_a_phone_whose_clock_is_wrong_is_understood(now):
    far = now + timedelta(days=4000)
    text = (
        f'{{"client_key": "0123456789abcdef", "kind": "k", "subject": "{ID}", "at":'
        f' "{(far - timedelta(minutes=20)).isoformat()}", "sent_at": "{far.isoformat()}"}}'
    )
    assert items.read(text, now).at == now - timedelta(minutes=20)


def test_findings_are_told_from_answers():
    found = rules.found(KIND, {"trouble": ["a", "b"], "asks": "修门", "fine": False, "health": "x"})
    assert [(rule.question, hits) for rule, hits in found] == [
        ("trouble", ["a"]), ("asks", ["修门"]), ("health", ["x"]),
    ]  # fmt: skip
    assert rules.found(KIND, {"trouble": ["b"]}) == ()
    kept = {rule.question: rules.chosen(rule, hits, FORM) for rule, hits in found}
    assert kept == {"trouble": ["a"], "asks": [], "health": []}, "no words, nothing sensitive"


def test_words_and_what_is_sensitive_are_sealed():
    plain, hidden = rules.split(
        FORM, {"trouble": ["a"], "asks": "修门", "health": "x", "fine": True}
    )
    assert (set(plain), set(hidden)) == ({"trouble", "fine"}, {"asks", "health"})


def test_the_stamp_knows_the_questions():
    assert rules.stamp(FORM) == rules.stamp(Form("other", Words("别名"), FORM.fields))
    assert rules.stamp(FORM) != rules.stamp(Form("f", Words("f"), FORM.fields[:-1]))


def test_a_portion_is_shared_out_by_place():
    places = [("a", 1), ("b", 1), ("c", 2), ("d", 1)]
    assert rules.portion(places, 2) == ["a", "b", "c"]
    assert rules.portion(places, 0) == ["a", "b", "c", "d"]
