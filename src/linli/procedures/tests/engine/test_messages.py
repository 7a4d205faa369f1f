"""The engine's words are filled in and translated at the edges alone."""

from linli.procedures.engine.errors import BadExpression
from linli.procedures.engine.messages import msg


def test_a_message_is_worded_from_the_inside_out():
    inner = msg("只能用这些函数：%(functions)s", functions="len")
    error = BadExpression(expression="100%", reason=inner)
    assert str(error) == "表达式“100%”不能用：只能用这些函数：len。"
    english = {error.text.text: "%(expression)s: %(reason)s", inner.text: "only %(functions)s"}
    assert error.said.worded(english.__getitem__) == "100%: only len"


def test_words_without_data_are_taken_as_they_are():
    assert str(msg("写满 100% 再交")) == "写满 100% 再交"
    assert len({msg("甲", a=1), msg("甲", a=1), msg("甲", a=2)}) == 2
