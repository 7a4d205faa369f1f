"""Text that no database can keep is refused at the door, wherever in a request it stands."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"


def refused(answer):
    return answer.status_code == 422 and "kernel.invalid" in answer.content.decode()


@pytest.mark.parametrize("address", ["/t/%00", "/public/?page=a%00b", "/public/?a%00b=1"])
def test_nul_in_an_address_is_refused(client, address):
    assert refused(client.get(address))


def test_nul_in_a_cookie_is_refused_before_the_session_is_looked_for(client):
    client.cookies["sessionid"] = "abcdefgh\x00ijkl"
    assert refused(client.get("/public/"))


def test_nul_in_a_form_is_refused(client):
    assert refused(client.post(SIGN_IN, {"login": "a\x00b", "password": "x"}))
    assert refused(
        client.post(
            SIGN_IN,
            "login%00=a&password=x",
            content_type="application/x-www-form-urlencoded",
        )
    )


def test_nul_in_a_form_with_files_is_refused(client):
    picture = SimpleUploadedFile("a.jpg", b"\x00\x01", content_type="image/jpeg")
    assert refused(client.post("/report", {"words": "水\x00管", "photos": picture}))


def test_half_a_surrogate_pair_is_refused(client):
    body, charset = "login=%5Cud800&password=x", "raw_unicode_escape"
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    answer = client.post(SIGN_IN, body, content_type=kind)
    assert answer.status_code in (400, 422)


def test_programs_get_json(client):
    answer = client.get("/public/?a=%00", HTTP_ACCEPT="application/json")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (422, "kernel.invalid")


def test_nul_inside_a_picture_is_no_text(client):
    picture = SimpleUploadedFile("a.jpg", b"\x00\x01", content_type="image/jpeg")
    assert not refused(client.post("/report", {"words": "水管坏了", "photos": picture}))


def test_what_people_write_passes(client):
    answer = client.post(SIGN_IN, {"login": "张○○ 𠮷 👍\r\n\t", "password": "x"})
    assert not refused(answer)
    assert answer.status_code == 200
