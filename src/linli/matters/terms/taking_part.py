"""How people take part in a matter: conversations, roles, sides, shelves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

_NO_WORDS = Words("")


@dataclass(frozen=True, slots=True)
class Role:
    """What a resident can be registered as; a kind may be open to those alone."""

    key: str
    name: Words
    help: Words = _NO_WORDS


@dataclass(frozen=True, slots=True)
class Side:
    """A side that people take in a matter of a kind."""

    kind: str
    key: str
    name: Words


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """One saying of a conversation, in order. `ours`: by staff; `who` is the colleague's name, for
    staff alone; `raised` is the matter that it became, with its number and its reporter's code."""

    id: UUID
    ours: bool
    words: str
    at: datetime
    who: str = ""
    files: tuple[UUID, ...] = ()
    raised: UUID | None = None
    raised_number: str = ""
    raised_code: str = ""
    erased: bool = False


@dataclass(frozen=True, slots=True)
class PartyLine:
    """A person on a side of a matter, masked."""

    id: UUID
    side: str
    name: str
    phone: str
    erased: bool


@dataclass(frozen=True, slots=True)
class ShelfLine:
    """What stands on a shelf: published words, and the step to claim for those who may."""

    matter_id: UUID
    title: str
    words: str
    since: datetime
    taken: bool
    step_id: UUID | None


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the matters of a kind that were opened in a span of time."""

    opened: int
    closed: int
    succeeded: int


@dataclass(frozen=True, slots=True)
class OwnRole:
    """A role in which a person is registered, with what they reported in it and what of that was
    found to be so."""

    key: str
    name: Words
    until: datetime | None
    kinds: tuple[tuple[str, Words], ...]
    tally: Tally


# --- refusals ----------------------------------------------------------


class NoConversation(Refused):
    code = "matters.no_conversation"
    text = _("这件事不是在线问答，不能在这里留言。")


class NotYourTurn(Refused):
    code = "matters.not_your_turn"
    status = 403
    text = _("只有正在办这件事的人可以答复。")


class PhoneNeeded(Invalid):
    code = "matters.phone_needed"
    text = _("请留下手机号，这件事要能联系到您。")


class NotEnrolled(Refused):
    code = "matters.not_enrolled"
    status = 403
    text = _("只有登记过的“%(role)s”可以提交，请先登记，再用登记的手机号登录。")


class UnknownSide(Invalid):
    code = "matters.unknown_side"
    text = _("这类事没有“%(side)s”这一方。")


class PartyThere(Refused):
    code = "matters.party_there"
    text = _("这个人已经登记在这一方。")


class NoAgreement(NotFound):
    code = "matters.no_agreement"
    text = _("这件事还没有形成协议。")


class NoShelf(NotFound):
    code = "matters.no_shelf"
    text = _("没有这个公示认领的地方。")
