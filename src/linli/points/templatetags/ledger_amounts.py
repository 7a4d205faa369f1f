"""Amounts and limits in words."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext as _

from linli.points.terms import PERS, Limit, Scheme, SchemeKind

register = template.Library()


@register.filter
def amount(number: int | None, scheme: Scheme) -> str:
    """`10 分`, `1.5 小时`, `30 分钟`, `12.50 元`; the county's own unit where it has one."""
    much = number or 0
    if scheme.kind is SchemeKind.MONEY:
        return yuan(much)
    if scheme.kind is SchemeKind.MINUTES and abs(much) >= 60 and much % 30 == 0:
        return _("%(hours)s 小时") % {"hours": f"{much / 60:g}"}
    return f"{much} {scheme.unit}"


@register.filter
def signed(number: int, scheme: Scheme) -> str:
    """The same with its sign: `+10 分`, `-4 分`."""
    return ("+" if number > 0 else "") + amount(number, scheme)


@register.filter
def yuan(fen: int | None) -> str:
    """`12.00 元`; whole yuan without fen: `5 元`."""
    much = fen or 0
    return _("%(yuan)s 元") % {"yuan": f"{much // 100}" if much % 100 == 0 else f"{much / 100:.2f}"}


@register.filter
def limits(rows: Iterable[Limit], scheme: Scheme) -> str:
    """`每周最多 20 分，每月最多 50 分`; nothing where there is no limit."""
    words = [
        _("%(per)s最多 %(most)s") % {"per": PERS[one.per], "most": amount(one.most, scheme)}
        for one in rows
    ]
    return _("，").join(words)
