from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from linli.kernel import cipher, trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.models import TrailLine
from linli.kernel.registry import subject_data
from linli.people import selectors, services
from linli.people.models import Consent, Identity, Reveal, SubjectRequest
from linli.people.terms import (
    AlreadyAnswered,
    BadPhone,
    MaskedPerson,
    NoSuchConsent,
    NoSuchIdentity,
    NothingToRemember,
    PhoneTaken,
    Purpose,
    PurposeMissing,
    ReasonMissing,
    RequestKind,
    RequestState,
)
from linli.people.tests.factories import account, staff

pytestmark = pytest.mark.django_db
RESIDENT = Actor(kind="resident")
HERE = Target("350429.100.")


@pytest.fixture
def zhang(now):
    return services.remember(name="张三丰", phone="138 0000 0012", actor=SYSTEM, now=now)


def test_the_same_phone_is_the_same_identity_and_nothing_is_overwritten(zhang, now):
    again = services.remember(
        name="李四", phone="+8613800000012", address="青云小区", actor=SYSTEM, now=now
    )
    assert again == zhang
    assert selectors.by_phone("138-0000-0012") == zhang
    assert selectors.masked([zhang]) == {zhang: MaskedPerson("张○○", "138****0012")}
    lines = TrailLine.objects.filter(subject_id=zhang).order_by("number")
    assert [line.name for line in lines] == ["people.identity_made", "people.identity_filled"]
    assert lines[1].data == {"fields": ["address"]}


def test_no_phone_is_a_new_identity_each_time(now):
    one, two = (services.remember(name="张三", actor=SYSTEM, now=now) for _ in range(2))
    assert one != two
    with pytest.raises(NothingToRemember):
        services.remember(name="  ", actor=SYSTEM, now=now)
    with pytest.raises(BadPhone):
        services.remember(name="张三", phone="12345", actor=SYSTEM, now=now)


def test_the_tables_hold_no_plain_word(zhang, now):
    services.reveal(
        identity_id=zhang,
        purpose="核实报事情况",
        target=HERE,
        actor=staff("people.reveal"),
        now=now,
    )
    with connection.cursor() as cursor:
        for model in (Identity, TrailLine):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            content = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row]
                            for row in cursor.fetchall()])  # fmt: skip
            assert "13800000012" not in content
            assert "张三丰" not in content
            assert "核实报事情况" not in content
    row = Identity.objects.get(pk=zhang)
    assert row.phone_digest == cipher.keyed_digest("13800000012", purpose=selectors.PHONE)
    with pytest.raises(cipher.Unreadable):  # the county's key alone opens nothing
        cipher.unseal(row.name_sealed, purpose=selectors.NAME)


def test_masking_is_one_statement_for_any_number(zhang, now, django_assert_num_queries):
    more = [services.remember(name=f"王小{c}", actor=SYSTEM, now=now) for c in "甲乙丙"]
    with django_assert_num_queries(1):
        found = selectors.masked([zhang, *more])
    assert found[more[0]] == MaskedPerson("王○○", "")
    assert len(found) == 4


def test_revealing_needs_the_verb_and_a_purpose_and_leaves_a_line(zhang, now):
    looker = staff("people.reveal", account_id=account())

    def look(actor, purpose="核实报事情况", target=HERE):
        return services.reveal(
            identity_id=zhang, purpose=purpose, target=target, actor=actor, now=now
        )

    with pytest.raises(NotAllowed):
        look(staff("matters.see"))
    for elsewhere in (Target("350430."), Target()):
        with pytest.raises(NotAllowed):
            look(looker, target=elsewhere)
    with pytest.raises(PurposeMissing):
        look(looker, purpose=" 看 ")
    assert not Reveal.objects.exists()
    seen = look(looker)
    assert (seen.name, seen.phone, seen.address) == ("张三丰", "13800000012", "")
    row = Reveal.objects.get()
    assert (row.purpose, row.account_id, row.at) == ("核实报事情况", looker.account_id, now)
    line = TrailLine.objects.get(name="people.revealed")
    assert line.subject_id == zhang
    assert line.data["reveal"] == str(row.pk)
    assert selectors.reveals(staff("trail.read"), identity_id=zhang)[0].purpose == "核实报事情况"


def test_correcting(zhang, now):
    services.correct(identity_id=zhang, name="张三风", phone="", actor=RESIDENT, now=now)
    assert selectors.masked([zhang])[zhang].phone == ""
    assert selectors.by_phone("13800000012") is None
    other = services.remember(phone="13900000013", actor=SYSTEM, now=now)
    with pytest.raises(PhoneTaken):
        services.correct(identity_id=zhang, phone="13900000013", actor=RESIDENT, now=now)
    with pytest.raises(NotAllowed):
        services.correct(identity_id=other, name="王五", actor=staff("people.reveal"), now=now)


def test_consent_is_given_by_version_and_withdrawn(zhang, now):
    for version in ("1", "1", "2"):
        services.give_consent(
            identity_id=zhang, purpose="publicity", version=version, actor=RESIDENT, now=now
        )
    assert Consent.objects.count() == 2
    assert selectors.has_consent(zhang, Purpose.PUBLICITY)
    services.withdraw_consent(identity_id=zhang, purpose="publicity", actor=RESIDENT, now=now)
    assert not selectors.has_consent(zhang, Purpose.PUBLICITY)
    with pytest.raises(NoSuchConsent):
        services.withdraw_consent(identity_id=zhang, purpose="publicity", actor=RESIDENT, now=now)


def test_the_table_refuses_two_consents_in_force(zhang, now):
    Consent.objects.create(identity_id=zhang, purpose="report", version="1", given_at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(identity_id=zhang, purpose="report", version="2", given_at=now)


def test_erasing_destroys_the_key_and_the_chain_of_the_trail_holds(zhang, now):
    key = selectors.identity_key(zhang)
    elsewhere = cipher.seal("有高血压", purpose="health", key=key)
    assert cipher.unseal(elsewhere, purpose="health", key=key) == "有高血压"
    trail.seal(now + timedelta(minutes=5))
    assert services.erase(identity_id=zhang, actor=staff("people.rights"), now=now) >= 1
    with pytest.raises(NoSuchIdentity):
        selectors.identity_key(zhang)
    row = Identity.objects.get(pk=zhang)
    assert (row.key_sealed, row.name_sealed, row.phone_digest) == (None, None, None)
    assert row.erased_at == now
    assert selectors.masked([zhang])[zhang] == MaskedPerson()
    assert services.remember(phone="13800000012", actor=SYSTEM, now=now) != zhang
    trail.seal(now + timedelta(minutes=10))
    assert trail.verify().broken == ""
    with pytest.raises(NoSuchIdentity):
        services.erase(identity_id=zhang, actor=SYSTEM, now=now)


def test_a_request_is_due_and_answered_once(zhang, now):
    desk = staff("people.rights", account_id=account())
    one = services.open_request(
        identity_id=zhang, kind="copy", words="请给我一份", actor=RESIDENT, now=now
    )
    same = services.open_request(identity_id=zhang, kind="copy", actor=RESIDENT, now=now)
    assert one == same
    (row,) = selectors.requests(desk, now=now + timedelta(days=16))
    assert (row.kind, row.due_at, row.late) == (RequestKind.COPY, now + timedelta(days=15), True)
    assert services.request_words(request_id=one, actor=desk, now=now) == "请给我一份"
    with pytest.raises(ReasonMissing):
        services.answer_request(request_id=one, done=False, actor=desk, now=now)
    services.answer_request(request_id=one, done=True, answer="已交给本人", actor=desk, now=now)
    with pytest.raises(AlreadyAnswered):
        services.answer_request(request_id=one, done=True, actor=desk, now=now)
    with pytest.raises(NotAllowed):
        selectors.requests(staff("matters.see"), now=now)


def test_granting_a_deletion_erases(zhang, now):
    desk = staff("people.rights", account_id=account())
    one = services.open_request(
        identity_id=zhang, kind="delete", words="不要了", actor=RESIDENT, now=now
    )
    services.answer_request(request_id=one, done=True, actor=desk, now=now)
    row = SubjectRequest.objects.get(pk=one)
    assert (row.state, row.words_sealed) == (RequestState.DONE.value, None)
    assert Identity.objects.get(pk=zhang).erased_at == now


def test_a_copy_holds_everything_and_is_on_the_trail(zhang, now):
    services.give_consent(identity_id=zhang, purpose="report", actor=RESIDENT, now=now)
    copy = services.subject_copy(identity_id=zhang, actor=RESIDENT, now=now)
    mine = copy["zz.people.identity"]
    assert (mine["name"], mine["phone"]) == ("张三丰", "13800000012")
    assert mine["consents"][0]["purpose"] == "report"
    assert TrailLine.objects.filter(name="people.copied", subject_id=zhang).count() == 1
    with pytest.raises(NotAllowed):
        services.subject_copy(identity_id=zhang, actor=staff("people.reveal"), now=now)


class StillNeeded:
    """A context with an open matter of this person."""

    def __init__(self, identity_id):
        self.identity_id = identity_id

    def copy(self, identity_id):
        return {}

    def erase(self, identity_id, now):
        if identity_id == self.identity_id:
            raise Refused
        return 0


def test_retention_erases_what_nobody_touched_unless_it_is_needed(
    zhang, now, settings, monkeypatch
):
    settings.LINLI_RETENTION_DAYS = 30
    later = now + timedelta(days=31)
    fresh = services.remember(name="新人", actor=SYSTEM, now=later)
    needed = services.remember(name="旧人", actor=SYSTEM, now=now)
    asking = services.remember(name="有申请", actor=SYSTEM, now=now)
    services.open_request(identity_id=asking, kind="copy", actor=RESIDENT, now=now)
    entries = {**subject_data._entries, "aa.test": StillNeeded(needed)}
    monkeypatch.setattr(subject_data, "_entries", entries)
    assert services.keep_no_longer(now=later) == 1
    erased = set(Identity.objects.filter(erased_at__isnull=False).values_list("pk", flat=True))
    assert erased == {zhang}
    assert fresh not in erased
    settings.LINLI_RETENTION_DAYS = 0
    assert services.keep_no_longer(now=now + timedelta(days=9999)) == 0
