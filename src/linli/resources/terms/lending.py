"""Things and books that are lent: what there is, who has it, whose turn is next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.files.terms import StoredFile
from linli.kernel.language import Words

LENT_TITLE, LENT_COPY, LOAN = "lent_title", "lent_copy", "loan"  # subject kinds on the trail
LONGEST_TITLE, LONGEST_MAKER, LONGEST_BARCODE, LONGEST_FOUND = 80, 60, 30, 300
MOST_COPIES_AT_ONCE = 100
LEND_READY, LEND_DUE, LEND_LATE = "lend_ready", "lend_due", "lend_late"  # notices of the method


class CopyState(StrEnum):
    SHELF = "shelf"
    KEPT = "kept"  # set aside for the one whose turn it is
    OUT = "out"
    REPAIR = "repair"
    MISSING = "missing"  # not seen at a stock-take, or lost by a borrower
    GONE = "gone"


class Condition(StrEnum):
    FINE = "fine"
    WORN = "worn"
    DAMAGED = "damaged"
    LOST = "lost"


class TurnState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    TAKEN = "taken"
    LAPSED = "lapsed"
    LEFT = "left"


class DamageState(StrEnum):
    OPEN = "open"
    CHARGED = "charged"
    WAIVED = "waived"


COPY_STATES: dict[CopyState, str | Promise] = {
    CopyState.SHELF: _("在架"),
    CopyState.KEPT: _("留着等人来取"),
    CopyState.OUT: _("借出"),
    CopyState.REPAIR: _("修理中"),
    CopyState.MISSING: _("找不到"),
    CopyState.GONE: _("已下架"),
}
CONDITIONS: dict[Condition, str | Promise] = {
    Condition.FINE: _("完好"),
    Condition.WORN: _("旧了，正常磨损"),
    Condition.DAMAGED: _("损坏"),
    Condition.LOST: _("丢失"),
}
HERE_STILL = (CopyState.SHELF, CopyState.KEPT, CopyState.OUT, CopyState.REPAIR)
QUEUED = (TurnState.WAITING, TurnState.READY)


@dataclass(frozen=True, slots=True)
class LendKind:
    """What is lent together under the same rules, of the method's `[[lends]]`.

    `days` of a loan, `most` at once, `renewals` of `days` each while nobody waits; `keep`: days
    that a copy waits for the one whose turn it is. `remind` days before the day it is due, and
    `late` days after it, the borrower is told; who is `pause` days late borrows nothing more until
    it is back (0: never). `deposit` points of `scheme` are reserved for a loan and free again with
    its return; there is no fine. `forgets`: days after which nobody knows any more who had it.
    """

    key: str
    name: Words
    days: int
    books: bool = False
    most: int = 3
    renewals: int = 1
    keep: int = 3
    remind: int = 2
    late: tuple[int, ...] = (1, 7, 14)
    pause: int = 0
    deposit: int = 0
    scheme: str = ""
    forgets: int = 90
    basis: str = ""
    about: Words = field(default_factory=lambda: Words(""))

    @property
    def rungs(self) -> tuple[int, ...]:
        """Days from the day it is due on which the borrower is told."""
        return (-self.remind, *self.late) if self.remind else self.late


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """A title on the shelf as residents look for it: `free` copies, `waiting` people."""

    id: UUID
    kind: LendKind
    name: str
    maker: str
    copies: int
    free: int
    waiting: int
    picture: StoredFile | None = None
    metres: int | None = None  # to the nearest place that has one

    @property
    def next_number(self) -> int:
        """What number whoever asks now would be."""
        return self.waiting + 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Copies of a title at one place, and who waits there. `back`: the first day one is due."""

    place_id: UUID
    place: str
    address: str
    copies: int
    free: int
    waiting: int
    back: date | None = None
    metres: int | None = None

    @property
    def next_number(self) -> int:
        return self.waiting + 1


@dataclass(frozen=True, slots=True)
class MyTurn:
    """A turn of somebody in the queue at a place: `number` from 1; ready until `keep_until`."""

    id: UUID
    title_id: UUID
    name: str
    place: str
    address: str
    state: TurnState
    number: int
    keep_until: datetime | None = None
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class TitlePage:
    """A title as residents see it. `mine`: one's own turn or open loan."""

    row: ShelfRow
    isbn: str
    about: str
    places: tuple[Standing, ...]
    pictures: tuple[StoredFile, ...]
    turn: MyTurn | None = None
    loan: LoanRow | None = None


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A loan. `who` is masked for the desk, empty for oneself; `late` in days."""

    id: UUID
    title_id: UUID
    copy_id: UUID
    name: str
    barcode: str
    place: str
    out_on: date
    due_on: date
    late: int
    renewals: int
    renewals_left: int
    deposit: int
    who: str = ""
    paper: str = ""
    may_renew: bool = False
    back_on: date | None = None
    condition: Condition | None = None

    @property
    def condition_name(self) -> str:
        return str(CONDITIONS[self.condition]) if self.condition else ""


@dataclass(frozen=True, slots=True)
class DamageRow:
    """What was found when something came back: waits for the word of a second colleague."""

    id: UUID
    name: str
    barcode: str
    place_id: UUID
    who: str
    found: Condition
    words: str
    charge: int
    deposit: int
    state: DamageState
    at: datetime
    by: str
    own: bool = False
    reason: str = ""
    entry_id: UUID | None = None
    appeal: str = ""
    upheld: bool | None = None
    ruling: str = ""

    @property
    def may_appeal(self) -> bool:
        return self.state is DamageState.CHARGED and not self.appeal

    @property
    def appealed(self) -> bool:
        """Does it wait for a third colleague's word?"""
        return bool(self.appeal) and self.upheld is None

    @property
    def found_name(self) -> str:
        return str(CONDITIONS[self.found])


@dataclass(frozen=True, slots=True)
class MyLending:
    """One's own page: what one has, what one waits for, what was found, what one had."""

    loans: tuple[LoanRow, ...]
    turns: tuple[MyTurn, ...]
    damages: tuple[DamageRow, ...]
    past: tuple[LoanRow, ...]


@dataclass(frozen=True, slots=True)
class CopyRow:
    id: UUID
    title_id: UUID
    name: str
    maker: str
    isbn: str
    kind: LendKind
    barcode: str
    place_id: UUID
    place: str
    state: CopyState
    condition: Condition
    seen_on: date | None = None

    @property
    def state_name(self) -> str:
        return str(COPY_STATES[self.state])

    @property
    def condition_name(self) -> str:
        return str(CONDITIONS[self.condition])


@dataclass(frozen=True, slots=True)
class CopyPage:
    """A copy at the desk: who has it, for whom it waits, what it went through."""

    row: CopyRow
    loan: LoanRow | None
    turn: MyTurn | None
    turn_who: str
    past: tuple[LoanRow, ...]
    may_run: bool


@dataclass(frozen=True, slots=True)
class StockRow:
    """A stock-take: how many ought to stand there, were seen, were not."""

    id: UUID
    begun_at: datetime
    closed_at: datetime | None
    expected: int
    seen: int
    missing: tuple[CopyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class LendDesk:
    """The desk of one place. `loans` are those that are not late."""

    place_id: UUID
    place: str
    copies: int
    out: int
    ready: tuple[tuple[MyTurn, str], ...]
    late: tuple[LoanRow, ...]
    loans: tuple[LoanRow, ...]
    damages: tuple[DamageRow, ...]
    stock: StockRow | None
    may_run: bool


@dataclass(frozen=True, slots=True)
class NewTitle:
    """`isbn` of books alone; the same ISBN is the same title."""

    kind: str
    name: str
    maker: str = ""
    isbn: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class LendSheetLine:
    """One row of a list of books, after a dry run (row 2 is the first below the heading)."""

    row: int
    new: NewTitle
    barcode: str
    copies: int
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LendSheet:
    digest: str
    lines: tuple[LendSheetLine, ...]

    @property
    def faults(self) -> int:
        return sum(1 for one in self.lines if one.faults)
