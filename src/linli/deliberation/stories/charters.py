"""The sentences of golden stories that speak of charters; a whole gathering in one sentence."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.stories.pledges import actor_named, person_by_phone
from linli.deliberation.terms import (
    FILINGS,
    Call,
    Came,
    CharterPage,
    Choice,
    Filing,
    NewMember,
    NewMotion,
    Way,
)
from linli.kernel.actor import SYSTEM
from linli.kernel.stories import World, phrase
from linli.territory import selectors as territory
from linli.territory.terms import Area

_ADULT = date(1980, 1, 1)
_LATER = timedelta(days=16)  # longer than any notice


def area_called(name: str) -> Area:
    found = [one for one in territory.find(name) if name in {one.name, one.short_name}]
    assert len(found) == 1, f"“{name}”对应 {len(found)} 个区域"
    return found[0]


def _body(world: World, kind: str, place: Area, due: int) -> UUID:
    """The body there, with so many members, each a resident with a number of their own."""
    keys = [one.key for one in selectors.bodies_defined().values() if one.name.zh == kind]
    assert keys, f"没有议事组织“{kind}”"
    there = selectors.body_at(keys[0], place.id)
    if there is not None:
        return there.pk
    made = services.set_up(kind=keys[0], area_id=place.id, actor=SYSTEM, now=world.now)
    for _each in range(due):
        number = world.things["members"] = world.things.get("members", 0) + 1
        new = NewMember(
            identity_id=person_by_phone(world, f"136{number:08d}"), household=f"{number}号",
            represents=8, born=_ADULT,
        )  # fmt: skip
        services.enrol(body_id=made, new=new, actor=SYSTEM, now=world.now)
    return made


@phrase(
    "“{who}”召集“{place}”的“{kind}”，应到 {due} 人、到会 {came} 人，表决“{title}”，"
    "内容“{words}”，同意 {yes} 人"
)
def meets_and_votes(
    world: World, who: str, place: str, kind: str, due: str, came: str, title: str, words: str,
    yes: str,
) -> None:  # fmt: skip
    """A whole gathering, from the call (in time) to its end; the rest of those present vote no."""
    area = area_called(place)
    body_id = _body(world, kind, area, int(due))
    body = selectors.body_for(SYSTEM, body_id, now=world.now)
    gathering = next(
        one.key for one in selectors.gatherings_defined().values() if one.body == body.kind.key
    )
    actor = actor_named(world, who)
    made = services.call(
        call=Call(world.now + _LATER, "村部", (NewMotion(title, words, Way.HANDS),)),
        body_id=body_id, kind=gathering, actor=actor, now=world.now,
    )  # fmt: skip
    world.now += _LATER
    actor = actor_named(world, who)
    services.open_gathering(gathering_id=made, actor=actor, now=world.now)
    for entry in selectors.roll_of(made)[: int(came)]:
        services.sign_in(
            gathering_id=made, entry_id=entry.pk, came=Came.ROOM, actor=actor, now=world.now
        )
    (motion,) = selectors.page(actor, made, now=world.now).motions
    world.things[f"motion:{title}"] = motion.id
    services.open_vote(motion_id=motion.id, actor=actor, now=world.now)
    counts = {Choice.YES: int(yes), Choice.NO: int(came) - int(yes)}
    services.count_up(motion_id=motion.id, counts=counts, actor=actor, now=world.now)
    services.close_vote(motion_id=motion.id, actor=actor, now=world.now)
    services.write_minutes(gathering_id=made, words="会议记录。", actor=actor, now=world.now)
    services.close_gathering(gathering_id=made, actor=actor, now=world.now)


@phrase("“{who}”公布“{title}”为“{kind}”，从 {day} 起生效")
def charter_adopts(world: World, who: str, title: str, kind: str, day: str) -> None:
    """Its text comes into force."""
    keys = [one.key for one in selectors.charters_defined().values() if one.name.zh == kind]
    assert keys, f"没有公约“{kind}”"
    world.things[f"charter:{kind}"] = services.adopt_charter(
        kind=keys[0],
        motion_id=world.thing(f"motion:{title}"),
        from_day=date.fromisoformat(day),
        actor=actor_named(world, who),
        now=world.now,
    )


def _page(world: World, kind: str) -> CharterPage:
    return selectors.charter(world.thing(f"charter:{kind}"), now=world.now)


@phrase("现行的“{kind}”里有“{words}”")
def charter_says(world: World, kind: str, words: str) -> None:
    """What is in force."""
    version = _page(world, kind).now
    assert version is not None, "还没有生效的一版"
    assert words in version.text.words, version.text.words


@phrase("“{kind}”现在没有生效的一版")
def charter_nothing_yet(world: World, kind: str) -> None:
    """Nothing is in force."""
    assert _page(world, kind).now is None


@phrase("“{kind}”共有 {count} 版")
def charter_versions(world: World, kind: str, count: str) -> None:
    """All of them can be read."""
    found = len(_page(world, kind).versions)
    assert found == int(count), f"有 {found} 版"


@phrase("“{who}”登记“{kind}”第 {number} 版“{filing}”，写明“{note}”")
def charter_files(world: World, who: str, kind: str, number: str, filing: str, note: str) -> None:
    """已备案, or 责令改正 with what must be put right."""
    names = {str(name): one for one, name in FILINGS.items()}
    assert filing in names, f"备案只能是：{'、'.join(names)}"
    version = next(one for one in _page(world, kind).versions if one.number == int(number))
    services.file_charter(
        version_id=version.id,
        filing=Filing(names[filing]),
        on=world.now.date(),
        note=note,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{kind}”第 {number} 版的备案是“{filing}”")
def charter_is_filed(world: World, kind: str, number: str, filing: str) -> None:
    """What everybody reads of it."""
    version = next(one for one in _page(world, kind).versions if one.number == int(number))
    assert version.filing_name == filing, f"备案是“{version.filing_name}”"
