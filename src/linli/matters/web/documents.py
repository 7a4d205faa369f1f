"""A written agreement as a paper: its parties by name, what was agreed, room for signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.kernel.clock import local
from linli.matters.selectors import AgreementPage
from linli.ui.moments import full_day
from linli.ui.paper import Block, Facts, Heading, Paper, Signatures, Text

_SHORT: Final = 40  # characters: an answer that fits its row; longer ones are read as text


def agreement_paper(found: AgreementPage, named: Sequence[tuple[str, str]]) -> Paper:
    """`named` are (side, name), in the order in which they sign."""
    said = [*named, *((str(label), text) for label, text in found.lines)]
    sides = [_("%(side)s（签字）") % {"side": side} for side, _name in named]
    sign = Signatures((*sides, _("调解人（签字）"), _("单位（盖章）")))
    return Paper(
        title=found.name,
        number=_("编号：%(number)s") % {"number": found.page.line.number},
        date=full_day(local(found.at).date()),
        blocks=(*_answers(said), sign),
        language="zh-CN" if (get_language() or "zh").startswith("zh") else "en",
        made=found.at,
    )


def _answers(answers: Iterable[tuple[str, str]]) -> Iterator[Block]:
    for short, some in groupby(answers, key=_is_short):
        if short:
            yield Facts(tuple(some))
            continue
        for label, text in some:
            yield Heading(label, 2)
            yield Text(text)


def _is_short(answer: tuple[str, str]) -> bool:
    return len(answer[1]) <= _SHORT and "\n" not in answer[1]
