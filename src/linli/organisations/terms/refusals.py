"""How organisations say no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused


class WrongPlace(Refused):
    code = "organisations.wrong_place"
    text = _("“%(kind)s”不能设在“%(parent)s”之下。规则：%(rule)s")


class OutsideParent(Refused):
    code = "organisations.outside_parent"
    text = _("“%(name)s”的区域不在上级组织“%(parent)s”的区域之内。")


class WrongArea(Invalid):
    code = "organisations.wrong_area"
    text = _("“%(kind)s”不能设在这一级区域上。")


class UnknownKind(Invalid):
    code = "organisations.unknown_kind"
    text = _("本县的方法里没有“%(kind)s”这类组织。")


class UnknownDuty(Invalid):
    code = "organisations.unknown_duty"
    text = _("本县的方法里没有“%(duty)s”这项职责。")


class UnknownCover(Invalid):
    code = "organisations.unknown_cover"
    text = _("本县的方法里没有“%(kind)s”这种包联方式。")


class UnknownFounding(Invalid):
    code = "organisations.unknown_founding"
    text = _("“%(kind)s”没有“%(founding)s”这种组建方式。")


class NoSuchOrganisation(NotFound):
    code = "organisations.no_such_organisation"
    text = _("没有这个组织，或者已经撤销。")


class NoSuchPost(NotFound):
    code = "organisations.no_such_post"
    text = _("没有这个岗位，或者已经撤销。")


class NoSuchHolding(NotFound):
    code = "organisations.no_such_holding"
    text = _("没有这段任职，或者已经结束。")


class NoSuchCover(NotFound):
    code = "organisations.no_such_cover"
    text = _("没有这条包联关系，或者已经结束。")


class KeyTaken(Refused):
    code = "organisations.key_taken"
    text = _("代号“%(key)s”已经用过，请换一个。")


class BadTitle(Invalid):
    code = "organisations.bad_title"
    text = _("名称要写 1 到 60 个字。")


class AreaMissing(Invalid):
    code = "organisations.area_missing"
    text = _("“%(duty)s”这项职责要落到%(level)s，请选择对应的区域。")


class PostFull(Refused):
    code = "organisations.post_full"
    text = _("“%(title)s”只有 %(places)d 个名额，已经满了。")


class AlreadyHolds(Refused):
    code = "organisations.already_holds"
    text = _("这个人在这段时间里已经担任“%(title)s”。")


class AlreadyCovers(Refused):
    code = "organisations.already_covers"
    text = _("这个人已经包联这个区域。")


class WrongTerm(Invalid):
    code = "organisations.wrong_term"
    text = _("结束时间必须晚于开始时间。")


class StillInUse(Refused):
    code = "organisations.still_in_use"
    text = _("“%(name)s”下面还有组织或在任人员，先处理好再撤销。")


class StandsInForSelf(Invalid):
    code = "organisations.stands_in_for_self"
    text = _("替岗人不能是本人。")


class AccountClosed(Refused):
    code = "organisations.account_closed"
    text = _("这个账号已经停用，不能任职。")


class AdministratorsAreThree(NotAllowed):
    code = "organisations.administrators_are_three"
    text = _("系统、安全、审计三类管理员必须由不同的人担任，任期不设截止日期，也不能由他人替岗。")
