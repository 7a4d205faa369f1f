"""The sentences of golden stories that speak of periods of publicity."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from PIL import Image

from linli.files import services as files
from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.clock import LOCAL
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.procedures import services as procedures
from linli.publicity import selectors, services
from linli.publicity.terms import (
    PLACE_KINDS,
    RULINGS,
    STATES,
    DeskPage,
    PeriodPage,
    PlaceKind,
    Ruling,
    Ticket,
)
from linli.territory import selectors as territory

_STEP = timedelta(hours=1)
_KINDS = {str(name): kind for kind, name in PLACE_KINDS.items()}


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _id(world: World, title: str) -> UUID:
    """The period of that title, or of what the story calls so, the one that runs first."""
    shown, more = selectors.public_periods(now=world.now)
    ended, _more = selectors.public_periods(now=world.now, ended=True)
    thing = world.things.get(title)
    ids = {thing, *(getattr(thing, name, None) for name in ("id", "matter_id"))} - {None}
    found = [
        one.period.id
        for one in (*shown, *ended)
        if one.period.title == title or one.period.subject[1] in ids
    ]
    names = "、".join(one.period.title for one in (*shown, *ended))
    assert found, f"没有“{title}”这次公示，现有：{names or '无'}"
    assert not more, "公示太多，故事里找不全"
    return found[0]


def _page(world: World, title: str) -> PeriodPage:
    return selectors.public_period(_id(world, title), now=world.now)


def _desk(world: World, who: str, title: str) -> DeskPage:
    return selectors.desk_page(_actor(world, who), _id(world, title), now=world.now)


@phrase("“{who}”在“{place}”公示“{title}”，内容“{words}”，时间 {length}，依据“{basis}”")
def opens(
    world: World, who: str, place: str, title: str, words: str, length: str, basis: str
) -> None:
    """Staff open a period by hand."""
    found = [one for one in territory.find(place) if place in {one.name, one.short_name}]
    root = territory.root()
    area = root if place in {root.name, root.short_name} else None
    assert area or len(found) == 1, f"“{place}”对应 {len(found)} 个区域"
    services.open_period(
        title=title, words=words, area_id=(area or found[0]).id, length=length, basis=basis,
        actor=_actor(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{title}”正在公示")
def is_running(world: World, title: str) -> None:
    """It is before the public."""
    one = _page(world, title).period
    assert one.is_running, one.state_name


@phrase("“{title}”公示到 {time}")
def ends_at(world: World, title: str, time: str) -> None:
    """When its days are used up, to the minute."""
    ends = _page(world, title).period.ends.astimezone(LOCAL)
    assert f"{ends:%Y-%m-%d %H:%M}" == time, f"公示到 {ends:%Y-%m-%d %H:%M}"


@phrase("“{title}”公示剩余 {days} 天")
def days_left(world: World, title: str, days: str) -> None:
    """How many counted days are left, today among them."""
    found = _page(world, title).days_left
    assert found == int(days), f"还剩 {found} 天"


@phrase("“{title}”公示内容有“{words}”")
def shows(world: World, title: str, words: str) -> None:
    """What the public reads."""
    assert words in _page(world, title).current.words, _page(world, title).current.words


@phrase("“{title}”公示内容没有“{words}”")
def hides(world: World, title: str, words: str) -> None:
    """What the public does not read, in no version."""
    shown = _page(world, title)
    assert all(words not in one.words for one in shown.versions)


@phrase("“{who}”把“{title}”张贴在{kind}“{name}”，拍了照片")
def posts(world: World, who: str, title: str, kind: str, name: str) -> None:
    """It is put up, with a photo of the board."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), (47, 107, 87)).save(buffer, "JPEG")
    actor, upload = _actor(world, who), ContentFile(buffer.getvalue(), name="board.jpg")
    photo = files.receive(upload=upload, kind="image", actor=actor, now=world.now)
    _add(world, actor, title, kind, name, (photo.id,))


@phrase("“{who}”把“{title}”发到{kind}“{name}”")
def posts_unseen(world: World, who: str, title: str, kind: str, name: str) -> None:
    """It is shown somewhere, without a photo."""
    _add(world, _actor(world, who), title, kind, name, ())


def _add(
    world: World, actor: Actor, title: str, kind: str, name: str, photos: tuple[UUID, ...]
) -> None:
    assert kind in _KINDS, f"没有“{kind}”，可用：{'、'.join(_KINDS)}"
    services.add_place(
        period_id=_id(world, title), kind=PlaceKind(_KINDS[kind]), name=name, photos=photos,
        actor=actor, now=world.now,
    )  # fmt: skip


@phrase("有居民对“{title}”提出异议“{words}”")
def objects(world: World, title: str, words: str) -> None:
    """Somebody without an account objects on the public page."""
    _keep(world, words, services.object_to(
        period_id=_id(world, title), words=words, actor=ANONYMOUS, now=world.now
    ))  # fmt: skip


@phrase("手机 {phone} 的居民对“{title}”提出异议“{words}”")
def objects_reachably(world: World, phone: str, title: str, words: str) -> None:
    """The same, leaving a number to be told of the answer."""
    _keep(world, words, services.object_to(
        period_id=_id(world, title), words=words, phone=phone, consent=True, actor=ANONYMOUS,
        now=world.now,
    ))  # fmt: skip


@phrase("“{who}”对“{title}”提出异议“{words}”")
def colleague_objects(world: World, who: str, title: str, words: str) -> None:
    """A colleague objects, signed in."""
    _keep(world, words, services.object_to(
        period_id=_id(world, title), words=words, actor=_actor(world, who), now=world.now
    ))  # fmt: skip


@phrase("“{who}”记下到场居民对“{title}”的异议“{words}”")
def writes_down(world: World, who: str, title: str, words: str) -> None:
    """Somebody came in person; staff writes down what they say."""
    _keep(world, words, services.object_to(
        period_id=_id(world, title), words=words, in_person=True, actor=_actor(world, who),
        now=world.now,
    ))  # fmt: skip


def _keep(world: World, words: str, ticket: Ticket) -> None:
    world.things[f"objection:{words}"] = ticket


@phrase("“{who}”对异议“{words}”答复“{ruling}”，理由“{reason}”")
def rules(world: World, who: str, words: str, ruling: str, reason: str) -> None:
    """成立、部分成立 or 不成立."""
    names = {str(name).removeprefix("异议"): one for one, name in RULINGS.items()}
    assert ruling in names, f"答复只能是：{'、'.join(names)}"
    ticket: Ticket = world.thing(f"objection:{words}")
    services.rule_on(
        objection_id=ticket.id, ruling=Ruling(names[ruling]), reason=reason,
        actor=_actor(world, who), now=world.now,
    )  # fmt: skip


@phrase("提出异议“{words}”的人查到答复“{ruling}”")
def reads_answer(world: World, words: str, ruling: str) -> None:
    """By the code."""
    ticket: Ticket = world.thing(f"objection:{words}")
    told = selectors.objection_by_code(ticket.code).objection
    found = told.ruling_name.removeprefix("异议")
    assert found == ruling, f"答复是“{found or '还没有'}”"


@phrase("“{who}”把“{title}”的公示内容改为“{words}”，原因“{reason}”")
def changes(world: World, who: str, title: str, words: str, reason: str) -> None:
    """Another text under the same title: the clock begins anew."""
    before = _page(world, title)
    services.change_content(
        period_id=before.period.id, title=before.period.title, words=words, reason=reason,
        actor=_actor(world, who), now=world.now,
    )  # fmt: skip


@phrase("“{title}”重新公示了 {count} 次")
def restarted(world: World, title: str, count: str) -> None:
    """How often the clock began anew."""
    found = _page(world, title).period.restarts
    assert found == int(count), f"重新公示了 {found} 次"


@phrase("“{who}”撤回“{title}”的公示，原因“{reason}”")
def withdraws(world: World, who: str, title: str, reason: str) -> None:
    """Taken back before its end."""
    services.withdraw_period(
        period_id=_id(world, title), reason=reason, actor=_actor(world, who), now=world.now
    )


@phrase("“{title}”公示期满")
def time_is_up(world: World, title: str) -> None:
    """Let its days run out; clocks and jobs run as they fall due meanwhile."""
    until = _page(world, title).period.ends + timedelta(seconds=1)
    assert until > world.now, "公示期早已满了"
    _pass(world, until)


def _pass(world: World, until: datetime) -> None:
    while world.now < until:
        world.now = min(world.now + _STEP, until)
        procedures.fire_due(world.now)
        jobs.run_due(world.now)
    services.end_due(world.now)


@phrase("“{title}”的公示结果是“{state}”")
def came_to(world: World, title: str, state: str) -> None:
    """公示中, 公示期满，生效, 异议成立，不生效 or 已撤回; the word before the comma is enough."""
    names = {str(name) for name in STATES.values()}
    found = _page(world, title).period.state_name
    assert state in {each for name in names for each in (name, name.split("，")[0])}, names
    assert state in {found, found.split("，")[0]}, f"结果是“{found}”"


@phrase("“{who}”拿到“{title}”的公示证据包")
def takes_pack(world: World, who: str, title: str) -> None:
    """One file with all of it."""
    assert services.take_pack(period_id=_id(world, title), actor=_actor(world, who), now=world.now)


@phrase("“{who}”看到“{title}”有 {count} 条异议等着答复")
def waits(world: World, who: str, title: str, count: str) -> None:
    """On the desk."""
    found = _desk(world, who, title).shown.unanswered
    assert found == int(count), f"有 {found} 条"
