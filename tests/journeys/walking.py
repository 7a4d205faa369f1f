"""Every address of the project, who may call it, and with what: the table that the walk reads.

`get` and `post` name the roles for whom that method does something; `None` means that the address
does not know the method. Whoever is not named is refused (302 to the sign-in, 403, 404, 409, 422),
reads none of the marks, and changes nothing.
"""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import xlsxwriter
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from tests.journeys import (
    banking,
    deliberating,
    electing,
    lending,
    owing,
    pledging,
    rooming,
    rostering,
    scoring,
    shopping,
    sitting,
    teaming,
)
from tests.journeys.rules import (
    ADMINISTRATORS,
    ALL,
    COUNTY,
    DESK,
    FIND,
    IN_EMERGENCY,
    INSIDE,
    LISTED,
    MANAGERS,
    NOBODY,
    OFFICE,
    OPENERS,
    SEERS,
    STAFF,
    STANDING,
    TRIAGERS,
    VISITED,
    VISITED_IN,
    VISITORS,
    Data,
    Rule,
    only,
)
from tests.journeys.setting import PHONE, Setting

from linli.matters import selectors
from linli.matters.stories import doing, scene
from linli.methods import selectors as methods


def addresses() -> dict[str, tuple[str, URLPattern]]:
    """name -> (address, pattern) of everything the project answers to."""

    def walk(patterns: list[Any], above: str, space: str) -> Any:
        for one in patterns:
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, above + str(one.pattern), inner)
            else:
                yield f"{space}{one.name}", (above + str(one.pattern), one)

    found: dict[str, tuple[str, URLPattern]] = {}
    for name, row in walk(get_resolver().url_patterns, "/", ""):
        assert name not in found, f"{name} is there twice"
        found[name] = row
    return found


def _grid(_setting: Setting) -> str:
    return str(scene.area_named("青云1格").id)


def sheet() -> ContentFile[bytes]:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["情况", "地点"])
    page.write_row(1, 0, ["井盖坏了", "青云1格"])
    book.close()
    return ContentFile(buffer.getvalue(), name="a.xlsx")


def _report(setting: Setting) -> dict[str, Any]:
    return {"words": "井盖坏了", "area": _grid(setting), "kind": "report"}


def _channel(_setting: Setting) -> dict[str, Any]:
    return {
        "kind": "wecom",
        "name": "新群",
        "address": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc",
        "secret": "",
        "place": f"area:{scene.area_named('炉峰社区').id}",
    }


def _reason(_setting: Setting) -> dict[str, Any]:
    return {"reason": next(iter(selectors.catalogue().reasons)), "note": ""}


def _unit() -> str:
    found = scene.unit_named("消防救援大队")
    assert found is not None
    return found.key


def _extension(_setting: Setting) -> dict[str, Any]:
    return {"until": "2026-03-06T17:30", "reason": "等配件"}


def _account(_setting: Setting) -> dict[str, Any]:
    return {"username": "new.one", "name": "新人", "password": "Jie-dao2026x"}


def _person(setting: Setting) -> dict[str, Any]:
    return {"account": str(setting.accounts["grid_out"]), "area": "炉峰社区"}


def _term(setting: Setting) -> dict[str, Any]:
    return {**_person(setting), "since": "2026-03-02", "how": "appointed"}


def _leave(setting: Setting) -> dict[str, Any]:
    return {
        "stand_in": str(setting.accounts["grid_out"]),
        "since": "2026-03-02",
        "until": "2026-03-03",
        "hand_over": "on",
        "reason": "培训",
    }


def _seen(file: str) -> Data:
    """What an editor of the draft's file sends back: the digest of what it was shown."""

    def data(setting: Setting) -> dict[str, Any]:
        body = methods.file_of(UUID(str(setting.ids["draft_id"])), file)
        return {"seen": methods.digest_of(body)}

    return data


TABLE: dict[str, Rule] = {
    # --- everybody's ---------------------------------------------------------------------------
    "home": Rule(get=ALL, get_status=(200, 302)),
    "healthz": Rule(get=ALL),
    "mine": Rule(get=only("resident", "stranger"), marked=only("resident")),
    "mine-leave": Rule(post=ALL, writes=False),
    "report": Rule(get=ALL, post=ALL, data=_report),
    "report-check": Rule(
        post=ALL, data=lambda _s: {"words": "着火"}, writes=False, post_status=(200,)
    ),
    "find-code": Rule(
        get=ALL, post=ALL, data=lambda s: {"code": s.ids["code"]}, writes=False, marked=ALL
    ),
    "track": Rule(get=ALL, marked=ALL),  # the code is the key
    "track-answer": Rule(
        post=ALL, more={"code": "other_code"}, data=lambda _s: {"solved": "yes", "satisfied": "5"}
    ),
    "track-take-back": Rule(post=ALL, marked=ALL),
    "track-qr": Rule(get=ALL),
    "public": Rule(get=ALL),
    "publication": Rule(get=ALL),
    "publication-withdraw": Rule(
        post=only("community_out", "county"), data=lambda _s: {"reason": "写错了地点"}
    ),
    "public-periods": Rule(get=ALL),
    "period": Rule(get=ALL),
    "period-sheet": Rule(get=ALL),
    "period-qr": Rule(get=ALL),
    "period-paper": Rule(get=ALL),
    "period-object": Rule(get=ALL, post=ALL, data=lambda _s: {"words": "不同意"}),
    "objection-find": Rule(
        get=ALL, post=ALL, data=lambda s: {"code": s.ids["objection_code"]}, writes=False
    ),
    "objection": Rule(get=ALL, more={"code": "objection_code"}),
    "periods": Rule(get=DESK | only("community_out", "supervision")),
    "period-new": Rule(
        get=DESK | only("community_out"),
        post=DESK,
        data=lambda s: {
            "kind": "decision",
            "area": str(s.ids["home_id"]),
            "title": "方案",
            "words": "内容",
            "length": "7 工作日",
            "basis": "章程",
        },
    ),
    "period-desk": Rule(get=DESK | only("supervision")),
    "period-place": Rule(
        get=DESK, post=DESK, data=lambda _s: {"kind": "board", "name": "社区门口"}
    ),
    "period-change": Rule(
        get=DESK, post=DESK, data=lambda _s: {"title": "甲", "words": "乙", "reason": "丙"}
    ),
    "period-withdraw": Rule(get=DESK, post=DESK, data=lambda _s: {"reason": "写错了"}),
    "period-write-down": Rule(get=DESK, post=DESK, data=lambda _s: {"words": "不同意"}),
    "period-rule": Rule(
        get=DESK, post=DESK, data=lambda _s: {"ruling": "denied", "reason": "没有依据"}
    ),
    "period-pack": Rule(post=DESK, post_status=(200,)),
    "mailbox": Rule(get=NOBODY),  # of the demonstration alone
    "files-upload": Rule(
        post=ALL, data=lambda _s: {"file": doing.picture(), "kind": "image"}, post_status=(200,)
    ),
    "ui-language": Rule(get=ALL, post=ALL, get_status=(302,), writes=False),
    "ui-large-type": Rule(post=ALL, writes=False),
    "ui-online": Rule(get=ALL, get_status=(204,)),
    "territory:find": Rule(get=ALL, query="q=青云小区"),
    "territory:at": Rule(get=ALL, query="lon=117.17&lat=26.9"),
    "territory:children": Rule(get=ALL),
    "territory:shapes": Rule(get=ALL),
    "ui-styleguide": Rule(get=ALL, post=ALL, post_status=(200,), writes=False),
    "ui-styleguide-face": Rule(
        get=ALL, post=ALL, get_status=(200, 404), post_status=(200, 404), writes=False
    ),
    "ui-styleguide-data": Rule(
        get=ALL, post=ALL, get_status=(200, 404), post_status=(200, 404), writes=False
    ),
    # --- matters -------------------------------------------------------------------------------
    "matters": Rule(get=SEERS, marked=INSIDE),
    "triage": Rule(get=only("community_in", "community_out", "county"), marked=DESK),
    "matter-new": Rule(
        get=OPENERS | only("supervision", "party_office"),
        post=only("grid_in", "community_in", "county"),
        data=_report,
    ),
    "matter-earlier": Rule(
        post=OPENERS | only("supervision", "party_office"),
        marked=INSIDE & (OPENERS | only("supervision", "party_office")),
        data=lambda _s: {"phone": PHONE},
        writes=False,
        post_status=(200,),
    ),
    "matter-import": Rule(
        get=only("community_in", "community_out", "county"),
        post=DESK,
        data=lambda _s: {"sheet": sheet(), "kind": "report", "sure": "on"},
    ),
    "matter-import-kept": Rule(post=NOBODY),  # of whoever has just checked a sheet
    "matter": Rule(get=INSIDE, marked=INSIDE),
    "matter-correct": Rule(post=DESK, data=lambda _s: {"category": "parking", "reason": "看错"}),
    "matter-annul": Rule(post=DESK, data=_reason),
    "matter-rate": Rule(
        post=only("grid_out", "community_out", "county"),
        more={"matter_id": "other_id"},
        data=lambda _s: {"solved": "yes", "satisfied": "4"},
    ),
    "matter-reveal": Rule(
        post=DESK, marked=DESK, data=lambda _s: {"purpose": "回访核实"}, post_status=(200,)
    ),
    "matter-order": Rule(get=DESK, marked=DESK),
    # --- triage: what is merged, hot or ruled is walked in `test_triage_journey`
    "hot-spots": Rule(get=only("community_in", "community_out", "county")),
    "hot-spot-open": Rule(post=NOBODY, more={"hot_spot_id": "other_id"}),
    "precedents": Rule(get=only("community_in", "community_out", "county")),
    "precedent-drop": Rule(post=only("county"), more={"precedent_id": "other_id"}, writes=False),
    "matter-unmerge": Rule(post=NOBODY, more={"merge_id": "other_id"}),
    "matter-merge": Rule(
        get=NOBODY,
        post=only("county"),
        data=lambda s: {"into": str(s.ids["other_id"])},
        marked=only("county"),
    ),
    "matter-precedent": Rule(
        post=only("county"),
        data=lambda _s: {"unit": _unit(), "gist": "占用通道", "basis": "三定规定"},
    ),
    # --- lists ---------------------------------------------------------------------------------
    "lists": Rule(
        get=SEERS,
        post=only("community_in"),
        data=lambda _s: {
            "key": "task",
            "area": str(scene.area_named("炉峰社区").id),
            "name": "小事",
        },
    ),
    "list": Rule(get=LISTED | only("department_called")),
    "list-print": Rule(get=LISTED | only("department_called")),
    "list-xlsx": Rule(get=LISTED | only("department_called")),
    "list-public": Rule(get=ALL),
    "list-publish": Rule(post=DESK),
    "list-add": Rule(post=DESK, data=lambda _s: {"words": "补路", "evidence": "1"}),
    "list-choose": Rule(
        get=LISTED | only("department_called"),
        post=DESK,
        marked=LISTED,
        data=lambda s: {"matter": str(s.ids["matter_id"]), "words": "一并办"},
    ),
    "list-import": Rule(
        get=LISTED | only("department_called"),
        post=DESK,
        data=lambda _s: {"pasted": "补路", "sure": "on"},
    ),
    "list-import-kept": Rule(post=NOBODY),  # of whoever has just checked a sheet
    "list-line": Rule(
        get=LISTED | only("department_called", "department_other"),
        marked=LISTED,
        more={"line_id": "need_line_id"},
    ),
    "list-line-edit": Rule(  # of whoever draws up the list, while the line is open
        get=only("community_in"),
        post=only("community_in"),
        data=lambda _s: {
            "words": "改了字",
            "due_on": "2026-03-20",
            "conditions": "通道畅通",
            "evidence": "1",
            "version": "0",
        },
    ),
    "list-beget": Rule(post=DESK, data=lambda _s: {"below": "1", "words": "东段"}),
    "list-claim": Rule(post=only("department_other"), more={"line_id": "need_line_id"}),
    "list-settle": Rule(post=only("community_in"), data=lambda _s: {"do": "accept"}),
    "list-evidence": Rule(
        post=only("department_called"), data=lambda _s: {"photos": doing.picture()}
    ),
    "file": Rule(get=INSIDE - only("party_office")),
    # --- taking part: this method's own matters are no conversations and have no sides; what is
    # allowed there is walked in `test_taking_part`.
    "track-say": Rule(post=NOBODY, data=lambda _s: {"words": "在吗"}),
    "matter-reply": Rule(post=NOBODY, data=lambda _s: {"words": "在的"}),
    "matter-turn-into": Rule(post=NOBODY, data=lambda _s: {"kind": "call"}),
    "matter-party": Rule(
        post=NOBODY, data=lambda _s: {"side": "applicant", "name": "李四", "phone": PHONE}
    ),
    "matter-party-reveal": Rule(
        post=INSIDE,
        more={"party_id": "matter_id"},
        writes=False,
        post_status=(200,),
        data=lambda _s: {"purpose": "联系当事人"},
    ),  # nobody is there to be shown
    "matter-agreement": Rule(get=NOBODY, post=NOBODY),
    "matter-shelf": Rule(get=NOBODY, more={"kind": "no_shelf"}),
    # --- procedures ----------------------------------------------------------------------------
    "run-diagram": Rule(get=INSIDE),
    "step": Rule(
        get=INSIDE,
        marked=INSIDE,
        post=only("department_called"),
        data=lambda _s: {"outcome": "hand_back", "hand_back-note": "不归我们", "note": "不归我们"},
    ),
    "step-claim": Rule(post=NOBODY),  # no pool here
    "step-release": Rule(post=NOBODY),  # nobody holds it
    "step-mark": Rule(post=only("department_called"), data=lambda _s: {"stage": "sign"}),
    "step-take-back": Rule(post=NOBODY, more={"step_id": "done_id"}),
    "step-extend": Rule(post=only("county"), data=_extension),
    "step-reassign": Rule(post=DESK, data=lambda _s: {"unit": "住建局", "reason": "归住建"}),
    # --- pages of staff ------------------------------------------------------------------------
    "work": Rule(  # who has no work, but a desk of another kind, is led there
        get=STAFF, query="scope=area", marked=INSIDE, get_status=(200, 302)
    ),
    "work-count": Rule(get=ALL),  # a figure about oneself; 0 for those without work
    "work-bulk": Rule(
        post=STAFF, writes=False, data=lambda s: {"step": s.ids["done_id"], "outcome": "to_grid"}
    ),
    "work-near": Rule(
        post=STAFF,
        data=lambda _s: {"longitude": "117.17", "latitude": "26.9"},
        marked=INSIDE,
        writes=False,
        post_status=(200,),
    ),
    "work-export": Rule(get=STAFF, query="scope=area", marked=INSIDE),
    "search": Rule(get=SEERS - only("branch"), query="q=停满了车", marked=INSIDE),
    "county": Rule(get=COUNTY, marked=COUNTY),
    "county-live": Rule(get=COUNTY, marked=COUNTY),
    "county-shapes": Rule(get=COUNTY, marked=COUNTY),
    "wall": Rule(get=COUNTY, marked=COUNTY),
    # --- organisations and territory -----------------------------------------------------------
    "organisations": Rule(get=STANDING),
    "organisations-grids": Rule(get=STANDING),
    "organisations-covering": Rule(
        get=STANDING, post=MANAGERS, query=FIND, data=lambda s: {**_person(s), "kind": "包村"}
    ),
    "organisations-print": Rule(get=STANDING),
    "organisations-xlsx": Rule(get=STANDING),
    "organisations-uncover": Rule(post=MANAGERS),
    "organisations-found": Rule(
        get=MANAGERS | only("community_out"),
        post=MANAGERS,
        data=lambda _s: {"kind": "志愿服务队", "name": "新志愿队", "area": "炉峰社区"},
    ),
    "organisations-rename": Rule(get=MANAGERS, post=MANAGERS, data=lambda _s: {"name": "改了名"}),
    "organisations-dissolve": Rule(
        get=MANAGERS, post=MANAGERS, more={"organisation_id": "empty_unit_id"}
    ),
    "organisations-open-post": Rule(
        get=MANAGERS, post=MANAGERS, data=lambda _s: {"title": "干事", "places": "1"}
    ),
    "organisations-close-post": Rule(post=MANAGERS),
    "organisations-appoint": Rule(get=MANAGERS, post=MANAGERS, query=FIND, data=_term),
    "organisations-end": Rule(get=MANAGERS, post=MANAGERS),
    "organisations-leave": Rule(get=MANAGERS, post=MANAGERS, query=FIND, data=_leave),
    "organisations-back": Rule(post=MANAGERS, more={"holding_id": "away_id"}),
    # --- 双报到, fields, the shelf, emergency, the one register
    "organisations-fields": Rule(get=STANDING),
    "registering": Rule(
        get=STAFF,
        post=only("department_called"),
        data=lambda s: {
            "unit": str(s.ids["unit_id"]),
            "area": str(scene.area_named("和平社区").id),
            "why": "lives",
        },
    ),
    "registrations": Rule(get=MANAGERS | only("community_out")),
    "registrations-xlsx": Rule(get=MANAGERS | only("community_out")),
    "registration-rates": Rule(get=STANDING),
    "registration-rates-xlsx": Rule(get=STANDING),
    "registration-unit": Rule(get=COUNTY | only("department_called")),
    "register-confirm": Rule(post=MANAGERS),
    "register-decline": Rule(post=MANAGERS),
    "register-withdraw": Rule(post=MANAGERS | only("department_called")),
    "shown-members": Rule(get=ALL, more={"area_id": "home_id"}),
    "errands": Rule(get=STAFF),
    "emergencies": Rule(get=STANDING),
    "emergency-on": Rule(
        get=MANAGERS | only("community_out"),
        post=only("community_out", "party_office"),
        data=lambda _s: {
            "plan": "flood",
            "reason": "暴雨",
            "area": str(scene.area_named("和平社区").id),
        },
    ),
    "emergency": Rule(get=IN_EMERGENCY),
    "emergency-report": Rule(get=IN_EMERGENCY),
    "emergency-off": Rule(post=MANAGERS),
    "emergency-check": Rule(post=MANAGERS, more={"area_id": "estate_id"}),
    "emergency-award": Rule(post=NOBODY, more={"area_id": "estate_id"}),  # criteria are not met
    "emergency-knock": Rule(post=IN_EMERGENCY, data=lambda _s: {"state": "reached"}),
    "emergency-shift": Rule(post=only("community_in")),
    "register": Rule(
        get=INSIDE,
        marked=INSIDE,
        more={"kind": "register_kind", "subject_id": "matter_id"},
    ),
    "territory:areas": Rule(get=STANDING),
    "territory:add": Rule(
        get=only("party_office"),
        post=only("party_office"),
        data=lambda s: {
            "kind": "building",
            "name": "9栋",
            "code": f"{s.ids['area_code']}b9",
            "on": "2026-03-02",
        },
    ),
    "territory:rename": Rule(
        get=only("party_office"),
        post=only("party_office"),
        data=lambda _s: {"name": "新2格", "on": "2026-03-02", "reason": "批复"},
    ),
    "territory:close": Rule(
        get=only("party_office"),
        post=only("party_office"),
        data=lambda _s: {"on": "2026-03-02", "reason": "批复"},
    ),
    "territory-merge": Rule(
        get=only("party_office"),
        post=only("party_office"),
        data=lambda s: {"into": _grid(s), "on": "2026-03-02", "reason": "批复"},
    ),
    "territory:calendar": Rule(get=STANDING),
    "territory:calendar-day": Rule(
        post=only("county", "party_office"),
        data=lambda _s: {"day": "2026-03-07", "kind": "work", "reason": "补班"},
    ),
    "territory:calendar-year": Rule(
        post=only("county", "party_office"),
        data=lambda _s: {"year": "2027", "days": "2027-01-01 休 元旦"},
    ),
    "methods:current": Rule(get=only("county", "party_office")),
    "methods:procedure": Rule(get=only("county", "party_office")),
    "methods:diagram": Rule(get=only("county", "party_office")),
    # the method desk: whoever writes drafts and puts them in force
    "methods:desk": Rule(get=OFFICE),
    "methods:begin": Rule(post=OFFICE, data=lambda _s: {"start": "current"}),
    "methods:roll-back": Rule(
        get=OFFICE,
        post=OFFICE,
        query="revision=2026.0",
        data=lambda _s: {"revision": "2026.0"},
    ),
    "methods:download-revision": Rule(get=OFFICE, query="revision=2026.0"),
    "methods:draft": Rule(get=OFFICE),
    "methods:changes": Rule(get=OFFICE),
    "methods:publish": Rule(
        get=OFFICE, post=OFFICE, data=lambda _s: {"version": "1", "note": "改了时限"}
    ),
    "methods:drop": Rule(get=OFFICE, post=OFFICE),
    "methods:download": Rule(get=OFFICE),
    "methods:stories": Rule(get=OFFICE, post=OFFICE),
    "methods:trial": Rule(get=OFFICE),
    "methods:add": Rule(post=OFFICE, data=lambda _s: {"path": "README.en.md"}),
    "methods:english": Rule(get=OFFICE, post=OFFICE, data=_seen("words.en.toml"), writes=False),
    "methods:text": Rule(
        get=OFFICE,
        post=OFFICE,
        more={"file": "words_file"},
        data=lambda s: {**_seen("words.toml")(s), "body": '[terms]\nmatter = "事"\n'},
    ),
    "methods:remove": Rule(post=OFFICE, more={"file": "words_file"}, data=_seen("words.toml")),
    "methods:raw": Rule(get=OFFICE, more={"file": "words_file"}),
    "methods:model": Rule(
        get=OFFICE,
        post=OFFICE,
        more={"file": "model_file"},
        data=lambda s: {**_seen("procedures/three_orders.bpmn")(s), "body": "<a/>"},
    ),
    "methods:decision": Rule(
        get=OFFICE,
        post=OFFICE,
        more={"file": "decision_file"},
        data=lambda s: {
            **_seen("decisions/routing.dmn")(s),
            "table": "routing",
            "do": "row.add.1",
        },
    ),
    "methods:entries": Rule(
        get=OFFICE,
        post=OFFICE,
        more={"file": "head_file"},
        data=lambda s: {**_seen("method.toml")(s), "at": "@", "k-slug": "other"},
    ),
    # --- visits --------------------------------------------------------------------------------
    "field": Rule(get=VISITORS),
    "field-sync": Rule(post=NOBODY, data=lambda _s: {"visit": "{}"}),  # a real one: test_visits
    "field-manifest": Rule(get=ALL),
    "field-worker": Rule(get=ALL),
    "visits": Rule(get=VISITED),
    "visits-plan": Rule(post=TRIAGERS),
    "patrols": Rule(get=VISITED, post=NOBODY),  # no team stands there; with one: test_patrols
    "patrol-end": Rule(post=NOBODY, more={"patrol_id": "matter_id"}),
    "visits-subjects": Rule(
        get=TRIAGERS,
        post=DESK,
        data=lambda _s: {"kind": "place", "area": "青云1格", "label": "新场所"},
    ),
    "visits-households": Rule(post=DESK, data=lambda _s: {"area": "青云1格"}),
    "visits-end": Rule(post=DESK),
    "visit": Rule(get=VISITED_IN | only("grid_in")),
    "visit-settle": Rule(post=DESK, data=lambda _s: {"counts": "yes", "note": "看过"}),
    "council-list": Rule(get=TRIAGERS),
    "findings": Rule(
        get=TRIAGERS,
        post=DESK,
        data=lambda s: {"act": "settle", "note": "好", "finding": str(s.ids["finding_id"])},
    ),
    # --- notices -------------------------------------------------------------------------------
    "notices": Rule(get=STAFF, marked=only("department_called")),
    "notices-read": Rule(post=STAFF, data=lambda _s: {"all": "1"}, writes=False),
    "notices-unread": Rule(get=ALL),
    "notice-preferences": Rule(get=STAFF, post=STAFF, writes=False),
    "deliveries": Rule(get=only("county")),
    "delivery-retry": Rule(post=only("county")),
    "channels": Rule(get=only("community_in", "community_out", "county"), post=DESK, data=_channel),
    "channel-switch": Rule(post=DESK, data=lambda _s: {"active": "0"}),
    # --- accounts ------------------------------------------------------------------------------
    "account_login": Rule(
        get=ALL, post=ALL, get_status=(200, 302), post_status=(200, 302), writes=False
    ),
    "account_logout": Rule(get=ALL, post=ALL, get_status=(200, 302), writes=False),
    "account_inactive": Rule(get=ALL),
    "account_reauthenticate": Rule(
        get=STAFF, post=STAFF, get_status=(200, 302), post_status=(200, 302), writes=False
    ),
    "account_signup": Rule(get=NOBODY, post=NOBODY),
    "account_reset_password": Rule(get=NOBODY, post=NOBODY),
    "account_email": Rule(get=NOBODY, post=NOBODY),
    "account_change_password": Rule(get=STAFF, post=STAFF, post_status=(200,), writes=False),
    "people_security": Rule(get=STAFF, post=STAFF, post_status=(200,), writes=False),
    "account": Rule(get=STAFF, post=STAFF, post_status=(200,), writes=False),
    "people_view_save": Rule(
        post=STAFF, data=lambda _s: {"list": "work", "name": "超期", "query": "due=late"}
    ),
    "people_view_rename": Rule(post=only("grid_in"), data=lambda _s: {"name": "改了名"}),
    "people_view_delete": Rule(post=only("grid_in")),
    "people_end_session": Rule(post=only("grid_in")),
    "people_end_others": Rule(post=STAFF, writes=False),
    "people_sign_in": Rule(get=ALL, post=ALL, post_status=(200, 422), writes=False),
    "people_sign_out": Rule(post=ALL, writes=False),
    "privacy": Rule(get=ALL),
    "people_own": Rule(
        get=only("resident", "stranger"),
        post=only("resident", "stranger"),
        data=lambda _s: {"kind": "delete"},
        marked=only("resident"),
    ),
    "people_own_copy": Rule(get=NOBODY),  # of whoever asked, once it is given
    "people_own_file": Rule(get=NOBODY),
    # --- the desks of the three administrators -------------------------------------------------
    "people_desk": Rule(get=ADMINISTRATORS),
    "people_accounts": Rule(get=only("system_admin"), post=only("system_admin"), data=_account),
    "people_account": Rule(
        get=only("system_admin"), post=only("system_admin"), data=lambda _s: {"do": "close"}
    ),
    "people_lockouts": Rule(get=only("security_admin")),
    "people_unlock": Rule(post=only("security_admin"), data=lambda _s: {"username": "grid.in"}),
    "people_reset_factor": Rule(post=only("security_admin")),
    "people_parameters": Rule(get=only("security_admin")),
    "administrators": Rule(get=only("security_admin")),
    "people_trail": Rule(get=only("audit_admin")),
    "people_verify": Rule(post=only("audit_admin"), post_status=(200,)),
    "people_reveals": Rule(get=only("audit_admin")),
    "people_requests": Rule(get=only("protector"), marked=only("protector")),
    "people_request": Rule(
        get=only("protector"),
        post=only("protector"),
        marked=only("protector"),
        data=lambda _s: {"do": "read"},
        post_status=(200,),
    ),
    "people_request_copy": Rule(
        post=only("protector"), marked=only("protector"), post_status=(200,)
    ),
    # --- programs: keys and webhooks are pages; what brings a key has no session ---------------
    "api-keys": Rule(
        get=only("county", "system_admin"),
        post=only("county", "system_admin"),
        data=lambda _s: {"name": "大屏", "days": "30", "per_minute": "60"},
        post_status=(200,),
    ),
    "api-key-revoke": Rule(post=only("county", "system_admin")),
    "api-docs": Rule(get=ALL),
    "api-unknown": Rule(get=NOBODY),
    "api:openapi-json": Rule(get=ALL),
    "api:api-root": Rule(get=NOBODY),
    "api:kinds": Rule(get=ALL),
    "api:categories": Rule(get=ALL),
    "api:areas": Rule(get=ALL, query="q=青云小区"),
    "api:area-at": Rule(get=ALL, query="longitude=117.17&latitude=26.9"),
    "api:track": Rule(get=ALL, marked=ALL),  # the code is the key
    "api:matters": Rule(get=NOBODY),
    "api:matter-open": Rule(get=NOBODY),
    "api:matter": Rule(get=NOBODY),
    "api:track-answer": Rule(),
    "api:files": Rule(),
    "api:steps": Rule(get=NOBODY),
    "api:step": Rule(get=NOBODY),
    "api:step-complete": Rule(),
    "api:step-claim": Rule(),
    "api:step-mark": Rule(),
    "open311-discovery": Rule(get=ALL),
    "open311-services": Rule(get=ALL),
    "open311-service": Rule(get=ALL, more={"code": "service_code"}),
    "open311-requests": Rule(get=ALL),
    "open311-request": Rule(get=ALL, more={"request_id": "matter_id"}),
    "open311-token": Rule(get=ALL, more={"token_id": "matter_id"}),
    "open311-unknown": Rule(get=NOBODY),
    "hooks": Rule(
        get=only("community_in", "community_out", "county"),
        post=DESK | only("community_out"),
        data=lambda _s: {
            "name": "大屏",
            "address": "https://hooks.example.com/a",
            "events": ["matter.opened"],
        },
        post_status=(200,),
    ),
    "hook-switch": Rule(post=only("county"), data=lambda _s: {"active": "0"}),
    "hook-secret": Rule(post=only("county"), post_status=(200,)),
    "hook-retry": Rule(post=only("county")),
    # --- jobs ----------------------------------------------------------------------------------
    "jobs": Rule(get=only("system_admin")),
    "jobs-retry": Rule(post=only("system_admin")),
}
# Pages of the second factor: the library's own, one's own account alone.
for _name in (
    "index", "authenticate", "reauthenticate", "activate_totp", "deactivate_totp",
    "view_recovery_codes", "generate_recovery_codes", "download_recovery_codes", "list_webauthn",
    "add_webauthn", "reauthenticate_webauthn", "remove_webauthn", "edit_webauthn",
):  # fmt: skip
    TABLE[f"mfa_{_name}"] = Rule(
        get=STAFF, post=STAFF, get_status=(200, 302, 404, 405),
        post_status=(200, 302, 404, 405), writes=False,
    )  # fmt: skip
TABLE |= deliberating.RULES
TABLE |= electing.RULES
TABLE |= owing.RULES
TABLE |= scoring.RULES
TABLE |= pledging.RULES
TABLE |= rooming.RULES
TABLE |= lending.RULES
TABLE |= shopping.RULES
TABLE |= teaming.RULES
TABLE |= banking.RULES
TABLE |= rostering.RULES
TABLE |= sitting.RULES
