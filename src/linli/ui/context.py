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
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy

from linli.kernel import clock, parts
from linli.kernel.language import Words
from linli.kernel.middleware import actor_of
from linli.kernel.registry import FOR_RESIDENTS, NavigationEntry, NavigationGroup, navigation

LARGE_COOKIE = "linli_large"


# What the groups of places are called.
GROUPS: dict[str, Promise] = {
    "work": gettext_lazy("工作"),
    "visits": gettext_lazy("走访"),
    "triage": gettext_lazy("研判"),
    "commons": gettext_lazy("志愿与服务"),
    "registers": gettext_lazy("名册"),
    "manage": gettext_lazy("管理"),
}
AT_HAND = 4  # places in the bar of a phone, beside "more"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the navigation."""

    label: str
    url: str
    current: bool
    icon: str = ""
    group: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Places that belong together; alone, a place stands for its group."""

    name: str
    places: tuple[Place, ...]

    @property
    def label(self) -> str:
        return self.places[0].label if len(self.places) == 1 else self.name

    @property
    def url(self) -> str:
        return self.places[0].url

    @property
    def current(self) -> bool:
        return any(place.current for place in self.places)


def _address(name: str) -> str:
    try:
        return resolve_url(name)
    except NoReverseMatch:
        return ""


def _entries() -> list[NavigationEntry]:
    """All places in their order."""
    return [one for _, one in sorted(navigation.items(), key=lambda item: (item[1].order, item[0]))]


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
        """The places that are for this actor, in their order."""
        if not self._actor.is_staff:
            return ()
        shown = [
            (reverse(one.url_name), one)
            for one in _entries()
            if one.group not in FOR_RESIDENTS and self._is_for_them(one)
        ]
        here = self._request.path
        inside = [url for url, _ in shown if here == url or here.startswith(url.rstrip("/") + "/")]
        nearest = max(inside, key=len, default="")
        return tuple(
            Place(str(entry.label), url, url == nearest, entry.icon, entry.group)
            for url, entry in shown
        )

    @cached_property
    def nearby(self) -> tuple[Place, ...]:
        """What residents find on the front page, as far as this county's method has it."""
        return self._for_residents("nearby")

    @cached_property
    def own(self) -> tuple[Place, ...]:
        """What somebody finds on the page of their own things."""
        return self._for_residents("own")

    def _for_residents(self, group: NavigationGroup) -> tuple[Place, ...]:
        return tuple(
            Place(str(one.label), reverse(one.url_name), False, one.icon, group, str(one.note))
            for one in _entries()
            if one.group == group and self._is_for_them(one)
        )

    def _is_for_them(self, entry: NavigationEntry) -> bool:
        if entry.verbs and not any(self._actor.may(verb) for verb in entry.verbs):
            return False
        return entry.holds is None or entry.holds(self._actor)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The same places under their headings; the group with the first place comes first."""
        found: dict[str, list[Place]] = {}
        for place in self.navigation:
            found.setdefault(place.group, []).append(place)
        return tuple(Group(str(GROUPS[key]), tuple(places)) for key, places in found.items())

    @cached_property
    def within(self) -> Group | None:
        """The group in which one is, if it has more than one place."""
        return next((one for one in self.groups if one.current and len(one.places) > 1), None)

    @property
    def at_hand(self) -> tuple[Place, ...]:
        """The first places: the bar at the bottom of a phone."""
        return self.navigation[:AT_HAND]

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
