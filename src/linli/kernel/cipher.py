"""The `Cipher` port: authenticated encryption and keyed digests for personal data.

AES-256-GCM by default, SM4-GCM by setting (`LINLI_CIPHER=sm4`); a certified module takes this
port's place for 密评 (GB/T 39786-2021). A sealed value is `algorithm byte · nonce · ciphertext`,
so old rows stay readable after the setting changes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher as _Cipher
from cryptography.hazmat.primitives.ciphers import algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
TAG = 16
_AES, _SM4 = b"\x01", b"\x02"


class Unreadable(Exception):
    """The value was not sealed with this key, or it was changed."""


def _derived(purpose: str, length: int, key: bytes | None = None) -> bytes:
    master: bytes = key if key is not None else settings.LINLI_DATA_KEY
    return hmac.new(master, purpose.encode(), hashlib.sha256).digest()[:length]


def seal(text: str, *, purpose: str, key: bytes | None = None) -> bytes:
    """Encrypt. `purpose` separates uses and is authenticated; `key` is a subject's own key
    (destroying it erases the text), else the county's data key."""
    nonce, aad = secrets.token_bytes(NONCE), purpose.encode()
    if settings.LINLI_CIPHER == "sm4":
        encryptor = _Cipher(
            algorithms.SM4(_derived(purpose, 16, key)), modes.GCM(nonce)
        ).encryptor()
        encryptor.authenticate_additional_data(aad)
        body = encryptor.update(text.encode()) + encryptor.finalize()
        return _SM4 + nonce + body + encryptor.tag
    return _AES + nonce + AESGCM(_derived(purpose, 32, key)).encrypt(nonce, text.encode(), aad)


def unseal(value: bytes | memoryview, *, purpose: str, key: bytes | None = None) -> str:
    """Decrypt what `seal` made; raises `Unreadable` for a wrong key, purpose or changed value."""
    raw = bytes(value)
    kind, nonce, body, aad = raw[:1], raw[1 : 1 + NONCE], raw[1 + NONCE :], purpose.encode()
    try:
        if kind == _SM4:
            decryptor = _Cipher(
                algorithms.SM4(_derived(purpose, 16, key)), modes.GCM(nonce, body[-TAG:])
            ).decryptor()
            decryptor.authenticate_additional_data(aad)
            return (decryptor.update(body[:-TAG]) + decryptor.finalize()).decode()
        return AESGCM(_derived(purpose, 32, key)).decrypt(nonce, body, aad).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def new_key() -> bytes:
    """A fresh key for one subject."""
    return secrets.token_bytes(32)


def keyed_digest(text: str, *, purpose: str) -> str:
    """An exact-match digest that nobody can compute without the county's key."""
    return hmac.new(_derived("digest:" + purpose, 32), text.encode(), hashlib.sha256).hexdigest()
