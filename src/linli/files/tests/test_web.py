import json
from uuid import uuid4

import pytest
from django.test import RequestFactory

from linli.files.services import receive
from linli.files.terms import FileNotFound, NotAPicture
from linli.files.tests.factories import PDF, photo, sent
from linli.files.tests.test_services import OWNER, STAFF, doorway, media  # noqa: F401 - fixtures
from linli.files.web import views
from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import TooMany
from linli.kernel.ids import new_code

pytestmark = pytest.mark.django_db


def get(file_id, actor, headers=None, **query):
    request = RequestFactory(headers=headers or {}).get("/", query)
    request.actor = actor
    return views.file(request, file_id)


def whole(answer):
    """The body; the file is closed without ending the request, which would close the database."""
    data = b"".join(answer.streaming_content)
    answer.file_to_stream.close()
    return data


def post(actor, **data):
    request = RequestFactory().post("/files/", data)
    request.actor = actor
    return views.upload(request)


def test_a_photo_through_the_doorway(now, doorway):  # noqa: F811
    stored = receive(upload=sent(photo()), kind="image", owner=OWNER, actor=STAFF, now=now)
    answer = get(stored.id, STAFF)
    body = whole(answer)
    assert len(body) == stored.size
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Disposition"].startswith("inline")
    small = get(stored.id, STAFF, size="small")
    assert len(whole(small)) < len(body)
    assert get(stored.id, STAFF, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    with pytest.raises(FileNotFound):
        get(stored.id, ANONYMOUS)
    with pytest.raises(FileNotFound):
        get(stored.id, ANONYMOUS, headers={"If-None-Match": answer["ETag"]}, code=new_code())


def test_documents_are_downloads_without_a_persons_words_in_the_name(now, doorway):  # noqa: F811
    upload = sent(PDF, "张三的低保申请.pdf")
    stored = receive(upload=upload, kind="document", owner=OWNER, actor=STAFF, now=now)
    answer = get(stored.id, STAFF, size="small")
    assert answer["Content-Disposition"].startswith('attachment; filename="20260302-')
    assert whole(answer) == PDF


def test_missing_bytes_are_not_found(now, doorway, media):  # noqa: F811
    stored = receive(upload=sent(photo((8, 8))), kind="image", owner=OWNER, actor=STAFF, now=now)
    for path in media.rglob("*.jpg"):
        path.unlink()
    with pytest.raises(FileNotFound):
        get(stored.id, STAFF)


def test_sending_answers_an_id_and_is_limited():
    answer = json.loads(post(ANONYMOUS, file=sent(photo((8, 8)))).content)
    assert answer["url"] == f"/files/{answer['id']}"
    with pytest.raises(NotAPicture):
        post(ANONYMOUS)
    with pytest.raises(NotAPicture):
        post(STAFF, file=sent(PDF), kind="image")
    assert "id" in json.loads(post(STAFF, file=sent(PDF), kind="document").content)
    with pytest.raises(TooMany):  # noqa: PT012
        for _ in range(61):
            post(ANONYMOUS, file=sent(photo((8, 8))))
    with pytest.raises(FileNotFound):
        get(uuid4(), ANONYMOUS)
