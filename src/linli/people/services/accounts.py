"""Accounts of those who work in linli, their passwords, and the sessions in use."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from linli.kernel import cipher, trail
from linli.kernel.actor import ANONYMOUS, Actor
from linli.kernel.database import locked, transaction
from linli.people import selectors
from linli.people.models import Account, OldPassword, SignedIn
from linli.people.rules import browser_name, clean_name, clean_username
from linli.people.services.identities import remember
from linli.people.terms import (
    BadName,
    NoSuchAccount,
    UsernameTaken,
    WeakPassword,
    WrongPassword,
    YourOwnAccount,
)


def _account(account_id: UUID) -> Account:
    row = locked(Account.objects.filter(pk=account_id)).first()
    if row is None:
        raise NoSuchAccount
    return row


def _noted(name: str, account_id: UUID, *, actor: Actor, now: datetime) -> None:
    trail.record(name, actor=actor, now=now, subject=("account", account_id))


def _check_password(row: Account, password: str, *, field: str) -> None:
    """`WeakPassword` if the rules or the account's history forbid it."""
    try:
        validate_password(password, user=row)
    except ValidationError as error:
        raise WeakPassword(field=field, why=" ".join(error.messages)) from error


def _set_password(row: Account, password: str, now: datetime, *, field: str) -> None:
    """Check the password, set it, keep its hash for the history. Saves the account."""
    _check_password(row, password, field=field)
    row.set_password(password)
    row.password_changed_at = now
    row.save()
    OldPassword.objects.create(account=row, password=row.password, set_at=now)


def open_account(
    *,
    username: str,
    name: str,
    password: str = "",
    phone: str = "",
    must_change: bool = True,
    actor: Actor,
    now: datetime,
) -> UUID:
    """A new account; needs `accounts.manage`. Without a password nobody can sign in with it until
    one is set. The first password is changed at the first sign-in (`must_change`). Refuses
    `BadUsername`, `UsernameTaken`, `BadName`, `WeakPassword`, `BadPhone`.
    """
    actor.require("accounts.manage")
    login, shown = clean_username(username), clean_name(name)
    if not shown:
        raise BadName(field="name")
    with transaction():
        if Account.objects.filter(username=login).exists():
            raise UsernameTaken(field="username")
        row = Account(
            username=login,
            display_name=shown,
            must_change_password=must_change,
            created_at=now,
        )
        if password:
            _check_password(row, password, field="password")
        if phone:
            row.identity_id = remember(name=shown, phone=phone, actor=actor, now=now)
        row.set_unusable_password()
        row.save(force_insert=True)
        if password:
            _set_password(row, password, now, field="password")
        _noted("people.account_opened", row.pk, actor=actor, now=now)
        return row.pk


def set_phone(*, account_id: UUID, phone: str, actor: Actor, now: datetime) -> None:
    """Give a colleague's phone ("" takes it away); one's own, or with `accounts.manage`."""
    if actor.account_id != account_id:
        actor.require("accounts.manage")
    with transaction():
        row = _account(account_id)
        row.identity_id = (
            remember(name=row.display_name, phone=phone, actor=actor, now=now) if phone else None
        )
        row.save(update_fields=["identity"])
        _noted("people.account_phone_set", account_id, actor=actor, now=now)


def close_account(*, account_id: UUID, actor: Actor, now: datetime) -> None:
    """Nobody can sign in with it any more, and its sessions end. Needs `accounts.manage`; never
    one's own.
    """
    actor.require("accounts.manage")
    if actor.account_id == account_id:
        raise YourOwnAccount
    with transaction():
        row = _account(account_id)
        row.is_active = False
        row.save(update_fields=["is_active"])
        _drop_sessions(account_id)
        _noted("people.account_closed", account_id, actor=actor, now=now)


def reopen_account(*, account_id: UUID, actor: Actor, now: datetime) -> None:
    """Undo `close_account`; needs `accounts.manage`."""
    actor.require("accounts.manage")
    with transaction():
        row = _account(account_id)
        row.is_active = True
        row.save(update_fields=["is_active"])
        _noted("people.account_reopened", account_id, actor=actor, now=now)


def reset_password(*, account_id: UUID, password: str, actor: Actor, now: datetime) -> None:
    """A new password for somebody else, to be changed at the next sign-in; their sessions end.
    Needs `accounts.manage`. The second factor stays: taking that away is the security
    administrator's, so that no single administrator can take over an account.
    """
    actor.require("accounts.manage")
    if actor.account_id == account_id:
        raise YourOwnAccount
    with transaction():
        row = _account(account_id)
        row.must_change_password = True
        _set_password(row, password, now, field="password")
        _drop_sessions(account_id)
        _noted("people.password_reset", account_id, actor=actor, now=now)


def change_password(
    *, account_id: UUID, old: str, new: str, keep_session: str = "", actor: Actor, now: datetime
) -> None:
    """One's own password; the sessions elsewhere end, `keep_session` stays. Refuses
    `WrongPassword`, `WeakPassword` (rules and history), and another's account.
    """
    if actor.account_id != account_id:
        raise NoSuchAccount
    with transaction():
        row = _account(account_id)
        if not row.check_password(old):
            raise WrongPassword(field="old")
        row.must_change_password = False
        _set_password(row, new, now, field="new")
        _drop_sessions(account_id, but=keep_session)
        _noted("people.password_changed", account_id, actor=actor, now=now)


def reset_second_factor(*, account_id: UUID, actor: Actor, now: datetime) -> None:
    """Take away a lost second factor; the next sign-in sets up a new one where it is required.
    Needs `security.manage`; never one's own.
    """
    actor.require("security.manage")
    if actor.account_id == account_id:
        raise YourOwnAccount
    with transaction():
        _account(account_id)
        Authenticator.objects.filter(user_id=account_id).delete()
        _drop_sessions(account_id)
        _noted("people.second_factor_reset", account_id, actor=actor, now=now)


def unlock(*, username: str, actor: Actor, now: datetime) -> int:
    """End a lockout before its time; needs `security.manage`. Returns how many records went."""
    actor.require("security.manage")
    with transaction():
        removed: tuple[int, object] = AccessAttempt.objects.filter(username=username).delete()
        count = removed[0]
        trail.record(
            "people.unlocked",
            actor=actor,
            now=now,
            subject=("account", selectors.account_by_username(username)),
            data={"attempts": count},
        )
        return count


# --- sessions in use ----------------------------------------------------------------------------


def _end(rows: list[SignedIn]) -> int:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for row in rows:
        store(row.session_key).delete()
    SignedIn.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _drop_sessions(account_id: UUID, *, but: str = "") -> int:
    rows = SignedIn.objects.filter(account_id=account_id).exclude(session_key=but)
    return _end(list(rows))


def signed_in(*, account_id: UUID, session_key: str, client: str, now: datetime) -> None:
    """Note a new session; the longest unused beyond `LINLI_SESSIONS` end. `client` is the
    browser's own words, kept short for its owner's list.
    """
    with transaction():
        SignedIn.objects.filter(session_key=session_key).delete()
        SignedIn.objects.create(
            account_id=account_id,
            session_key=session_key,
            client=(browser_name(client) or client)[:80],
            started_at=now,
            seen_at=now,
        )
        rows = list(SignedIn.objects.filter(account_id=account_id).order_by("-seen_at"))
        others = [row for row in rows if row.session_key != session_key]
        _end(others[max(settings.LINLI_SESSIONS - 1, 0) :])
        who = Actor(kind="staff", account_id=account_id)
        _noted("people.signed_in", account_id, actor=who, now=now)


def seen(*, session_key: str, now: datetime) -> None:
    """The session is in use. No trail line: nothing changes but a time."""
    SignedIn.objects.filter(session_key=session_key).update(seen_at=now)


def session_moved(*, old_key: str, new_key: str) -> None:
    """The same session under a new key (after a change of password)."""
    SignedIn.objects.filter(session_key=old_key).update(session_key=new_key)


def signed_out(*, account_id: UUID, session_key: str, why: str, now: datetime) -> None:
    """The session ended: `why` is "asked" or "idle"."""
    with transaction():
        SignedIn.objects.filter(session_key=session_key).delete()
        trail.record(
            "people.signed_out",
            actor=Actor(kind="staff", account_id=account_id),
            now=now,
            subject=("account", account_id),
            data={"why": why},
        )


def end_session(*, session_id: UUID, actor: Actor, now: datetime) -> None:
    """End one of one's own sessions."""
    if actor.account_id is None:
        raise NoSuchAccount
    with transaction():
        rows = list(SignedIn.objects.filter(pk=session_id, account_id=actor.account_id))
        if rows:
            _end(rows)
            _noted("people.session_ended", actor.account_id, actor=actor, now=now)


def end_other_sessions(*, keep_session: str, actor: Actor, now: datetime) -> int:
    """End all of one's own sessions but this one; returns how many."""
    if actor.account_id is None:
        raise NoSuchAccount
    with transaction():
        count = _drop_sessions(actor.account_id, but=keep_session)
        _noted("people.sessions_ended", actor.account_id, actor=actor, now=now)
        return count


def note_failed_sign_in(*, username: str, now: datetime) -> None:
    """A line for the auditor; the name that was typed stays out of it, as a keyed digest."""
    with transaction():
        trail.record(
            "people.sign_in_failed",
            actor=ANONYMOUS,
            now=now,
            subject=("account", selectors.account_by_username(username)),
            data={"typed": cipher.keyed_digest(username, purpose="people.username")[:16]},
        )
