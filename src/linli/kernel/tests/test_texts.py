"""What people type, cleaned and called."""

from linli.kernel.texts import headline


def test_a_text_is_called_by_its_first_clause():
    assert headline("修村口到学校的路八百米，村集体出三十万元", 40) == "修村口到学校的路八百米"
    assert headline("。\n 第一行\n第二行", 40) == "第一行"
    assert headline("长" * 50, 40) == "长" * 39 + "…"
    assert headline(" ，。", 40) == ""
