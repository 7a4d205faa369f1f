"""The tree obeys the chains: without a database."""

import pytest

from linli.kernel.language import Words
from linli.organisations.rules import chain_for
from linli.organisations.terms import Administrator, Chain, Kind, WrongPlace
from linli.organisations.tests.factories import FILE, read

KINDS = {
    key: Kind(key, Words(key), "party")
    for key in ("乡镇党委", "村党支部", "党小组", "社区大党委", "小区党支部", "县直部门")
}
CHAINS = {
    "rural": Chain("rural", Words("农村链条"), ("乡镇党委", "村党支部", "党小组"), Words("逐级")),
    "urban": Chain(
        "urban", Words("城区链条"), ("社区大党委", "小区党支部", "党小组"), Words("逐级")
    ),
}


def stands(kind, parent=None, parent_chain=""):
    return chain_for(KINDS[kind], KINDS[parent] if parent else None, parent_chain, CHAINS)


@pytest.mark.parametrize(
    ("kind", "parent", "parent_chain", "chain"),
    [
        ("乡镇党委", None, "", "rural"),
        ("村党支部", "乡镇党委", "rural", "rural"),
        ("党小组", "村党支部", "rural", "rural"),
        ("社区大党委", "乡镇党委", "rural", "urban"),
        ("小区党支部", "社区大党委", "urban", "urban"),
        ("党小组", "小区党支部", "urban", "urban"),
        ("县直部门", "党小组", "rural", ""),
        ("县直部门", None, "", ""),
    ],
)
def test_what_stands_where(kind, parent, parent_chain, chain):
    assert stands(kind, parent, parent_chain) == chain


@pytest.mark.parametrize(
    ("kind", "parent", "parent_chain"),
    [
        ("村党支部", None, ""),
        ("村党支部", "社区大党委", "urban"),
        ("党小组", "乡镇党委", "rural"),
        ("党小组", "社区大党委", "urban"),
        ("小区党支部", "县直部门", ""),
        ("乡镇党委", "村党支部", "rural"),
        ("党小组", "村党支部", "urban"),
    ],
)
def test_what_does_not(kind, parent, parent_chain):
    with pytest.raises(WrongPlace) as refusal:
        stands(kind, parent, parent_chain)
    assert "链条：逐级" in refusal.value.data["rule"]


# --- the file ---------------------------------------------------------------------------------


def test_the_shipped_file_is_without_fault():
    document, found = read(FILE.read_text(encoding="utf-8"))
    assert found == []
    duties = {row["key"]: row for row in document["duties"]}
    assert duties["网格员"]["level"] == "grid"
    assert duties["网格员"]["name"] == {"zh": "网格员", "en": ""}


def test_the_three_administrators_share_no_verb():
    document, _ = read(FILE.read_text(encoding="utf-8"))
    verbs = {
        row["administrator"]: set(row["verbs"])
        for row in document["duties"]
        if row.get("administrator")
    }
    assert set(verbs) == set(Administrator)
    others = set().union(*(r.get("verbs", ()) for r in document["duties"]
                           if not r.get("administrator")))  # fmt: skip
    for kind, mine in verbs.items():
        assert mine
        for another in set(verbs) - {kind}:
            assert not mine & verbs[another]
        assert not mine & others


def _changed(old, new):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    return read(text.replace(old, new, 1))[1]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('verbs = ["trail.read", "trail.verify"]', 'verbs = ["accounts.see"]', "overlap"),
        ('verbs = ["trail.read", "trail.verify"]', 'verbs = ["trail.forge"]', "unknown_name"),
        ('administrator = "audit"\n', "", "not_three"),
        ('fallback = "乡镇"', 'fallback = "社区"', "fallback_loop"),
        ('fallback = "乡镇"', 'fallback = "不存在"', "unknown_name"),
        ('level = "grid"', 'level = "planet"', "unknown_name"),
        ('form = "party"', 'form = "secret"', "unknown_form"),
        ('pattern = "{area}党委"', 'pattern = "党委"', "no_area"),
        ('level = "reporter"', 'level = "reporter"\nverbs = ["matters.see"]', "reporter_verbs"),
        ('duties = ["系统管理员"]', 'duties = ["系统管理员", "审计管理员"]', "mixed"),
        ('key = "公交公司"', 'key = "环卫公司"', "key_twice"),
        ("most = 20", 'most = "many"', "bad_value"),
        ("most = 20", 'colour = "red"', "unknown_key"),
        ("[[covering]]", "[[coverage]]", "unknown_section"),
        ('parent = "县委"', 'parent = "县府"', "unknown_parent"),
        ('kind = "县直部门"', 'kind = "村党支部"', "wrong_place"),
        ("[[kinds]]", "[[kinds", "not_toml"),
    ],
)  # fmt: skip
def test_faults_are_named(old, new, code):
    found = _changed(old, new)
    assert f"organisations.{code}" in {finding.code for finding in found}
    assert all(finding.level == "error" for finding in found)
