from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import ids


def test_row_ids_are_version_7_and_grow():
    made = [ids.new_id() for _ in range(1000)]
    assert all(one.version == 7 for one in made)
    assert made == sorted(made)
    assert len(set(made)) == 1000


@given(st.binary(min_size=16, max_size=32))
def test_a_code_of_a_digest_is_a_code_and_always_the_same(raw):
    code = ids.code_of(raw)
    assert ids.read_code(ids.show_code(code)) == code == ids.code_of(raw)
    bits = "".join(f"{ids.ALPHABET.index(letter):05b}" for letter in code[:9])
    assert bits == "".join(f"{byte:08b}" for byte in raw)[:45]


def test_a_code_is_read_back_however_it_was_typed():
    code = ids.new_code()
    assert ids.read_code(code) == code
    assert ids.read_code(f" {ids.show_code(code).lower()} ") == code


def test_letters_that_look_alike_are_forgiven():
    while True:
        code = ids.new_code()
        if "1" in code and "0" in code:
            break
    assert ids.read_code(code.replace("1", "I").replace("0", "o")) == code


@given(st.integers(0, 9), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_caught(position, char):
    code = ids.new_code()
    wrong = code[:position] + char + code[position + 1 :]
    twins = {char, code[position]} == {"0", "Z"}
    if wrong != code and not twins:
        assert ids.read_code(wrong) is None


def test_what_cannot_be_a_code_is_none():
    assert [ids.read_code(text) for text in ("", "短", "A" * 9, "A" * 500, "!!!!!!!!!!")] == [
        None
    ] * 5
