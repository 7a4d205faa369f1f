"""Members who take part where they live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import NotFound, Refused

GUEST_TRIES, GUEST_WINDOW = 30, 3600  # look-ups of one account, seconds


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody of another body who was there. `name`: as members are named to colleagues."""

    id: UUID
    name: str
    home: str
    home_id: UUID
    host: str
    gathering_id: UUID
    title: str
    meets_at: datetime
    counts: bool  # the gathering was held, and is no rehearsal


class GuestNotFound(NotFound):
    code = "deliberation.no_guest"
    text = _("没有找到这名党员或成员：请核对手机号或用户名，并确认其在原组织的名册上。")


class GuestAtHome(Refused):
    code = "deliberation.guest_at_home"
    text = _("这个人就在本组织的名册上，请在签到表里签到。")


class GuestTwice(Refused):
    code = "deliberation.guest_twice"
    text = _("这个人已经登记过了。")


class GuestUnclear(Refused):
    code = "deliberation.guest_unclear"
    text = _("这个人在几个组织的名册上，请选算在哪个组织：%(bodies)s。")
