"""Words, frozen values and refusals of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale

Label = str | Promise  # a name for people, perhaps in whichever language they read


class Purpose(StrEnum):
    """What a person may consent to (个人信息保护法 art. 14; each purpose separately)."""

    REPORT = "report"  # to handle what I reported
    CONTACT = "contact"  # to be called back
    PUBLICITY = "publicity"  # to be shown to the public, masked (art. 25: separate consent)
    VOLUNTEERING = "volunteering"
    SENSITIVE = "sensitive"  # health, hardship (art. 29: separate consent)


class RequestKind(StrEnum):
    """The rights that the desk answers (个人信息保护法 arts 45–47)."""

    COPY = "copy"
    CORRECT = "correct"
    DELETE = "delete"


LONGEST_VIEW_NAME, LONGEST_VIEW_QUERY, MOST_VIEWS = 20, 500, 20


class ViewList(StrEnum):
    """The lists whose filters staff may keep, by the name of their address."""

    WORK = "work"
    MATTERS = "matters"


class RequestState(StrEnum):
    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class MaskedPerson:
    """What colleagues see by default: 张○○, 138****0012. Both are empty after erasure."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Revealed:
    """Plain words, for the moment in which they are needed. Never store, log or send them on."""

    identity_id: UUID
    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in a list. `second_factor`: has one activated; `locked_until`: after failures."""

    id: UUID
    username: str
    name: str
    active: bool
    created_at: datetime
    last_login: datetime | None
    password_changed_at: datetime | None
    second_factor: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may be given a post: what is needed to choose among people of one name."""

    id: UUID
    name: str
    username: str


@dataclass(frozen=True, slots=True)
class SignedInRow:
    """One session in use, for its owner's list."""

    id: UUID
    client: str
    started_at: datetime
    seen_at: datetime
    here: bool


@dataclass(frozen=True, slots=True)
class ConsentRow:
    purpose: Purpose
    version: str
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class RevealRow:
    """Who looked at whose data, for the auditor."""

    id: UUID
    identity_id: UUID
    account_id: UUID | None
    at: datetime
    purpose: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class TrailRow:
    """A line of the trail for the auditor; `who` is a colleague's name."""

    number: int
    at: datetime
    name: str
    actor_kind: str
    who: str
    subject_kind: str
    subject_id: UUID | None
    via: str = ""
    data: str = ""


@dataclass(frozen=True, slots=True)
class TrailQuery:
    """What the auditor looks for. `name`: the beginning of a line's name; `subject`: the id of a
    subject or an actor, or a colleague's username; a half-open span of time; lines below `before`.
    """

    name: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int = 0


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """Wrong tries to sign in that still count."""

    username: str
    address: str
    failures: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A security parameter in force, with its clause of GB/T 22239-2019."""

    name: str | Promise
    value: str
    clause: str


@dataclass(frozen=True, slots=True)
class RequestRow:
    id: UUID
    identity_id: UUID
    kind: RequestKind
    state: RequestState
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A person's own request as they see it: what they wrote, what was answered, and until when a
    copy that was given may be taken (None: there is none to take).
    """

    id: UUID
    kind: RequestKind
    state: RequestState
    opened_at: datetime
    due_at: datetime
    answered_at: datetime | None
    words: str
    answer: str
    copy_until: datetime | None


@dataclass(frozen=True, slots=True)
class CopyPart:
    """One context's share of a person's copy: `lines` of (name, value), and lists of such lines."""

    name: Label
    lines: tuple[tuple[Label, str], ...]
    lists: tuple[tuple[Label, tuple[tuple[tuple[Label, str], ...], ...]], ...]


@dataclass(frozen=True, slots=True)
class GivenCopy:
    """A person's copy, to be taken until then: as it is held, and for their own eyes."""

    until: datetime
    held: Mapping[str, Any]
    parts: tuple[CopyPart, ...]


@dataclass(frozen=True, slots=True)
class CodeToSend:
    """A sign-in code on its way: for the channel that sends it, and for nobody else."""

    phone: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter kept under a name: `query` goes behind the question mark of its list's address."""

    id: UUID
    name: str
    query: str


class BadName(Invalid):
    code = "people.bad_name"
    text = _("姓名里有无法识别的字符，或者太长（最多 40 个字）。请只写姓名。")


class BadPhone(Invalid):
    code = "people.bad_phone"
    text = _("电话号码不对。请填 11 位手机号，或带区号的固定电话，例如 0598-7832345。")


class NotAMobile(Invalid):
    code = "people.not_a_mobile"
    text = _("验证码只能发到中国大陆 11 位手机号。")


class BadIdNumber(Invalid):
    code = "people.bad_id_number"
    text = _("身份证号码不对：应为 18 位，最后一位是校验码。")


class BadAddress(Invalid):
    code = "people.bad_address"
    text = _("地址里有无法识别的字符，或者太长（最多 120 个字）。")


class NoSuchIdentity(NotFound):
    code = "people.no_such_identity"
    text = _("没有这个人的信息，或者已经按规定删除。")


class NothingToRemember(Invalid):
    code = "people.nothing_to_remember"
    text = _("请至少填写姓名或电话。")


class PhoneTaken(Refused):
    code = "people.phone_taken"
    text = _("这个电话已经登记在另一个人名下。")


class PurposeMissing(Invalid):
    code = "people.purpose_missing"
    text = _("请写明查看个人信息的用途（4 到 200 个字），它会留在审计记录里。")


class NoSuchConsent(Refused):
    code = "people.no_such_consent"
    text = _("没有可以撤回的同意。")


class CodeWrong(Refused):
    code = "people.code_wrong"
    status = 422
    text = _("验证码不对，还可以再试 %(left)d 次。")


class CodeWornOut(Stale):
    code = "people.code_worn_out"
    text = _("验证码已失效，请重新获取。")


class NoChannel(Refused):
    code = "people.no_channel"
    status = 503
    text = _("现在发不出验证码。不用登录也可以凭查询码查看进度。")


class BadUsername(Invalid):
    code = "people.bad_username"
    text = _("用户名用 3 到 40 个小写字母、数字、点、横线，以字母开头。")


class UsernameTaken(Refused):
    code = "people.username_taken"
    text = _("这个用户名已经有人用了。")


class NoSignUp(NotFound):
    code = "people.no_sign_up"
    text = _("账号由本县的系统管理员开通；忘记密码也请找系统管理员重设。")


class NoSuchAccount(NotFound):
    code = "people.no_such_account"
    text = _("没有这个账号。")


class WeakPassword(Invalid):
    code = "people.weak_password"
    text = _("%(why)s")


class WrongPassword(Invalid):
    code = "people.wrong_password"
    text = _("现在的密码不对。")


class YourOwnAccount(NotAllowed):
    code = "people.your_own_account"
    text = _("不能停用自己的账号，也不能这样重设自己的密码。")


class NoSuchRequest(NotFound):
    code = "people.no_such_request"
    text = _("没有这件申请，或者您无权查看。")


class WhatIsWrongMissing(Invalid):
    code = "people.what_is_wrong_missing"
    text = _("请写明哪里不对、应该是什么。")


class CopyNotGiven(NotFound):
    code = "people.copy_not_given"
    text = _("这份副本还没有给出，或者已过领取期限。可以重新申请。")


class AlreadyAnswered(Stale):
    code = "people.already_answered"
    text = _("这件申请已经答复过了。")


class ReasonMissing(Invalid):
    code = "people.reason_missing"
    text = _("请写明理由。")


class NoSuchView(NotFound):
    code = "people.no_such_view"
    text = _("没有这个视图，可能已经删除。")


class BadViewName(Invalid):
    code = "people.bad_view_name"
    text = _("视图的名字要写 1 到 20 个字，不能有无法识别的字符。")


class ViewNameTaken(Refused):
    code = "people.view_name_taken"
    text = _("您已有一个同名的视图，请换个名字。")


class NothingToSave(Invalid):
    code = "people.nothing_to_save"
    text = _("没有可以保存的筛选：先筛选或排序，再存为视图。")


class TooManyViews(Refused):
    code = "people.too_many_views"
    text = _("视图最多保存 %(most)d 个，请先删掉不用的。")
