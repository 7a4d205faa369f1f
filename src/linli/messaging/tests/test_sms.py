from datetime import timedelta
from uuid import uuid4

import pytest

from linli.jobs.services import run_due
from linli.kernel.actor import SYSTEM
from linli.messaging import selectors
from linli.messaging.models import Delivery, Mailbox
from linli.messaging.services import deliver, forget_old, tell
from linli.messaging.terms import Audience, NoSms, Undelivered
from linli.people.services import remember, send_code

pytestmark = pytest.mark.django_db


def settle(now):
    for _ in range(4):
        run_due(now)


def test_a_sign_in_code_reaches_the_demonstrations_telephone(settings, now):
    settings.LINLI_DEMONSTRATION = True
    send_code(phone="13800138000", now=now)
    settle(now)
    (shown,) = selectors.mailbox()
    assert shown.phone == "138****8000"
    assert "验证码" in shown.text
    assert Delivery.objects.get().state == "sent"
    assert forget_old(now + timedelta(days=3)) == 1
    assert Mailbox.objects.count() == 0


def test_without_an_adapter_a_code_is_refused(settings, now):
    settings.LINLI_DEMONSTRATION = False
    with pytest.raises(NoSms):
        send_code(phone="13800138000", now=now)


def test_a_resident_is_told_by_sms(settings, publish, now):
    settings.LINLI_DEMONSTRATION = True
    publish(
        {
            "key": "answered",
            "channels": ["sms"],
            "title": {"zh": ""},
            "text": {"zh": "{number} 有答复了"},
        }
    )
    person = remember(name="张三", phone="13800138000", actor=SYSTEM, now=now)
    tell(template="answered", to=Audience.of_identity(person), data={"number": "甲-1"}, now=now)
    settle(now)
    assert [one.text for one in selectors.mailbox()] == ["甲-1 有答复了"]
    tell(template="answered", to=Audience.of_identity(uuid4()), data={}, now=now)
    settle(now)
    assert Delivery.objects.filter(state="waiting").get().error == "people.no_such_identity"


def broken_adapter(phone, text):
    raise Undelivered("balance")


def test_an_adapter_that_fails_is_tried_again(settings, now):
    settings.LINLI_SMS = f"{__name__}.broken_adapter"
    send_code(phone="13800138000", now=now)
    settle(now)
    row = Delivery.objects.get()
    assert (row.state, row.error, row.attempts) == ("waiting", "balance", 1)
    assert deliver("sms", now) == 0
