import io
import os
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.db.transaction import atomic
from PIL import Image

from linli.files import ports
from linli.files.models import Upload
from linli.files.selectors import file_for, of_owner, of_owners, path_of
from linli.files.services import attach, receive, remove, remove_of_owner, sweep
from linli.files.terms import FileNotFound, NotADocument, NotAPicture, TooLarge, TooMany
from linli.files.tests.factories import PDF, located_photo, office, photo, sent
from linli.jobs.services import run_due
from linli.kernel.actor import ANONYMOUS, SYSTEM, Actor
from linli.kernel.models import TrailLine
from linli.kernel.registry import file_doorways

pytestmark = pytest.mark.django_db
STAFF = Actor(kind="staff", account_id=uuid4())
OWNER = ("matter", uuid4())


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def doorway():
    """Lets in whoever brings the code ABC, and staff."""
    kept = file_doorways.find("matter")
    file_doorways._entries["matter"] = lambda actor, owner_id, code: actor.is_staff or code == "ABC"
    yield
    if kept is None:
        del file_doorways._entries["matter"]
    else:
        file_doorways._entries["matter"] = kept


def take_in(now, data=None, kind="image", owner=None, actor=ANONYMOUS):
    upload = sent(photo((40, 20)) if data is None else data)
    return receive(upload=upload, kind=kind, owner=owner, actor=actor, now=now)


def on_disk(media):
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def test_a_photo_is_stored_clean_and_small(now, media):
    stored = take_in(now, located_photo(), owner=OWNER, actor=STAFF)
    assert (stored.kind, stored.media_type, stored.width, stored.height) == (
        "image",
        "image/jpeg",
        800,
        1200,
    )
    assert stored.owner == OWNER
    assert on_disk(media) == [f"{stored.id.hex}.jpg", f"{stored.id.hex}.small.jpg"]
    data = path_of(stored).read_bytes()
    assert len(data) == stored.size
    assert b"SecretCamera" not in data
    with Image.open(io.BytesIO(path_of(stored, small=True).read_bytes())) as small:
        assert max(small.size) == 320
    assert of_owner(*OWNER) == (stored,)
    line = TrailLine.objects.get(name="files.received")
    assert line.data["digest"] == stored.digest


def test_any_takes_pictures_and_documents(now):
    assert take_in(now, kind="any").kind == "image"
    assert take_in(now, PDF, kind="any").media_type == "application/pdf"
    assert take_in(now, office(), kind="document").extension == "docx"


def test_refusals_leave_nothing(now, media, settings):
    with pytest.raises(NotAPicture):
        take_in(now, PDF)
    with pytest.raises(NotADocument):
        take_in(now, kind="document")
    settings.LINLI_UPLOAD_BYTES = 1024
    with pytest.raises(TooLarge):
        take_in(now, b"\xff" * 1025)
    assert Upload.objects.count() == 0
    assert on_disk(media) == []


def test_one_owner_has_only_so_many(now, settings):
    settings.LINLI_UPLOADS_A_REPORT = 2
    first = take_in(now, owner=OWNER)
    second, third = take_in(now), take_in(now)
    with pytest.raises(TooMany):
        attach(ids=[second.id, third.id], owner=OWNER, actor=ANONYMOUS, now=now)
    attach(ids=[second.id], owner=OWNER, actor=ANONYMOUS, now=now)
    with pytest.raises(TooMany):
        take_in(now, owner=OWNER)
    assert [file.id for file in of_owner(*OWNER)] == [first.id, second.id]


def test_attaching_is_for_the_sender_and_may_be_repeated(now):
    mine, theirs = take_in(now, actor=STAFF), take_in(now)
    assert attach(ids=[mine.id], owner=OWNER, actor=STAFF, now=now)[0].owner == OWNER
    assert attach(ids=[mine.id, mine.id], owner=OWNER, actor=STAFF, now=now)[0].id == mine.id
    for ids, owner in (([theirs.id], OWNER), ([mine.id], ("matter", uuid4())), ([uuid4()], OWNER)):
        with pytest.raises(FileNotFound):
            attach(ids=ids, owner=owner, actor=STAFF, now=now)
    assert attach(ids=[], owner=OWNER, actor=STAFF, now=now) == ()
    assert TrailLine.objects.filter(name="files.attached").count() == 1


def test_lists_take_one_statement(now, django_assert_num_queries):
    other = ("matter", uuid4())
    take_in(now, owner=OWNER)
    take_in(now, owner=other)
    with django_assert_num_queries(1):
        found = of_owners("matter", [OWNER[1], other[1], uuid4()])
    assert {key: len(files) for key, files in found.items()} == {OWNER[1]: 1, other[1]: 1}


def test_the_doorway_is_the_owners(now, doorway):
    stored = take_in(now, owner=OWNER)
    assert file_for(STAFF, stored.id).id == stored.id
    assert file_for(ANONYMOUS, stored.id, code="ABC").id == stored.id
    nobody = take_in(now, owner=("unknown", uuid4()))
    for actor, file_id in ((ANONYMOUS, stored.id), (STAFF, uuid4()), (STAFF, nobody.id)):
        with pytest.raises(FileNotFound):
            file_for(actor, file_id)


def test_an_upload_without_owner_is_its_senders(now):
    mine, anonymous = take_in(now, actor=STAFF), take_in(now)
    assert file_for(STAFF, mine.id).id == mine.id
    for actor, file in ((ANONYMOUS, mine), (ANONYMOUS, anonymous), (SYSTEM, anonymous)):
        with pytest.raises(FileNotFound):
            file_for(actor, file.id)


def test_removing_erases_bytes_after_the_commit_and_keeps_the_digest(now, media):
    stored, kept = take_in(now, owner=OWNER), take_in(now, owner=OWNER)
    assert remove(ids=[stored.id, uuid4()], actor=SYSTEM, now=now) == 1
    assert len(on_disk(media)) == 4
    assert run_due(now) == 1
    assert on_disk(media) == [f"{kept.id.hex}.jpg", f"{kept.id.hex}.small.jpg"]
    assert TrailLine.objects.get(name="files.removed").data["digest"] == stored.digest
    assert remove_of_owner(owner=OWNER, actor=SYSTEM, now=now) == 1
    run_due(now)
    assert on_disk(media) == []


def test_a_rolled_back_removal_keeps_the_bytes(now, media):
    stored = take_in(now, owner=OWNER)
    with pytest.raises(RuntimeError):  # noqa: PT012
        with atomic():
            remove(ids=[stored.id], actor=SYSTEM, now=now)
            raise RuntimeError
    run_due(now)
    assert len(on_disk(media)) == 2
    assert path_of(stored).exists()


def test_the_sweep_takes_orphans_and_strays_after_a_day(now, media):
    orphan, kept = take_in(now), take_in(now, owner=OWNER)
    with pytest.raises(RuntimeError):  # noqa: PT012
        with atomic():
            stray = take_in(now, owner=OWNER)
            raise RuntimeError
    assert path_of(stray).exists()
    assert sweep(now + timedelta(hours=23)) == (0, 0)
    yesterday = time.time() - 25 * 3600
    for path in media.rglob("*.jpg"):
        os.utime(path, (yesterday, yesterday))
    assert sweep(now + timedelta(hours=25)) == (1, 2)
    run_due(now + timedelta(hours=25))
    assert on_disk(media) == [f"{kept.id.hex}.jpg", f"{kept.id.hex}.small.jpg"]
    assert not Upload.objects.filter(pk=orphan.id).exists()


def test_paths_are_two_folders_deep_by_the_end_of_the_id():
    file_id = uuid4()
    path = ports.path(file_id, "jpg")
    assert path.parent.parent.parent == configured.MEDIA_ROOT
    assert (path.parent.parent.name, path.parent.name) == (file_id.hex[-2:], file_id.hex[-4:-2])
