"""Was it enough, did it pass: the rules against an oracle that counts otherwise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation.rules.agenda import needs_names, way_fits
from linli.deliberation.rules.choosing import age_on, rule_on
from linli.deliberation.rules.composing import Lack, lacks
from linli.deliberation.rules.judging import Gathered, Muddled, find, judge
from linli.deliberation.rules.reading import Unreadable, read_condition, read_ways, write_condition
from linli.deliberation.terms import (
    BodyKind,
    Bound,
    Choice,
    Condition,
    Count,
    Counted,
    Muddle,
    Voter,
    VoteRule,
    Way,
    Weight,
)
from linli.kernel.language import Words


def rule(quorum="present > 1/2 of due", majority="yes > 1/2 of present", **more) -> VoteRule:
    return VoteRule("r", "规则", read_ways(quorum), read_ways(majority), "依据", **more)


def people(count, *, area="0", households=None, tags=()):
    return [
        Voter(
            str(number),
            households[number] if households else "",
            Decimal(area),
            frozenset(tags),
        )
        for number in range(count)
    ]


def vote(due, present, yes, *, no=0, **of):
    """So many of a roll are present, of whom the first vote yes, the next no."""
    roll = people(due)
    chosen = {str(one): Choice.YES for one in range(yes)}
    chosen |= {str(one): Choice.NO for one in range(yes, yes + no)}
    return judge(rule(**of), Gathered(roll, [str(one) for one in range(present)], chosen))


# --- the edges ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "present", "valid"), [(10, 5, False), (10, 6, True), (11, 6, True), (1, 1, True)]
)
def test_exactly_half_is_not_more_than_half(due, present, valid):
    assert vote(due, present, 0).valid is valid


@pytest.mark.parametrize(("present", "valid"), [(33, False), (34, True), (50, True)])
def test_two_thirds_of_fifty_are_thirty_four(present, valid):
    assert vote(50, present, 0, quorum="present >= 2/3 of due").valid is valid


def test_a_tie_is_lost():
    assert vote(10, 10, 5, no=5).passed is False
    assert vote(10, 10, 6, no=4).passed is True


def test_nobody_present_is_neither_valid_nor_passed():
    assert vote(10, 0, 0).valid is False
    assert vote(10, 0, 0).passed is False


def test_a_roll_of_nobody_is_never_enough():
    assert judge(rule("present >= 1 of due"), Gathered([], [])).valid is False


def test_who_is_absent_still_counts_where_the_article_says_so():
    """支部工作条例 art. 11: more than half of all who are due, not of those who came."""
    due = {"majority": "yes > 1/2 of due"}
    assert vote(20, 11, 10, **due).passed is False
    assert vote(20, 11, 11, **due).passed is True
    assert vote(20, 11, 6).passed is True


def test_who_came_and_said_nothing_counts_as_present():
    assert vote(10, 9, 4, no=1).passed is False
    assert vote(10, 9, 4, no=1, majority="yes > 1/2 of voting").passed is True


def test_without_a_quorum_nothing_passes():
    found = vote(10, 4, 4)
    assert (found.valid, found.passed) == (False, False)


def test_another_way_of_being_valid_is_enough():
    """村民委员会组织法 art. 22: half of the grown-ups, or two thirds of the households."""
    roll = people(12, households=["a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c"])
    either = rule("present > 1/2 of due or present >= 2/3 of due by households")
    assert judge(either, Gathered(roll, ["0", "4"])).valid is True
    assert judge(either, Gathered(roll, ["0", "1", "2", "3"])).valid is False
    assert judge(either, Gathered(roll, [str(one) for one in range(7)])).valid is True


def test_owners_need_area_and_heads():
    """民法典 art. 278: one owner of everything is not two thirds of the heads."""
    roll = [Voter("big", area=Decimal(900)), *people(9, area="10")]
    owners = rule(
        "cast >= 2/3 of due by area and cast >= 2/3 of due",
        "yes > 1/2 of cast by area and yes > 1/2 of cast",
        ways=(Way.NAMED,),
    )
    alone = Gathered(roll, ["big"], {"big": Choice.YES})
    assert judge(owners, alone).valid is False
    everybody = {"big": Choice.NO} | {str(one): Choice.YES for one in range(9)}
    found = judge(owners, Gathered(roll, list(everybody), everybody))
    assert (found.valid, found.passed) == (True, False)


def test_only_those_with_a_tag_are_counted_among_it():
    """山东省实施办法 art. 24: two thirds of the women representatives are there."""
    roll = [*people(6), *(Voter(f"w{one}", tags=frozenset(["women"])) for one in range(3))]
    asked = rule("present >= 2/3 of due and present >= 2/3 of due among women")
    assert judge(asked, Gathered(roll, [str(one) for one in range(6)])).valid is False
    assert judge(asked, Gathered(roll, ["0", "1", "2", "3", "w0", "w1"])).valid is True


def test_those_without_a_vote_are_not_due():
    roll = [*people(3), Voter("x", votes=False)]
    assert judge(rule("present >= 1 of due"), Gathered(roll, ["0", "1", "2"])).valid is True
    with pytest.raises(Muddled) as caught:
        judge(rule(), Gathered(roll, ["x"], {"x": Choice.YES}))
    assert caught.value.muddle is Muddle.NOT_ENTITLED


def test_the_recused_are_out_of_every_count():
    roll = people(4)
    votes = {"0": Choice.YES, "1": Choice.YES}
    everyone = ["0", "1", "2", "3"]
    majority = "yes > 1/2 of due"
    assert judge(rule(majority=majority), Gathered(roll, everyone, votes)).passed is False
    assert judge(rule(majority=majority), Gathered(roll, everyone, votes, (), ["3"])).passed is True
    with pytest.raises(Muddled):
        judge(rule(), Gathered(roll, everyone, votes, (), ["0"]))


def test_papers_that_contradict_each_other_are_refused():
    roll = people(3)
    for one, muddle in (
        (Gathered([*roll, roll[0]], []), Muddle.TWICE_ON_THE_ROLL),
        (Gathered(roll, ["0"], {"1": Choice.YES}), Muddle.NOT_PRESENT),
        (Gathered(roll, ["0"], {"9": Choice.YES}), Muddle.NOT_ENTITLED),
        (Gathered(roll, ["0"], Counted({Choice.YES: 2}), ["0"]), Muddle.MORE_THAN_HANDED_OUT),
        (Gathered(roll, ["0"], Counted({Choice.YES: -1}), ["0"]), Muddle.MORE_THAN_HANDED_OUT),
    ):
        with pytest.raises(Muddled) as caught:
            judge(rule(), one)
        assert caught.value.muddle is muddle
    area = rule(majority="yes > 1/2 of due by area")
    with pytest.raises(Muddled):
        judge(area, Gathered(roll, ["0", "1"], Counted({Choice.YES: 1}), ["0", "1"]))


def test_a_paper_that_never_came_back_is_no_vote():
    roll = people(4)
    papers = Gathered(roll, list("0123"), Counted({Choice.YES: 2, Choice.NO: 1}), list("0123"))
    found = find(papers, read_condition("yes > 1/2 of cast"))
    assert (found.counted, found.out_of, found.needed, found.met) == (2, 3, 2, True)


# --- against an oracle ----------------------------------------------------------------------------

CHOICES = st.sampled_from([None, *Choice])
LINES = st.lists(
    st.tuples(
        st.booleans(),  # present
        CHOICES,
        st.sampled_from(["", "h1", "h2", "h3"]),
        st.integers(0, 5),  # area
        st.booleans(),  # with the tag
        st.booleans(),  # votes
        st.booleans(),  # recused
    ),
    max_size=12,
)
PARTS = {
    Count.PRESENT: [Count.DUE],
    Count.CAST: [Count.DUE, Count.PRESENT],
    Count.YES: [Count.DUE, Count.PRESENT, Count.CAST, Count.VOTING],
    Count.NO: [Count.DUE, Count.PRESENT, Count.CAST, Count.VOTING],
}


@st.composite
def conditions(draw):
    count = draw(st.sampled_from(list(PARTS)))
    below = draw(st.integers(2, 7))
    return Condition(
        count,
        draw(st.sampled_from(PARTS[count])),
        draw(st.sampled_from(list(Bound))),
        Fraction(draw(st.integers(1, below - 1)), below),
        draw(st.sampled_from(list(Weight))),
        draw(st.sampled_from(["", "women"])),
    )


WAYS = st.lists(st.lists(conditions(), min_size=1, max_size=2), min_size=1, max_size=2)


def count_by_hand(lines, count, weight, among):
    """By walking over the lines with whole numbers: no sets, no fractions."""
    total, seen = 0, ""
    for present, choice, household, area, tagged, votes, recused in lines:
        if not votes or recused or (among and not tagged):
            continue
        cast = present and choice is not None
        fits = {
            Count.DUE: True,
            Count.PRESENT: present,
            Count.CAST: cast,
            Count.VOTING: cast and choice in (Choice.YES, Choice.NO),
            Count.YES: cast and choice is Choice.YES,
            Count.NO: cast and choice is Choice.NO,
        }[count]
        if not fits:
            continue
        if weight is Weight.HEADS:
            total += 1
        elif weight is Weight.AREA:
            total += area
        elif household and f"<{household}>" not in seen:
            seen += f"<{household}>"
            total += 1
    return total


def meets_by_hand(lines, one):
    counted = count_by_hand(lines, one.count, one.weight, one.among)
    whole = count_by_hand(lines, one.of, one.weight, one.among)
    left, right = counted * one.share.denominator, whole * one.share.numerator
    return whole > 0 and (left > right if one.bound is Bound.MORE_THAN else left >= right)


@given(LINES, WAYS, WAYS)
def test_the_verdict_is_that_of_counting_by_hand(lines, quorum, majority):
    roll = [
        Voter(
            str(number),
            household,
            Decimal(area),
            frozenset(["women"] if tagged else []),
            votes,
        )
        for number, (_, _, household, area, tagged, votes, _) in enumerate(lines)
    ]
    present = [str(n) for n, line in enumerate(lines) if line[0]]
    recused = [str(n) for n, line in enumerate(lines) if line[6]]
    named = {
        str(n): line[1]
        for n, line in enumerate(lines)
        if line[0] and line[1] is not None and line[5] and not line[6]
    }
    ours = VoteRule("r", "规则", tuple(map(tuple, quorum)), tuple(map(tuple, majority)), "依据")
    found = judge(ours, Gathered(roll, present, named, (), recused))
    valid = any(all(meets_by_hand(lines, one) for one in way) for way in quorum)
    passed = any(all(meets_by_hand(lines, one) for one in way) for way in majority)
    assert found.valid is valid
    assert found.passed is (valid and passed)


@given(st.integers(1, 200), conditions())
def test_what_is_needed_is_the_least_that_is_enough(whole, one):
    """With exactly `needed` it is met, with one less it is not."""
    plain = Condition(Count.PRESENT, Count.DUE, one.bound, one.share)
    roll = people(whole)
    least = next(
        n for n in range(whole + 2) if find(Gathered(roll, [str(i) for i in range(n)]), plain).met
    )
    assert find(Gathered(roll, []), plain).needed == least


# --- what people write ----------------------------------------------------------------------------


@given(conditions())
def test_a_condition_reads_back(one):
    assert read_condition(write_condition(one)) == one


@pytest.mark.parametrize(
    "text",
    [
        "",
        "present > 2/3",
        "present >= 1/0 of due",
        "present >= 3/2 of due",
        "present > 1 of due",
        "present >= 0 of due",
        "present >= 0.5 of due",
        "due >= 1/2 of present",
        "yes > 1/2 of yes",
        "yes > 1/2 of cast by hats",
        "present > 1/2 of due; drop",
        "present > 1/2 of due and",
        "present > 1/2 of due " * 30,
    ],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(Unreadable):
        read_ways(text)


def test_the_rule_of_the_day_and_of_the_smallest_area_governs():
    old = rule(since=date(2018, 1, 1), until=date(2026, 1, 1))
    new = rule(since=date(2026, 1, 1))
    town = rule(since=date(2020, 1, 1), area="350429.100")
    every = (old, new, town)
    assert rule_on(every, "r", date(2025, 12, 31), "350429.101.") is old
    assert rule_on(every, "r", date(2026, 1, 1), "350429.101.") is new
    assert rule_on(every, "r", date(2026, 1, 1), "350429.100.005.") is town
    assert rule_on(every, "r", date(2026, 1, 1), "350429.1001.") is new
    assert rule_on(every, "r", date(2017, 1, 1), "350429.101.") is None
    assert rule_on(every, "other", date(2026, 1, 1), "350429.101.") is None


def test_a_birthday_counts_from_its_day():
    assert age_on(date(2008, 3, 2), date(2026, 3, 1)) == 17
    assert age_on(date(2008, 3, 2), date(2026, 3, 2)) == 18
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


def test_votes_by_area_cannot_be_kept_without_names():
    area = rule(majority="yes > 1/2 of cast by area", ways=(Way.NAMED, Way.SECRET, Way.HANDS))
    assert needs_names(area)
    assert [way_fits(area, way) for way in (Way.NAMED, Way.SECRET, Way.HANDS)] == [
        True,
        False,
        False,
    ]
    heads = rule(ways=(Way.SECRET,))
    assert (way_fits(heads, Way.SECRET), way_fits(heads, Way.HANDS)) == (True, False)


def test_what_a_composition_lacks():
    kind = BodyKind(
        "r", Words("代表会议"), ("村",), at=("village",), size=(3, 5), represents=(5, 15),
        shares=(("women", Fraction(1, 3), "art"),),
    )  # fmt: skip
    woman, man = (frozenset(["women"]), 5), (frozenset(), 15)
    assert lacks(kind, [woman, man, man]) == ()
    assert lacks(kind, [man, man, man, man]) == (Lack("share", 0, 2, "women", "art"),)
    assert lacks(kind, [woman, (frozenset(), 16)]) == (
        Lack("few", 2, 3),
        Lack("represents", 1, 0),
    )
    assert [one.what for one in lacks(kind, [woman] * 6)] == ["many"]
