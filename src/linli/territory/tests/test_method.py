"""The two parts of a method: good ones are published, broken ones are told where and what."""

from pathlib import Path

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.registry import Folder, method_parts
from linli.territory import selectors
from linli.territory.tests.factories import AREAS, CALENDAR, LAYOUT, findings, folder, publish

METHODS = Path(__file__).parents[4] / "methods"
BAD_KIND = LAYOUT + '[[kinds]]\nkey = "Cloud"\nname = "云"\nrule = "天上"\n'
TOWN_AGAIN = '[[kinds]]\nkey = "town"\nname = "镇"\nrule = "无"\nparents = ["county"]\n'
BAD_PARENTS = LAYOUT + '[[kinds]]\nkey = "cloud"\nname = "云"\nrule = "天上"\nparents = ["sky"]\n'


def test_a_good_folder_has_no_findings():
    assert findings(folder()) == []


def test_the_parts_are_registered():
    assert {"territory", "calendar"} <= set(method_parts.names())


@pytest.mark.parametrize(
    ("changed", "file", "place", "code"),
    [
        ({"layout": "frame = ["}, "territory.toml", "", "not_toml"),
        ({"layout": LAYOUT.replace("116.9", '"x"')}, "territory.toml", "frame", "bad_frame"),
        ({"layout": LAYOUT.replace("116.9", "118.0")}, "territory.toml", "frame", "bad_frame"),
        ({"layout": BAD_KIND}, "territory.toml", "kinds[9]", "bad_key"),
        ({"layout": BAD_PARENTS}, "territory.toml", "cloud", "unknown_kind"),
        ({"layout": LAYOUT + BAD_PARENTS[len(LAYOUT):].replace('["sky"]', '"sky"')},
         "territory.toml", "kinds[9] cloud", "bad_kind"),
        ({"layout": "kinds = 3\n"}, "territory.toml", "kinds", "not_tables"),
        ({"layout": "colour = 3\n" + LAYOUT}, "territory.toml", "colour", "unknown_key"),
        ({"layout": LAYOUT + '[[suffixes]]\nkind = "moon"\nofficial = ["月"]\n'},
         "territory.toml", "suffixes", "unknown_kind"),
        ({"layout": LAYOUT + "[[suffixes]]\nkind = 3\n"},
         "territory.toml", "suffixes[4]", "bad_suffix"),
        ({"layout": LAYOUT + TOWN_AGAIN},
         "territory.toml", "town", "duplicate_kind"),
        ({"areas": "a,b\n1,2\n"}, "areas.csv", "1", "columns"),
        ({"areas": AREAS + "990101100,东山镇,town,990101,2020-01-01,,\n"},
         "areas.csv", "9", "duplicate_code"),
        ({"areas": AREAS + "990101102001,某居委会,community,990101102,2020-01-01,,\n"},
         "areas.csv", "9", "unknown_parent"),
        ({"areas": AREAS + "99010110000,某居委会,community,990101100,2020-01-01,,\n"},
         "areas.csv", "9", "bad_code"),
        ({"areas": AREAS + "990101100201,某居委会,community,990101100,2020-01-01,,\n"},
         "areas.csv", "9", "bad_code"),
        ({"areas": AREAS + "990101100003,某居委会,community,990101,2020-01-01,,\n"},
         "areas.csv", "9", "wrong_parent"),
        ({"areas": AREAS + "990101100003,某居委会,moon,990101100,2020-01-01,,\n"},
         "areas.csv", "9", "unknown_kind"),
        ({"areas": AREAS + "990101100003,某居委会,community,990101100,2020-13-01,,\n"},
         "areas.csv", "9", "bad_date"),
        ({"areas": AREAS + "990101100003,某居委会,community,990101100,2020-01-01,2019-01-01,\n"},
         "areas.csv", "9", "bad_date"),
        ({"areas": AREAS + "990101100003,,community,990101100,2020-01-01,,\n"},
         "areas.csv", "9", "bad_name"),
        ({"areas": AREAS + "990101100003,某\n"}, "areas.csv", "9", "cells"),
        ({"areas": AREAS + "990102,乙县,county,,2020-01-01,,\n"}, "areas.csv", "", "roots"),
        ({"areas": AREAS + '"x\n'}, "areas.csv", "", "not_csv"),
        ({"calendar": "[office"}, "calendar.toml", "", "not_toml"),
        ({"calendar": '[office]\nspans = ["8-12"]\n'},
         "calendar.toml", "office.spans", "bad_spans"),
        ({"calendar": '[office]\nspans = ["12:00-08:00"]\n'},
         "calendar.toml", "office.spans", "bad_calendar"),
        ({"calendar": CALENDAR.replace("2026", '"2026"')},
         "calendar.toml", "years.national", "bad_years"),
        ({"calendar": CALENDAR.replace("2026", "2099")},
         "calendar.toml", "years.national", "unknown_year"),
        ({"calendar": CALENDAR + '[[days]]\ndate = "x"\nkind = "work"\n'},
         "calendar.toml", "days[0]", "bad_day"),
        ({"calendar": CALENDAR + '[[days]]\ndate = 2026-05-04\nkind = "rest"\n' * 2},
         "calendar.toml", "days 2026-05-04", "duplicate_day"),
        ({"calendar": CALENDAR + "[natural_days]\nmove_off_rest_days = 1\n"},
         "calendar.toml", "natural_days.move_off_rest_days", "bad_value"),
        ({"calendar": "office = 3\n"}, "calendar.toml", "office", "not_a_table"),
        ({"calendar": CALENDAR + "[moon]\n"}, "calendar.toml", "moon", "unknown_key"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(changed, file, place, code):
    found = {(one.file, one.place, one.code) for one in findings(folder(**changed))}
    assert (file, place, f"territory.{code}") in found


def test_missing_files_are_findings():
    found = {(one.file, one.code) for one in findings(Folder({}))}
    names = ("territory.toml", "areas.csv", "calendar.toml")
    assert found == {(name, "territory.missing_file") for name in names}


@pytest.mark.django_db
def test_publishing_twice_is_publishing_once(now):
    publish(folder(), now)
    first = selectors.below("")
    publish(folder(), now)
    assert selectors.below("") == first
    assert len(first) == 7


@pytest.mark.parametrize("method", sorted(path.parent.name for path in METHODS.glob("*/areas.csv")))
def test_the_methods_we_ship_have_no_findings(method):
    names = ("territory.toml", "areas.csv", "calendar.toml")
    files = {name: (METHODS / method / name).read_bytes() for name in names}
    assert [one for one in findings(Folder(files)) if one.level == "error"] == []


@pytest.mark.django_db
def test_the_first_countys_names(now):
    names = ("territory.toml", "areas.csv", "calendar.toml")
    publish(Folder({name: (METHODS / "taining" / name).read_bytes() for name in names}), now)
    assert len(selectors.below("", "town")) == 9
    assert len(selectors.below("", "community")) == 6
    assert len(selectors.below("", "village")) == 113
    assert [one.code for one in selectors.find("炉峰社区")] == ["350429100005"]
    assert [one.code for one in selectors.find("王坑村")] == ["350429101204", "350429103212"]
    assert [one.code for one in selectors.find("朱口王坑")] == ["350429101204"]
    by_short_name = {}
    for one in selectors.below(""):
        by_short_name.setdefault(one.short_name, []).append(one)
    for name, areas in by_short_name.items():  # every name is found, with all that share it
        assert set(areas) <= set(selectors.find(name))
    assert selectors.calendar().known >= {2026}
    assert SYSTEM.may("territory.manage")
