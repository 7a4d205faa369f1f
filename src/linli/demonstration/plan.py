"""What `demonstration.toml` says beyond the geography: people, organisations, logins, staffing,
covering, how matters go, and the phrases that people use. Keys of duties, kinds, categories and
fields are the method's; unknown ones are refused when they are met."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from linli.demonstration.geography import Recipe, RecipeError, read_recipe
from linli.demonstration.terms import PlanUnreadable
from linli.kernel.language import Words


@dataclass(frozen=True, slots=True)
class Founding:
    """Organisations to found: one for each area (or organisation) of a kind."""

    kind: str
    pattern: str
    each: str = ""
    each_kind: str = ""
    under: str = ""
    share: float = 1.0
    foundings: tuple[str, ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True)
class Visitor:
    """A login: the duty that it has, at an area (by code) or in a unit (by key); or the kind of
    administrator."""

    username: str
    role: Words
    duty: str = ""
    area: str = ""
    unit: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who fills the posts with a duty (or a title): so many people a post, a person so many posts;
    `also`: no new people, whoever has one of these duties there; `empty` and `overloaded`: gaps and
    overloads on purpose."""

    duty: str = ""
    title: str = ""
    people: tuple[int, int] = (1, 1)
    posts_each: int = 1
    empty: int = 0
    overloaded: int = 0
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Covering:
    """Who covers what: holders of `duty` on the same line of areas, or `people` leaders."""

    kind: str
    over: str
    duty: str = ""
    people: int = 0
    share: float = 1.0
    empty: int = 0
    overloaded: int = 0


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """A body over an area (by code), or of its organisation of the kind `of`, with so many invented
    members, of whom so many are women."""

    kind: str
    area: str
    members: int
    of: str = ""
    women: int = 0
    represents: int = 0
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MotionPlan:
    title: str
    text: str = ""
    way: str = "talk"
    yes: int = 0
    no: int = 0


@dataclass(frozen=True, slots=True)
class GatheringPlan:
    """A gathering so many days after today (before, if below zero). Without minutes it is still
    being held."""

    body: str
    area: str
    kind: str
    in_days: int
    place: str
    motions: tuple[MotionPlan, ...]
    came: int = 0
    minutes: str = ""
    online: bool = False


@dataclass(frozen=True, slots=True)
class Simulation:
    """How matters go; shares are from 0 to 1. `areas` and `kinds`: weights by key."""

    areas: Mapping[str, float]
    kinds: Mapping[str, float]
    days: int = 45
    matters: int = 400
    photos: float = 0.2
    phone: float = 0.4
    agree: float = 0.7
    staff: float = 0.1
    unplaced: float = 0.05
    child: float = 0.1
    annulled: float = 0.05
    withdrawn: float = 0.02
    near: float = 0.2
    marked: float = 0.9
    late: float = 0.15
    stuck: float = 0.1
    extended: float = 0.05
    reassigned: float = 0.03
    answers: float = 0.6
    solved: float = 0.85


@dataclass(frozen=True, slots=True)
class Phrases:
    """What people write. `reports` by category, `answers` by form field, `reasons` by outcome, each
    with a `default`; `words` for `solved`, `not_solved` and `places`."""

    reports: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, tuple[str, ...]]
    reasons: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    recipe: Recipe
    families: tuple[str, ...]
    given: tuple[str, ...]
    phone: str
    password: str
    reporters: int
    organisations: tuple[Founding, ...]
    logins: tuple[Visitor, ...]
    administrators: tuple[Visitor, ...]
    staff: tuple[Staffing, ...]
    covers: tuple[Covering, ...]
    simulation: Simulation
    phrases: Phrases
    bodies: tuple[BodyPlan, ...] = ()
    gatherings: tuple[GatheringPlan, ...] = ()


def read_plan(text: str) -> Plan:
    """The plan in a `demonstration.toml`; refuses with `PlanUnreadable`."""
    try:
        return _plan(tomllib.loads(text), read_recipe(text))
    except (RecipeError, KeyError, IndexError, TypeError, ValueError) as fault:
        raise PlanUnreadable(why=f"{type(fault).__name__} {fault}") from fault


def _plan(raw: Mapping[str, Any], recipe: Recipe) -> Plan:
    people = raw["people"]
    reports: dict[str, tuple[str, ...]] = {}
    for one in raw["reports"]:
        reports[one["category"]] = (*reports.get(one["category"], ()), *one["words"])
    if not any(reports.values()):
        raise ValueError("reports: none")
    return Plan(
        recipe=recipe,
        families=tuple(people["families"]),
        given=tuple(people["given"]),
        phone=people["phone"],
        password=people["password"],
        reporters=int(people["reporters"]),
        organisations=tuple(Founding(**_tuples(one)) for one in raw.get("organisations", ())),
        logins=tuple(_visitor(one) for one in raw.get("logins", ())),
        administrators=tuple(_visitor(one) for one in raw.get("administrators", ())),
        staff=tuple(Staffing(**_tuples(one)) for one in raw.get("staff", ())),
        covers=tuple(Covering(**one) for one in raw.get("covers", ())),
        simulation=Simulation(**raw["simulation"]),
        phrases=Phrases(
            reports=reports,
            answers=_lists(raw["answers"]),
            reasons=_lists(raw["reasons"]),
            words=_lists(raw["words"]),
        ),
        bodies=tuple(BodyPlan(**_tuples(one)) for one in raw.get("bodies", ())),
        gatherings=tuple(_gathering(one) for one in raw.get("gatherings", ())),
    )


def _gathering(raw: Mapping[str, Any]) -> GatheringPlan:
    motions = tuple(MotionPlan(**one) for one in raw["motions"])
    return GatheringPlan(**{**raw, "motions": motions})


def _visitor(raw: Mapping[str, Any]) -> Visitor:
    return Visitor(**{**raw, "role": Words.of(raw["role"])})


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}


def _lists(raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(value) for key, value in raw.items()}
