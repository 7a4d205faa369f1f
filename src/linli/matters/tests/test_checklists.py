"""Lists: numbers, doorways, claims, evidence, sheets, paper, and what each costs."""

from __future__ import annotations

import pytest
from django.urls import reverse

from linli.files import selectors as files
from linli.kernel.actor import SYSTEM
from linli.matters import rules, selectors, services
from linli.matters.models import Condition, ListLine, MatterLink, Offer
from linli.matters.services.line_sheets import day_of
from linli.matters.stories import doing, scene
from linli.matters.terms import (
    DuePassed,
    LineFaults,
    LinkedAlready,
    ListNotFound,
    NewCondition,
    NotBegotten,
    NothingChosen,
    OfferedAlready,
    PersonNotThere,
    TooDeep,
)
from linli.matters.tests.checklists import numbers, opened, place, put
from linli.matters.tests.factories import report
from linli.matters.tests.test_web import browser, world

__all__ = ["place", "world"]  # the fixtures

# --- numbers -------------------------------------------------------------


def test_numbers_sort_as_people_count():
    found = [rules.line_number("", "", n) for n in (1, 2, 10)]
    assert [number for number, _ in found] == ["1", "2", "10"]
    assert sorted(sort for _, sort in found) == [sort for _, sort in found]
    assert rules.line_number("3", "0003.", 1) == ("3.1", "0003.0001.")
    assert (rules.level_of("3"), rules.level_of("3.1.2")) == (1, 3)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("2026-03-20", "2026-03-20"), ("2026/3/5", "2026-03-05"), ("2026年3月20日", "2026-03-20"),
     ("2026-02-30", None), ("下周", None), ("", None)],
)  # fmt: skip
def test_days_of_a_sheet(cell, day):
    found = day_of(cell)
    assert (found.isoformat() if found else None) == day


def test_lines_go_three_levels_deep_and_no_further(place):
    list_id = opened(place)
    first = put(place, list_id)
    put(place, list_id, "补路")
    second = put(place, list_id, "东段", above=first)
    third = put(place, list_id, "三号灯", above=second)
    assert numbers(list_id, place) == ["1", "1.1", "1.1.1", "2"]
    with pytest.raises(TooDeep):
        put(place, list_id, "灯罩", above=third)


def test_a_list_of_one_level_has_no_lines_below(place):
    list_id = opened(place, "problem")
    first = put(place, list_id)
    with pytest.raises(TooDeep):
        put(place, list_id, "再分", above=first)


# --- what is refused -----------------------------------------------------


def test_the_day_lies_ahead_and_the_person_belongs_to_the_unit(place):
    list_id, today = opened(place), place.now.date()
    with pytest.raises(DuePassed):
        put(place, list_id, due_on=today)
    with pytest.raises(PersonNotThere):
        put(place, list_id, unit="住建局", person=place.things["account:周交警"])
    put(place, list_id, unit="住建局", person=place.things["account:林住建"])
    assert ListLine.objects.get().person_id == place.things["account:林住建"]


def test_what_is_wrong_with_a_typed_line_is_said_at_once(place):
    row = {"事项": "补路", "责任单位": "没有的局", "责任人": "某人", "期限": "下周"}
    with pytest.raises(LineFaults) as refusal:
        services.add_row(
            list_id=opened(place), row=row, actor=scene.actor_named(place, "李社区"), now=place.now
        )
    assert all(word in refusal.value.message for word in ("没有的局", "某人", "下周"))
    assert not ListLine.objects.exists()


def test_a_matter_stands_on_a_list_once(place):
    source = report(place.now).matter_id
    list_id = opened(place)
    put(place, list_id, sources=(source,))
    with pytest.raises(LinkedAlready):
        put(place, list_id, sources=(source,))
    put(place, opened(place, name="另一张"), sources=(source,))


def test_a_line_begets_only_what_the_method_says(place):
    problem, need = opened(place, "problem"), opened(place, "need")
    line = put(place, problem)
    with pytest.raises(NotBegotten):
        put(place, need, sources=(line,))
    task = put(place, opened(place, "task"), sources=(line,))
    assert MatterLink.objects.get().target_id == task


def test_chosen_matters_become_lines_in_masked_words(place):
    one = report(place.now, words="我是张三，电话13912345678，井盖坏了").matter_id
    other = report(place.now, words="路灯不亮").matter_id
    list_id, actor = opened(place), scene.actor_named(place, "李社区")
    with pytest.raises(NothingChosen):
        services.add_sources(list_id=list_id, sources=[], row={}, actor=actor, now=place.now)
    count = services.add_sources(
        list_id=list_id, sources=[one, other], row={}, actor=actor, now=place.now
    )
    lines = selectors.list_page(actor, list_id, now=place.now).lines
    assert (count, len(lines)) == (2, 2)
    assert "13912345678" not in lines[0].words
    assert lines[0].came_from[0].matter_id == one


# --- doorways ------------------------------------------------------------


def test_a_unit_sees_its_own_lines_and_a_stranger_none(place):
    list_id = opened(place)
    put(place, list_id, unit="住建局")
    put(place, list_id, "别的")
    mine = selectors.list_page(scene.actor_named(place, "林住建"), list_id, now=place.now)
    assert ([one.number for one in mine.lines], mine.whole) == (["1"], False)
    with pytest.raises(ListNotFound):
        selectors.list_page(scene.actor_named(place, "周交警"), list_id, now=place.now)
    assert not selectors.list_index(scene.actor_named(place, "周交警"), now=place.now)


def test_pages_of_a_list_are_for_those_who_see_it(place):
    list_id = opened(place)
    line = put(place, list_id)
    for name in ("list", "list-print", "list-xlsx", "list-choose", "list-import"):
        assert browser(place, "周交警").get(reverse(name, args=[list_id])).status_code == 404
    assert browser(place, "周交警").get(reverse("list-line", args=[line])).status_code == 404
    assert browser(place, "李社区").get(reverse("list-public", args=[list_id])).status_code == 404


# --- claims --------------------------------------------------------------


def test_one_offer_of_a_side_at_a_time(place):
    line = put(place, opened(place, "need"))
    lin = scene.actor_named(place, "林住建")
    services.claim(line_id=line, actor=lin, now=place.now)
    with pytest.raises(OfferedAlready):
        services.claim(line_id=line, actor=lin, now=place.now)
    services.decline(
        offer_id=Offer.objects.get().pk, actor=scene.actor_named(place, "李社区"), now=place.now
    )
    services.claim(line_id=line, actor=lin, now=place.now)
    assert sorted(Offer.objects.values_list("state", flat=True)) == ["declined", "open"]


def test_claiming_on_the_page(place):
    line = put(place, opened(place, "need"))
    page = reverse("list-line", args=[line])
    unit, community = browser(place, "林住建"), browser(place, "李社区")
    assert "我们认领" in unit.get(page).content.decode()
    unit.post(reverse("list-claim", args=[line]))
    community.post(reverse("list-claim", args=[line]), {"claimer": "交警大队"})
    assert Offer.objects.filter(invited=True).count() == 1
    offer = Offer.objects.get(invited=False)
    shown = community.get(page).content.decode()
    assert "提出认领" in shown
    assert reverse("list-settle", args=[offer.pk]) in shown
    community.post(reverse("list-settle", args=[offer.pk]), {"do": "accept"})
    assert ListLine.objects.get(pk=line).owner.key == "住建局"
    assert Offer.objects.get(invited=True).state == "declined"


# --- evidence ------------------------------------------------------------


def test_evidence_of_a_condition_on_the_page(place):
    line = put(
        place, opened(place), unit="住建局", due_on=place.now.date().replace(day=20),
        conditions=(NewCondition("灯亮", 2),),
    )  # fmt: skip
    condition = Condition.objects.get()
    address = reverse("list-evidence", args=[condition.pk])
    unit = browser(place, "林住建")
    unit.post(address, {"photos": [doing.picture()]})
    assert Condition.objects.get().met_at is None
    unit.post(address, {"photos": [doing.picture()]})
    assert Condition.objects.get().met_at is not None
    page = unit.get(reverse("list-line", args=[line])).content.decode()
    assert "已满足" in page
    assert browser(place, "李社区").post(address, {"photos": [doing.picture()]}).status_code == 403
    file = files.of_owner("condition", condition.pk)[0]
    assert browser(place, "周交警").get(file.url).status_code == 404
    answer = unit.get(file.url)
    assert (answer.status_code, bool(b"".join(answer.streaming_content))) == (200, True)
    answer.close()


def test_erasing_a_lines_words_erases_its_conditions(place):
    list_id = opened(place)
    line = put(place, list_id, conditions=(NewCondition("某某签字", 1),))
    actor = scene.actor_named(place, "李社区")
    reason = next(iter(selectors.catalogue().reasons))
    services.annul(matter_id=line, reason=reason, note="", actor=actor, now=place.now)
    later = place.now.replace(year=place.now.year + 9)
    assert services.erase_words(kept_for=later - place.now, actor=SYSTEM, now=later) == 0
    from datetime import timedelta

    assert services.erase_words(kept_for=timedelta(days=1), actor=SYSTEM, now=later) == 1
    assert Condition.objects.get().words == ""
