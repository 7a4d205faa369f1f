"""Minutes and resolutions as documents that an office prints, signs and files."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.deliberation import selectors, services
from linli.deliberation.terms import Explained, GatheringPage, MotionNotFound, MotionRow
from linli.deliberation.web.forms import CAME_NAMES, WAY_NAMES
from linli.kernel import clock
from linli.kernel.middleware import actor_of, identity_of
from linli.ui.moments import full_day
from linli.ui.paper import Block, Facts, Heading, Paper, Signatures, Table, Text
from linli.ui.paper.responses import paper_response, require_form


def _choice(key: str) -> str:
    return {"yes": _("同意"), "no": _("反对"), "abstain": _("弃权"), "spoilt": _("废票")}[key]


def _verdict(found: Explained) -> list[Block]:
    blocks: list[Block] = []
    if found.tally:
        rows = tuple((_choice(choice.value), count) for choice, count in found.tally)
        blocks.append(Table((_("选择"), _("票数")), rows))
    lines = [line.words for way in (*found.quorum, *found.majority) for line in way]
    blocks.append(Text("\n".join([*lines, found.headline])))
    blocks.append(Facts(((_("依据"), found.basis),)))
    return blocks


def minutes_paper(it: GatheringPage, named: Mapping[UUID, str]) -> Paper:
    """The minutes: who was due, who came and how, every motion with its text and verdict, what was
    written down, room for signatures."""
    assert it.row.meets_at is not None
    came = dict(CAME_NAMES)
    facts = (
        (_("会议"), str(it.kind.name)),
        (_("时间"), f"{clock.local(it.row.meets_at):%Y-%m-%d %H:%M}"),
        (_("地点"), it.row.place),
        (_("应到"), str(it.attendance.due)),
        (_("实到"), str(it.attendance.present)),
    )
    roll = tuple(
        (
            str(one.number),
            named.get(one.id, one.name),
            one.household,
            str(came[one.came.value]),
        )
        for one in it.roll
    )
    blocks: list[Block] = [
        Facts(facts),
        Heading(_("到会情况")),
        Table((_("序号"), _("姓名"), _("户"), _("到会")), roll),
    ]
    ways = dict(WAY_NAMES)
    for motion in it.motions:
        blocks.append(Heading(f"{motion.position}. {motion.title}"))
        if motion.text and motion.text.words:
            blocks.append(Text(motion.text.words))
        blocks.append(Text(str(ways[motion.way.value])))
        if motion.explained:
            blocks += _verdict(motion.explained)
    if it.minutes:
        blocks += [Heading(_("会议记录")), Text(it.minutes)]
    blocks.append(Signatures((_("主持人"), _("记录人"))))
    return Paper(
        issuer=it.body.name,
        title=f"{it.row.title}\n{_('会议记录')}",
        date=full_day(clock.local(it.row.meets_at)),
        blocks=tuple(blocks),
        made=it.closed_at or it.row.meets_at,
    )


def resolution_paper(it: GatheringPage, motion: MotionRow) -> Paper:
    """A resolution: its number, what was decided word for word, by which vote and article."""
    assert motion.explained is not None
    assert it.row.meets_at is not None
    words = motion.text.words if motion.text and motion.text.words else motion.title
    blocks: list[Block] = [
        Text(
            _("%(day)s，%(body)s召开%(kind)s，应到 %(due)d 人，实到 %(present)d 人，形成决议如下：")
            % {
                "day": full_day(clock.local(it.row.meets_at)),
                "body": it.body.name,
                "kind": it.kind.name,
                "due": it.attendance.due,
                "present": it.attendance.present,
            }
        ),
        Text(words),
        Heading(_("表决结果")),
        *_verdict(motion.explained),
        Signatures((_("%(body)s（盖章）") % {"body": it.body.name},)),
    ]
    return Paper(
        issuer=it.body.name,
        title=motion.title,
        number=motion.number,
        date=full_day(clock.local(it.closed_at or it.row.meets_at)),
        blocks=tuple(blocks),
        made=it.closed_at or it.row.meets_at,
    )


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, gathering_id: UUID) -> HttpResponse:
    """The minutes with masked names; posted with a purpose, with the names in full."""
    form = request.GET.get("form", "")
    require_form(form)
    actor, now = actor_of(request), clock.now()
    it = selectors.page(actor, gathering_id, now=now, person=identity_of(request))
    if it.called_at is None:
        raise MotionNotFound
    named: Mapping[UUID, str] = {}
    if request.method == "POST":
        named = services.name_roll(
            gathering_id=gathering_id,
            purpose=request.POST.get("purpose", ""),
            actor=actor,
            now=now,
        )
    return paper_response(minutes_paper(it, named), form, f"{it.row.title}{_('会议记录')}")


@require_GET
def resolution(request: HttpRequest, motion_id: UUID) -> HttpResponse:
    form = request.GET.get("form", "")
    require_form(form)
    gathering_id = selectors.gathering_of(motion_id)
    it = selectors.page(
        actor_of(request), gathering_id, now=clock.now(), person=identity_of(request)
    )
    motion = next(one for one in it.motions if one.id == motion_id)
    if not motion.passed:
        raise MotionNotFound
    name = f"{motion.number}{motion.title}"
    return paper_response(resolution_paper(it, motion), form, name)


urlpatterns: list[URLPattern] = [
    path("gatherings/<uuid:gathering_id>/minutes.sheet", minutes, name="gathering-minutes-sheet"),
    path("motions/<uuid:motion_id>/resolution", resolution, name="motion-resolution"),
]
