"""Rotas: made from method and calendar, solved, published, solved again, swapped, marked."""

from datetime import date, timedelta

import pytest

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.points import selectors as ledger
from linli.points.terms import Holder
from linli.volunteering import models, selectors, services
from linli.volunteering.method.rotas import SECTION
from linli.volunteering.terms import (
    CannotTake,
    DutyState,
    Liking,
    MarkedAlready,
    MayNotRota,
    NobodyOnRota,
    NoShifts,
    NothingProposed,
    NotSolved,
    OnRotaAlready,
    OwnDuty,
    RotaIsOut,
    RotaMoved,
    RotaNotFound,
    RotaProof,
    RotaReasonMissing,
    RotaState,
    ShiftNotOver,
    WishesClosed,
    WrongLeave,
    WrongRotaSpan,
)
from linli.volunteering.tests import hours_scene, rota_scene
from linli.volunteering.tests.rota_scene import (
    duties,
    member,
    neighbour,
    place,
    published,
    rota,
    row,
)

DAY = timedelta(days=1)


@pytest.fixture
def areas(db, now):
    return rota_scene.set_scene(now)


@pytest.fixture
def boss(areas, now):
    return rota_scene.manager(areas, now)


def refused(code, document):
    return [one.code for one in document[1]] == [f"volunteering.{code}"]


@pytest.mark.parametrize(
    ("was", "now_is", "code"),
    [
        ('hours = "07:20-08:00"', 'hours = "7:20-8:00"', "not_hours"),
        ('needs = ["leader"]', 'needs = ["boss"]', "unknown_name"),
        ('needs = ["leader"]', 'needs = ["leader:3"]', "needs_more"),
        ('days = "school"', 'days = "sunny"', "unknown_name"),
        ("people = 2", "people = 0", "not_people"),
        ("weekly = 2", "weekly = 22", "not_a_number"),
        ("until = 2026-07-03", "until = 2026-01-03", "not_a_span"),
        ('managers = ["社区"]', 'managers = ["皇帝"]', "unknown_name"),
    ],
)
def test_what_a_method_says_wrongly_is_found(areas, was, now_is, code):
    text = rota_scene.TEXT
    assert was in text
    found = hours_scene.read(text.replace(was, now_is, 1))[1]
    assert f"volunteering.{code}" in {one.code for one in found}
    assert SECTION.name == "rotas"


def test_a_span_has_the_shifts_of_school_days(boss, now):
    made = rota(boss, now, days=42, since=date(2026, 3, 30), people=0)
    days = set(models.RotaShift.objects.filter(rota_id=made).values_list("day", flat=True))
    assert date(2026, 4, 3) in days
    assert date(2026, 4, 6) not in days  # 清明
    assert all(one.weekday() < 5 or one == date(2026, 5, 9) for one in days)  # the 9th is made up


def test_who_may_not_make_one_is_refused(areas, boss, now):
    today = local(now).date()
    stranger = rota_scene.manager(areas, now, "100002")
    for actor in (ANONYMOUS, stranger):
        with pytest.raises(MayNotRota):
            services.plan_rota(
                place=place(boss), name="x", since=today, until=today, actor=actor, now=now
            )
    made = rota(boss, now)
    with pytest.raises(MayNotRota):
        services.solve_rota(rota_id=made, actor=stranger, now=now)
    with pytest.raises(RotaNotFound):
        selectors.rota_page(stranger, made, now=now)


def test_spans_that_cannot_be(boss, now):
    today = local(now).date()
    for since, until in ((today - DAY, today), (today, today - DAY), (today, today + 92 * DAY)):
        with pytest.raises(WrongRotaSpan):
            services.plan_rota(
                place=place(boss), name="x", since=since, until=until, actor=boss, now=now
            )
    with pytest.raises(NoShifts):  # a weekend in term, all of it in the holidays
        services.plan_rota(
            place=place(boss), name="x", since=date(2026, 3, 7), until=date(2026, 3, 8),
            actor=boss, now=now,
        )  # fmt: skip


def test_solved_fairly_within_the_rules(boss, now):
    made = rota(boss, now, people=6)
    services.solve_rota(rota_id=made, actor=boss, now=now)
    page = selectors.rota_page(boss, made, now=now)
    assert page.proof is RotaProof.BEST
    assert page.lacks == ()
    assert sorted(one.load for one in page.people) == [3, 3, 3, 3, 4, 4]
    assert all(len(who) == 2 for who in duties(made).values())
    cells = [cell for week in page.weeks for day in week.days for cell in day.shifts]
    assert all(any("组长" in one.roles for one in cell.duties) for cell in cells)
    assert all("您这段时间共" in one.why for cell in cells for one in cell.duties)


def test_wishes_and_leave_are_respected(boss, now):
    made = rota(boss, now)
    first = neighbour(0, now)
    shifts = list(models.RotaShift.objects.filter(rota_id=made).order_by("day"))
    services.tell_wishes(
        rota_id=made, person=first, actor=ANONYMOUS, now=now,
        wishes={one.pk: Liking.CANNOT for one in shifts[:3]},
    )  # fmt: skip
    services.take_leave(
        person=neighbour(1, now), since=shifts[4].day, until=shifts[6].day, actor=ANONYMOUS, now=now
    )
    services.solve_rota(rota_id=made, actor=boss, now=now)
    on = duties(made)
    assert all(member(made, first).pk not in on[one.pk] for one in shifts[:3])
    away = [one for one in shifts if shifts[4].day <= one.day <= shifts[6].day]
    assert all(member(made, neighbour(1, now)).pk not in on[one.pk] for one in away)
    head, said = selectors.wish_page(made, first)
    assert (head.told, sum(1 for one in said if one.liking == Liking.CANNOT)) == (3, 3)


def test_wishes_end_with_publishing_and_are_of_those_on_it(boss, now):
    made = published(boss, now)
    with pytest.raises(WishesClosed):
        services.tell_wishes(
            rota_id=made, person=neighbour(0, now), wishes={}, actor=ANONYMOUS, now=now
        )
    with pytest.raises(RotaNotFound):
        services.tell_wishes(
            rota_id=made, person=neighbour(9, now), wishes={}, actor=ANONYMOUS, now=now
        )


def test_what_was_solved_before_a_change_is_not_published(boss, now):
    made = rota(boss, now)
    with pytest.raises(NotSolved):
        services.publish_rota(rota_id=made, actor=boss, now=now)
    services.solve_rota(rota_id=made, actor=boss, now=now)
    services.take_leave(
        person=neighbour(0, now), since=local(now).date(), until=local(now).date() + 9 * DAY,
        actor=ANONYMOUS, now=now,
    )  # fmt: skip
    with pytest.raises(NotSolved):
        services.publish_rota(rota_id=made, actor=boss, now=now)


def test_a_change_while_it_is_solved_is_not_overwritten(boss, now, monkeypatch):
    made = rota(boss, now)
    real = services.rotas.solve

    def meanwhile(problem):
        services.add_to_rota(rota_id=made, person=neighbour(8, now), actor=boss, now=now)
        return real(problem)

    monkeypatch.setattr(services.rotas, "solve", meanwhile)
    with pytest.raises(RotaMoved):
        services.solve_rota(rota_id=made, actor=boss, now=now)
    assert not models.RotaDuty.objects.exists()


def test_nobody_can_be_on_it_twice_and_nothing_is_solved_for_nobody(boss, now):
    made = rota(boss, now, people=0)
    with pytest.raises(NobodyOnRota):
        services.solve_rota(rota_id=made, actor=boss, now=now)
    services.add_to_rota(rota_id=made, person=neighbour(0, now), actor=boss, now=now)
    with pytest.raises(OnRotaAlready):
        services.add_to_rota(rota_id=made, person=neighbour(0, now), actor=boss, now=now)


def test_too_few_people_are_said_in_words(boss, now):
    made = rota(boss, now, people=2, leaders=0)
    services.solve_rota(rota_id=made, actor=boss, now=now)
    page = selectors.rota_page(boss, made, now=now)
    assert page.row.missing > 0
    assert any("组长" in one and "没有要求的角色" in one for one in page.lacks)
    assert any("本周已排满" in one for one in page.lacks)


def test_who_drops_out_changes_as_little_as_can_be(boss, now):
    made = published(boss, now, people=8, leaders=4)
    before = duties(made)
    gone = member(made, neighbour(0, now))
    had = [shift for shift, who in before.items() if gone.pk in who]
    assert had
    services.leave_rota(member_id=gone.pk, actor=boss, now=now)
    services.solve_rota(rota_id=made, actor=boss, now=now)
    page = selectors.rota_page(boss, made, now=now)
    assert duties(made) == before  # nothing moves before the yes
    assert page.proposal is not None
    assert len(page.proposal) >= len(had)
    services.accept_proposal(rota_id=made, actor=boss, now=now)
    after = duties(made)
    assert all(gone.pk not in who for who in after.values())
    moved = sum(len(before[shift] - after[shift]) for shift in before)
    assert moved <= len(had) + 1  # the weekly limit may move one more
    with pytest.raises(NothingProposed):
        services.accept_proposal(rota_id=made, actor=boss, now=now)


def test_what_is_over_does_not_move(boss, now):
    made = published(boss, now, people=8, leaders=4)
    later = now + 7 * DAY
    over = list(
        models.RotaShift.objects.filter(rota_id=made, starts_at__lte=later).values_list(
            "pk", flat=True
        )
    )
    before = duties(made)
    assert over
    services.leave_rota(
        member_id=member(made, neighbour(0, now)).pk, person=neighbour(0, now), actor=ANONYMOUS,
        now=later,
    )  # fmt: skip
    services.solve_rota(rota_id=made, actor=boss, now=later)
    services.accept_proposal(rota_id=made, actor=boss, now=later)
    assert {one: duties(made)[one] for one in over} == {one: before[one] for one in over}


def test_shifts_before_count_into_the_next_rota(boss, now):
    made = published(boss, now, people=4, leaders=4, days=5)
    first = {one.name: one.load for one in selectors.rota_page(boss, made, now=now).people}
    again = rota(boss, now, people=5, leaders=5, since=local(now).date() + 7 * DAY, days=5)
    services.solve_rota(rota_id=again, actor=boss, now=now)
    page = selectors.rota_page(boss, again, now=now)
    assert {one.name: one.past for one in page.people if one.past} == {
        name: load for name, load in first.items() if load
    }
    new = next(one for one in page.people if one.past == 0)
    assert new.load == max(one.load for one in page.people)


def test_expected_elsewhere_is_not_on(boss, now):
    made = published(boss, now, people=4, leaders=4, days=5)
    busy = [
        shift for shift, who in duties(made).items() if member(made, neighbour(0, now)).pk in who
    ]
    days = set(models.RotaShift.objects.filter(pk__in=busy).values_list("day", flat=True))
    again = rota(boss, now, people=1, leaders=1, days=5)
    services.solve_rota(rota_id=again, actor=boss, now=now)
    on = models.RotaDuty.objects.filter(shift__rota_id=again).values_list("shift__day", flat=True)
    assert days
    assert not days & set(on)


def test_withdrawn_with_a_reason(boss, now):
    made = published(boss, now)
    with pytest.raises(RotaReasonMissing):
        services.withdraw_rota(rota_id=made, reason=" ", actor=boss, now=now)
    services.withdraw_rota(rota_id=made, reason="学校停课", actor=boss, now=now)
    assert row(made).state == RotaState.WITHDRAWN
    assert selectors.my_duties(neighbour(0, now), now=now) == ()
    with pytest.raises(RotaIsOut):
        services.solve_rota(rota_id=made, actor=boss, now=now)


def test_leaves_that_cannot_be(areas, now):
    today = local(now).date()
    for since, until in ((today - DAY, today), (today, today - DAY), (today, today + 180 * DAY)):
        with pytest.raises(WrongLeave):
            services.take_leave(
                person=neighbour(0, now), since=since, until=until, actor=ANONYMOUS, now=now
            )


# --- what came of it ------------------------------------------------------------------------


def test_who_was_there_has_the_hours_confirmed_by_another(boss, now):
    made = published(boss, now, kind="tidy", days=3, people=2, leaders=0)
    duty = models.RotaDuty.objects.select_related("shift", "member").order_by("shift__day").first()
    with pytest.raises(ShiftNotOver):
        services.mark_duty(duty_id=duty.pk, came=True, actor=boss, now=now)
    later = duty.shift.ends_at + timedelta(minutes=5)
    with pytest.raises(MayNotRota):
        services.mark_duty(duty_id=duty.pk, came=True, actor=ANONYMOUS, now=later)
    services.mark_duty(duty_id=duty.pk, came=True, actor=boss, now=later)
    person = duty.member.identity_id
    assert ledger.balance("hours", Holder.person(person)).amount == 60
    record = models.ServiceRecord.objects.get()
    assert (record.grade, record.minutes, record.organisation_id) == (
        "honour", 60, row(made).organisation_id,
    )  # fmt: skip
    with pytest.raises(MarkedAlready):
        services.mark_duty(duty_id=duty.pk, came=True, actor=boss, now=later)
    assert ledger.balance("hours", Holder.person(person)).amount == 60


def test_who_was_not_there_has_none_and_the_measure_says_so(boss, areas, now):
    made = published(boss, now, kind="tidy", days=2, people=2, leaders=0)
    first, second = models.RotaDuty.objects.select_related("shift").order_by("shift__day")
    later = now + 4 * DAY
    services.mark_duty(duty_id=first.pk, came=True, actor=boss, now=later)
    services.mark_duty(duty_id=second.pk, came=False, actor=boss, now=later)
    assert models.RotaDuty.objects.get(pk=second.pk).state == DutyState.ABSENT
    assert models.ServiceRecord.objects.count() == 1
    assert selectors.duties_done(row(made).area_path, now, later) == (1, 2)


def test_nobody_notes_their_own_shift(boss, now):
    from linli.people import services as people

    people.set_phone(account_id=boss.account_id, phone="13900000000", actor=SYSTEM, now=now)
    published(boss, now, kind="tidy", days=1, people=1, leaders=0)
    duty = models.RotaDuty.objects.get()
    with pytest.raises(OwnDuty):
        services.mark_duty(duty_id=duty.pk, came=True, actor=boss, now=now + 4 * DAY)


def test_todays_board_says_roles_and_teams_but_never_who(boss, areas, now):
    made = published(boss, now, since=local(now).date() + DAY)
    then = now + DAY
    board = selectors.duty_board(area_path=row(made).area_path, now=then)
    (shift,) = board
    assert (shift.name, shift.people, shift.place) == ("早班", 2, "实验小学东门")
    assert "组长" in shift.roles
    assert "王" not in repr(board)
    assert selectors.duty_board(area_path=areas["100002"].path, now=then) == ()


def test_whoever_is_forgotten_is_forgotten_here(boss, now):
    made = published(boss, now)
    gone = neighbour(0, now)
    assert selectors.rota_data_of(gone)["duties"]
    services.take_leave(
        person=gone, since=local(now).date(), until=local(now).date(), actor=ANONYMOUS, now=now
    )
    assert services.forget_on_rotas(identity_id=gone, now=now) == 1
    assert selectors.rota_data_of(gone) == {"duties": [], "wishes": [], "leaves": []}
    services.solve_rota(rota_id=made, actor=boss, now=now)
    assert selectors.rota_page(boss, made, now=now).proposal


def test_swaps_that_the_rules_forbid(boss, now):
    """Checked in test_rota_swaps.py; here: a colleague who is on that shift already."""
    made = published(boss, now)
    shift, who = next((s, w) for s, w in duties(made).items() if len(w) == 2)
    first, second = sorted(who)
    duty = models.RotaDuty.objects.get(shift_id=shift, member_id=first)
    person = models.RotaMember.objects.get(pk=first).identity_id
    with pytest.raises(CannotTake):
        services.ask_swap(duty_id=duty.pk, person=person, to=second, actor=ANONYMOUS, now=now)
