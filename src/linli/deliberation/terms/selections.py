"""评选: brands and innovations: nominated, shown, voted by the public, scored by a jury, told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.files.terms import StoredFile
from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

SELECTION, NOMINEE = "selection", "nominee"  # subjects of the trail, of periods, owners of files
LONGEST_NAME_OF_NOMINEE, LONGEST_STORY = 60, 2000
MOST_NOMINEES, MOST_JURORS, MOST_SCORE = 100, 50, 100
BURST_LEAST, BURST_TIMES = 20, 4


class Stage(StrEnum):
    NOMINATING = "nominating"
    SHOWN = "shown"  # the shortlist is before the public
    VOTING = "voting"
    COUNTED = "counted"
    DROPPED = "dropped"


class NomineeState(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"


SELECTION_STAGES: dict[Stage, str | Promise] = {
    Stage.NOMINATING: _("推荐中"),
    Stage.SHOWN: _("入围公示"),
    Stage.VOTING: _("投票中"),
    Stage.COUNTED: _("已公布结果"),
    Stage.DROPPED: _("已取消"),
}


@dataclass(frozen=True, slots=True)
class SelectionKind:
    """A kind of selection of the method. `units` are nominated, by the duties in `nominates` over
    them; `runs`: duties that open and run it, at areas of the kinds `at`. `jury` and `public` are
    weights that make one; of the jury's scores the highest and the lowest are `trimmed` where there
    are five or more. A voter picks one to `picks`; `seats` are awarded; the shortlist is before the
    public for `publicity`, by `basis`. `award`: what the chosen are called."""

    key: str
    name: Words
    units: tuple[str, ...]
    nominates: tuple[str, ...]
    runs: tuple[str, ...]
    at: tuple[str, ...]
    jury: Fraction
    public: Fraction
    seats: int
    picks: int
    publicity: str
    basis: str
    award: Words
    trimmed: bool = False


@dataclass(frozen=True, slots=True)
class NomineeRow:
    id: UUID
    name: str
    story: str
    unit: str
    state: NomineeState
    reason: str
    photos: tuple[StoredFile, ...]
    scored: int = 0  # by how many of the jury


@dataclass(frozen=True, slots=True)
class Standing:
    """One nominee's place. `jury` (0 to 100) and `share` (of the ballots, 0 to 1) are exact, None
    where that side has no weight; `tied`: somebody else has the same total."""

    nominee_id: UUID
    name: str
    unit: str
    votes: int
    jury: Fraction | None
    share: Fraction | None
    total: Fraction
    place: int
    awarded: bool
    tied: bool

    @property
    def total_words(self) -> str:
        return shown(self.total)

    @property
    def jury_words(self) -> str:
        return shown(self.jury) if self.jury is not None else "–"

    @property
    def exact(self) -> str:
        return str(self.total)


def shown(value: Fraction) -> str:
    """To two places, half upwards; the exact fraction stands beside it where it decides."""
    hundredths = int(value * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True, slots=True)
class SelectionRow:
    id: UUID
    kind: SelectionKind
    title: str
    place: str
    area_path: str
    stage: Stage
    nominate_until: date
    opens_at: datetime | None
    closes_at: datetime | None

    @property
    def stage_name(self) -> str:
        return str(SELECTION_STAGES[self.stage])


@dataclass(frozen=True, slots=True)
class HourCount:
    """Ballots of one hour, and whether they came suddenly."""

    hour: datetime
    count: int
    sudden: bool


@dataclass(frozen=True, slots=True)
class SelectionPage:
    """All of a selection that its reader may see. `ballots` is told after the vote alone."""

    row: SelectionRow
    nominees: tuple[NomineeRow, ...]
    standings: tuple[Standing, ...]
    ballots: int | None
    may_vote: bool = False
    voted: bool = False
    period: UUID | None = None
    reason: str = ""
    may_run: bool = False
    is_juror: bool = False
    jurors: tuple[str, ...] = ()
    hours: tuple[HourCount, ...] = ()
    my_scores: tuple[tuple[UUID, int], ...] = ()
    own: tuple[UUID, ...] = ()  # nominees of the juror's own organisations


@dataclass(frozen=True, slots=True)
class NominationPlace:
    organisation_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class BrandRow:
    """A brand in force, or that was; with the awards that its organisation won."""

    id: UUID
    organisation_id: UUID
    unit: str
    place: str
    name: str
    story: str
    since: date
    until: date | None
    awards: tuple[tuple[str, UUID], ...]


class SelectionNotFound(NotFound):
    code = "deliberation.no_selection"
    text = _("没有这次评选，或者您无权查看。")


class NomineeNotFound(NotFound):
    code = "deliberation.no_nominee"
    text = _("没有这个推荐对象。")


class MayNotNominate(NotAllowed):
    code = "deliberation.may_not_nominate"
    text = _("按本县的工作法，您不能替这个组织推荐。")


class MayNotRun(NotAllowed):
    code = "deliberation.may_not_run"
    text = _("按本县的工作法，您不能在这里组织这种评选。")


class WrongStage(Stale):
    code = "deliberation.wrong_stage"
    text = _("评选现在是“%(stage)s”，做不了这一步。")


class NominationsClosed(Refused):
    code = "deliberation.nominations_closed"
    text = _("推荐已经在 %(day)s 截止。")


class NominatedTwice(Stale):
    code = "deliberation.nominated_twice"
    text = _("这个组织已经推荐过了，一个组织推荐一项。")


class NominationEmpty(Invalid):
    code = "deliberation.nomination_empty"
    text = _("请写名称（60 字以内）和事迹（2000 字以内）。")


class TooFewNominees(Refused):
    code = "deliberation.too_few_nominees"
    text = _("入围的要比评出的多：评 %(seats)d 个，入围只有 %(count)d 个；还没有审核的也要先审核。")


class ShortlistNotShown(Refused):
    code = "deliberation.shortlist_not_shown"
    text = _("入围名单公示期满、没有成立的异议，才能开始投票。")


class VotingClosed(Refused):
    code = "deliberation.voting_closed"
    text = _("现在不在投票时间里。")


class SignInToVote(Refused):
    code = "deliberation.sign_in_to_vote"
    text = _("投票要先用手机号登录，一个号码一票。")


class VotedBefore(Stale):
    code = "deliberation.voted_before"
    text = _("您已经投过票了，一人一票，投出的票不能改。")


class WrongPicks(Invalid):
    code = "deliberation.wrong_picks"
    text = _("请选 1 到 %(most)d 个。")


class NotAJuror(NotAllowed):
    code = "deliberation.not_a_juror"
    text = _("您不是这次评选的评委，或者这是您自己单位的。")


class WrongScore(Invalid):
    code = "deliberation.wrong_score"
    text = _("每项打 0 到 100 分的整数，自己单位的不打。")


class ScoresMissing(Refused):
    code = "deliberation.scores_missing"
    text = _("还有 %(count)d 项没有一位评委打分，不能公布结果。")


class WrongVotingDays(Invalid):
    code = "deliberation.wrong_voting_days"
    text = _("投票要从现在起至少开放一天，最多三十天。")


class JurorsMissing(Invalid):
    code = "deliberation.jurors_missing"
    text = _("请写评委的用户名，一行一个，最多 50 人；没有的用户名：%(unknown)s")


class BrandEmpty(Invalid):
    code = "deliberation.brand_empty"
    text = _("请写品牌名称（60 字以内）和内容（2000 字以内）。")
