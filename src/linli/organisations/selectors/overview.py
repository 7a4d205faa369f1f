"""Tables that people read: the tree with its posts, who covers whom, gaps and overloads, counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from linli.kernel.actor import Actor
from linli.kernel.fields import within
from linli.kernel.language import Words
from linli.organisations import models
from linli.organisations.selectors.standing import defined, in_force
from linli.organisations.terms import (
    ORGANISATION,
    REPORTER,
    Administrator,
    CoverRow,
    Gap,
    HoldingRow,
    How,
    NoSuchHolding,
    OnDuty,
    PostRow,
    SheetRow,
)
from linli.people import selectors as people
from linli.territory import selectors as territory


def posts(organisation_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, tuple[PostRow, ...]]:
    """The posts of these organisations with those who hold them now; four statements for any
    number of organisations.
    """
    rows = list(
        models.Post.objects.filter(
            organisation_id__in=set(organisation_ids), until__isnull=True
        ).order_by("since", "pk")
    )
    ids = [row.pk for row in rows]
    duties: dict[UUID, list[str]] = defaultdict(list)
    for post_id, key in models.PostDuty.objects.filter(post_id__in=ids).values_list(
        "post_id", "duty"
    ):
        duties[post_id].append(key)
    held = _held(ids, now)
    found: dict[UUID, list[PostRow]] = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(
            PostRow(
                id=row.pk,
                organisation_id=row.organisation_id,
                title=row.title,
                duties=tuple(duties[row.pk]),
                area_id=row.area_id,
                places=row.places,
                holders=tuple(held[row.pk]),
            )
        )
    return {key: tuple(value) for key, value in found.items()}


def _held(post_ids: list[UUID], now: datetime) -> dict[UUID, list[HoldingRow]]:
    held: dict[UUID, list[HoldingRow]] = defaultdict(list)
    if not post_ids:
        return held
    away = dict(
        models.Leave.objects.filter(in_force(now), holding__post_id__in=post_ids).values_list(
            "holding_id", "stand_in__display_name"
        )
    )
    terms = (
        models.Holding.objects.filter(in_force(now), post_id__in=post_ids)
        .select_related("account")
        .order_by("since", "pk")
    )
    for one in terms:
        held[one.post_id].append(
            HoldingRow(
                id=one.pk,
                post_id=one.post_id,
                account_id=one.account_id,
                name=one.account.display_name,
                since=one.since,
                until=one.until,
                full_time=one.full_time,
                how=How(one.how),
                stand_in=away.get(one.pk, ""),
            )
        )
    return held


def post(post_id: UUID, *, now: datetime) -> PostRow | None:
    """One post that still stands, with its holders."""
    row = models.Post.objects.filter(pk=post_id, until__isnull=True).first()
    if row is None:
        return None
    found = posts([row.organisation_id], now=now)
    return next(one for one in found[row.organisation_id] if one.id == post_id)


def cover_table(actor: Actor, *, kind: str = "", now: datetime) -> tuple[CoverRow, ...]:
    """挂钩一览表: who covers what now, within the areas that the actor may see
    (`organisations.see`), in the order of the territory.
    """
    actor.require("organisations.see")
    defs = defined()
    rows = models.Cover.objects.filter(in_force(now)).select_related("account", "area")
    if kind:
        rows = rows.filter(kind=kind)
    paths = actor.area_paths("organisations.see")
    everywhere = actor.kind == "system"
    return tuple(
        CoverRow(
            id=row.pk,
            kind=row.kind,
            kind_name=defs.covering[row.kind].name,
            account_id=row.account_id,
            name=row.account.display_name,
            area_id=row.area_id,
            area_name=territory.full_name(row.area_id),
            note=row.note,
            since=row.since,
        )
        for row in rows.order_by("area__path", "kind", "since")
        if row.kind in defs.covering and (everywhere or row.area.path.startswith(paths))
    )


def cover_counts(*, area_path: str = "", now: datetime) -> dict[str, int]:
    """How many people cover something, by kind (scorecard A6: 包村, 包片, 联户), in an area."""
    rows = models.Cover.objects.filter(in_force(now), within("area__path", area_path))
    people_by_kind: dict[str, set[UUID]] = defaultdict(set)
    for kind, account_id in rows.values_list("kind", "account_id"):
        people_by_kind[kind].add(account_id)
    return {key: len(people_by_kind[key]) for key in defined().covering}


def kind_counts(*, area_path: str = "") -> dict[str, int]:
    """How many organisations of each kind stand (scorecard A3), in an area."""
    rows = models.Organisation.objects.filter(until__isnull=True)
    if area_path:
        rows = rows.filter(within("area__path", area_path))
    counted = Counter(rows.values_list("kind", flat=True))
    return {key: counted[key] for key in defined().kinds}


def founding_counts() -> dict[tuple[str, str], int]:
    """How many organisations stand by (kind, founding form): 27 兼合式小区党支部."""
    rows = models.Organisation.objects.filter(until__isnull=True).exclude(founding="")
    return dict(Counter(rows.values_list("kind", "founding")))


def duty_counts(*, now: datetime) -> dict[str, tuple[int, int]]:
    """For each duty held at areas: (areas with a holder, areas of that level), scorecard A2."""
    manned = _manned(now)
    counts = {}
    for key, duty in defined().duties.items():
        if duty.level not in {ORGANISATION, REPORTER}:
            areas = {one.id for one in territory.below("", duty.level)}
            counts[key] = (len(areas & manned.get(key, {}).keys()), len(areas))
    return counts


def _manned(now: datetime) -> dict[str, dict[UUID, set[UUID]]]:
    """Duty -> area -> accounts, of terms in force."""
    terms: dict[UUID, set[UUID]] = defaultdict(set)
    for post_id, account_id in models.Holding.objects.filter(
        in_force(now), account__is_active=True
    ).values_list("post_id", "account_id"):
        terms[post_id].add(account_id)
    found: dict[str, dict[UUID, set[UUID]]] = defaultdict(dict)
    rows = models.PostDuty.objects.filter(area__isnull=False, post_id__in=list(terms))
    for key, area_id, post_id in rows.values_list("duty", "area_id", "post_id"):
        if area_id is not None:
            found[key].setdefault(area_id, set()).update(terms[post_id])
    return found


def gaps(now: datetime, *, area_path: str = "") -> tuple[Gap, ...]:
    """定格定人定责: areas where a required duty has no holder, people with more areas than the
    method advises, and the same for kinds of covering; in an area, or the whole county.
    """
    defs = defined()
    manned = _manned(now)
    found: list[Gap] = []
    for key, duty in defs.duties.items():
        by_area = manned.get(key, {})
        if duty.required and duty.level not in {ORGANISATION, REPORTER}:
            found += [
                Gap("nobody", key, duty.name, area_id=area.id, area_name=area.name)
                for area in territory.below(area_path, duty.level)
                if not by_area.get(area.id)
            ]
        if duty.most:
            found += _too_many("overload", key, duty.name, duty.most, by_area, area_path)
    covered: dict[str, dict[UUID, set[UUID]]] = defaultdict(dict)
    for kind, area_id, account_id in models.Cover.objects.filter(in_force(now)).values_list(
        "kind", "area_id", "account_id"
    ):
        covered[kind].setdefault(area_id, set()).add(account_id)
    for key, cover in defs.covering.items():
        by_area = covered.get(key, {})
        if cover.required:
            found += [
                Gap("uncovered", key, cover.name, area_id=area.id, area_name=area.name)
                for level in cover.over
                for area in territory.below(area_path, level)
                if area.id not in by_area
            ]
        if cover.most:
            found += _too_many("overcovered", key, cover.name, cover.most, by_area, area_path)
    return tuple(found)


def sheet_levels() -> tuple[str, ...]:
    """The kinds of area for which a sheet can be drawn: first those where the method requires a
    holder, then those where it only advises how many areas are too many; each the lowest first.
    """
    duties = [one for one in defined().duties.values() if one.required or one.most]
    required = {duty.level for duty in duties if duty.required}
    order = list(territory.kinds())
    levels = {duty.level for duty in duties} & set(order)
    return tuple(sorted(levels, key=lambda key: (key not in required, -order.index(key))))


def sheet(actor: Actor, *, level: str, area_path: str = "", now: datetime) -> tuple[SheetRow, ...]:
    """定格定人定责: every area of that level within `area_path` which the actor may see
    (`organisations.see`), with its people. Areas with a gap come first, then those with somebody
    who has too many, then the rest in the order of the territory. Four statements.
    """
    actor.require("organisations.see")
    duties = {key: duty for key, duty in defined().duties.items() if duty.level == level}
    seen = ("",) if actor.kind == "system" else actor.area_paths("organisations.see")
    areas = [one for one in territory.below(area_path, level) if one.path.startswith(seen)]
    on_duty, counts = _on_duty(set(duties), now)
    rows = []
    for area in areas:
        here = on_duty.get(area.id, [])
        held = {key for key, _ in here}
        rows.append(
            SheetRow(
                area_id=area.id,
                name=area.short_name,
                where=territory.full_name(area.parent_id) if area.parent_id else "",
                people=tuple(
                    OnDuty(
                        account_id=term.account_id,
                        name=term.name,
                        duty=key,
                        duty_name=duties[key].name,
                        full_time=term.full_time,
                        count=counts[key, term.account_id],
                        most=duties[key].most,
                        stand_in=term.stand_in,
                    )
                    for key, term in here
                ),
                missing=tuple(
                    duty.name for key, duty in duties.items() if duty.required and key not in held
                ),
            )
        )
    rows.sort(key=lambda row: (not row.missing, not row.overloaded))
    return tuple(rows)


def _on_duty(
    keys: set[str], now: datetime
) -> tuple[dict[UUID, list[tuple[str, HoldingRow]]], Counter[tuple[str, UUID]]]:
    """Area -> (duty, term) of these duties, and how many areas each person has of each."""
    carried = list(
        models.PostDuty.objects.filter(
            duty__in=keys, area__isnull=False, post__until__isnull=True
        ).values_list("duty", "area_id", "post_id")
    )
    held = _held([post_id for _, _, post_id in carried], now)
    found: dict[UUID, list[tuple[str, HoldingRow]]] = defaultdict(list)
    areas: dict[tuple[str, UUID], set[UUID]] = defaultdict(set)
    for key, area_id, post_id in carried:
        for term in held[post_id]:
            found[area_id].append((key, term))
            areas[key, term.account_id].add(area_id)
    for rows in found.values():
        rows.sort(key=lambda row: (row[0], row[1].name))
    return found, Counter({key: len(mine) for key, mine in areas.items()})


def titles_held(account_ids: Iterable[UUID], *, now: datetime) -> dict[UUID, tuple[str, ...]]:
    """The posts that these people hold now, as `organisation · title`; one statement."""
    wanted = set(account_ids)
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = models.Holding.objects.filter(in_force(now), account_id__in=wanted).values_list(
        "account_id", "post__organisation__short_name", "post__title"
    )
    for account_id, organisation, title in rows.order_by("since", "pk"):
        found[account_id].append(f"{organisation} · {title}")
    return {account_id: tuple(found[account_id]) for account_id in wanted}


def holding(holding_id: UUID, *, now: datetime) -> tuple[PostRow, HoldingRow]:
    """A term in force with its post; `NoSuchHolding` if it is over."""
    post_id = (
        models.Holding.objects.filter(in_force(now), pk=holding_id)
        .values_list("post_id", flat=True)
        .first()
    )
    found = post(post_id, now=now) if post_id else None
    for term in found.holders if found else ():
        if found is not None and term.id == holding_id:
            return found, term
    raise NoSuchHolding


def administrator_posts(*, now: datetime) -> tuple[tuple[Administrator, PostRow], ...]:
    """The posts of the three administrators with their holders: system, security, audit."""
    kinds = {
        duty.key: Administrator(duty.administrator)
        for duty in defined().duties.values()
        if duty.administrator
    }
    carried = dict(
        models.PostDuty.objects.filter(duty__in=kinds, post__until__isnull=True).values_list(
            "post_id", "duty"
        )
    )
    organisations = models.Post.objects.filter(pk__in=carried).values_list(
        "organisation_id", flat=True
    )
    rows = [
        (kinds[carried[row.id]], row)
        for some in posts(set(organisations), now=now).values()
        for row in some
        if row.id in carried
    ]
    order = list(Administrator)
    return tuple(sorted(rows, key=lambda pair: order.index(pair[0])))


def _too_many(
    what: str, key: str, name: Words, most: int, by_area: dict[UUID, set[UUID]], area_path: str
) -> list[Gap]:
    """People with more than `most` areas, of whom at least one lies in `area_path`."""
    areas: dict[UUID, set[UUID]] = defaultdict(set)
    for area_id, accounts in by_area.items():
        for account_id in accounts:
            areas[account_id].add(area_id)
    over = {account: mine for account, mine in areas.items() if len(mine) > most}
    if area_path:
        known = territory.areas({one for mine in over.values() for one in mine})
        over = {
            account: mine
            for account, mine in over.items()
            if any(known[one].path.startswith(area_path) for one in mine if one in known)
        }
    names = people.account_names(over)
    rows = [
        Gap(what, key, name, account_id=account, name=names[account], count=len(mine), most=most)
        for account, mine in over.items()
    ]
    return sorted(rows, key=lambda gap: (-gap.count, gap.name))
