"""The one erasable place for what people write at a step."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from linli.kernel import cipher
from linli.kernel.texts import clean
from linli.procedures import models
from linli.procedures.selectors.history import KEY, WORDS, run_key
from linli.procedures.services.hand import Hand
from linli.procedures.terms import Form, TooLong

MOST = 4000


def checked(text: str, field: str = "note") -> str:
    """Without control characters and outer space; refuses `TooLong`."""
    return clean(text, MOST, field, refusal=TooLong)


def digest_of(text: str, answers: Mapping[str, Any]) -> str:
    """A keyed digest: proves later what was written, tells nothing to those without the key."""
    whole = json.dumps([text, dict(answers)], ensure_ascii=False, sort_keys=True)
    return cipher.keyed_digest(whole, purpose=WORDS)


def write(
    hand: Hand,
    happening: models.Happening,
    *,
    text: str,
    answers: Mapping[str, Any],
    form: Form | None,
) -> None:
    """The note of a happening, whose digest goes into the happening; the hand writes it before the
    run moves, or with the rest. Nothing if nothing was written. What the form calls sensitive, and
    the words beside it, are sealed under the run's own key, made at the first need.
    """
    if not text and not answers:
        return
    digest = digest_of(text, answers)
    happening.data = {**happening.data, "note": digest}
    hidden = {one.key for one in form.fields if one.sensitive} if form else set()
    secret = {key: value for key, value in answers.items() if key in hidden}
    note = models.Note(
        run=hand.run, step=happening.step, happening=happening, form=form.key if form else "",
        text="" if hidden else text, digest=digest, written_at=hand.now,
        answers={key: value for key, value in answers.items() if key not in hidden},
    )  # fmt: skip
    if hidden:
        body = json.dumps({"text": text, "answers": secret}, ensure_ascii=False)
        note.sealed = cipher.seal(body, purpose=WORDS, key=_key(hand.run))
    hand.notes.append(note)


def _key(run: models.Run) -> bytes:
    key = run_key(run.secret)
    if key is None:
        key = cipher.new_key()
        run.secret = cipher.seal(key.hex(), purpose=KEY)
    return key
