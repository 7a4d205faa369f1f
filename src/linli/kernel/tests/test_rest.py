"""Versions, parts, numbers, rates, cipher: the small tools of the kernel."""

import json

import pytest
from django.test import RequestFactory

from linli.kernel import cipher, numbers, parts, rates
from linli.kernel.errors import Refused, TooMany
from linli.kernel.middleware import answer_refusal
from linli.kernel.registry import Registry


@pytest.mark.django_db
def test_only_one_revision_of_a_part_is_in_force(now):
    parts.publish("forms", "1", {"a": 1}, now)
    parts.publish("forms", "2", {"a": 2}, now)
    assert parts.current("forms") == ("2", {"a": 2})
    assert parts.at("forms", "1") == {"a": 1}
    assert parts.current("nothing") == ("", {})


@pytest.mark.django_db
def test_numbers_count_from_one_per_name():
    assert [numbers.next_number(n) for n in ("x", "x", "y", "x")] == [1, 2, 1, 3]


@pytest.mark.django_db
def test_the_try_after_the_limit_is_refused_until_the_window_ends(now):
    for _ in range(3):
        rates.spend("report", "1.2.3.4", limit=3, seconds=60, now=now)
    rates.spend("report", "5.6.7.8", limit=3, seconds=60, now=now)
    with pytest.raises(TooMany) as refused:
        rates.spend("report", "1.2.3.4", limit=3, seconds=60, now=now)
    assert 0 < refused.value.data["seconds"] <= 60
    assert str(refused.value.data["seconds"]) in refused.value.message


@pytest.mark.parametrize("kind", ["aes", "sm4"])
def test_what_is_sealed_is_read_back_only_with_key_and_purpose(settings, kind):
    settings.LINLI_CIPHER = kind
    key = cipher.new_key()
    sealed = cipher.seal("张三 13800000000", purpose="identity", key=key)
    assert "张三".encode() not in sealed
    assert cipher.unseal(sealed, purpose="identity", key=key) == "张三 13800000000"
    for wrong in (
        {"purpose": "other", "key": key},
        {"purpose": "identity", "key": cipher.new_key()},
    ):
        with pytest.raises(cipher.Unreadable):
            cipher.unseal(sealed, **wrong)
    with pytest.raises(cipher.Unreadable):
        cipher.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), purpose="identity", key=key)


def test_old_rows_stay_readable_when_the_cipher_changes(settings):
    old = cipher.seal("旧", purpose="identity")
    settings.LINLI_CIPHER = "sm4"
    assert cipher.unseal(old, purpose="identity") == "旧"


def test_a_name_is_registered_once_and_found_or_refused():
    registry: Registry[int] = Registry("effect")
    registry.add("a.b", 1)
    with pytest.raises(LookupError):
        registry.add("a.b", 2)
    with pytest.raises(LookupError):
        registry.get("a.c")
    assert (registry.get("a.b"), registry.find("a.c"), registry.names()) == (1, None, ("a.b",))


class Full(Refused):
    code = "tests.full"
    text = "只剩 %(left)d 个名额"


def test_a_refusal_is_json_for_programs():
    request = RequestFactory().get("/api/v1/x")
    answer = answer_refusal(request, Full(left=0, field="seats"))
    assert answer.status_code == 409
    assert json.loads(answer.content) == {
        "code": "tests.full",
        "message": "只剩 0 个名额",
        "field": "seats",
    }
