import pytest
from django.test import RequestFactory

from linli.kernel.addresses import client_address


def asked(forwarded="", peer="10.0.0.9"):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


def test_without_proxies_the_header_is_ignored(settings):
    settings.LINLI_PROXIES = 0
    assert asked("1.2.3.4") == "10.0.0.9"


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("8.8.8.8, 203.0.113.7", "203.0.113.7"),  # the client wrote 8.8.8.8 itself
        ("127.0.0.1,8.8.8.8,  203.0.113.7:4711", "203.0.113.7"),
        ("2001:DB8::0001", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("'; drop table", "10.0.0.9"),
        ("8.8.8.8, ", "10.0.0.9"),
    ],
)
def test_with_one_proxy_only_the_last_entry_counts(settings, forwarded, address):
    settings.LINLI_PROXIES = 1
    assert asked(forwarded) == address


def test_with_two_proxies_the_second_from_the_right(settings):
    settings.LINLI_PROXIES = 2
    assert asked("6.6.6.6, 203.0.113.7, 10.0.0.1") == "203.0.113.7"
    assert asked("203.0.113.7") == "10.0.0.9"  # too short: it did not pass both proxies


def test_a_socket_has_no_address(settings):
    settings.LINLI_PROXIES = 0
    assert asked(peer="") == "0.0.0.0"
