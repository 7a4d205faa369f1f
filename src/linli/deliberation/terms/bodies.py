"""Bodies and their members: kinds from the method, rows, what is asked of members."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from linli.kernel.language import Words

PART = "gatherings"
BODY = "body"  # subject kinds on the trail
GATHERING = "gathering"
SEE, CONVENE, MANAGE = "deliberation.see", "deliberation.convene", "deliberation.manage"
WOMEN = "women"  # the tag that the law knows: women's share, women's representatives present
LONGEST_NAME, LONGEST_TAG, MOST_MEMBERS = 60, 40, 5000


@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body of the method. `at` are kinds of area, `of` kinds of organisation that it may
    belong to. `convenes`: duties that call it together. `years`: its term. `represents`: least and
    most households that a member speaks for; `shares`: (tag, least share of all members, basis).
    `age`: members are at least so old. `public`: what it decides is shown on the village's page.
    """

    key: str
    name: Words
    convenes: tuple[str, ...]
    at: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    years: int = 0
    size: tuple[int, int] | None = None
    represents: tuple[int, int] | None = None
    shares: tuple[tuple[str, Fraction, str], ...] = ()
    tags: tuple[tuple[str, Words], ...] = ()
    age: int = 0
    public: bool = False
    about: Words = field(default_factory=lambda: Words(""))

    def tag_name(self, tag: str) -> Words:
        return dict(self.tags).get(tag, Words(tag))


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step of a meeting, for a secretary who does it for the first time. `do`: what a rehearsal
    has them do there; `basis`: why."""

    title: Words
    words: Words
    do: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class GatheringKind:
    """A kind of gathering: which body meets, by which rule. `among`: only members with that tag are
    due (the committee of a branch). `every`: at least one a `month`, `quarter`, `half_year` or
    `year`; `months`: in these months only; `agenda`: what usually stands on it; `guide`: how it
    goes, step by step. `only`: kinds of organisation that owe it (none: all that the body may
    belong to). `times`: how many in a period; `since`: owed from that day on; `covers`: kinds that
    are held with it, in one meeting."""

    key: str
    name: Words
    body: str
    rule: str
    among: str = ""
    every: str = ""
    months: tuple[int, ...] = ()
    only: tuple[str, ...] = ()
    times: int = 1
    since: date | None = None
    covers: tuple[str, ...] = ()
    agenda: tuple[Words, ...] = ()
    guide: tuple[GuideStep, ...] = ()
    basis: str = ""
    needs: bool = False  # what residents and grid members brought up is offered for the agenda
    agenda_kinds: tuple[str, ...] = ()  # of these kinds of matter (any, if none)
    undertakes: tuple[str, ...] = ()  # the kinds of matter that its resolutions may become


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody to be a member: an account of a colleague, or a resident's identity (with the phone
    they sign in by), at least one. `area` in square metres, for owners."""

    account_id: UUID | None = None
    identity_id: UUID | None = None
    household: str = ""
    area: Decimal = Decimal(0)
    tags: frozenset[str] = frozenset()
    votes: bool = True
    represents: int = 0
    born: date | None = None  # asked for where the kind has an age; not kept


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as colleagues see them: `name` is a colleague's, or masked."""

    id: UUID
    name: str
    account_id: UUID | None
    identity_id: UUID | None
    household: str
    area: Decimal
    tags: tuple[tuple[str, Words], ...]
    votes: bool
    represents: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body in a list."""

    id: UUID
    kind: BodyKind
    name: str
    place: str
    area_path: str
    since: date
    term_ends: date | None
    members: int


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What the composition of a body lacks, in words with its basis."""

    code: str
    words: str
    basis: str = ""
