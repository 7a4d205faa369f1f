from datetime import timedelta

import pytest
from django.urls import reverse

from linli.kernel import clock
from linli.kernel.models import TrailLine
from linli.people import selectors
from linli.people.models import Account, SignedIn
from linli.people.tests.factories import PASSWORD, account

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture
def zhang():
    return account(password=PASSWORD, now=clock.now())


def sign_in(client, username="zhang.san", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": username, "password": password}, **extra)


def test_signing_in_and_out(client, zhang):
    assert client.get(LOGIN).status_code == 200
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/work")
    page = client.get(reverse("people_security"))
    assert page.status_code == 200
    assert SignedIn.objects.get().account_id == zhang
    assert TrailLine.objects.filter(name="people.signed_in", subject_id=zhang).count() == 1
    client.post("/accounts/logout/")
    assert client.get(reverse("people_security")).status_code == 302


def test_no_sign_up_and_no_reset_by_mail(client):
    for name in ("account_signup", "account_reset_password", "account_email"):
        assert client.get(reverse(name)).status_code == 404


def test_five_wrong_tries_lock_name_and_address(client, zhang):
    for _ in range(4):
        assert sign_in(client, password="Wrong-1234").status_code == 200
    assert sign_in(client, password="Wrong-1234").status_code == 429
    assert sign_in(client).status_code == 429  # the right one comes too late
    assert TrailLine.objects.filter(name="people.sign_in_failed").count() >= 4
    # a forged header does not help; another address is another matter
    assert sign_in(client, HTTP_X_FORWARDED_FOR="8.8.8.8").status_code == 429
    assert sign_in(client, REMOTE_ADDR="10.1.1.1").status_code == 302


def test_idle_sessions_end(client, zhang, monkeypatch):
    sign_in(client)
    assert client.get(reverse("people_security")).status_code == 200
    later = clock.now() + timedelta(minutes=29)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(reverse("people_security")).status_code == 200
    much_later = later + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: much_later)
    assert client.get(reverse("people_security")).status_code == 302
    assert TrailLine.objects.get(name="people.signed_out").data == {"why": "idle"}


def test_what_a_page_asks_by_itself_keeps_no_session_alive(client, zhang, monkeypatch):
    sign_in(client)
    client.get(reverse("people_security"))
    began, poll = clock.now(), {"HTTP_X_LINLI_POLL": "1"}
    for minutes in (10, 20, 29):
        monkeypatch.setattr(clock, "now", lambda n=minutes: began + timedelta(minutes=n))
        assert client.get(reverse("people_security"), **poll).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=31))
    answer = client.get(reverse("people_security"), **poll)
    assert (answer.status_code, answer.content) == (401, b"")
    assert TrailLine.objects.get(name="people.signed_out").data == {"why": "idle"}
    # Another page of the same session asks a moment later: no sign-in page in place of a figure.
    assert client.get(reverse("people_security"), **poll).status_code == 401
    assert client.get(reverse("people_security")).status_code == 302


def test_a_session_ended_elsewhere_is_over(client, zhang, settings):
    from django.test import Client

    other = Client()
    sign_in(client)
    sign_in(other)
    client.get(reverse("people_security"))
    other.get(reverse("people_security"))
    client.post(reverse("people_end_others"))
    assert other.get(reverse("people_security")).status_code == 302
    assert client.get(reverse("people_security")).status_code == 200


def test_a_due_password_comes_before_everything(client, zhang):
    Account.objects.filter(pk=zhang).update(must_change_password=True)
    sign_in(client)
    assert client.get("/work").url == reverse("account_change_password")
    page = reverse("account_change_password")
    weak = client.post(page, {"old": PASSWORD, "new": "kurz", "again": "kurz"})
    assert weak.status_code == 422
    done = client.post(page, {"old": PASSWORD, "new": "Xin-mi2026", "again": "Xin-mi2026"})
    assert done.status_code == 302
    assert client.get(reverse("people_security")).status_code == 200
    assert len(selectors.sessions(zhang)) == 1


def test_old_passwords_are_due(client, zhang, settings):
    settings.LINLI_PASSWORD_DAYS = 90
    sign_in(client)
    assert client.get(reverse("people_security")).status_code == 200
    Account.objects.update(password_changed_at=clock.now() - timedelta(days=91))
    assert client.get("/work").url == reverse("account_change_password")


def test_the_second_factor_page_and_its_use(client, zhang):
    from allauth.mfa.adapter import get_adapter
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal import auth

    sign_in(client)
    activate = reverse("mfa_activate_totp")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(activate)
    assert page.status_code == 200
    secret = page.context["form"].secret
    assert f'<p class="secret" aria-labelledby="secret-l" translate="no">{secret}</p>' in (
        page.content.decode()
    )
    counter = next(auth.yield_hotp_counters_from_time())
    code = auth.format_hotp_value(auth.hotp_value(secret, counter))
    assert client.post(activate, {"code": code}).status_code == 302
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept
    assert get_adapter().decrypt(kept) == secret
    client.logout()
    assert sign_in(client).url.startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("people_security")).status_code == 302


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_the_second_factor_is_ours(client, zhang, language):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    client.cookies["linli_language"] = language
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    user = Account.objects.get(pk=zhang)
    pages = ["mfa_index", "mfa_activate_totp", "account_reauthenticate", "account_logout"]
    for name in pages:
        assert ours(client.get(reverse(name)), language)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "我的钥匙"})
    pages = [
        "mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_reauthenticate",
        "mfa_generate_recovery_codes", "mfa_list_webauthn",
    ]  # fmt: skip
    addresses = [reverse(name) for name in pages]
    addresses += [reverse(f"mfa_{do}_webauthn", args=[key.pk]) for do in ("edit", "remove")]
    for address in addresses:
        assert ours(client.get(address), language), address
    key.delete()
    client.post("/accounts/logout/")
    sign_in(client)
    assert ours(client.get(reverse("mfa_authenticate")), language)


def ours(answer, language):
    """Is it a page of ours in that language: no sentence in another, and a field for each word?"""
    text = answer.content.decode()
    main = text[text.index("<main") : text.index("</main>")]
    words = "".join(main.split("我的钥匙"))
    chinese = any("\u4e00" <= char <= "\u9fff" for char in words)
    return answer.status_code == 200 and chinese == (language == "zh-hans")


def test_a_session_says_what_browser_it_is_in(client, zhang):
    agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile MicroMessenger/8"
    sign_in(client, HTTP_USER_AGENT=agent)
    client.get(reverse("people_security"), HTTP_USER_AGENT=agent)
    assert SignedIn.objects.get().client == "微信 · Android"


def test_a_resident_signs_in_by_phone(client, monkeypatch):
    from linli.kernel.registry import effects

    sent = []

    def send(call):
        sent.append(selectors.code_to_send(call.subject_id, now=call.now))
        return {}

    monkeypatch.setattr(effects, "_entries", {**effects._entries, "messaging.send_code": send})
    assert client.post("/sign-in/phone", {"phone": "12345"}).status_code == 422
    assert client.post("/sign-in/phone", {"phone": "13800000012"}).status_code == 200
    wrong = client.post("/sign-in/phone", {"phone": "13800000012", "code": "x"})
    assert wrong.status_code == 422
    right = client.post("/sign-in/phone", {"phone": "13800000012", "code": sent[0].code})
    assert (right.status_code, right.url) == (302, "/me")
    assert client.session["identity"] == str(selectors.by_phone("13800000012"))
