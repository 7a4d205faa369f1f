"""Words of matters: frozen values and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

SUBJECT = "matter"
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

    def kind(self, key: str) -> Kind:
        if key not in self.kinds:
            raise UnknownKind(kind=key)
        return self.kinds[key]

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
    `answers` are those to the kind's own form, by field key."""

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
    answers: Mapping[str, Any] = field(default_factory=dict)


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


# --- refusals ----------------------------------------------------------


class UnknownKind(Invalid):
    code = "matters.unknown_kind"
    text = _("本县没有“%(kind)s”这类事项。")


class UnknownCategory(Invalid):
    code = "matters.unknown_category"
    text = _("没有“%(category)s”这个类别，请从列表中选择。")


class NothingSaid(Invalid):
    code = "matters.nothing_said"
    text = _("请写几句话，或者拍一张照片。")


class TooLong(Invalid):
    code = "matters.too_long"
    text = _("内容太长：最多 %(limit)d 个字，现在是 %(length)d 个字。")


class PlaceMissing(Invalid):
    code = "matters.place_missing"
    text = _("请说明在哪里：选小区、点地图，或者用文字写清楚。")


class OutsideCounty(Invalid):
    code = "matters.outside_county"
    text = _("这个位置不在本县范围内，请重新选择。")


class PlaceAmbiguous(Invalid):
    """Words that are the name of several places; `data["readings"]` is a tuple of (id, name)."""

    code = "matters.place_ambiguous"
    text = _("本县有几个地方叫这个名字：%(names)s。请选一个。")


class StillOpen(Refused):
    code = "matters.still_open"
    text = _("还有 %(count)d 件事在办，办结或撤回以后才能删除个人信息。")


class AnswerKept(Refused):
    code = "matters.answer_kept"
    text = _("您已经答复过了，谢谢。配套的事办完，这件事就办结。")


class TooManyPictures(Invalid):
    code = "matters.too_many_pictures"
    text = _("一次最多 %(limit)d 张照片。")


class MayNotOpen(Refused):
    code = "matters.may_not_open"
    status = 403
    text = _("您的职责不能发起“%(kind)s”。")


class MatterNotFound(NotFound):
    code = "matters.not_found"
    text = _("没有找到这件事，或者您无权查看。")


class CodeNotFound(NotFound):
    code = "matters.code_not_found"
    text = _("没有找到这个查询码，请核对后再输入。")


class ChildOpen(Refused):
    code = "matters.child_open"
    text = _("还有 %(count)d 件子事项没有办结，先办结它们再办结这一件。")


class AlreadyEnded(Refused):
    code = "matters.already_ended"
    text = _("这件事已经结束，不能再改。")


class ReasonNeeded(Invalid):
    code = "matters.reason_needed"
    text = _("请选择理由并写明情况。")


class NotAChild(Refused):
    code = "matters.not_a_child"
    text = _("“%(kind)s”不能作为这件事的子事项。")


class ImportRejected(Invalid):
    code = "matters.import_rejected"
    text = _("表格没有导入：%(count)d 行有问题，全部改正后再导入。")


class SheetGone(Refused):
    code = "matters.sheet_gone"
    text = _("检查过的表格已经用过、过期或者变了，请重新上传检查。")


class NotASheet(Invalid):
    code = "matters.not_a_sheet"
    text = _("这个文件不是可以读取的 xlsx 表格。")


class SheetTooLong(Invalid):
    code = "matters.sheet_too_long"
    text = _("表格有 %(rows)d 行，一次最多 %(limit)d 行。")


class ColumnMissing(Invalid):
    code = "matters.column_missing"
    text = _("表格缺少“%(column)s”这一列。")
