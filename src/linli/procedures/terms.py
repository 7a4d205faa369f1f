"""Words, frozen values and refusals of procedures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

SEE, EXTEND = "procedures.see", "procedures.extend"
REASSIGN, WITHDRAW, MOVE = "procedures.reassign", "procedures.withdraw", "procedures.move"
FORMS, PROCEDURES = "forms", "procedures"  # the names of our method parts
NO_WORDS = Words("")
PAGE, MOST_COUNTED = 50, 1000


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
    """What a happening is. Rungs of ladders are `warn`, `urge` and `supervise`."""

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
    RELABELLED = "relabelled"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    EFFECT = "effect"
    RESUMED = "resumed"
    MESSAGE = "message"
    TIMER = "timer"
    ERASED = "erased"
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
    Kind.RELABELLED: _("更正"),
    Kind.MOVED: _("改用新流程"),
    Kind.WITHDRAWN: _("终止"),
    Kind.ENDED: _("办完"),
    Kind.EFFECT: _("自动办理"),
    Kind.RESUMED: _("收到结果"),
    Kind.MESSAGE: _("收到通知"),
    Kind.TIMER: _("到时"),
    Kind.ERASED: _("清除文字"),
    Kind.WARN: _("预警"),
    Kind.URGE: _("催办"),
    Kind.SUPERVISE: _("督办"),
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a run is about, frozen by its owner. `title` is number-like and public among staff: no
    personal words. `urgency` is a key of the owner's.
    """

    subject_kind: str
    subject_id: UUID
    title: str
    category: str
    area_id: UUID
    area_path: str
    urgency: str = ""


# --- forms ---------------------------------------------------------------------------------------

FieldType = Literal[
    "text", "longtext", "choice", "choices", "number", "date", "boolean", "unit", "units",
    "person", "phone",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    label: Words


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `keep`: the answer becomes a datum of the run, for gateways and effects;
    `sensitive`: the answer is encrypted under the run's own key.
    """

    key: str
    label: Words
    type: FieldType
    required: bool = False
    choices: tuple[Choice, ...] = ()
    keep: bool = False
    sensitive: bool = False
    help: Words = NO_WORDS


@dataclass(frozen=True, slots=True)
class Form:
    key: str
    name: Words
    fields: tuple[Field, ...] = ()

    @property
    def sensitive(self) -> bool:
        return any(one.sensitive for one in self.fields)


# --- ladders -------------------------------------------------------------------------------------

Act = Literal["warn", "urge", "supervise"]


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
    reporter reads, with `{due}` and `{unit}` still in it: see `selectors.told`.
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
    written then, `answers` label to answer; `erased`: there were words and they are gone.
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


Scope = Literal["mine", "area", "unit"]


@dataclass(frozen=True, slots=True)
class WorkQuery:
    """Which steps. `mine`: what I may act on; `area`: all below `area_path` that I may see;
    `unit`: those of my organisations. `after` is `WorkPage.next` of the page before.
    """

    scope: Scope = "mine"
    categories: tuple[str, ...] = ()
    area_path: str = ""
    duty: str = ""
    due_before: datetime | None = None
    urgency: str = ""
    text: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A line of a work list."""

    step: StepView
    key: str
    claimed_name: str
    late: bool


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """Counted up to 1,000 each (show 999+). `today` and `week` exclude what is late already."""

    late: int
    today: int
    week: int


@dataclass(frozen=True, slots=True)
class WorkPage:
    items: tuple[WorkItem, ...]
    counts: WorkCounts
    next: str = ""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: how many clocks rang, and how many it had to put off."""

    rang: int = 0
    troubles: tuple[str, ...] = field(default=())


# --- refusals ------------------------------------------------------------------------------------


class AlreadyHandled(Stale):
    """Somebody was faster: `by` is a colleague's name or the reporter, `outcome` what was done."""

    code = "procedures.already_handled"
    text = _("这一步已由%(by)s办理：%(outcome)s。")


class NoLongerOpen(Stale):
    code = "procedures.no_longer_open"
    text = _("“%(step)s”已不需要办理。")


class NoSuchStep(NotFound):
    code = "procedures.no_such_step"


class NoSuchRun(NotFound):
    code = "procedures.no_such_run"


class NoSuchProcedure(NotFound):
    code = "procedures.no_such_procedure"
    text = _("没有“%(key)s”这个流程。")


class NotYours(NotAllowed):
    code = "procedures.not_yours"
    text = _("这一步由%(duty)s办理，不在您的职责范围内。")


class TakenBySomebody(Refused):
    code = "procedures.taken_by_somebody"
    text = _("这一步已由%(by)s领办。")


class NotClaimable(Refused):
    code = "procedures.not_claimable"
    text = _("“%(step)s”不需要领办，直接办理即可。")


class NotClaimed(Refused):
    code = "procedures.not_claimed"
    text = _("您没有领办这一步。")


class SecondPerson(NotAllowed):
    code = "procedures.second_person"
    text = _("“%(step)s”是您办理的，这一步要由另一人办理。")


class UnknownOutcome(Invalid):
    code = "procedures.unknown_outcome"
    text = _("“%(step)s”没有“%(outcome)s”这个办理结果。")


class ReasonRequired(Invalid):
    code = "procedures.reason_required"
    text = _("请写明理由。")


class TooLong(Invalid):
    code = "procedures.too_long"
    text = _("文字太长，最多 %(most)d 个字。")


class EvidenceMissing(Invalid):
    code = "procedures.evidence_missing"
    text = _("办结要有佐证：至少 %(least)d 个文件，现有 %(given)d 个。")


class UnknownStage(Invalid):
    code = "procedures.unknown_stage"
    text = _("“%(step)s”没有“%(stage)s”这个环节。")


class StageMet(Stale):
    code = "procedures.stage_met"
    text = _("“%(stage)s”已经登记过了。")


class NotReporters(NotAllowed):
    code = "procedures.not_reporters"
    text = _("这一步不由报事人办理。")


class RunOver(Refused):
    code = "procedures.run_over"
    text = _("这件事已经办完或终止。")


class Stuck(Refused):
    """The engine cannot go on: a fault of the procedure file or of the data given to it."""

    code = "procedures.stuck"
    text = _("流程无法继续：%(fault)s")


class NothingWaits(Refused):
    code = "procedures.nothing_waits"
    text = _("现在没有环节在等“%(message)s”。")


class NotAwaited(Stale):
    code = "procedures.not_awaited"
    text = _("这一步没有在等结果。")


class DueEarlier(Invalid):
    code = "procedures.due_earlier"
    text = _("延期后的时限必须晚于现在的时限。")


class NoDue(Refused):
    code = "procedures.no_due"
    text = _("“%(step)s”没有时限，不需要延期。")


class BeyondCeiling(Refused):
    code = "procedures.beyond_ceiling"
    text = _("最多延到 %(ceiling)s。")


class ExtendedEnough(Refused):
    code = "procedures.extended_enough"
    text = _("最多延期 %(most)d 次，已经用完。")


class BadPlace(Invalid):
    code = "procedures.bad_place"
    text = _("请指定由谁、在哪里办理。")


class NobodyFor(Refused):
    code = "procedures.nobody_for"
    text = _("找不到“%(duty)s”在哪里办理，请检查组织与职责。")


class UnknownUnit(Refused):
    code = "procedures.unknown_unit"
    text = _("没有“%(unit)s”这个单位。")


class BadLimit(Refused):
    code = "procedures.bad_limit"
    text = _("“%(step)s”的时限“%(limit)s”看不懂。")


class UndoTooLate(Refused):
    code = "procedures.undo_too_late"
    text = _("撤回时间已过。")


class UndoNotYours(NotAllowed):
    code = "procedures.undo_not_yours"
    text = _("只能撤回您自己刚做的操作。")


class UndoTouched(Refused):
    code = "procedures.undo_touched"
    text = _("后面的环节已经动了，不能撤回。")


class UndoEffects(Refused):
    code = "procedures.undo_effects"
    text = _("这一步已引起其他办理，不能撤回。")


class BadNodeMap(Invalid):
    code = "procedures.bad_node_map"
    text = _("新流程里“%(node)s”对应的环节不存在或种类不同。")


class RevisionTaken(Refused):
    code = "procedures.revision_taken"
    text = _("流程“%(key)s”的版本 %(revision)s 已在使用，内容不能再改，请换一个版本号。")


class Unsound(Invalid):
    code = "procedures.unsound"
    text = _("流程“%(key)s”不能发布：%(fault)s")


# --- refusals of single answers -----------------------------------------------------------------


class BadAnswer(Invalid):
    """One answer is wrong; `field` names it, `label` is the question."""

    code = "procedures.bad_answer"


class AnswerMissing(BadAnswer):
    code = "procedures.answer_missing"
    text = _("请填写“%(label)s”。")


class AnswerTooLong(BadAnswer):
    code = "procedures.answer_too_long"
    text = _("“%(label)s”太长，最多 %(most)d 个字。")


class NotAChoice(BadAnswer):
    code = "procedures.not_a_choice"
    text = _("“%(label)s”请从选项中选择。")


class NotANumber(BadAnswer):
    code = "procedures.not_a_number"
    text = _("“%(label)s”请填数字。")


class NotADate(BadAnswer):
    code = "procedures.not_a_date"
    text = _("“%(label)s”请填日期，例如 2026-03-02。")


class NotABoolean(BadAnswer):
    code = "procedures.not_a_boolean"
    text = _("“%(label)s”请选是或否。")


class NotAUnit(BadAnswer):
    code = "procedures.not_a_unit"
    text = _("“%(label)s”里有本县没有的单位。")


class NotAPerson(BadAnswer):
    code = "procedures.not_a_person"
    text = _("“%(label)s”请从人员中选择。")


class NotAPhone(BadAnswer):
    code = "procedures.not_a_phone"
    text = _("“%(label)s”不是电话号码。")


class NotAsked(BadAnswer):
    code = "procedures.not_asked"
    text = _("表单里没有“%(label)s”这一项。")


class BadAnswers(Invalid):
    """Several answers may be wrong: `wrong` maps field keys to their refusals."""

    code = "procedures.bad_answers"
    text = _("有 %(count)d 项需要改正。")

    def __init__(self, wrong: Mapping[str, BadAnswer]) -> None:
        first = next(iter(wrong), "")
        super().__init__(field=first, count=len(wrong))
        self.wrong = dict(wrong)
