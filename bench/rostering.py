"""`bench/rotas`: how long a rota takes to solve, and to solve again after somebody drops out,
whether it was proven best, and how far from it one made by hand is. In CPU seconds: it has one
thread.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass, replace

from bench import section
from linli.volunteering.rules.rotas import first_come, solve, value_of
from linli.volunteering.terms.rota_solving import Problem, Slot, Solution, Worker
from linli.volunteering.terms.rotas import Aim, RoleNeed

HEAD = "## Rotas\n\n`bench/rotas`"
SIZES = ((12, 31, 2, 2, 7), (30, 31, 2, 3, 2), (60, 31, 2, 3, 3), (60, 31, 2, 5, 4))


@dataclass(frozen=True)
class Case:
    people: int
    days: int
    shifts: int
    at_once: int
    weekly: int


def problem(case: Case, seed: int = 3) -> Problem:
    """Everybody cannot come to a sixth of the shifts, would rather not come to an eighth, comes
    gladly to an eighth; every fourth is a leader, each shift needs one; ten hours between shifts.
    """
    dice = random.Random(seed)
    slots = tuple(
        Slot(
            f"{day}.{shift}", day * 1440 + shift * 480 + 440, day * 1440 + shift * 480 + 480,
            day // 7, case.at_once, 1, (RoleNeed("leader", 1),),
        )
        for day in range(case.days)
        for shift in range(case.shifts)
    )  # fmt: skip
    ids = [one.id for one in slots]

    def some(part: int) -> frozenset[str]:
        return frozenset(dice.sample(ids, len(ids) // part))

    workers = tuple(
        Worker(
            f"w{n}", frozenset({"leader"} if n % 4 == 0 else ()), dice.randint(0, 4), some(6),
            some(8), some(8),
        )
        for n in range(case.people)
    )  # fmt: skip
    return Problem(slots, workers, case.weekly, 600)


def without(asked: Problem, found: Solution, gone: str) -> Problem:
    every = frozenset(one.id for one in asked.slots)
    workers = tuple(replace(w, cannot=every) if w.id == gone else w for w in asked.workers)
    before = {slot: frozenset(ids) for slot, ids in found.assigned.items()}
    return replace(asked, workers=workers, before=before)


def line(case: Case) -> str:
    asked = problem(case)
    began = time.process_time()
    found = solve(asked)
    took = time.process_time() - began
    again = without(asked, found, "w4")
    began = time.process_time()
    second = solve(again)
    later = time.process_time() - began
    hand = {(slot, who): True for slot, ids in first_come(asked).items() for who in ids}
    by_hand = [value_of(asked, aim, hand) for aim in (Aim.SHORTAGE, Aim.PEAK, Aim.SPREAD)]
    solved = [found.aim(aim) for aim in (Aim.SHORTAGE, Aim.PEAK, Aim.SPREAD)]
    shape = f"{case.people} × {case.days} × {case.shifts}, {case.at_once} at once"
    return (
        f"| {shape} | {took:.1f} s | {found.proof.value} | {' / '.join(map(str, solved))} |"
        f" {' / '.join(map(str, by_hand))} | {later:.1f} s | {second.aim(Aim.CHANGES)} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/rotas", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write into docs/performance.md")
    asked = parser.parse_args()
    rows = [line(Case(*size)) for size in SIZES]
    text = "\n".join(
        [
            (
                "CPU seconds; people × days × shifts; empty places / most shifts of one person /"
                " sum of squares."
            ),
            "",
            "| Rota | Solved | Proof | Found | By hand | Solved again, one gone | Changed |",
            "|---|---|---|---|---|---|---|",
            *rows,
        ]
    )
    print(text)
    if asked.write:
        section.put("rotas", f"{HEAD}\n\n{text}")


if __name__ == "__main__":
    main()
