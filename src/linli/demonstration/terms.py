"""Words of the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, Refused
from linli.kernel.language import Words

PART = "demonstration"  # our document in `kernel.parts`
# Of counties that bring no `demonstration.toml`; it works in demonstrations alone.
PASSWORD = "Linli-2026"  # noqa: S105 - shown to everybody who starts one
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Login:
    """An account that people may sign in with to look round. The password is no secret: it is
    written in the method's file, and works in demonstrations alone."""

    role: Words
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Built:
    """What was made. `refused` counts actions that the rules did not allow, by code of refusal:
    a demonstration tries, as people do."""

    areas: int
    people: int
    matters: int
    actions: int
    unended: int
    seconds: float
    refused: dict[str, int]


class PlanUnreadable(Invalid):
    code = "demonstration.plan_unreadable"
    text = _("demonstration.toml 不能用：%(why)s")


class AlreadyBuilt(Refused):
    code = "demonstration.already_built"
    text = _("这里已经有演示数据；要重新生成，请换一个空的数据库。")


class NoMethod(Refused):
    code = "demonstration.no_method"
    text = _("还没有发布工作法：先发布，再生成演示数据。")
