"""What the shop refuses, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale


class NoShop(NotFound):
    code = "resources.no_shop"
    text = _("本县的工作法里没有这家积分超市。")


class OfferNotFound(NotFound):
    code = "resources.no_offer"
    text = _("没有这件兑换品，或者已经下架。")


class OrderNotFound(NotFound):
    code = "resources.no_order"
    text = _("没有这个领取码，请核对后再输。")


class BatchNotFound(NotFound):
    code = "resources.no_batch"
    text = _("没有这张结算单。")


class MayNotOffer(NotAllowed):
    code = "resources.may_not_offer"
    text = _("您不能替这家单位上架兑换品。")


class MayNotRunShop(NotAllowed):
    code = "resources.may_not_run_shop"
    text = _("按本县的工作法，这一步由管积分超市的人来办。")


class OfferUnclear(Invalid):
    code = "resources.offer_unclear"
    text = _("请写清名称、数量、在哪里领，名称 40 字以内，说明 600 字以内。")


class PricedInOne(Invalid):
    code = "resources.priced_in_one"
    text = _("物品写价值多少元，课时写要多少分钟服务时间，只写一样；课时不折算成钱。")


class OwnOffer(Refused):
    code = "resources.own_offer"
    text = _("自己上架的由别人来审核。")


class OfferClosed(Stale):
    code = "resources.offer_closed"
    text = _("这件兑换品的状态已经变了，请刷新再看。")


class OutOfStock(Stale):
    code = "resources.out_of_stock"
    text = _("刚被别人换走，现在只剩 %(left)d 件。")


class StockBelow(Invalid):
    code = "resources.stock_below"
    text = _("货架上没有这么多可以撤下。")


class TooManyOfOne(Refused):
    code = "resources.too_many_of_one"
    text = _("这件每人最多换 %(most)d 件，您已经换了 %(had)d 件。")


class TooManyOrders(Refused):
    code = "resources.too_many_orders"
    text = _("每人每月最多兑换 %(most)d 次，这个月已经满了。")


class TooMuchSpent(Refused):
    code = "resources.too_much_spent"
    text = _("每人每月最多兑换 %(most)d，这个月还可以换 %(left)d。")


class OrderDone(Stale):
    code = "resources.order_done"
    text = _("这一单已经领完、取消或者过期，不能再办。")


class NotSoMany(Invalid):
    code = "resources.not_so_many"
    text = _("这一单还有 %(left)d 件没领，件数要在 1 到 %(left)d 之间。")


class OwnOrder(Refused):
    code = "resources.own_order"
    text = _("自己的兑换由别人来发放。")


class NothingToSettle(Refused):
    code = "resources.nothing_to_settle"
    text = _("到这一天为止没有要结算的领取。")


class AnotherSigns(Refused):
    code = "resources.another_signs"
    text = _("结算单要由另一个人签认。")


class BatchDone(Stale):
    code = "resources.batch_done"
    text = _("这张结算单已经签认或作废。")


class WhyMissing(Invalid):
    code = "resources.why_missing"
    text = _("请写明理由，200 字以内。")
