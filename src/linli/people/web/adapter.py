"""How the sign-in libraries are tied to linli: no sign-up, no e-mail, sealed secrets, the trail."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.kernel import cipher, clock
from linli.kernel.addresses import client_address
from linli.people import services

SECRET = "people.second_factor"  # noqa: S105 - the purpose of a seal


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Accounts are opened by the system administrator alone, and nothing goes by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nobody's e-mail is known."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody's e-mail is known."""

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        services.note_failed_sign_in(username=typed_username(request, credentials), now=clock.now())


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed
    """Secrets of second factors are sealed with the county's data key."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(cipher.seal(text, purpose=SECRET)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.unseal(base64.b64decode(encrypted_text), purpose=SECRET)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nobody's e-mail is known."""


def typed_username(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """The name that somebody tries, for counting tries: as typed, trimmed, lower case, short."""
    given = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(given).strip().lower()[:60]


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Too many wrong tries for this name from this address."""
    del response, credentials
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
