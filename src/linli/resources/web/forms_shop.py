"""Forms of the shop."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.resources.terms import (
    LONGEST_FETCH,
    LONGEST_OFFER_TITLE,
    LONGEST_OFFER_WORDS,
    MOST_OF_ONE,
    NewOffer,
)
from linli.ui.forms import a_day


class KeyField(forms.UUIDField):
    """A number of the form itself, so that two taps are one order."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid4)


class OrderForm(forms.Form):
    count = forms.IntegerField(label=_("换几件"), min_value=1, max_value=MOST_OF_ONE, initial=1)
    key = KeyField()


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("领取码"), max_length=20,
        help_text=_("居民手机上的十位码，或者用手机相机扫他的二维码。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )  # fmt: skip


class HandOutForm(forms.Form):
    count = forms.IntegerField(label=_("这次发几件"), min_value=1, max_value=MOST_OF_ONE)
    rest = forms.ChoiceField(
        label=_("没领的"),
        choices=(("keep", _("留着，下次再来领")), ("drop", _("不要了，退回积分"))),
        widget=forms.RadioSelect,
        initial="keep",
        required=False,
    )
    key = KeyField()


class OfferForm(forms.Form):
    """Goods or class hours, as their maker writes them."""

    seller = forms.ChoiceField(label=_("谁提供"))
    title = forms.CharField(label=_("叫什么"), max_length=LONGEST_OFFER_TITLE)
    words = forms.CharField(
        label=_("说明"), required=False, max_length=LONGEST_OFFER_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    yuan = forms.DecimalField(
        label=_("值多少元（物品）"), required=False, min_value=Decimal("0.01"),
        max_value=Decimal(10_000), decimal_places=2,
        help_text=_("按本县的折算自动定价，不用自己算积分。"),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("要多少分钟服务时间（课时）"), required=False, min_value=1, max_value=10_000,
        help_text=_("课时只用志愿时间换，不折算成钱。物品和课时只填一样。"),
    )  # fmt: skip
    stock = forms.IntegerField(label=_("有几件"), min_value=1, max_value=MOST_OF_ONE)
    each = forms.IntegerField(
        label=_("每人最多几件"), required=False, min_value=0, max_value=MOST_OF_ONE,
        help_text=_("不填就不限。"),
    )  # fmt: skip
    fetch_at = forms.CharField(label=_("在哪里领"), max_length=LONGEST_FETCH)
    fetch_when = forms.CharField(label=_("什么时候领"), required=False, max_length=LONGEST_FETCH)
    fetch_until = forms.DateField(label=_("最后一天"), required=False, widget=a_day())
    picture = forms.FileField(label=_("照片"), required=False)

    def __init__(self, *args: Any, sellers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["seller"].choices = sellers  # type: ignore[attr-defined]  # a choice field

    def offer(self) -> NewOffer:
        """What was typed."""
        typed = self.cleaned_data
        return NewOffer(
            title=typed["title"],
            words=typed["words"],
            stock=typed["stock"],
            fetch_at=typed["fetch_at"],
            fetch_when=typed["fetch_when"],
            worth=int((typed["yuan"] or 0) * 100),
            minutes=typed["minutes"] or 0,
            each=typed["each"] or 0,
            fetch_until=typed["fetch_until"],
        )


class StockForm(forms.Form):
    change = forms.IntegerField(
        label=_("增加几件（撤下写负数）"), min_value=-MOST_OF_ONE, max_value=MOST_OF_ONE
    )


class DrawForm(forms.Form):
    until = forms.DateField(label=_("结算到（含当天）"), widget=a_day())
