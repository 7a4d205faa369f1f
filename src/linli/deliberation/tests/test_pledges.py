"""Pledges: who may, one voice a person, words read before they are shown, settled as seen."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation import models, selectors, services
from linli.deliberation.rules.pledges import percent, seen
from linli.deliberation.terms import (
    AnsweredAlready,
    MayNotPledge,
    OwnPledge,
    PledgeClosed,
    PledgeEmpty,
    PledgeNotFound,
    PledgeState,
    Said,
    Seen,
    SignInToSay,
    VoiceNotFound,
    Voices,
    WrongPledgeDays,
)
from linli.deliberation.tests.scene import read, resident, secretary, set_scene
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, person
from linli.people.models import Account

COUNTS = st.tuples(*[st.integers(0, 40)] * 4)


def voices(kept=0, partly=0, not_kept=0, unknown=0):
    return Voices(tuple(zip(Said, (kept, partly, not_kept, unknown), strict=True)))


@given(COUNTS)
def test_how_residents_see_it_is_more_than_half_of_those_who_can_tell(counts):
    kept, partly, not_kept, _unknown = counts
    told = kept + partly + not_kept
    found = seen(voices(*counts))
    assert (found is Seen.FEW) == (told < 5)
    if told >= 5:
        assert (found is Seen.KEPT) == (kept > told / 2)
        assert (found is Seen.NOT_KEPT) == (not_kept > told / 2)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(4, 4, None), (0, 0, None), (5, 5, 100), (1, 8, 13), (1, 6, 17), (0, 9, 0)],
)
def test_percentages_begin_with_five_voices_and_round_half_up(part, whole, shown):
    assert percent(part, whole) == shown


# --- with a database -----------------------------------------------------------------------


@pytest.fixture
def areas(db, now):
    return set_scene(now)


@pytest.fixture
def clerk(areas, now):
    return secretary(areas, now)


@pytest.fixture
def branch(areas, clerk):
    return next(
        one
        for one in selectors.pledge_places(clerk)
        if one.kind.key == "branch_pledge" and one.area_id == areas["100200"].id
    )


@pytest.fixture
def made(branch, clerk, now):
    today = local(now).date()
    return services.pledge(
        place=branch.key,
        title="修好村口的桥",
        words="六月底前修好，找李大爷，13900001111。",
        since=today,
        until=today + timedelta(days=59),
        actor=clerk,
        now=now,
    )


def say(made, said, now, person=None, words=""):
    services.say(pledge_id=made, said=said, words=words, person=person, actor=ANONYMOUS, now=now)


def row(made):
    return models.Pledge.objects.get(pk=made)


def test_the_text_is_masked_and_everybody_reads_it(made, now):
    page = selectors.public_pledge(made, now=now)
    assert "13900001111" not in page.text.words
    assert page.text.words.startswith("六月底前修好")
    assert page.row.who.endswith("党支部")
    listed, more = selectors.public_pledges(now=now, area_path=page.row.area_path)
    assert ([one.id for one in listed], more) == ([made], False)


def test_who_may_not_pledge_is_refused(branch, areas, now):
    today = local(now).date()
    stranger = secretary(areas, now, "100001")
    for actor in (stranger, ANONYMOUS):
        with pytest.raises(MayNotPledge):
            services.pledge(
                place=branch.key, title="x", words="y", since=today,
                until=today + timedelta(days=40), actor=actor, now=now,
            )  # fmt: skip
    assert not models.Pledge.objects.exists()


@pytest.mark.parametrize(("begins", "days"), [(0, 29), (0, 367), (-1, 60)])
def test_days_outside_the_method_are_refused(branch, clerk, now, begins, days):
    since = local(now).date() + timedelta(days=begins)
    with pytest.raises(WrongPledgeDays):
        services.pledge(
            place=branch.key, title="修桥", words="修桥", since=since,
            until=since + timedelta(days=days - 1), actor=clerk, now=now,
        )  # fmt: skip


def test_an_empty_pledge_is_refused(branch, clerk, now):
    today = local(now).date()
    with pytest.raises(PledgeEmpty):
        services.pledge(
            place=branch.key, title="修桥", words=" \n", since=today,
            until=today + timedelta(days=59), actor=clerk, now=now,
        )  # fmt: skip


def test_one_voice_a_person_which_may_be_changed(made, now):
    one = resident(1, now)
    say(made, Said.NOT_KEPT, now, one)
    say(made, Said.KEPT, now, one)
    say(made, Said.KEPT, now, resident(2, now))
    figures = selectors.public_pledge(made, now=now).figures
    assert (figures.total, figures.signed[0].count, figures.signed[0].share) == (2, 2, None)
    assert selectors.public_pledge(made, now=now, person=one).mine.said is Said.KEPT


def test_those_who_are_not_signed_in_are_counted_apart_and_never_decide(made, now):
    for _each in range(6):
        say(made, Said.KEPT, now)
    for number in range(5):
        say(made, Said.NOT_KEPT, now, resident(number, now))
    figures = selectors.public_pledge(made, now=now).figures
    assert (figures.total, figures.others_total, figures.seen) == (5, 6, Seen.NOT_KEPT)


def test_words_are_masked_and_shown_only_after_somebody_read_them(made, clerk, now):
    say(made, Said.PARTLY, now, resident(1, now), "问过陈大爷，13900002222")
    assert selectors.public_pledge(made, now=now).voices == ()
    (waiting,) = selectors.desk_pledge(clerk, made, now=now).voices
    assert "13900002222" not in waiting.words
    with pytest.raises(VoiceNotFound):  # nobody answers what nobody may read
        services.answer_voice(voice_id=waiting.id, words="是", actor=clerk, now=now)
    services.read_voice(voice_id=waiting.id, show=True, actor=clerk, now=now)
    assert len(selectors.public_pledge(made, now=now).voices) == 1
    services.answer_voice(voice_id=waiting.id, words="桥墩已经好了。", actor=clerk, now=now)
    assert selectors.public_pledge(made, now=now).voices[0].answer == "桥墩已经好了。"
    with pytest.raises(AnsweredAlready):
        services.answer_voice(voice_id=waiting.id, words="再答", actor=clerk, now=now)


def test_changed_words_are_read_again(made, clerk, now):
    one = resident(1, now)
    say(made, Said.PARTLY, now, one, "还差一半")
    (voice,) = selectors.desk_pledge(clerk, made, now=now).voices
    services.read_voice(voice_id=voice.id, show=True, actor=clerk, now=now)
    say(made, Said.NOT_KEPT, now, one, "一点没动")
    assert selectors.public_pledge(made, now=now).voices == ()


def test_words_kept_back_still_count(made, clerk, now):
    say(made, Said.NOT_KEPT, now, resident(1, now), "骂人的话")
    (voice,) = selectors.desk_pledge(clerk, made, now=now).voices
    services.read_voice(voice_id=voice.id, show=False, reason="辱骂", actor=clerk, now=now)
    page = selectors.public_pledge(made, now=now)
    assert (page.voices, page.figures.total) == ((), 1)


def test_those_of_another_place_neither_see_the_desk_nor_read(made, areas, now):
    say(made, Said.NOT_KEPT, now, resident(1, now), "没动")
    (voice,) = selectors.desk_pledge(SYSTEM, made, now=now).voices
    stranger = secretary(areas, now, "100001")
    with pytest.raises(PledgeNotFound):
        selectors.desk_pledge(stranger, made, now=now)
    with pytest.raises(NotAllowed):
        services.read_voice(voice_id=voice.id, show=True, actor=stranger, now=now)


@pytest.fixture
def member(areas, now):
    """A grid member, who is a resident too; their pledge."""
    account = person("member-1", "王党员", now)
    appointed("网格员", account, now, area_id=areas["100001g01"].id)
    mine = resident(7, now)
    Account.objects.filter(pk=account).update(identity_id=mine)
    actor = organisations.actor_for(account, via="test", now=now)
    (place,) = selectors.pledge_places(actor)
    today = local(now).date()
    made = services.pledge(
        place=place.key, title="每周巡楼", words="每周三晚上巡楼一遍。", since=today,
        until=today + timedelta(days=13), actor=actor, now=now,
    )  # fmt: skip
    return made, actor, mine


def test_nobody_judges_or_reads_for_their_own_pledge(member, now):
    made, actor, mine = member
    with pytest.raises(OwnPledge):
        say(made, Said.KEPT, now, mine)
    with pytest.raises(SignInToSay):
        say(made, Said.KEPT, now)
    say(made, Said.NOT_KEPT, now, resident(1, now), "没见过人")
    assert selectors.desk_pledge(actor, made, now=now).voices == ()


def test_a_member_is_named_only_by_their_own_wish(member, now):
    made, _actor, _mine = member
    assert selectors.public_pledge(made, now=now).row.who == "一名党员或干部"
    models.Pledge.objects.update(named=True)
    assert selectors.public_pledge(made, now=now).row.who == "王党员"


def test_it_is_settled_once_with_the_figures_of_that_day(made, now):
    for number in range(6):
        say(made, Said.NOT_KEPT, now, resident(number, now))
    closes = row(made).closes_at
    assert services.settle_pledges(closes - timedelta(seconds=1)) == 0
    assert services.settle_pledges(closes) == 1
    assert services.settle_pledges(closes) == 0
    kept = row(made)
    assert (kept.state, kept.figures["signed"]["not_kept"]) == (PledgeState.SETTLED, 6)
    models.PledgeVoice.objects.all().delete()
    assert selectors.public_pledge(made, now=closes).figures.seen is Seen.NOT_KEPT
    with pytest.raises(PledgeClosed):
        say(made, Said.KEPT, closes, resident(9, closes))


def test_voices_are_taken_until_it_closes_and_not_after(made, now):
    closes = row(made).closes_at
    say(made, Said.KEPT, closes - timedelta(seconds=1), resident(1, now))
    with pytest.raises(PledgeClosed):
        say(made, Said.KEPT, closes, resident(2, now))


def test_another_text_is_the_next_version_and_earlier_voices_still_count(made, clerk, now):
    say(made, Said.NOT_KEPT, now, resident(1, now))
    services.reword_pledge(pledge_id=made, title="修桥", words="七月底。", actor=clerk, now=now)
    say(made, Said.KEPT, now, resident(2, now))
    page = selectors.public_pledge(made, now=now)
    assert [one.number for one in page.versions] == [1, 2]
    assert (page.figures.total, page.figures.earlier) == (2, 1)


def test_what_is_taken_back_stays_on_the_page_with_its_reason(made, clerk, now):
    services.withdraw_pledge(pledge_id=made, reason="桥归县里修了", actor=clerk, now=now)
    page = selectors.public_pledge(made, now=now)
    assert (page.row.state, page.reason, page.open) == (
        PledgeState.WITHDRAWN, "桥归县里修了", False,
    )  # fmt: skip
    with pytest.raises(PledgeClosed):
        services.reword_pledge(pledge_id=made, title="a", words="b", actor=clerk, now=now)


def test_a_person_is_forgotten_and_their_voice_still_counts(made, now):
    one = resident(1, now)
    say(made, Said.KEPT, now, one, "好")
    assert selectors.voices_of_person(one)[0]["words"] == "好"
    assert services.erase_voices(identity_id=one, now=now) == 1
    voice = models.PledgeVoice.objects.get()
    assert (voice.identity_id, voice.words, voice.signed) == (None, "", True)
    assert selectors.public_pledge(made, now=now).figures.total == 1


def test_the_trail_does_not_say_what_anybody_said(made, now):
    say(made, Said.NOT_KEPT, now, resident(1, now), "没动")
    line = TrailLine.objects.filter(name="deliberation.pledge_judged").get()
    assert line.data == {"again": False}
    assert line.actor_id is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('key = "a"\nname = "甲"\nkept = "做到"', "gatherings.nobody_pledges"),
        ('key = "a"\nname = "甲"\nkept = "做到"\nunits = ["党支部"]', "gatherings.nobody_writes"),
        (
            'key = "a"\nname = "甲"\nkept = "做到"\nmembers = ["党员"]\ndays = [9, 3]',
            "gatherings.not_a_span",
        ),
        (
            'key = "a"\nname = "甲"\nkept = "做到"\nmembers = ["没有的职责"]',
            "gatherings.unknown_name",
        ),
    ],
)
def test_what_is_wrong_in_the_method_is_said(areas, text, code):
    _document, found = read(f"[[pledges]]\n{text}\n")
    assert code in {one.code for one in found}
