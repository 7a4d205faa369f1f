"""Secret votes through the doorways: papers by name, ballots by nobody, a list for everybody."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.deliberation import models, sealing, selectors, services
from linli.deliberation.terms import Came, MotionState
from linli.deliberation.tests import scene
from linli.deliberation.tests.papers import Paper
from linli.deliberation.tests.voting import (
    as_staff,
    as_voter,
    ask,
    gather,
    hand_in,
    open_box,
    opened,
    person_of,
    refused,
    roll,
    set_place,
    take,
)
from linli.kernel import clock
from linli.kernel.actor import SYSTEM
from linli.kernel.models import TrailLine
from linli.organisations.tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """(areas, then): sixteen days ago."""
    then = clock.now() - timedelta(days=16)
    return set_place(then), then


@pytest.fixture
def convener(place):
    return scene.secretary(place[0], place[1])


@pytest.fixture
def motion(place, convener):
    """Four members came; papers are handed out."""
    return opened(place, convener)


# --- papers ---------------------------------------------------------------------------------------


def test_a_paper_for_ones_own_line_once(client, motion):
    entry = roll(motion)[0]
    paper = Paper(motion.public_key)
    first = ask(as_voter(client, entry), motion, entry, paper)
    signature = paper.finish(sealing.decoded(first.json()["signature"]))
    assert sealing.genuine(motion.public_key, paper.message, signature)
    assert ask(client, motion, entry, paper).json() == first.json()  # the answer was lost
    refused(ask(client, motion, entry, Paper(motion.public_key)), 409, "deliberation.already_voted")


def test_no_paper_for_those_who_are_not_entitled(client, motion, convener, place):
    entries = roll(motion)
    paper = Paper(motion.public_key)
    refused(ask(client, motion, entries[0], paper), 401, "deliberation.sign_in_again")
    # Somebody else's line, also for whoever runs the gathering: they hand out paper ballots.
    as_voter(client, entries[1])
    refused(ask(client, motion, entries[0], paper), 403, "deliberation.may_not_vote")
    as_staff(client, convener)
    refused(ask(client, motion, entries[0], paper), 403, "deliberation.may_not_vote")
    # Signed in, but not on the roll.
    client.logout()
    session = client.session
    session["identity"] = str(scene.resident(77, clock.now()))
    session.save()
    refused(ask(client, motion, entries[0], paper), 403, "deliberation.may_not_vote")
    assert not models.Ballot.objects.exists()


def test_nothing_is_signed_for_strangers(client, motion, monkeypatch):
    """Signing takes a while, and two at a time: who is not entitled does not get so far."""
    monkeypatch.setattr(sealing, "sign_blinded", lambda *_: pytest.fail("signed"))
    entries = roll(motion)
    as_voter(client, entries[1])
    paper = Paper(motion.public_key)
    refused(ask(client, motion, entries[0], paper), 403, "deliberation.may_not_vote")
    nowhere = models.RollEntry(pk=motion.pk)
    refused(ask(client, motion, nowhere, paper), 403, "deliberation.may_not_vote")


def test_who_is_recused_gets_no_paper(client, place, convener):
    motion = gather(place, convener)
    entry = roll(motion)[0]
    services.recuse(
        motion_id=motion.pk, entry_id=entry.pk, reason="亲属", actor=convener, now=clock.now()
    )
    services.open_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    motion.refresh_from_db()
    answer = ask(as_voter(client, entry), motion, entry, Paper(motion.public_key))
    refused(answer, 403, "deliberation.may_not_vote")
    page = client.get(f"/meetings/{motion.gathering_id}").text
    assert "linli-ballot" not in page


def test_papers_only_while_they_are_handed_out(client, place, convener):
    motion = gather(place, convener)
    entry = roll(motion)[0]
    as_voter(client, entry)
    other = Paper(sealing.new_key().public)
    refused(ask(client, motion, entry, other), 409, "deliberation.vote_not_open")
    services.open_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    motion.refresh_from_db()
    open_box(motion, convener)
    answer = ask(client, motion, entry, Paper(motion.public_key))
    refused(answer, 409, "deliberation.vote_not_open")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"blinded": 7}', b"[" * 19_000, b'{"blinded": "' + b"A" * 30_000 + b'"}',
     b'{"blinded": "AA"}', b'{"blinded": "*"}', b"\xff\xfe"],
)  # fmt: skip
def test_what_is_no_blinded_message_is_refused_unsigned(client, motion, body):
    entry = roll(motion)[0]
    address = f"/motions/{motion.pk}/paper/{entry.pk}"
    answer = as_voter(client, entry).post(address, body, content_type="application/json")
    refused(answer, 409, "deliberation.paper_refused")
    assert not models.Ballot.objects.exists()


def test_a_paper_needs_the_token_of_the_page(place, motion):
    client = Client(enforce_csrf_checks=True)
    entry = roll(motion)[0]
    as_voter(client, entry)
    assert ask(client, motion, entry, Paper(motion.public_key)).status_code == 403
    assert not models.Ballot.objects.exists()


def test_a_proxy_takes_a_paper_of_its_own_for_each_line(client, place, convener):
    motion = gather(place, convener, members=4, came=3)
    holder, second, _third, absent = roll(motion)
    services.sign_in(
        gathering_id=motion.gathering_id, entry_id=absent.pk, came=Came.PROXY,
        proxy_id=holder.pk, actor=convener, now=clock.now(),
    )  # fmt: skip
    services.open_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    motion.refresh_from_db()
    as_voter(client, holder)
    page = client.get(f"/meetings/{motion.gathering_id}").text
    assert page.count("<linli-ballot") == 2
    assert f"/motions/{motion.pk}/paper/{absent.pk}" in page
    assert page.count("data-voter=") == 2
    assert str(holder.pk) not in page.replace(f"/paper/{holder.pk}", "")
    marks = selectors.voter_marks(SYSTEM, person_of(holder), motion.pk)
    assert len(set(marks)) == 2
    assert all(mark in page for mark in marks)
    own, other = Paper(motion.public_key), Paper(motion.public_key)
    assert ask(client, motion, holder, own).status_code == 200
    assert ask(client, motion, absent, other).status_code == 200
    refused(ask(client, motion, second, own), 403, "deliberation.may_not_vote")
    assert set(models.Ballot.objects.values_list("entry_id", flat=True)) == {holder.pk, absent.pk}
    # Whose line it is sees that somebody else votes with it.
    as_voter(client, absent)
    assert "<linli-ballot" not in client.get(f"/meetings/{motion.gathering_id}").text


# --- ballots --------------------------------------------------------------------------------------


@pytest.fixture
def ballots(client, motion, convener):
    """A ballot of each of the four, three for and one against; the box is open."""
    papers = [take(client, motion, entry) for entry in roll(motion)]
    open_box(motion, convener)
    choices = ("yes", "yes", "yes", "no")
    return [paper.ballot(choice) for paper, choice in zip(papers, choices, strict=True)]


def test_a_ballot_goes_in_without_a_name(client, motion, convener, ballots, caplog):
    """Whoever is signed in, and wherever they are: nothing reads a session, nothing is written but
    the ballot, no cookie comes back, and no log has a line."""
    as_staff(client, convener)
    lines = TrailLine.objects.count()
    headers = {"HTTP_X_FORWARDED_FOR": "10.9.8.7", "HTTP_USER_AGENT": "Chrome Ziyun"}
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        answer = hand_in(client, motion, ballots[0], REMOTE_ADDR="10.1.2.3", **headers)
        again = hand_in(client, motion, ballots[0], REMOTE_ADDR="10.1.2.3", **headers)
        turned = hand_in(client, motion, {**ballots[0], "choice": "no"}, **headers)
    message = sealing.decoded(ballots[0]["message"])
    assert answer.json() == again.json() == {"receipt": sealing.receipt(message)}
    refused(turned, 409, "deliberation.paper_refused")
    for one in (answer, again, turned):
        assert not one.cookies
        assert "no-store" in one.headers["Cache-Control"]
        request = one.wsgi_request
        assert request.actor.account_id is None
        assert request.actor.session_digest == ""
        assert not request.COOKIES
        told = [str(value) for value in request.META.values()]
        assert not [text for text in told if "10.1.2.3" in text or "10.9.8.7" in text]
        assert "Chrome Ziyun" not in told
    tables = {
        table
        for statement in asked.captured_queries
        for table in connection.introspection.table_names()
        if f'"{table}"' in statement["sql"]
    }
    assert tables == {"deliberation_motion", "deliberation_boxed"}
    assert TrailLine.objects.count() == lines
    said = [one for one in caplog.records if one.name != "django.db.backends"]
    assert said == []
    assert models.Boxed.objects.count() == 1


def test_with_a_name_the_same_client_would_have_been_known(client, motion, convener):
    """The test before this one could have failed: another address does know who asks."""
    as_staff(client, convener)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(f"/gatherings/{motion.gathering_id}", REMOTE_ADDR="10.1.2.3")
    assert answer.wsgi_request.actor.account_id == convener.account_id
    assert answer.wsgi_request.META["REMOTE_ADDR"] == "10.1.2.3"
    assert any("django_session" in one["sql"] for one in asked.captured_queries)


def test_no_ballot_while_papers_are_handed_out_nor_afterwards(client, motion, convener):
    papers = [take(client, motion, entry) for entry in roll(motion)]
    refused(hand_in(client, motion, papers[0].ballot("yes")), 409, "deliberation.vote_not_open")
    open_box(motion, convener)
    assert hand_in(client, motion, papers[0].ballot("yes")).status_code == 200
    services.close_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    refused(hand_in(client, motion, papers[1].ballot("yes")), 409, "deliberation.vote_not_open")
    assert models.Boxed.objects.count() == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"null", b"{", b"[" * 19_000, b'{"message": 1}', b"\xff", b"x" * 30_000],
)
def test_what_is_no_ballot_is_refused(client, motion, convener, body):
    open_box(motion, convener)
    address = f"/motions/{motion.pk}/cast"
    answer = client.post(address, body, content_type="application/json")
    refused(answer, 409, "deliberation.paper_refused")


def test_rubbish_locks_nothing(client, motion, ballots):
    forged = {**ballots[0], "signature": ballots[1]["signature"]}
    with CaptureQueriesContext(connection) as asked:
        refused(hand_in(client, motion, forged), 409, "deliberation.paper_refused")
    (statement,) = (one["sql"] for one in asked.captured_queries)
    assert statement.startswith("SELECT")
    assert "FOR UPDATE" not in statement


def test_a_ballot_in_a_form_a_get_and_an_unknown_motion(client, motion, convener, ballots):
    address = f"/motions/{motion.pk}/cast"
    assert client.get(address).status_code == 405
    refused(client.post(address, ballots[0]), 409, "deliberation.paper_refused")
    unknown = f"/motions/{motion.gathering_id}/cast"
    answer = client.post(unknown, json.dumps(ballots[0]), content_type="application/json")
    refused(answer, 404, "deliberation.no_motion")
    assert not models.Boxed.objects.exists()


def test_a_refusal_in_the_language_of_the_page(client, motion):
    sent = {"HTTP_ACCEPT_LANGUAGE": "en"}
    assert hand_in(client, motion, {}, **sent).json()["message"].isascii()


# --- the page, the office, the list ---------------------------------------------------------------


def test_the_voters_page_in_every_phase(client, motion, convener):
    entries = roll(motion)
    address = f"/meetings/{motion.gathering_id}"
    as_voter(client, entries[0])
    page = client.get(address).text
    assert 'data-phase="papers"' in page
    assert f'data-key="{motion.public_key}"' in page
    assert sealing.fingerprint(motion.public_key) in page
    assert "ui/built/ballot.js" in page
    services.hand_paper(
        motion_id=motion.pk, entry_id=entries[1].pk, actor=convener, now=clock.now()
    )
    page = as_voter(client, entries[1]).get(address).text
    assert "已在会场领了纸质票" in page
    assert "<linli-ballot" not in page
    take(client, motion, entries[0])
    open_box(motion, convener)
    assert 'data-phase="open"' in as_voter(client, entries[0]).get(address).text
    page = as_voter(client, entries[2]).get(address).text
    assert "没有领票。" in page
    assert "<linli-ballot" not in page
    services.close_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    page = client.get(address).text
    assert "<linli-ballot" not in page
    assert "ui/built/ballot.js" not in page
    assert f"/motions/{motion.pk}/ballots" in page


def test_the_office_hands_out_opens_counts_and_closes(client, place, convener, motion):
    entries = roll(motion)
    as_staff(client, convener)
    address = f"/gatherings/{motion.gathering_id}"
    page = client.get(address).text
    assert "到会的还有 4 人没有领票" in page
    assert sealing.fingerprint(motion.public_key) in page

    def do(verb, **given):
        return client.post(f"/motions/{motion.pk}/{verb}", given)

    assert do("hand", entry=entries[0].pk).status_code == 302
    assert do("hand", entry=entries[0].pk).status_code == 409
    assert do("hand", entry=entries[1].pk).status_code == 302
    page = client.get(address).text
    assert "到会的还有 2 人没有领票" in page
    assert f'value="{entries[0].pk}"' not in page.split('id="hand-')[1].split("</select>")[0]
    assert do("box").status_code == 302
    assert do("hand", entry=entries[2].pk).status_code == 409
    over = do("count", yes=2, no=1, abstain=0, spoilt=0, close=1)
    assert over.status_code == 422
    motion.refresh_from_db()
    assert (motion.state, motion.private_sealed) == (MotionState.OPEN, None)
    assert do("count", yes=1, no=0, abstain=0, spoilt=1, close=1).status_code == 302
    motion.refresh_from_db()
    assert (motion.state, motion.passed) == (MotionState.DECIDED, False)  # 1 of 4 present


def test_a_colleague_on_the_roll_hands_themselves_no_paper_ballot(client, place, convener):
    """Else there could be more paper ballots than were seen to be handed out."""
    account = person("member-1", "李四", place[1])
    motion = gather(place, convener, colleagues=(account,))
    services.open_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    client.force_login(get_user_model().objects.get(pk=account))
    entry = next(one for one in roll(motion) if one.member.account_id == account)
    assert client.post(f"/motions/{motion.pk}/hand", {"entry": entry.pk}).status_code == 403
    assert not models.Ballot.objects.exists()


@pytest.mark.parametrize("verb", ["open", "hand", "box", "count", "close"])
def test_who_does_not_run_the_gathering_does_nothing_of_it(client, motion, verb):
    entry = roll(motion)[0]
    given = {"entry": str(entry.pk), "yes": "1"}
    before = models.Motion.objects.values().get(pk=motion.pk)
    for browser in (client, as_voter(client, entry)):
        assert browser.post(f"/motions/{motion.pk}/{verb}", given).status_code in {302, 403, 404}
    assert models.Motion.objects.values().get(pk=motion.pk) == before
    assert not models.Ballot.objects.exists()
    assert not models.PaperCount.objects.exists()
