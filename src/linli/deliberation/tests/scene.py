"""The small county with the bodies and rules of the shipped method, and people to meet."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from linli.deliberation import selectors, services
from linli.deliberation.method import GatheringsPart
from linli.deliberation.terms import Call, Came, NewMember, NewMotion, Way
from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.registry import Finding, Folder, PartContext
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import TERRITORY, appointed, county, person
from linli.people import services as people
from linli.territory.terms import Area

FILE = settings.HOME / "methods" / "taining" / "gatherings.toml"
VILLAGE = "100200"
ROAD = (NewMotion("修路", "修村口到学校的路。", Way.HANDS),)


def read(text: str) -> tuple[dict, list[Finding]]:
    """The document of a TOML text, and everything that parser and checker say."""
    part = GatheringsPart()
    document, found = part.parse(Folder({"gatherings.toml": text.encode()}))
    organised = parts.current("organisations")[1]
    matters = tomllib.loads(FILE.with_name("matters.toml").read_text(encoding="utf-8"))
    known = {"organisations": organised, "territory": TERRITORY, "matters": matters}
    context = PartContext(known, {})
    return document, list(found or part.check(document, context))


def set_scene(now: datetime, text: str = "") -> dict[str, Area]:
    """The areas by short code, with the method's gatherings published."""
    areas = county(now)
    document, found = read(text or FILE.read_text(encoding="utf-8"))
    assert not found, found
    parts.publish("gatherings", "t1", document, now)
    return areas


def secretary(areas: dict[str, Area], now: datetime, code: str = VILLAGE) -> Actor:
    """Who convenes there: 村, or 社区."""
    duty = "村" if code == VILLAGE else "社区"
    account = person(f"convener-{code}", "陈主任", now)
    appointed(duty, account, now, area_id=areas[code].id)
    return organisations.actor_for(account, via="test", now=now)


def resident(number: int, now: datetime) -> UUID:
    return people.remember(
        name=f"王{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        phone=f"138{number:08d}",
        actor=SYSTEM,
        now=now,
    )


def body(
    kind: str,
    area: Area,
    now: datetime,
    *,
    members: int = 0,
    organisation_id: UUID | None = None,
    **of,
) -> UUID:
    """A body with so many members, made through the services. `tags` go to all of them."""
    made = services.set_up(
        kind=kind, area_id=area.id, organisation_id=organisation_id, actor=SYSTEM, now=now
    )
    for number in range(members):
        join(made, number, now, **of)
    return made


def join(body_id: UUID, number: int, now: datetime, **of) -> UUID:
    new = {"household": f"{number + 1}号", "represents": 8, "born": date(1980, 1, 1), **of}
    return services.enrol(
        body_id=body_id,
        new=NewMember(identity_id=resident(number, now), **new),
        actor=SYSTEM,
        now=now,
    )


def meeting(
    body_id: UUID,
    kind: str,
    actor: Actor,
    now: datetime,
    *,
    agenda=ROAD,
    days: int = 16,
    came: int = 0,
    opened: bool = True,
    **of,
) -> UUID:
    """A gathering that was called in time, of which the first so many came and which is open."""
    at = now + timedelta(days=days)
    made = services.call(
        call=Call(meets_at=at, place="村部", agenda=tuple(agenda), **of),
        body_id=body_id,
        kind=kind,
        actor=actor,
        now=now,
    )
    if opened:
        services.open_gathering(gathering_id=made, actor=actor, now=at)
    for entry in selectors.roll_of(made)[:came]:
        services.sign_in(gathering_id=made, entry_id=entry.pk, came=Came.ROOM, actor=actor, now=at)
    return made


def motions(gathering_id: UUID, actor: Actor, now: datetime):
    return selectors.page(actor, gathering_id, now=now).motions
