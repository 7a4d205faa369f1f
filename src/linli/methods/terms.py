"""Values and refusals of methods."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.kernel.errors import Invalid, NotFound, Refused, Stale
from linli.kernel.registry import Finding

# A county's method is text: what Taining needs is 1 MB, so this is room for the largest.
MOST_FILES = 1_000
MOST_BYTES_A_FILE = 8 * 1024 * 1024
MOST_BYTES = 48 * 1024 * 1024
MOST_NAME = 120
# What is uploaded may be packed; what the desk keeps is not.
MOST_PACKED = 10 * 1024 * 1024
MOST_DRAFTS = 30
MOST_NOTE = 400
# A machine that plays stories for longer than this is playing none.
MOST_TRIAL = timedelta(minutes=15)

# `published_by` in method.toml: a draft is published by somebody other than who wrote it.
ANOTHER = "another"


class State(TextChoices):
    PUBLISHED = "published", _("现行")
    RETIRED = "retired", _("已停用")


class Start(TextChoices):
    """What a draft begins with."""

    CURRENT = "current", _("现行的工作法")
    UPLOAD = "upload", _("上传的文件（zip）")
    STARTER = "starter", _("最小样例")


class TrialState(TextChoices):
    WAITING = "waiting", _("排队")
    RUNNING = "running", _("试演中")
    HELD = "held", _("全部成立")
    BROKEN = "broken", _("有不成立的")
    FAILED = "failed", _("没有演成")


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
    note: str = ""

    @property
    def state_name(self) -> str:
        """The state in the reader's language."""
        return str(State(self.state).label)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft without its files. `based_on` is the revision it began with ("" for a new method);
    `authors` are all who have changed it; `version` grows with every change."""

    id: UUID
    name: str
    based_on: str
    owner_id: UUID | None
    authors: tuple[UUID, ...]
    version: int
    made_at: datetime
    changed_at: datetime
    changed_by: UUID | None


@dataclass(frozen=True, slots=True)
class DraftFileRow:
    """One file of a draft: what the gate says about it, and how it differs from what is in force
    ("+" new, "~" changed, "" the same)."""

    path: str
    size: int
    change: str
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        return sum(one.level == "error" for one in self.findings)


@dataclass(frozen=True, slots=True)
class TrialView:
    """The latest trial of a draft's stories. `version` is that of the draft it played."""

    id: UUID
    state: str
    version: int
    count: int
    lines: tuple[ScenarioResult, ...]
    fault: str
    asked_at: datetime
    ended_at: datetime | None

    @property
    def state_name(self) -> str:
        """The state in the reader's language."""
        return str(TrialState(self.state).label)

    @property
    def under_way(self) -> bool:
        return self.state in {TrialState.WAITING, TrialState.RUNNING}

    @property
    def held(self) -> int:
        return sum(not one.fault for one in self.lines)


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
    """How one scenario of a feature file went. `fault` is empty if it held; `line` is where it
    stopped."""

    feature: str
    scenario: str
    line: int
    fault: str = ""
    file: str = ""

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


class NoSuchDraft(NotFound):
    code = "methods.no_such_draft"
    text = _("没有这份草稿，可能已经发布或者丢弃了。")


class NoSuchFile(NotFound):
    code = "methods.no_such_file"
    text = _("草稿里没有 %(file)s 这个文件。")


class DraftChanged(Stale):
    """Somebody else was faster: nothing was overwritten."""

    code = "methods.draft_changed"
    text = _(
        "您打开之后，同事改过这里。您的内容没有保存，也没有盖掉别人的；请复制下来，重新打开再改。"
    )


class FileRefused(Invalid):
    """`why` says what is wrong and what would be right."""

    code = "methods.file_refused"
    text = _("%(file)s 不能放进工作法：%(why)s")


class EntryRefused(Invalid):
    """A form, a table or the modeler sent what its file cannot hold."""

    code = "methods.entry_refused"
    text = _("没有改成：%(why)s")


class TooManyDrafts(Refused):
    code = "methods.too_many_drafts"
    text = _("草稿已经有 %(most)d 份，请先发布或者丢弃不用的。")


class OwnDraft(Refused):
    code = "methods.own_draft"
    text = _("这份草稿您改过；按现行工作法的规定，要由另一个有发布权限的人来发布。")


class TrialUnderWay(Refused):
    code = "methods.trial_under_way"
    text = _("这份草稿正在试演，请等它演完。")
