"""A resident signs in with a code sent to a phone."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from linli.kernel import cipher, rates, trail
from linli.kernel.actor import ANONYMOUS
from linli.kernel.database import locked, transaction
from linli.kernel.errors import Refused
from linli.kernel.ids import new_id
from linli.kernel.registry import EffectCall, effects
from linli.people import selectors
from linli.people.models import SignInCode
from linli.people.rules import clean_phone, is_mobile
from linli.people.services.identities import remember
from linli.people.terms import CodeWornOut, CodeWrong, NoChannel, NotAMobile

LIFE = timedelta(minutes=5)
TRIES = 5
# (limit, seconds): one a minute, five an hour, ten a day for one phone
RATES = ((1, 60), (5, 3600), (10, 86_400))
EFFECT = "messaging.send_code"


def _digest(code_id: UUID, code: str) -> str:
    return cipher.keyed_digest(f"{code_id}:{code}", purpose=selectors.CODE)


def send_code(*, phone: str, now: datetime) -> UUID:
    """Send six digits, good for five minutes and five tries, to a mobile. The channel is the effect
    `messaging.send_code`: it gets the code's id as its subject and reads the rest with
    `selectors.code_to_send`. An earlier code stops working. Refuses `BadPhone`, `NotAMobile`,
    `TooMany`, `NoChannel`. Says nothing about whether the phone is known.
    """
    digits = clean_phone(phone)
    if not is_mobile(digits):
        raise NotAMobile(field="phone")
    channel = effects.find(EFFECT)
    if channel is None:
        raise NoChannel
    for limit, seconds in RATES:
        rates.spend("people.code", digits, limit=limit, seconds=seconds, now=now)
    code, code_id = f"{secrets.randbelow(1_000_000):06d}", new_id()
    digest = selectors.phone_digest(digits)
    with transaction():
        SignInCode.objects.filter(phone_digest=digest, done_at__isnull=True).update(
            done_at=now, phone_sealed=None, code_sealed=None
        )
        SignInCode.objects.create(
            id=code_id,
            phone_digest=digest,
            code_digest=_digest(code_id, code),
            phone_sealed=cipher.seal(digits, purpose=selectors.CODE_PHONE),
            code_sealed=cipher.seal(code, purpose=selectors.CODE),
            created_at=now,
            expires_at=now + LIFE,
        )
        channel(
            EffectCall(
                run_id=code_id,
                subject_kind="sign_in_code",
                subject_id=code_id,
                node="",
                properties={},
                data={},
                actor=ANONYMOUS,
                now=now,
            )
        )
        trail.record(
            "people.code_sent", actor=ANONYMOUS, now=now, subject=("sign_in_code", code_id)
        )
    return code_id


def check_code(*, phone: str, code: str, now: datetime) -> UUID:
    """The identity of whoever has this phone, made if new. Refuses `CodeWrong` (with the tries
    left) and `CodeWornOut`. Counts a wrong try even though it refuses: never call it inside
    another transaction.
    """
    digits = clean_phone(phone)
    rates.spend("people.code_check", digits, limit=20, seconds=3600, now=now)
    typed = "".join(code.split())
    with transaction():
        refusal = _try(selectors.phone_digest(digits), typed, now)
    if refusal is not None:
        raise refusal
    return remember(phone=digits, actor=ANONYMOUS, now=now)


def _try(phone_digest: str, typed: str, now: datetime) -> Refused | None:
    row = (
        locked(SignInCode.objects.filter(phone_digest=phone_digest, done_at__isnull=True))
        .order_by("-created_at")
        .first()
    )
    if row is None or row.expires_at <= now:
        return CodeWornOut()
    right = hmac.compare_digest(_digest(row.pk, typed), row.code_digest)
    row.tries += 1
    if right or row.tries >= TRIES:
        row.done_at, row.phone_sealed, row.code_sealed = now, None, None
    row.save()
    name = "people.code_used" if right else "people.code_wrong"
    trail.record(name, actor=ANONYMOUS, now=now, subject=("sign_in_code", row.pk))
    if right:
        return None
    return CodeWrong(field="code", left=TRIES - row.tries) if row.done_at is None else CodeWornOut()
