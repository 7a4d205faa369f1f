"""The sentences of golden stories that speak of circles on foot."""

from __future__ import annotations

import math
from datetime import timedelta

from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.resources import selectors, services
from linli.resources.stories.shop import actor_named
from linli.resources.terms import Circle, NewPlace
from linli.territory import selectors as territory
from linli.territory import services as placing
from linli.territory.terms import AreaRow

_DEGREE = 111_320.0


def _origin() -> tuple[float, float]:
    frame = territory.layout().frame
    assert frame is not None, "territory.toml 没有写 frame"
    return (frame.west + frame.east) / 2, (frame.south + frame.north) / 2


def _circle(name: str) -> Circle:
    known = {str(one.name): one for one in selectors.circles_defined().values()}
    assert name in known, f"没有这个服务圈，可用：{'、'.join(known)}"
    return known[name]


def _service(circle: Circle, name: str) -> str:
    known = {str(one.name): one.key for one in circle.services}
    assert name in known, f"没有这项服务，可用：{'、'.join(known)}"
    return known[name]


@phrase("“{grid}”往东 {metres} 米有楼栋“{name}”，住 {doors} 户")
def circle_building(world: World, grid: str, metres: str, name: str, doors: str) -> None:
    """A building with its doors, so many metres east of the county's middle."""
    x, y = _origin()
    east = x + int(metres) / (_DEGREE * math.cos(math.radians(y)))
    above = next(one for one in territory.find(grid) if one.kind == "grid")
    day = local(world.now).date() - timedelta(days=1)
    number = world.things["buildings"] = world.things.get("buildings", 0) + 1
    code = f"{above.code}b{number}"
    rows = [AreaRow(code, name, "building", above.code, day, longitude=east, latitude=y)]
    rows += [
        AreaRow(f"{code}h{door}", f"{door}室", "household", code, day)
        for door in range(1, int(doors) + 1)
    ]
    placing.publish_areas(rows=rows, actor=SYSTEM, now=world.now)
    world.things[f"spot:{name}"] = (east, y)
    world.things[f"code:{name}"] = code


@phrase("“{building}”楼下开了“{kind}”")
def circle_place(world: World, building: str, kind: str) -> None:
    """An open place of a kind of the method, at that building."""
    kinds = {str(one.name): one for one in selectors.place_kinds_defined().values()}
    assert kind in kinds, f"没有这种场所，可用：{'、'.join(kinds)}"
    area = territory.by_code(world.thing(f"code:{building}"))
    x, y = world.thing(f"spot:{building}")
    services.set_up_place(
        new=NewPlace(
            name=f"{building}{kind}",
            kinds=(kinds[kind].key,),
            area_id=area.id,
            organisation_id=organisations.units()[0].id,
            services=kinds[kind].services,
            longitude=x,
            latitude=y,
        ),
        actor=SYSTEM,
        now=world.now,
    )


@phrase("“{who}”上传步行路网，“{one}”到“{other}”要走 {metres} 米")
def circle_network(world: World, who: str, one: str, other: str, metres: str) -> None:
    """A network of one way between two buildings."""
    (a, b), (c, d) = world.thing(f"spot:{one}"), world.thing(f"spot:{other}")
    services.load_network(
        source="故事里的路网",
        data=f"{a},{b},{c},{d},{metres}".encode(),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”计算“{circle}”")
def circle_counts(world: World, who: str, circle: str) -> None:
    """Count it as it stands now."""
    services.count_circle(key=_circle(circle).key, actor=actor_named(world, who), now=world.now)


@phrase("“{circle}”里走得到“{service}”的有 {covered} 户，共 {total} 户")
def circle_covers(
    world: World,  # noqa: ARG001 - a phrase's shape
    circle: str,
    service: str,
    covered: str,
    total: str,
) -> None:
    """Of the latest count."""
    known = _circle(circle)
    page = selectors.circle_page(SYSTEM, known.key)
    line = next(one for one in page.lines if one.service.key == _service(known, service))
    assert (line.covered, line.total) == (int(covered), int(total)), f"{line.covered}/{line.total}"


@phrase("“{circle}”里走不到“{service}”的是“{names}”")
def circle_gaps(world: World, circle: str, service: str, names: str) -> None:  # noqa: ARG001
    """The buildings out of reach, those with the most households first, joined by 、."""
    known = _circle(circle)
    gaps = selectors.gaps_of(SYSTEM, known.key, _service(known, service))
    found = [territory.area(one.area_id).name for one in gaps]
    assert found == names.split("、"), "、".join(found)


@phrase("“{who}”给“{circle}”的“{service}”找新址")
def circle_sites(world: World, who: str, circle: str, service: str) -> None:
    """Where the next places should go."""
    known = _circle(circle)
    services.site_places(
        key=known.key,
        service=_service(known, service),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{circle}”新建 {count} 个“{service}”，最好多 {gain} 户走得到，在“{where}”，已证明最优")
def circle_sited(
    world: World,  # noqa: ARG001
    circle: str,
    count: str,
    service: str,
    gain: str,
    where: str,
) -> None:
    """The best choice of so many places; their buildings joined by 、, the best first."""
    known = _circle(circle)
    siting = selectors.siting_of(known.key, _service(known, service))
    assert siting is not None, "还没有找过"
    row = next(one for one in siting.rows if one.places == int(count))
    assert (row.gain, row.optimal) == (int(gain), True), f"多 {row.gain} 户，至多 {row.bound}"
    found = [name for name, _gain in row.sites]
    assert len(found) == len(where.split("、")), "、".join(found)
    assert all(name.endswith(one) for name, one in zip(found, where.split("、"), strict=True)), (
        "、".join(found)
    )
