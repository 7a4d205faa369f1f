"""Words, frozen values and refusals of lists (清单): their lines, links, conditions and claims."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.files.terms import StoredFile
from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

NO_LINK = Words("")
LONGEST_CONDITION = 300
MOST_CONDITIONS = 9
MOST_LINES = 1000


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class LinkKind(StrEnum):
    """`source`: a matter that was put on a list; `begets`: a line that begot one elsewhere."""

    SOURCE = "source"
    BEGETS = "begets"


@dataclass(frozen=True, slots=True)
class ListSpec:
    """A list of the method. `kind` carries the list, `line` each of its lines; a line may beget
    lines of the lists `begets`, which is called `link`; `levels` names the levels of lines."""

    key: str
    name: Words
    kind: str
    line: str
    begets: tuple[str, ...] = ()
    link: Words = NO_LINK
    levels: tuple[Words, ...] = ()
    published: bool = False
    claimers: tuple[str, ...] = ()
    keepers: tuple[str, ...] = ()

    @property
    def depth(self) -> int:
        return max(1, len(self.levels))


# --- handing in ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewCondition:
    """What must be so before a line is struck off, and how many files must show it."""

    words: str
    evidence: int = 1


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line as handed in. `unit` is a key, `person` an account that holds a post there; without
    `area_id` it lies where its list does; `sources` are matters of which it came."""

    words: str
    unit: str = ""
    person: UUID | None = None
    due_on: date | None = None
    conditions: tuple[NewCondition, ...] = ()
    sources: tuple[UUID, ...] = ()
    above: UUID | None = None
    area_id: UUID | None = None
    category: str = ""
    client_key: str = ""


# --- what pages are given ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ConditionView:
    condition_id: UUID
    number: int
    words: str
    evidence: int
    given: int
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """The other end of a link: a line of another list, or a matter. `list_key` is "" for one that
    is on no list."""

    matter_id: UUID
    kind: str
    list_key: str
    list_id: UUID | None
    number: str
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class OfferView:
    offer_id: UUID
    by_name: str
    invited: bool
    state: str
    at: datetime
    may_settle: bool


@dataclass(frozen=True, slots=True)
class LineView:
    """A line as its list shows it. `steps` are the open steps with whom they lie; `due_at` the
    next of their promises."""

    matter_id: UUID
    number: str
    level: int
    words: str
    place: str
    state: str
    closing: str
    owner: str
    person: str
    due_on: date | None
    due_at: datetime | None
    late: bool
    steps: tuple[Words, ...]
    opened_at: datetime
    closed_at: datetime | None
    conditions: tuple[ConditionView, ...] = ()
    came_from: tuple[LinkView, ...] = ()
    led_to: tuple[LinkView, ...] = ()
    offers: tuple[OfferView, ...] = ()
    claimable: bool = False
    may_claim: bool = False
    may_invite: bool = False


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How far one unit is with its lines."""

    name: str
    total: int
    done: int
    late: int

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class ListLineHead:
    """A list as a row of the index."""

    list_id: UUID
    number: str
    key: str
    kind_name: str
    name: str
    place: str
    state: str
    opened_at: datetime
    total: int
    done: int
    late: int

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list with its lines in order. `columns` are (key, name) of the lists beside it; `whole` is
    false where the actor sees some of the lines only."""

    head: ListLineHead
    spec: ListSpec
    lines: tuple[LineView, ...]
    units: tuple[UnitCount, ...]
    columns: tuple[tuple[str, str], ...]
    whole: bool
    may_add: bool
    may_publish: bool
    published: bool
    area_id: UUID | None


@dataclass(frozen=True, slots=True)
class LineVersionView:
    """How a line read before it was edited at that time. Words are "" once they are erased."""

    number: int
    at: datetime
    by: str
    words: str
    conditions: tuple[str, ...]
    person: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class LinePage:
    """A line on a page of its own. `targets` are the open lists it may beget lines of; `may_show`:
    an open step of it lies with the actor, who may hand in evidence; `evidence` by condition;
    `versions` are what it said before it was edited, oldest first."""

    head: ListLineHead
    spec: ListSpec
    line: LineView
    below: tuple[LineView, ...]
    may_add: bool
    may_show: bool
    may_edit: bool
    versions: tuple[LineVersionView, ...]
    targets: tuple[tuple[UUID, str], ...]
    evidence: tuple[tuple[UUID, tuple[StoredFile, ...]], ...]


@dataclass(frozen=True, slots=True)
class PublicLine:
    """A line as everybody reads it: masked words, the unit, never a person."""

    number: str
    level: int
    words: str
    owner: str
    state: str
    due_on: date | None
    late: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PublicList:
    list_id: UUID
    kind_name: str
    name: str
    place: str
    total: int
    done: int
    lines: tuple[PublicLine, ...]

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.total if self.total else 0.0


# --- refusals ----------------------------------------------------------


class UnknownList(Invalid):
    code = "matters.unknown_list"
    text = _("本县没有“%(key)s”这种清单。")


class ListNotFound(NotFound):
    code = "matters.list_not_found"
    text = _("没有找到这张清单，或者您无权查看。")


class LineNotFound(NotFound):
    code = "matters.line_not_found"
    text = _("没有找到清单里的这一项，或者您无权查看。")


class ListEmpty(Refused):
    code = "matters.list_empty"
    text = _("清单里还没有一项，先列入再定稿。")


class TooDeep(Refused):
    code = "matters.too_deep"
    text = _("这张清单只分 %(most)d 级，不能再往下分。")


class NotBegotten(Refused):
    code = "matters.not_begotten"
    text = _("“%(source)s”的项不能转到“%(target)s”。")


class LinkedAlready(Refused):
    code = "matters.linked_already"
    text = _("%(number)s 已经在这张清单里。")


class PersonNotThere(Invalid):
    code = "matters.person_not_there"
    text = _("责任人“%(name)s”在责任单位没有任职，请重新选择。")


class UnitNotKnown(Invalid):
    code = "matters.unit_not_known"
    text = _("本县没有“%(unit)s”这个单位。")


class DuePassed(Invalid):
    code = "matters.due_passed"
    text = _("期限 %(day)s 已经过去，请改成今天以后的日期。")


class DueNotRead(Invalid):
    code = "matters.due_not_read"
    text = _("期限“%(day)s”看不懂，请写成 2026-03-20 这样。")


class LineFaults(Invalid):
    """What is wrong with a line as typed, all of it."""

    code = "matters.line_faults"
    text = _("这一项还不能列入：%(faults)s")


class NothingChosen(Invalid):
    code = "matters.nothing_chosen"
    text = _("先选要列入清单的事项。")


class TooManyConditions(Invalid):
    code = "matters.too_many_conditions"
    text = _("一项最多写 %(most)d 条销号条件。")


class ConditionsOpen(Refused):
    code = "matters.conditions_open"
    text = _("还有 %(count)d 条销号条件没有佐证，补齐以后才能销号。")


class ConditionNotFound(NotFound):
    code = "matters.condition_not_found"
    text = _("没有找到这条销号条件。")


class NotOnThisLine(NotAllowed):
    code = "matters.not_on_this_line"
    text = _("这一项现在不由您办理，不能交佐证。")


class NothingToClaim(Refused):
    code = "matters.nothing_to_claim"
    text = _("这一项现在不等认领。")


class MayNotClaim(NotAllowed):
    code = "matters.may_not_claim"
    text = _("您的职责不能认领这张清单的项。")


class MayNotKeep(NotAllowed):
    code = "matters.may_not_keep"
    text = _("这一项不归您邀请或者接受认领。")


class OfferedAlready(Refused):
    code = "matters.offered_already"
    text = _("已经提过，等对方答复。")


class OfferNotFound(NotFound):
    code = "matters.offer_not_found"
    text = _("没有找到这个认领。")


class OfferSettled(Stale):
    code = "matters.offer_settled"
    text = _("这个认领已经答复过了。")


class NotPublished(Refused):
    code = "matters.list_not_published"
    text = _("工作法没有写这种清单可以公开。")
