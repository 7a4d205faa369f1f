"""Teams of volunteers: their kinds and size rules, who registered, who belongs to which."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

TEAM, VOLUNTEER = "team", "volunteer"  # subject kinds on the trail
CONSENT_VERSION = "1"  # of the words that are agreed to when registering
LONGEST_TEAM_NAME, LONGEST_TEAM_WORDS, LONGEST_TEAM_REASON = 60, 500, 200


class TeamStanding(StrEnum):
    """How somebody stands to a team."""

    ASKED = "asked"
    MEMBER = "member"
    LEFT = "left"
    DECLINED = "declined"


class TeamPart(StrEnum):
    """What a member does in the team."""

    LEADER = "leader"
    MEMBER = "member"


class Times(StrEnum):
    """When somebody can help."""

    WORKDAYS = "workdays"
    EVENINGS = "evenings"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"
    CALLED = "called"


PARTS: dict[TeamPart, str | Promise] = {TeamPart.LEADER: _("队长"), TeamPart.MEMBER: _("队员")}
STANDINGS: dict[TeamStanding, str | Promise] = {
    TeamStanding.ASKED: _("等队长同意"),
    TeamStanding.MEMBER: _("在队里"),
    TeamStanding.LEFT: _("已离开"),
    TeamStanding.DECLINED: _("没有加入"),
}
TIMES: dict[Times, str | Promise] = {
    Times.WORKDAYS: _("工作日白天"),
    Times.EVENINGS: _("工作日晚上"),
    Times.WEEKENDS: _("周末"),
    Times.HOLIDAYS: _("节假日、寒暑假"),
    Times.CALLED: _("有急事可以叫我"),
}


@dataclass(frozen=True, slots=True)
class TeamTag:
    """What a member may be noted as (年轻党员, 入党积极分子). `majority`: more than half of the
    members should be; `least`: at least so many."""

    key: str
    name: Words
    majority: bool = False
    least: int = 0


@dataclass(frozen=True, slots=True)
class TeamKind:
    """A kind of team of the method (`[[teams]]`). `units`: the kinds of organisation that such a
    team is; `of`: the kinds that it stands under; `one_each`: one of them has one such team.
    `size`: fewest and most members, (0, 0) for any. `leads`: the duty that hears who wants to
    join."""

    key: str
    name: Words
    about: Words
    units: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    one_each: bool = False
    size: tuple[int, int] = (0, 0)
    tags: tuple[TeamTag, ...] = ()
    leads: str = ""
    basis: str = ""

    @property
    def most(self) -> int:
        return self.size[1]


@dataclass(frozen=True, slots=True)
class Make:
    """How a team is made up: its members, leaders among them, and how many have which tag."""

    members: int = 0
    leaders: int = 0
    tagged: tuple[tuple[str, int], ...] = ()


class TeamRule(StrEnum):
    """What a finding is about."""

    SIZE = "size"
    MAJORITY = "majority"
    LEAST = "least"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class SizeFinding:
    """One rule of the kind, as this team stands to it: `have` of `least`–`most` (most 0: no upper
    end). It is shown beside the team and compared with nobody's."""

    rule: TeamRule
    have: int
    least: int
    most: int
    met: bool
    of: Words = field(default_factory=lambda: Words(""))


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in a list."""

    id: UUID
    kind: TeamKind
    name: str
    of: str
    place: str
    area_path: str
    make: Make
    findings: tuple[SizeFinding, ...]
    recruiting: bool
    asked: int = 0

    @property
    def in_order(self) -> bool:
        return all(one.met for one in self.findings)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the team's leader sees them; the name is masked."""

    id: UUID
    identity_id: UUID | None
    name: str
    phone: str
    part: TeamPart
    standing: TeamStanding
    tags: tuple[str, ...]
    tag_names: str
    skills: str
    times: str
    asked_at: datetime
    since: date | None
    until: date | None
    reason: str = ""

    @property
    def part_name(self) -> str:
        return str(PARTS[self.part])

    @property
    def standing_name(self) -> str:
        return str(STANDINGS[self.standing])


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team: what anybody may read, and for its leaders who asks and who is in it."""

    row: TeamRow
    about: str
    asking: tuple[MemberRow, ...] = ()
    members: tuple[MemberRow, ...] = ()
    left: tuple[MemberRow, ...] = ()
    mine: MemberRow | None = None
    may_lead: bool = False
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class TeamPlace:
    """Where somebody may set up a team: the organisation that it will stand under."""

    kind: TeamKind
    organisation_id: UUID
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind.key}|{self.organisation_id}"


@dataclass(frozen=True, slots=True)
class VolunteerRow:
    """What is registered of a volunteer (志愿服务条例 art. 19)."""

    identity_id: UUID
    registered_at: datetime | None
    skills: tuple[str, ...]
    skill_names: str
    times: tuple[Times, ...]
    trained_on: date | None
    trained_in: str
    insured_until: date | None

    @property
    def times_names(self) -> str:
        return "、".join(str(TIMES[one]) for one in self.times)


class TeamNotFound(NotFound):
    code = "volunteering.no_team"
    text = _("没有这支队伍，或者您无权查看。")


class UnknownTeamKind(Invalid):
    code = "volunteering.unknown_team_kind"
    text = _("工作法里没有这种队伍。")


class WrongTeamPlace(Invalid):
    code = "volunteering.wrong_team_place"
    text = _("这种队伍不能设在这个单位下，或者您不管这个单位。")


class OneTeamEach(Refused):
    code = "volunteering.one_team_each"
    text = _("这个单位已经有一支“%(kind)s”：%(name)s。一个单位一支。")


class TeamNameMissing(Invalid):
    code = "volunteering.team_name_missing"
    text = _("请写队伍的名称（60 字以内）。")


class TeamFull(Stale):
    code = "volunteering.team_full"
    text = _("这支队伍已经有 %(most)d 人，按规定不能再多。")


class NotRegistered(Refused):
    code = "volunteering.not_registered"
    text = _("请先登记成为志愿者。")


class MemberNotFound(NotFound):
    code = "volunteering.no_member"
    text = _("没有这名队员，或者您无权查看。")


class AskedBefore(Stale):
    code = "volunteering.asked_before"
    text = _("您已经在这支队伍里，或者正在等队长同意。")


class NotRecruiting(Stale):
    code = "volunteering.not_recruiting"
    text = _("这支队伍现在不招人。")


class MemberDecided(Stale):
    code = "volunteering.member_decided"
    text = _("这件事已经有了结果，请刷新再看。")


class OwnJoining(NotAllowed):
    code = "volunteering.own_joining"
    text = _("自己的加入要由别人同意。")


class TeamReasonMissing(Invalid):
    code = "volunteering.team_reason_missing"
    text = _("请写明原因（200 字以内）。")


class UnknownTag(Invalid):
    code = "volunteering.unknown_tag"
    text = _("这种队伍没有这样的队员类别。")


class UnknownSkill(Invalid):
    code = "volunteering.unknown_skill"
    text = _("没有这项特长，请从列出的里面选。")


class NameMissing(Invalid):
    code = "volunteering.name_missing"
    text = _("请写真实姓名。")


class ConsentMissing(Invalid):
    code = "volunteering.consent_missing"
    text = _("要您同意以后才能登记。")


class WrongTraining(Invalid):
    code = "volunteering.wrong_training"
    text = _("培训日期不能晚于今天；保险的到期日不能早于今天。")
