"""微广播: who broadcasts, transcripts, read by another, suggestions that become matters."""

import io
import wave
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from linli.files import selectors as files
from linli.files.terms import FileNotFound, NotASound
from linli.kernel import clock, registry
from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import NotAllowed
from linli.organisations import selectors as organisations
from linli.organisations.tests.factories import appointed, person
from linli.volunteering import models, selectors, services
from linli.volunteering.terms import (
    BroadcasterAlready,
    BroadcastReasonMissing,
    NoAudioHere,
    NoMatterHere,
    NotABroadcaster,
    PostEmpty,
    PostNotFound,
    PostReadAlready,
    PostState,
    ReadByAnother,
    ReplyEmpty,
    SuggestionDone,
    SuggestionEmpty,
    TranscriptMissing,
    WrongBroadcastPlace,
)
from linli.volunteering.tests import hours_scene
from linli.volunteering.tests.rota_scene import neighbour

TEXT = """
[[columns]]
key = "neighbours"
name = "邻里故事"
about = "讲身边的人和事。"
at = ["community"]
matter = "report"
[[columns]]
key = "notes"
name = "公众号"
about = "写下来的。"
at = ["community"]
audio = false
"""
HOME = "100001"


def sound(seconds=0.1):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x01\x02" * int(seconds * 8000))
    return SimpleUploadedFile("voice.wav", out.getvalue())


@pytest.fixture
def areas(db, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    from linli.kernel import parts

    found = hours_scene.set_scene(now)
    document = {
        "columns": [
            {"key": "neighbours", "name": {"zh": "邻里故事"}, "about": {"zh": "讲身边的人和事。"},
             "at": ["community"], "matter": "report"},
            {"key": "notes", "name": {"zh": "公众号"}, "about": {"zh": "写下来的。"},
             "at": ["community"], "audio": False},
        ]
    }  # fmt: skip
    parts.publish("volunteering", "t2", document, now)
    return found


def leader(areas, now, username="leads", code=HOME):
    account = person(username, "陈主任", now)
    appointed("社区", account, now, area_id=areas[code].id)
    return organisations.actor_for(account, via="test", now=now)


@pytest.fixture
def boss(areas, now):
    return leader(areas, now)


@pytest.fixture
def voice(boss, areas, now):
    """Somebody who broadcasts at home."""
    who = neighbour(1, now)
    services.register_broadcaster(person=who, area_id=areas[HOME].id, actor=boss, now=now)
    return who


@pytest.fixture
def opened(monkeypatch):
    """Stands in for whoever owns matters: what it was asked."""
    asked = []

    def effect(call):
        asked.append(call)
        return {"matter": str(uuid4())}

    monkeypatch.setitem(registry.effects._entries, "matters.open", effect)
    return asked


def send(areas, voice, now, **of):
    given = {
        "column": "neighbours", "area_id": areas[HOME].id, "title": "三楼的灯",
        "words": "王师傅把灯修好了，电话 13900001111。", "person": voice, "actor": ANONYMOUS,
    }  # fmt: skip
    return services.send_post(**{**given, **of}, now=now)


def on_air(areas, voice, boss, now, **of):
    made = send(areas, voice, now, **of)
    services.read_post(post_id=made, show=True, actor=boss, now=now)
    return made


def test_the_method_says_columns_rightly(areas):
    text = TEXT.replace('matter = "report"', "")
    assert hours_scene.read(text)[1] == []
    wrong = hours_scene.read(text.replace('at = ["community"]', 'at = ["moon"]', 1))[1]
    assert [one.code for one in wrong] == ["volunteering.unknown_name"]
    unknown = hours_scene.read(TEXT)[1]
    assert [one.code for one in unknown] == ["volunteering.unknown_name"]  # no such kind of matter


def test_nobody_hears_it_before_somebody_else_has(areas, voice, boss, now):
    made = send(areas, voice, now, audio=sound())
    with pytest.raises(PostNotFound):
        selectors.public_post(made)
    row = models.BroadcastPost.objects.get()
    with pytest.raises(FileNotFound):
        files.file_for(ANONYMOUS, row.audio)
    assert files.file_for(boss, row.audio).media_type == "audio/wav"
    services.read_post(post_id=made, show=True, actor=boss, now=now)
    page = selectors.public_post(made)
    assert "13900001111" not in page.row.words
    assert page.row.audio.startswith("/files/")
    assert files.file_for(ANONYMOUS, row.audio).kind == "audio"
    assert [one.id for one in selectors.public_posts(area_path=areas[HOME].path)[0]] == [made]
    assert selectors.public_posts(area_path=areas["100002"].path)[0] == ()


def test_a_recording_needs_its_transcript_and_has_to_be_one(areas, voice, now):
    with pytest.raises(TranscriptMissing):
        send(areas, voice, now, words=" ", audio=sound())
    with pytest.raises(PostEmpty):
        send(areas, voice, now, title="")
    with pytest.raises(NoAudioHere):
        send(areas, voice, now, column="notes", audio=sound())
    with pytest.raises(NotASound):
        send(areas, voice, now, audio=SimpleUploadedFile("x.wav", b"<script>" * 20))
    assert not models.BroadcastPost.objects.exists()


def test_who_may_send_where(areas, voice, boss, now):
    with pytest.raises(NotABroadcaster):
        send(areas, neighbour(2, now), now)
    with pytest.raises(NotABroadcaster):
        send(areas, voice, now, area_id=areas["100002"].id)
    with pytest.raises(WrongBroadcastPlace):
        send(areas, voice, now, area_id=areas["100200"].id)
    with pytest.raises(BroadcasterAlready):
        services.register_broadcaster(person=voice, area_id=areas[HOME].id, actor=boss, now=now)
    with pytest.raises(NotAllowed):
        services.register_broadcaster(person=voice, area_id=areas["100002"].id, actor=boss, now=now)
    services.end_broadcaster(
        broadcaster_id=models.Broadcaster.objects.get().pk, actor=boss, now=now
    )
    with pytest.raises(NotABroadcaster):
        send(areas, voice, now)


def test_nobody_reads_their_own(areas, boss, now):
    made = send(areas, None, now, actor=boss)
    with pytest.raises(ReadByAnother):
        services.read_post(post_id=made, show=True, actor=boss, now=now)
    other = leader(areas, now, "second")
    services.read_post(post_id=made, show=True, actor=other, now=now)
    row = models.BroadcastPost.objects.get()
    row.read_by_id = row.sent_by_id
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_refused_with_a_reason_and_taken_off_with_one(areas, voice, boss, now):
    made = send(areas, voice, now)
    with pytest.raises(BroadcastReasonMissing):
        services.read_post(post_id=made, show=False, actor=boss, now=now)
    services.read_post(post_id=made, show=False, reason="说了邻居的病", actor=boss, now=now)
    (mine,) = selectors.my_posts(voice)
    assert (mine.state, mine.reason) == (PostState.REFUSED, "说了邻居的病")
    again = on_air(areas, voice, boss, now)
    services.withdraw_post(post_id=again, reason="事情已经变了", actor=boss, now=now)
    page = selectors.public_post(again)
    assert (page.row.reason, page.row.words) == ("事情已经变了", "—")
    with pytest.raises(PostReadAlready):
        services.read_post(post_id=again, show=True, actor=boss, now=now)


def test_a_suggestion_is_read_becomes_a_matter_and_is_answered(areas, voice, boss, now, opened):
    made = on_air(areas, voice, boss, now)
    said = services.suggest_under(
        post_id=made, words="把路灯也修一修，我是13900002222", person=neighbour(3, now),
        actor=ANONYMOUS, now=now,
    )  # fmt: skip
    assert selectors.public_post(made).suggestions == ()
    matter = services.take_suggestion(suggestion_id=said, actor=boss, now=now)
    (call,) = opened
    assert (call.properties["kind"], call.area_id) == ("report", areas[HOME].id)
    assert "13900002222" not in call.properties["words"]
    (shown,) = selectors.public_post(made).suggestions
    assert (shown.matter_id, shown.answer) == (matter, "")
    services.answer_suggestion(suggestion_id=said, words="周五装好。", actor=boss, now=now)
    row = selectors.public_post(made).row
    assert (row.gathered, row.answered) == (1, 1)
    for again in (
        services.take_suggestion,
        lambda **of: services.answer_suggestion(words="x", **of),
    ):
        with pytest.raises(SuggestionDone):
            again(suggestion_id=said, actor=boss, now=now)
    there = areas[HOME].path
    later = now.replace(year=now.year + 1)
    assert selectors.suggestions_answered(there, now, later) == (1, 1)
    assert selectors.broadcasters_there(there, now, later) == (1, 1)


def test_suggestions_that_are_kept_back_or_cannot_be(areas, voice, boss, now):
    made = on_air(areas, voice, boss, now, column="notes")
    with pytest.raises(SuggestionEmpty):
        services.suggest_under(post_id=made, words=" ", person=voice, actor=ANONYMOUS, now=now)
    said = services.suggest_under(
        post_id=made, words="骂人的话", person=neighbour(3, now), actor=ANONYMOUS, now=now
    )
    with pytest.raises(NoMatterHere):
        services.take_suggestion(suggestion_id=said, actor=boss, now=now)
    with pytest.raises(ReplyEmpty):
        services.answer_suggestion(suggestion_id=said, words="", actor=boss, now=now)
    stranger = leader(areas, now, "stranger", "100002")
    with pytest.raises(NotAllowed):
        services.read_suggestion(suggestion_id=said, show=True, actor=stranger, now=now)
    services.read_suggestion(suggestion_id=said, show=False, reason="辱骂", actor=boss, now=now)
    page = selectors.public_post(made)
    assert (page.suggestions, page.row.gathered) == ((), 0)
    waiting = send(areas, voice, now)
    with pytest.raises(PostNotFound):
        services.suggest_under(post_id=waiting, words="x", person=voice, actor=ANONYMOUS, now=now)


def test_whoever_is_forgotten_is_silent(areas, voice, boss, now):
    made = on_air(areas, voice, boss, now, audio=sound())
    services.suggest_under(post_id=made, words="好", person=voice, actor=ANONYMOUS, now=now)
    assert services.forget_broadcasts(identity_id=voice, now=now) == 2
    assert selectors.broadcast_data_of(voice) == {"posts": [], "suggestions": []}
    assert selectors.public_post(made).row.audio == ""
    assert models.BroadcastSuggestion.objects.get().words == ""


# --- pages ----------------------------------------------------------------------------------


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


def as_person(client, who):
    session = client.session
    session["identity"] = str(who)
    session.save()


def test_the_whole_way_through_the_pages(client, areas, now, opened):
    now = clock.now()
    boss = leader(areas, now)
    sign_in(client, boss)
    form = {"place": areas[HOME].name, "phone": "13900000001", "name": "王乙"}
    assert client.post("/broadcasts/people", {**form, "place": "没有"}).status_code == 422
    assert client.post("/broadcasts/people", form).status_code == 302
    assert "王○ 0001" in client.get("/broadcasts/desk").text
    client.logout()
    assert client.get("/broadcasts/mine").status_code == 302
    as_person(client, neighbour(1, now))
    sent = {"area": areas[HOME].id, "column": "neighbours", "title": "三楼的灯", "words": "修好了"}
    assert client.post("/broadcasts/mine", {**sent, "words": ""}).status_code == 422
    assert client.post("/broadcasts/mine", {**sent, "audio": sound()}).status_code == 302
    assert "等审听" in client.get("/broadcasts/mine").text
    made = models.BroadcastPost.objects.get().pk
    assert client.get(f"/broadcasts/{made}").status_code == 404
    sign_in(client, boss)
    assert "<audio" in client.get(f"/broadcasts/{made}/desk").text
    client.post(f"/broadcasts/{made}/read", {"what": "show"})
    client.logout()
    page = client.get(f"/broadcasts/{made}")
    assert "<audio" in page.text
    assert "文字稿" in page.text
    assert "三楼的灯" in client.get("/broadcasts/", {"area": areas[HOME].code}).text
    feed = client.get("/broadcasts/feed.xml", {"area": areas[HOME].code})
    assert "audio/wav" in feed.text
    assert client.post(f"/broadcasts/{made}", {"words": "路灯"}).status_code == 302
    assert not models.BroadcastSuggestion.objects.exists()
    as_person(client, neighbour(3, now))
    assert client.post(f"/broadcasts/{made}", {"words": ""}).status_code == 422
    client.post(f"/broadcasts/{made}", {"words": "路灯也修一修"})
    said = models.BroadcastSuggestion.objects.get().pk
    sign_in(client, boss)
    where = f"/broadcasts/{made}/suggestions/{said}"
    client.post(where, {"what": "take"})
    client.post(where, {"what": "answer", "words": "周五修"})
    assert client.post(where, {"what": "nothing"}).status_code == 422
    assert client.post(f"{where[:-36]}{UUID(int=1)}", {"what": "take"}).status_code == 404
    client.logout()
    assert "周五修" in client.get(f"/broadcasts/{made}").text
    assert "建议 1 条，已回复 1 条" in client.get("/broadcasts/").text


def test_the_desk_is_for_those_who_lead_there(client, areas, voice, boss, now):
    made = send(areas, voice, now)
    assert client.get(f"/broadcasts/{made}/desk").status_code == 302
    sign_in(client, leader(areas, now, "stranger", "100002"))
    assert client.get(f"/broadcasts/{made}/desk").status_code == 404
    assert client.post(f"/broadcasts/{made}/read", {"what": "show"}).status_code == 403
    assert "三楼的灯" not in client.get("/broadcasts/desk").text
