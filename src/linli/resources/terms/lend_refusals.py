"""Refusals of lending."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale


class LentNotFound(NotFound):
    code = "resources.lent_not_found"
    text = _("没有找到这件东西。")


class LoanNotFound(NotFound):
    code = "resources.loan_not_found"
    text = _("没有这笔借阅。")


class UnknownLendKind(Invalid):
    code = "resources.unknown_lend_kind"
    text = _("本县的工作法没有“%(kind)s”这类借物。")


class MayNotLend(NotAllowed):
    code = "resources.may_not_lend"
    text = _("这个借还点不归您管。")


class TitleUnclear(Invalid):
    code = "resources.title_unclear"
    text = _("请写名称，%(limit)d 字以内。")


class BadIsbn(Invalid):
    code = "resources.bad_isbn"
    text = _("这不是正确的 ISBN（10 位或 13 位，请核对）。")


class BadBarcode(Invalid):
    code = "resources.bad_barcode"
    text = _("条码用大写字母、数字和短横，30 个以内。")


class BarcodeTaken(Stale):
    code = "resources.barcode_taken"
    text = _("条码 %(barcode)s 已经贴在另一件上。")


class BadCount(Invalid):
    code = "resources.bad_count"
    text = _("一次添 1 到 %(most)d 件。")


class NotOnShelf(Stale):
    code = "resources.not_on_shelf"
    text = _("这一件现在不在架上，借不了。")


class KeptForSomebody(Stale):
    code = "resources.kept_for_somebody"
    text = _("这一件留给了排在前面的人，要到期没取才能借给别人。")


class SomebodyWaits(Refused):
    code = "resources.somebody_waits"
    text = _("后面有人在等，不能续借。")


class NoMoreRenewals(Refused):
    code = "resources.no_more_renewals"
    text = _("续借的次数用完了，请先还回来。")


class AlreadyLate(Refused):
    code = "resources.already_late"
    text = _("已经过了归还日期，不能再续，请尽快还回来。")


class TooManyLoans(Refused):
    code = "resources.too_many_loans"
    text = _("“%(kind)s”每人同时最多借 %(most)d 件。")


class LateLoan(Refused):
    code = "resources.late_loan"
    text = _("有东西过期 %(days)d 天以上没还，还回来就能再借。")


class BorrowedMeanwhile(Stale):
    code = "resources.borrowed_meanwhile"
    text = _("刚刚有另一笔借阅，请再试一次。")


class QueuedBefore(Stale):
    code = "resources.queued_before"
    text = _("您已经在排队，或者手里正借着它。")


class TurnNotFound(NotFound):
    code = "resources.turn_not_found"
    text = _("没有这个排队，或者已经结束。")


class SignInToBorrow(Refused):
    code = "resources.sign_in_to_borrow"
    text = _("借东西要先用手机号登录。")


class WhoBorrows(Invalid):
    code = "resources.who_borrows"
    text = _("请填借阅人的手机号，或者纸质登记簿的页码和行号，只填一样。")


class BackAlready(Stale):
    code = "resources.back_already"
    text = _("这一件已经还了。")


class FoundWords(Invalid):
    code = "resources.found_words"
    text = _("损坏或丢失要写清情况，300 字以内。")


class ChargeTooHigh(Invalid):
    code = "resources.charge_too_high"
    text = _("最多扣这笔借阅押的 %(most)d 分。没有押分的，不扣分。")


class AnotherSettles(Refused):
    code = "resources.another_settles"
    text = _("登记损坏的人不能自己定，请另一位同事来定。")


class DamageSettled(Stale):
    code = "resources.damage_settled"
    text = _("这件事已经定过了。")


class NoAppeal(Stale):
    code = "resources.no_appeal"
    text = _("没有扣分，或者已经申诉过。")


class DamageReason(Invalid):
    code = "resources.damage_reason"
    text = _("请写理由，200 字以内，借的人看得到。")


class CopyInUse(Refused):
    code = "resources.copy_in_use"
    text = _("借出或留着等人来取的，不能这样改。")


class StockOpen(Stale):
    code = "resources.stock_open"
    text = _("这里正在盘点，先完成这一次。")


class NoStock(Stale):
    code = "resources.no_stock"
    text = _("这里现在没有盘点。")


class StillLent(Refused):
    code = "resources.still_lent"
    text = _("还有借走没还的东西，还清以后才能删除。")


class LendSheetFaulty(Invalid):
    code = "resources.lend_sheet_faulty"
    text = _("有 %(count)d 行写得不对，一行也没有存。请改好再传。")


class LendSheetUnreadable(Invalid):
    code = "resources.lend_sheet_unreadable"
    text = _("读不出这份表：要 xlsx 或 CSV，第一行是列名，至少有“名称”，不超过 2000 行。")
