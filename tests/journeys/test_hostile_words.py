"""Texts, places, names, moments and days that cannot be: refused, nothing stored."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from tests.journeys.hostile import (
    FORM,
    LANGUAGES,
    django,
    place,
    reader,
    refused,
    state,
    texts_of,
)

from linli.kernel.errors import Invalid
from linli.matters.models import Matter, Report
from linli.matters.stories import scene
from linli.matters.terms import (
    CodeNotFound,
    MatterNotFound,
    MayNotOpen,
    NothingSaid,
    OutsideCounty,
    UnknownCategory,
    UnknownKind,
)
from linli.organisations.models import Holding, Post
from linli.procedures.terms import DueEarlier
from linli.territory.terms import BadCoordinates, UnknownArea, Why

pytestmark = pytest.mark.django_db


# --- texts ---------------------------------------------------------------------------------------

TOO_LONG = ("最多 2000 个字", "2000")


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_that_cannot_be_kept_are_refused(rolled_back, language):
    client, before = reader(language), state()
    nothing = NothingSaid()
    for words in ("", " \n ", "\u202e\u200b", "\x01\x02"):
        refused(client.post("/report", place(words=words)), nothing, language, before=before)
    answer = client.post("/report", place(words="长" * 2001))
    assert answer.status_code == 422
    assert "2001" in answer.content.decode()
    assert "长" * 2001 in answer.content.decode()  # nothing typed is lost
    refused(client.post("/report", place(words="水\x00管")), Invalid(), language, before=before)
    for address in ("/t/%00", "/public/?page=%00"):
        for other in LANGUAGES:  # whoever was served before
            reader(other).get("/t/")
            refused(client.get(address), Invalid(), language, before=before)
    body = "words=%ED%A0%80&place_words=%00"
    refused(client.post("/report", body, content_type=FORM), Invalid(), language, before=before)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>井盖", "&lt;script&gt;alert(1)&lt;/script&gt;井盖"),
        ("井盖\u202egpj.exe", "井盖gpj.exe"),
        ("井\x07盖\x1b[31m坏", "井盖[31m坏"),
        ("井盖😀𠮷坏了", "井盖😀𠮷坏了"),
        ("{{ shell.now }}{% csrf_token %}", "{{ shell.now }}{% csrf_token %}"),
        ("' OR 1=1; DROP TABLE matters_matter; --", "&#x27; OR 1=1; DROP TABLE matters_matter; --"),
        ("好" * 2000, "好" * 2000),
    ],
)
def test_odd_texts_are_shown_as_texts(rolled_back, typed, kept):
    answer = reader().post("/report", place(words=typed))
    assert answer.status_code == 302
    page = reader().get(answer["Location"]).content.decode()
    inside = reader(role="county").get(f"/matters/{Matter.objects.latest('opened_at', 'id').id}")
    for shown in (page, inside.content.decode()):
        assert kept in shown
        assert "<script>alert" not in shown
        assert "\u202e" not in shown
    checked = reader().post("/report/check", {"words": typed, "place_words": typed})
    assert checked.status_code == 200
    assert "<script>alert" not in checked.content.decode()


def test_half_a_surrogate_pair_becomes_a_replacement_mark(rolled_back):
    area = scene.area_named("青云1格").id
    body = f"words=%E4%BA%95%ED%A0%80&area={area}"
    answer = reader().post("/report", body, content_type=FORM)
    assert answer.status_code == 302
    words = Report.objects.latest("at", "id").words
    assert words.startswith("井")
    assert "\ufffd" in words


# --- coordinates, names of things ----------------------------------------------------------------

NUMBER = django("Enter a number.")
FARTHEST = ("小于或等于", "less than or equal to")
POINTS = {
    "nan": ("nan", "26.9", NUMBER),
    "too large to be a number": ("1e999", "26.9", NUMBER),
    "words": ("东边", "北边", NUMBER),
    "far outside": ("116.4", "39.9", BadCoordinates(reason=Why.OUTSIDE)),
    "where nothing is": ("117.17", "26.9", OutsideCounty()),
    "swapped": ("26.9", "117.17", FARTHEST),
    "beyond the world": ("1170", "26.9", FARTHEST),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", POINTS)
def test_points_that_are_none_are_refused(rolled_back, name, language):
    longitude, latitude, said = POINTS[name]
    client, before = reader(language), state()
    data = {"words": "井盖坏了", "longitude": longitude, "latitude": latitude}
    refused(client.post("/report", data), said, language, before=before)
    asked = urlencode({"lon": longitude, "lat": latitude})
    for datum in ("", "&datum=gcj02"):
        answer = client.get(f"/territory/at?{asked}{datum}")
        if name == "where nothing is":
            assert (answer.status_code, answer.json()) == (200, {"area": None})
        else:
            assert answer.status_code == 422
            assert answer.json()["code"] == BadCoordinates.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_kinds_categories_and_areas_are_refused(rolled_back, language):
    client, before = reader(language), state()

    def says(said, status=(422,), **more):
        refused(client.post("/report", place(**more)), said, language, before=before, status=status)

    says(UnknownKind(kind="nope"), kind="nope")
    says(UnknownCategory(category="<b>"), category="<b>")
    says(UnknownCategory(category="x" * 60), category="x" * 60)
    says(django("Enter a valid UUID."), area="青云")
    says(UnknownArea(), area=str(uuid4()))
    with translation.override(language):
        closed = str(MayNotOpen(kind="x").message).split("x")[0]
    answer = client.post("/report", place(kind="finding"))
    assert (answer.status_code, state()) == (422, before)
    assert closed in answer.content.decode()
    for code in ("", "AAAAAAAAAA", "../../etc", "码" * 500):
        refused(client.post("/t/", {"code": code}), CodeNotFound(), language, before=before)
    refused(client.get("/t/AAAAAAAAAA"), CodeNotFound(), language, before=before, status=(404,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_ids_are_not_found(rolled_back, language):
    client, before = reader(language, "county"), state()
    lost = uuid4()
    for address in (
        f"/matters/{lost}", f"/steps/{lost}", f"/files/{lost}", f"/public/{lost}",
        f"/matters/{lost}/order", f"/organisations/?at={lost}", f"/territory/?at={lost}",
        "/organisations/?at=x", "/territory/?at=x", "/matters/1", "/steps/x", "/files/..%2Fx",
        "/public/0",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 404, (address, answer.status_code)
        assert "Traceback" not in answer.content.decode()
    said = MatterNotFound()
    refused(client.get(f"/matters/{lost}"), said, language, before=before, status=(404,))
    for address in (f"/steps/{lost}", f"/matters/{lost}/annul", f"/matters/{lost}/correct"):
        answer = client.post(address, {"outcome": "x", "reason": "x"})
        assert answer.status_code in (404, 422), (address, answer.status_code)
    assert state() == before


# --- cursors, dates, pages -----------------------------------------------------------------------

BAD_MOMENTS = (
    "x", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30",
    "2026-03-02T09:00:00", "99999999999999999999", "²", "-1", "1e9", "\u0660", "0020010000",
)  # fmt: skip


@pytest.mark.parametrize("role", ["county", "audit_admin", "party_office"])
def test_bad_cursors_and_days_in_addresses_break_nothing(rolled_back, role):
    """They are refused, or read as if they were not there."""
    client, lost = reader(role=role), uuid4()
    pages = {
        "county": (
            ("matters", "before"), ("matters", "since"), ("matters", "rated_since"),
            ("work", "after"), ("work-export", "after"), ("notices", "page"),
            ("deliveries", "page"), ("public", "page"), ("search", "page"),
        ),
        "audit_admin": (
            ("people_trail", "before"), ("people_trail", "since"), ("people_trail", "until"),
        ),
        "party_office": (
            ("territory:calendar", "year"), ("organisations-grids", "page"),
            ("organisations-grids", "within"), ("territory:areas", "page"),
        ),
    }  # fmt: skip
    for name, parameter in pages[role]:
        address = reverse(name)
        assert client.get(address).status_code == 200, name
        tails = ("", f"|{lost}", f"_{lost}") if parameter in {"before", "after"} else ("",)
        for bad in BAD_MOMENTS:
            for tail in tails:
                answer = client.get(address, {parameter: bad + tail, "q": "a"})
                assert answer.status_code in (200, 404, 422), (name, parameter, bad + tail)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x", "1899-12-31"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_days_that_are_none_are_refused(rolled_back, day, language):
    """In every form of the office that asks for a day."""
    ids = rolled_back.ids
    client, before = reader(language, "party_office"), state()
    area = scene.area_named("青云1格").id
    person = {"account": str(rolled_back.accounts["grid_out"]), "how": "appointed"}
    post, term = _post_and_term()
    find = urlencode({"q": "某grid out"})
    for address, data in {
        f"/territory/{area}/rename": {"name": "新", "on": day, "reason": "批复"},
        f"/territory/{area}/close": {"on": day, "reason": "批复"},
        f"/organisations/posts/{post}/appoint?{find}": {**person, "since": day},
        f"/organisations/posts/{post}/appoint?{find}&until": {**person, "until": day},
        f"/organisations/terms/{term}/leave?{find}": {
            "stand_in": person["account"], "since": day, "until": day, "reason": "培训",
        },
        f"/organisations/terms/{term}/leave?{find}&until": {
            "stand_in": person["account"], "since": "2026-03-02", "until": day, "reason": "培训",
        },
    }.items():  # fmt: skip
        answer = client.post(address, data)
        fits = day == "9999-12-31" and address.endswith("until") and "appoint" in address
        assert answer.status_code == 422 or fits, (address, answer.status_code)
        assert 'class="error' in answer.content.decode() or "field-error" in answer.content.decode()
    assert state() == before
    step = f"/steps/{ids['step_id']}/extend"
    county = reader(language, "county")
    before = state()
    for until in (f"{day}T10:00", f"{day}T23:59:59-14:00", day, ""):
        answer = county.post(step, {"until": until, "reason": "等件"}, follow=True)
        said = dict(zip(LANGUAGES, texts_of(DueEarlier()), strict=True))[language]
        assert said in answer.content.decode()
    assert state() == before


def _post_and_term():
    post = Post.objects.get(title="community_in·社区")
    return post.pk, Holding.objects.get(post=post).pk
