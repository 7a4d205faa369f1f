"""Pages of pledges: anybody reads, the signed-in speak once, the desk behind its doorway."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from linli.deliberation import models, selectors, services
from linli.deliberation.terms import Said
from linli.deliberation.tests.scene import resident, secretary, set_scene
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import local

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    return set_scene(clock.now() - timedelta(days=2))


@pytest.fixture
def clerk(areas):
    return secretary(areas, clock.now())


@pytest.fixture
def made(areas, clerk):
    then = clock.now() - timedelta(days=1)
    place = next(one for one in selectors.pledge_places(clerk) if one.organisation_id)
    today = local(then).date()
    return services.pledge(
        place=place.key, title="修好石桥", words="六月底前修好。", since=today,
        until=today + timedelta(days=59), actor=clerk, now=then,
    )  # fmt: skip


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def as_resident(client, number):
    session = client.session
    session["identity"] = str(resident(number, clock.now()))
    session.save()


def test_anybody_reads_the_list_of_a_place_and_the_page(client, made, areas):
    page = client.get("/pledges/", {"area": areas["100200"].code})
    assert "修好石桥" in page.text
    assert "修好石桥" not in client.get("/pledges/", {"area": areas["100001"].code}).text
    assert "六月底前修好" in client.get(f"/pledges/{made}").text


def test_a_resident_speaks_once_and_finds_it_again(client, made):
    as_resident(client, 1)
    said = client.post(f"/pledges/{made}/say", {"said": "kept", "words": ""})
    assert said.status_code == 302
    client.post(f"/pledges/{made}/say", {"said": "not_kept", "words": "没见动静"})
    voice = models.PledgeVoice.objects.get()
    assert (voice.said, voice.signed) == ("not_kept", True)
    page = client.get(f"/pledges/{made}")
    assert "0 / 1" in page.text
    assert "1 / 1" in page.text
    assert "没见动静" not in page.text


def test_what_was_typed_stays_beside_what_is_wrong(client, made):
    as_resident(client, 1)
    refused = client.post(f"/pledges/{made}/say", {"words": "还没说完"})
    assert refused.status_code == 422
    assert "还没说完" in refused.text


def test_voices_without_signing_in_are_limited_by_address(client, made):
    answers = {
        client.post(f"/pledges/{made}/say", {"said": "kept"}).status_code for _each in range(21)
    }
    assert answers == {302, 429}
    assert models.PledgeVoice.objects.filter(signed=False).count() == 20


def test_the_desk_is_for_those_who_look_after_the_place(client, made, areas):
    assert client.get(f"/pledges/{made}/desk").status_code == 302  # to the sign-in
    sign_in(client, secretary(areas, clock.now(), "100001"))
    assert client.get(f"/pledges/{made}/desk").status_code == 404
    assert "修好石桥" not in client.get("/pledges/desk").text


def test_from_pledging_to_the_answer(client, clerk, made):
    sign_in(client, clerk)
    today = local(clock.now()).date()
    place = next(one for one in selectors.pledge_places(clerk) if one.organisation_id)
    posted = {
        "place": place.key, "title": "装路灯", "words": "装三盏。", "since": today,
        "until": today + timedelta(days=40),
    }  # fmt: skip
    assert client.post("/pledges/new", posted | {"until": today}).status_code == 422
    assert client.post("/pledges/new", posted).status_code == 302
    services.say(
        pledge_id=made, said=Said.PARTLY, words="桥面好了", person=resident(1, clock.now()),
        actor=ANONYMOUS, now=clock.now(),
    )  # fmt: skip
    voice = models.PledgeVoice.objects.get().pk
    at = f"/pledges/{made}/voices/{voice}"
    assert client.post(f"{at}/answer", {"words": "谢谢"}).status_code == 404  # nobody has read it
    assert client.post(f"{at}/read", {"show": "yes"}).status_code == 302
    assert client.post(f"{at}/answer", {"words": "栏杆下周装"}).status_code == 302
    assert "栏杆下周装" in client.get(f"/pledges/{made}").text
    assert client.post(f"/pledges/{made}/withdraw", {"reason": ""}).status_code == 422
    assert (
        client.post(f"/pledges/{made}/desk", {"title": "修桥", "words": "七月"}).status_code == 302
    )
    assert client.post(f"/pledges/{made}/withdraw", {"reason": "县里修"}).status_code == 302
    assert "县里修" in client.get(f"/pledges/{made}").text


def test_the_public_list_takes_as_many_statements_for_many(
    client, made, clerk, django_assert_num_queries
):
    client.get("/pledges/")  # what is cached, is
    with django_assert_num_queries(4):
        client.get("/pledges/")
    models.Pledge.objects.bulk_create(
        [_copy(models.Pledge.objects.get(pk=made)) for _each in range(20)]
    )
    with django_assert_num_queries(4):
        client.get("/pledges/")


def _copy(row):
    row.pk = None
    row.pk = models.Pledge._meta.pk.default()
    return row
