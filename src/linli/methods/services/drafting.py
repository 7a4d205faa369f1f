"""Changing a method in a draft: beginning one, writing its files, putting it in force."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.kernel import clock, trail
from linli.kernel.actor import Actor
from linli.kernel.database import locked, transaction
from linli.kernel.registry import Folder, method_parts
from linli.methods import entries, folders, rules, selectors
from linli.methods.models import Draft, DraftFile
from linli.methods.selectors.drafts import EDIT, PUBLISH, digest_of
from linli.methods.services.publishing import checked, publish
from linli.methods.services.starter import starter_folder
from linli.methods.terms import (
    MOST_BYTES,
    MOST_BYTES_A_FILE,
    MOST_DRAFTS,
    MOST_FILES,
    MOST_PACKED,
    DraftChanged,
    FileRefused,
    FolderRefused,
    NoSuchDraft,
    NoSuchFile,
    OwnDraft,
    RevisionView,
    TooManyDrafts,
)

HEAD = "method.toml"


def known_files() -> tuple[str, ...]:
    """The patterns of all files that a method may have."""
    own = (name for _key, part in method_parts.items() for name in getattr(part, "files", ()))
    return tuple(dict.fromkeys((*rules.KNOWN, *own)))


def _fitting(path: str) -> str:
    """The path, if a method may have such a file. Refuses with `FileRefused`."""
    try:
        name = folders.safe_name(path)
    except FolderRefused as refused:
        raise FileRefused(file=path[:80], why=str(refused.data["why"])) from refused
    if not rules.known(name, known_files()):
        why = _("只能是这些：%(names)s") % {"names": "、".join(known_files())}
        raise FileRefused(file=path[:80], why=why)
    return name


# --- beginning ------------------------------------------------------------------------------------


def begin_from_current(*, actor: Actor, now: datetime) -> UUID:
    """A draft of the method in force, with the next revision label and today's date in its head.
    Needs `methods.edit`; refuses with `NoSuchRevision` before the first publication,
    `TooManyDrafts`."""
    actor.require(EDIT)
    folder, before = selectors.folder_of(), selectors.current()
    revision = before.revision if before else ""
    head = entries.put_value(folder.text(HEAD), "", "revision", selectors.next_label(revision))
    head = entries.put_value(head, "", "date", clock.local(now).date().isoformat())
    files = {**folder.files, HEAD: head.encode()}
    name = before.name if before else ""
    return _begin(Folder(files), name, revision, actor, now)


def begin_from_upload(*, packed: bytes, name: str, actor: Actor, now: datetime) -> UUID:
    """A draft of an uploaded zip. Needs `methods.edit`; refuses with `FolderRefused` whatever is
    no sound folder, with `FileRefused` files that no method has."""
    actor.require(EDIT)
    if len(packed) > MOST_PACKED:
        raise FolderRefused(why=_("压缩包超过 %(most)d MB") % {"most": MOST_PACKED >> 20})
    folder = folders.unpack(packed)
    for path in folder.files:
        _fitting(path)
    return _begin(folder, name, "", actor, now)


def begin_from_starter(*, slug: str, county_code: str, actor: Actor, now: datetime) -> UUID:
    """A draft of the smallest method that passes the gate. Needs `methods.edit`; refuses with
    `StarterRefused`."""
    actor.require(EDIT)
    folder = starter_folder(slug=slug, county_code=county_code)
    return _begin(folder, slug, "", actor, now)


def _begin(folder: Folder, name: str, based_on: str, actor: Actor, now: datetime) -> UUID:
    with transaction():
        if Draft.objects.count() >= MOST_DRAFTS:
            raise TooManyDrafts(most=MOST_DRAFTS)
        draft = Draft.objects.create(
            name=name.strip()[:120] or _("草稿"),
            based_on=based_on,
            owner_id=actor.account_id,
            authors=[] if based_on else _with([], actor),
            made_at=now,
            changed_at=now,
            changed_by=actor.account_id,
        )
        DraftFile.objects.bulk_create(
            [DraftFile(draft=draft, path=path, body=body) for path, body in folder.files.items()]
        )
        data = {"based_on": based_on, "digest": folders.digest(folder)}
        subject = ("method_draft", draft.id)
        trail.record("methods.draft_begun", actor=actor, now=now, subject=subject, data=data)
        return draft.id


def _with(authors: list[str], actor: Actor) -> list[str]:
    who = str(actor.account_id or "")
    return authors if not who or who in authors else [*authors, who]


# --- writing --------------------------------------------------------------------------------------


def _locked(draft_id: UUID) -> Draft:
    draft = locked(Draft.objects.filter(pk=draft_id)).first()
    if draft is None:
        raise NoSuchDraft
    return draft


def _changed(draft: Draft, what: str, path: str, body: bytes, actor: Actor, now: datetime) -> None:
    draft.version += 1
    draft.authors = _with(draft.authors, actor)
    draft.changed_at, draft.changed_by = now, actor.account_id
    draft.save()
    data = {"file": path, "digest": digest_of(body), "version": draft.version}
    subject = ("method_draft", draft.id)
    trail.record(f"methods.{what}", actor=actor, now=now, subject=subject, data=data)


def save_file(
    *, draft_id: UUID, path: str, body: bytes, seen: str, actor: Actor, now: datetime
) -> None:
    """Write a file of the draft. `seen` is the digest of what the editor was shown
    (`selectors.drafts.digest_of`); "" for a file that is new. Needs `methods.edit`; refuses with
    `DraftChanged` if it is another by now, `FileRefused` (name, size), `NoSuchDraft`."""
    actor.require(EDIT)
    name = _fitting(path)
    if len(body) > MOST_BYTES_A_FILE:
        raise FileRefused(file=name, why=_("超过 %(most)d MB") % {"most": MOST_BYTES_A_FILE >> 20})
    with transaction():
        draft = _locked(draft_id)
        row = DraftFile.objects.filter(draft=draft, path=name).first()
        if (digest_of(bytes(row.body)) if row else "") != seen:
            raise DraftChanged
        if row is not None and bytes(row.body) == body:
            return
        _room(draft, name, body)
        DraftFile.objects.update_or_create(draft=draft, path=name, defaults={"body": body})
        _changed(draft, "draft_saved", name, body, actor, now)


def _room(draft: Draft, name: str, body: bytes) -> None:
    others = DraftFile.objects.filter(draft=draft).exclude(path=name).values_list("body", flat=True)
    sizes = [len(one) for one in others]
    if len(sizes) >= MOST_FILES or sum(sizes) + len(body) > MOST_BYTES:
        why = _("草稿里最多 %(files)d 个文件、%(most)d MB") % {
            "files": MOST_FILES,
            "most": MOST_BYTES >> 20,
        }
        raise FileRefused(file=name, why=why)


def remove_file(*, draft_id: UUID, path: str, seen: str, actor: Actor, now: datetime) -> None:
    """Take a file out of the draft. Refuses like `save_file`, and with `NoSuchFile`."""
    actor.require(EDIT)
    with transaction():
        draft = _locked(draft_id)
        row = DraftFile.objects.filter(draft=draft, path=path).first()
        if row is None:
            raise NoSuchFile(file=path)
        if digest_of(bytes(row.body)) != seen:
            raise DraftChanged
        row.delete()
        _changed(draft, "draft_file_removed", path, b"", actor, now)


def drop_draft(*, draft_id: UUID, actor: Actor, now: datetime) -> None:
    """Throw the draft away. Needs `methods.edit`; refuses with `NoSuchDraft`."""
    actor.require(EDIT)
    with transaction():
        _locked(draft_id).delete()
        subject = ("method_draft", draft_id)
        trail.record("methods.draft_dropped", actor=actor, now=now, subject=subject)


# --- in force -------------------------------------------------------------------------------------


def publish_draft(
    *, draft_id: UUID, version: int, note: str, actor: Actor, now: datetime
) -> RevisionView:
    """Put the draft in force, as it was at `version`, and end it. Needs `methods.publish`. Refuses
    like `load`, with `DraftChanged` if it is another by now, and with `OwnDraft` where the method
    in force asks for another person than those who wrote the draft."""
    actor.require(PUBLISH)
    draft = selectors.row_for(actor, draft_id)
    if not selectors.publishes(actor, draft):
        raise OwnDraft
    folder = selectors.draft_folder(draft_id)
    report = checked(folder)
    with transaction():
        if _locked(draft_id).version != version:
            raise DraftChanged
        view = publish(folder, report, "methods.published", actor, now, _plain(note))
        Draft.objects.filter(pk=draft_id).delete()
        return view


def _plain(note: str) -> str:
    return re.sub(r"\s+", " ", note).strip()
