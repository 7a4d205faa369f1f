"""Writes of people: identities and consent, sign-in codes, accounts and sessions, rights."""

from linli.people.selectors import check_phone
from linli.people.services.accounts import (
    change_password,
    close_account,
    end_other_sessions,
    end_session,
    note_failed_sign_in,
    open_account,
    reopen_account,
    reset_password,
    reset_second_factor,
    seen,
    session_moved,
    set_phone,
    signed_in,
    signed_out,
    unlock,
)
from linli.people.services.asking import ask, own_given_copy, own_requests
from linli.people.services.auditing import verify_trail
from linli.people.services.codes import check_code, send_code
from linli.people.services.identities import (
    correct,
    destroy,
    erase,
    give_consent,
    remember,
    reveal,
    withdraw_consent,
)
from linli.people.services.rights import (
    answer_request,
    keep_no_longer,
    open_request,
    own_copy,
    request_words,
    subject_copy,
)
from linli.people.services.views import delete_view, rename_view, save_view

__all__ = [
    "answer_request",
    "ask",
    "change_password",
    "check_code",
    "check_phone",
    "close_account",
    "correct",
    "delete_view",
    "destroy",
    "end_other_sessions",
    "end_session",
    "erase",
    "give_consent",
    "keep_no_longer",
    "note_failed_sign_in",
    "open_account",
    "open_request",
    "own_copy",
    "own_given_copy",
    "own_requests",
    "remember",
    "rename_view",
    "reopen_account",
    "request_words",
    "reset_password",
    "reset_second_factor",
    "reveal",
    "save_view",
    "seen",
    "send_code",
    "session_moved",
    "set_phone",
    "signed_in",
    "signed_out",
    "subject_copy",
    "unlock",
    "verify_trail",
    "withdraw_consent",
]
