"""两约: rules of a village or community (村规民约, 居民公约), in versions adopted by vote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.deliberation.terms.gatherings import Explained, TextRow
from linli.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from linli.kernel.language import Words

CHARTER = "charter"  # a subject kind on the trail
LONGEST_FILING = 200


class Filing(StrEnum):
    """What became of filing a version with the government above (备案)."""

    NOT_YET = "not_yet"
    FILED = "filed"
    RETURNED = "returned"  # 责令改正: it says what must be put right


class Force(StrEnum):
    COMING = "coming"
    NOW = "now"
    EARLIER = "earlier"


FILINGS: dict[Filing, str | Promise] = {
    Filing.NOT_YET: _("还没有备案"),
    Filing.FILED: _("已备案"),
    Filing.RETURNED: _("责令改正"),
}
FORCES: dict[Force, str | Promise] = {
    Force.COMING: _("还没有生效"),
    Force.NOW: _("现行"),
    Force.EARLIER: _("已被新的一版代替"),
}


@dataclass(frozen=True, slots=True)
class CharterKind:
    """A kind of charter of the method: `at` which kinds of area; `bodies`: kinds of body whose
    passed motion brings a version into force; `files`: duties that file it (备案), `within` so
    long after the vote (a limit of the calendar); `basis`: by which law."""

    key: str
    name: Words
    at: tuple[str, ...]
    bodies: tuple[str, ...]
    files: tuple[str, ...] = ()
    within: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Adoptable:
    """A passed motion that may bring a version into force: of which kinds, decided on which day."""

    motion_id: UUID
    title: str
    body: str
    number: str
    decided: date
    area_id: UUID
    kinds: tuple[CharterKind, ...]


@dataclass(frozen=True, slots=True)
class CharterVersionRow:
    """A version: the text exactly as it was voted, by which resolution, from when in force."""

    id: UUID
    number: int
    text: TextRow
    resolution: str
    body: str
    adopted_on: date
    from_day: date
    force: Force
    explained: Explained | None
    filing: Filing
    filed_on: date | None
    filing_note: str
    due_on: date | None  # by when it is to be filed, while it is not

    @property
    def filing_name(self) -> str:
        return str(FILINGS[self.filing])

    @property
    def force_name(self) -> str:
        return str(FORCES[self.force])


@dataclass(frozen=True, slots=True)
class CharterRow:
    """A charter in a list, with the first day of what is in force now (None: nothing yet)."""

    id: UUID
    kind: CharterKind
    place: str
    area_path: str
    since: date | None
    versions: int
    unfiled: int
    to_file: UUID | None = None  # the first version that is not filed yet


@dataclass(frozen=True, slots=True)
class CharterPage:
    """All of a charter, newest version first. `now`: what is in force."""

    row: CharterRow
    versions: tuple[CharterVersionRow, ...]
    may_file: bool = False

    @property
    def now(self) -> CharterVersionRow | None:
        return next((one for one in self.versions if one.force is Force.NOW), None)


class CharterNotFound(NotFound):
    code = "deliberation.no_charter"
    text = _("这里没有这份公约，或者您无权办理。")


class NotAdopted(Refused):
    code = "deliberation.not_adopted"
    text = _("没有表决通过的文本不能成为公约：要由会议表决通过，会议也要已经结束并且有效。")


class WrongBody(Refused):
    code = "deliberation.wrong_body"
    text = _("“%(kind)s”要由这里的“%(bodies)s”表决通过：%(basis)s")


class AdoptedBefore(Stale):
    code = "deliberation.adopted_before"
    text = _("这项决议已经成为公约的一版了。")


class CharterEmpty(Refused):
    code = "deliberation.charter_empty"
    text = _("这项决议没有表决时的正文，不能成为公约。")


class WrongForce(Invalid):
    code = "deliberation.wrong_force"
    text = _("生效的日子不能早于 %(least)s：不能早于通过的那天，也不能早于前一版。")


class MayNotFile(NotAllowed):
    code = "deliberation.may_not_file"
    text = _("备案由%(duties)s办理，制定的一方不能自己备案。")


class WrongFilingDay(Invalid):
    code = "deliberation.wrong_filing_day"
    text = _("备案的日子要在通过的那天和今天之间。")


class FiledBefore(Stale):
    code = "deliberation.filed_before"
    text = _("这一版的备案已经办过了。")


class FilingNoteMissing(Invalid):
    code = "deliberation.filing_note_missing"
    text = _("责令改正要写明哪里不合法、怎么改（200 字以内）。")
