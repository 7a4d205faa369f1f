"""The vocabulary of messaging."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.language import Words

PART = "notices"
DIGEST = "messaging.digest"  # in place of a template: the notice that lists what was held for it
ChannelKind = Literal["wecom", "dingtalk", "feishu", "mail"]
CHANNEL_KINDS: tuple[ChannelKind, ...] = ("wecom", "dingtalk", "feishu", "mail")
DeliveryState = Literal["waiting", "sent", "gave_up"]
Carrier = Literal["in_app", "group", "sms"]
CARRIERS: tuple[Carrier, ...] = ("in_app", "group", "sms")


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of notice. `{name}` in its texts is filled from the notice's data. `channels`: of
    `in_app`, `group`, `sms`; `digest`: waits for the daily digest unless its reader chose
    otherwise; `urgent`: neither digest nor quiet hours hold it back.
    """

    key: str
    title: Words
    text: Words
    channels: tuple[str, ...] = ("in_app",)
    digest: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """To whom: who holds a duty at an area or organisation, accounts by id, or one identity
    (a resident, by SMS). Group channels of the place are told too where the template says so.
    `but` is not told; with `heard`, only those whom that template has told of the same page.
    """

    duty: str = ""
    area_id: UUID | None = None
    organisation_id: UUID | None = None
    accounts: tuple[UUID, ...] = ()
    identity_id: UUID | None = None
    but: UUID | None = None
    heard: str = ""

    @property
    def is_nobody(self) -> bool:
        """Is nobody meant at all: a duty that is held nowhere, no account, no person?"""
        held = self.duty and (self.area_id or self.organisation_id)
        return not (held or self.accounts or self.identity_id)

    @classmethod
    def duty_at(
        cls, duty: str, *, area_id: UUID | None = None, organisation_id: UUID | None = None
    ) -> Audience:
        return cls(duty=duty, area_id=area_id, organisation_id=organisation_id)

    @classmethod
    def of_accounts(cls, ids: Iterable[UUID]) -> Audience:
        return cls(accounts=tuple(ids))

    @classmethod
    def of_identity(cls, identity_id: UUID) -> Audience:
        return cls(identity_id=identity_id)

    def to_json(self) -> dict[str, Any]:
        return {
            "duty": self.duty,
            "area": str(self.area_id or ""),
            "organisation": str(self.organisation_id or ""),
            "accounts": [str(one) for one in self.accounts],
            "identity": str(self.identity_id or ""),
            "but": str(self.but or ""),
            "heard": self.heard,
        }

    @classmethod
    def of_json(cls, value: Mapping[str, Any]) -> Audience:
        def one(name: str) -> UUID | None:
            return UUID(value[name]) if value.get(name) else None

        return cls(
            duty=value.get("duty", ""),
            area_id=one("area"),
            organisation_id=one("organisation"),
            accounts=tuple(UUID(text) for text in value.get("accounts", ())),
            identity_id=one("identity"),
            but=one("but"),
            heard=value.get("heard", ""),
        )


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its reader sees it, in the reader's language. A digest has the first of its
    notices as `listed`, and says how many there are in its title.
    """

    id: UUID
    template: str
    title: str
    text: str
    url: str
    at: datetime
    read: bool
    about: tuple[str, UUID | None]
    listed: tuple[NoticeView, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class NoticePage:
    notices: tuple[NoticeView, ...]
    page: int
    more: bool
    unread: int


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One message on its way over an outside channel."""

    id: UUID
    target: str
    title: str
    state: DeliveryState
    attempts: int
    next_at: datetime | None
    error: str
    made_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChannelView:
    """A group channel; its address stays sealed."""

    id: UUID
    kind: str
    name: str
    host: str
    place: str
    active: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """How a colleague wants to be told. `daily`: per template key, "" for all others."""

    daily: Mapping[str, bool]
    quiet: tuple[str, str]  # "22:00", "07:00"; empty strings: none


@dataclass(frozen=True, slots=True)
class MailboxMessage:
    """What the demonstration's telephone shows."""

    phone: str
    text: str
    at: datetime


# --- webhooks: lines of the trail, by the names under which programs are told -------------------

EVENTS = {
    "matters.opened": "matter.opened",
    "matters.corrected": "matter.corrected",
    "matters.rated": "matter.rated",
    "matters.closed": "matter.closed",
    "matters.annulled": "matter.annulled",
    "procedures.claimed": "step.claimed",
    "procedures.marked": "step.marked",
    "procedures.completed": "step.done",
    "procedures.taken_back": "step.taken_back",
    "procedures.extended": "step.extended",
    "procedures.reassigned": "step.reassigned",
}


@dataclass(frozen=True, slots=True)
class HookView:
    """A webhook in a list: who answers for it, how its deliveries stand, what went wrong last."""

    id: UUID
    name: str
    host: str
    events: tuple[str, ...]
    owner: str
    active: bool
    waiting: int
    gave_up: int
    error: str
    sent_at: datetime | None
    both_until: datetime | None


@dataclass(frozen=True, slots=True)
class HookMade:
    """`secret` is shown once."""

    hook_id: UUID
    secret: str


class Undelivered(Exception):
    """A channel did not take a message. `reason` names a kind of failure, never what was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownTemplate(Invalid):
    code = "messaging.unknown_template"
    text = _("本县的方法里没有“%(template)s”这种通知。")


class WrongAddress(Invalid):
    code = "messaging.wrong_address"
    text = _("地址不对：机器人要用 https，并且是这几家之一：%(hosts)s。")


class WrongMailAddress(Invalid):
    code = "messaging.wrong_mail_address"
    text = _("邮箱地址不对。")


class WrongTime(Invalid):
    code = "messaging.wrong_time"
    text = _("时间请写成 22:00 这样，开始和结束都要写或都不写。")


class WrongChannel(Invalid):
    code = "messaging.wrong_channel"
    text = _("请写名称，并选择一个区域或一个组织。")


class DeliveryNotFound(NotFound):
    code = "messaging.delivery_not_found"


class ChannelNotFound(NotFound):
    code = "messaging.channel_not_found"


class NoSms(Refused):
    code = "messaging.no_sms"
    text = _("短信还没有接通，暂时不能发送验证码。")


class NobodyMeant(Refused):
    code = "messaging.nobody_meant"
    text = _("这条通知没有写明发给谁，没有人收到。请检查流程里的 messaging.notify。")


class NothingToRetry(Refused):
    code = "messaging.nothing_to_retry"
    text = _("这条消息已经发出或正在等待，不需要重试。")


class WrongHook(Invalid):
    code = "messaging.wrong_hook"
    text = _("请写名称（60 字以内），并至少选一种事件。")


class WrongHookAddress(Invalid):
    code = "messaging.wrong_hook_address"
    text = _(
        "地址要用 https，指向公网上的服务器；内网地址须先由管理员写进允许名单（LINLI_WEBHOOKS）。"
    )


class HookNotFound(NotFound):
    code = "messaging.hook_not_found"
    text = _("没有这个事件推送，或者您无权管理。")
