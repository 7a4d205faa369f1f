import pytest

from linli.publicity.rules import mask_text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打13800138000找我", "请打***找我"),
        ("电话：138 0013 8000。", "电话：***。"),
        ("138-0013-8000", "***"),
        ("+86 13800138000", "***"),
        ("１３８００１３８０００", "***"),
        ("座机0598-7831234", "座机***"),
        ("身份证350429199001011234和35042919900101123X", "身份证***和***"),
        ("卡号6222 0212 3456 7890 123", "卡号***"),
        ("闽G12345乱停，闽G·D12345也是", "闽G***乱停，闽G***也是"),
        ("张三先生、李小明女士和欧阳修老师", "张○○先生、李○○女士和欧阳○○老师"),
        ("联系人：王五", "联系人：王○○"),
        ("我叫陈大文，住3栋502", "我叫陈○○，住3栋***"),
        ("清泉小区3号楼2单元1101室漏水", "清泉小区3号楼2单元***漏水"),
        ("住3-2-502", "住***"),
        ("502室", "***室"),
        ("和平街12号门口", "和平街***号门口"),
        ("邮箱 a.b@example.com 微信号：abc_12345", "邮箱 *** 微信号：***"),
    ],
)
def test_what_points_at_a_person_is_hidden(text, shown):
    masked = mask_text(text)
    assert masked.text == shown
    assert masked.hidden >= 1


@pytest.mark.parametrize(
    "text",
    [
        "东门路灯已于2026年3月2日修好，编号甲-2026-000123。",
        "3栋和12号楼之间的井盖已更换，花费1200元，共20260302批次。",
        "开通205线公交，国道G356限高4米。",
        "",
    ],
)
def test_what_points_at_nobody_stays(text):
    assert mask_text(text).text == text
    assert mask_text(text).hidden == 0


def test_masking_twice_changes_nothing():
    once = mask_text("张三先生住3栋502，电话13800138000，车闽G12345").text
    assert mask_text(once).text == once
