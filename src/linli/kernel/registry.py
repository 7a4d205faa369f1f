"""The only way upward: contexts register what inner rings may call by name.

The list of kinds is closed. A name is dotted and begins with the context's own
(`matters.close`). Registering happens in `AppConfig.ready`; names used by a method are checked
when the method is loaded. Nothing else in linli is looked up by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, Protocol, TypeVar
from uuid import UUID

from django.utils.functional import Promise

from linli.kernel.actor import Actor

T = TypeVar("T")


class Registry(Generic[T]):
    """Named things of one kind. Registering a name twice, or asking for one that is not there,
    is a bug and raises `LookupError`."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> None:
        if name in self._entries:
            raise LookupError(f"{self.kind} {name!r} is registered twice")
        self._entries[name] = entry

    def get(self, name: str) -> T:
        if name not in self._entries:
            raise LookupError(f"no {self.kind} called {name!r}")
        return self._entries[name]

    def find(self, name: str) -> T | None:
        return self._entries.get(name)

    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self._entries))

    def items(self) -> tuple[tuple[str, T], ...]:
        return tuple(sorted(self._entries.items()))


# --- effects: what a service task of a procedure, or an inner ring, may set off ----------------


@dataclass(frozen=True, slots=True)
class EffectCall:
    """What an effect is told. `data` is the run's business data (codes and numbers, no personal
    words), `properties` are those of the service task in the procedure file; `area_id` is where
    the run lies, and `notice` what a notice about it says: `number`, `title`, `step_name`, `due`
    (ISO or ""), `url`; `revision` is that of the method with which the run began."""

    run_id: UUID
    subject_kind: str
    subject_id: UUID
    node: str
    properties: Mapping[str, str]
    data: Mapping[str, Any]
    actor: Actor
    now: datetime
    area_id: UUID | None = None
    notice: Mapping[str, str] = field(default_factory=dict)
    revision: str = ""


class Effect(Protocol):
    """Runs inside the transaction of the step that set it off; may refuse (all is rolled back).
    Returns data to merge into the run. An awaited effect (`awaited=True` in the file) parks the
    step until its context calls `procedures.services.resume`.

    It may carry `outputs`, the names that it returns, and `faults(properties, names, documents)`:
    what is wrong with a service task that calls it, in sentences for the gate, given the names of
    the run's data and the documents of the method by part."""

    def __call__(self, call: EffectCall) -> Mapping[str, Any]: ...


# --- measures: figures by name, asked by assessment ---------------------------------------------


class Measure(Protocol):
    """A figure for an area and a half-open span of time: numerator and denominator."""

    def __call__(self, area_path: str, since: datetime, until: datetime) -> tuple[int, int]: ...


# --- method parts: one file (or folder) of a county method --------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, or worth saying, about a method: where, what, and how to mend it."""

    level: str  # "error" | "warning"
    file: str
    place: str  # line, key path or element id
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A method as it lies on disk: relative path -> bytes. Hostile until parsed."""

    files: Mapping[str, bytes]

    def text(self, path: str) -> str:
        return self.files[path].decode("utf-8-sig")

    def under(self, prefix: str, suffix: str) -> tuple[str, ...]:
        return tuple(sorted(p for p in self.files if p.startswith(prefix) and p.endswith(suffix)))


@dataclass(frozen=True, slots=True)
class PartContext:
    """What a part's checker may know: the parsed documents of all parts, and the words file."""

    documents: Mapping[str, Mapping[str, Any]]
    english: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeyShape:
    """What a key of a table may hold, for whoever draws a form of it. `kind`: `text`, `long`,
    `flag`, `number`, `list` (of texts) or `tables` (rows of their own); `among` names what its
    values are chosen from (`duties`, `forms`, `ladders`, `kinds`, …)."""

    kind: str
    needed: bool = False
    help: str = ""
    among: str = ""


class MethodPart(Protocol):
    """One context's share of a method. `parse` and `check` are pure; `publish` writes, inside the
    loader's transaction, whatever rows this part needs beyond its stored document.

    It may carry `shapes()`: file → table (`""` the top, `forms.fields` a table inside) → key →
    `KeyShape`, from which the method desk makes its forms; and `choices()`: what the platform
    itself knows of a value (`field_types`), by the name that `KeyShape.among` gives."""

    name: str
    order: int

    def parse(self, folder: Folder) -> tuple[dict[str, Any], list[Finding]]: ...

    def check(self, document: Mapping[str, Any], context: PartContext) -> list[Finding]: ...

    def publish(
        self, document: Mapping[str, Any], revision: str, actor: Actor, now: datetime
    ) -> None: ...


# --- pages -------------------------------------------------------------------------------------

NavigationGroup = Literal[
    "work", "visits", "triage", "commons", "registers", "manage", "nearby", "own"
]
FOR_RESIDENTS: tuple[NavigationGroup, ...] = ("nearby", "own")  # the front page; one's own things


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A place to go. For staff: shown to those who hold one of `verbs` (none: to all staff) and of
    whom `holds`, if given, is true (it costs no statement). `group` is what it stands under, `icon`
    its picture in the bar of a phone, where the first few by `order` are at hand. In the groups
    for residents it is a picture on the front page or a row of one's own page, with `note` below.
    """

    label: str | Promise
    url_name: str
    verbs: tuple[str, ...] = ()
    order: int = 100
    group: NavigationGroup = "manage"
    icon: str = "list"
    holds: Callable[[Actor], bool] | None = None
    note: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Related:
    """One thing linked to another, as a row on its page."""

    kind: str
    title: str
    url: str
    note: str = ""


RelatedThings = Callable[[Actor, str, UUID], Iterable[Related]]
SearchResult = Callable[[Actor, tuple[UUID, ...]], Mapping[UUID, Related]]


class SubjectData(Protocol):
    """A context's answer to a person's rights: copy what it holds of an identity, erase it.

    `words`: what its share is called (under ""), and its keys and codes, for the person's own eyes.
    """

    @property
    def words(self) -> Mapping[str, str | Promise]: ...

    def copy(self, identity_id: UUID) -> Mapping[str, Any]: ...

    def erase(self, identity_id: UUID, now: datetime) -> int: ...


CalendarEntries = Callable[[Actor, datetime, datetime], Iterable[Related]]


class JobHandler(Protocol):
    """Work after the commit. Idempotent: it may run twice. Raises to be tried again."""

    def __call__(self, payload: Mapping[str, Any], now: datetime) -> None: ...


class FileDoorway(Protocol):
    """May this actor see the files of that owner? Given the owner's id and, for those without an
    account, the tracking code they bring (empty if none)."""

    def __call__(self, actor: Actor, owner_id: UUID, code: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class StepCheck:
    """A step as somebody is about to complete it: its subject and category, `what` is chosen
    (`procedure.step.outcome`), and the units chosen in its answers as (key, kind, name)."""

    subject_kind: str
    subject_id: UUID
    category: str
    what: str
    units: tuple[tuple[str, str, str], ...] = ()


# Refuses (all is rolled back) or says nothing; codes only, no statement beyond reference data.
StepChecker = Callable[[StepCheck], None]
StoryPhrase = Callable[..., None]

effects: Registry[Effect] = Registry("effect")
measures: Registry[Measure] = Registry("measure")
method_parts: Registry[MethodPart] = Registry("method part")
navigation: Registry[NavigationEntry] = Registry("navigation entry")
search_results: Registry[SearchResult] = Registry("search result")
related_things: Registry[RelatedThings] = Registry("related thing")
subject_data: Registry[SubjectData] = Registry("subject data")
calendar_entries: Registry[CalendarEntries] = Registry("calendar entry")
job_handlers: Registry[JobHandler] = Registry("job handler")
step_checks: Registry[StepChecker] = Registry("step check")
file_doorways: Registry[FileDoorway] = Registry("file doorway")
story_phrases: Registry[StoryPhrase] = Registry("story phrase")
