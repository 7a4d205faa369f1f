"""Where a request came from, believing only our own proxies."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

UNKNOWN = "0.0.0.0"  # noqa: S104 - not bound to; "we do not know"


def _clean(text: str) -> str:
    """The address in its shortest form, without port, brackets or IPv4-in-IPv6; "" if none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].split("]")[0]
    elif text.count(":") == 1:
        text = text.split(":")[0]
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    return str(mapped or address)


def client_address(request: HttpRequest) -> str:
    """The address of the client, as far as it can be known.

    With `LINLI_PROXIES` = n of our own proxies in front, each appends the address it saw to
    X-Forwarded-For: the n-th entry from the right is the client; everything further left was sent
    by the client and may be forged. With 0 the header is ignored. A header with fewer entries, or
    one that is no address there, did not come through our proxies: then the peer's own address is
    the answer. `0.0.0.0` if even that is unknown (a Unix socket).
    """
    peer = _clean(request.META.get("REMOTE_ADDR") or "")
    proxies: int = settings.LINLI_PROXIES
    if proxies > 0:
        entries = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(entries) >= proxies:
            return _clean(entries[-proxies]) or peer or UNKNOWN
    return peer or UNKNOWN
