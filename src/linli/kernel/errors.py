"""Refusals: the only way in which linli says no.

A context subclasses `Refused` in its `terms.py`, gives a stable dotted `code` and a translatable
`text` with named placeholders. One place (`kernel.middleware`) turns it into a page, a form error
or JSON. Bugs stay ordinary exceptions and become a 500.

    Refused            409  the rules say no
    ├── Invalid        422  what was sent cannot be understood or is incomplete
    ├── NotAllowed     403  the duty or the scope is missing
    ├── NotFound       404  there is no such thing that you may see
    ├── Stale          409  someone was faster
    └── TooMany        429  slow down
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """A refusal with a stable `code`, translated words and the data that fill them.

    `data` holds ids, numbers and names of method terms, never personal words.
    `field` names the form field at fault, where there is one.
    """

    code: ClassVar[str] = "kernel.refused"
    status: ClassVar[int] = 409
    text: ClassVar[str | Promise] = _("这一步现在做不了。")

    def __init__(self, *, field: str = "", **data: Any) -> None:
        super().__init__(self.code)
        self.field = field
        self.data = data

    @property
    def message(self) -> str:
        """The refusal in the reader's language."""
        return str(self.text) % self.data if self.data else str(self.text)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class Invalid(Refused):
    code = "kernel.invalid"
    status = 422
    text = _("填写的内容有误，请改正后再提交。")


class NotAllowed(Refused):
    code = "kernel.not_allowed"
    status = 403
    text = _("您的职责范围不包括这件事。需要的话，请联系所在社区的管理员。")


class NotFound(Refused):
    code = "kernel.not_found"
    status = 404
    text = _("没有找到，或者您无权查看。")


class Stale(Refused):
    code = "kernel.stale"
    status = 409
    text = _("这一步刚刚已被处理。")


class TooMany(Refused):
    code = "kernel.too_many"
    status = 429
    text = _("操作太频繁了，请 %(seconds)d 秒后再试。")
