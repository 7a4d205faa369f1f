"""The solver against trying everything, and what it says of what cannot be."""

from dataclasses import replace
from datetime import date, datetime, time
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.kernel.clock import LOCAL
from linli.kernel.language import Words
from linli.volunteering.rules.rota_days import falls_on, hours, shifts, week_of
from linli.volunteering.rules.rotas import (
    bar,
    explain,
    first_come,
    lacks,
    may_follow,
    solve,
    value_of,
)
from linli.volunteering.terms import (
    Aim,
    Bar,
    Days,
    Problem,
    RoleNeed,
    RotaKind,
    RotaProof,
    SchoolTerm,
    ShiftPattern,
    Slot,
    Worker,
)

HOUR = 60


def allowed(problem, assigned):
    """Every hard rule, asked one by one."""
    for slot in problem.slots:
        there = assigned[slot.id]
        if slot.id in problem.fixed:
            if set(there) != set(problem.before.get(slot.id, ())):
                return False
            continue
        if len(there) > slot.people:
            return False
        for worker in problem.workers:
            if worker.id in there and bar(problem, assigned, slot, worker) is not None:
                return False
    return True


def judged(problem, assigned):
    on = {(slot, who): True for slot, ids in assigned.items() for who in ids}
    aims = [aim for aim in Aim if aim is not Aim.CHANGES or problem.before]
    return tuple(value_of(problem, aim, on) for aim in aims)


def best_of_all(problem):
    """By trying every assignment there is."""
    people = [one.id for one in problem.workers]
    choices = [
        [tuple(c) for n in range(slot.people + 1) for c in combinations(people, n)]
        for slot in problem.slots
    ]
    found = [
        judged(problem, assigned)
        for picked in product(*choices)
        if allowed(
            problem, assigned := dict(zip([s.id for s in problem.slots], picked, strict=True))
        )
    ]
    return min(found)


@st.composite
def small(draw):
    slots = []
    for number in range(draw(st.integers(1, 4))):
        since = draw(st.integers(0, 30)) * HOUR
        slots.append(
            Slot(
                id=f"s{number}",
                since=since,
                until=since + draw(st.integers(1, 4)) * HOUR,
                week=draw(st.integers(0, 1)),
                people=draw(st.integers(1, 2)),
                weight=draw(st.integers(1, 2)),
                roles=(RoleNeed("leader", 1),) if draw(st.booleans()) else (),
            )
        )
    ids = [one.id for one in slots]
    some = st.sets(st.sampled_from(ids)).map(frozenset)
    workers = tuple(
        Worker(
            id=f"w{number}",
            roles=frozenset({"leader"}) if draw(st.booleans()) else frozenset(),
            past=draw(st.integers(0, 3)),
            cannot=draw(some),
            rather_not=draw(some),
            gladly=draw(some),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    return Problem(
        tuple(slots), workers, weekly=draw(st.integers(1, 3)), rest=draw(st.integers(0, 8)) * HOUR
    )


@settings(max_examples=150, deadline=None)
@given(small())
def test_nothing_is_better_than_what_it_finds(problem):
    found = solve(problem)
    assert allowed(problem, found.assigned)
    assert found.proof is RotaProof.BEST
    assert tuple(one.value for one in found.aims) == judged(problem, found.assigned)
    assert judged(problem, found.assigned) == best_of_all(problem)


@settings(max_examples=80, deadline=None)
@given(small(), st.data())
def test_solved_again_it_changes_as_little_as_can_be(problem, data):
    before = {key: frozenset(ids) for key, ids in solve(problem).assigned.items()}
    gone = data.draw(st.sampled_from(problem.workers))
    away = replace(gone, cannot=frozenset(one.id for one in problem.slots))
    workers = tuple(away if one.id == gone.id else one for one in problem.workers)
    again = replace(problem, workers=workers, before=before)
    found = solve(again)
    assert judged(again, found.assigned) == best_of_all(again)
    assert not any(gone.id in ids for ids in found.assigned.values())


@settings(max_examples=60, deadline=None)
@given(small(), st.data())
def test_what_is_over_stays_as_it_was(problem, data):
    over = data.draw(st.sampled_from(problem.slots)).id
    people = [one.id for one in problem.workers]
    was = frozenset(data.draw(st.sets(st.sampled_from(people), max_size=2)))
    fixed = replace(problem, before={over: was}, fixed=frozenset({over}))
    found = solve(fixed)
    assert set(found.assigned[over]) == was
    assert allowed_beside(fixed, found.assigned)
    assert tuple(one.value for one in found.aims) == judged(fixed, found.assigned)


def allowed_beside(problem, assigned):
    """Nobody has more by it than they have of what is over already."""
    others = replace(problem, slots=tuple(s for s in problem.slots if s.id not in problem.fixed))
    return allowed(others, assigned)


@settings(max_examples=60, deadline=None)
@given(small())
def test_the_rota_by_hand_keeps_every_rule(problem):
    assert allowed(problem, first_come(problem))


def week(people=2, days=5, **of):
    return tuple(
        Slot(f"d{day}", day * 1440, day * 1440 + HOUR, 0, people, **of) for day in range(days)
    )


def test_it_is_the_same_every_time():
    workers = tuple(Worker(f"w{n}", past=n % 3) for n in range(8))
    problem = Problem(week(), workers, weekly=2)
    first = solve(problem)
    assert all(solve(problem).assigned == first.assigned for _each in range(3))


def test_what_was_done_before_counts():
    problem = Problem(week(people=1, days=4), (Worker("old", past=3), Worker("new")))
    loads = [sum(who in ids for ids in solve(problem).assigned.values()) for who in ("old", "new")]
    assert sum(loads) == 4
    assert max(3 + loads[0], loads[1]) == 4  # with what was done, nobody has more than four


def test_what_nobody_can_fill_is_said_with_the_reasons():
    slots = week(people=2, days=3, roles=(RoleNeed("leader", 1),))
    workers = (
        Worker("a", frozenset({"leader"}), cannot=frozenset({"d0"})),
        Worker("b"),
        Worker("c"),
    )
    found = solve(Problem(slots, workers, weekly=2))
    assert found.proof is RotaProof.BEST
    assert found.aim(Aim.SHORTAGE) == sum(one.missing for one in found.lacks) == 1
    (first,) = found.lacks
    assert (first.slot, first.role, dict(first.why)) == ("d0", "leader", {Bar.AWAY: 1})
    fewer = solve(Problem(slots, workers[:2], weekly=2))
    lack = next(one for one in fewer.lacks if one.slot == "d0" and not one.role)
    assert dict(lack.why)[Bar.AWAY] == 1


def test_nobody_at_all():
    found = solve(Problem(week(days=1), ()))
    assert found.assigned == {"d0": ()}
    assert [(one.missing, one.why) for one in found.lacks] == [(2, ())]


def test_every_reason_has_its_bar():
    slots = (*week(people=1, days=2), Slot("late", 1440 + 2 * HOUR, 1440 + 3 * HOUR, 0, 1))
    worker = Worker("a", cannot=frozenset({"d0"}))
    problem = Problem(slots, (worker,), weekly=2, rest=5 * HOUR)
    assert bar(problem, {}, slots[0], worker) is Bar.AWAY
    assert bar(problem, {"d1": ("a",)}, slots[2], worker) is Bar.NO_REST
    full = replace(problem, weekly=1, rest=0)
    assert bar(full, {"d1": ("a",)}, slots[2], worker) is Bar.WEEK_FULL
    assert bar(problem, {}, slots[1], worker) is None
    assert not may_follow(slots[2], slots[1], 5 * HOUR)
    assert may_follow(slots[2], slots[0], 5 * HOUR)


def test_who_is_on_reads_why():
    workers = (Worker("a", gladly=frozenset({"d0"})), Worker("b", past=1), Worker("c"))
    problem = Problem(week(people=1, days=3), workers)
    found = solve(problem)
    why = explain(problem, found.assigned)
    assert "a" in found.assigned["d0"]
    told = why["d0", "a"]
    assert (told.eligible, told.liking, told.kept) == (3, "gladly", False)
    assert told.most - told.least <= 1
    assert lacks(problem, found.assigned) == ()


# --- days -----------------------------------------------------------------------------------

TERM = (SchoolTerm(date(2026, 2, 25), date(2026, 7, 3)),)
OFF = {date(2026, 4, 6)}
MADE_UP = {date(2026, 4, 4)}


def works(day):
    return day in MADE_UP or (day.weekday() < 5 and day not in OFF)


def pattern(days, weekdays=(1, 2, 3, 4, 5, 6, 7), since=time(7, 20), until=time(8)):
    return ShiftPattern("m", Words("早班"), since, until, 1, days, weekdays)


@pytest.mark.parametrize(
    ("days", "weekdays", "day", "there"),
    [
        (Days.SCHOOL, (1, 2, 3, 4, 5), date(2026, 4, 3), True),
        (Days.SCHOOL, (1, 2, 3, 4, 5), date(2026, 4, 4), True),  # made up on a Saturday
        (Days.SCHOOL, (1, 2, 3, 4, 5), date(2026, 4, 6), False),  # a holiday
        (Days.SCHOOL, (1, 2, 3, 4, 5), date(2026, 7, 6), False),  # after the term
        (Days.SCHOOL, (1,), date(2026, 4, 7), False),
        (Days.WORKING, (1, 2, 3, 4, 5), date(2026, 7, 6), True),
        (Days.REST, (1, 2, 3, 4, 5, 6, 7), date(2026, 4, 6), True),
        (Days.REST, (1, 2, 3, 4, 5, 6, 7), date(2026, 4, 4), False),
        (Days.EVERY, (6,), date(2026, 4, 4), True),
        (Days.EVERY, (6,), date(2026, 4, 5), False),
    ],
)
def test_on_which_days_a_shift_is(days, weekdays, day, there):
    assert falls_on(pattern(days, weekdays), day, works, TERM) is there


def test_a_shift_over_midnight_ends_on_the_next_day():
    start, end = hours(pattern(Days.EVERY, since=time(22), until=time(6)), date(2026, 3, 2))
    assert start == datetime(2026, 3, 2, 22, tzinfo=LOCAL)
    assert end == datetime(2026, 3, 3, 6, tzinfo=LOCAL)


def test_a_span_has_all_its_shifts_and_weeks_begin_on_monday():
    kind = RotaKind("k", Words("岗"), Words(""), (pattern(Days.SCHOOL),), ())
    found = list(shifts(kind, date(2026, 3, 30), date(2026, 4, 12), works, TERM))
    assert len(found) == 10
    assert week_of(date(2026, 3, 30)) == week_of(date(2026, 4, 5)) == week_of(date(2026, 4, 6)) - 1
