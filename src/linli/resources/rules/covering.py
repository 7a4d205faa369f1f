"""Where the next places should go: maximal covering, solved, with its proof. Pure.

Given the homes that each candidate would reach, and how many households a home has, choose at most
`p` candidates so that as many households as possible are reached (Church and ReVelle, 1974).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import floor

SECONDS = 10.0  # for one number of places; then the best so far, with its bound


@dataclass(frozen=True, slots=True)
class Choice:
    """The best places found: indices of candidates, each with how many more households it adds
    after those before it. `bound`: no choice of as many places serves more. `optimal`: proven."""

    places: int
    chosen: tuple[tuple[int, int], ...]
    gain: int
    bound: int

    @property
    def optimal(self) -> bool:
        return self.gain == self.bound


def greedy(sets: Sequence[AbstractSet[int]], weights: Mapping[int, int], p: int) -> list[int]:
    """Always the candidate that adds most: where the solver begins."""
    left, chosen = set(weights), []
    for _ in range(p):
        gains = [(sum(weights[j] for j in one & left), -i) for i, one in enumerate(sets)]
        best, index = max(gains, default=(0, 0))
        if best <= 0:
            break
        chosen.append(-index)
        left -= sets[-index]
    return chosen


def in_order(
    sets: Sequence[AbstractSet[int]], weights: Mapping[int, int], chosen: Sequence[int]
) -> tuple[tuple[int, int], ...]:
    """The chosen, that which adds most first, each with what it adds; none that adds nothing."""
    left, open_ones, found = set(weights), list(chosen), []
    while open_ones:
        gain, index = max((sum(weights[j] for j in sets[i] & left), -i) for i in open_ones)
        if gain <= 0:
            break
        found.append((-index, gain))
        left -= sets[-index]
        open_ones.remove(-index)
    return tuple(found)


def undominated(sets: Sequence[AbstractSet[int]]) -> list[int]:
    """The candidates that no other one makes superfluous: of two that reach the same homes the
    first, of one that reaches more the larger."""
    order = sorted(range(len(sets)), key=lambda i: (-len(sets[i]), i))
    holders: dict[int, list[int]] = defaultdict(list)  # home -> kept candidates that reach it
    kept = []
    for index in order:
        one = sets[index]
        if not one:
            continue
        rarest = min(one, key=lambda j: len(holders[j]))
        if any(one <= sets[other] for other in holders[rarest]):
            continue
        kept.append(index)
        for home in one:
            holders[home].append(index)
    return sorted(kept)


def cover(
    sets: Sequence[AbstractSet[int]], weights: Mapping[int, int], p: int, seconds: float = SECONDS
) -> Choice:
    """At most `p` of the candidates. `sets`: the homes that each would reach; `weights`: households
    by home (homes without are of no account). Found within so much work, else with its bound."""
    wanted = {j: w for j, w in weights.items() if w > 0}
    reach = [set(one) & wanted.keys() for one in sets]
    kept = undominated(reach)
    groups: dict[tuple[int, ...], int] = defaultdict(int)  # candidates that reach it -> households
    by_home: dict[int, list[int]] = defaultdict(list)
    for index in kept:
        for home in reach[index]:
            by_home[home].append(index)
    for home, some in by_home.items():
        groups[tuple(some)] += wanted[home]
    start = greedy(reach, wanted, p)
    if p < 1 or not groups:
        return Choice(p, (), 0, 0)
    if len(kept) <= p:
        chosen, bound = kept, sum(groups.values())
    elif p == 1:
        chosen, bound = start, sum(wanted[j] for j in reach[start[0]])
    else:
        chosen, bound = _solve(kept, groups, p, start, seconds)
    listed = in_order(reach, wanted, chosen)
    return Choice(p, listed, sum(gain for _, gain in listed), bound)


def _solve(
    kept: Sequence[int],
    groups: Mapping[tuple[int, ...], int],
    p: int,
    start: Sequence[int],
    seconds: float,
) -> tuple[list[int], int]:
    """As a mixed-integer program: its linear relaxation is almost always whole already, so that
    the proof costs little (docs/decisions: CP-SAT finds no bound here in many minutes)."""
    from ortools.linear_solver import pywraplp  # noqa: PLC0415 - slow to load, and few need it

    solver = pywraplp.Solver.CreateSolver("SCIP")
    opened = {index: solver.BoolVar(f"x{index}") for index in kept}
    solver.Add(solver.Sum(list(opened.values())) <= p)
    terms = []
    for number, (some, households) in enumerate(groups.items()):
        served = solver.NumVar(0, 1, f"y{number}")
        solver.Add(served <= solver.Sum([opened[one] for one in some]))
        terms.append(households * served)
    solver.Maximize(solver.Sum(terms))
    solver.SetHint(list(opened.values()), [float(index in set(start)) for index in kept])
    solver.SetTimeLimit(round(seconds * 1000))
    status = solver.Solve()
    bound = min(sum(groups.values()), floor(solver.Objective().BestBound() + 1e-6))
    if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        return list(start), max(bound, 0)
    chosen = [index for index, variable in opened.items() if variable.solution_value() > 0.5]
    return chosen, bound
