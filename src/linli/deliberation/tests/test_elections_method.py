"""What the gate says of elections and disclosures in a method."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from linli.deliberation import selectors
from linli.deliberation.rules.choosing import rule_on
from linli.deliberation.rules.election_documents import election_rules, read_share
from linli.deliberation.terms import Bound, Rhythm, Share
from linli.deliberation.tests import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(now):
    scene.set_scene(now)
    return scene.FILE.read_text(encoding="utf-8")


def codes(text):
    return {one.code.removeprefix("gatherings.") for one in scene.read(text)[1]}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("> 1/2", Share(Bound.MORE_THAN, Fraction(1, 2))),
        (">= 1/3", Share(Bound.AT_LEAST, Fraction(1, 3))),
        (">1", Share(Bound.MORE_THAN, Fraction(1))),
    ],
)
def test_shares(written, read):
    assert read_share(written) == read


@pytest.mark.parametrize("written", ["half", "1/2", "> 0.5", "> 3/2", "< 1/2", "> 1/0", "> -1/2"])
def test_no_shares(written):
    with pytest.raises(ValueError, match=re.escape(written)):
        read_share(written)


def test_what_the_shipped_method_says(text):
    assert codes(text) == set()
    kind = selectors.election_kind("village_committee")
    assert [(one.key, one.seats) for one in kind.positions] == [
        ("director", 1), ("deputy", 1), ("member", 3),
    ]  # fmt: skip
    assert kind.secretary == ("书记", "村党支部")
    kinds = selectors.disclosures_defined()
    assert kinds["finance"].every is Rhythm.MONTH
    assert kinds["affairs"].every is Rhythm.QUARTER


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ('turnout = "> 1/2"', 'turnout = "half"', "not_a_share"),
        ('result = "3 天"', 'result = "3 工作时"', "not_days"),
        ('body = "village_committee"', 'body = "nobody"', "unknown_name"),
        ('rule = "village_election"', 'rule = "nothing"', "unknown_name"),
        ('secretary = ["书记", "村党支部"]', 'secretary = ["书记"]', "not_a_post"),
        ('secretary = ["书记", "村党支部"]', 'secretary = ["皇帝", "村党支部"]', "unknown_post"),
        ('nominate = "listed"', 'nominate = "lot"', "unknown_way"),
        ('"deputy", name = "副主任", seats', '"director", name = "副", seats', "positions"),
        ('name = "副主任", seats = 1', 'name = "副主任", head = true, seats = 1', "heads"),
        ('name = "副主任", seats = 1', 'name = "副主任", woman = true, seats = 1', "women"),
        ('name = "副主任", seats = 1', 'name = "副主任", seats = 0', "seats"),
        ('seats = 1, tag = "deputy"', 'seats = 1, tag = "king"', "unknown_name"),
        ('at = ["village"]\nbody = "village_c', 'at = ["moon"]\nbody = "village_c', "unknown_name"),
        ('key = "village_election"\n', 'key = "residents_election"\n', "overlap"),
        ('every = "month"\nsince = 2026', 'every = "day"\nsince = 2026', "unknown_every"),
        ('length = "10 天"', 'length = "10 工作时"', "not_days"),
        ('duty = "村"', 'duty = "皇帝"', "unknown_name"),
        ("since = 2026-01-01\nwhat", 'since = "soon"\nwhat', "bad_value"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(text, before, after, code):
    start = text.index("# --- 换届 ---")
    changed = text[:start] + text[start:].replace(before, after, 1)
    assert changed != text
    assert code in codes(changed)


def test_a_body_that_asks_for_an_age_is_no_outcome_of_an_election(text):
    changed = text.replace(
        'key = "village_committee"\nname = "村民委员会"\n',
        'key = "village_committee"\nname = "村民委员会"\nage = 18\n',
        1,
    )
    assert "asks_too_much" in codes(changed)


def test_the_rule_of_the_day_and_place(text, now):
    later = text.replace(
        'name = "村民委员会选举"\nsince = 2010-10-28\n',
        'name = "村民委员会选举"\nsince = 2010-10-28\nuntil = 2030-01-01\n',
        1,
    )
    start = later.index('[[election_rules]]\nkey = "village_election"')
    end = later.index("[[election_rules]]", start + 1)
    row = later[start:end].replace("since = 2010-10-28\nuntil = 2030-01-01", "since = 2030-01-01")
    later = later[:end] + row.replace('elected = "> 1/2"', 'elected = "> 2/3"') + later[end:]
    document, found = scene.read(later)
    assert not found
    rules = election_rules(document)
    today = rule_on(rules, "village_election", now.date(), "350429.100.200.")
    assert today.elected.share == Fraction(1, 2)
    new = rule_on(rules, "village_election", now.date().replace(year=2030), "350429.100.200.")
    assert new.elected.share == Fraction(2, 3)
