"""What a county without a `demonstration.toml` starts with: one example of each kind of area that
the method lists none of, and one login for each duty. No matters."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.demonstration.terms import PART, PASSWORD, AlreadyBuilt, Login, Say
from linli.kernel import clock, parts
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.language import Words
from linli.kernel.versions import unit_of_work
from linli.organisations import selectors as organisations
from linli.organisations import services as appointing
from linli.organisations.terms import REPORTER, Administrator, Appointment, PostRow
from linli.people import services as people
from linli.territory import selectors as territory
from linli.territory import services as surveying
from linli.territory.terms import Area, AreaRow, Kind

EXAMPLE = "示例"


def seat(*, actor: Actor, now: datetime, say: Say) -> int:
    """Add the example areas and their organisations, and appoint one invented person to each duty;
    returns how many. All or nothing. Refuses `AlreadyBuilt`."""
    if parts.current(PART)[1]:
        raise AlreadyBuilt
    with unit_of_work(), transaction():
        say("示例区域、账号 / example areas, logins")
        _examples(actor, now)
        appointing.arrange(actor=actor, now=now)
        logins = [*_one_each(actor, now), *_administrators(actor, now)]
        shown = [
            {"role": one.role.to_json(), "username": one.username, "password": one.password}
            for one in logins
        ]
        today = clock.local(now).date().isoformat()
        parts.publish(PART, f"bare.{today}", {"today": today, "logins": shown}, now)
    return len(logins)


# --- the land -------------------------------------------------------------------------------------


def _examples(actor: Actor, now: datetime) -> None:
    """Kind by kind, in the method's order: parents are written before their children."""
    since = clock.local(now).date() - timedelta(days=1)
    for number, kind in enumerate(territory.kinds().values(), start=1):
        if kind.digits or not kind.parents or kind.private or territory.below("", kind.key):
            continue
        above = _first(kind)
        if above is not None:
            row = _row(kind, above, f"x{number:02}", since)
            surveying.publish_areas(rows=[row], actor=actor, now=now)


def _first(kind: Kind) -> Area | None:
    """The first area that may stand above, of the first kind of parents that has any."""
    return next((one for key in kind.parents for one in territory.below("", key)[:1]), None)


def _row(kind: Kind, above: Area, mark: str, since: date) -> AreaRow:
    return AreaRow(
        code=f"{above.code}{mark}",
        name=f"{EXAMPLE}{kind.name.zh}",
        kind=kind.key,
        parent=above.code,
        valid_from=since,
        synthetic=True,
    )


# --- the people -----------------------------------------------------------------------------------


def _one_each(actor: Actor, now: datetime) -> list[Login]:
    """Usernames are the level at which the duty is held, counted: `community`, `community2`."""
    posts = _posts(now)
    counted: Counter[str] = Counter()
    taken: Counter[UUID] = Counter()
    logins: list[Login] = []
    for duty in organisations.defined().duties.values():
        carry = (post for post in posts if duty.key in post.duties)
        post = next((post for post in carry if post.vacant > taken[post.id]), None)
        if duty.administrator or duty.level == REPORTER or post is None:
            continue
        counted[duty.level] += 1
        times = counted[duty.level]
        username = duty.level if times == 1 else f"{duty.level}{times}"
        account = people.open_account(
            username=username,
            name=f"{EXAMPLE}{duty.name.zh}",
            password=PASSWORD,
            must_change=False,
            actor=actor,
            now=now,
        )
        taken[post.id] += 1
        appointing.appoint(post_id=post.id, account_id=account, actor=actor, now=now)
        logins.append(Login(duty.name, username, PASSWORD))
    return logins


def _posts(now: datetime) -> list[PostRow]:
    """All posts with room, those over example areas first: there the duties stand one below the
    other; then by unit and place."""
    units = {one.id: one for one in organisations.units()}
    rows = [post for some in organisations.posts(units, now=now).values() for post in some]
    line = _line()
    return sorted(
        rows,
        key=lambda post: (
            -(post.area_id in line),
            units[post.organisation_id].key,
            post.title,
            territory.area(post.area_id).path if post.area_id else "",
        ),
    )


def _line() -> frozenset[UUID]:
    """The example areas and all above them."""
    examples = [one for one in territory.below("") if one.name.startswith(EXAMPLE)]
    return frozenset(above.id for one in examples for above in territory.chain(one.id))


def _administrators(actor: Actor, now: datetime) -> list[Login]:
    duties = {one.administrator: one for one in organisations.defined().duties.values()}
    wanted = [
        Appointment(kind, str(kind.value), duties[kind.value].name.zh, PASSWORD)
        for kind in Administrator
        if kind.value in duties
    ]
    appointing.make_administrators(appointments=wanted, must_change=False, actor=actor, now=now)
    names = {one.username: Words.of(duties[one.kind.value].name) for one in wanted}
    return [Login(role, username, PASSWORD) for username, role in names.items()]
