"""Editing a line of a list after it was written: what is handed in, its versions, refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotAllowed, Refused, Stale
from linli.matters.terms.lists import NewCondition


@dataclass(frozen=True, slots=True)
class LineEdit:
    """How a line is to read. `version`: how often it had been edited when it was read."""

    words: str
    version: int
    person: UUID | None = None
    due_on: date | None = None
    conditions: tuple[NewCondition, ...] = ()


class MayNotEditLine(NotAllowed):
    code = "matters.may_not_edit_line"
    text = _("清单由谁列、由谁改，这一项不归您改。")


class LineChanged(Stale):
    code = "matters.line_changed"
    text = _("您打开以后这一项已经有人改过，请看新的内容再改。")


class ConditionShown(Refused):
    code = "matters.condition_shown"
    text = _("第 %(number)d 条销号条件已经交过佐证，不能改写，也不能去掉。")


class DueNeeded(Invalid):
    code = "matters.due_needed"
    text = _("期限定了就不能去掉，请写新的期限。")
