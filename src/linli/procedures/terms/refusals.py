"""Refusals of procedures."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale


class AlreadyHandled(Stale):
    """Somebody was faster: `by` is a colleague's name or the reporter, `outcome` what was done."""

    code = "procedures.already_handled"
    text = _("这一步已由%(by)s办理：%(outcome)s。")


class NoLongerOpen(Stale):
    code = "procedures.no_longer_open"
    text = _("“%(step)s”已不需要办理。")


class NoSuchStep(NotFound):
    code = "procedures.no_such_step"


class NoSuchRun(NotFound):
    code = "procedures.no_such_run"


class NoSuchProcedure(NotFound):
    code = "procedures.no_such_procedure"
    text = _("没有“%(key)s”这个流程。")


class NotYours(NotAllowed):
    code = "procedures.not_yours"
    text = _("这一步由%(duty)s办理，不在您的职责范围内。")


class TakenBySomebody(Refused):
    code = "procedures.taken_by_somebody"
    text = _("这一步已由%(by)s领办。")


class NotClaimable(Refused):
    code = "procedures.not_claimable"
    text = _("“%(step)s”不需要领办，直接办理即可。")


class NotClaimed(Refused):
    code = "procedures.not_claimed"
    text = _("您没有领办这一步。")


class SecondPerson(NotAllowed):
    code = "procedures.second_person"
    text = _("“%(step)s”是您办理的，这一步要由另一人办理。")


class UnknownOutcome(Invalid):
    code = "procedures.unknown_outcome"
    text = _("“%(step)s”没有“%(outcome)s”这个办理结果。")


class ReasonRequired(Invalid):
    code = "procedures.reason_required"
    text = _("请写明理由。")


class TooLong(Invalid):
    code = "procedures.too_long"
    text = _("文字太长，最多 %(limit)d 个字。")


class EvidenceMissing(Invalid):
    code = "procedures.evidence_missing"
    text = _("办结要有佐证：至少 %(least)d 个文件，现有 %(given)d 个。")


class UnknownStage(Invalid):
    code = "procedures.unknown_stage"
    text = _("“%(step)s”没有“%(stage)s”这个环节。")


class StageMet(Stale):
    code = "procedures.stage_met"
    text = _("“%(stage)s”已经登记过了。")


class NotReporters(NotAllowed):
    code = "procedures.not_reporters"
    text = _("这一步不由报事人办理。")


class RunOver(Refused):
    code = "procedures.run_over"
    text = _("这件事已经办完或终止。")


class Stuck(Refused):
    """The engine cannot go on: a fault of the procedure file or of the data given to it."""

    code = "procedures.stuck"
    text = _("流程无法继续：%(fault)s")


class NothingWaits(Refused):
    code = "procedures.nothing_waits"
    text = _("现在没有环节在等“%(message)s”。")


class NotAwaited(Stale):
    code = "procedures.not_awaited"
    text = _("这一步没有在等结果。")


class DueEarlier(Invalid):
    code = "procedures.due_earlier"
    text = _("延期后的时限必须晚于现在的时限。")


class NoDue(Refused):
    code = "procedures.no_due"
    text = _("“%(step)s”没有时限，不需要延期。")


class BeyondCeiling(Refused):
    code = "procedures.beyond_ceiling"
    text = _("最多延到 %(ceiling)s。")


class ExtendedEnough(Refused):
    code = "procedures.extended_enough"
    text = _("最多延期 %(most)d 次，已经用完。")


class BadPlace(Invalid):
    code = "procedures.bad_place"
    text = _("请指定由谁、在哪里办理。")


class ReceiverLacksDuty(Refused):
    """Handing over to somebody who could not go on with it."""

    code = "procedures.receiver_lacks_duty"
    text = _("接手的人没有办理“%(step)s”的职责，请换人或由有改派权限的人指定。")


class NobodyFor(Refused):
    code = "procedures.nobody_for"
    text = _("找不到“%(duty)s”在哪里办理，请检查组织与职责。")


class UnknownUnit(Refused):
    code = "procedures.unknown_unit"
    text = _("没有“%(unit)s”这个单位。")


class BadLimit(Refused):
    code = "procedures.bad_limit"
    text = _("“%(step)s”的时限“%(limit)s”看不懂。")


class UndoTooLate(Refused):
    code = "procedures.undo_too_late"
    text = _("撤回时间已过。")


class UndoNotYours(NotAllowed):
    code = "procedures.undo_not_yours"
    text = _("只能撤回您自己刚做的操作。")


class UndoTouched(Refused):
    code = "procedures.undo_touched"
    text = _("后面的环节已经动了，不能撤回。")


class UndoEffects(Refused):
    code = "procedures.undo_effects"
    text = _("这一步已引起其他办理，不能撤回。")


class BadNodeMap(Invalid):
    code = "procedures.bad_node_map"
    text = _("新流程里“%(node)s”对应的环节不存在或种类不同。")


class RevisionTaken(Refused):
    code = "procedures.revision_taken"
    text = _("流程“%(key)s”的版本 %(revision)s 已在使用，内容不能再改，请换一个版本号。")


class Unsound(Invalid):
    code = "procedures.unsound"
    text = _("流程“%(key)s”不能发布：%(fault)s")


# --- refusals of single answers -----------------------------------------------------------------


class BadAnswer(Invalid):
    """One answer is wrong; `field` names it, `label` is the question."""

    code = "procedures.bad_answer"


class AnswerMissing(BadAnswer):
    code = "procedures.answer_missing"
    text = _("请填写“%(label)s”。")


class AnswerTooLong(BadAnswer):
    code = "procedures.answer_too_long"
    text = _("“%(label)s”太长，最多 %(most)d 个字。")


class NotAChoice(BadAnswer):
    code = "procedures.not_a_choice"
    text = _("“%(label)s”请从选项中选择。")


class NotANumber(BadAnswer):
    code = "procedures.not_a_number"
    text = _("“%(label)s”请填数字。")


class NotAMoment(BadAnswer):
    code = "procedures.not_a_moment"
    text = _("“%(label)s”请选择日期和时间。")


class AlreadyPassed(BadAnswer):
    code = "procedures.already_passed"
    text = _("“%(label)s”已经过去了，请选今后的时间。")


class NotADate(BadAnswer):
    code = "procedures.not_a_date"
    text = _("“%(label)s”请填日期，例如 2026-03-02。")


class NotABoolean(BadAnswer):
    code = "procedures.not_a_boolean"
    text = _("“%(label)s”请选是或否。")


class NotAUnit(BadAnswer):
    code = "procedures.not_a_unit"
    text = _("“%(label)s”里有本县没有的单位。")


class NotAPerson(BadAnswer):
    code = "procedures.not_a_person"
    text = _("“%(label)s”请从人员中选择。")


class NotAPhone(BadAnswer):
    code = "procedures.not_a_phone"
    text = _("“%(label)s”不是电话号码。")


class NotAsked(BadAnswer):
    code = "procedures.not_asked"
    text = _("表单里没有“%(label)s”这一项。")


class BadAnswers(Invalid):
    """Several answers may be wrong: `wrong` maps field keys to their refusals."""

    code = "procedures.bad_answers"
    text = _("有 %(count)d 项需要改正。")

    def __init__(self, wrong: Mapping[str, BadAnswer]) -> None:
        first = next(iter(wrong), "")
        super().__init__(field=first, count=len(wrong))
        self.wrong = dict(wrong)
