"""What a county's procedures may set off in volunteering, and what others ask of it by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel import registry
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.registry import NavigationEntry
from linli.volunteering import selectors, services
from linli.volunteering.terms import ACTIVITY, BROADCAST, SEE


class HoursData:
    """A person's rights over their hours, their family and their certificates."""

    words: Mapping[str, str | Promise] = {
        "": _("您的志愿服务时长"),
        "services": _("服务记录"),
        "bank": _("家人和记录转移"),
        "certificates": _("证明"),
        "title": _("服务"),
        "organisation": _("组织"),
        "words": _("您写的话"),
        "started_at": _("开始"),
        "ended_at": _("结束"),
        "minutes": _("分钟"),
        "grade": _("等级"),
        "credit": _("信用时"),
        "honour": _("荣誉时"),
        "state": _("状态"),
        "asked": _("等答复"),
        "confirmed": _("已确认"),
        "refused": _("没有同意"),
        "withdrawn": _("已收回"),
        "annulled": _("已作废"),
        "consented": _("已同意"),
        "accepted": _("已转移"),
        "declined": _("没有同意"),
        "valid": _("有效"),
        "reason": _("原因"),
        "appeal": _("您的申诉"),
        "objection": _("您的说明"),
        "relation": _("关系"),
        "other": _("对方"),
        "origin": _("从"),
        "target": _("到"),
        "serial": _("编号"),
        "issued_at": _("出具时间"),
        "at": _("时间"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return {
            "services": selectors.services_of_person(identity_id),
            "bank": selectors.bank_of_person(identity_id),
            "certificates": selectors.certificates_of_person(identity_id),
        }

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_hours(person=identity_id, now=now)


class RotaData:
    """A person's rights over their shifts, what they said of them, and their leave."""

    words: Mapping[str, str | Promise] = {
        "": _("您的值班"),
        "duties": _("班次"),
        "wishes": _("您说哪天能来"),
        "leaves": _("请假"),
        "rota": _("值班表"),
        "at": _("时间"),
        "state": _("状态"),
        "planned": _("没有记"),
        "done": _("到岗"),
        "absent": _("没来"),
        "liking": _("意愿"),
        "cannot": _("不能来"),
        "rather_not": _("最好不排"),
        "gladly": _("乐意来"),
        "since": _("从"),
        "until": _("到"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return selectors.rota_data_of(identity_id)

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_on_rotas(identity_id=identity_id, now=now)


class TeamData:
    """A person's rights over their registration, their teams and what they signed up for."""

    words: Mapping[str, str | Promise] = {
        "": _("您的志愿者登记和活动"),
        "teams": _("队伍"),
        "team": _("队伍"),
        "standing": _("状态"),
        "asked": _("等队长同意"),
        "member": _("在队里"),
        "left": _("已离开"),
        "declined": _("没有加入"),
        "part": _("职务"),
        "leader": _("队长"),
        "since": _("从"),
        "until": _("到"),
        "registered_at": _("登记时间"),
        "skills": _("特长"),
        "times": _("什么时候有空"),
        "trained_on": _("培训日期"),
        "insured_until": _("意外保险到期日"),
        "activities": _("报名过的活动"),
        "activity": _("活动"),
        "role": _("岗位"),
        "taking": _("状态"),
        "in": _("已报名"),
        "waiting": _("候补"),
        "withdrawn": _("已退出"),
        "came": _("参加了"),
        "absent": _("没有来"),
        "off": _("活动取消"),
        "at": _("时间"),
        "checked_in_at": _("现场签到"),
        "checked_out_at": _("签退"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        held = dict(selectors.volunteer_data(identity_id))
        return {**held, "activities": selectors.sign_ups_of_person(identity_id)}

    def erase(self, identity_id: UUID, now: datetime) -> int:
        count = services.erase_sign_ups(identity_id=identity_id, actor=SYSTEM, now=now)
        return count + services.erase_volunteer(identity_id=identity_id, actor=SYSTEM, now=now)


def _doors() -> None:
    """What residents find on the front page and among their own things."""
    registry.navigation.add(
        "volunteering.near",
        NavigationEntry(_("志愿活动"), "activities", (), 10, "nearby", "heart", holds=_active),
    )
    registry.navigation.add(
        "volunteering.heard",
        NavigationEntry(_("微广播"), "broadcasts", (), 12, "nearby", "mic", holds=_broadcasting),
    )
    for name, label, note, url, order, icon in (
        ("own_activities", _("我的活动"), _("报名、签到、日历"), "my-activities", 10, "heart"),
        ("own_hours", _("我的服务时间"), _("存下的、用掉的、证明"), "hours", 15, "clock"),
        ("own_duties", _("我的值班"), _("排到哪天、请假、换班"), "my-duties", 18, "calendar"),
    ):
        entry = NavigationEntry(label, url, (), order, "own", icon, holds=_active, note=note)
        registry.navigation.add(f"volunteering.{name}", entry)


def _active(_actor: Actor) -> bool:
    """Does the county's method have activities?"""
    return bool(selectors.activity_kinds_defined())


def _broadcasting(_actor: Actor) -> bool:
    """Does the county's method have columns?"""
    return bool(selectors.columns_defined())


class BroadcastData:
    """A person's rights over what they broadcast and suggested."""

    words: Mapping[str, str | Promise] = {
        "": _("您的广播和建议"),
        "posts": _("广播"),
        "suggestions": _("建议"),
        "title": _("标题"),
        "words": _("您写的话"),
        "answer": _("回复"),
        "at": _("时间"),
    }

    def copy(self, identity_id: UUID) -> Mapping[str, Any]:
        return selectors.broadcast_data_of(identity_id)

    def erase(self, identity_id: UUID, now: datetime) -> int:
        return services.forget_broadcasts(identity_id=identity_id, now=now)


def register() -> None:
    """Each topic adds its own."""
    _doors()
    registry.subject_data.add("volunteering.teams", TeamData())
    registry.file_doorways.add(ACTIVITY, selectors.may_see_activity_files)
    registry.navigation.add(
        "volunteering.activities",
        NavigationEntry(_("志愿活动"), "activities-desk", (SEE,), 529, "commons", "calendar"),
    )
    registry.navigation.add(
        "volunteering.teams",
        NavigationEntry(_("志愿队伍"), "teams-desk", (SEE,), 530, "commons", "people"),
    )
    registry.subject_data.add("volunteering.hours", HoursData())
    registry.navigation.add(
        "volunteering.hours",
        NavigationEntry(_("服务时长"), "hours-desk", (SEE,), 531, "commons", "clock"),
    )
    registry.subject_data.add("volunteering.rotas", RotaData())
    registry.navigation.add(
        "volunteering.rotas",
        NavigationEntry(
            _("值班表"), "rotas-desk", (), 533, "commons", "calendar",
            holds=selectors.rotas_concern,
        ),
    )  # fmt: skip
    registry.subject_data.add("volunteering.broadcasts", BroadcastData())
    registry.file_doorways.add(BROADCAST, selectors.may_hear)
    registry.navigation.add(
        "volunteering.broadcasts",
        NavigationEntry(
            _("微广播"), "broadcasts-desk", (), 534, "commons", "mic",
            holds=selectors.broadcasts_concern,
        ),
    )  # fmt: skip
