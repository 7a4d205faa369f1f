"""Taking back, appealing, ruling: who may, with what reason, how far."""

from datetime import timedelta

import pytest

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.ids import new_id
from linli.organisations import selectors as organisations
from linli.points import selectors, services
from linli.points.terms import (
    AnotherMustRule,
    AppealedAlready,
    AppealEmpty,
    AppealTooLate,
    CapReached,
    Cause,
    EntryNotFound,
    Holder,
    NotEarned,
    NothingLeft,
    OwnEntry,
    ReasonNeeded,
    TakenBackAlready,
)
from linli.points.tests import scene
from linli.points.tests.scene import colleague, earn, someone, someone_id, use
from linli.points.tests.test_claiming import ask
from linli.points.tests.test_services import ORGANS

pytestmark = pytest.mark.django_db
WHY = "查实没有这件事"


@pytest.fixture
def areas(now):
    return scene.set_scene(now)


def given(areas, now, by=SYSTEM, *, to=1, amount=10, area="100001"):
    return services.award(
        scheme="points", to=someone(to, now), amount=amount, key=str(new_id()), cause=Cause.DEED,
        title="线索", about=("", None), actor=by, now=now,
        area_path=areas[area].path if area else "",
    )  # fmt: skip


def take(entry, actor, now, reason=WHY):
    return services.claw_back(entry_id=entry.id, reason=reason, actor=actor, now=now)


def appeal(entry, now, person=1, words="我真的做了"):
    return services.appeal(
        entry_id=entry.id, person=someone_id(person, now), words=words, actor=ANONYMOUS, now=now
    )


def rule(appeal_id, actor, now, *, upheld=True, reason="复核属实"):
    return services.rule_appeal(
        appeal_id=appeal_id, upheld=upheld, reason=reason, actor=actor, now=now
    )


def left(now, person=1):
    return selectors.balance("points", someone(person, now))


def test_taking_back_takes_what_is_free_and_never_below_nothing(areas, now):
    clerk = colleague("clerk", areas, now)
    entry = given(areas, now)
    use(someone(1, now), 7, now)
    assert take(entry, clerk, now).amount == 3
    assert (left(now).amount, left(now).earned) == (0, 7)
    with pytest.raises(TakenBackAlready):
        take(entry, clerk, now)
    another = given(areas, now)
    use(someone(1, now), 10, now)
    with pytest.raises(NothingLeft):
        take(another, clerk, now)
    assert selectors.proof().faults == ()


def test_a_second_person_with_a_reason_takes_back(areas, now):
    giver = colleague("giver", areas, now)
    entry = given(areas, now, giver)
    with pytest.raises(AnotherMustRule):
        take(entry, giver, now)
    clerk = colleague("clerk", areas, now, phone="13900000001")
    with pytest.raises(OwnEntry):
        take(entry, clerk, now)
    other = colleague("other", areas, now)
    with pytest.raises(ReasonNeeded):
        take(entry, other, now, reason=" ")
    with pytest.raises(EntryNotFound):
        services.claw_back(entry_id=new_id(), reason=WHY, actor=other, now=now)
    assert take(entry, other, now).amount == 10
    (line, _first), _more = selectors.statement("points", someone(1, now), now=now)
    assert (line.amount, line.reason, line.may_appeal) == (-10, WHY, True)


def test_only_who_manages_there_takes_back(areas, now):
    entry, county = given(areas, now), given(areas, now, area="")
    away = colleague("away", areas, now, at="100200", duty="村")
    clerk = colleague("clerk", areas, now)
    for actor in (ANONYMOUS, away):
        with pytest.raises(NotAllowed):
            take(entry, actor, now)
    with pytest.raises(NotAllowed):  # given at no place: the county's
        take(county, clerk, now)
    assert take(county, colleague("centre", areas, now, at="", duty="县指挥中心"), now).amount == 10


def test_only_what_was_earned_is_taken_back(areas, now):
    clerk = colleague("centre", areas, now, at="", duty="县指挥中心")
    earn(someone(1, now), 20, now)
    spent = use(someone(1, now), 5, now)
    asked = ask(someone_id(1, now), areas, now)
    for entry in (spent, asked):
        with pytest.raises(NotEarned):
            take(entry, clerk, now)
    scene.publish(ORGANS, now)
    unit = Holder.unit(organisations.units()[0].id)
    lost = services.deduct(
        scheme="organs", of=unit, deed="late", key="1", title="逾期", about=("", None),
        actor=SYSTEM, now=now,
    )  # fmt: skip
    with pytest.raises(NotEarned):
        take(lost, clerk, now)


def test_an_appeal_upheld_gives_back_all_of_it(areas, now):
    clerk, judge = colleague("clerk", areas, now), colleague("judge", areas, now)
    taken = take(given(areas, now), clerk, now)
    made = appeal(taken, now)
    assert [(one.refused, one.own) for one in selectors.appeals(clerk)] == [(False, True)]
    assert [one.own for one in selectors.appeals(judge)] == [False]
    with pytest.raises(AnotherMustRule):
        rule(made, clerk, now)
    with pytest.raises(NotAllowed):
        rule(made, colleague("away", areas, now, at="100200", duty="村"), now)
    with pytest.raises(ReasonNeeded):
        rule(made, judge, now, reason="")
    assert rule(made, judge, now).amount == 10
    assert (left(now).amount, left(now).earned) == (10, 10)
    with pytest.raises(AppealedAlready):
        rule(made, judge, now, upheld=False)
    assert selectors.appeals(judge) == ()
    assert selectors.proof().faults == ()


def test_an_appeal_denied_changes_nothing_but_is_answered(areas, now):
    clerk, judge = colleague("clerk", areas, now), colleague("judge", areas, now)
    made = appeal(take(given(areas, now), clerk, now), now)
    assert rule(made, judge, now, upheld=False, reason="有照片为证") is None
    assert left(now).amount == 0
    (line, _first), _more = selectors.statement("points", someone(1, now), now=now)
    assert not line.may_appeal
    assert (line.appealed, line.ruling) == (False, "有照片为证")


def test_a_refused_claim_that_is_upheld_is_posted(areas, now):
    clerk, judge = colleague("clerk", areas, now), colleague("judge", areas, now)
    asked = ask(someone_id(1, now), areas, now)
    services.refuse(entry_id=asked.id, reason=WHY, actor=clerk, now=now)
    made = appeal(asked, now)
    assert rule(made, judge, now).amount == 5
    (line,), _more = selectors.statement("points", someone(1, now), now=now)
    assert (line.amount, line.reason, line.ruling) == (5, WHY, "复核属实")
    assert selectors.proof().faults == ()


def test_appeals_are_ones_own_in_time_and_once(areas, now):
    clerk = colleague("clerk", areas, now)
    taken = take(given(areas, now), clerk, now)
    with pytest.raises(EntryNotFound):
        appeal(taken, now, person=2)
    for words in ("", "长" * 501):
        with pytest.raises(AppealEmpty):
            appeal(taken, now, words=words)
    with pytest.raises(AppealTooLate):
        appeal(taken, now + timedelta(days=30, seconds=1))
    with pytest.raises(AppealTooLate):  # what was given is nothing to appeal against
        appeal(given(areas, now), now)
    appeal(taken, now + timedelta(days=30))
    with pytest.raises(AppealedAlready):
        appeal(taken, now)
    with pytest.raises(EntryNotFound):
        rule(new_id(), clerk, now)


def test_what_was_taken_back_makes_room_and_what_was_given_back_fills_it(areas, now):
    clerk, judge = colleague("clerk", areas, now), colleague("judge", areas, now)
    mine = someone_id(1, now)
    entries = [ask(mine, areas, now) for _ in range(4)]  # 20 a week
    for one in entries:
        services.authorise(entry_id=one.id, actor=judge, now=now)
    taken = take(entries[0], clerk, now)
    made = appeal(taken, now)
    rule(made, judge, now)
    with pytest.raises(CapReached):
        ask(mine, areas, now)
