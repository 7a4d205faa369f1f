"""Organisations that the method does not name, people who do not exist, their posts and what they
cover. Everything goes through the services; what the file calls gaps and overloads is made here."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from linli.demonstration.plan import Covering, Founding, Plan, Staffing, Visitor
from linli.demonstration.terms import Login, PlanUnreadable
from linli.kernel.actor import Actor
from linli.organisations import selectors as organisations
from linli.organisations import services as appointing
from linli.organisations.terms import Administrator, Appointment, Organisation, PostRow
from linli.people import services as people
from linli.territory import selectors as territory
from linli.territory.terms import Area

Where = tuple[str, UUID | None]  # a duty, and the area or organisation at which it is held


class Cast:
    """Who is who. `held` lists accounts by duty and place, in the order of appointment; `order` is
    the order in which accounts were opened, by which all choices are made."""

    def __init__(self, plan: Plan, dice: random.Random, actor: Actor, now: datetime) -> None:
        self.plan, self.dice, self.actor, self.now = plan, dice, actor, now
        self.held: dict[Where, list[UUID]] = defaultdict(list)
        self.order: dict[UUID, int] = {}
        self.logins: list[Login] = []
        self.visitors: dict[UUID, Visitor] = {}
        self.taken: dict[UUID, int] = defaultdict(int)  # people in a post, by post
        self._unseated: list[tuple[UUID, UUID]] = []  # post, account
        self._names = self._invented()

    def _invented(self) -> list[str]:
        names = [family + given for family in self.plan.families for given in self.plan.given]
        self.dice.shuffle(names)
        return names

    def person(self, username: str = "", password: str = "") -> UUID:
        """Open an account for somebody invented; nobody can sign in without a password."""
        number = len(self.order) + 1
        account = people.open_account(
            username=username or f"demo{number:04}",
            name=self._names[number % len(self._names)],
            password=password,
            must_change=False,
            actor=self.actor,
            now=self.now,
        )
        self.order[account] = number
        return account

    def appoint(self, post: PostRow, account: UUID) -> None:
        """They have the post as soon as `seat` is called."""
        self._unseated.append((post.id, account))
        self.taken[post.id] += 1
        for where in _places(post):
            self.held[where].append(account)

    def seat(self) -> None:
        """Everybody takes up the posts they were given."""
        appointing.appoint_many(appointments=self._unseated, actor=self.actor, now=self.now)
        self._unseated.clear()

    def room(self, post: PostRow) -> int:
        return post.places - self.taken[post.id]


def _places(post: PostRow) -> list[Where]:
    """Where each duty of a post is held, as `organisations` resolves it."""
    found: list[Where] = []
    for key in post.duties:
        level = organisations.duty(key).level
        if level == "organisation":
            found.append((key, post.organisation_id))
        elif post.area_id is not None:
            area = territory.ancestor(post.area_id, level)
            found.append((key, area.id if area else None))
    return found


# --- organisations ------------------------------------------------------------------------------


def found_all(plan: Plan, dice: random.Random, actor: Actor, now: datetime) -> int:
    """What the method arranges by itself, then what the file asks for; returns how many were
    founded from the file."""
    appointing.arrange(actor=actor, now=now)
    standing = {(one.kind, one.area_id): one.id for one in organisations.units()}
    count = 0
    for founding in plan.organisations:
        for number, (code, name, area, under) in enumerate(_sites(founding, dice)):
            forms = founding.foundings
            parent = under
            if founding.under:
                line = territory.chain(area) if area else ()
                above = (standing.get((founding.under, one.id)) for one in line)
                parent = next((one for one in above if one is not None), None)
            standing[founding.kind, area] = appointing.found(
                key=f"{founding.kind}.{code}",
                kind=founding.kind,
                name=founding.pattern.replace("{area}", name),
                parent_id=parent,
                area_id=area,
                founding=forms[number % len(forms)] if forms else "",
                actor=actor,
                now=now,
            )
            count += 1
    return count


def _sites(
    founding: Founding, dice: random.Random
) -> Iterable[tuple[str, str, UUID | None, UUID | None]]:
    """(code, name, area, parent) for each organisation to found, in a fixed order."""
    sites: list[tuple[str, str, UUID | None, UUID | None]] = [
        (area.code, territory.full_name(area.id, area.kind), area.id, None)
        if area.kind != founding.each or territory.kinds()[area.kind].addressed
        else (area.code, _with_estate(area), area.id, None)
        for area in (territory.below("", founding.each) if founding.each else ())
    ]
    if founding.each_kind:
        some = sorted(organisations.units(founding.each_kind), key=lambda one: one.key)
        sites += [(one.key, one.short_name, one.area_id, one.id) for one in some]
    chosen = [one for one in sites if founding.share >= 1 or dice.random() < founding.share]
    return chosen[: founding.most or None]


def _with_estate(area: Area) -> str:
    """A grid's name alone says nothing: with that of the area above."""
    line = territory.chain(area.id)
    return f"{line[1].short_name}{area.short_name}" if len(line) > 1 else area.short_name


# --- posts --------------------------------------------------------------------------------------


def appoint_all(cast: Cast) -> None:
    """Logins first, so that they have the posts that the file gives them; then everybody else."""
    posts = _posts(cast.now)
    for visitor in cast.plan.logins:
        account = cast.person(visitor.username, cast.plan.password)
        cast.visitors[account] = visitor
        cast.appoint(_post_of(visitor, posts), account)
        cast.logins.append(Login(visitor.role, visitor.username, cast.plan.password))
    for staffing in cast.plan.staff:
        mine = [
            post
            for post in posts
            if (staffing.duty in post.duties if staffing.duty else post.title == staffing.title)
        ]
        if staffing.also:
            _also(cast, staffing, mine)
        else:
            _fill(cast, staffing, mine)
    cast.seat()


def _posts(now: datetime) -> list[PostRow]:
    """All posts, in an order that does not depend on ids."""
    units: dict[UUID, Organisation] = {one.id: one for one in organisations.units()}
    rows = [post for some in organisations.posts(units, now=now).values() for post in some]
    return sorted(
        rows,
        key=lambda post: (
            units[post.organisation_id].key,
            post.title,
            territory.area(post.area_id).path if post.area_id else "",
        ),
    )


def _post_of(visitor: Visitor, posts: Sequence[PostRow]) -> PostRow:
    unit = organisations.unit(visitor.unit).id if visitor.unit else None
    area = territory.by_code(visitor.area).id if visitor.area else None
    for post in posts:
        if visitor.duty in post.duties and (
            post.organisation_id == unit if unit else post.area_id == area
        ):
            return post
    raise PlanUnreadable(why=f"logins: {visitor.username}")


def _fill(cast: Cast, staffing: Staffing, posts: list[PostRow]) -> None:
    """New people, each for so many neighbouring posts of one organisation; some posts stay empty,
    and some people carry more than the method advises."""
    free = [post for post in posts if not cast.taken[post.id]]
    empty = {post.id for post in cast.dice.sample(free, min(staffing.empty, len(free) // 2))}
    last: tuple[UUID, UUID, int] | None = None  # organisation, person, posts held
    for post in posts:
        if post.id in empty:
            continue
        wanted = cast.dice.randint(*staffing.people) - cast.taken[post.id]
        for _ in range(min(wanted, cast.room(post))):
            again = last is not None and last[0] == post.organisation_id
            if again and last is not None and last[2] < staffing.posts_each:
                account, count = last[1], last[2] + 1
            else:
                account, count = cast.person(), 1
            last = (post.organisation_id, account, count)
            cast.appoint(post, account)
    _overload(cast, staffing, [post for post in posts if post.id not in empty])


def _overload(cast: Cast, staffing: Staffing, posts: list[PostRow]) -> None:
    most = organisations.duty(staffing.duty).most if staffing.duty else 0
    if not (staffing.overloaded and most):
        return
    by_unit: dict[UUID, list[PostRow]] = defaultdict(list)
    for post in posts:
        by_unit[post.organisation_id].append(post)
    large = [some for some in by_unit.values() if len(some) > most + 1]
    for some in cast.dice.sample(large, min(staffing.overloaded, len(large))):
        begin = cast.dice.randrange(len(some) - most - 1)
        place = next(where for where in _places(some[begin]) if where[0] == staffing.duty)
        account = cast.held[place][-1]
        for post in some[begin + 1 : begin + most + 2]:
            if cast.room(post) > 0:
                cast.appoint(post, account)


def _also(cast: Cast, staffing: Staffing, posts: list[PostRow]) -> None:
    """Whoever has one of these duties at the post's area, or nearest above it, holds it too."""
    turns: dict[Where, int] = defaultdict(int)
    for post in posts:
        where = _nearest(cast, staffing.also, post.area_id)
        if where is None or cast.room(post) < 1:
            continue
        some = cast.held[where]
        account = some[turns[where] // staffing.posts_each % len(some)]
        turns[where] += 1
        cast.appoint(post, account)


def _nearest(cast: Cast, duties: Sequence[str], area_id: UUID | None) -> Where | None:
    for area in territory.chain(area_id) if area_id else ():
        for key in duties:
            if cast.held.get((key, area.id)):
                return key, area.id
    return None


def administrators(cast: Cast) -> None:
    """The three administrators, with the passwords of the demonstration."""
    wanted = cast.plan.administrators
    if not wanted:
        return
    appointing.make_administrators(
        appointments=[
            Appointment(Administrator(one.kind), one.username, one.role.zh, cast.plan.password)
            for one in wanted
        ],
        must_change=False,
        actor=cast.actor,
        now=cast.now,
    )
    cast.logins += [Login(one.role, one.username, cast.plan.password) for one in wanted]


# --- covering -----------------------------------------------------------------------------------


def cover_all(cast: Cast) -> int:
    """包村, 包片, 联户 and the like; returns how many areas were covered."""
    count = 0
    for covering in cast.plan.covers:
        areas = [
            area
            for area in territory.below("", covering.over)
            if covering.share >= 1 or cast.dice.random() < covering.share
        ]
        gaps = cast.dice.sample(areas, min(covering.empty, len(areas) // 2))
        leaders = [cast.person() for _ in range(covering.people)]
        count += _cover(cast, covering, [one for one in areas if one not in gaps], leaders)
    return count


def _cover(cast: Cast, covering: Covering, areas: list[Area], leaders: list[UUID]) -> int:
    most = organisations.defined().covering[covering.kind].most or len(areas)
    load: dict[UUID, int] = defaultdict(int)
    overloads = covering.overloaded
    done = 0
    for number, area in enumerate(areas):
        some = leaders or _on_the_line(cast, covering.duty, area)
        if not some:
            continue
        account = some[number % len(some)] if leaders else min(some, key=lambda one: load[one])
        if overloads and load[some[0]] == most:
            account, overloads = some[0], overloads - 1
        elif load[account] >= most:
            continue
        load[account] += 1
        appointing.cover(
            kind=covering.kind,
            account_id=account,
            area_id=area.id,
            actor=cast.actor,
            now=cast.now,
        )
        done += 1
    return done


def _on_the_line(cast: Cast, duty: str, area: Area) -> list[UUID]:
    """Holders of the duty at the area, above it, or in an organisation that has its seat there."""
    for one in territory.chain(area.id):
        if cast.held.get((duty, one.id)):
            return cast.held[duty, one.id]
        for unit in organisations.units():
            if unit.area_id == one.id and cast.held.get((duty, unit.id)):
                return cast.held[duty, unit.id]
    return []
