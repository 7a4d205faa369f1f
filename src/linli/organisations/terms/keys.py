"""Keys for programs: what a key may do, and the refusals about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused

ISSUE, MANAGE_KEYS = "api.issue", "api.manage"
LONGEST_KEY_NAME, MOST_DAYS, MOST_A_MINUTE = 60, 730, 6000
KEY_PREFIX = "lk_"  # lets a scanner of source code find one that was left there


@dataclass(frozen=True, slots=True)
class KeyDuty:
    """One duty of a key at one place: an area, or an organisation."""

    duty: str
    area_id: UUID | None = None
    organisation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A duty of a key with the path of its area ("" for an organisation)."""

    duty: str
    area_id: UUID | None
    area_path: str
    organisation_id: UUID | None


@dataclass(frozen=True, slots=True)
class KeyChoice:
    """A duty that somebody may put on a key, with the words of a form."""

    value: str
    words: str
    duty: KeyDuty


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key in a list; `hint` is its beginning, never the key."""

    id: UUID
    name: str
    hint: str
    unit: str
    issuer: str
    duties: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    per_minute: int
    live: bool


@dataclass(frozen=True, slots=True)
class Issued:
    """A key that has just been made. `secret` is shown once: only its digest is kept."""

    key_id: UUID
    secret: str


class BadKey(Refused):
    code = "api.bad_key"
    status = 401
    text = _("接口密钥不对、已过期或者已停用。")


class KeyMissing(Refused):
    code = "api.key_missing"
    status = 401
    text = _("请带上接口密钥。")


class NoSuchKey(NotFound):
    code = "api.no_such_key"
    text = _("没有这把密钥，或者您无权管理。")


class BadKeyName(Invalid):
    code = "api.bad_name"
    text = _("请写明这把密钥给谁用、做什么（最多 %(limit)d 个字）。")


class BadExpiry(Invalid):
    code = "api.bad_expiry"
    text = _("有效期最少 1 天，最多 %(days)d 天。")


class BadRate(Invalid):
    code = "api.bad_rate"
    text = _("每分钟次数在 1 到 %(most)d 之间。")


class NotYoursToGive(Invalid):
    code = "api.not_yours_to_give"
    text = _("只能把自己现有的职责、在自己负责的区域内交给密钥。")
