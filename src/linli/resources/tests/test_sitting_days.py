"""A day at the door: who came, who is excused, to whom a child may be handed over."""

from datetime import date, timedelta

import pytest

from linli.kernel.actor import ANONYMOUS
from linli.kernel.models import TrailLine
from linli.people.terms import BadName
from linli.resources import models, selectors, services
from linli.resources.terms import (
    ChildNotFound,
    HandReasonMissing,
    MayNotCollect,
    NoSittingThen,
    NotHereNow,
    SitMark,
    SittingBegun,
    StillSitting,
    TermNotFound,
)
from linli.resources.tests import places_scene as places
from linli.resources.tests import sittings_scene as scene

FOUR, FIVE, SIX = scene.at(16), scene.at(17), scene.at(18)


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def keeper(areas, now):
    return places.keeper(areas, now)


@pytest.fixture
def term(areas, keeper, now):
    return scene.term(scene.school(areas, keeper, now), keeper, now)


@pytest.fixture
def guardian(now):
    return places.resident(1, now)


@pytest.fixture
def child(term, guardian, now):
    return scene.enrolled(term, guardian, now).id


def say(child, guardian, now, *, today=False):
    services.excuse(child_id=child, today=today, person=guardian, actor=ANONYMOUS, now=now)


def mark(child, state, keeper, now):
    return services.mark_child(child_id=child, state=state, actor=keeper, now=now)


def hand(child, keeper, now, **more):
    return services.hand_over(child_id=child, actor=keeper, now=now, **more)


def seen(keeper, term, now, **more):
    return selectors.sitting_list(keeper, term, now=now, **more).rows[0]


def test_a_guardian_says_not_today_until_the_start(term, child, guardian, keeper, now):
    assert selectors.my_children(guardian, now=FOUR)[0].may_excuse
    say(child, guardian, FOUR)
    say(child, guardian, FOUR)
    assert models.SittingMark.objects.count() == 1
    assert seen(keeper, term, FIVE).mark.state is SitMark.EXCUSED
    assert selectors.my_children(guardian, now=FOUR)[0].may_come
    say(child, guardian, FOUR, today=True)
    assert not models.SittingMark.objects.exists()
    for when, who, refusal in (
        (scene.at(16, 30), guardian, SittingBegun),
        (FOUR, places.resident(2, now), ChildNotFound),
        (FOUR, None, ChildNotFound),
        (scene.at(16, day=date(2026, 3, 7)), guardian, NoSittingThen),
    ):
        with pytest.raises(refusal):
            say(child, who, when)
    assert not selectors.my_children(guardian, now=scene.at(16, 30))[0].may_excuse


def test_marks_are_idempotent_and_corrected_the_same_day(term, child, keeper):
    mark(child, SitMark.CAME, keeper, FOUR)
    mark(child, SitMark.CAME, keeper, FIVE)
    assert seen(keeper, term, FIVE).mark.came_at == FOUR
    mark(child, SitMark.ABSENT, keeper, FIVE)
    row = models.SittingMark.objects.get()
    assert (row.state, row.came_at) == ("absent", None)
    mark(child, None, keeper, FIVE)
    mark(child, None, keeper, FIVE)
    assert not models.SittingMark.objects.exists()
    with pytest.raises(ChildNotFound):
        mark(child, SitMark.CAME, ANONYMOUS, FIVE)
    with pytest.raises(NoSittingThen):
        mark(child, SitMark.CAME, keeper, scene.at(17, day=date(2026, 3, 7)))


def test_a_child_goes_with_those_on_the_list_alone(term, child, keeper):
    with pytest.raises(NotHereNow):
        hand(child, keeper, FIVE, collector=0)
    mark(child, SitMark.CAME, keeper, FOUR)
    for refusal, more in (
        (MayNotCollect, {"collector": 2}), (MayNotCollect, {"collector": -1}),
        (HandReasonMissing, {}), (MayNotCollect, {"name": "张三"}),
        (MayNotCollect, {"name": "张三", "reason": "他说认识"}),
        (HandReasonMissing, {"name": "张三", "called": True, "reason": " "}),
        (HandReasonMissing, {"name": "张三", "called": True, "reason": "问" * 201}),
        (BadName, {"name": "<script>", "called": True, "reason": "问过"}),
    ):  # fmt: skip
        with pytest.raises(refusal):
            hand(child, keeper, FIVE, **more)
    assert seen(keeper, term, FIVE).here
    with pytest.raises(ChildNotFound):
        hand(child, ANONYMOUS, FIVE, collector=0)
    hand(child, keeper, FIVE, collector=0)
    hand(child, keeper, SIX, collector=0)
    found = seen(keeper, term, SIX).mark
    assert (found.by, found.collected_at, found.called) == ("王奶奶（奶奶）", FIVE, False)
    hand(child, keeper, SIX, name="张三", called=True, reason="17:55 电话里妈妈同意")
    found = seen(keeper, term, SIX).mark
    assert (found.by, found.called, found.reason) == ("张三", True, "17:55 电话里妈妈同意")
    kept = bytes(models.SittingMark.objects.get().words_sealed)
    assert "张三".encode() not in kept
    assert "张三" not in str(list(TrailLine.objects.values_list("name", "data")))
    services.take_back(child_id=child, actor=keeper, now=SIX)
    services.take_back(child_id=child, actor=keeper, now=SIX)
    assert seen(keeper, term, FIVE).here


def test_who_is_still_here_after_the_end_stands_first(term, child, keeper, now):
    other = scene.enrolled(term, places.resident(2, now), now, name="李小红").id
    mark(child, SitMark.CAME, keeper, FOUR)
    mark(other, SitMark.CAME, keeper, FOUR)
    hand(child, keeper, FIVE, collector=1)
    before = selectors.sitting_list(keeper, term, now=scene.at(17, 59))
    assert (before.came, before.here, before.late) == (2, 1, ())
    after = selectors.sitting_list(keeper, term, now=SIX)
    assert [one.name for one in after.late] == ["李小红"]
    assert after.rows[0].id == other
    with pytest.raises(TermNotFound):
        selectors.sitting_list(ANONYMOUS, term, now=SIX)


def test_other_days_are_read_masked_and_not_marked(term, child, keeper):
    mark(child, SitMark.CAME, keeper, FOUR)
    hand(child, keeper, FIVE, collector=0)
    it = selectors.sitting_list(keeper, term, now=FIVE + timedelta(days=1), day=scene.MONDAY)
    assert (it.now, it.came, it.rows[0].name) == (False, 1, "王○○")
    assert (it.rows[0].words.care, it.rows[0].mark.by) == ("", "")
    assert not selectors.sitting_list(keeper, term, now=FIVE, day=date(2026, 3, 7)).sits


def test_a_child_who_is_here_is_not_taken_out_first(term, child, guardian, keeper):
    mark(child, SitMark.CAME, keeper, FOUR)
    with pytest.raises(StillSitting):
        services.take_out(child_id=child, person=guardian, actor=ANONYMOUS, now=FIVE)
    with pytest.raises(StillSitting):
        services.erase_guardian(identity_id=guardian, now=FIVE)
    hand(child, keeper, FIVE, collector=0)
    services.take_out(child_id=child, person=guardian, actor=ANONYMOUS, now=FIVE)
    row = models.SittingMark.objects.get()
    assert (row.state, row.words_sealed) == ("came", None)
    for refused in (lambda: mark(child, None, keeper, SIX), lambda: hand(child, keeper, SIX)):
        with pytest.raises(ChildNotFound):
            refused()


def test_figures_count_what_was_without_names(term, child, guardian, keeper, now):
    mark(child, SitMark.CAME, keeper, FOUR)
    mark(child, SitMark.CAME, keeper, FOUR + timedelta(days=1))
    hand(child, keeper, FIVE + timedelta(days=1), collector=0)
    span = (scene.at(0), scene.at(0, day=date(2026, 3, 9)))
    services.take_out(child_id=child, person=guardian, actor=ANONYMOUS, now=SIX + timedelta(days=2))
    assert selectors.sittings_held("", *span) == (2, 5)
    assert selectors.sitting_child_days("", *span) == (2, 2)
    assert selectors.sitting_seats_used("", *span) == (2, 4)
    assert selectors.sittings_held("999999.", *span) == (0, 0)
