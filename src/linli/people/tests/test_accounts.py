from datetime import timedelta

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import NotAllowed, TooMany
from linli.kernel.models import TrailLine
from linli.kernel.registry import effects
from linli.people import selectors, services
from linli.people.models import Account, SignedIn, SignInCode
from linli.people.terms import (
    BadName,
    CodeWornOut,
    CodeWrong,
    NoChannel,
    NoSuchAccount,
    NotAMobile,
    UsernameTaken,
    WeakPassword,
    WrongPassword,
    YourOwnAccount,
)
from linli.people.tests.factories import PASSWORD, account, staff

pytestmark = pytest.mark.django_db


def test_opening_an_account(now):
    system = staff("accounts.manage")
    one = services.open_account(
        username="Zhang.San", name="张三", password=PASSWORD, phone="13800000012",
        actor=system, now=now,
    )  # fmt: skip
    row = Account.objects.get(pk=one)
    assert (row.username, row.must_change_password, row.created_at) == ("zhang.san", True, now)
    assert row.check_password(PASSWORD)
    assert selectors.identity_of_account(one) == selectors.by_phone("13800000012")
    assert selectors.account_names([one]) == {one: "张三"}
    with pytest.raises(UsernameTaken):
        services.open_account(username="zhang.san", name="张三", actor=system, now=now)
    with pytest.raises(BadName):
        services.open_account(username="li.si", name="<b>", actor=system, now=now)
    with pytest.raises(NotAllowed):
        services.open_account(username="li.si", name="李四", actor=staff("x.y"), now=now)


@pytest.mark.parametrize("weak", ["Ab1-", "abcdefgh1", "password123", "zhang.san"])
def test_weak_passwords_are_refused(now, weak):
    with pytest.raises(WeakPassword):
        account(password=weak)
    assert not Account.objects.exists()


def test_a_password_is_not_used_again(now):
    one = account(password=PASSWORD)
    me = staff("matters.see", account_id=one)

    def change(old, new):
        services.change_password(account_id=one, old=old, new=new, actor=me, now=now)

    with pytest.raises(WrongPassword):
        change("wrong", "Xin-mi2026")
    with pytest.raises(WeakPassword):
        change(PASSWORD, PASSWORD)
    change(PASSWORD, "Xin-mi2026")
    with pytest.raises(WeakPassword):
        change("Xin-mi2026", PASSWORD)
    other = account("li.si", "李四", PASSWORD)
    with pytest.raises(NoSuchAccount):
        services.change_password(
            account_id=other, old=PASSWORD, new="Xin-mi2026", actor=me, now=now
        )


def test_resetting_is_for_others_and_must_be_changed(now):
    one = account(password=PASSWORD)
    system = staff("accounts.manage", account_id=account("xitong", "系统"))
    services.reset_password(account_id=one, password="Chu-shi2026", actor=system, now=now)
    assert Account.objects.get(pk=one).must_change_password
    with pytest.raises(YourOwnAccount):
        services.reset_password(
            account_id=system.account_id, password="Chu-shi2026", actor=system, now=now
        )
    with pytest.raises(NotAllowed):  # a second factor is the security administrator's
        services.reset_second_factor(account_id=one, actor=system, now=now)
    services.close_account(account_id=one, actor=system, now=now)
    assert selectors.active_name(one) is None
    services.reopen_account(account_id=one, actor=system, now=now)
    assert selectors.active_name(one) == "张三"


def test_sessions_are_bounded_and_ended_elsewhere(now, settings):
    settings.LINLI_SESSIONS = 2
    one = account()
    for minute, key in enumerate("abc"):
        services.signed_in(
            account_id=one, session_key=key, client="Firefox", now=now + timedelta(minutes=minute)
        )
    assert [row.here for row in selectors.sessions(one, here="c")] == [True, False]
    assert set(SignedIn.objects.values_list("session_key", flat=True)) == {"b", "c"}
    me = staff("matters.see", account_id=one)
    assert services.end_other_sessions(keep_session="c", actor=me, now=now) == 1
    assert SignedIn.objects.get().session_key == "c"


def test_the_list_of_accounts_is_the_system_administrators(now, django_assert_num_queries):
    account()
    account("li.si", "李四")
    with pytest.raises(NotAllowed):
        selectors.accounts(staff("trail.read"))
    with django_assert_num_queries(3):
        rows, total = selectors.accounts(staff("accounts.see"))
    assert ([row.username for row in rows], total) == (["li.si", "zhang.san"], 2)
    assert selectors.accounts(staff("accounts.see"), text="李")[1] == 1


# --- codes ------------------------------------------------------------------------------------


@pytest.fixture
def channel(monkeypatch):
    """A channel that keeps what it was told to send."""
    sent = []

    def send(call):
        sent.append(selectors.code_to_send(call.subject_id, now=call.now))
        return {}

    monkeypatch.setattr(effects, "_entries", {**effects._entries, "messaging.send_code": send})
    return sent


PHONE = "13800000012"


def test_a_resident_signs_in_by_code(channel, now):
    services.send_code(phone="138 0000 0012", now=now)
    assert channel[0].phone == PHONE
    one = services.check_code(phone=PHONE, code=channel[0].code, now=now)
    assert selectors.by_phone(PHONE) == one
    row = SignInCode.objects.get()
    assert (row.code_sealed, row.phone_sealed, row.done_at) == (None, None, now)
    assert channel[0].code not in repr(list(TrailLine.objects.values_list("data", "name")))
    with pytest.raises(CodeWornOut):
        services.check_code(phone=PHONE, code=channel[0].code, now=now)


def test_five_wrong_tries_wear_a_code_out(channel, now):
    services.send_code(phone=PHONE, now=now)
    wrong = "000000" if channel[0].code != "000000" else "111111"
    for left in (4, 3, 2, 1):
        with pytest.raises(CodeWrong) as refusal:
            services.check_code(phone=PHONE, code=wrong, now=now)
        assert refusal.value.data == {"left": left}
    with pytest.raises(CodeWornOut):
        services.check_code(phone=PHONE, code=wrong, now=now)
    with pytest.raises(CodeWornOut):
        services.check_code(phone=PHONE, code=channel[0].code, now=now)


def test_a_code_is_late_after_five_minutes_and_a_newer_one_replaces_it(channel, now):
    services.send_code(phone=PHONE, now=now)
    with pytest.raises(CodeWornOut):
        services.check_code(phone=PHONE, code=channel[0].code, now=now + timedelta(minutes=5))
    services.send_code(phone=PHONE, now=now + timedelta(minutes=6))
    later = now + timedelta(minutes=6)
    assert services.check_code(phone=PHONE, code=channel[1].code, now=later)


def test_codes_are_rationed_and_only_for_mobiles(channel, now):
    services.send_code(phone=PHONE, now=now)
    with pytest.raises(TooMany):
        services.send_code(phone=PHONE, now=now + timedelta(seconds=30))
    with pytest.raises(NotAMobile):
        services.send_code(phone="0598-7832345", now=now)
    assert len(channel) == 1


def test_without_a_channel_it_says_so(monkeypatch, now):
    monkeypatch.setattr(effects, "_entries", {})
    with pytest.raises(NoChannel):
        services.send_code(phone=PHONE, now=now)
    assert not SignInCode.objects.exists()


def test_failed_sign_ins_are_on_the_trail_without_the_name(now):
    one = account()
    services.note_failed_sign_in(username="zhang.san", now=now)
    services.note_failed_sign_in(username="nobody", now=now)
    lines = TrailLine.objects.filter(name="people.sign_in_failed").order_by("number")
    assert [line.subject_id for line in lines] == [one, None]
    assert "nobody" not in repr([line.data for line in lines])
    assert SYSTEM.account_id is None
