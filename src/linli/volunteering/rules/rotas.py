"""Making a rota: hard rules as constraints, the aims one after another, the outcome explained. Pure
and deterministic: one worker, one seed, a limit of counted work rather than of time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from ortools.sat.python import cp_model

from linli.volunteering.terms.rota_solving import (
    Aimed,
    Lack,
    Problem,
    Slot,
    Solution,
    Why,
    Worker,
)
from linli.volunteering.terms.rotas import Aim, Bar, Liking

EFFORT = 8.0  # the solver's own deterministic seconds, for all aims together
PATIENCE = 20.0  # wall seconds for one aim: only a machine far too slow meets it
SEED = 7
DISLIKE, DELIGHT = 2, 1


def may_follow(one: Slot, other: Slot, rest: int) -> bool:
    """May one person have both? They do not overlap, and `rest` minutes lie between them."""
    first, then = (one, other) if one.since <= other.since else (other, one)
    return then.since >= first.until + rest


def solve(problem: Problem, *, effort: float = EFFORT) -> Solution:
    """The best assignment by the aims in their order. There always is one: places that nobody can
    fill stay empty and are listed. What was not proven within `effort` has its bound beside it."""
    return _Model(problem).solve(effort)


@dataclass
class _Model:
    """The variables of a problem: `on[slot, worker]`, and what is missing."""

    problem: Problem
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    on: dict[tuple[str, str], cp_model.IntVar] = field(default_factory=dict)
    missing: list[cp_model.IntVar] = field(default_factory=list)
    aimed: list[Aimed] = field(default_factory=list)

    def __post_init__(self) -> None:
        for slot in self.problem.slots:
            self._people_of(slot)
        for worker in self.problem.workers:
            self._limits_of(worker)

    def _people_of(self, slot: Slot) -> None:
        problem, model = self.problem, self.model
        fixed = slot.id in problem.fixed
        was = problem.before.get(slot.id, frozenset())
        for worker in problem.workers:
            if (worker.id in was) if fixed else (slot.id not in worker.cannot):
                self.on[slot.id, worker.id] = model.new_bool_var(f"{slot.id}/{worker.id}")
        there = [one for one in problem.workers if (slot.id, one.id) in self.on]
        if fixed:
            for worker in there:
                model.add(self.on[slot.id, worker.id] == 1)
            return
        lack = model.new_int_var(0, slot.people, f"lack {slot.id}")
        model.add(sum(self.on[slot.id, one.id] for one in there) + lack == slot.people)
        self.missing.append(lack)
        for need in slot.roles:
            able = [one for one in there if need.key in one.roles]
            lack = model.new_int_var(0, need.people, f"lack {slot.id} {need.key}")
            model.add(sum(self.on[slot.id, one.id] for one in able) + lack >= need.people)
            self.missing.append(lack)

    def _limits_of(self, worker: Worker) -> None:
        """So many a week; no two that overlap or lie too close. What is over binds nobody anew."""
        problem = self.problem
        mine = [one for one in problem.slots if (one.id, worker.id) in self.on]
        weeks: dict[int, list[Slot]] = defaultdict(list)
        for slot in mine:
            weeks[slot.week].append(slot)
        for slots in weeks.values():
            done = sum(1 for one in slots if one.id in problem.fixed)
            self.model.add(
                sum(self.on[one.id, worker.id] for one in slots) <= max(problem.weekly, done)
            )
        for group in _too_close(mine, problem.rest):
            done = sum(1 for one in group if one.id in problem.fixed)
            self.model.add(sum(self.on[one.id, worker.id] for one in group) <= max(1, done))

    def solve(self, effort: float) -> Solution:
        problem = self.problem
        aims = [
            (Aim.SHORTAGE, self._missing),
            *([(Aim.CHANGES, self._dropped)] if problem.before else ()),
            (Aim.PEAK, self._peak),
            (Aim.SPREAD, self._squares),
            (Aim.DISLIKES, self._dislikes),
        ]
        at_hand = first_come(problem)
        found = {key: key[1] in at_hand[key[0]] for key in self.on}
        for number, (aim, expression) in enumerate(aims):  # what an aim adds comes with its turn
            found = self._reach(aim, expression(), found, effort / (len(aims) - number))
        assigned = {
            slot.id: tuple(one.id for one in problem.workers if found.get((slot.id, one.id)))
            for slot in problem.slots
        }
        return Solution(assigned, tuple(self.aimed), lacks(problem, assigned))

    def _load(self, worker: Worker) -> cp_model.LinearExprT:
        return sum(
            slot.weight * self.on[slot.id, worker.id]
            for slot in self.problem.slots
            if (slot.id, worker.id) in self.on
        )

    def _most(self, worker: Worker) -> int:
        return sum(s.weight for s in self.problem.slots if (s.id, worker.id) in self.on)

    def _missing(self) -> cp_model.LinearExprT:
        return sum(self.missing)

    def _peak(self) -> cp_model.LinearExprT:
        most = max((one.past + self._most(one) for one in self.problem.workers), default=0)
        peak = self.model.new_int_var(0, most, "peak")
        for one in self.problem.workers:
            self.model.add(self._load(one) + one.past <= peak)
        return peak

    def _squares(self) -> cp_model.LinearExprT:
        """The sum of all squared loads, past ones included: each further shift of somebody costs
        more than the one before, so steps of one are all it takes."""
        parts: list[cp_model.LinearExprT] = []
        for one in self.problem.workers:
            steps = [
                self.model.new_bool_var(f"{one.id} has {number + 1}")
                for number in range(self._most(one))
            ]
            self.model.add(sum(steps) == self._load(one))
            for lower, higher in pairwise(steps):
                self.model.add_implication(higher, lower)
            parts.append(one.past * one.past)
            parts += [(2 * (one.past + n) + 1) * step for n, step in enumerate(steps)]
        return sum(parts)

    def _dropped(self) -> cp_model.LinearExprT:
        return sum(
            1 - self.on[slot, worker] if (slot, worker) in self.on else 1
            for slot, worker in _kept(self.problem)
        )

    def _dislikes(self) -> cp_model.LinearExprT:
        parts: list[cp_model.LinearExprT] = []
        for worker in self.problem.workers:
            for slot in self.problem.slots:
                if (slot.id, worker.id) in self.on and slot.id not in self.problem.fixed:
                    cost = dislike(worker, slot.id)
                    if cost:
                        parts.append(cost * self.on[slot.id, worker.id])
        return sum(parts)

    def _reach(
        self,
        aim: Aim,
        expression: cp_model.LinearExprT,
        start: dict[tuple[str, str], bool],
        effort: float,
    ) -> dict[tuple[str, str], bool]:
        """Minimise one aim and hold it from then on. Begins at the solution so far, so that it can
        never be worse than that."""
        self.model.minimize(expression)
        self.model.clear_hints()  # type: ignore[no-untyped-call]  # of the library
        for key, chosen in start.items():
            self.model.add_hint(self.on[key], chosen)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = SEED
        solver.parameters.linearization_level = 2  # ten times as fast here: nearly a flow
        solver.parameters.max_deterministic_time = effort
        solver.parameters.max_time_in_seconds = PATIENCE
        status = solver.solve(self.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            found = {key: bool(solver.value(one)) for key, one in self.on.items()}
            value = round(solver.objective_value)
        else:
            found, value = start, value_of(self.problem, aim, start)
        bound = value if status == cp_model.OPTIMAL else _ceiling(solver.best_objective_bound)
        self.aimed.append(Aimed(aim, value, min(bound, value)))
        self.model.add(expression <= value)
        return found


@dataclass
class _ByHand:
    """A rota as somebody would begin it with a pencil."""

    problem: Problem
    assigned: dict[str, tuple[str, ...]]
    loads: Counter[str]

    def take(self, slot: Slot, worker: Worker) -> None:
        self.assigned[slot.id] = (*self.assigned[slot.id], worker.id)
        self.loads[worker.id] += slot.weight

    def may(self, slot: Slot, worker: Worker) -> bool:
        there = self.assigned[slot.id]
        full = len(there) >= slot.people or worker.id in there
        return not full and bar(self.problem, self.assigned, slot, worker) is None

    def keep(self, slot: Slot) -> None:
        """Who was on it stays: always where it is over, else if they can."""
        was = self.problem.before.get(slot.id, frozenset())
        for worker in self.problem.workers:
            over = slot.id in self.problem.fixed
            if worker.id in was and (over or self.may(slot, worker)):
                self.take(slot, worker)

    def fill(self, slot: Slot) -> None:
        """Those with a role that is needed first, then whoever has least so far."""
        wanted = {need.key for need in slot.roles}
        for worker in sorted(
            self.problem.workers, key=lambda one: (not wanted & one.roles, self.loads[one.id])
        ):
            if self.may(slot, worker):
                self.take(slot, worker)


def first_come(problem: Problem) -> dict[str, tuple[str, ...]]:
    """A rota by hand, to begin with: who was on stays if they can; then the shifts for which fewest
    can come choose first."""
    past = Counter({one.id: one.past for one in problem.workers})
    hand = _ByHand(problem, {slot.id: () for slot in problem.slots}, past)
    for slot in problem.slots:
        hand.keep(slot)
    away = Counter(slot for one in problem.workers for slot in one.cannot)
    for slot in sorted(problem.slots, key=lambda one: (-away[one.id], one.since, one.id)):
        if slot.id not in problem.fixed:
            hand.fill(slot)
    return hand.assigned


def _ceiling(bound: float) -> int:
    return -int(-(bound - 1e-6) // 1)


def _kept(problem: Problem) -> Iterator[tuple[str, str]]:
    """Who is on which slot that is still to come."""
    for slot in problem.slots:
        if slot.id not in problem.fixed:
            for worker in sorted(problem.before.get(slot.id, ())):
                yield slot.id, worker


def _too_close(slots: list[Slot], rest: int) -> Iterator[list[Slot]]:
    """Groups of which one person may have one at most: all that are still too close when one of
    them begins. Every two that are too close stand together in one of them."""
    ordered = sorted(slots, key=lambda one: (one.since, one.until, one.id))
    for number, slot in enumerate(ordered):
        group = [one for one in ordered[:number] if one.until + rest > slot.since]
        if group:
            yield [*group, slot]


def dislike(worker: Worker, slot: str) -> int:
    """What it costs to have this person on this slot."""
    return (DISLIKE if slot in worker.rather_not else 0) - (DELIGHT if slot in worker.gladly else 0)


def value_of(problem: Problem, aim: Aim, on: Mapping[tuple[str, str], bool]) -> int:
    """An aim's value for an assignment, reckoned without the solver."""
    assigned = {
        slot.id: tuple(one.id for one in problem.workers if on.get((slot.id, one.id)))
        for slot in problem.slots
    }
    totals = [one.past + load for one, load in _loads(problem, assigned)]
    if aim is Aim.SHORTAGE:
        return sum(one.missing for one in lacks(problem, assigned))
    if aim is Aim.CHANGES:
        return sum(1 for slot, worker in _kept(problem) if worker not in assigned[slot])
    if aim is Aim.PEAK:
        return max(totals, default=0)
    if aim is Aim.SPREAD:
        return sum(one * one for one in totals)
    people = {one.id: one for one in problem.workers}
    return sum(
        dislike(people[worker], slot)
        for slot, workers in assigned.items()
        if slot not in problem.fixed
        for worker in workers
    )


def _loads(
    problem: Problem, assigned: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[Worker, int]]:
    loads: Counter[str] = Counter()
    for slot in problem.slots:
        for worker in assigned.get(slot.id, ()):
            loads[worker] += slot.weight
    for one in problem.workers:
        yield one, loads[one.id]


def bar(
    problem: Problem, assigned: Mapping[str, tuple[str, ...]], slot: Slot, worker: Worker
) -> Bar | None:
    """Why this person cannot take the slot beside what they have already; None if they can."""
    if slot.id in worker.cannot:
        return Bar.AWAY
    mine = [
        one for one in problem.slots if one.id != slot.id and worker.id in assigned.get(one.id, ())
    ]
    if sum(1 for one in mine if one.week == slot.week) >= problem.weekly:
        return Bar.WEEK_FULL
    if not all(may_follow(one, slot, problem.rest) for one in mine):
        return Bar.NO_REST
    return None


def lacks(problem: Problem, assigned: Mapping[str, tuple[str, ...]]) -> tuple[Lack, ...]:
    """Which slots lack whom, and why the others could not come."""
    people = {one.id: one for one in problem.workers}
    found = []
    for slot in problem.slots:
        if slot.id in problem.fixed:
            continue
        there = assigned.get(slot.id, ())
        gaps = [("", slot.people - len(there))]
        gaps += [
            (need.key, need.people - sum(1 for one in there if need.key in people[one].roles))
            for need in slot.roles
        ]
        for role, missing in gaps:
            if missing > 0:
                found.append(Lack(slot.id, missing, role, _bars(problem, assigned, slot, role)))
    return tuple(found)


def _bars(
    problem: Problem, assigned: Mapping[str, tuple[str, ...]], slot: Slot, role: str
) -> tuple[tuple[Bar, int], ...]:
    counts: Counter[Bar] = Counter()
    for worker in problem.workers:
        if worker.id in assigned.get(slot.id, ()):
            continue
        if role and role not in worker.roles:
            counts[Bar.NO_ROLE] += 1
        elif (found := bar(problem, assigned, slot, worker)) is not None:
            counts[found] += 1
    return tuple((one, counts[one]) for one in Bar if counts[one])


def explain(
    problem: Problem, assigned: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], Why]:
    """For everybody on every slot: why they."""
    loads = {
        worker.id: (worker.past, worker.past + load) for worker, load in _loads(problem, assigned)
    }
    totals = [load for _past, load in loads.values()]
    least, most = min(totals, default=0), max(totals, default=0)
    found = {}
    for slot in problem.slots:
        there = set(assigned.get(slot.id, ()))
        able = sum(
            1
            for one in problem.workers
            if one.id in there or bar(problem, assigned, slot, one) is None
        )
        was = problem.before.get(slot.id, frozenset())
        for worker in problem.workers:
            if worker.id in there:
                past, load = loads[worker.id]
                found[slot.id, worker.id] = Why(
                    able, load, past, least, most, liking(worker, slot.id), worker.id in was
                )
    return found


def liking(worker: Worker, slot: str) -> str:
    if slot in worker.cannot:
        return Liking.CANNOT
    if slot in worker.rather_not:
        return Liking.RATHER_NOT
    return Liking.GLADLY if slot in worker.gladly else ""
