"""Playing golden stories: each scenario against the method in force, in a transaction that is
rolled back. Nothing that a story does is kept."""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.transaction import atomic, set_rollback

from linli.kernel import database, versions
from linli.kernel.actor import SYSTEM
from linli.kernel.errors import Refused
from linli.kernel.registry import Folder, story_phrases
from linli.kernel.stories import Phrase, World, plain
from linli.methods import folders, selectors
from linli.methods.services.publishing import load
from linli.methods.terms import Results, ScenarioResult, StoryUnreadable

_NEAR = 0.3


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a scenario. `kind` is Gherkin's: Context, Action, Outcome."""

    number: int
    kind: str
    sentence: str
    rows: tuple[tuple[str, ...], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, or one row of a scenario outline, with its background in front."""

    file: str
    feature: str
    name: str
    number: int
    lines: tuple[Line, ...]


def scenarios(folder: Folder, file: str = "") -> tuple[Scenario, ...]:
    """The scenarios of one feature file, or of all. Refuses with `StoryUnreadable`."""
    names = (file,) if file else folder.under("stories/", ".feature")
    return tuple(one for name in names for one in _compiled(name, folder))


def _compiled(file: str, folder: Folder) -> Iterator[Scenario]:
    # slow to load, and no server needs it before somebody changes a method
    from gherkin.errors import CompositeParserException, ParserException  # noqa: PLC0415
    from gherkin.parser import Parser  # noqa: PLC0415
    from gherkin.pickles.compiler import Compiler  # noqa: PLC0415

    try:
        parsed: Any = {**Parser().parse(folder.text(file)), "uri": file}
    except (CompositeParserException, ParserException, UnicodeDecodeError, KeyError) as fault:
        raise StoryUnreadable(file=file, why=str(fault)) from fault
    where = dict(_locations(parsed))
    feature = (parsed.get("feature") or {}).get("name", "")
    for pickle in Compiler().compile(parsed):
        lines = tuple(_line(step, where) for step in pickle["steps"])
        yield Scenario(file, feature, pickle["name"], where[pickle["astNodeIds"][-1]], lines)


def _locations(node: Any) -> Iterator[tuple[str, int]]:
    """Node id -> line, anywhere in the parsed feature."""
    if isinstance(node, dict):
        if "id" in node and "location" in node:
            yield node["id"], node["location"]["line"]
        for inner in node.values():
            yield from _locations(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _locations(inner)


def _line(step: Any, where: dict[str, int]) -> Line:
    argument = step.get("argument", {})
    rows = argument.get("dataTable", {}).get("rows", ())
    return Line(
        number=where[step["astNodeIds"][0]],
        kind=step.get("type", "Context"),
        sentence=step["text"],
        rows=tuple(tuple(cell["value"] for cell in row["cells"]) for row in rows),
        text=argument.get("docString", {}).get("content", ""),
    )


@contextmanager
def method_in_force(folder: Folder, *, now: datetime) -> Iterator[None]:
    """The folder's method is in force inside; everything is rolled back at the end. Refuses like
    `load`."""
    with versions.unit_of_work(), database.transaction(), atomic():
        try:
            before = selectors.current()
            if before is None or before.digest != folders.digest(folder):
                load(folder=folder, actor=SYSTEM, now=now)
            yield
        finally:
            set_rollback(True)


def run_stories(
    *,
    folder: Folder,
    now: datetime,
    file: str = "",
    progress: Callable[[ScenarioResult], None] = lambda _result: None,
) -> tuple[Results, ...]:
    """Play one feature file, or all of them, with this method in force from `now` on. `progress`
    hears of every scenario as it ends. Refuses like `load`, and with `StoryUnreadable`."""
    played: dict[str, list[ScenarioResult]] = {}
    with method_in_force(folder, now=now):
        for one in scenarios(folder, file):
            result = play(one, now=now)
            played.setdefault(one.file, []).append(result)
            progress(result)
    return tuple(Results(name, tuple(results)) for name, results in played.items())


def play(scenario: Scenario, *, now: datetime) -> ScenarioResult:
    """Play one scenario on the method in force; rolled back at the end."""
    world = World(now=now)
    at, fault = scenario.number, ""
    try:
        # Counters read before a scenario would outlive its rollback: each reads its own.
        with versions.unit_of_work(), database.transaction(), atomic():
            try:
                for line in scenario.lines:
                    at = line.number
                    _say(world, line)
                _nothing_forgotten(world)
            finally:
                set_rollback(True)
    except AssertionError as wrong:
        fault = str(wrong) or _trace()
    except Refused as refusal:
        fault = f"被拒绝：{refusal}"
    except Exception:  # noqa: BLE001 - a story reports whatever goes wrong in it
        fault = _trace()
    return ScenarioResult(scenario.feature, scenario.name, at, fault, scenario.file)


def _trace() -> str:
    return traceback.format_exc(limit=-4).strip()


def _nothing_forgotten(world: World) -> None:
    if world.refusal is not None:
        raise AssertionError(f"前面的“当”被拒绝了，后面没有说到：{world.refusal}")


def _say(world: World, line: Line) -> None:
    phrase, placeholders = phrase_for(line.sentence)
    world.rows = line.rows
    world.table = _as_table(line.rows)
    world.text = line.text
    if line.kind != "Outcome":
        _nothing_forgotten(world)
    waiting = len(connection.run_on_commit)
    try:
        with atomic():
            phrase(world, **placeholders)
    except Refused as refusal:
        if line.kind != "Action":
            raise
        world.refusal = refusal
    _after_commit(waiting)


def _after_commit(waiting: int) -> None:
    """What would run after the commit runs now: the commit of a story never comes."""
    while len(connection.run_on_commit) > waiting:
        function = connection.run_on_commit.pop(waiting)[1]
        function()


def _as_table(rows: tuple[tuple[str, ...], ...]) -> tuple[dict[str, str], ...]:
    if not rows:
        return ()
    header, *body = rows
    return tuple(dict(zip(header, row, strict=True)) for row in body)


def phrase_for(sentence: str) -> tuple[Phrase, dict[str, str]]:
    """The one registered phrase for that sentence, with its placeholders; of several that fit, the
    one with the most words of its own. Raises AssertionError with the nearest phrases if none."""
    fitting = []
    for name, phrase in story_phrases.items():
        if isinstance(phrase, Phrase) and (found := phrase.match(sentence)) is not None:
            own = len(plain(sentence)) - sum(map(len, found.values()))
            fitting.append((own, name, phrase, found))
    if not fitting:
        near = "".join(f"\n  · {pattern}" for pattern in nearest(sentence))
        raise AssertionError(
            f"没有这样的句子：“{sentence}”。" + (f"相近的有：{near}" if near else "")
        )
    fitting.sort(key=lambda one: (-one[0], one[1]))
    if len(fitting) > 1 and fitting[0][0] == fitting[1][0]:
        both = f"{fitting[0][1]} 和 {fitting[1][1]}"
        raise AssertionError(f"“{sentence}”有两种读法：{both}。")
    return fitting[0][2], fitting[0][3]


def nearest(sentence: str) -> tuple[str, ...]:
    """Up to five registered sentences that look most like this one."""
    patterns = {
        plain(phrase.pattern): phrase.pattern
        for _name, phrase in story_phrases.items()
        if isinstance(phrase, Phrase)
    }
    close = difflib.get_close_matches(plain(sentence), patterns, n=5, cutoff=_NEAR)
    return tuple(patterns[one] for one in close)
