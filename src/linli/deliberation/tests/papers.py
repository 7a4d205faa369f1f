"""Ballot papers for tests: a voter's phone in Python, and the real one (voter.mjs) under Node.

The Python voter blinds with plain powers. That is good enough for tests, and for nothing else.
"""

from __future__ import annotations

import json
import secrets
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from linli.deliberation import sealing

VOTER = Path(__file__).with_name("voter.mjs")
PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=sealing.SALT)


def ask(*questions):
    """What frontend/src/ballots.js answers to each [what, …arguments]."""
    done = subprocess.run(
        [sealing._node(), str(VOTER)],
        input=json.dumps(questions).encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@cache
def _encoder():
    return rsa.generate_private_key(public_exponent=65537, key_size=sealing.BITS)


def _padded(message):
    """EMSA-PSS of a message, as `cryptography` makes it: the encoding depends on the length of a
    key only, so one made for another key, opened again, serves for ours."""
    key = _encoder()
    signature = int.from_bytes(key.sign(message, PSS, hashes.SHA384()))
    numbers = key.public_key().public_numbers()
    return pow(signature, numbers.e, numbers.n)


def blind_for_tests(public, message):
    """(blinded, finish): `finish(signature under the blinded)` is the signature under `message`."""
    numbers = sealing._public(public).public_numbers()
    size = sealing.BITS // 8
    factor = secrets.randbelow(numbers.n - 1) + 1
    blinded = _padded(message) * pow(factor, numbers.e, numbers.n) % numbers.n

    def finish(signature):
        return (int.from_bytes(signature) * pow(factor, -1, numbers.n) % numbers.n).to_bytes(size)

    return blinded.to_bytes(size), finish


@dataclass
class Paper:
    """A paper that a voter took: `Paper(public)`, then `sign(private)`, then `ballot("yes")`."""

    public: str
    pen: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    signature: bytes = b""

    def __post_init__(self):
        point = self.pen.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.message = secrets.token_bytes(sealing.RANDOM) + point
        self.blinded, self.finish = blind_for_tests(self.public, self.message)

    def sign(self, private):
        self.signature = self.finish(sealing.sign_blinded(private, self.blinded))
        return self

    def mark(self, choice):
        words = b"linli ballot 1\n" + choice.encode()
        r, s = decode_dss_signature(self.pen.sign(words, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def ballot(self, choice):
        """What is posted to the address of the box."""
        return {
            "message": sealing.encoded(self.message),
            "signature": sealing.encoded(self.signature),
            "choice": choice,
            "mark": sealing.encoded(self.mark(choice)),
        }
