"""Elections as colleagues read them: what the method says, figures, lists, the doorway."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.deliberation.models import Candidate, Election, Renewal
from linli.deliberation.rules.choosing import rule_on
from linli.deliberation.rules.election_documents import (
    election_kinds,
    election_rule,
    election_rules,
)
from linli.deliberation.terms import (
    MANAGE,
    PART,
    SEE,
    ElectionKind,
    ElectionNotFound,
    ElectionRow,
    ElectionRule,
    ElectionState,
    NoRule,
    RenewalRow,
    UnknownKind,
)
from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.people import selectors as people
from linli.territory import selectors as territory

DECIDED = (ElectionState.DECIDED.value, ElectionState.COMPLETED.value)
MOST_ROWS = 1000


# --- what the method says -------------------------------------------------------------------------


@cached_by(parts.VERSION)
def elections_defined() -> dict[str, ElectionKind]:
    """The kinds of election of the method in force, by key."""
    return election_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _kinds_at(revision: str) -> dict[str, ElectionKind]:
    return election_kinds(parts.at(PART, revision))


@cached_by(parts.VERSION)
def _rules() -> tuple[tuple[ElectionRule, Mapping[str, Any]], ...]:
    document = parts.current(PART)[1]
    rows = document.get("election_rules", ())
    return tuple(zip(election_rules(document), rows, strict=True))


def election_kind(key: str, revision: str = "") -> ElectionKind:
    """As it was in `revision`, else as it is now. Refuses `UnknownKind`."""
    found = (_kinds_at(revision).get(key) if revision else None) or elections_defined().get(key)
    if found is None:
        raise UnknownKind(key=key[:40], field="kind")
    return found


def election_rule_for(
    key: str, day: date, area_path: str
) -> tuple[ElectionRule, Mapping[str, Any]]:
    """The rule in force there on that day, and its row for keeping. Refuses `NoRule`."""
    found = rule_on([rule for rule, _row in _rules()], key, day, area_path)
    if found is None:
        raise NoRule(rule=key, day=day.isoformat())
    return found, next(row for rule, row in _rules() if rule is found)


def rule_of_election(row: Election, kept: Mapping[str, Any] | None, today: date) -> ElectionRule:
    """By what an election is judged: the rule of the day of its first poll, today's before it."""
    if kept is not None:
        return election_rule(kept)
    kind = election_kind(row.kind, row.revision)
    return election_rule_for(kind.rule, today, row.area_path)[0]


# --- lists ----------------------------------------------------------------------------------------


def election_target(row: Election | Renewal) -> Target:
    return Target(row.area_path)


def may_run_election(actor: Actor, row: Election) -> bool:
    return actor.may(MANAGE, election_target(row))


def _seen(actor: Actor) -> Q:
    return Q() if actor.kind == "system" else within_any("area_path", actor.area_paths(SEE))


def renewals(actor: Actor, *, now: datetime) -> tuple[RenewalRow, ...]:
    """换届 in which the actor may see elections, newest first, with figures of those elections
    alone, at most 200. Two statements."""
    rows = Election.objects.filter(_seen(actor)).values("renewal_id")
    listed = list(Renewal.objects.filter(pk__in=rows).order_by("-launched_at", "-id")[:200])
    counts = _counts(Election.objects.filter(_seen(actor), renewal__in=listed), now)
    return tuple(_renewal(one, counts.get(one.pk, {})) for one in listed)


def renewal_for(actor: Actor, renewal_id: UUID, *, now: datetime) -> RenewalRow:
    """The doorway: `ElectionNotFound` for those who see none of its elections."""
    row = Renewal.objects.filter(pk=renewal_id).first()
    counts = _counts(Election.objects.filter(_seen(actor), renewal_id=renewal_id), now)
    if row is None or not counts:
        raise ElectionNotFound
    return _renewal(row, counts[renewal_id])


def _counts(rows: QuerySet[Election], now: datetime) -> dict[UUID, Mapping[str, Any]]:
    done = Q(state=ElectionState.COMPLETED)
    found = rows.order_by().values("renewal_id").annotate(
        total=Count("pk"),
        decided=Count("pk", filter=Q(state__in=DECIDED)),
        first_time=Count("pk", filter=Q(first_time=True)),
        shouldered=Count("pk", filter=Q(shouldered=True)),
        completed=Count("pk", filter=done),
        late=Count("pk", filter=~done & Q(renewal__target__lt=local(now).date())),
    )  # fmt: skip
    return {one["renewal_id"]: {**one} for one in found}


def _renewal(row: Renewal, counts: Mapping[str, Any]) -> RenewalRow:
    kind = elections_defined().get(row.kind)
    figures = ("total", "decided", "first_time", "shouldered", "completed", "late")
    return RenewalRow(
        id=row.pk,
        name=row.name,
        kind=kind.name if kind else Words(row.kind),
        kind_key=row.kind,
        place=territory.area(row.area_id).name,
        area_path=row.area_path,
        target=row.target,
        launched_at=row.launched_at,
        **{name: counts.get(name, 0) for name in figures},
    )


# What a number of the county's table stands for, as a filter of its elections.
SHOWN = {
    "decided": Q(state__in=DECIDED),
    "first_time": Q(first_time=True),
    "not_first_time": Q(first_time=False),
    "shouldered": Q(shouldered=True),
    "not_shouldered": Q(shouldered=False),
    "completed": Q(state=ElectionState.COMPLETED),
    "again": Q(state=ElectionState.AGAIN),
}


def elections(
    actor: Actor, renewal_id: UUID, *, now: datetime, shown: str = ""
) -> tuple[ElectionRow, ...]:
    """The elections of a renewal that the actor may see, by place; `shown` one of `SHOWN`, a state,
    or `late`. One statement."""
    rows = Election.objects.filter(_seen(actor), renewal_id=renewal_id).select_related("renewal")
    if shown == "late":
        late = Q(renewal__target__lt=local(now).date()) & ~Q(state=ElectionState.COMPLETED)
        rows = rows.filter(late)
    elif shown in SHOWN:
        rows = rows.filter(SHOWN[shown])
    elif shown in {one.value for one in ElectionState}:
        rows = rows.filter(state=shown)
    return tuple(election_row(one, now) for one in rows.order_by("area_path")[:MOST_ROWS])


def elections_at(actor: Actor, area_path: str, *, now: datetime) -> tuple[ElectionRow, ...]:
    """All elections of one place that the actor may see, newest first."""
    rows = Election.objects.filter(_seen(actor), area_path=area_path).select_related("renewal")
    return tuple(election_row(one, now) for one in rows.order_by("-id")[:MOST_ROWS])


def election_row(row: Election, now: datetime) -> ElectionRow:
    kind = election_kind(row.kind, row.revision)
    today = local(now).date()
    return ElectionRow(
        id=row.pk,
        place=territory.full_name(row.area_id, "town"),
        state=ElectionState(row.state),
        registered=row.registered,
        polls=row.polls_held,
        vacant=row.vacant,
        first_time=row.first_time,
        shouldered=row.shouldered,
        late=row.state != ElectionState.COMPLETED and row.renewal.target < today,
        polls_from=polls_from(row, kind, today),
        completed_at=row.completed_at,
    )


def polls_from(row: Election, kind: ElectionKind, today: date) -> date | None:
    """The first day on which a poll may be held, once the roll is published."""
    if row.roll_published is None:
        return None
    try:
        rule, _row = election_rule_for(kind.rule, today, row.area_path)
    except NoRule:
        return None
    return row.roll_published + timedelta(days=rule.roll_days)


def election_for(actor: Actor, election_id: UUID) -> Election:
    """The doorway: `ElectionNotFound` for those who may not see it."""
    row = Election.objects.filter(pk=election_id).select_related("renewal").first()
    if row is None or not (actor.may(SEE, election_target(row)) or may_run_election(actor, row)):
        raise ElectionNotFound
    return row


# --- names ----------------------------------------------------------------------------------------


def candidate_names(rows: Iterable[Candidate], *, public: bool = False) -> dict[UUID, str]:
    """What candidates are called: by the name that they agreed to publish; otherwise a colleague by
    the account's name among colleagues, and everybody masked before the public. Two statements."""
    listed = list(rows)
    rest = [one for one in listed if not one.name]
    accounts = people.account_names([one.account_id for one in rest if one.account_id])
    masked = people.masked([one.identity_id for one in rest if one.identity_id])
    named: dict[UUID, str] = {}
    for one in listed:
        name = one.name
        if not name and one.account_id:
            name = accounts.get(one.account_id, "")
            name = f"{name[:1]}○○" if public and name else name
        if not name and one.identity_id:
            name = masked[one.identity_id].name
        named[one.pk] = name or _("（已删除）")
    return named


def candidacies_of(identity_id: UUID) -> list[dict[str, Any]]:
    """The elections in which one person stood, for their own copy."""
    rows = Candidate.objects.filter(identity_id=identity_id).select_related("election")
    return [
        {
            "place": territory.full_name(one.election.area_id, "town"),
            "name": one.name,
            "positions": "、".join(
                position.name.zh
                for position in election_kind(one.election.kind, one.election.revision).positions
                if position.key in one.positions
            ),
            "at": one.nominated_at.isoformat(),
        }
        for one in rows.order_by("nominated_at")
    ]


# --- figures by name ------------------------------------------------------------------------------


def _decided(area_path: str, since: datetime, until: datetime) -> QuerySet[Election]:
    span = Q(decided_at__gte=since, decided_at__lt=until)
    return Election.objects.filter(within("area_path", area_path), span)


def _part(rows: QuerySet[Election], part: Q) -> tuple[int, int]:
    found = rows.aggregate(part=Count("pk", filter=part), whole=Count("pk"))
    return found["part"], found["whole"]


def one_time_success(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Elections decided in that time that filled every seat in the first poll, of all decided."""
    return _part(_decided(area_path, since, until), Q(first_time=True))


def one_shoulder(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Elections decided in that time whose elected head is the party secretary too, of those whose
    method asks for it."""
    rows = _decided(area_path, since, until).filter(shouldered__isnull=False)
    return _part(rows, Q(shouldered=True))


def elections_completed(area_path: str, since: datetime, until: datetime) -> tuple[int, int]:
    """Elections whose target date lies in that time: those that were completed by it, of all."""
    rows = Election.objects.filter(
        within("area_path", area_path),
        renewal__target__gte=local(since).date(),
        renewal__target__lt=local(until).date(),
    )
    targets = rows.values_list("completed_at", "renewal__target")
    listed = list(targets)
    in_time = sum(1 for at, target in listed if at is not None and local(at).date() <= target)
    return in_time, len(listed)
