"""Words and frozen values of organisations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.kernel.language import Words
from linli.organisations.terms.registering import OfField, Registering, Skill

PART = "organisations"  # the name of our method part
VERSION = "organisations"  # the counter behind caches of rows
MANAGE = "organisations.manage"
ORGANISATION, REPORTER = "organisation", "reporter"  # the two levels that are no kind of area


class Administrator(StrEnum):
    """The three administrators (GB/T 22239-2019 8.1.5: mutually restrained)."""

    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


class How(StrEnum):
    """How somebody came to a post: 推选, 任命, 选聘."""

    ELECTED = "elected"
    APPOINTED = "appointed"
    ENGAGED = "engaged"


# Every verb that a duty may carry; a method that names another is refused. What each allows is in
# `docs/security.md`.
VERBS = frozenset(
    [
        "matters.see",
        "matters.open_for",
        "matters.triage",
        "matters.correct",
        "matters.call",
        "matters.import",
        "matters.close_spam",
        "matters.print",
        "procedures.see",
        "procedures.extend",
        "procedures.reassign",
        "procedures.withdraw",
        "procedures.move",
        "publicity.see",
        "publicity.publish",
        "visits.make",
        "visits.see",
        "visits.triage",
        "deliberation.see",
        "deliberation.convene",
        "deliberation.manage",
        "points.see",
        "points.give",
        "points.manage",
        "resources.see",
        "resources.run",
        "resources.manage",
        "volunteering.see",
        "volunteering.lead",
        "volunteering.manage",
        "messaging.see",
        "messaging.manage",
        "people.reveal",
        "people.rights",
        "organisations.see",
        "organisations.manage",
        "territory.see",
        "territory.manage",
        "territory.calendar",
        "methods.see",
        "methods.edit",
        "methods.publish",
        "county.view",
        "files.see",
        "search.use",
        "accounts.see",
        "accounts.manage",
        "jobs.see",
        "system.see",
        "security.see",
        "security.manage",
        "administrators.appoint",
        "trail.read",
        "trail.verify",
        "api.issue",
        "api.manage",
    ]
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of organisation. `form`: `party`, `government`, `self_government`, `company`, `team`
    or `society`; `foundings`: the ways in which it may be founded; `over`: the kinds of area of
    which it may have one (none: any or no area); `each`: publishing the method founds one for
    every such area, called after `pattern` (`{area}` is the area's name).
    """

    key: str
    name: Words
    form: str
    foundings: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    each: str = ""
    pattern: str = ""
    under: str = ""
    of_field: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of kinds of organisation, uppermost first; at its end, people with `duty`. `rule` is
    what is said when the tree is not obeyed.
    """

    key: str
    name: Words
    levels: tuple[str, ...]
    rule: Words
    duty: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty: at which level it is held (an area kind, `organisation` or `reporter`), what it may
    do, and which duty answers where there is no such area. `told`: what a reporter reads for it.
    `required`: every area of the level needs a holder; `most`: areas one person should carry.
    """

    key: str
    name: Words
    level: str
    verbs: frozenset[str]
    fallback: str = ""
    told: Words = field(default_factory=lambda: Words(""))
    required: bool = False
    most: int = 0
    administrator: str = ""


@dataclass(frozen=True, slots=True)
class PostTemplate:
    """A post that every organisation of these kinds has; with `at`, one for every area of that
    kind inside the organisation's own (a community's grid members).
    """

    title: str
    duties: tuple[str, ...]
    kinds: tuple[str, ...]
    places: int = 1
    at: str = ""


@dataclass(frozen=True, slots=True)
class CoverKind:
    """包村, 包片, 联户, 挂钩: who covers what. `over`: kinds of area; `most`: areas a person."""

    key: str
    name: Words
    who: Words
    over: tuple[str, ...]
    most: int = 0
    required: bool = False


@dataclass(frozen=True, slots=True)
class UnitTemplate:
    """A unit that the method names. `area` is an area code, "" for the root."""

    key: str
    name: str
    short_name: str
    kind: str
    area: str = ""
    parent: str = ""
    founding: str = ""


@dataclass(frozen=True, slots=True)
class Definitions:
    """Our share of a method revision, by key."""

    kinds: Mapping[str, Kind]
    chains: Mapping[str, Chain]
    duties: Mapping[str, Duty]
    posts: tuple[PostTemplate, ...]
    units: tuple[UnitTemplate, ...]
    covering: Mapping[str, CoverKind]
    fields: Mapping[str, OfField] = field(default_factory=dict)
    skills: Mapping[str, Skill] = field(default_factory=dict)
    registering: Registering | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a duty is held for an area: exactly that area (None: at no area)."""

    duty: str
    area_id: UUID | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for a duty now. A stand-in has the absent person's post."""

    account_id: UUID
    name: str
    post_id: UUID
    stand_in: bool = False


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation. `path` is dotted and ends in a dot; `name` is as the county wrote it."""

    id: UUID
    key: str
    kind: str
    name: str
    short_name: str
    area_id: UUID | None
    path: str
    parent_id: UUID | None = None
    chain: str = ""
    founding: str = ""


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """Somebody's term in a post. `until` None: open-ended."""

    id: UUID
    post_id: UUID
    account_id: UUID
    name: str
    since: datetime
    until: datetime | None
    full_time: bool
    how: How
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post with those who hold it now and how many places are empty."""

    id: UUID
    organisation_id: UUID
    title: str
    duties: tuple[str, ...]
    area_id: UUID | None
    places: int
    holders: tuple[HoldingRow, ...]

    @property
    def vacant(self) -> int:
        return max(self.places - len(self.holders), 0)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One line of the published table of who covers whom (挂钩一览表)."""

    id: UUID
    kind: str
    kind_name: Words
    account_id: UUID
    name: str
    area_id: UUID
    area_name: str
    note: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing or too much. `kind`: "nobody" (an area without a holder of `duty`),
    "overload" (a person with `count` areas of `duty`, more than `most`), "uncovered" and
    "overcovered" (the same for a kind of covering).
    """

    kind: str
    duty: str
    duty_name: Words
    area_id: UUID | None = None
    area_name: str = ""
    account_id: UUID | None = None
    name: str = ""
    count: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Somebody in the sheet of who answers for an area: how many areas they have of this duty, and
    how many the method advises at most (0: it says nothing).
    """

    account_id: UUID
    name: str
    duty: str
    duty_name: Words
    full_time: bool
    count: int
    most: int
    stand_in: str = ""

    @property
    def overloaded(self) -> bool:
        return bool(self.most) and self.count > self.most


@dataclass(frozen=True, slots=True)
class SheetRow:
    """定格定人定责: one area with those who answer for it, and the required duties nobody holds."""

    area_id: UUID
    name: str
    where: str
    people: tuple[OnDuty, ...]
    missing: tuple[Words, ...]

    @property
    def overloaded(self) -> bool:
        return any(one.overloaded for one in self.people)


@dataclass(frozen=True, slots=True)
class Appointment:
    """One of the three administrators to make: a new account's name and first password."""

    kind: Administrator
    username: str
    name: str
    password: str
