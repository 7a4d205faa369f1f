import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.search.rules import MOST_TOKENS, bigrams, fts5_query, pieces, runs, ts_query, ts_vector
from linli.search.terms import Piece


def test_chinese_becomes_pairs_and_its_last_character():
    assert bigrams("楼道漏水") == ("楼道", "道漏", "漏水", "水")


def test_scripts_and_signs_cut():
    assert runs("3栋502，ＷＩＦＩ坏了!") == ("3", "栋", "502", "wifi", "坏了")
    assert bigrams("3栋502") == ("3", "栋", "502")


def test_full_width_case_and_compatibility_characters_are_folded():
    assert bigrams("ＡＢＣ１２") == bigrams("abc12")


def test_a_query_is_pieces_that_stand_side_by_side():
    assert pieces("漏水") == (Piece(("漏水",)),)
    assert pieces("漏水了") == (Piece(("漏水", "水了")),)
    assert pieces("漏") == (Piece(("漏",), prefix=True),)
    assert pieces("502") == (Piece(("502",), prefix=True),)
    assert pieces("3栋") == (Piece(("3",)), Piece(("栋",), prefix=True))
    assert pieces(" ，。!'\"*") == ()


def test_queries_in_both_languages():
    asked = pieces("漏水了 5")
    assert fts5_query(asked) == '"漏水 水了" AND "5"'
    assert ts_query(asked) == "('漏水' <-> '水了') & ('5')"
    assert ts_vector(("漏水", "水")) == "'漏水':1 '水':2"


def test_long_texts_are_cut():
    assert len(bigrams("水" * 50_000)) == MOST_TOKENS
    assert len(bigrams("a " * 50_000)) == MOST_TOKENS


@given(st.text(max_size=80))
def test_tokens_hold_letters_and_digits_only(text):
    for token in bigrams(text):
        assert token
        assert all(char.isalnum() or ord(char) > 0x3000 for char in token)


@pytest.mark.parametrize("char", ["〇", "㐀", "𠀀", "豈"])
def test_rare_characters_are_chinese_too(char):
    assert len(bigrams(char + "村")) == 2
