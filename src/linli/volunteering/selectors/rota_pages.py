"""Pages of rotas: the desk's week grid with what the solver said, and what would change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.volunteering.models import (
    Rota,
    RotaDuty,
    RotaMember,
    RotaShift,
    RotaSwap,
    RotaWish,
)
from linli.volunteering.rules.rotas import bar
from linli.volunteering.selectors.rotas import (
    manages_rota,
    names_of,
    past_loads,
    role_names,
    rota_kind,
    rota_problem,
    rota_rows,
    seen_rota,
)
from linli.volunteering.terms import (
    AIMS,
    BARS,
    LIKINGS,
    Aim,
    Bar,
    ChangeRow,
    DutyCell,
    DutyState,
    Figure,
    Liking,
    OnRota,
    RotaDay,
    RotaKind,
    RotaPage,
    RotaProof,
    RotaState,
    RotaWeek,
    ShiftCell,
    SwapRow,
    SwapState,
)

PENDING = (SwapState.OPEN.value, SwapState.WAITING.value)


def why_words(why: Mapping[str, Any]) -> str:
    """Why somebody is on a shift, in a sentence; empty where nothing is known."""
    if why.get("swapped"):
        return _("换班换来的。")
    if not why:
        return ""
    found = [
        _(
            "这个班有 %(eligible)d 人能来；您这段时间共 %(load)d 班，"
            "大家是 %(least)d 到 %(most)d 班。"
        )
        % {key: why[key] for key in ("eligible", "load", "least", "most")}
    ]
    if why.get("past"):
        found.append(_("其中 %(past)d 班是以前的。") % {"past": why["past"]})
    if why.get("kept"):
        found.append(_("原来就是您。"))
    if why.get("liking"):
        found.append(_("您说过：%(liking)s。") % {"liking": LIKINGS[Liking(why["liking"])]})
    return " ".join(found)


def lack_words(kind: RotaKind, shift: RotaShift, lack: list[Any]) -> str:
    """`周三 3月4日 07:20 早班缺 1 人：3 人请假…`."""
    _slot, missing, role, why = lack
    pattern = kind.pattern(shift.pattern)
    head = _("%(when)s %(shift)s缺 %(n)d 人") % {
        "when": f"{local(shift.starts_at):%m-%d %H:%M}",
        "shift": pattern.name if pattern else shift.pattern,
        "n": missing,
    }
    if role:
        head = _("%(head)s（%(role)s）") % {"head": head, "role": role_names(kind, [role])[0]}
    reasons = "，".join(
        _("%(n)d 人%(why)s") % {"n": count, "why": BARS[Bar(one)]} for one, count in why
    )
    return _("%(head)s：%(reasons)s") % {"head": head, "reasons": reasons} if reasons else (
        _("%(head)s：名单上没有别的人了") % {"head": head}
    )  # fmt: skip


def rota_page(actor: Actor, rota_id: UUID, *, now: datetime) -> RotaPage:
    """The desk's page of a rota. Refuses `RotaNotFound`."""
    row = seen_rota(actor, rota_id)
    kind = rota_kind(row.kind, row.revision)
    shifts = list(RotaShift.objects.filter(rota=row).order_by("starts_at", "id"))
    members = list(RotaMember.objects.filter(rota=row).order_by("id"))
    names = names_of(members)
    outcome = row.outcome or {}
    by_id = {str(one.pk): one for one in shifts}
    lacks: dict[str, list[str]] = defaultdict(list)
    for lack in outcome.get("lacks", ()):
        if lack[0] in by_id:
            lacks[lack[0]].append(lack_words(kind, by_id[lack[0]], lack))
    duties = _duties(row, kind, members, names)
    manages = manages_rota(actor, row)
    return RotaPage(
        row=rota_rows([row])[0],
        kind=kind,
        weeks=weeks_of(row.since, row.until, _cells(kind, shifts, duties, lacks, now)),
        people=_people(row, kind, members, names),
        figures=_figures(outcome),
        proof=_proof(outcome),
        lacks=tuple(words for listed in lacks.values() for words in listed),
        proposal=_changes(row, kind, by_id, names, duties),
        proposed_lacks=_proposed_lacks(row, kind, by_id),
        swaps=swap_rows(row, kind, names) if manages else (),
        reason=row.reason,
        manages=manages and row.state != RotaState.WITHDRAWN,
    )


def _duties(
    row: Rota, kind: RotaKind, members: list[RotaMember], names: Mapping[UUID, str]
) -> dict[UUID, list[DutyCell]]:
    roles = {one.pk: _("、").join(role_names(kind, one.roles)) for one in members}
    swapping = set(
        RotaSwap.objects.filter(duty__shift__rota=row, state__in=PENDING).values_list(
            "duty_id", flat=True
        )
    )
    gone = {one.pk for one in members if one.left_at is not None}
    found: dict[UUID, list[DutyCell]] = defaultdict(list)
    for one in RotaDuty.objects.filter(shift__rota=row).order_by("member_id"):
        name = names[one.member_id]
        if one.member_id in gone and one.state == DutyState.PLANNED:
            name = _("%(name)s（已退出）") % {"name": name}
        found[one.shift_id].append(
            DutyCell(
                id=one.pk,
                member_id=one.member_id,
                name=name,
                roles=roles[one.member_id],
                state=DutyState(one.state),
                why=why_words(one.why),
                swap=one.pk in swapping,
            )
        )
    return found


def _cells(
    kind: RotaKind,
    shifts: list[RotaShift],
    duties: Mapping[UUID, list[DutyCell]],
    lacks: Mapping[str, list[str]],
    now: datetime,
) -> dict[date, list[ShiftCell]]:
    found: dict[date, list[ShiftCell]] = defaultdict(list)
    for one in shifts:
        pattern = kind.pattern(one.pattern)
        found[one.day].append(
            ShiftCell(
                id=one.pk,
                name=str(pattern.name) if pattern else one.pattern,
                place=str(pattern.place) if pattern and pattern.place else "",
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                people=one.people,
                duties=tuple(duties.get(one.pk, ())),
                over=one.ends_at <= now,
                lacks=tuple(lacks.get(str(one.pk), ())),
            )
        )
    return found


def weeks_of(
    since: date, until: date, cells: Mapping[date, list[ShiftCell]]
) -> tuple[RotaWeek, ...]:
    """By weeks, Monday first, from the first day to the last; weeks without any shift are left
    out."""
    day = since - timedelta(days=since.weekday())
    found = []
    while day <= until:
        week = [day + timedelta(days=number) for number in range(7)]
        days = [one for one in week if since <= one <= until]
        if any(cells.get(one) for one in days):
            found.append(RotaWeek(tuple(RotaDay(one, tuple(cells.get(one, ()))) for one in days)))
        day += timedelta(days=7)
    return tuple(found)


def _people(
    row: Rota, kind: RotaKind, members: list[RotaMember], names: Mapping[UUID, str]
) -> tuple[OnRota, ...]:
    """Everybody on it in the order they came: nobody is ranked."""
    loads: Counter[UUID] = Counter()
    counted = RotaDuty.objects.filter(shift__rota=row).exclude(state=DutyState.ABSENT)
    for member_id, pattern, count in counted.values_list("member_id", "shift__pattern").annotate(
        n=Count("pk")
    ):
        known = kind.pattern(pattern)
        loads[member_id] += count * (known.weight if known else 1)
    past = past_loads(row, kind, [one.identity_id for one in members if one.identity_id])
    said = dict(
        RotaWish.objects.filter(member__rota=row).values_list("member_id").annotate(n=Count("pk"))
    )
    return tuple(
        OnRota(
            id=one.pk,
            name=names[one.pk],
            roles=tuple(one.roles),
            role_names=role_names(kind, one.roles),
            load=loads[one.pk],
            past=past.get(one.identity_id, 0) if one.identity_id else 0,
            left=one.left_at is not None,
            told=said.get(one.pk, 0),
        )
        for one in members
        if one.left_at is None or loads[one.pk]
    )


def _figures(outcome: Mapping[str, Any]) -> tuple[Figure, ...]:
    return tuple(
        Figure(str(AIMS[Aim(aim)]), value, value <= bound, bound)
        for aim, value, bound in outcome.get("aims", ())
    )


def _proof(outcome: Mapping[str, Any]) -> RotaProof | None:
    aims = outcome.get("aims")
    if aims is None:
        return None
    return RotaProof.BEST if all(value <= bound for _a, value, bound in aims) else RotaProof.FOUND


def _changes(
    row: Rota,
    kind: RotaKind,
    shifts: Mapping[str, RotaShift],
    names: Mapping[UUID, str],
    duties: Mapping[UUID, list[DutyCell]],
) -> tuple[ChangeRow, ...] | None:
    """The shifts that the proposal changes, before and after."""
    if row.proposal is None:
        return None
    found = []
    for key, ids in row.proposal["assigned"].items():
        shift = shifts[key]
        before = {one.member_id: one.name for one in duties.get(shift.pk, ())}
        after = {UUID(one) for one in ids}
        if set(before) == after:
            continue
        pattern = kind.pattern(shift.pattern)
        found.append(
            ChangeRow(
                day=shift.starts_at,
                shift=str(pattern.name) if pattern else shift.pattern,
                before=tuple(name for who, name in before.items() if who not in after),
                after=tuple(names[who] for who in sorted(after - set(before))),
            )
        )
    return tuple(sorted(found, key=lambda one: one.day))


def _proposed_lacks(row: Rota, kind: RotaKind, shifts: Mapping[str, RotaShift]) -> tuple[str, ...]:
    if row.proposal is None:
        return ()
    return tuple(lack_words(kind, shifts[one[0]], one) for one in row.proposal["outcome"]["lacks"])


def swap_rows(
    row: Rota, kind: RotaKind, names: Mapping[UUID, str], states: Iterable[str] = PENDING
) -> tuple[SwapRow, ...]:
    """Swaps that are under way; one statement."""
    rows = (
        RotaSwap.objects.filter(duty__shift__rota=row, state__in=list(states))
        .select_related("duty__shift", "back__shift")
        .order_by("asked_at")
    )
    return tuple(swap_row(one, row, kind, names) for one in rows)


def swap_row(one: RotaSwap, row: Rota, kind: RotaKind, names: Mapping[UUID, str]) -> SwapRow:
    shift = one.duty.shift
    pattern = kind.pattern(shift.pattern)
    back = f"{local(one.back.shift.starts_at):%m-%d %H:%M}" if one.back else ""
    return SwapRow(
        id=one.pk,
        duty_id=one.duty_id,
        rota=row.name,
        shift=str(pattern.name) if pattern else shift.pattern,
        place=str(pattern.place) if pattern and pattern.place else "",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        giver=names.get(one.giver_id, ""),
        state=SwapState(one.state),
        to_all=one.to_id is None,
        taker=names.get(one.taker_id, "") if one.taker_id else "",
        back=back,
        reason=one.reason,
    )


def swap_bars(
    row: Rota, duty: RotaDuty, taker: RotaMember, back: RotaDuty | None, *, now: datetime
) -> tuple[object, ...]:
    """Why the rules do not admit this swap; nothing if they do. A role that the shift needs must
    not be lost by it."""
    problem = rota_problem(row, now=now, wishes=False)
    people = {one.id: one for one in problem.workers}
    slots = {one.id: one for one in problem.slots}
    assigned: dict[str, set[str]] = defaultdict(set)
    for shift_id, member_id in RotaDuty.objects.filter(shift__rota=row).values_list(
        "shift_id", "member_id"
    ):
        assigned[str(shift_id)].add(str(member_id))
    moves = [(duty, taker.pk)] + ([(back, duty.member_id)] if back is not None else [])
    for one, _to in moves:
        assigned[str(one.shift_id)].discard(str(one.member_id))
    frozen = {key: tuple(sorted(ids)) for key, ids in assigned.items()}
    found: list[object] = []
    for one, to in moves:
        slot, who = slots[str(one.shift_id)], people[str(to)]
        there = assigned[slot.id]
        if who.id in there:
            found.append(_("已经在这个班上"))
        elif (barred := bar(problem, frozen, slot, who)) is not None:
            found.append(BARS[barred])
        for need in slot.roles:
            left = sum(1 for each in there if need.key in people[each].roles)
            had = left + (need.key in people[str(one.member_id)].roles)
            if left + (need.key in who.roles) < min(need.people, had):
                found.append(BARS[Bar.NO_ROLE])
    return tuple(found)
