"""The channels themselves. Each takes one message or raises `Undelivered`."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core import mail
from django.utils.module_loading import import_string

from linli.kernel import cipher
from linli.messaging import rules
from linli.messaging.models import Mailbox
from linli.messaging.terms import Undelivered, WrongAddress, WrongHookAddress

TIMEOUT = 10  # seconds to connect and to be answered
MOST_ANSWER = 64 * 1024
MAILBOX = "messaging.mailbox"

Sms = Callable[[str, str], None]


def robot(kind: str, url: str, text: str, *, secret: str, now: datetime) -> None:
    """Post to a group robot. The address is checked again at every sending; redirects are not
    followed; an answer with an error code inside counts as not taken.
    """
    try:
        checked = rules.check_robot(url, settings.LINLI_ROBOT_HOSTS)
    except WrongAddress as error:
        raise Undelivered("address not allowed") from error
    address, body = rules.robot_message(kind, checked, text, secret=secret, now=now)
    status, answer = _post(address, json.dumps(body, ensure_ascii=False).encode())
    if status != 200:
        raise Undelivered(f"status {status}")
    try:
        said = json.loads(answer)
    except ValueError as error:
        raise Undelivered("answer is not JSON") from error
    if not isinstance(said, dict) or not rules.taken(said):
        raise Undelivered("refused by the robot")


def _post(address: str, body: bytes) -> tuple[int, bytes]:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(
            host, port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        return answer.status, answer.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(type(error).__name__) from error
    finally:
        connection.close()


def send_mail(address: str, title: str, text: str) -> None:
    """A plain mail to a shared mailbox."""
    try:
        mail.send_mail(title, text, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError as error:  # smtplib's errors are OSErrors
        raise Undelivered(type(error).__name__) from error


def sms_ready() -> bool:
    """Is there a way to send an SMS? An adapter (`LINLI_SMS`, a dotted name of a callable that
    takes number and text and raises `Undelivered`), or the demonstration's mailbox.
    """
    return bool(settings.LINLI_SMS) or bool(settings.LINLI_DEMONSTRATION)


def send_sms(phone: str, text: str, *, now: datetime) -> None:
    if settings.LINLI_SMS:
        adapter: Sms = import_string(settings.LINLI_SMS)
        adapter(phone, text)
    elif settings.LINLI_DEMONSTRATION:
        Mailbox.objects.create(
            phone=rules.mask_phone(phone), text_sealed=cipher.seal(text, purpose=MAILBOX), at=now
        )
    else:
        raise Undelivered("no SMS adapter")


def hook(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Post to a webhook. The address is looked at again at every sending, by name and by number:
    the connection goes to the very number that was found public, so that a name cannot point
    elsewhere a moment later. Redirects are not followed; anything but 2xx was not taken.
    """
    allowed = settings.LINLI_WEBHOOKS
    try:
        checked = rules.check_hook(url, allowed)
    except WrongHookAddress as error:
        raise Undelivered("address not allowed") from error
    parts = urlsplit(checked)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    trusted = rules.origin_of(checked) in allowed
    connection = _Pinned(host, port, _number_of(host, port, trusted=trusted), parts.scheme)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(MOST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise Undelivered(type(error).__name__) from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise Undelivered(f"status {answer.status}")


def _number_of(host: str, port: int, *, trusted: bool) -> str:
    """The number to connect to: every number of the name must be public, or the origin trusted."""
    try:
        found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise Undelivered("unknown host") from error
    if not found or not (trusted or all(rules.is_public(one.split("%")[0]) for one in found)):
        raise Undelivered("address not public")
    return found[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to one number, in the name of a host."""

    def __init__(self, host: str, port: int, number: str, scheme: str) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self._number, self._secure = number, scheme == "https"

    def connect(self) -> None:
        self.sock = socket.create_connection((self._number, self.port), TIMEOUT)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
