"""What the solver of rotas is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from linli.volunteering.terms.rotas import Aim, Bar, RoleNeed, RotaProof


@dataclass(frozen=True, slots=True)
class Slot:
    """A shift to be filled; times in whole minutes from any common start, `week` any number that is
    the same within a week."""

    id: str
    since: int
    until: int
    week: int
    people: int
    weight: int = 1
    roles: tuple[RoleNeed, ...] = ()


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody on the rota; `past`: the weight of what they did in the fairness span."""

    id: str
    roles: frozenset[str] = frozenset()
    past: int = 0
    cannot: frozenset[str] = frozenset()
    rather_not: frozenset[str] = frozenset()
    gladly: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """`before`: who was on each slot, to be kept where possible; slots in `fixed` stay exactly so
    (they are over)."""

    slots: tuple[Slot, ...]
    workers: tuple[Worker, ...]
    weekly: int = 7
    rest: int = 0  # minutes
    before: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lack:
    """`missing` people, of a `role` if one is named, and of those who are not on the shift how many
    could not come for which reason."""

    slot: str
    missing: int
    role: str = ""
    why: tuple[tuple[Bar, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Aimed:
    """One aim as it was reached; `bound`: it cannot be better than that."""

    aim: Aim
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        return self.value <= self.bound


@dataclass(frozen=True, slots=True)
class Solution:
    assigned: Mapping[str, tuple[str, ...]]
    aims: tuple[Aimed, ...]
    lacks: tuple[Lack, ...]

    @property
    def proof(self) -> RotaProof:
        return RotaProof.BEST if all(one.proven for one in self.aims) else RotaProof.FOUND

    def aim(self, aim: Aim) -> int:
        return next(one.value for one in self.aims if one.aim is aim)


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody is on a shift: of `eligible` who could have come, `load` theirs with what counts
    from before (`past`), `least` and `most` of all; what they had said of it."""

    eligible: int
    load: int
    past: int
    least: int
    most: int
    liking: str = ""
    kept: bool = False
