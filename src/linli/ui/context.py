"""What every page's shell needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext

from linli.kernel import clock, parts
from linli.kernel.language import Words
from linli.kernel.middleware import actor_of
from linli.kernel.registry import navigation

LARGE_COOKIE = "linli_large"


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the office header."""

    label: str
    url: str
    current: bool


def _address(name: str) -> str:
    try:
        return resolve_url(name)
    except NoReverseMatch:
        return ""


class Shell:
    """The shell of one page, worked out only as far as the template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._actor = actor_of(request)

    @cached_property
    def county(self) -> str:
        """The county's name as its method gives it; "" before a method is published."""
        _, document = parts.current("method")
        return str(Words.of(document["county"])) if "county" in document else ""

    @cached_property
    def name(self) -> str:
        """邻里 with the county's name: the tail of every title."""
        return f"{gettext('邻里')} · {self.county}" if self.county else gettext("邻里")

    @cached_property
    def navigation(self) -> tuple[Place, ...]:
        """The places whose verbs this actor holds somewhere, in their order."""
        if not self._actor.is_staff:
            return ()
        entries = sorted(navigation.items(), key=lambda item: (item[1].order, item[0]))
        shown = [
            entry
            for _, entry in entries
            if not entry.verbs or any(self._actor.may(verb) for verb in entry.verbs)
        ]
        addresses = [(str(entry.label), reverse(entry.url_name)) for entry in shown]
        here = self._request.path
        inside = [
            url for _, url in addresses if here == url or here.startswith(url.rstrip("/") + "/")
        ]
        nearest = max(inside, key=len, default="")
        return tuple(Place(label, url, url == nearest) for label, url in addresses)

    @property
    def language(self) -> str:
        """The reader's language: `zh-hans` or `en`."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def language_tag(self) -> str:
        """For `<html lang>`: what screen readers and fonts understand."""
        return "zh-CN" if self.language.startswith("zh") else self.language

    @property
    def other_language(self) -> tuple[str, str]:
        """(code, its own name) of the language the switch offers."""
        return next((c, n) for c, n in settings.LANGUAGES if c != self.language)

    @property
    def large_type(self) -> bool:
        return self._request.COOKIES.get(LARGE_COOKIE) == "1"

    @property
    def demonstration(self) -> bool:
        return bool(settings.LINLI_DEMONSTRATION)

    @cached_property
    def login_url(self) -> str:
        """Where staff sign in; "" where signing in is not installed."""
        return _address(str(settings.LOGIN_URL))

    @cached_property
    def logout_url(self) -> str:
        """Where the account menu posts to leave; "" where signing in is not installed."""
        return _address("account_logout")

    @cached_property
    def now(self) -> datetime:
        """The moment this page is drawn, for `{% due %}`."""
        return clock.now()


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `actor` and `shell`."""
    return {"actor": actor_of(request), "shell": Shell(request)}
