"""Refusals of matters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused


class UnknownKind(Invalid):
    code = "matters.unknown_kind"
    text = _("本县没有“%(kind)s”这类事项。")


class UnknownCategory(Invalid):
    code = "matters.unknown_category"
    text = _("没有“%(category)s”这个类别，请从列表中选择。")


class NothingSaid(Invalid):
    code = "matters.nothing_said"
    text = _("请写几句话，或者拍一张照片。")


class TooLong(Invalid):
    code = "matters.too_long"
    text = _("内容太长：最多 %(limit)d 个字，现在是 %(length)d 个字。")


class PlaceMissing(Invalid):
    code = "matters.place_missing"
    text = _("请说明在哪里：选小区、点地图，或者用文字写清楚。")


class OutsideCounty(Invalid):
    code = "matters.outside_county"
    text = _("这个位置不在本县范围内，请重新选择。")


class PlaceAmbiguous(Invalid):
    """Words that are the name of several places; `data["readings"]` is a tuple of (id, name)."""

    code = "matters.place_ambiguous"
    text = _("本县有几个地方叫这个名字：%(names)s。请选一个。")


class StillOpen(Refused):
    code = "matters.still_open"
    text = _("还有 %(count)d 件事在办，办结或撤回以后才能删除个人信息。")


class AnswerKept(Refused):
    code = "matters.answer_kept"
    text = _("您已经答复过了，谢谢。配套的事办完，这件事就办结。")


class TooManyPictures(Invalid):
    code = "matters.too_many_pictures"
    text = _("一次最多 %(limit)d 张照片。")


class MayNotOpen(Refused):
    code = "matters.may_not_open"
    status = 403
    text = _("您的职责不能发起“%(kind)s”。")


class MatterNotFound(NotFound):
    code = "matters.not_found"
    text = _("没有找到这件事，或者您无权查看。")


class CodeNotFound(NotFound):
    code = "matters.code_not_found"
    text = _("没有找到这个查询码，请核对后再输入。")


class ChildOpen(Refused):
    code = "matters.child_open"
    text = _("还有 %(count)d 件子事项没有办结，先办结它们再办结这一件。")


class AlreadyEnded(Refused):
    code = "matters.already_ended"
    text = _("这件事已经结束，不能再改。")


class ReasonNeeded(Invalid):
    code = "matters.reason_needed"
    text = _("请选择理由并写明情况。")


class NotAChild(Refused):
    code = "matters.not_a_child"
    text = _("“%(kind)s”不能作为这件事的子事项。")


class ImportRejected(Invalid):
    code = "matters.import_rejected"
    text = _("表格没有导入：%(count)d 行有问题，全部改正后再导入。")


class SheetGone(Refused):
    code = "matters.sheet_gone"
    text = _("检查过的表格已经用过、过期或者变了，请重新上传检查。")


class NotASheet(Invalid):
    code = "matters.not_a_sheet"
    text = _("这个文件不是可以读取的 xlsx 表格。")


class SheetTooLong(Invalid):
    code = "matters.sheet_too_long"
    text = _("表格有 %(rows)d 行，一次最多 %(limit)d 行。")


class ColumnMissing(Invalid):
    code = "matters.column_missing"
    text = _("表格缺少“%(column)s”这一列。")
