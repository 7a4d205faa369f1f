"""Minutes in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def spell(minutes: int | None) -> str:
    """`2 小时 30 分`, `2 小时`, `30 分`."""
    hours, left = divmod(abs(minutes or 0), 60)
    if not hours:
        return _("%(minutes)d 分") % {"minutes": left}
    if not left:
        return _("%(hours)d 小时") % {"hours": hours}
    return _("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": left}
