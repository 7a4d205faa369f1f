"""A year of a county's commons: people serve, earn, order, fetch, borrow, give, are corrected and
appeal, and points expire; at the end every balance is proved from its postings, and what the ledger
says is what the shop, the hours and the loans say."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db.models import F, Sum
from tests.journeys.commons import Commons

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Refused
from linli.kernel.versions import unit_of_work
from linli.points import selectors as ledger
from linli.points import services as points
from linli.points.models import Intent, LedgerAccount, Transfer
from linli.points.terms import Cause, Grade, Holder, IntentState
from linli.resources import services as resources
from linli.resources.models import Loan, Offer, Order, PickUp
from linli.resources.terms import ORDER, Condition, OrderState
from linli.volunteering import services as volunteering
from linli.volunteering.models import ServiceRecord
from linli.volunteering.terms import RecordState

PEOPLE, WEEKS = 70, 52
LEAST_POSTINGS, LEAST_ENTRIES = 10_000, 20_000  # an entry: what was meant, and what was posted


@dataclass
class Year:
    """What happened, counted as it was done."""

    commons: Commons
    rng: random.Random
    earned: dict[UUID, list[UUID]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def tries(self, doing) -> object:
        """What a rule refuses is refused, and the year goes on."""
        try:
            with unit_of_work():
                found = doing()
        except Refused as refused:
            self.refused[refused.code] += 1
            return None
        self.done += 1
        return found

    def week(self, now: datetime) -> None:
        for person in self.commons.people:
            self._serves(person, now)
            self._helps(person, now)
            if self.rng.random() < 0.5:
                self._orders(person, now)
        self._gives(now + timedelta(days=3))
        self._borrows(now + timedelta(hours=2), now + timedelta(days=2))
        self._decides(now + timedelta(days=3))
        self._fetches(now + timedelta(days=4))
        self._corrects(now + timedelta(days=5))
        end = now + timedelta(days=6, hours=20)
        resources.lapse_orders(end)
        points.expire_due(end)
        points.release_due(end)

    def _serves(self, person: UUID, now: datetime) -> None:
        start = now + timedelta(days=self.rng.randint(0, 2), hours=self.rng.randint(0, 8))
        minutes = self.rng.choice((20, 45, 60, 90, 130))
        ended = start + timedelta(minutes=minutes)
        self.tries(
            lambda: volunteering.post_service(
                person=person,
                organisation_id=self.commons.team,
                title="护学",
                about=("activity", uuid4()),
                started_at=start,
                ended_at=ended,
                travel_minutes=self.rng.choice((0, 0, 15)),
                grade=Grade.CREDIT,
                key=f"year:{person}:{start.isoformat()}",
                actor=SYSTEM,
                now=ended,
            )
        )

    def _helps(self, person: UUID, now: datetime) -> None:
        given = self.tries(
            lambda: points.award(
                scheme="", to=Holder.person(person), deed="clue", key=str(uuid4()),
                cause=Cause.DEED, title="核实的线索", about=("matter", uuid4()),
                area_path=self.commons.area.path, actor=SYSTEM, now=now,
            )
        )  # fmt: skip
        if given is not None:
            self.earned.setdefault(person, []).append(given.id)
        self.tries(
            lambda: points.ask(
                deed=self.rng.choice(("help", "clean")), person=person, title="扶老人过街",
                key=str(uuid4()), area_path=self.commons.area.path, actor=SYSTEM, now=now,
            )
        )  # fmt: skip

    def _orders(self, person: UUID, now: datetime) -> None:
        offer = self.rng.choice(self.commons.offers)
        self.tries(
            lambda: resources.order(
                offer_id=offer, count=self.rng.randint(1, 3), person=person, key=uuid4(),
                actor=SYSTEM, now=now,
            )
        )  # fmt: skip

    def _gives(self, now: datetime) -> None:
        for giver, link in self.commons.families:
            self.tries(
                lambda giver=giver, link=link: volunteering.give_hours(
                    person=giver, link_id=link, minutes=30, key=str(uuid4()), actor=SYSTEM, now=now
                )
            )

    def _borrows(self, out: datetime, back: datetime) -> None:
        """Every umbrella goes out for a deposit; all but one come back before the week is over."""
        clerk, people = self.commons.clerk, self.rng.sample(self.commons.people, 12)
        for copy, person in zip(self.commons.copies, people, strict=True):
            self.tries(
                lambda copy=copy, person=person: resources.lend(
                    copy_id=copy, person=person, actor=clerk, now=out
                )
            )
        for copy in self.commons.copies[1:]:
            self.tries(
                lambda copy=copy: resources.give_back(
                    copy_id=copy, condition=Condition.FINE, actor=clerk, now=back
                )
            )

    def _decides(self, now: datetime) -> None:
        waiting = Intent.objects.filter(state=IntentState.ASKED).values_list("pk", flat=True)
        for entry in list(waiting):
            if self.rng.random() < 0.85:
                self.tries(
                    lambda entry=entry: points.authorise(
                        entry_id=entry, actor=self.commons.clerk, now=now
                    )
                )
            else:
                self.tries(
                    lambda entry=entry: points.refuse(
                        entry_id=entry, reason="没有这回事", actor=self.commons.clerk, now=now
                    )
                )

    def _fetches(self, now: datetime) -> None:
        rows = Order.objects.filter(state=OrderState.WAITING).values_list(
            "code", "count", "pk", "identity_id"
        )
        for code, count, order, person in list(rows):
            chance = self.rng.random()
            if chance < 0.7:
                self.tries(
                    lambda code=code, count=count, chance=chance: resources.hand_out(
                        code=code, count=self.rng.randint(1, count), drop_rest=chance < 0.35,
                        key=uuid4(), actor=self.commons.seller, now=now,
                    )
                )  # fmt: skip
            elif chance < 0.8:
                self.tries(
                    lambda order=order, person=person: resources.cancel_order(
                        order_id=order, person=person, actor=SYSTEM, now=now
                    )
                )

    def _corrects(self, now: datetime) -> None:
        """A few entries turn out to be wrong; half of those appeal, half of these are right."""
        for person in self.rng.sample(self.commons.people, 3):
            entry = self.rng.choice(self.earned[person])
            gone = self.tries(
                lambda entry=entry: points.claw_back(
                    entry_id=entry, reason="重复记了", actor=self.commons.clerk, now=now
                )
            )
            if gone is None or self.rng.random() < 0.5:
                continue
            appeal = points.appeal(
                entry_id=gone.id, person=person, words="没有重复", actor=SYSTEM, now=now
            )
            points.rule_appeal(
                appeal_id=appeal, upheld=self.rng.random() < 0.5, reason="查过了",
                actor=self.commons.other, now=now,
            )  # fmt: skip


def total(rows, what: str) -> int:
    return rows.aggregate(n=Sum(what))["n"] or 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # what is refused is rolled back, as outside of tests
def test_a_year_is_proved_at_its_end(in_county):
    commons = Commons(in_county("taining"), PEOPLE)
    year = Year(commons, random.Random(2026))
    for week in range(WEEKS):
        year.week(commons.begins + timedelta(weeks=week))
        if week % 4 == 3:
            commons.settle(commons.begins + timedelta(weeks=week, days=6))

    proof = ledger.proof()
    assert proof.faults == ()
    assert proof.postings == Transfer.objects.count() >= LEAST_POSTINGS
    assert proof.postings + Intent.objects.count() >= LEAST_ENTRIES
    assert year.refused.total() < year.done / 2, year.refused

    # hours: what the records count is what the ledger gave
    served = ServiceRecord.objects.filter(state=RecordState.CONFIRMED)
    assert total(served, "minutes") == total(
        Transfer.objects.filter(intent__cause=Cause.SERVICE, scheme="hours"), "amount"
    )
    # the shop: what was handed out was used up, what waits is held
    handed = PickUp.objects.aggregate(n=Sum(F("count") * F("order__price")))["n"]
    used = Transfer.objects.filter(intent__about_kind=ORDER, scheme__in=("points", "hours"))
    assert handed == total(used, "amount")
    waits = Order.objects.filter(state=OrderState.WAITING)
    left = waits.aggregate(n=Sum((F("count") - F("picked") - F("given_up")) * F("price")))["n"] or 0
    assert left == total(LedgerAccount.objects.filter(scheme__in=("points", "hours")), "held")
    stocked = commons.stock
    for offer in Offer.objects.filter(pk__in=commons.offers):
        gone = Order.objects.filter(offer=offer).aggregate(n=Sum(F("count") - F("given_up")))["n"]
        assert offer.stock == stocked[offer.pk] - (gone or 0) >= 0
    # what is lent: the deposits of what is out are held, all others are free again
    out = Loan.objects.filter(back_at__isnull=True)
    assert Loan.objects.count() > WEEKS
    assert total(out, "deposit") == total(LedgerAccount.objects.filter(scheme="deposit"), "held")
    # the merchant: owed for what was handed out, and paid by the settlements
    owed = total(PickUp.objects.filter(organisation_id=commons.merchant), "worth")
    unsettled = total(
        PickUp.objects.filter(organisation_id=commons.merchant, batch__isnull=True), "worth"
    )
    assert owed > unsettled
    assert ledger.balance("yuan", Holder.unit(commons.merchant)).amount == unsettled
