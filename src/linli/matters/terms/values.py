"""Words and frozen values of matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from linli.kernel.language import Words
from linli.matters.terms.lists import ListSpec, UnknownList
from linli.matters.terms.refusals import UnknownKind
from linli.matters.terms.taking_part import RemarkLine, Role, Side

SUBJECT = "matter"
REPORT = "report"  # the owner of a reporter's pictures, which are not those of a neighbour
NO_WORDS = Words("")
LONGEST_WORDS = 2000
LONGEST_PLACE = 120


SOLVED, NOT_SOLVED = "solved", "not_solved"
ANSWERS = frozenset({SOLVED, NOT_SOLVED})  # outcomes of the step that asks the reporter


class State(StrEnum):
    """Where a matter stands, as far as figures are concerned; its steps say the rest."""

    OPEN = "open"
    CLOSED = "closed"
    ANNULLED = "annulled"


class Channel(StrEnum):
    """By which door a report came in."""

    PAGE = "page"
    STAFF = "staff"
    PHONE = "phone"
    IMPORT = "import"
    API = "api"


class FactKind(StrEnum):
    """What may be said anew about a matter; each saying is a row of its own."""

    PLACE = "place"
    CATEGORY = "category"
    URGENCY = "urgency"


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"


# --- the catalogue: a county's own kinds and categories -------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of matter: which procedure carries it, who may open it, what is asked."""

    key: str
    name: Words
    procedure: str
    form: str = ""
    anonymous: bool = False
    openers: tuple[str, ...] = ()
    children: tuple[str, ...] = ()
    help: Words = NO_WORDS
    asks: Words = NO_WORDS  # what residents are asked to write, if not what happened
    conversation: bool = False  # reporter and who has the step write to each other
    phone_needed: bool = False
    enrolled: str = ""  # the role in which its reporter must be registered
    shelf: str = ""  # the pool step at which it stands on the public shelf
    success: tuple[str, ...] = ()  # the closings that count as success
    agreement: str = ""  # the form whose answers make the written agreement


@dataclass(frozen=True, slots=True)
class Category:
    """A class of matters. `words` are what people write when they mean it."""

    key: str
    name: Words
    parent: str = ""
    words: tuple[str, ...] = ()
    urgency: str = Urgency.NORMAL


@dataclass(frozen=True, slots=True)
class Danger:
    """Words that call for 119, 110 or 120 before anything is written down."""

    words: tuple[str, ...]
    call: str
    told: Words


@dataclass(frozen=True, slots=True)
class ClosingReason:
    """Why a report is closed without being worked on (spam, not ours, already under way)."""

    key: str
    name: Words
    told: Words


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What this county's method says about matters."""

    revision: str
    kinds: Mapping[str, Kind]
    categories: Mapping[str, Category]
    dangers: tuple[Danger, ...]
    reasons: Mapping[str, ClosingReason]
    number_prefix: str
    lists: Mapping[str, ListSpec] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    sides: tuple[Side, ...] = ()

    def sides_of(self, kind: str) -> tuple[Side, ...]:
        return tuple(one for one in self.sides if one.kind == kind)

    def kind(self, key: str) -> Kind:
        if key not in self.kinds:
            raise UnknownKind(kind=key)
        return self.kinds[key]

    def list_of(self, key: str) -> ListSpec:
        if key not in self.lists:
            raise UnknownList(key=key)
        return self.lists[key]

    def listed_kinds(self) -> frozenset[str]:
        """Kinds that are lists or lines of lists: opened on the pages of lists alone."""
        return frozenset(kind for one in self.lists.values() for kind in (one.kind, one.line))

    def category_name(self, key: str) -> str:
        found = self.categories.get(key)
        return str(found.name) if found else key

    def leaves(self) -> tuple[Category, ...]:
        """Categories that can be chosen: those that are nobody's parent."""
        parents = {one.parent for one in self.categories.values()}
        return tuple(one for one in self.categories.values() if one.key not in parents)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category offered to a person, with the words that speak for it. The person decides."""

    category: str
    name: Words
    score: float
    because: tuple[str, ...]

    @property
    def percent(self) -> int:
        """A probability as people read it."""
        return round(self.score * 100)


# --- handing in ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where: an area of the county, a point (WGS-84 degrees), words; at least one of them."""

    area_id: UUID | None = None
    longitude: float | None = None
    latitude: float | None = None
    words: str = ""
    asked: bool = False  # the reporter was shown the readings of these words and kept the words


@dataclass(frozen=True, slots=True)
class Contact:
    """How the reporter can be reached. All empty: anonymous."""

    phone: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.phone)


@dataclass(frozen=True, slots=True)
class Intake:
    """One report as handed in. `client_key` makes a retried post the same matter;
    `may_publish`: whoever left a number agrees that the outcome is shown to the public, masked;
    `answers` are those to the kind's own form, by field key; `identity_id`: a person known before,
    who proved a telephone number just now or reported what this is carried over from."""

    kind: str
    words: str
    place: Place = Place()
    category: str = ""
    urgency: str = ""
    contact: Contact = Contact()
    client_key: str = ""
    channel: Channel = Channel.PAGE
    files: tuple[UUID, ...] = ()
    parent_id: UUID | None = None
    may_publish: bool = False
    owner: str = ""  # of a line: the key of the unit that answers for it
    within: str = ""  # of a line: the limit up to its due date
    person: str = ""  # of a line: the id of the account that is named in that unit
    line: str = ""  # of a line: its number on the list, 3.1
    answers: Mapping[str, Any] = field(default_factory=dict)
    identity_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The answer to a report. `again` is true if the same client key had come before."""

    matter_id: UUID
    code: str
    number: str
    again: bool = False


# --- what pages are given ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened, in plain words. `state` is done, now or next."""

    state: str
    words: str
    at: datetime | None = None
    due_at: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A matter as its reporter follows it by code."""

    matter_id: UUID
    code: str
    number: str
    title: str
    place: str
    words: str
    opened_at: datetime
    state: str
    timeline: tuple[TimelineEntry, ...]
    files: tuple[UUID, ...]
    question: UUID | None
    closing: str
    rating: tuple[bool | None, int | None] | None
    remarks: tuple[RemarkLine, ...] = ()
    talks: bool = False
    answers: tuple[str, str] = ("", "")  # what the method calls "solved" and "not solved" here
    said: str = ""  # what was answered last, as it is called


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report on a matter, for staff: words, masked contact."""

    report_id: UUID
    words: str
    place_words: str
    channel: str
    at: datetime
    identity_id: UUID | None
    contact: str
    erased: bool


@dataclass(frozen=True, slots=True)
class FactLine:
    kind: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class MatterLine:
    """A matter as a row of a list."""

    matter_id: UUID
    number: str
    title: str
    category: str
    category_name: str
    place: str
    state: str
    urgency: str
    opened_at: datetime
    closed_at: datetime | None
    kind_name: str
