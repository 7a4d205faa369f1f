"""A rehearsal (情景模拟): a meeting held once for practice, with people who do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.deliberation.terms.gatherings import GatheringPage
from linli.kernel.errors import Invalid, NotFound, Refused, Stale

KEPT = timedelta(days=1)
CAST = 9  # how many sample members there are
MOST_REHEARSALS = 5  # of one person at a time


class Practice(StrEnum):
    """What is practised, in the order of a meeting; what `do` in a guide names."""

    CALL = "call"
    SIGN_IN = "sign_in"
    OPEN = "open"
    VOTE = "vote"
    COUNT = "count"
    MINUTES = "minutes"
    CLOSE = "close"


class Turn(StrEnum):
    """What the page shown wants done. `READ`: a step of the guide that is read. `TOO_SOON`: try to
    vote before enough have come; `REST`: those who come late sign in; `END`: how it went."""

    READ = "read"
    CALL, SIGN_IN, OPEN = "call", "sign_in", "open"
    TOO_SOON, REST, VOTE, COUNT = "too_soon", "rest", "vote", "count"
    MINUTES, CLOSE, END = "minutes", "close", "end"


@dataclass(frozen=True, slots=True)
class Scene:
    """One page of a rehearsal: what to do (`words`, of the method or ours) and why (`basis`)."""

    turn: Turn
    title: str
    words: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """What was noted on the way: the turn, and the code of the refusal met there (none: done)."""

    turn: Turn
    title: str
    refusal: str = ""
    words: str = ""

    @property
    def was_meant(self) -> bool:
        """A refusal that the exercise is about."""
        return self.turn is Turn.TOO_SOON


@dataclass(frozen=True, slots=True)
class RehearsalPage:
    """Where a rehearsal stands. `number` of `total` scenes; `refused`: what the real service just
    answered; `page`: the sample gathering as anybody who runs one sees it; `at_the_door`: the
    names of those who have just come; `excused`: of those who sent word."""

    id: UUID
    kind: str
    name: str
    body_id: UUID
    body: str
    scene: Scene
    number: int
    total: int
    page: GatheringPage | None
    refused: str
    remarks: tuple[Remark, ...]
    began_at: datetime
    votes: bool
    named: bool
    least_at: datetime
    at_the_door: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()

    @property
    def ends_at(self) -> datetime:
        return self.began_at + KEPT

    @property
    def slips(self) -> tuple[Remark, ...]:
        """Refusals that were not part of the exercise."""
        return tuple(one for one in self.remarks if one.refusal and not one.was_meant)


@dataclass(frozen=True, slots=True)
class RehearsalRow:
    """A rehearsal under way or done, in the list of whoever runs it."""

    id: UUID
    name: str
    body: str
    began_at: datetime
    ended: bool


class RehearsalNotFound(NotFound):
    code = "deliberation.no_rehearsal"
    text = _("没有这次演练：演练只有本人能看，一天以后自动删除。")


class ElsewhereInRehearsal(Stale):
    code = "deliberation.elsewhere_in_rehearsal"
    text = _("演练已经走到别的一步，请刷新看看现在到哪一步。")


class TooManyRehearsals(Refused):
    code = "deliberation.too_many_rehearsals"
    text = _("同时最多有 %(most)d 场演练，请先做完，或者删掉一场。")


class BadPractice(Invalid):
    code = "deliberation.bad_practice"
    text = _("请照页面上说的填写。")
