"""Lists as everybody reads them, and as a matter's own page tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from linli.kernel import clock
from linli.kernel.actor import Actor
from linli.matters import rules
from linli.matters.models import Condition, ListLine, Matter, MatterLink, MatterList
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.checklists import LIST, list_head, said
from linli.matters.selectors.claims import check_sees, line_for
from linli.matters.terms import (
    LONGEST_WORDS,
    SUBJECT,
    LineNotFound,
    LinkView,
    ListNotFound,
    PublicLine,
    PublicList,
    State,
)
from linli.organisations import selectors as organisations
from linli.publicity import selectors as publicity


def public_list(list_id: UUID, *, now: datetime) -> PublicList:
    """A list that is shown to the public now, masked; `ListNotFound` for all others."""
    shown = [one for one in publicity.of_subject(SUBJECT, list_id) if one.kind == LIST]
    open_now = any(one.state == "open" and one.since <= now for one in shown)
    head = MatterList.objects.select_related("matter").filter(pk=list_id).first()
    if head is None or not open_now:
        raise ListNotFound
    rows = list(ListLine.objects.filter(list_id=list_id).select_related("matter").order_by("sort"))
    words, today = said([list_id, *(row.pk for row in rows)]), clock.local(now).date()
    lines = tuple(_public_line(row, words.get(row.pk, ""), today) for row in rows)
    done = sum(1 for one in lines if one.state != State.OPEN)
    told = list_head(head, words.get(list_id, ""), (len(lines), done, 0))
    return PublicList(
        list_id, told.kind_name, publicity.preview(told.name).text, told.place, len(lines), done,
        lines,
    )  # fmt: skip


def _public_line(row: ListLine, words: str, today: date) -> PublicLine:
    opened = row.matter.state == State.OPEN
    return PublicLine(
        number=row.number,
        level=rules.level_of(row.number),
        words=publicity.preview(words).text,
        owner=organisations.unit_by_id(row.owner_id).name if row.owner_id else "",
        state=row.matter.state,
        due_on=row.due_on,
        late=opened and row.due_on is not None and row.due_on < today,
        closed_at=row.matter.closed_at,
    )


# --- from a matter -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How a matter stands to lists: the list or line that it is, the lines made of it."""

    list_id: UUID | None
    number: str
    is_list: bool
    lines: tuple[LinkView, ...]
    may_list: bool = True


def standing_of(matter_id: UUID, kind: str) -> Standing:
    """For the page of a matter of that kind, whose doorway has been passed. One statement for what
    is on no list, none where the method has no lists."""
    known = catalogue()
    if not known.lists:
        return Standing(None, "", is_list=False, lines=(), may_list=False)
    line, is_list = None, False
    if kind in known.listed_kinds():
        line = ListLine.objects.filter(pk=matter_id).values_list("list_id", "number").first()
        is_list = line is None and MatterList.objects.filter(pk=matter_id).exists()
    links = MatterLink.objects.filter(source_id=matter_id).select_related("target").order_by("at")
    targets = {row.target_id: row.target for row in links}
    rows = ListLine.objects.filter(pk__in=list(targets)).select_related("list") if targets else ()
    views = tuple(
        LinkView(
            row.pk, "", row.list.key, row.list_id, row.number,
            str(catalogue().lists[row.list.key].name) if row.list.key in catalogue().lists else "",
            targets[row.pk].state,
        )
        for row in rows
    )  # fmt: skip
    return Standing(
        line[0] if line else matter_id if is_list else None, line[1] if line else "", is_list, views
    )


def kind_of(matter_id: UUID) -> str:
    """The kind of a matter whose doorway has been passed."""
    return Matter.objects.values_list("kind", flat=True).get(pk=matter_id)


def may_see_evidence(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001 - a doorway's shape
    """Evidence of a closing condition is for those who may see files and the line."""
    line_id = Condition.objects.filter(pk=owner_id).values_list("line_id", flat=True).first()
    if line_id is None or not actor.may("files.see"):
        return False
    try:
        line_for(actor, line_id)
    except LineNotFound:
        return False
    return True


def line_words(actor: Actor, matter_id: UUID) -> str:
    """What a line says that is made of this matter: its reporter's words, masked; else its title.
    Refuses `MatterNotFound`."""
    check_sees(actor, matter_id)
    words = said([matter_id]).get(matter_id, "")
    title = Matter.objects.values_list("title", flat=True).get(pk=matter_id)
    return (publicity.preview(words).text or title)[:LONGEST_WORDS]
