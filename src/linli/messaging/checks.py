"""What must be right in the settings before anything is sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext as _

from linli.messaging.rules import is_public_address


def public_address(**_given: Any) -> list[CheckMessage]:
    """Links in text messages, mails and groups begin with `LINLI_ADDRESS`: without it a reader
    gets half a link. `linli.E001` if it is missing or no address of a site.
    """
    if is_public_address(settings.LINLI_ADDRESS):
        return []
    return [
        Error(
            _("LINLI_ADDRESS 没有设置，或者不是网址：短信和群消息里的链接打不开。"),
            hint=_("设为居民打开的网址，例如 LINLI_ADDRESS=https://linli.example.gov.cn"),
            id="linli.E001",
        )
    ]
