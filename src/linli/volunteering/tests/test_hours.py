"""Hours of service: no minute twice, travel left out, whole steps; proved by others."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import versions
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.points import selectors as ledger
from linli.points.terms import Grade, Holder
from linli.volunteering import selectors, services
from linli.volunteering.rules.hours import counted
from linli.volunteering.terms import (
    CLAIMS_A_DAY,
    LeaderMustProve,
    OwnService,
    PaidService,
    Proof,
    RecordNotFound,
    RecordState,
    SecondPersonNeeded,
    ServiceDecided,
    ServiceEmpty,
    ServiceKeyReused,
    ServiceNotCounted,
    ServiceReasonMissing,
    TooManyClaims,
    WrongServiceTime,
)
from linli.volunteering.tests.hours_scene import (
    claimed,
    clerk,
    committee,
    known_as,
    resident,
    served,
    set_scene,
)

DAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
SPANS = st.lists(
    st.tuples(st.integers(0, 600), st.integers(1, 300), st.integers(0, 60)), max_size=8
)


def at(minutes):
    return DAY + timedelta(minutes=minutes)


@given(SPANS, st.sampled_from([1, 10, 30]))
def test_no_minute_of_a_day_counts_twice(spans, step):
    taken, total, covered = [], 0, set()
    for begins, lasts, travel in spans:
        start, end = at(begins), at(begins + lasts)
        found = counted(start, end, taken=taken, travel=travel, step=step)
        new = set(range(begins, begins + lasts)) - covered
        assert found.span == found.minutes + found.overlap + found.travel + found.rounded
        assert found.overlap == lasts - len(new)
        assert found.minutes == max(len(new) - travel, 0) // step * step
        covered |= new
        total += found.minutes
        taken.append((start, end))
    assert total <= len(covered)


def test_half_hours_rounded_down_without_the_way():
    found = counted(at(0), at(125), taken=[], travel=20, step=30)
    assert (found.span, found.travel, found.rounded, found.minutes) == (125, 20, 15, 90)


def test_an_overlap_begun_is_a_whole_minute():
    taken = [(at(0), at(30) + timedelta(seconds=1))]
    assert counted(at(0), at(60), taken=taken, travel=0, step=1).minutes == 29


@pytest.fixture
def areas(db, now):
    return set_scene(now)


@pytest.fixture
def unit(areas):
    return committee(areas)


@pytest.fixture
def wang(areas, now):
    return resident(1, now)


def saved(person):
    return ledger.balance("hours", Holder.person(person)).amount


def only(person):
    return selectors.records_of(person)[0]


def test_hours_checked_in_and_out_are_in_the_ledger(wang, unit, now):
    served(wang, unit, now, lasts=125, travel_minutes=20)
    row = only(wang)
    assert (row.minutes, row.rounded_minutes, row.proof) == (90, 15, Proof.EVENT)
    assert row.state is RecordState.CONFIRMED
    assert saved(wang) == 90
    assert selectors.hours_of(wang).credit == 90
    assert TrailLine.objects.filter(name="volunteering.served", subject_id=row.id).exists()


def test_the_same_key_is_the_same_record(wang, unit, now):
    first = served(wang, unit, now)
    assert served(wang, unit, now) == first
    assert saved(wang) == 120
    with pytest.raises(ServiceKeyReused):
        served(wang, unit, now, lasts=60)


def test_a_record_over_another_is_cut_and_says_so(wang, unit, now):
    served(wang, unit, now, ago=240, lasts=120)
    second = served(wang, unit, now, ago=180, lasts=120, key="k2")
    row = selectors.record_of(second, wang)
    assert (row.minutes, row.overlap_minutes) == (60, 60)
    inside = selectors.record_of(served(wang, unit, now, ago=200, lasts=60, key="k3"), wang)
    assert (inside.minutes, inside.entry_id, inside.state) == (0, None, RecordState.CONFIRMED)
    assert saved(wang) == 180


@pytest.mark.parametrize(("ago", "lasts"), [(60, 90), (60, 0), (60, -30), (3000, 1441)])
def test_only_what_is_over_and_no_longer_than_a_day(wang, unit, now, ago, lasts):
    with pytest.raises(WrongServiceTime):
        served(wang, unit, now, ago=ago, lasts=lasts)


def test_honour_needs_somebody_else(wang, unit, areas, now):
    with pytest.raises(OwnService):
        served(wang, unit, now, grade=Grade.HONOUR)
    own = clerk(areas, now)
    known_as(own, wang)
    with pytest.raises(OwnService):
        served(wang, unit, now, grade=Grade.HONOUR, confirmed_by=own.account_id)
    with pytest.raises(ServiceEmpty):
        served(wang, unit, now, title="  ")
    assert not selectors.records_of(wang)


def test_without_a_ledger_hours_are_recorded_to_the_minute(now, db):
    areas = set_scene(now, text="", schemes=[])
    person = resident(1, now)
    served(person, committee(areas), now, lasts=47)
    assert (only(person).minutes, only(person).entry_id) == (47, None)


def test_what_a_volunteer_tells_counts_when_a_colleague_has_proved_it(wang, unit, areas, now):
    claim = claimed(wang, unit, now, lasts=130, travel_minutes=30)
    assert claimed(wang, unit, now, lasts=130) == claim
    assert saved(wang) == 0
    actor = clerk(areas, now)
    services.prove_claim(record_id=claim, actor=actor, now=now)
    row = only(wang)
    assert (row.minutes, row.grade, row.proof, row.proved_by) == (
        90, Grade.HONOUR, Proof.LEADER, "陈主任",
    )  # fmt: skip
    assert saved(wang) == 90
    assert selectors.hours_of(wang).honour == 90
    with pytest.raises(ServiceDecided):
        services.prove_claim(record_id=claim, actor=actor, now=now)


def test_claims_are_cut_by_what_was_counted_meanwhile(wang, unit, areas, now):
    claim = claimed(wang, unit, now)
    served(wang, unit, now, ago=120, lasts=60)
    services.prove_claim(record_id=claim, actor=clerk(areas, now), now=now)
    assert saved(wang) == 120
    with pytest.raises(ServiceNotCounted) as refused:
        claimed(wang, unit, now, ago=150, lasts=60)
    assert refused.value.data["overlap"] == 60


def test_what_cannot_be_told(wang, unit, now):
    for wrong in ({"paid": True}, {"lasts": 20}, {"ago": 31 * 1440}, {"lasts": 200}):
        with pytest.raises((PaidService, ServiceNotCounted, WrongServiceTime)):
            claimed(wang, unit, now, **wrong)
    for number in range(CLAIMS_A_DAY):
        claimed(wang, unit, now, ago=60 * (number + 2), lasts=30)
    with pytest.raises(TooManyClaims):
        claimed(wang, unit, now, ago=3000, lasts=30)


def test_nobody_proves_their_own_nor_elsewhere(wang, unit, areas, now):
    claim = claimed(wang, unit, now)
    own = clerk(areas, now)
    known_as(own, wang)
    with pytest.raises(OwnService):
        services.prove_claim(record_id=claim, actor=own, now=now)
    elsewhere = clerk(areas, now, "other", "100002")
    with pytest.raises(NotAllowed):
        services.prove_claim(record_id=claim, actor=elsewhere, now=now)
    with pytest.raises(RecordNotFound):
        selectors.desk_record(elsewhere, claim)
    assert selectors.desk_record(own, claim).may_decide is False


def test_whoever_was_helped_proves_by_the_link(wang, unit, now):
    claimed(wang, unit, now)
    code, helped = only(wang).code, resident(2, now)
    assert selectors.asked_service(code).who == "王○"
    with pytest.raises(OwnService):
        services.answer_as_helped(code=code, person=wang, helped=True, actor=SYSTEM, now=now)
    services.answer_as_helped(code=code, person=helped, helped=True, actor=SYSTEM, now=now)
    assert (only(wang).proof, only(wang).proved_by, saved(wang)) == (Proof.HELPED, "王○", 120)
    with pytest.raises(RecordNotFound):
        services.answer_as_helped(
            code="AAAAAAAAAA", person=helped, helped=True, actor=SYSTEM, now=now
        )


def test_long_services_are_for_the_organisation_to_prove(wang, unit, now):
    claimed(wang, unit, now, ago=600, lasts=300)
    with pytest.raises(LeaderMustProve):
        services.answer_as_helped(
            code=only(wang).code, person=resident(2, now), helped=True, actor=SYSTEM, now=now
        )


def test_a_refusal_has_a_reason_and_an_appeal_goes_to_another(wang, unit, areas, now):
    claim, first, second = claimed(wang, unit, now), clerk(areas, now), clerk(areas, now, "two")
    with pytest.raises(ServiceReasonMissing):
        services.refuse_claim(record_id=claim, reason=" ", actor=first, now=now)
    services.refuse_claim(record_id=claim, reason="当天没有安排", actor=first, now=now)
    assert (only(wang).state, only(wang).reason) == (RecordState.REFUSED, "当天没有安排")
    appeal = {"record_id": claim, "words": "王大爷可以作证", "actor": SYSTEM, "now": now}
    with pytest.raises(RecordNotFound):
        services.appeal_claim(person=resident(2, now), **appeal)
    services.appeal_claim(person=wang, **appeal)
    with pytest.raises(SecondPersonNeeded):
        services.prove_claim(record_id=claim, actor=first, now=now)
    with pytest.raises(LeaderMustProve):
        services.answer_as_helped(
            code=only(wang).code, person=resident(2, now), helped=True, actor=SYSTEM, now=now
        )
    services.refuse_claim(record_id=claim, reason="问过了，没有", actor=second, now=now)
    with pytest.raises(ServiceDecided):
        services.appeal_claim(person=wang, **appeal)


def test_many_at_once_each_by_itself(wang, unit, areas, now):
    one, two = claimed(wang, unit, now), claimed(resident(2, now), unit, now)
    actor = clerk(areas, now)
    known_as(actor, wang)
    done, refused = services.prove_claims(record_ids=[one, two, two], actor=actor, now=now)
    assert done == 1
    assert [(each, type(no)) for each, no in refused] == [(one, OwnService)]
    assert selectors.desk_counts(actor) == (1, 0)


def test_withdrawn_before_anybody_proved_it(wang, unit, now):
    claim = claimed(wang, unit, now)
    services.withdraw_claim(record_id=claim, person=wang, actor=SYSTEM, now=now)
    assert only(wang).state is RecordState.WITHDRAWN
    assert claimed(wang, unit, now) != claim


def test_annulling_takes_two_and_the_ledger_takes_it_back(wang, unit, areas, now):
    record = served(wang, unit, now)
    first, second = clerk(areas, now), clerk(areas, now, "two")
    ask = {"record_id": record, "actor": first, "now": now}
    with pytest.raises(ServiceReasonMissing):
        services.ask_annul(reason="", **ask)
    with pytest.raises(ServiceDecided):
        services.rule_annul(record_id=record, annul=True, actor=second, now=now)
    services.ask_annul(reason="签到的不是本人", **ask)
    services.object_to_annul(record_id=record, person=wang, words="是我", actor=SYSTEM, now=now)
    with pytest.raises(SecondPersonNeeded):
        services.rule_annul(annul=True, **ask)
    assert selectors.desk_record(second, record).row.objection == "是我"
    services.rule_annul(record_id=record, annul=False, actor=second, now=now)
    assert (saved(wang), only(wang).annul_reason) == (120, "")
    services.ask_annul(reason="签到的不是本人", **ask)
    services.rule_annul(record_id=record, annul=True, actor=second, now=now)
    assert (saved(wang), only(wang).state) == (0, RecordState.ANNULLED)
    assert selectors.hours_of(wang).total == 0
    served(wang, unit, now, key="right")  # its time is free again
    assert saved(wang) == 120


def test_the_desk_takes_as_many_statements_for_many(
    wang, unit, areas, now, django_assert_num_queries
):
    actor = clerk(areas, now)

    def read():
        with versions.unit_of_work():
            selectors.desk_counts(actor)  # what is cached, is
            selectors.unit_target(unit)
            with django_assert_num_queries(3):
                return selectors.desk_records(actor)[0]

    claimed(wang, unit, now)
    assert len(read()) == 1
    for number in range(5):
        claimed(resident(number + 2, now), unit, now)
    assert len(read()) == 6
