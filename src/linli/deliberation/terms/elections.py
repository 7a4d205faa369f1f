"""Elections (换届): what a method says of them, states, what is handed in, rows and refusals.

A *renewal* is one 换届 over many places; each place has one *election*; an election has *polls*
(投票), the first and, where seats stay open or votes are level, others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.deliberation.terms.votes import Bound
from linli.kernel.errors import Invalid, NotFound, Refused, Stale
from linli.kernel.language import Words
from linli.publicity.terms import Period as _Period

ELECTION, RENEWAL = "election", "renewal"  # subject kinds on the trail
ELECTION_ROLL, ELECTION_RESULT = "election", "result"  # what is under publicity
LONGEST_PERSON, MOST_CANDIDATES, MOST_VOTERS, MOST_LINES = 40, 60, 200_000, 3000


class ElectionState(StrEnum):
    PREPARING = "preparing"
    ROLL = "roll"  # the roll of voters is published
    NOMINATED = "nominated"  # candidates are settled
    VOTING = "voting"
    AGAIN = "again"  # another ballot is due
    DECIDED = "decided"
    COMPLETED = "completed"


ELECTION_STATES: dict[ElectionState, str | Promise] = {
    ElectionState.PREPARING: _("准备"),
    ElectionState.ROLL: _("名单已公布"),
    ElectionState.NOMINATED: _("候选人已定"),
    ElectionState.VOTING: _("投票、计票"),
    ElectionState.AGAIN: _("要再次投票"),
    ElectionState.DECIDED: _("已选出"),
    ElectionState.COMPLETED: _("已完成"),
}


class PollKind(StrEnum):
    FIRST = "first"
    RERUN = "rerun"  # 另行选举, for seats that stayed open
    TIE = "tie"  # among those with equal votes


class CandidateStanding(StrEnum):
    """How a candidate stands."""

    NOMINATED = "nominated"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Share:
    """A share that has to be reached or passed."""

    bound: Bound
    share: Fraction

    def met(self, count: int, out_of: int) -> bool:
        edge = self.share * out_of
        return out_of > 0 and (count > edge if self.bound is Bound.MORE_THAN else count >= edge)


@dataclass(frozen=True, slots=True)
class Position:
    """What people are elected to, in the order in which it is decided. `tag`: of a member of the
    new body; `post`: (title, kind of organisation) to which the elected may be appointed;
    `head`: 主任; `woman`: her seat is here where no woman is elected otherwise."""

    key: str
    name: Words
    seats: int
    head: bool = False
    woman: bool = False
    tag: str = ""
    post: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class ElectionKind:
    """A kind of election of the method. `nominate`: `listed`, only candidates get votes, or
    `direct` (海选), where names may be written in. `secretary`: (title, kind of organisation) of
    the post that 一肩挑 asks for; `tags`: what a candidate may be."""

    key: str
    name: Words
    at: tuple[str, ...]
    body: str
    rule: str
    positions: tuple[Position, ...]
    nominate: str = "listed"
    secretary: tuple[str, str] = ("", "")
    tags: tuple[tuple[str, Words], ...] = ()

    def tag_name(self, tag: str) -> Words:
        return dict(self.tags).get(tag, Words(tag))

    def position(self, key: str) -> Position:
        return next(one for one in self.positions if one.key == key)


@dataclass(frozen=True, slots=True)
class ElectionRule:
    """What makes a poll valid and who is elected, from `since` to `until` (half-open), below `area`
    (empty: everywhere). Turnouts are ballots taken back out of voters on the roll; `elected` and
    `rerun` votes out of ballots taken back. `spare`: how many more candidates than open seats stand
    in another ballot; `women`: is a woman's seat asked for; `roll_days`: whole days for which the
    roll is published before the poll; `result`: how long the result is published (`5 天`);
    `handover_days`: whole days from the decision to the completion; `least`: fewest members."""

    key: str
    name: str
    turnout: Share
    elected: Share
    rerun_turnout: Share
    rerun: Share
    basis: str
    spare: int = 1
    women: bool = False
    women_basis: str = ""
    rerun_basis: str = ""
    tie_basis: str = ""
    roll_days: int = 0
    roll_basis: str = ""
    result: str = ""
    handover_days: int = 0
    handover_basis: str = ""
    least: int = 1
    since: date = date.min
    until: date | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class NewCandidate:
    """Somebody put forward: a colleague's account, or a person with name and phone. `positions` are
    keys; `tags` what the method knows (women, secretary)."""

    positions: tuple[str, ...]
    name: str = ""
    phone: str = ""
    account_id: UUID | None = None
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Paperwork:
    """What was counted at a poll. `votes`: position → candidate → votes."""

    handed_out: int
    taken_back: int
    valid: int
    invalid: int
    votes: Mapping[str, Mapping[UUID, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CandidateRow:
    id: UUID
    name: str
    positions: tuple[str, ...]
    tags: tuple[tuple[str, Words], ...]
    standing: CandidateStanding
    open_name: bool
    account_id: UUID | None
    seat: str
    written_in: bool
    appointable: bool


@dataclass(frozen=True, slots=True)
class VotesRow:
    """What one candidate got in one poll. `needed`: the least that meets the threshold; `how`:
    `won`, `tied`, `short` (too few votes), `full` (no seat was left), or empty."""

    candidate_id: UUID
    name: str
    votes: int | None
    needed: int
    how: str
    woman: bool = False


@dataclass(frozen=True, slots=True)
class PollRow:
    """A poll on a page. `tables`: (position, seats, rows); `words`: why it stands as it does, each
    with the article."""

    id: UUID
    number: int
    kind: PollKind
    opened_at: datetime
    counted_at: datetime | None
    registered: int
    handed_out: int | None
    taken_back: int | None
    valid: int | None
    invalid: int | None
    is_valid: bool | None
    tables: tuple[tuple[Position, int, tuple[VotesRow, ...]], ...]
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RollChange:
    at: datetime
    change: int
    reason: str


@dataclass(frozen=True, slots=True)
class RenewalRow:
    """One 换届 with its figures. Counts: elections, decided, elected in the first poll, directors
    that are decided and those who are secretaries too, completed, late."""

    id: UUID
    name: str
    kind: Words
    kind_key: str
    place: str
    area_path: str
    target: date
    launched_at: datetime
    total: int
    decided: int
    first_time: int
    shouldered: int
    completed: int
    late: int


@dataclass(frozen=True, slots=True)
class ElectionRow:
    """An election in a list. `late`: not completed after the target date."""

    id: UUID
    place: str
    state: ElectionState
    registered: int
    polls: int
    vacant: int
    first_time: bool | None
    shouldered: bool | None
    late: bool
    polls_from: date | None
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ElectionPage:
    """All of one election. `next_poll`: what ballot is due; `polls_from`: the first day on which a
    poll may be held; `seats`: position, name, woman's seat; `body_id`: what came of it."""

    row: ElectionRow
    kind: ElectionKind
    rule: ElectionRule
    renewal: tuple[UUID, str]
    area_id: UUID
    area_path: str
    target: date
    roll_published: date | None
    roll_households: int
    changes: tuple[RollChange, ...]
    roll_period: _Period | None
    result_period: _Period | None
    candidates: tuple[CandidateRow, ...]
    polls: tuple[PollRow, ...]
    next_poll: PollKind | None
    seats: tuple[tuple[Position, str, bool], ...]
    vacant_reason: str
    handover_due: date | None
    body_id: UUID | None
    may_run: bool
    decided_at: datetime | None


class ElectionNotFound(NotFound):
    code = "deliberation.no_election"
    text = _("没有这次选举，或者您无权查看。")


class ElectionMovedOn(Stale):
    code = "deliberation.election_moved_on"
    text = _("选举已经往下走了，请刷新看看现在到哪一步。")


class NowhereToElect(Refused):
    code = "deliberation.nowhere_to_elect"
    text = _("这个区域下面没有要办“%(kind)s”的地方，或者都已经在换届中。")


class TargetPast(Invalid):
    code = "deliberation.target_past"
    text = _("完成期限要在今天以后。")


class RollWrong(Invalid):
    code = "deliberation.roll_wrong"
    text = _("选民名单要写登记人数（1 到 20 万）；按户登记的，每户写户名和人数，合计要一致。")


class RollDateWrong(Invalid):
    code = "deliberation.roll_date_wrong"
    text = _("名单公布日不能晚于今天，也不能早于换届启动日。")


class RollTooShort(Refused):
    code = "deliberation.roll_too_short"
    text = _("选民名单要在投票日的 %(days)d 日前公布（%(basis)s），最早 %(least)s 投票。")


class RollFell(Refused):
    code = "deliberation.roll_fell"
    text = _("选民名单的公示已撤回或者异议成立，请更正后重新公布名单。")


class CandidateWrong(Invalid):
    code = "deliberation.candidate_wrong"
    text = _("候选人要有账号，或者写姓名和手机号；职位和身份要在“%(kind)s”里选。")


class CandidateTwice(Refused):
    code = "deliberation.candidate_twice"
    text = _("这个人已经在候选人名单上。")


class CandidateNotFound(NotFound):
    code = "deliberation.no_candidate"
    text = _("没有这个候选人。")


class TooFewCandidates(Refused):
    code = "deliberation.too_few_candidates"
    text = _("“%(position)s”还没有接受提名的候选人。")


class NoWomanStands(Refused):
    code = "deliberation.no_woman_stands"
    text = _("候选人里没有妇女，当选的人里应当有妇女（%(basis)s）。")


class BallotsWrong(Invalid):
    code = "deliberation.ballots_wrong"
    text = _(
        "票数对不上：发出 %(handed)d、收回 %(back)d、有效 %(valid)d、无效 %(invalid)d。"
        "收回不能多于发出，发出不能多于登记的 %(registered)d，有效加无效要等于收回。"
    )


class VotesWrong(Invalid):
    code = "deliberation.votes_wrong"
    text = _(
        "“%(position)s”的得票对不上：每人最多 %(valid)d 票，合计最多 %(most)d 票，"
        "现在最多一人 %(top)d 票，合计 %(sum)d 票，每名候选人都要写。"
    )


class NoSecondBallotYet(Refused):
    code = "deliberation.no_second_ballot_yet"
    text = _("空缺的职位要先另行选举一次，仍选不出来才能暂缺。")


class TooFewElected(Refused):
    code = "deliberation.too_few_elected"
    text = _("当选只有 %(have)d 人，至少要 %(least)d 人（%(basis)s）。")


class ResultNotShown(Refused):
    code = "deliberation.result_not_shown"
    text = _("选举结果还没有公布满 %(length)s。")


class NoPostForElected(Refused):
    code = "deliberation.no_post_for_elected"
    text = _("没有可以任职的岗位：当选人要有账号，工作法要写岗位，而且当地设有这个岗位。")
