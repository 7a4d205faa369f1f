"""选举结果报告单: what a village hands in, and the county files."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.deliberation.terms import ElectionPage, PollKind, PollRow
from linli.kernel.clock import local
from linli.ui.moments import full_day
from linli.ui.paper import Block, Facts, Heading, Paper, Signatures, Table, Text


def _poll_names() -> dict[PollKind, str]:
    return {
        PollKind.FIRST: _("投票选举"),
        PollKind.RERUN: _("另行选举"),
        PollKind.TIE: _("再次投票"),
    }


def _hows() -> dict[str, str]:
    return {
        "won": _("当选"),
        "tied": _("得票相同"),
        "short": _("票数不够"),
        "full": _("没有名额"),
        "": "",
    }


def _poll(poll: PollRow) -> Iterator[Block]:
    assert poll.counted_at is not None
    title = _("第 %(n)d 次投票（%(kind)s）") % {"n": poll.number, "kind": _poll_names()[poll.kind]}
    yield Heading(title)
    yield Facts(
        (
            (_("投票日"), full_day(local(poll.opened_at).date())),
            (_("登记人数"), str(poll.registered)),
            (_("发出选票"), str(poll.handed_out)),
            (_("收回选票"), str(poll.taken_back)),
            (_("有效票"), str(poll.valid)),
            (_("无效票"), str(poll.invalid)),
        )
    )
    hows = _hows()
    rows = tuple(
        (f"{position.name}", one.name, str(one.votes), hows[one.how])
        for position, _seats, lines in poll.tables
        for one in lines
    )
    yield Table((_("职位"), _("姓名"), _("得票"), _("结果")), rows)
    yield Text("\n".join(f"{words}（{basis}）" for words, basis in poll.words))


def report_paper(it: ElectionPage) -> Paper:
    """Every counted poll with its figures and articles; who is elected; room to sign and seal."""
    counted = [one for one in it.polls if one.counted_at]
    blocks: list[Block] = [
        Facts(
            (
                (_("选举"), str(it.kind.name)),
                (_("地点"), it.row.place),
                (_("名单公布日"), full_day(it.roll_published) if it.roll_published else ""),
                (_("登记人数"), str(it.row.registered)),
            )
        )
    ]
    for poll in counted:
        blocks += _poll(poll)
    blocks.append(Heading(_("当选名单")))
    seats = tuple(
        (str(position.name), name, _("妇女名额") if reserved else "")
        for position, name, reserved in it.seats
    )
    blocks.append(Table((_("职位"), _("姓名"), _("备注")), seats))
    if it.row.vacant:
        text = _("暂缺 %(n)d 名：%(reason)s")
        blocks.append(Text(text % {"n": it.row.vacant, "reason": it.vacant_reason}))
    blocks.append(
        Signatures(
            (_("选举委员会主任"), _("总监票人"), _("计票人"), _("村民选举委员会（盖章）")),
            date=full_day(local(counted[-1].counted_at or counted[-1].opened_at).date()),
        )
    )
    return Paper(
        title=f"{it.row.place}\n{_('选举结果报告单')}",
        date=full_day(local(counted[-1].opened_at).date()),
        blocks=tuple(blocks),
        language="zh-CN" if (get_language() or "zh").startswith("zh") else "en",
        made=counted[-1].counted_at,
    )
