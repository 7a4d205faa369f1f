"""Pledges: what a branch or a member promises in public, and what residents say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.deliberation.terms.gatherings import TextRow
from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

PLEDGE = "pledge"  # a subject kind on the trail and of texts
FEWEST_VOICES = 5  # below, residents' voices are counted, never given as a percentage
LONGEST_PLEDGE, LONGEST_VOICE, LONGEST_PLEDGE_ANSWER = 1000, 300, 500


class PledgeState(StrEnum):
    RUNNING = "running"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Said(StrEnum):
    """What a resident says of a pledge."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT_KEPT = "not_kept"
    UNKNOWN = "unknown"


class Seen(StrEnum):
    """How residents see it: of those who could tell, more than half; below five nothing is said."""

    FEW = "few"
    KEPT = "kept"
    NOT_KEPT = "not_kept"
    DIVIDED = "divided"


class WordsState(StrEnum):
    """Words of residents are read by somebody before anybody else reads them."""

    NONE = "none"
    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


SAID: dict[Said, str | Promise] = {
    Said.KEPT: _("做到了"),
    Said.PARTLY: _("做到一部分"),
    Said.NOT_KEPT: _("没做到"),
    Said.UNKNOWN: _("说不上来"),
}
SEEN: dict[Seen, str | Promise] = {
    Seen.FEW: _("评议的人还不多，只列人数"),
    Seen.KEPT: _("居民认为做到了"),
    Seen.NOT_KEPT: _("居民认为没有做到"),
    Seen.DIVIDED: _("居民看法不一"),
}


@dataclass(frozen=True, slots=True)
class PledgeKind:
    """A kind of pledge of the method. `members`: duties whose holders pledge for themselves;
    `units`: kinds of organisation that pledge, by the hands of the duties in `writers`. `points`:
    what is usually pledged; `kept`: what keeping it means. `days`: shortest and longest; for
    `asks` days after its end residents may still say whether it was kept. `anonymous`: those who
    are not signed in may too, counted apart."""

    key: str
    name: Words
    kept: Words
    members: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    points: tuple[Words, ...] = ()
    days: tuple[int, int] = (1, 366)
    asks: int = 15
    anonymous: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class PledgePlace:
    """Where and as whom somebody may pledge: `organisation_id` None is for oneself."""

    kind: PledgeKind
    area_id: UUID
    area_path: str
    organisation_id: UUID | None
    home_id: UUID | None  # the organisation that a member pledges in
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind.key}|{self.organisation_id or self.home_id or ''}|{self.area_id}" + (
            "" if self.organisation_id else "|self"
        )


@dataclass(frozen=True, slots=True)
class Voices:
    """How many said what."""

    counts: tuple[tuple[Said, int], ...] = ()

    def of(self, said: Said) -> int:
        return dict(self.counts).get(said, 0)

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class VoiceLine:
    """One answer with its figure: `share` in whole percent, None where too few said anything."""

    said: Said
    name: str
    count: int
    share: int | None


@dataclass(frozen=True, slots=True)
class PledgeFigures:
    """What residents say: those signed in by phone, one voice each, decide how it is `seen`; those
    who are not (`others`) are counted apart. `earlier`: voices given to an earlier text."""

    seen: Seen
    signed: tuple[VoiceLine, ...]
    total: int
    others: tuple[VoiceLine, ...]
    others_total: int
    earlier: int = 0

    @property
    def seen_name(self) -> str:
        return str(SEEN[self.seen])


@dataclass(frozen=True, slots=True)
class PledgeRow:
    """A pledge in a list. `who` is the branch, or the member as they chose to be called."""

    id: UUID
    kind: PledgeKind
    who: str
    home: str
    place: str
    area_path: str
    title: str
    since: date
    until: date
    state: PledgeState
    closes_at: datetime
    total: int
    seen: Seen
    waiting: int = 0  # words that nobody has read yet

    @property
    def seen_name(self) -> str:
        return str(SEEN[self.seen])


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """A resident's words, masked; nobody's name is with them. `answer` is the pledger's."""

    id: UUID
    said: Said
    words: str
    state: WordsState
    at: datetime
    answer: str
    answered_at: datetime | None
    reason: str = ""

    @property
    def said_name(self) -> str:
        return str(SAID[self.said])


@dataclass(frozen=True, slots=True)
class MyVoice:
    """One's own voice, to be changed until the pledge is settled."""

    said: Said
    words: str
    state: WordsState

    @property
    def said_name(self) -> str:
        return str(SAID[self.said])


@dataclass(frozen=True, slots=True)
class PledgePage:
    """All of a pledge that anybody may read; on the desk also the words that wait to be read."""

    row: PledgeRow
    versions: tuple[TextRow, ...]
    figures: PledgeFigures
    voices: tuple[VoiceRow, ...]
    open: bool
    reason: str = ""
    mine: MyVoice | None = None
    may_write: bool = False
    may_read: bool = False

    @property
    def text(self) -> TextRow:
        return self.versions[-1]


class PledgeNotFound(NotFound):
    code = "deliberation.no_pledge"
    text = _("没有这份承诺。")


class MayNotPledge(NotAllowed):
    code = "deliberation.may_not_pledge"
    text = _("按本县的工作法，您不能在这里作这种承诺。")


class PledgeEmpty(Invalid):
    code = "deliberation.pledge_empty"
    text = _("请写承诺的标题（80 字以内）和做什么（1000 字以内）。")


class WrongPledgeDays(Invalid):
    code = "deliberation.wrong_pledge_days"
    text = _("承诺期要在 %(least)d 到 %(most)d 天之间，从今天或以后开始。")


class PledgeClosed(Stale):
    code = "deliberation.pledge_closed"
    text = _("这份承诺现在不能评议或更改：还没有开始、已经有了结果，或者已经撤回。")


class SignInToSay(Refused):
    code = "deliberation.sign_in_to_say"
    text = _("评议这份承诺要先用手机号登录，一人一票。")


class OwnPledge(NotAllowed):
    code = "deliberation.own_pledge"
    text = _("自己的承诺由别人来评议和审看。")


class VoiceNotFound(NotFound):
    code = "deliberation.no_voice"
    text = _("没有这条评议。")


class VoiceTooLong(Invalid):
    code = "deliberation.voice_too_long"
    text = _("请少写一点，%(limit)d 字以内。")


class PledgeAnswerEmpty(Invalid):
    code = "deliberation.pledge_answer_empty"
    text = _("请写回复（500 字以内）。")


class AnsweredAlready(Stale):
    code = "deliberation.voice_answered"
    text = _("这条评议已经回复过了。")
