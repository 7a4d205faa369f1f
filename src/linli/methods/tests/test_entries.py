import tomllib

import pytest

from linli.kernel.registry import KeyShape
from linli.methods import entries, sheets
from linli.methods.terms import EntryRefused

FILE = """# 说明
title = "甲"  # 旁注

[[kinds]]
key = "a"
name = "甲"

# 第二种
[[kinds]]
key = "b"
openers = [
  "社区",
  "村",
]

[[ladders]]
key = "one"

[[ladders.rungs]]
when = "at"

[[ladders]]
key = "two"

[terms]
matter = "民呼"
"""
SHAPES = {
    "kinds": {
        "key": KeyShape("text", needed=True),
        "name": KeyShape("text"),
        "openers": KeyShape("list"),
        "anonymous": KeyShape("flag"),
    },
    "ladders": {"key": KeyShape("text", needed=True), "rungs": KeyShape("tables", needed=True)},
    "ladders.rungs": {"when": KeyShape("text", needed=True), "most": KeyShape("number")},
}


def test_a_value_is_set_where_it_stands_and_the_rest_stays():
    new = entries.put_value(FILE, "", "title", "乙")
    assert new.split("\n")[1] == 'title = "乙"'
    assert new.split("\n")[2:] == FILE.split("\n")[2:]
    assert entries.put_value(FILE, "terms", "grid", "小格").endswith(
        'matter = "民呼"\ngrid = "小格"\n'
    )
    assert "title" not in tomllib.loads(entries.put_value(FILE, "", "title", None))
    made = entries.put_value("a = 1\n", "terms", "路灯 不亮", 'Say "no"')
    assert tomllib.loads(made) == {"a": 1, "terms": {"路灯 不亮": 'Say "no"'}}


def test_an_entry_is_written_without_its_neighbours():
    new = entries.put_entry(FILE, "kinds", 2, {"key": "b", "openers": ["村"]})
    assert tomllib.loads(new)["kinds"][1] == {"key": "b", "openers": ["村"]}
    assert "# 第二种\n[[kinds]]" in new
    assert (
        tomllib.loads(entries.put_entry(FILE, "kinds", 3, {"key": "c"}))["kinds"][2]["key"] == "c"
    )
    gone = entries.put_entry(FILE, "ladders", 1, None)
    assert [one["key"] for one in tomllib.loads(gone)["ladders"]] == ["two"]
    moved = entries.move_entry(FILE, "kinds", 1, 1)
    assert [one["key"] for one in tomllib.loads(moved)["kinds"]] == ["b", "a"]
    assert entries.move_entry(FILE, "kinds", 1, -1) == FILE


def test_what_headers_do_not_tell_is_refused_not_guessed():
    tricky = 'text = """\n[[kinds]]\n"""\n[[kinds]]\nkey = "a"\n'
    with pytest.raises(EntryRefused):
        entries.put_entry(tricky, "kinds", 1, {"key": "b"})
    with pytest.raises(EntryRefused):
        entries.put_entry("kinds = [{key = 1}]\n", "kinds", 1, {"key": "b"})
    with pytest.raises(EntryRefused, match="文本编辑"):
        entries.read("kinds = [")


def test_a_page_has_the_fields_of_its_place():
    whole = sheets.page(FILE, SHAPES, "")
    assert [(one.table, [title for _at, title in one.rows]) for one in whole.lists] == [
        ("kinds", ["甲", "b"]),
        ("ladders", ["one", "two"]),
    ]
    kind = sheets.page(FILE, SHAPES, "kinds.2")
    assert {one.name: one.text for one in kind.fields}["openers"] == "社区\n村"
    ladder = sheets.page(FILE, SHAPES, "ladders.1")
    assert ladder.lists[0].rows == (("ladders.1.rungs.1", "at"),)
    assert sheets.page(FILE, SHAPES, "ladders.1.rungs.1").above == (("ladders.1", "one"),)
    for place in ("kinds.9", "kinds.0", "nothing.1", "kinds.x", "kinds"):
        with pytest.raises(EntryRefused):
            sheets.page(FILE, SHAPES, place)


def test_what_is_typed_becomes_values():
    typed = {"key": "b", "name": " 乙 ", "openers": "村\r\n\r\n镇", "anonymous": "1"}
    new = tomllib.loads(sheets.changed(FILE, SHAPES, "kinds.2", typed))["kinds"][1]
    assert new == {"key": "b", "name": "乙", "openers": ["村", "镇"], "anonymous": True}
    rung = sheets.changed(FILE, SHAPES, "ladders.1.rungs.1", {"when": "at", "most": "3"})
    assert tomllib.loads(rung)["ladders"][0]["rungs"] == [{"when": "at", "most": 3}]
    with pytest.raises(EntryRefused, match="数字"):
        sheets.changed(FILE, SHAPES, "ladders.1.rungs.1", {"when": "at", "most": "三"})


def test_entries_are_added_moved_and_removed_at_any_depth():
    text, place = sheets.done(FILE, SHAPES, "ladders.2.rungs", "add")
    assert place == "ladders.2.rungs.1"
    assert tomllib.loads(text)["ladders"][1] == {"key": "two", "rungs": [{"when": ""}]}
    text, place = sheets.done(text, SHAPES, place, "remove")
    assert (tomllib.loads(text)["ladders"][1], place) == ({"key": "two"}, "ladders.2")
    text, place = sheets.done(FILE, SHAPES, "kinds", "add")
    assert (len(tomllib.loads(text)["kinds"]), place) == (3, "kinds.3")
    text, place = sheets.done(text, SHAPES, "kinds.3", "up")
    assert [one["key"] for one in tomllib.loads(text)["kinds"]] == ["a", "", "b"]
    text, place = sheets.done(text, SHAPES, "kinds.2", "remove")
    assert (tomllib.loads(text), place) == (tomllib.loads(FILE), "")
