"""The sentences of golden stories that speak of training bases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.clock import local
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.resources import selectors, services
from linli.resources.terms import VISIT_FORMS, VISIT_STATES, Asking, Half, Item, VisitDesk
from linli.territory import selectors as territory

_FORMS = {str(name): one for one, name in VISIT_FORMS.items()}


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _base(world: World, name: str) -> UUID:
    return world.thing(f"base:{name}")  # type: ignore[no-any-return]


@phrase("“{who}”把“{place}”登记为“{kind}”，占地 {mu} 亩，宾馆 {hotels} 家")
def base_made(world: World, who: str, place: str, kind: str, mu: str, hotels: str) -> None:
    """A place becomes a base."""
    keys = [one.key for one in selectors.base_kinds_defined().values() if one.name.zh == kind]
    assert keys, f"工作法里没有“{kind}”这类基地"
    world.things[f"base:{place}"] = services.make_base(
        place_id=world.thing(place),
        kind=keys[0],
        mu=int(mu),
        hotels=int(hotels),
        actor=_actor(world, who),
        now=world.now,
    )


@phrase(
    "“{who}”给“{base}”加课程“{course}”，主题“{theme}”，教学点“{site}”，"
    "{halves} 个半天，最多 {seats} 人"
)
def base_course(
    world: World, who: str, base: str, course: str, theme: str, site: str, halves: str, seats: str
) -> None:
    """A course of the menu, and its site if it is new."""
    page, actor = selectors.base_page(_base(world, base)), _actor(world, who)
    sites = {one.name: one.id for one in page.sites}
    if site not in sites:
        sites[site] = services.add_site(base_id=page.row.id, name=site, actor=actor, now=world.now)
    themes = {one.name.zh: one.key for one in page.row.kind.themes}
    world.things[course] = services.add_course(
        base_id=page.row.id,
        site_id=sites[site],
        name=course,
        theme=themes.get(theme, theme),
        halves=int(halves),
        seats=int(seats),
        teacher="讲解员",
        actor=actor,
        now=world.now,
    )


@phrase("“{who}”给“{base}”排线路“{route}”：{sites}")
def base_route(world: World, who: str, base: str, route: str, sites: str) -> None:
    """Sites in order, by 、."""
    page = selectors.base_page(_base(world, base))
    known = {one.name: one.id for one in page.sites}
    services.add_route(
        base_id=page.row.id,
        name=route,
        sites=[known[one] for one in sites.split("、")],
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{unit}”约 {ahead} 天后来“{base}”{form} {days} 天，{size} 人，第一天上午起上“{course}”")
def base_asked(
    world: World, unit: str, ahead: str, base: str, form: str, days: str, size: str, course: str
) -> None:
    """A unit from outside asks to come."""
    number = world.things["units"] = world.things.get("units", 0) + 1
    world.things[f"visit:{unit}"] = services.ask_visit(
        base_id=_base(world, base),
        asking=Asking(
            unit=unit,
            home="",
            form=_FORMS[form],
            size=int(size),
            since=local(world.now).date() + timedelta(days=int(ahead)),
            days=int(days),
            items=(Item(1, Half.MORNING, world.thing(course)),),
            phone=f"139{number:08d}",
        ),
        actor=ANONYMOUS,
        now=world.now,
    )


@phrase("“{who}”定下“{unit}”的来访，联系人“{contact}”")
def base_confirmed(world: World, who: str, unit: str, contact: str) -> None:
    """With one named contact on our side."""
    services.confirm_visit(
        visit_id=world.thing(f"visit:{unit}"),
        contact=_actor(world, contact).account_id,
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{who}”取消“{unit}”的来访，因为“{why}”")
def base_ended(world: World, who: str, unit: str, why: str) -> None:
    """The sites are free again."""
    services.end_visit(
        visit_id=world.thing(f"visit:{unit}"), reason=why, actor=_actor(world, who), now=world.now
    )


@phrase("{days} 天后“{who}”记下“{unit}”到了 {count} 人")
def base_came(world: World, days: str, who: str, unit: str, count: str) -> None:
    """On the day."""
    world.now += timedelta(days=int(days))
    services.arrive(
        visit_id=world.thing(f"visit:{unit}"),
        count=int(count),
        actor=_actor(world, who),
        now=world.now,
    )


@phrase("“{unit}”的 {count} 人扫码答问卷，都打 {score} 分")
def base_answered(world: World, unit: str, count: str, score: str) -> None:
    """Each with a slip of their own."""
    visit_id = world.thing(f"visit:{unit}")
    kind = _desk(world, unit).base.kind
    given = {one.key: score for one in kind.questions if one.required}
    for code in selectors.slips(SYSTEM, visit_id)[: int(count)]:
        services.answer_visit(code=code, given=given, now=world.now)
        world.things["code"] = code


@phrase("刚才用过的问卷码再答一次，打 {score} 分")
def base_answers_again(world: World, score: str) -> None:
    """Once is once."""
    keys = ("course", "guide")
    services.answer_visit(code=world.thing("code"), given=dict.fromkeys(keys, score), now=world.now)


def _desk(world: World, unit: str) -> VisitDesk:
    return selectors.visit_desk(SYSTEM, world.thing(f"visit:{unit}"))


@phrase("“{unit}”的来访是“{state}”，我方联系人“{contact}”")
def base_visit_is(world: World, unit: str, state: str, contact: str) -> None:
    """As the desk sees it."""
    row = _desk(world, unit).row
    assert str(VISIT_STATES[row.state]) == state, f"是“{row.state_name}”"
    assert row.contact == contact, f"联系人是“{row.contact}”"


@phrase("“{unit}”的问卷“{question}”得 {shown}，{count} 人答")
def base_result(world: World, unit: str, question: str, shown: str, count: str) -> None:
    """From five answers on there is a figure."""
    rows = [one for one in _desk(world, unit).results if one.question.name.zh == question]
    assert rows, "没有这一问"
    assert (rows[0].shown or "—", rows[0].count) == (shown, int(count)), rows[0]


@phrase("“{who}”跟进“{unit}”：“{words}”，并设了培训基地")
def base_followed(world: World, who: str, unit: str, words: str) -> None:
    """After the visit."""
    visit_id, actor = world.thing(f"visit:{unit}"), _actor(world, who)
    services.follow_up(visit_id=visit_id, words=words, actor=actor, now=world.now)
    services.hang_sign(visit_id=visit_id, actor=actor, now=world.now)


@phrase(
    "基地的账：{groups} 批 {visitors} 人次，{classes} 期培训班 {trainees} 人，"
    "{sites} 个教学点，{routes} 条线路，{units} 个单位设了基地"
)
def base_figures(
    world: World, groups: str, visitors: str, classes: str, trainees: str, sites: str, routes: str,
    units: str,
) -> None:  # fmt: skip
    """The figures of the scorecard, from the day of the story back to a year before."""
    path = territory.root().path
    span = (path, world.now - timedelta(days=365), world.now + timedelta(days=2))
    measures = (
        selectors.base_groups, selectors.base_visitors, selectors.base_classes,
        selectors.base_trainees, selectors.base_sites, selectors.base_routes, selectors.base_units,
    )  # fmt: skip
    found = tuple(one(*span)[0] for one in measures)
    wanted = tuple(int(one) for one in (groups, visitors, classes, trainees, sites, routes, units))
    assert found == wanted, f"是 {found}"
