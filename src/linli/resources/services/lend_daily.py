"""What lending does by itself every day: telling borrowers, and forgetting them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from linli.kernel import trail
from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local, midnight
from linli.kernel.database import transaction
from linli.resources import selectors
from linli.resources.models import Damage, LendTurn, Loan
from linli.resources.rules.lending import days_late, rungs_passed
from linli.resources.services.turns import hold_title, let_go, tell_borrower
from linli.resources.terms import LEND_DUE, LEND_LATE, QUEUED, StillLent, TurnState

LONGEST_REMIND = 60  # days before which nobody is told


def remind_borrowers(now: datetime) -> int:
    """Tell every borrower on the days of the method, once for each: before it is due, and after.
    Returns how many were told."""
    today, count = local(now).date(), 0
    soon = today + timedelta(days=LONGEST_REMIND)
    open_ = selectors.loans().filter(back_at__isnull=True, borrower__isnull=False)
    kinds = selectors.lend_kinds_defined()
    for one in list(open_.filter(due_on__lte=soon).order_by("due_on")):
        passed = rungs_passed(selectors.kind_of(one.kind, kinds), one.due_on, today)
        if passed <= one.told:
            continue
        with transaction():
            # who tells first says so; the other finds nothing to change
            told = Loan.objects.filter(pk=one.pk, back_at__isnull=True, told__lt=passed)
            if told.update(told=passed):
                template = LEND_LATE if days_late(one.due_on, today) else LEND_DUE
                end = midnight(one.due_on) + timedelta(hours=23, minutes=59)
                tell_borrower(
                    one.borrower_id, template, one.copy.title.name, one.copy.place, end, now
                )
                count += 1
    return count


def _open_damages() -> QuerySet[Damage]:
    """Those that wait for somebody's word."""
    return Damage.objects.filter(
        Q(settled_at__isnull=True) | (Q(upheld__isnull=True) & ~Q(appeal=""))
    )


def forget_borrowers(now: datetime) -> int:
    """Some time after a thing is back nobody knows any more who had it. Returns how many."""
    count = 0
    for kind in selectors.lend_kinds_defined().values():
        old = Loan.objects.filter(
            kind=kind.key, back_at__lt=now - timedelta(days=kind.forgets), borrower__isnull=False
        ).exclude(pk__in=_open_damages().values("loan_id"))
        with transaction():
            count += old.update(borrower=None)
            LendTurn.objects.filter(
                ended_at__lt=now - timedelta(days=kind.forgets), title__kind=kind.key
            ).update(person=None)
    return count


def erase_borrower(*, identity_id: UUID, now: datetime) -> int:
    """Forget a person who gave everything back. Refuses `StillLent`."""
    with transaction():
        rows = Loan.objects.filter(borrower_id=identity_id)
        open_damage = _open_damages().filter(loan__in=rows)
        if rows.filter(back_at__isnull=True).exists() or open_damage.exists():
            raise StillLent
        for turn in LendTurn.objects.filter(person_id=identity_id, state__in=[*QUEUED]):
            hold_title(turn.title_id)
            let_go(turn, TurnState.LEFT, now)
        count = LendTurn.objects.filter(person_id=identity_id).update(person=None)
        count += rows.update(borrower=None)
        if count:
            trail.record("resources.borrower_erased", actor=SYSTEM, now=now, data={"count": count})
    return count
