"""Telling somebody something, as the tests of messaging do."""

from datetime import timedelta
from uuid import uuid4

from linli.jobs.services import run_due
from linli.kernel.actor import Actor
from linli.messaging.services import tell
from linli.messaging.terms import Audience

ABOUT = ("matter", uuid4())
MINUTE = timedelta(minutes=1)


def staff(account_id):
    return Actor(kind="staff", account_id=account_id)


def tell_step(now, to, template="step_opened", **options):
    data = {"number": "甲-2026-1", "title": "路灯不亮", "step_name": "核实", "due": now.isoformat()}
    tell(template=template, to=to, data=data, about=ABOUT, now=now, url="/matters/1", **options)


def settle(now, rounds=4):
    for _ in range(rounds):
        run_due(now)


def call(now, county, number, where="100001g01"):
    tell(
        template="call",
        to=Audience.duty_at("x", area_id=county[where].id),
        data={"number": number},
        now=now,
    )
