"""A patrol (巡防): members of one team go out together, from one moment to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

PATROL = "visit_patrol"


@dataclass(frozen=True, slots=True)
class Team:
    """A team that may go out on this kind of patrol, with who holds a post in it."""

    id: UUID
    name: str
    kind: str
    kind_name: Words
    people: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class PatrolView:
    """A patrol; `ended_at` None: under way. `points` are the visits made on it."""

    id: UUID
    kind_name: Words
    team: str
    shift: str
    members: tuple[str, ...]
    began_at: datetime
    ended_at: datetime | None
    points: int
    findings: int
    may_end: bool


class NotYourTeam(Refused):
    code = "visits.not_your_team"
    status = 403
    text = _("您不在这支队伍里，也不管它的巡防。")


class NoTeams(Invalid):
    code = "visits.no_teams"
    text = _("这种走访不由队伍来做。")


class NotOfTheTeam(Invalid):
    code = "visits.not_of_the_team"
    text = _("出巡的人要在队里任职，至少一人。")


class PatrolUnderWay(Refused):
    code = "visits.patrol_under_way"
    text = _("“%(team)s”正在巡防，先收队再出巡。")


class PatrolNotFound(NotFound):
    code = "visits.patrol_not_found"
    text = _("没有这次巡防，或者不归您收队。")


class PatrolOver(Refused):
    code = "visits.patrol_over"
    text = _("这次巡防已经收队。")
