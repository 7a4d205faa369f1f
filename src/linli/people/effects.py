"""People's own share of a person's rights: copy what is held, erase it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people import services

WORDS: Mapping[str, str | Promise] = {
    "": _("您的资料"),
    "name": _("姓名"),
    "phone": _("电话"),
    "id_number": _("身份证号码"),
    "address": _("地址"),
    "kept_since": _("从何时起保存"),
    "consents": _("您同意过的事"),
    "purpose": _("用途"),
    "version": _("文字版本"),
    "given_at": _("同意时间"),
    "withdrawn_at": _("撤回时间"),
    "requests": _("您提出的申请"),
    "kind": _("申请"),
    "state": _("状态"),
    "opened_at": _("提出时间"),
    "looked_at": _("谁看过您的明文资料"),
    "at": _("时间"),
    "report": _("办理我反映的事"),
    "contact": _("给我回电话"),
    "publicity": _("隐去姓名后公示"),
    "volunteering": _("参加志愿服务"),
    "sensitive": _("处理敏感信息"),
    "copy": _("要一份副本"),
    "correct": _("更正信息"),
    "delete": _("删除信息"),
    "open": _("待答复"),
    "done": _("已办理"),
    "refused": _("不予办理"),
}


class IdentityData:
    """Registered as subject data `people.identity`."""

    words = WORDS

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return services.own_copy(identity_id)

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.destroy(identity_id, now)
