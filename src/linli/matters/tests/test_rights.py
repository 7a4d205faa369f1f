"""A person's rights over what they reported, from the desk to the last file, with every context
that holds something of them."""

import pytest

from linli.files import selectors as files
from linli.files import services as uploads
from linli.kernel import trail
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor, Grant
from linli.kernel.errors import NotFound, Refused
from linli.kernel.registry import subject_data
from linli.kernel.stories import World
from linli.matters import selectors, services
from linli.matters.models import Matter, Report
from linli.matters.stories import doing, scene
from linli.matters.terms import Contact, Intake, Place, StillOpen
from linli.people import selectors as persons
from linli.people import services as people
from linli.people.models import SubjectRequest
from linli.people.terms import NoSuchIdentity, RequestState
from linli.search import selectors as search

RESIDENT = Actor(kind="resident")
DESK = Actor(
    kind="staff", grants=(Grant("测试", frozenset({"people.rights"}), area_path="350429."),)
)
PHONE, WORDS = "13800000012", "我家三楼的下水管坏了"


class StillNeeded:
    """A context that needs its people for a while yet."""

    def copy(self, identity_id):
        return {"asked": str(identity_id)}

    def erase(self, identity_id, now):
        raise Refused


@pytest.fixture
def world(method_in_force, now):
    world = World(now=now)
    scene.estate(world, "炉峰社区", "青云小区")
    scene.grid(world, "青云小区", "青云1格")
    scene.holds(world, "王网格", "青云1格", "网格员")
    return world


@pytest.fixture
def opened(world):
    picture = uploads.receive(upload=doing.picture(), kind="image", actor=ANONYMOUS, now=world.now)
    intake = Intake(
        kind="report",
        words=WORDS,
        place=Place(area_id=scene.area_named("青云1格").id),
        contact=Contact(phone=PHONE, name="张三丰"),
        files=(picture.id,),
    )
    return services.open_matter(intake=intake, actor=ANONYMOUS, now=world.now)


def asked(kind, now):
    identity = persons.by_phone(PHONE)
    assert identity is not None
    return identity, people.open_request(
        identity_id=identity, kind=kind, words="请办理", actor=RESIDENT, now=now
    )


def test_a_copy_holds_what_every_context_holds(world, opened, monkeypatch):
    entries = {**subject_data._entries, "aa.test": StillNeeded()}
    monkeypatch.setattr(subject_data, "_entries", entries)
    identity, request = asked("copy", world.now)
    copy = people.subject_copy(identity_id=identity, actor=DESK, now=world.now)
    assert set(copy) == set(entries)
    assert {"deliberation.members", "matters.reports", "points.accounts", "visits.visits"} < set(
        copy
    )
    assert copy["aa.test"] == {"asked": str(identity)}
    (mine,) = copy["matters.reports"]["reports"]
    assert (mine["words"], mine["code"]) == (WORDS, opened.code)
    assert copy["zz.people.identity"]["phone"] == PHONE
    people.answer_request(
        request_id=request, done=True, answer="已交本人", actor=DESK, now=world.now
    )
    assert SubjectRequest.objects.get(pk=request).state == RequestState.DONE.value


def pictures_of(code):
    return files.of_owner("report", Report.objects.get(code=code).pk)


def nothing_was_erased(identity, request, opened):
    assert Report.objects.get(matter_id=opened.matter_id).words == WORDS
    assert len(pictures_of(opened.code)) == 1
    assert persons.by_phone(PHONE) == identity
    assert SubjectRequest.objects.get(pk=request).state == RequestState.OPEN.value


@pytest.mark.django_db(transaction=True)
def test_a_deletion_waits_for_an_open_matter_and_then_leaves_nothing(world, opened):
    identity, request = asked("delete", world.now)
    with pytest.raises(StillOpen):
        people.answer_request(request_id=request, done=True, actor=DESK, now=world.now)
    nothing_was_erased(identity, request, opened)

    services.withdraw(code=opened.code, actor=ANONYMOUS, now=world.now)
    (picture,) = pictures_of(opened.code)
    people.answer_request(request_id=request, done=True, actor=DESK, now=world.now)
    report = Report.objects.get(matter_id=opened.matter_id)
    assert (report.words, report.place_words, report.identity_id) == ("", "", None)
    assert pictures_of(opened.code) == ()
    with pytest.raises(NotFound):
        files.file_for(SYSTEM, picture.id)
    assert persons.by_phone(PHONE) is None
    with pytest.raises(NoSuchIdentity):
        persons.identity_key(identity)
    assert SubjectRequest.objects.get(pk=request).state == RequestState.DONE.value
    run = Matter.objects.get(pk=opened.matter_id).run_id
    shown = repr(selectors.by_code(opened.code, now=world.now)) + str(run)
    assert WORDS not in shown
    trail.seal(world.now)
    assert trail.verify().broken == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["aa.test", "zzz.test"], ids=["first", "last"])
def test_a_context_that_refuses_keeps_everything_in_place(world, opened, monkeypatch, name):
    services.withdraw(code=opened.code, actor=ANONYMOUS, now=world.now)
    identity, request = asked("delete", world.now)
    monkeypatch.setattr(subject_data, "_entries", {**subject_data._entries, name: StillNeeded()})
    with pytest.raises(Refused):
        people.answer_request(request_id=request, done=True, actor=DESK, now=world.now)
    nothing_was_erased(identity, request, opened)


NEIGHBOUR = "13900139000"


@pytest.fixture
def neighbour(world, opened):
    """Somebody else on the same matter, with words and a picture of their own."""
    picture = uploads.receive(upload=doing.picture(), kind="image", actor=ANONYMOUS, now=world.now)
    other = services.open_matter(
        intake=Intake(
            kind="report",
            words="我家门口也黑着",
            place=Place(area_id=scene.area_named("青云1格").id),
            contact=Contact(phone=NEIGHBOUR, name="李四"),
            files=(picture.id,),
        ),
        actor=ANONYMOUS,
        now=world.now,
    )
    services.merge(matter_id=other.matter_id, into_id=opened.matter_id, actor=SYSTEM, now=world.now)
    return other


@pytest.mark.django_db(transaction=True)
def test_erasing_one_of_two_reporters_leaves_the_other_theirs(world, opened, neighbour):
    matter_id = opened.matter_id
    (picture,), (theirs,) = pictures_of(opened.code), pictures_of(neighbour.code)
    assert len(selectors.matter_for(SYSTEM, matter_id).files) == 2
    services.annul(matter_id=matter_id, reason="duplicate", note="", actor=SYSTEM, now=world.now)
    _, request = asked("delete", world.now)
    people.answer_request(request_id=request, done=True, actor=DESK, now=world.now)
    with pytest.raises(NotFound):
        files.file_for(SYSTEM, picture.id)
    assert files.file_for(ANONYMOUS, theirs.id, code=neighbour.code).id == theirs.id
    page = selectors.matter_for(SYSTEM, matter_id)
    assert {one.words: one.erased for one in page.reports} == {"": True, "我家门口也黑着": False}
    assert [one.id for one in page.files] == [theirs.id]
    assert selectors.by_code(neighbour.code, now=world.now).words == "我家门口也黑着"
    found = search.find(SYSTEM, "门口", verb="search.use")
    assert [one.id for one in found] == [matter_id]
    assert not search.find(SYSTEM, WORDS, verb="search.use")


def test_who_reported_the_same_sees_own_pictures_alone(world, opened, neighbour):
    (mine,), (theirs,) = pictures_of(opened.code), pictures_of(neighbour.code)
    assert selectors.by_code(opened.code, now=world.now).files == (mine.id,)
    with pytest.raises(NotFound):
        files.file_for(ANONYMOUS, theirs.id, code=opened.code)


def test_one_of_two_reporters_who_takes_their_words_back_takes_the_pictures(
    world, opened, neighbour
):
    services.withdraw(code=opened.code, actor=ANONYMOUS, now=world.now)
    assert pictures_of(opened.code) == ()
    assert len(pictures_of(neighbour.code)) == 1
    assert Matter.objects.get(pk=opened.matter_id).state == "open"
