"""Golden stories: what their sentences are made of.

A story is Gherkin in Chinese, in a method's `stories/`. Each context registers the sentences it
can play, in its own `stories.py`, imported by its `AppConfig.ready`:

    @phrase("{who}签收“{title}”")
    def sign(world: World, who: str, title: str) -> None:
        ...

A placeholder takes the shortest text that makes the whole sentence fit; any of “ ” 「 」 " " may
stand for any other quotation mark. A step's table (with a header row) arrives as `world.table`, its
text block as `world.text`. A `当` step that is refused keeps the refusal: a later `那么` step must
look at it with `world.take_refusal()`, or the scenario fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.errors import Refused
from linli.kernel.registry import story_phrases

F = TypeVar("F", bound=Callable[..., None])

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_QUOTES = str.maketrans({"「": '"', "」": '"', "“": '"', "”": '"'})


@dataclass(slots=True)
class World:
    """What one scenario knows so far. `things` keeps what phrases made, by the name in the story;
    `actors` those who act, by the name the story gives them."""

    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    refusal: Refused | None = None
    table: tuple[dict[str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""

    def actor(self, name: str) -> Actor:
        """The actor of that name; `系统` is the platform itself."""
        if name in self.actors:
            return self.actors[name]
        if name == "系统":
            return SYSTEM
        raise AssertionError(f"故事里还没有“{name}”这个人，已有：{'、'.join(self.actors) or '无'}")

    def thing(self, name: str) -> Any:
        """What a phrase kept under that name."""
        if name not in self.things:
            raise AssertionError(f"故事里还没有“{name}”，已有：{'、'.join(self.things) or '无'}")
        return self.things[name]

    def take_refusal(self) -> Refused:
        """The refusal of the last `当`, which is thereby accounted for."""
        if self.refusal is None:
            raise AssertionError("没有被拒绝，刚才那一步做成了。")
        refusal, self.refusal = self.refusal, None
        return refusal


@dataclass(frozen=True, slots=True)
class Phrase:
    """One sentence that a context can play."""

    pattern: str
    function: Callable[..., None]
    regex: re.Pattern[str]

    def match(self, sentence: str) -> dict[str, str] | None:
        """The placeholders' texts if the sentence is this one."""
        found = self.regex.fullmatch(plain(sentence))
        return found.groupdict() if found else None

    def __call__(self, world: World, **placeholders: str) -> None:
        self.function(world, **placeholders)


def plain(sentence: str) -> str:
    """The sentence with one kind of quotation mark and single spaces."""
    return " ".join(sentence.translate(_QUOTES).split())


def compile_phrase(pattern: str, function: Callable[..., None]) -> Phrase:
    """The phrase, not registered. Placeholders are named in ASCII and appear once each."""
    parts = _PLACEHOLDER.split(plain(pattern))
    regex = "".join(
        re.escape(part) if index % 2 == 0 else f"(?P<{part}>.+?)"
        for index, part in enumerate(parts)
    )
    return Phrase(pattern, function, re.compile(regex))


def phrase(pattern: str) -> Callable[[F], F]:
    """Register the decorated function as what this sentence does. Its name in the registry is the
    context's and the function's (`matters.report`), so neither may stand twice."""

    def decorate(function: F) -> F:
        context = function.__module__.split(".")[1]
        story_phrases.add(f"{context}.{function.__name__}", compile_phrase(pattern, function))
        return function

    return decorate
