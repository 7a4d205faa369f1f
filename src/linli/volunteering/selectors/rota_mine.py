"""What somebody on a rota sees: their shifts and why they, what others offer; and today's board."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from linli.kernel.clock import local
from linli.kernel.fields import within
from linli.organisations import selectors as organisations
from linli.volunteering.models import (
    Rota,
    RotaDuty,
    RotaLeave,
    RotaMember,
    RotaShift,
    RotaSwap,
    RotaWish,
)
from linli.volunteering.selectors.rota_pages import PENDING, swap_row, why_words
from linli.volunteering.selectors.rotas import names_of, role_names, rota_kind, rotas_defined
from linli.volunteering.terms import (
    FEED_AHEAD,
    FEED_BACK,
    BoardShift,
    DutyNotFound,
    DutyState,
    MyDuty,
    MyLeave,
    MyRota,
    RotaNotFound,
    RotaState,
    SwapRow,
    SwapState,
    WishShift,
)

MOST_OF_MINE = 60


def my_duties(person: UUID, *, now: datetime, over: bool = False) -> tuple[MyDuty, ...]:
    """One's own shifts on published rotas: those to come (today's included), or those that are
    over, the latest first. Two statements."""
    today = local(now).date()
    rows = RotaDuty.objects.filter(
        member__identity_id=person,
        member__left_at__isnull=True,
        shift__rota__state=RotaState.PUBLISHED,
    ).select_related("shift__rota")
    if over:
        rows = rows.filter(shift__day__lt=today).order_by("-shift__starts_at")
    else:
        rows = rows.filter(shift__day__gte=today).order_by("shift__starts_at")
    listed = list(rows[:MOST_OF_MINE])
    swaps = dict(
        RotaSwap.objects.filter(duty__in=listed, state__in=PENDING).values_list("duty_id", "state")
    )
    return tuple(_mine(one, swaps.get(one.pk, ""), now) for one in listed)


def _mine(one: RotaDuty, swap: str, now: datetime) -> MyDuty:
    shift, rota = one.shift, one.shift.rota
    pattern = rota_kind(rota.kind, rota.revision).pattern(shift.pattern)
    return MyDuty(
        id=one.pk,
        rota_id=rota.pk,
        rota=rota.name,
        shift=str(pattern.name) if pattern else shift.pattern,
        place=str(pattern.place) if pattern and pattern.place else "",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        state=DutyState(one.state),
        why=why_words(one.why),
        may_swap=one.state == DutyState.PLANNED and shift.starts_at > now and not swap,
        swap=SwapState(swap) if swap else None,
    )


def my_duty(duty_id: UUID, person: UUID, *, now: datetime) -> MyDuty:
    """One of one's own. Refuses `DutyNotFound`."""
    row = (
        RotaDuty.objects.filter(
            pk=duty_id, member__identity_id=person, shift__rota__state=RotaState.PUBLISHED
        )
        .select_related("shift__rota")
        .first()
    )
    if row is None:
        raise DutyNotFound
    swap = RotaSwap.objects.filter(duty=row, state__in=PENDING).values_list("state", flat=True)
    return _mine(row, swap.first() or "", now)


def colleagues_for(duty_id: UUID) -> tuple[tuple[UUID, str], ...]:
    """Whom one may ask by name, masked; in the order they came."""
    mine = RotaDuty.objects.select_related("shift").get(pk=duty_id)
    members = list(
        RotaMember.objects.filter(rota_id=mine.shift.rota_id, left_at__isnull=True)
        .exclude(pk=mine.member_id)
        .order_by("id")
    )
    names = names_of(members)
    return tuple((one.pk, names[one.pk]) for one in members)


def shifts_in_return(duty_id: UUID, *, now: datetime) -> tuple[tuple[UUID, UUID, datetime], ...]:
    """Shifts of the others that could be done in return: (duty, whose, when)."""
    mine = RotaDuty.objects.select_related("shift").get(pk=duty_id)
    rows = RotaDuty.objects.filter(
        shift__rota_id=mine.shift.rota_id,
        shift__starts_at__gt=now,
        state=DutyState.PLANNED,
        member__left_at__isnull=True,
    ).exclude(Q(member_id=mine.member_id) | Q(shift_id=mine.shift_id))
    ordered = rows.order_by("shift__starts_at", "pk")
    return tuple(ordered.values_list("pk", "member_id", "shift__starts_at"))


def my_swaps(person: UUID, *, now: datetime) -> tuple[tuple[SwapRow, ...], tuple[SwapRow, ...]]:
    """What one has asked and is not settled; what others ask of oneself, or of everybody on a rota
    that one is on."""
    mine = {
        one.rota_id: one.pk
        for one in RotaMember.objects.filter(identity_id=person, left_at__isnull=True)
    }
    rows = (
        RotaSwap.objects.filter(
            duty__shift__rota_id__in=mine,
            state__in=PENDING,
            duty__shift__starts_at__gt=now,
            duty__shift__rota__state=RotaState.PUBLISHED,
        )
        .select_related("duty__shift__rota", "back__shift", "giver", "to", "taker")
        .order_by("duty__shift__starts_at")
    )
    listed = list(rows)
    people = [m for one in listed for m in (one.giver, one.to, one.taker) if m is not None]
    names = names_of(people)
    asked, offered = [], []
    for one in listed:
        rota = one.duty.shift.rota
        shown = swap_row(one, rota, rota_kind(rota.kind, rota.revision), names)
        own = mine[rota.pk]
        if one.giver_id == own:
            asked.append(shown)
        elif one.state == SwapState.OPEN and one.to_id in (None, own):
            offered.append(shown)
    return tuple(asked), tuple(offered)


def my_rotas(person: UUID, *, now: datetime) -> tuple[MyRota, ...]:
    """Drafts of which one may still say when one can, and published ones that are not over."""
    members = {
        one.rota_id: one.pk
        for one in RotaMember.objects.filter(
            identity_id=person, left_at__isnull=True, rota__until__gte=local(now).date()
        )
    }
    rotas = Rota.objects.filter(pk__in=members).exclude(state=RotaState.WITHDRAWN)
    shifts = dict(
        RotaShift.objects.filter(rota_id__in=members).values_list("rota_id").annotate(n=Count("pk"))
    )
    said = dict(
        RotaWish.objects.filter(member_id__in=members.values())
        .values_list("member_id")
        .annotate(n=Count("pk"))
    )
    return tuple(
        MyRota(
            id=one.pk,
            name=one.name,
            since=one.since,
            until=one.until,
            state=RotaState(one.state),
            told=said.get(members[one.pk], 0),
            shifts=shifts.get(one.pk, 0),
        )
        for one in rotas.order_by("since", "id")
    )


def my_leaves(person: UUID, *, now: datetime) -> tuple[MyLeave, ...]:
    rows = RotaLeave.objects.filter(identity_id=person, until__gte=local(now).date())
    return tuple(MyLeave(one.pk, one.since, one.until) for one in rows.order_by("since", "pk"))


def wish_page(rota_id: UUID, person: UUID) -> tuple[MyRota, tuple[WishShift, ...]]:
    """A draft's shifts with what one said of each. Refuses `RotaNotFound`."""
    member = (
        RotaMember.objects.filter(rota_id=rota_id, identity_id=person, left_at__isnull=True)
        .select_related("rota")
        .first()
    )
    if member is None or member.rota.state == RotaState.WITHDRAWN:
        raise RotaNotFound
    rota = member.rota
    kind = rota_kind(rota.kind, rota.revision)
    said = dict(RotaWish.objects.filter(member=member).values_list("shift_id", "liking"))
    shown = []
    for one in RotaShift.objects.filter(rota=rota).order_by("starts_at", "id"):
        pattern = kind.pattern(one.pattern)
        shown.append(
            WishShift(
                id=one.pk,
                name=str(pattern.name) if pattern else one.pattern,
                place=str(pattern.place) if pattern and pattern.place else "",
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                liking=said.get(one.pk, ""),
            )
        )
    head = MyRota(
        rota.pk, rota.name, rota.since, rota.until, RotaState(rota.state), len(said), len(shown)
    )
    return head, tuple(shown)


def duty_board(*, area_path: str, now: datetime) -> tuple[BoardShift, ...]:
    """Who is on today at and below a place, by role and team: no names, no phones. Only rotas whose
    kind is shown to the public."""
    today = local(now).date()
    shown = [key for key, kind in rotas_defined().items() if kind.shown]
    rows = RotaShift.objects.filter(
        within("rota__area_path", area_path),
        rota__state=RotaState.PUBLISHED,
        rota__kind__in=shown,
        day=today,
    ).select_related("rota")
    shifts = list(rows.order_by("starts_at", "id"))
    roles: dict[UUID, list[list[str]]] = defaultdict(list)
    on = RotaDuty.objects.filter(shift__in=shifts, member__left_at__isnull=True).exclude(
        state=DutyState.ABSENT
    )
    for shift_id, held in on.order_by("pk").values_list("shift_id", "member__roles"):
        roles[shift_id].append(held)
    return tuple(_board(one, roles[one.pk], now) for one in shifts)


def _board(one: RotaShift, held: list[list[str]], now: datetime) -> BoardShift:
    kind = rota_kind(one.rota.kind, one.rota.revision)
    pattern = kind.pattern(one.pattern)
    return BoardShift(
        name=str(pattern.name) if pattern else one.pattern,
        place=str(pattern.place) if pattern and pattern.place else "",
        team=organisations.unit_by_id(one.rota.organisation_id).name,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        roles=tuple(name for keys in held for name in role_names(kind, keys[:1])),
        people=len(held),
        now=one.starts_at <= now < one.ends_at,
    )


def duties_done(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Measure: of the places on shifts that ended there in that time, those where somebody was."""
    shifts = RotaShift.objects.filter(
        within("rota__area_path", area_path),
        rota__state=RotaState.PUBLISHED,
        ends_at__gte=since,
        ends_at__lt=until,
    )
    wanted = sum(shifts.values_list("people", flat=True))
    done = RotaDuty.objects.filter(shift__in=shifts, state=DutyState.DONE).count()
    return done, wanted


def duties_feed(person: UUID, *, now: datetime) -> tuple[MyDuty, ...]:
    """One's shifts on published rotas, for one's calendar."""
    rows = (
        RotaDuty.objects.filter(
            member__identity_id=person,
            member__left_at__isnull=True,
            shift__rota__state=RotaState.PUBLISHED,
            shift__starts_at__gte=now - FEED_BACK,
            shift__starts_at__lt=now + FEED_AHEAD,
        )
        .exclude(state=DutyState.ABSENT)
        .select_related("shift__rota")
        .order_by("shift__starts_at", "pk")[:500]
    )
    return tuple(_mine(one, "", now) for one in rows)


def rota_data_of(identity_id: UUID) -> dict[str, list[dict[str, str]]]:
    """What rotas hold of a person, for their own copy."""
    duties = RotaDuty.objects.filter(member__identity_id=identity_id).select_related("shift__rota")
    wishes = RotaWish.objects.filter(member__identity_id=identity_id).select_related("shift")
    leaves = RotaLeave.objects.filter(identity_id=identity_id).order_by("since")
    return {
        "duties": [
            {
                "rota": one.shift.rota.name,
                "at": one.shift.starts_at.isoformat(),
                "state": one.state,
            }
            for one in duties.order_by("shift__starts_at")
        ],
        "wishes": [
            {"at": one.shift.starts_at.isoformat(), "liking": one.liking}
            for one in wishes.order_by("shift__starts_at")
        ],
        "leaves": [
            {"since": one.since.isoformat(), "until": one.until.isoformat()} for one in leaves
        ],
    }
