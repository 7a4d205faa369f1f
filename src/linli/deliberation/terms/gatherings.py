"""Gatherings: states, pages, what is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from linli.deliberation.terms.bodies import BodyRow, GatheringKind
from linli.deliberation.terms.votes import Choice, VoteRule, Way
from linli.files.terms import StoredFile
from linli.kernel.language import Words

DETAIL_FROM = 10  # secret ballots fewer than these are told as passed or lost alone
EARLY = 3600  # seconds before its time at which a gathering may be opened
LONGEST_TITLE, LONGEST_TEXT, LONGEST_MINUTES, LONGEST_PLACE = 80, 20_000, 50_000, 80


class State(StrEnum):
    WANTED = "wanted"  # a procedure waits for somebody to call it
    CALLED = "called"
    OPEN = "open"
    HELD = "held"
    VOID = "void"  # it took place and binds nobody, or could not take place
    DROPPED = "dropped"  # not wanted any more, called off


class MotionState(StrEnum):
    WAITING = "waiting"
    PAPERS = "papers"  # secret votes: papers are handed out, the box is shut
    OPEN = "open"
    DECIDED = "decided"
    DROPPED = "dropped"


class Came(StrEnum):
    NOT_YET = "not_yet"
    ROOM = "room"
    ONLINE = "online"
    PROXY = "proxy"
    AWAY = "away"


class Medium(StrEnum):
    ONLINE = "online"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class NewMotion:
    """A point of the agenda to be. `text` empty: a point to talk about, or a short title is all."""

    title: str
    text: str = ""
    way: Way = Way.TALK
    matter_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """What calling a gathering asks for."""

    meets_at: datetime
    place: str
    agenda: tuple[NewMotion, ...]
    title: str = ""
    online: bool = False


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the roll. `choice`: of a named vote that is open to the reader."""

    id: UUID
    number: int
    name: str
    household: str
    tags: tuple[str, ...]
    votes: bool
    came: Came
    proxy: str
    mine: bool
    excuse: str


@dataclass(frozen=True, slots=True)
class Line:
    """One condition of a verdict, explained: `words` with its figures, whether it was met."""

    words: str
    met: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a vote stands or falls. `tally`: choice and figure, empty where too few voted in secret
    to be told; `quorum`, `majority`: ways, of which one is enough; `basis`: the article."""

    valid: bool
    passed: bool | None
    headline: str
    tally: tuple[tuple[Choice, str], ...]
    quorum: tuple[tuple[Line, ...], ...]
    majority: tuple[tuple[Line, ...], ...]
    basis: str


@dataclass(frozen=True, slots=True)
class VotingLine:
    """A line of the roll with which the reader votes on a motion: their own, or one that they stand
    proxy for. `medium`: how it has voted or taken a paper, None: not yet. `mark`: what the reader's
    phone tells its ballot papers apart by, from which nobody can tell the line."""

    entry: UUID
    name: str
    own: bool
    medium: Medium | None
    mark: str


@dataclass(frozen=True, slots=True)
class MotionRow:
    """A point of the agenda on a page. `votes_in`: how many lines of the roll have voted or taken a
    paper, `on_paper` of these by paper; `votes_due`: how many may. `lines`: those of the reader;
    `without`: who is there and has not voted, or has no paper. `fingerprint` of the public key."""

    id: UUID
    position: int
    title: str
    text: TextRow | None
    way: Way
    state: MotionState
    matter_id: UUID | None
    number: str
    passed: bool | None
    explained: Explained | None
    votes_in: int
    votes_due: int
    recused: tuple[tuple[str, str], ...]
    boxed: int
    public_key: str
    fingerprint: str
    lines: tuple[VotingLine, ...]
    without: tuple[tuple[UUID, str], ...]
    on_paper: int
    became: tuple[tuple[str, UUID], ...]

    @property
    def online(self) -> int:
        return self.votes_in - self.on_paper


@dataclass(frozen=True, slots=True)
class TextRow:
    id: UUID
    number: int
    title: str
    words: str
    digest: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class GatheringRow:
    """A gathering in a list."""

    id: UUID
    title: str
    kind: Words
    body: str
    place_name: str
    state: State
    meets_at: datetime | None
    place: str
    wanted_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Attendance:
    due: int
    present: int
    in_room: int
    online: int
    by_proxy: int


@dataclass(frozen=True, slots=True)
class GatheringPage:
    """All of a gathering for those who may see it. `rule` is that of the day it meets (or of today
    while it waits); `least_at`: the earliest time that its notice admits if it were called now."""

    row: GatheringRow
    body: BodyRow
    kind: GatheringKind
    rule: VoteRule
    online: bool
    reason: str
    called_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    least_at: datetime
    roll: tuple[EntryRow, ...]
    attendance: Attendance
    quorum: Explained | None
    motions: tuple[MotionRow, ...]
    papers: tuple[StoredFile, ...]
    minutes: str
    subject: tuple[str, UUID] | None
    wanted_text: TextRow | None
    wanted_way: Way | None
    may_run: bool
    rehearsal: bool
    versions: tuple[TextRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Box:
    """What is published of a secret vote when it is closed: papers anybody can check with `key`;
    `tally` is empty where fewer than `DETAIL_FROM` voted in all; `detailed`: whether each ballot
    tells its choice. `handed`, `paper_handed`: papers taken online and in the room."""

    motion_id: UUID
    title: str
    key: str
    fingerprint: str
    handed: int
    paper_handed: int
    ballots: tuple[BoxLine, ...]
    tally: Mapping[Choice, int]
    detailed: bool


@dataclass(frozen=True, slots=True)
class BoxLine:
    """A ballot in the published list. `message`, `signature`, `choice` and `mark` are there for
    anybody to check where that names nobody; elsewhere only `sealed`: the choice, for whoever has
    the paper. `published`: as it stands in the list, by name."""

    receipt: str
    choice: str
    published: Mapping[str, str]
