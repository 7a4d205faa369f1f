"""What the desks read: requests of people, who looked, the trail, lockouts, parameters."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.models import TrailLine
from linli.people.models import (
    Reveal,
    SubjectRequest,
)
from linli.people.selectors.persons import PAGE, account_by_username, account_names
from linli.people.terms import (
    AttemptRow,
    NoSuchRequest,
    ParameterRow,
    RequestKind,
    RequestRow,
    RequestState,
    RevealRow,
    TrailQuery,
    TrailRow,
)

# Whose whole work is a desk of people's, and where it is; whoever may see steps has a work list.
_DESKS = (
    ("accounts.see", "people_desk"),
    ("security.see", "people_desk"),
    ("trail.read", "people_desk"),
    ("people.rights", "people_requests"),
)


def own_desk(actor: Actor) -> str:
    """The name of the page where such an actor's work lies, or "" for all others."""
    if actor.may("procedures.see"):
        return ""
    return next((page for verb, page in _DESKS if actor.may(verb)), "")


def _request_row(row: SubjectRequest, now: datetime) -> RequestRow:
    return RequestRow(
        id=row.pk,
        identity_id=row.identity_id,
        kind=RequestKind(row.kind),
        state=RequestState(row.state),
        opened_at=row.opened_at,
        due_at=row.due_at,
        answered_at=row.answered_at,
        late=(row.answered_at or now) > row.due_at,
    )


def requests(actor: Actor, *, now: datetime, answered: bool = False) -> tuple[RequestRow, ...]:
    """Open requests of people about their data, soonest due first, or the latest that were
    answered; at most 200. Needs `people.rights`.
    """
    actor.require("people.rights")
    rows = SubjectRequest.objects.order_by("due_at").filter(state=RequestState.OPEN.value)
    if answered:
        rows = SubjectRequest.objects.exclude(state=RequestState.OPEN.value)
        rows = rows.order_by("-answered_at")
    return tuple(_request_row(row, now) for row in rows[:200])


def request_for(actor: Actor, request_id: UUID, *, now: datetime) -> RequestRow:
    """The doorway to one request; needs `people.rights`. `NoSuchRequest` if there is none."""
    actor.require("people.rights")
    row = SubjectRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise NoSuchRequest
    return _request_row(row, now)


def requests_of(identity_id: UUID, *, now: datetime) -> tuple[RequestRow, ...]:
    """One person's own requests, newest first (the caller knows that it is that person)."""
    rows = SubjectRequest.objects.filter(identity_id=identity_id).order_by("-opened_at")
    return tuple(_request_row(row, now) for row in rows)


def reveals(
    actor: Actor, *, identity_id: UUID | None = None, since: datetime | None = None
) -> tuple[RevealRow, ...]:
    """Who looked at whose data, newest first, at most 200; needs `trail.read`."""
    actor.require("trail.read")
    rows = Reveal.objects.order_by("-at")
    if identity_id is not None:
        rows = rows.filter(identity_id=identity_id)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return tuple(
        RevealRow(
            row.pk,
            row.identity_id,
            row.account_id,
            row.at,
            row.purpose,
            row.account.display_name if row.account else "",
        )
        for row in rows.select_related("account")[:200]
    )


def trail_lines(
    actor: Actor, query: TrailQuery | None = None, *, limit: int = PAGE
) -> tuple[TrailRow, ...]:
    """Lines of the trail, newest first, as the query asks; needs `trail.read`. A subject that is
    neither an id nor a username finds nothing. Two statements.
    """
    actor.require("trail.read")
    asked = query or TrailQuery()
    rows = TrailLine.objects.order_by("-number")
    if asked.name:
        rows = rows.filter(name__startswith=asked.name)
    if asked.since is not None:
        rows = rows.filter(at__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(at__lt=asked.until)
    if asked.before:
        rows = rows.filter(number__lt=asked.before)
    if asked.subject:
        wanted = _wanted(asked.subject)
        if wanted is None:
            return ()
        rows = rows.filter(Q(subject_id=wanted) | Q(actor_id=wanted))
    found = list(rows[:limit])
    names = account_names(row.actor_id for row in found if row.actor_id)
    return tuple(
        TrailRow(
            number=row.number,
            at=row.at,
            name=row.name,
            actor_kind=row.actor_kind,
            who=names.get(row.actor_id, "") if row.actor_id else "",
            subject_kind=row.subject_kind,
            subject_id=row.subject_id,
            via=row.via,
            data=json.dumps(row.data, ensure_ascii=False) if row.data else "",
        )
        for row in found
    )


def _wanted(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return account_by_username(text)


def failed_attempts(actor: Actor) -> tuple[AttemptRow, ...]:
    """Names and addresses with wrong tries that still count, latest first; `security.see`."""
    from axes.models import AccessAttempt  # noqa: PLC0415 - needs the app registry

    actor.require("security.see")
    rows = AccessAttempt.objects.order_by("-attempt_time")[:200]
    return tuple(
        AttemptRow(row.username or "", row.ip_address or "", row.failures_since_start,
                   row.attempt_time)
        for row in rows
    )  # fmt: skip


def parameters(actor: Actor) -> tuple[ParameterRow, ...]:
    """The security parameters in force with their clauses of GB/T 22239-2019; `security.see`."""
    actor.require("security.see")
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    idle = int(settings.LINLI_IDLE.total_seconds() // 60)
    return (
        ParameterRow(_("密码更换期限（天）"), str(settings.LINLI_PASSWORD_DAYS), "8.1.4.1 a"),
        ParameterRow(_("登录失败次数"), str(settings.AXES_FAILURE_LIMIT), "8.1.4.1 b"),
        ParameterRow(_("锁定时间（分钟）"), str(minutes), "8.1.4.1 b"),
        ParameterRow(_("空闲退出（分钟）"), str(idle), "8.1.4.1 b"),
        ParameterRow(_("第二因素"), settings.LINLI_SECOND_FACTOR, "8.1.4.1 d"),
        ParameterRow(_("同时登录的设备数"), str(settings.LINLI_SESSIONS), "8.1.4.2"),
        ParameterRow(_("加密算法"), settings.LINLI_CIPHER, "8.1.4.8"),
        ParameterRow(_("个人信息保存（天）"), str(settings.LINLI_RETENTION_DAYS), "8.1.4.11"),
    )
