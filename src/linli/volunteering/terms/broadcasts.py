"""微广播: what volunteers of an estate record and write, read by a second person, answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from linli.kernel.language import Words

BROADCAST, BROADCASTER, SUGGESTION = "broadcast", "broadcaster", "suggestion"
LONGEST_POST_TITLE, LONGEST_POST, LONGEST_SUGGESTION, LONGEST_REPLY = 60, 4000, 500, 500


class PostState(StrEnum):
    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class SuggestionState(StrEnum):
    """Words of residents are read by somebody before anybody else reads them."""

    WAITING = "waiting"
    TAKEN = "taken"  # it became a matter
    NOTED = "noted"  # shown, without a matter
    HIDDEN = "hidden"


POST_STATES: dict[PostState, str | Promise] = {
    PostState.WAITING: _("等审听"),
    PostState.SHOWN: _("已播出"),
    PostState.REFUSED: _("没有播出"),
    PostState.WITHDRAWN: _("已下线"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the method (`[[columns]]`), at areas of the kinds `at`. `matter`: the kind of
    matter that a suggestion becomes."""

    key: str
    name: Words
    about: Words
    at: tuple[str, ...]
    matter: str = ""
    audio: bool = True
    basis: str = ""


@dataclass(frozen=True, slots=True)
class BroadcasterRow:
    id: UUID
    name: str
    place: str
    since: datetime


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """`words` are masked; `answer` is public."""

    id: UUID
    words: str
    state: SuggestionState
    at: datetime
    matter_id: UUID | None = None
    answer: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post in a list; `by` is masked. `gathered` suggestions, so many of them `answered`."""

    id: UUID
    column: str
    column_name: str
    place: str
    area_path: str
    title: str
    words: str
    by: str
    state: PostState
    sent_at: datetime
    shown_at: datetime | None
    audio: str = ""
    reason: str = ""
    gathered: int = 0
    answered: int = 0
    unread: int = 0

    @property
    def state_name(self) -> str:
        return str(POST_STATES[self.state])


@dataclass(frozen=True, slots=True)
class PostPage:
    row: PostRow
    suggestions: tuple[SuggestionRow, ...]
    matter: str = ""
    may_read: bool = False
    may_lead: bool = False


class PostNotFound(NotFound):
    code = "volunteering.no_post"
    text = _("没有这条广播。")


class SuggestionNotFound(NotFound):
    code = "volunteering.no_suggestion"
    text = _("没有这条建议。")


class NotABroadcaster(NotAllowed):
    code = "volunteering.not_a_broadcaster"
    text = _("您还不是这里的播音员，请先请社区登记。")


class BroadcasterAlready(Stale):
    code = "volunteering.broadcaster_already"
    text = _("这个人已经是这里的播音员。")


class WrongBroadcastPlace(Invalid):
    code = "volunteering.wrong_broadcast_place"
    text = _("没有这个地方，或者按本县的工作法这里没有这个栏目。")


class UnknownColumn(Invalid):
    code = "volunteering.unknown_column"
    text = _("本县的工作法没有这个栏目。")


class PostEmpty(Invalid):
    code = "volunteering.post_empty"
    text = _("请写标题（60 字以内）和文字（4000 字以内）。")


class TranscriptMissing(Invalid):
    code = "volunteering.transcript_missing"
    text = _("录音要配文字稿，听不见的人才读得到。")


class NoAudioHere(Invalid):
    code = "volunteering.no_audio_here"
    text = _("这个栏目只收文字。")


class ReadByAnother(NotAllowed):
    code = "volunteering.read_by_another"
    text = _("自己录的、自己发的由别人来审听。")


class PostReadAlready(Stale):
    code = "volunteering.post_read"
    text = _("这条已经审听过或下线了。")


class BroadcastReasonMissing(Invalid):
    code = "volunteering.broadcast_reason"
    text = _("请写原因。")


class SuggestionEmpty(Invalid):
    code = "volunteering.suggestion_empty"
    text = _("请写您的建议（500 字以内）。")


class SuggestionDone(Stale):
    code = "volunteering.suggestion_done"
    text = _("这条建议已经处理过了。")


class NoMatterHere(Invalid):
    code = "volunteering.no_matter_here"
    text = _("这个栏目没有写建议转成哪种事项，请直接回复。")


class ReplyEmpty(Invalid):
    code = "volunteering.reply_empty"
    text = _("请写回复（500 字以内）。")
