"""Values and refusals of methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused
from linli.kernel.registry import Finding

# A county's method is text: what Taining needs is 1 MB, so this is room for the largest.
MOST_FILES = 1_000
MOST_BYTES_A_FILE = 8 * 1024 * 1024
MOST_BYTES = 48 * 1024 * 1024
MOST_NAME = 120


class State(TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("现行")
    RETIRED = "retired", _("已停用")


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate found, and the checked documents by part (with English filled in)."""

    findings: tuple[Finding, ...]
    documents: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level != "error")

    @property
    def passes(self) -> bool:
        return not self.errors


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A stored revision without its folder."""

    id: UUID
    slug: str
    revision: str
    name: str
    digest: str
    state: str
    published_at: datetime | None
    published_by: UUID | None

    @property
    def state_name(self) -> str:
        """The state in the reader's language."""
        return str(State(self.state).label)


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between two folders. `change` is "+", "-" or "~"; `place` is a key path, an
    element id or a line; for "~" `before` and `after` are shown."""

    file: str
    change: str
    place: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        place = f" {self.place}" if self.place else ""
        if self.change == "~" and (self.before or self.after):
            return f"~ {self.file}{place}: {self.before} → {self.after}"
        words = self.before or self.after
        return f"{self.change} {self.file}{place}" + (f": {words}" if words else "")


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A decision as written: each row has one cell for every input, then one for every output."""

    key: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """How one scenario went. `fault` is empty if it held; `line` is where it stopped."""

    feature: str
    scenario: str
    line: int
    fault: str = ""

    @property
    def held(self) -> bool:
        return not self.fault


@dataclass(frozen=True, slots=True)
class Results:
    """How the scenarios of one feature file went."""

    file: str
    scenarios: tuple[ScenarioResult, ...]

    @property
    def held(self) -> bool:
        return all(one.held for one in self.scenarios)


class FolderRefused(Invalid):
    """The folder cannot be read safely at all. `why` says what is wrong with which name."""

    code = "methods.folder_refused"
    text = _("这个文件夹不能作为工作法读取：%(why)s")


class GateClosed(Refused):
    """The gate found errors: `findings` has all of them."""

    code = "methods.gate_closed"
    text = _("工作法还有 %(errors)d 处错误，不能发布。")

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(errors=sum(finding.level == "error" for finding in findings))
        self.findings = findings


class RevisionTaken(Refused):
    code = "methods.revision_taken"
    text = _("修订号“%(revision)s”已经发布过别的内容，请在 method.toml 里换一个修订号。")


class AnotherCounty(Refused):
    code = "methods.another_county"
    text = _("这里用的是“%(current)s”的工作法，不能发布“%(other)s”的。一个县一个数据库。")


class NoSuchRevision(NotFound):
    code = "methods.no_such_revision"
    text = _("没有修订号为“%(revision)s”的工作法。")


class StarterRefused(Invalid):
    """`why`: a slug that cannot be one, or a folder that is there already."""

    code = "methods.starter_refused"
    text = _("不能新写：%(why)s")


class StoryUnreadable(Invalid):
    code = "methods.story_unreadable"
    text = _("故事 %(file)s 读不懂：%(why)s")
