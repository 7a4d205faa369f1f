from __future__ import annotations

import base64
import json
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from hypothesis import given
from hypothesis import strategies as st

from linli.deliberation import sealing
from linli.kernel import ids

from .papers import Paper, ask, blind_for_tests

VECTORS = json.loads(Path(__file__).with_name("rfc9474.json").read_text(encoding="utf-8"))
SIZE = sealing.BITS // 8


@pytest.fixture(scope="module")
def key():
    return sealing.new_key()


@pytest.fixture(scope="module")
def other():
    return sealing.new_key()


@pytest.fixture(scope="module")
def paper(key):
    return Paper(key.public).sign(key.private)


def keys_of(vector):
    p, q, n, e, d = (int(vector[name], 16) for name in "pqned")
    public = rsa.RSAPublicNumbers(e, n)
    private = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=public,
    )
    der = serialization.Encoding.DER
    spki = public.public_key().public_bytes(der, serialization.PublicFormat.SubjectPublicKeyInfo)
    pkcs8 = private.private_key().private_bytes(
        der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(spki).decode(), pkcs8


# --- RFC 9474, appendix A ---------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_server_answers_as_the_vectors_of_the_rfc(vector):
    public, private = keys_of(vector)
    signature = sealing.sign_blinded(private, bytes.fromhex(vector["blinded_msg"]))
    assert signature.hex() == vector["blind_sig"]
    message, final = bytes.fromhex(vector["input_msg"]), bytes.fromhex(vector["sig"])
    assert sealing.verifies(public, message, final)
    assert not sealing.verifies(public, message + b"\0", final)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_the_phone_answers_as_the_vectors_of_the_rfc(vector):
    n = int(vector["n"], 16)
    factor = pow(int(vector["inv"], 16), -1, n)
    given_factor = {**vector, "r": f"{factor:0{len(vector['n'])}x}"}
    (said,) = ask(["vector", given_factor])
    for name in ("name", "input_msg", "blinded_msg", "sig"):
        assert said[name] == vector[name]
    assert int(said["inv"], 16) == int(vector["inv"], 16)


# --- A whole round between the phone's code and ours --------------------------------------------


def test_a_round_between_phone_and_server(key):
    (made,) = ask(["prepare", key.public])
    blinded = sealing.decoded(made["blinded"])
    signed = sealing.encoded(sealing.sign_blinded(key.private, blinded))
    # The answer got lost, the phone asks again: the same answer.
    assert signed == sealing.encoded(sealing.sign_blinded(key.private, blinded))
    (finished,) = ask(["finish", key.public, made, signed])
    ballot, receipt, fingerprint = ask(
        ["fill", finished, "yes"],
        ["receipt", finished["message"]],
        ["fingerprint", key.public],
    )
    assert set(ballot) == {"message", "signature", "choice", "mark"}
    message, signature, mark = (
        sealing.decoded(ballot[n]) for n in ("message", "signature", "mark")
    )
    assert sealing.genuine(key.public, message, signature)
    assert sealing.marked(message, "yes", mark)
    assert not sealing.marked(message, "no", mark)
    assert receipt == sealing.receipt(message)
    assert ids.read_code(receipt) == receipt
    assert fingerprint == sealing.fingerprint(key.public)


def test_the_phone_refuses_a_signature_that_is_not_ours(key, other):
    (made,) = ask(["prepare", key.public])
    blinded = sealing.decoded(made["blinded"])
    genuine = sealing.sign_blinded(key.private, blinded)
    spoilt = genuine[:-1] + bytes([genuine[-1] ^ 1])
    short = genuine[:-1]
    good, *bad = ask(
        ["finish", key.public, made, sealing.encoded(genuine)],
        ["finish", key.public, made, sealing.encoded(spoilt)],
        ["finish", key.public, made, sealing.encoded(short)],
        ["finish", other.public, made, sealing.encoded(genuine)],
    )
    assert "error" not in good
    assert ["error" in one for one in bad] == [True, True, True]


# --- What is refused ------------------------------------------------------------------------------


def test_a_genuine_paper_and_its_mark(key, paper):
    assert sealing.genuine(key.public, paper.message, paper.signature)
    assert sealing.marked(paper.message, "yes", paper.mark("yes"))


def test_forged_altered_and_foreign_papers_are_refused(key, other, paper):
    message, signature = paper.message, paper.signature
    for at in (0, 40, SIZE - 1):
        altered = bytearray(signature)
        altered[at] ^= 1
        assert not sealing.genuine(key.public, message, bytes(altered))
    for at in (0, sealing.RANDOM - 1):
        altered = bytearray(message)
        altered[at] ^= 1
        assert not sealing.genuine(key.public, bytes(altered), signature)
    assert not sealing.genuine(key.public, Paper(key.public).message, signature)
    assert not sealing.genuine(other.public, message, signature)
    assert not sealing.genuine(key.public, message, secrets.token_bytes(SIZE))
    # What the server signs is no ballot: the blinding must be taken off first.
    assert not sealing.genuine(
        key.public, message, sealing.sign_blinded(key.private, paper.blinded)
    )


def test_signatures_of_other_kinds_are_refused(key):
    message = Paper(key.public).message
    private = serialization.load_der_private_key(key.private, None)
    for scheme, how in (
        (padding.PKCS1v15(), hashes.SHA384()),
        (padding.PSS(padding.MGF1(hashes.SHA384()), 32), hashes.SHA384()),
        (padding.PSS(padding.MGF1(hashes.SHA256()), 48), hashes.SHA384()),
        (padding.PSS(padding.MGF1(hashes.SHA256()), 48), hashes.SHA256()),
    ):
        assert not sealing.genuine(key.public, message, private.sign(message, scheme, how))
    right = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
    assert sealing.genuine(key.public, message, private.sign(message, right, hashes.SHA384()))


def test_a_mark_holds_for_its_paper_and_choice_alone(key, paper):
    mark, stranger = paper.mark("yes"), Paper(key.public)
    assert not sealing.marked(paper.message, "no", mark)
    assert not sealing.marked(stranger.message, "yes", mark)
    assert not sealing.marked(paper.message, "yes", stranger.mark("yes"))
    assert not sealing.marked(paper.message, "yes", bytes(sealing.MARK))
    assert not sealing.marked(paper.message, "yes", mark[:-1])
    assert not sealing.marked(paper.message, "", paper.mark(""))
    assert not sealing.marked(paper.message, "\ud800", mark)
    assert not sealing.marked(paper.message, "x" * 100_000, mark)


def test_a_message_without_a_point_of_the_curve_is_no_paper(key):
    message = secrets.token_bytes(sealing.RANDOM) + b"\x04" + b"\x01" * 64
    blinded, finish = blind_for_tests(key.public, message)
    signature = finish(sealing.sign_blinded(key.private, blinded))
    assert sealing.verifies(key.public, message, signature)
    assert not sealing.genuine(key.public, message, signature)
    assert not sealing.marked(message, "yes", bytes(64))


def test_a_paper_handed_in_twice_is_the_same_ballot(key, paper):
    again = sealing.decoded(paper.ballot("no")["message"])
    assert sealing.digest(again) == sealing.digest(paper.message)
    assert sealing.digest(Paper(key.public).message) != sealing.digest(paper.message)


@pytest.mark.parametrize(
    "text",
    [None, 7, ["AA"], "A", "A" * 1025, "AA==", "A+/A", "AB", " AAA", "AAA\n", "甲甲", "A" * 10**7],
)
def test_what_is_not_base64url_is_refused_fast(text):
    began = time.perf_counter()
    with pytest.raises(sealing.Malformed):
        sealing.decoded(text)
    assert time.perf_counter() - began < 0.05


@given(st.binary(max_size=600))
def test_what_was_encoded_is_decoded(raw):
    assert sealing.decoded(sealing.encoded(raw)) == raw


@pytest.mark.parametrize("size", [0, 1, SIZE - 1, SIZE + 1, 512, 513, 10**6])
def test_blinded_messages_of_a_wrong_length_are_refused(key, size):
    with pytest.raises(sealing.Malformed):
        sealing.sign_blinded(key.private, b"\1" * size)


@pytest.mark.parametrize("size", [0, SIZE - 1, 513, 10**6])
def test_a_length_of_no_key_starts_no_signer(key, size, monkeypatch):
    monkeypatch.setattr(sealing, "_SIGNER", Path("there-is-no-such-signer.mjs"))
    with pytest.raises(sealing.NotSigned):
        sealing.sign_blinded(key.private, b"\1" * SIZE)
    with pytest.raises(sealing.Malformed):
        sealing.sign_blinded(key.private, b"\1" * size)


def test_a_number_beyond_the_modulus_is_refused(key):
    modulus = sealing._public(key.public).public_numbers().n
    for number in (modulus, modulus + 1, 2**sealing.BITS - 1):
        with pytest.raises(sealing.Malformed):
            sealing.sign_blinded(key.private, number.to_bytes(SIZE))
    assert sealing.sign_blinded(key.private, (1).to_bytes(SIZE)) == (1).to_bytes(SIZE)


def test_a_signer_that_does_not_answer_costs_no_vote(key, paper, monkeypatch):
    with pytest.raises(sealing.NotSigned):
        sealing.sign_blinded(b"no key", paper.blinded)
    monkeypatch.setattr(sealing, "_PATIENCE", 0.001)
    with pytest.raises(sealing.NotSigned):
        sealing.sign_blinded(key.private, paper.blinded)
    monkeypatch.undo()
    assert paper.finish(sealing.sign_blinded(key.private, paper.blinded)) == paper.signature


def test_wrong_lengths_are_refused_before_any_arithmetic(key, paper):
    began = time.perf_counter()
    assert not sealing.genuine(key.public, b"", paper.signature)
    assert not sealing.genuine(key.public, b"\1" * 10**7, paper.signature)
    assert not sealing.genuine(key.public, paper.message, b"")
    assert not sealing.genuine(key.public, paper.message, b"\1" * 10**7)
    assert time.perf_counter() - began < 0.2


# --- What nobody can tell -------------------------------------------------------------------------


def test_every_pairing_of_voters_and_ballots_is_possible(key):
    """The proof that the ballots are secret from whoever holds the signing key, the log of all
    requests and all ballots. For each pair of a request and a published ballot there is a blinding
    factor with which that very request comes out of that ballot's message and salt, byte for byte,
    by the phone's own code. Each factor is as likely as any other, so nothing tells the true ones.
    """
    count = 3
    modulus = sealing._public(key.public).public_numbers().n
    made = ask(*[["prepare", key.public]] * count)
    requests = [sealing.decoded(one["blinded"]) for one in made]
    answers = [sealing.sign_blinded(key.private, blinded) for blinded in requests]
    papers = ask(
        *[
            ["finish", key.public, one, sealing.encoded(answer)]
            for one, answer in zip(made, answers, strict=True)
        ]
    )
    salts = [next(d for d in one["drawn"] if len(d) == 2 * sealing.SALT) for one in made]
    questions, factors = [], set()
    for answer in answers:
        for ballot, salt in zip(papers, salts, strict=True):
            signature = int.from_bytes(sealing.decoded(ballot["signature"]))
            factor = int.from_bytes(answer) * pow(signature, -1, modulus) % modulus
            assert 1 <= factor < modulus
            factors.add(factor)
            questions.append(
                ["blindAs", key.public, ballot["message"], salt, f"{factor:0{2 * SIZE}x}"]
            )
    blinded_again = ask(*questions)
    assert blinded_again == [one["blinded"] for one in made for _ in range(count)]
    assert len(factors) == count * count
    # And the true pairs are among them: the factor that each phone really drew.
    assert {int(one["drawn"][-1], 16) for one in made} <= factors


def test_two_phones_never_draw_the_same(key):
    made = ask(*[["prepare", key.public]] * 4)
    for name in ("message", "blinded", "inverse"):
        assert len({one[name] for one in made}) == 4
    assert len({one["pen"]["d"] for one in made}) == 4


# --- What voters compare --------------------------------------------------------------------------


def test_receipts_are_codes_for_people(key):
    papers = [Paper(key.public) for _ in range(50)]
    receipts = [sealing.receipt(paper.message) for paper in papers]
    assert len(set(receipts)) == 50
    assert all(ids.read_code(one.lower()) == one for one in receipts)
    assert ask(*[["receipt", one.ballot("x")["message"]] for one in papers]) == receipts


def test_fingerprints_differ(key, other):
    assert sealing.fingerprint(key.public) != sealing.fingerprint(other.public)
    assert len(sealing.fingerprint(key.public)) == 19


def published(paper, choice):
    return sealing.line(paper.message, paper.signature, choice, paper.mark(choice))


def test_anybody_can_count_the_published_list_again(key, other):
    papers = [Paper(key.public).sign(key.private) for _ in range(4)]
    honest = [published(p, c) for p, c in zip(papers, ["yes", "yes", "no", "a,b"], strict=True)]
    stuffed = published(Paper(other.public).sign(other.private), "no")  # signed by another key
    turned = {**honest[0], "choice": "no"}  # by whoever can write to the database
    lent = {**honest[2], "receipt": honest[1]["receipt"]}
    blank = {**honest[0], "message": "", "receipt": "XXXXXXXXXX"}
    good, bad = ask(
        ["recount", key.public, honest],
        ["recount", key.public, [stuffed, turned, honest[1], honest[1], lent, blank]],
    )
    assert good == {"good": {"yes": 2, "no": 1, "a,b": 1}, "bad": []}
    assert bad["good"] == {"yes": 1}
    assert bad["bad"] == [
        stuffed["receipt"],
        turned["receipt"],
        honest[1]["receipt"],
        lent["receipt"],
        "XXXXXXXXXX",
    ]


def test_a_sealed_choice_is_open_to_the_holder_of_the_paper_alone(key, paper):
    line = sealing.sealed_line(paper.message, "yes")
    assert set(line) == {"receipt", "sealed"}
    assert line["sealed"] != sealing.sealed_choice(paper.message, "no")
    own, foreign = sealing.encoded(paper.message), sealing.encoded(Paper(key.public).message)
    choices = ["no", "yes", "abstain"]
    assert ask(
        ["opened", own, line["sealed"], choices],
        ["opened", own, line["sealed"], ["no", "abstain"]],
        ["opened", foreign, line["sealed"], choices],
    ) == ["yes", None, None]


def test_keys_are_long_enough_and_never_the_same(key, other):
    assert sealing._public(key.public).key_size == sealing.BITS == 3072
    assert key.public != other.public
    assert key.private != other.private
    private = serialization.load_der_private_key(key.private, None)
    assert private.public_key() == sealing._public(key.public)


def test_the_lines_that_the_manual_gives_count_again(key, other, tmp_path):
    manual = (Path(__file__).resolve().parents[4] / "docs/secret-ballots.md").read_text("utf-8")
    script = tmp_path / "recount.py"
    script.write_text(manual.split("```python\n")[1].split("```")[0], encoding="utf-8")

    def counted(ballots):
        path = tmp_path / "ballots.json"
        path.write_text(json.dumps({"key": key.public, "ballots": ballots}), encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(script), str(path)], capture_output=True, text=True, check=False
        )

    papers = [Paper(key.public).sign(key.private) for _ in range(2)]
    honest = [published(papers[0], "yes"), published(papers[1], "不同意")]
    done = counted(honest)
    assert (done.returncode, done.stdout.strip()) == (0, "{'yes': 1, '不同意': 1}"), done.stderr
    stuffed = published(Paper(other.public).sign(other.private), "no")
    for bad in ([{**honest[0], "choice": "no"}], [honest[1], honest[1]], [stuffed]):
        assert counted(bad).returncode != 0
