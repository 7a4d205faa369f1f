"""A shelf of books and things at a place, some of them out, one late, one awaited; and a training
base with its menu and a visit. Everybody is invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID

from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.clock import local
from linli.people import services as people
from linli.resources import selectors, services
from linli.resources.terms import Asking, Condition, Half, Item, NewTitle, Spot, VisitForm

_PHONE = "1990003{:04}"  # 199 0003 is given to nobody
_BOOKS = (
    ("西游记", "吴承恩", 3), ("红楼梦", "曹雪芹", 2), ("三国演义", "罗贯中", 2),
    ("水浒传", "施耐庵", 1), ("朝花夕拾", "鲁迅", 2), ("骆驼祥子", "老舍", 1),
    ("海底两万里", "儒勒·凡尔纳", 2), ("昆虫记", "法布尔", 1), ("十万个为什么", "", 2),
)  # fmt: skip
_THINGS = (("电钻", "", 1), ("人字梯", "", 1), ("轮椅", "", 2), ("雨伞", "", 6))
_SITES = (("纪念馆", 0.002, 0.001), ("旧址", 0.006, 0.004), ("乡村振兴示范点", 0.011, -0.003))


def add(actor: Actor, begin: datetime, end: datetime) -> None:
    """Where the method lends something, or has a kind of base, and there is a place."""
    spots, _more = selectors.public_spots(now=end)
    if not spots:
        return
    # where the most is done: two of those places
    lively = sorted(spots, key=lambda one: -max(len(kind.uses) for kind in one.kinds))
    if selectors.lend_kinds_defined():
        _lend(lively[0].id, actor, begin, end)
    if selectors.base_kinds_defined():
        _base(lively[:2][-1], actor, begin, end)


def _person(number: int, actor: Actor, now: datetime) -> UUID:
    return people.remember(phone=_PHONE.format(number), actor=actor, now=now)


def _lend(place: UUID, actor: Actor, begin: datetime, end: datetime) -> None:
    kinds = list(selectors.lend_kinds_defined().values())
    titles: list[UUID] = []
    for kind in kinds:
        for name, maker, copies in _BOOKS if kind.books else _THINGS:
            new = NewTitle(kind.key, name, maker)
            titles.append(
                services.add_title(new=new, place_id=place, copies=copies, actor=actor, now=begin)
            )
    rows = {one.title_id: one.id for one in selectors.copies_at(actor, place)[0]}
    days = cycle((3, 12, 40))  # the last one is late
    for number, title in enumerate(titles[:6]):
        then = end - timedelta(days=next(days))
        copy = rows[title]
        services.lend(copy_id=copy, person=_person(number, actor, then), actor=actor, now=then)
        if number % 3 == 1:
            services.give_back(copy_id=copy, condition=Condition.FINE, actor=actor, now=end)
    waited = titles[3]  # of which there is one
    for number in (7, 8):
        services.reserve(
            title_id=waited, place_id=place, person=_person(number, actor, end), actor=ANONYMOUS,
            now=end,
        )  # fmt: skip


def _base(spot: Spot, actor: Actor, begin: datetime, end: datetime) -> None:
    kind = next(iter(selectors.base_kinds_defined().values()))
    base = services.make_base(
        place_id=spot.id, kind=kind.key, mu=60, hotels=2, beds=120, actor=actor, now=begin
    )
    east, north = spot.longitude, spot.latitude
    sites = [
        services.add_site(
            base_id=base, name=name, longitude=None if east is None else east + right,
            latitude=None if north is None else north + up, actor=actor, now=begin,
        )
        for name, right, up in _SITES
    ]  # fmt: skip
    courses = [
        services.add_course(
            base_id=base, site_id=site, name=f"{theme.name.zh}一课", theme=theme.key,
            halves=1 + number % 2, seats=60, teacher="讲解员", actor=actor, now=begin,
        )
        for number, (theme, site) in enumerate(zip(cycle(kind.themes), sites, strict=False))
    ]  # fmt: skip
    items = (Item(1, Half.MORNING, courses[0]), Item(1, Half.AFTERNOON, courses[1]))
    services.add_programme(
        base_id=base, name="两天的安排", days=2, items=items, actor=actor, now=begin
    )
    services.add_route(base_id=base, name="一条线路", sites=sites, actor=actor, now=begin)
    for number, unit in enumerate(("外地某局", "外地某校")):
        asking = Asking(
            unit=unit, home="外地", form=VisitForm.CLASS, size=40, days=2, items=items,
            since=local(end).date() + timedelta(days=7 + number * 7), name="王联系",
            phone=_PHONE.format(20 + number),
        )  # fmt: skip
        services.ask_visit(base_id=base, asking=asking, actor=ANONYMOUS, now=end)
