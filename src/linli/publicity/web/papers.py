"""A period as a paper: to be put on a board while it runs, to be filed once it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.files import selectors as files
from linli.kernel.clock import local
from linli.publicity.terms import PeriodPage
from linli.ui.moments import full_day, moment
from linli.ui.paper import Block, Facts, Heading, Paper, Picture, Pictures, Signatures, Table, Text
from linli.ui.qr import qr_png


def period_paper(it: PeriodPage, address: str, now: datetime) -> Paper:
    """The notice with a code that leads to `address`; of a period that is over, what came of it:
    days, places with photos, objections (masked) with their rulings.
    """
    return Paper(
        title=it.period.title,
        issuer=it.place,
        number=it.period.kind_name,
        blocks=(*_notice(it, address), *(() if it.period.is_running else _record(it)), _sign(it)),
        language="zh-CN" if (get_language() or "zh").startswith("zh") else "en",
        made=it.period.ended_at or now,
    )


def _moment(at: datetime | None) -> str:
    return f"{full_day(local(at).date())} {local(at):%H:%M}" if at else "—"


def _notice(it: PeriodPage, address: str) -> Iterator[Block]:
    one = it.period
    yield Text(it.current.words)
    yield Facts(
        (
            (_("开始"), _moment(one.begins)),
            (_("届满"), _moment(one.ends)),
            (_("最短时间"), str(one.length_words)),
            (_("依据"), one.basis),
            (_("校验码"), f"SHA-256 {it.current.digest}"),
        )
    )
    if one.is_running:
        yield Text(
            _(
                "对公示内容有不同意见的，请在公示期内扫描下面的二维码提出，也可以到场提出。"
                "每条意见都会答复；答复以前，公示不结束。"
            )
        )
        yield Pictures((Picture(qr_png(address), _("提出意见的二维码")),))


def _record(it: PeriodPage) -> Iterator[Block]:
    one = it.period
    yield Heading(_("公示的结果"))
    facts = [(_("结果"), one.state_name), (_("结束时间"), _moment(one.ended_at))]
    facts.append((_("重新公示次数"), str(one.restarts)))
    if one.reason:
        facts.append((_("撤回原因"), one.reason))
    facts += [
        (_("第 %(n)d 版") % {"n": each.number}, f"{_('更改原因')}{_('：')}{each.reason}")
        for each in it.versions
        if each.reason
    ]
    yield Facts(tuple(facts))
    yield Heading(_("数的天"))
    days = [full_day(each.day) for each in it.days if each.number]
    yield Text(_("、").join(days) or "—")
    if it.places:
        yield Heading(_("张贴在哪里"))
        yield Table(
            (_("版本"), _("张贴在哪种地方"), _("地点"), _("时间")),
            tuple(
                (str(each.version), each.kind_name, each.name, moment(each.at))
                for each in it.places
            ),
            (1, 2, 4, 3),
        )
        photos = [(each, photo) for each in it.places for photo in each.photos]
        if photos:
            yield Pictures(
                tuple(
                    Picture(files.path_of(photo).read_bytes(), f"{each.name} {moment(each.at)}")
                    for each, photo in photos
                )
            )
    yield Heading(_("意见和答复"))
    if it.objections:
        yield Table(
            (_("意见"), _("异议是否成立"), _("理由")),
            tuple(
                (each.words or _("（原文已清除）"), each.ruling_name, each.reason)
                for each in it.objections
            ),
            (5, 2, 5),
        )
    else:
        yield Text(_("没有收到意见。"))


def _sign(it: PeriodPage) -> Signatures:
    at = it.period.begins if it.period.is_running else it.period.ended_at or it.period.ends
    return Signatures((_("公示单位（盖章）"),), full_day(local(at).date()))
