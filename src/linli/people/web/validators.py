"""Rules for passwords, as Django's own machinery calls them."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.people import selectors
from linli.people.models import Account
from linli.people.rules import password_classes


class Classes:
    """At least `least` characters of at least `classes` of four kinds (GB/T 22239 8.1.4.1 a)."""

    def __init__(self, least: int = 8, classes: int = 3) -> None:
        self.least, self.classes = least, classes

    def validate(self, password: str, user: Account | None = None) -> None:  # noqa: ARG002
        if len(password) < self.least or password_classes(password) < self.classes:
            raise ValidationError(self.get_help_text(), code="password_too_simple")

    def get_help_text(self) -> str:
        return _(
            "密码至少 %(least)d 个字符，并包含大写字母、小写字母、数字、符号中的 %(classes)d 种。"
        ) % {"least": self.least, "classes": self.classes}


class NotUsedBefore:
    """Not one of the account's last `last` passwords."""

    def __init__(self, last: int = 5) -> None:
        self.last = last

    def validate(self, password: str, user: Account | None = None) -> None:
        if user is None:
            return
        for used in selectors.old_passwords(user.pk, self.last):
            if check_password(password, used):
                raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        return _("不能使用最近 %(last)d 次用过的密码。") % {"last": self.last}
