"""How deliberation says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale


class BodyNotFound(NotFound):
    code = "deliberation.no_body"
    text = _("没有这个议事组织，或者您无权查看。")


class GatheringNotFound(NotFound):
    code = "deliberation.no_gathering"
    text = _("没有这次会议，或者您无权查看。")


class MotionNotFound(NotFound):
    code = "deliberation.no_motion"
    text = _("没有这项议题。")


class UnknownKind(Invalid):
    code = "deliberation.unknown_kind"
    text = _("本县的工作法里没有“%(key)s”。")


class WrongPlace(Invalid):
    code = "deliberation.wrong_place"
    text = _("“%(kind)s”不能设在这里。")


class BadMember(Invalid):
    code = "deliberation.bad_member"
    text = _("成员要有账号或手机号；面积、代表户数不能是负数；身份要在“%(kind)s”的身份里选。")


class TooYoung(Refused):
    code = "deliberation.too_young"
    text = _("“%(kind)s”的成员要满 %(age)d 周岁。")


class BirthDateMissing(Invalid):
    code = "deliberation.birth_date_missing"
    text = _("“%(kind)s”的成员要满 %(age)d 周岁，请写出生日期（只用来核对，不保存）。")


class WrongShare(Refused):
    code = "deliberation.wrong_share"
    text = _("一名代表要代表 %(least)d 到 %(most)d 户。")


class AlreadyMember(Refused):
    code = "deliberation.already_member"
    text = _("这个人已经在名册上。")


class BodyFull(Refused):
    code = "deliberation.body_full"
    text = _("“%(kind)s”最多 %(most)d 人。")


class AlreadyThere(Refused):
    code = "deliberation.already_there"
    text = _("这里已经有同名的“%(kind)s”。")


class NobodyChosen(Invalid):
    code = "deliberation.nobody_chosen"
    text = _("请先在名册上勾选。")


class NobodyDue(Refused):
    code = "deliberation.nobody_due"
    text = _("名册上没有应到的人，请先补成员名册。")


class NoRule(Refused):
    code = "deliberation.no_rule"
    text = _("%(day)s 在这里没有生效的“%(rule)s”议事规则，请县里在工作法里补上。")


class NoticeTooShort(Refused):
    code = "deliberation.notice_too_short"
    text = _("通知时间不够：%(basis)s要求提前%(notice)s通知，最早可以在 %(least)s 开会。")


class WrongAgenda(Invalid):
    code = "deliberation.wrong_agenda"
    text = _("请写会议议题：每项标题 80 字以内，正文 2 万字以内，最多 30 项。")


class WrongWay(Invalid):
    code = "deliberation.wrong_way"
    text = _("按“%(rule)s”，这项议题不能用这种表决方式。")


class PlaceMissing(Invalid):
    code = "deliberation.place_missing"
    text = _("请写开会地点（80 字以内）。")


class WrongState(Stale):
    code = "deliberation.wrong_state"
    text = _("会议已经往下走了，请刷新看看现在到哪一步。")


class TooEarly(Refused):
    code = "deliberation.too_early"
    text = _("还没到开会时间（%(meets)s），最多提前一小时开始。")


class NoQuorum(Refused):
    code = "deliberation.no_quorum"
    text = _("到会人数不够，不能表决：%(why)s")


class NotPresent(Refused):
    code = "deliberation.not_present"
    text = _("还没有签到，签到以后才能表决。")


class MayNotVote(NotAllowed):
    code = "deliberation.may_not_vote"
    text = _("这项议题您没有表决权，或者已经回避。")


class AlreadyVoted(Stale):
    code = "deliberation.already_voted"
    text = _("已经投过票，或者已经领过选票，一人一票。")


class VoteNotOpen(Refused):
    code = "deliberation.vote_not_open"
    text = _("这项表决没有开始，或者已经结束。")


class OneAtATime(Refused):
    code = "deliberation.one_at_a_time"
    text = _("一次只表决一项，请先结束正在表决的议题。")


class WrongCount(Invalid):
    code = "deliberation.wrong_count"
    text = _(
        "票数对不上：同意、反对、弃权、废票合计 %(counted)d，到会有表决权或领票的只有 %(most)d。"
    )


class NoProxies(Refused):
    code = "deliberation.no_proxies"
    text = _("按“%(rule)s”，一名到会的人最多代 %(most)d 人。")


class PaperRefused(Refused):
    code = "deliberation.paper_refused"
    text = _("选票不是本次表决发出的，或者已经投过。")


class SignInAgain(Refused):
    code = "deliberation.sign_in_again"
    status = 401
    text = _("登录已经过期，请重新打开这一页，登录以后再领票。")


class PaperLater(Refused):
    code = "deliberation.paper_later"
    status = 503
    text = _("选票暂时发不出来，请过一会儿再领，不会多领也不会少领。")


class NotYetDecided(Refused):
    code = "deliberation.not_yet_decided"
    text = _("还有议题没有表决完，请逐项表决，或者写明原因撤下。")


class MinutesMissing(Invalid):
    code = "deliberation.minutes_missing"
    text = _("请写会议记录（5 万字以内），再结束会议。")


class ReasonMissing(Invalid):
    code = "deliberation.reason_missing"
    text = _("请写明原因（200 字以内）。")


class NotPassed(Refused):
    code = "deliberation.not_passed"
    text = _("只有表决通过的决议才能交办。")
