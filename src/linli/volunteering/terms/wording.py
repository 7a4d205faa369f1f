"""Findings and faults in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.volunteering.terms.teams import SizeFinding, TeamRule

STOPPED: Mapping[str, str | Promise] = {
    "unseen": gettext_lazy("后台已经两天没有处理它：请系统管理员看后台作业"),
    "first": gettext_lazy("第一次活动不在了"),
    "unit": gettext_lazy("办活动的单位已经撤销"),
    "kind": gettext_lazy("工作法里不再有这种活动"),
    "series": gettext_lazy("工作法里不再有这个系列"),
}


def finding_words(one: SizeFinding) -> tuple[str, bool]:
    """What is said of it, and whether it is met."""
    said = {"have": one.have, "least": one.least, "most": one.most, "of": one.of}
    if one.rule is TeamRule.SIZE:
        if not one.most:
            return _("%(have)d 人（至少 %(least)d 人）") % said, one.met
        return _("%(have)d 人（规定 %(least)d–%(most)d 人）") % said, one.met
    if one.rule is TeamRule.MAJORITY:
        return _("%(of)s %(have)d 人（过半要 %(least)d 人）") % said, one.met
    if one.rule is TeamRule.LEAST:
        return _("%(of)s %(have)d 人（至少 %(least)d 人）") % said, one.met
    return (_("有队长") if one.met else _("还没有队长")), one.met
