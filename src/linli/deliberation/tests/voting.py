"""Secret votes through the doorways, for tests: a meeting, its voters' browsers, what they send."""

from __future__ import annotations

import json
from datetime import date

from django.contrib.auth import get_user_model

from linli.deliberation import models, sealing, selectors, services
from linli.deliberation.terms import NewMember, NewMotion, Way
from linli.deliberation.tests import scene
from linli.deliberation.tests.papers import Paper
from linli.kernel import clock
from linli.kernel.actor import SYSTEM

SECRET = (NewMotion("选谁家先修", "先修东头", Way.SECRET),)
PROXIES = 'name = "村民代表会议"\nquorum = "present >= 2/3 of due"'


def set_place(then):
    """The areas, with a rule of representatives that admits one proxy."""
    text = scene.FILE.read_text(encoding="utf-8")
    assert text.count(PROXIES) == 1
    return scene.set_scene(then, text.replace(PROXIES, PROXIES + "\nproxies = 1"))


def gather(place, convener, members=4, came=None, agenda=SECRET, colleagues=(), **of):
    """A secret motion that is not voted yet; `colleagues` are members by their accounts."""
    areas, then = place
    body = scene.body(
        "representatives", areas[scene.VILLAGE], then, members=members,
        tags=frozenset(["representative"]),
    )  # fmt: skip
    for account in colleagues:
        new = NewMember(account_id=account, represents=8, born=date(1980, 1, 1))
        services.enrol(body_id=body, new=new, actor=SYSTEM, now=then)
    met = scene.meeting(
        body, "representatives", convener, then, came=members if came is None else came,
        agenda=agenda, online=True, **of,
    )  # fmt: skip
    return models.Motion.objects.get(gathering_id=met)


def opened(place, convener, members=4):
    """A secret motion of which papers are handed out; all members came."""
    motion = gather(place, convener, members=members)
    services.open_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    motion.refresh_from_db()
    return motion


def roll(motion):
    return selectors.roll_of(motion.gathering_id)


def as_voter(client, entry):
    """A browser in which that member has signed in by phone."""
    session = client.session
    member = models.Member.objects.get(pk=entry.member_id)
    session["identity"] = str(member.identity_id)
    session.save()
    return client


def as_staff(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))
    return client


def ask(client, motion, entry, paper):
    return client.post(
        f"/motions/{motion.pk}/paper/{entry.pk}",
        json.dumps({"blinded": sealing.encoded(paper.blinded)}),
        content_type="application/json",
    )


def take(client, motion, entry):
    paper = Paper(motion.public_key)
    answer = ask(as_voter(client, entry), motion, entry, paper)
    assert answer.status_code == 200, answer.text
    paper.signature = paper.finish(sealing.decoded(answer.json()["signature"]))
    return paper


def hand_in(client, motion, ballot, **more):
    return client.post(
        f"/motions/{motion.pk}/cast", json.dumps(ballot), content_type="application/json", **more
    )


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def open_box(motion, convener):
    services.open_box(motion_id=motion.pk, actor=convener, now=clock.now())


def person_of(entry):
    return models.Member.objects.get(pk=entry.member_id).identity_id
