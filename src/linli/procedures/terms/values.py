"""Words and frozen values of procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.language import Words

SEE, EXTEND = "procedures.see", "procedures.extend"
REASSIGN, WITHDRAW, MOVE = "procedures.reassign", "procedures.withdraw", "procedures.move"
REVEAL = "people.reveal"  # to read what is sealed at a place
FORMS, PROCEDURES = "forms", "procedures"  # the names of our method parts
NO_WORDS = Words("")


class RunState(StrEnum):
    RUNNING = "running"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class StepState(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    CANCELLED = "cancelled"


class Kind(StrEnum):
    """What a happening is. Rungs of ladders are `remind`, `warn`, `urge` and
    `supervise`."""

    STARTED = "started"
    OPENED = "opened"
    DONE = "done"
    CANCELLED = "cancelled"
    CLAIMED = "claimed"
    RELEASED = "released"
    MARKED = "marked"
    TAKEN_BACK = "taken_back"
    REASSIGNED = "reassigned"
    HANDED_OVER = "handed_over"
    EXTENDED = "extended"
    RECOUNTED = "recounted"
    RELABELLED = "relabelled"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    EFFECT = "effect"
    RESUMED = "resumed"
    MESSAGE = "message"
    TIMER = "timer"
    ERASED = "erased"
    REMIND = "remind"
    WARN = "warn"
    URGE = "urge"
    SUPERVISE = "supervise"

    @property
    def label(self) -> str:
        return str(_KINDS[self])


_KINDS: dict[Kind, str | Promise] = {
    Kind.STARTED: _("开始办理"),
    Kind.OPENED: _("转入"),
    Kind.DONE: _("办结"),
    Kind.CANCELLED: _("不再需要"),
    Kind.CLAIMED: _("领办"),
    Kind.RELEASED: _("放回"),
    Kind.MARKED: _("登记"),
    Kind.TAKEN_BACK: _("撤回操作"),
    Kind.REASSIGNED: _("改派"),
    Kind.HANDED_OVER: _("移交"),
    Kind.EXTENDED: _("延期"),
    Kind.RECOUNTED: _("日历更正，重新计时"),
    Kind.RELABELLED: _("更正"),
    Kind.MOVED: _("改用新流程"),
    Kind.WITHDRAWN: _("终止"),
    Kind.ENDED: _("办完"),
    Kind.EFFECT: _("自动办理"),
    Kind.RESUMED: _("收到结果"),
    Kind.MESSAGE: _("收到通知"),
    Kind.TIMER: _("到时"),
    Kind.ERASED: _("清除文字"),
    Kind.REMIND: _("提醒"),
    Kind.WARN: _("预警"),
    Kind.URGE: _("催办"),
    Kind.SUPERVISE: _("督办"),
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a run is about, frozen by its owner. `title` is number-like and public among staff: no
    personal words. `urgency` is a key of the owner's; `number` is what people call the subject by.
    """

    subject_kind: str
    subject_id: UUID
    title: str
    category: str
    area_id: UUID
    area_path: str
    urgency: str = ""
    number: str = ""


# --- forms ---------------------------------------------------------------------------------------

FieldType = Literal[
    "text", "longtext", "choice", "choices", "number", "date", "moment", "boolean", "unit",
    "units", "person", "phone",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: Words


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `keep`: the answer becomes a datum of the run, for gateways and effects;
    `sensitive`: the answer is encrypted under the run's own key; `ahead`: a day or a moment that
    must not have passed when it is answered.
    """

    key: str
    label: Words
    type: FieldType
    required: bool = False
    choices: tuple[Choice, ...] = ()
    keep: bool = False
    sensitive: bool = False
    help: Words = NO_WORDS
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    key: str
    name: Words
    fields: tuple[Field, ...] = ()

    @property
    def sensitive(self) -> bool:
        return any(one.sensitive for one in self.fields)


# --- ladders -------------------------------------------------------------------------------------

Act = Literal["remind", "warn", "urge", "supervise"]


@dataclass(frozen=True, slots=True)
class Rung:
    """`side` -1 before, 0 at, 1 after the promise, by `limit` (text; "" at). `duty` is told, ""
    meaning those who hold the step.
    """

    side: int
    limit: str
    act: Act
    duty: str = ""
    told: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Ladder:
    """What happens as a promise comes near and passes, in order. `ceiling` is the furthest that an
    extension may reach, counted from the opening of the step ("" for none); `extensions` how many
    there may be (0 for any number).
    """

    key: str
    rungs: tuple[Rung, ...] = ()
    ceiling: str = ""
    extensions: int = 0


# --- what selectors and services return -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A button of a step. `form` is a form key, the step's own unless the outcome overrides it."""

    key: str
    name: Words
    reason: bool
    evidence: int
    form: str
    style: str


@dataclass(frozen=True, slots=True)
class StageView:
    key: str
    name: Words
    due_at: datetime | None
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as colleagues see it. `due_at` is None where nothing is promised. `told` is what the
    reporter reads, with `{due}` and `{unit}` still in it: see `selectors.told`. `revision` is the
    method's when the run began: its forms and ladders are the run's.
    """

    id: UUID
    run_id: UUID
    node: str
    name: Words
    state: StepState
    duty: str
    area_id: UUID | None
    organisation_id: UUID | None
    person_id: UUID | None
    item: str
    due_at: datetime | None
    opened_at: datetime
    header: Header
    claimed_by: UUID | None = None
    claimed_at: datetime | None = None
    done_at: datetime | None = None
    done_by: UUID | None = None
    outcome: str = ""
    lapse: str = ""
    limit: str = ""
    pool: bool = False
    second: str = ""
    evidence: int = 0
    form: str = ""
    told: Words = NO_WORDS
    outcomes: tuple[OutcomeView, ...] = ()
    stages: tuple[StageView, ...] = ()
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a service did to a run: whether it has ended, the steps that it opened, its data."""

    run_id: UUID
    ended: bool
    opened: tuple[StepView, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """A run just started. `id` is also `moved.run_id`."""

    id: UUID
    key: str
    revision: str
    header: Header
    ended: bool
    opened: tuple[StepView, ...]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with all that is open in it. `version` rises with every change (for ETags)."""

    id: UUID
    key: str
    name: Words
    revision: str
    header: Header
    state: RunState
    version: int
    started_at: datetime
    ended_at: datetime | None
    data: Mapping[str, Any]
    open: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class HappeningView:
    """One line of a run's history. `actor_name` is empty unless staff asks; `words` is the note
    written then, `answers` label to answer; `erased`: there were words and they are gone. What is
    sealed stands there only for those whom `selectors.notes_of` lets read it.
    """

    id: UUID
    kind: Kind
    at: datetime
    step_id: UUID | None
    node: str
    name: Words
    item: str
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    outcome: str
    outcome_name: Words
    data: Mapping[str, Any]
    words: str = ""
    answers: tuple[tuple[Words, str], ...] = ()
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the reporter reads of one step that is open now."""

    step_id: UUID
    name: Words
    text: Words
    due_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """A procedure file with the node ids that are done and those where the run stands."""

    key: str
    name: Words
    xml: str
    done: tuple[str, ...] = ()
    current: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureView:
    """A procedure in force, for lists and pages."""

    key: str
    name: Words
    revision: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: how many clocks rang, and how many it had to put off."""

    rang: int = 0
    troubles: tuple[str, ...] = field(default=())
