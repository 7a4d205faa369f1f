"""The desk: damage and appeal, copies and pictures, stock-takes, lists of books, the shelf."""

from datetime import timedelta

import pytest

from linli.kernel.actor import ANONYMOUS
from linli.points import selectors as ledger
from linli.points.terms import Holder
from linli.resources import models, selectors, services
from linli.resources.terms import (
    AnotherSettles,
    BadIsbn,
    BarcodeTaken,
    ChargeTooHigh,
    Condition,
    CopyInUse,
    CopyState,
    DamageReason,
    DamageSettled,
    LendSheetFaulty,
    LendSheetUnreadable,
    LentNotFound,
    MayNotLend,
    NewTitle,
    NoAppeal,
    NoStock,
    PlaceNotFound,
    StockOpen,
)
from linli.resources.tests import lending_scene as scene


@pytest.fixture
def areas(db, now):
    return scene.set_scene(now)


@pytest.fixture
def desk(areas, now):
    return scene.keeper(areas, now)


@pytest.fixture
def second(areas, now):
    return scene.keeper(areas, now, 2)


@pytest.fixture
def third(areas, now):
    return scene.keeper(areas, now, 3)


@pytest.fixture
def place(areas, desk, now):
    return scene.opened(areas, desk, now)


@pytest.fixture
def damage(place, desk, now):
    """A drill that came back broken; 15 of 20 points ought to be used up."""
    (copy,) = scene.copies(scene.added(place, desk, now, scene.DRILL))
    services.lend(copy_id=copy, person=scene.resident(1, now), actor=desk, now=now)
    return services.give_back(
        copy_id=copy,
        condition=Condition.DAMAGED,
        words="摔坏了机壳",
        charge=15,
        actor=desk,
        now=now,
    )


def free(now):
    return ledger.balance("deposit", Holder.person(scene.resident(1, now))).free


def settle(damage, actor, now, charge=15, reason="机壳要换"):
    return services.settle_damage(
        damage_id=damage, charge=charge, reason=reason, actor=actor, now=now
    )


def test_a_second_colleague_settles_and_the_rest_is_free(damage, desk, second, areas, now):
    assert free(now) == 80
    with pytest.raises(AnotherSettles):
        settle(damage, desk, now)
    with pytest.raises(MayNotLend):
        settle(damage, scene.keeper(areas, now, 1, "100002"), now)
    with pytest.raises(ChargeTooHigh):
        settle(damage, second, now, 16)
    with pytest.raises(DamageReason):
        settle(damage, second, now, reason=" ")
    assert settle(damage, second, now, 10) is not None
    assert free(now) == 90
    with pytest.raises(DamageSettled):
        settle(damage, second, now)


def test_it_may_be_waived(damage, second, now):
    assert settle(damage, second, now, 0, "正常磨损") is None
    assert free(now) == 100


def test_more_than_the_deposit_is_never_taken(place, desk, now):
    (copy,) = scene.copies(scene.added(place, desk, now))
    services.lend(copy_id=copy, person=scene.resident(1, now), actor=desk, now=now)
    with pytest.raises(ChargeTooHigh):
        services.give_back(
            copy_id=copy, condition=Condition.LOST, words="丢了", charge=1, actor=desk, now=now
        )


def test_a_third_rules_on_the_appeal_and_what_was_taken_comes_back(
    damage, desk, second, third, now
):
    settle(damage, second, now)
    person = scene.resident(1, now)
    for who in (None, scene.resident(2, now)):
        with pytest.raises(LentNotFound):
            services.appeal_damage(
                damage_id=damage, person=who, words="不是我", actor=ANONYMOUS, now=now
            )
    services.appeal_damage(
        damage_id=damage, person=person, words="借来就是坏的", actor=ANONYMOUS, now=now
    )
    with pytest.raises(NoAppeal):
        services.appeal_damage(
            damage_id=damage, person=person, words="再说", actor=ANONYMOUS, now=now
        )
    for own in (desk, second):
        with pytest.raises(AnotherSettles):
            services.rule_damage(damage_id=damage, upheld=True, reason="是", actor=own, now=now)
    services.rule_damage(damage_id=damage, upheld=True, reason="照片为证", actor=third, now=now)
    assert free(now) == 100
    (row,) = selectors.my_lending(person, now=now).damages
    assert (row.upheld, row.ruling, row.may_appeal) == (True, "照片为证", False)


def test_an_appeal_that_is_not_upheld_changes_nothing(damage, second, third, now):
    settle(damage, second, now)
    services.appeal_damage(
        damage_id=damage, person=scene.resident(1, now), words="冤枉", actor=ANONYMOUS, now=now
    )
    services.rule_damage(damage_id=damage, upheld=False, reason="有记录", actor=third, now=now)
    assert free(now) == 85


def test_one_book_is_one_title_and_a_barcode_is_stuck_once(place, desk, now):
    first = scene.added(place, desk, now, barcodes=("TSG-1",))
    again = scene.added(place, desk, now, copies=2)
    assert first == again
    assert len(scene.copies(first)) == 3
    with pytest.raises(BarcodeTaken):
        services.add_copies(
            title_id=first, place_id=place, barcodes=("tsg-1",), actor=desk, now=now
        )
    other = scene.added(place, desk, now, NewTitle("books", "红楼梦", isbn=""))
    with pytest.raises(BadIsbn):
        services.change_title(title_id=other, new=scene.BOOK, actor=desk, now=now)


def test_a_copy_moves_to_another_place_but_not_while_it_is_out(areas, place, desk, now):
    title = scene.added(place, desk, now)
    (copy,) = scene.copies(title)
    other = scene.opened(areas, desk, now, name="第二书屋")
    services.set_copy(copy_id=copy, state=CopyState.SHELF, place_id=other, actor=desk, now=now)
    assert models.LentCopy.objects.get().place_id == other
    services.lend(copy_id=copy, paper="1-1", actor=desk, now=now)
    with pytest.raises(CopyInUse):
        services.set_copy(copy_id=copy, state=CopyState.GONE, actor=desk, now=now)


def test_a_stock_take_finds_what_is_missing_and_what_was_missed(place, desk, now):
    title = scene.added(place, desk, now, copies=3)
    rows = list(models.LentCopy.objects.order_by("barcode"))
    models.LentCopy.objects.filter(pk=rows[0].pk).update(state=CopyState.MISSING)
    with pytest.raises(NoStock):
        services.see_copy(place_id=place, barcode=rows[0].barcode, actor=desk, now=now)
    services.begin_stock(place_id=place, actor=desk, now=now)
    with pytest.raises(StockOpen):
        services.begin_stock(place_id=place, actor=desk, now=now)
    for one in (rows[0], rows[0], rows[1]):
        services.see_copy(place_id=place, barcode=one.barcode.lower(), actor=desk, now=now)
    assert services.close_stock(place_id=place, actor=desk, now=now) == 1
    done = selectors.last_stock(desk, place)
    assert (done.expected, done.seen, [one.id for one in done.missing]) == (3, 2, [rows[2].pk])
    assert selectors.title_page(title, now=now).row.copies == 2


CSV = "名称,作者,ISBN,条码,数量,简介\n西游记,吴承恩,9787020008735,TSG-1,,名著\n{more}\n"


def sheet(text, place, desk, now, kind="books"):
    return services.import_lend_sheet(
        content=text.encode("gb18030"), kind=kind, place_id=place, actor=desk, now=now
    )


def test_a_list_of_books_is_taken_in_whole_or_not_at_all(place, desk, now):
    text = CSV.format(more="红楼梦,曹雪芹,,,2,\n西游记,吴承恩,9787020008735,TSG-2,,")
    assert sheet(text, place, desk, now) == 4
    assert models.LentTitle.objects.count() == 2
    again = services.check_lend_sheet(
        content=text.encode(), kind="books", place_id=place, actor=desk
    )
    assert [bool(one.faults) for one in again.lines] == [True, False, True]
    with pytest.raises(LendSheetFaulty):
        sheet(text, place, desk, now)
    assert models.LentCopy.objects.count() == 4


@pytest.mark.parametrize(
    "row",
    [
        "某书,,978,,,",
        ",,,,,简介",
        "某书,,,TSG-1,,",
        "某书,,,,101,",
        "某书,,,X1-9,2,",
        "某书,,,,-1,",
    ],
)
def test_what_is_wrong_in_a_row_is_said(row, place, desk):
    text = CSV.format(more=row)
    found = services.check_lend_sheet(
        content=text.encode("utf-8-sig"), kind="books", place_id=place, actor=desk
    )
    assert [bool(one.faults) for one in found.lines] == [False, True]


def test_what_is_no_list_is_refused(place, desk, areas, now):
    for content in (b"", b"PK\x03\x04no", b"\xff\xff\xff", "书名,作者\n甲,乙".encode()):
        with pytest.raises(LendSheetUnreadable):
            services.check_lend_sheet(content=content, kind="books", place_id=place, actor=desk)
    stranger = scene.keeper(areas, now, 1, "100002")
    with pytest.raises(PlaceNotFound):
        sheet(CSV.format(more=""), place, stranger, now)


def test_the_shelf_says_what_is_free_how_many_wait_and_what_is_near(areas, place, desk, now):
    far = scene.opened(areas, desk, now, name="远处")
    models.Place.objects.filter(pk=place).update(longitude=117.0, latitude=26.0)
    models.Place.objects.filter(pk=far).update(longitude=118.0, latitude=27.0)
    book = scene.added(place, desk, now)
    scene.added(far, desk, now, scene.DRILL, copies=2)
    (copy,) = scene.copies(book)
    services.lend(copy_id=copy, paper="1", actor=desk, now=now)
    services.reserve(
        title_id=book, place_id=place, person=scene.resident(2, now), actor=ANONYMOUS, now=now
    )
    rows, more = selectors.shelf()
    assert more is False
    by_name = {one.name: one for one in rows}
    assert (by_name["西游记"].free, by_name["西游记"].waiting, by_name["西游记"].next_number) == (
        0,
        1,
        2,
    )
    assert [one.name for one in selectors.shelf(free=True)[0]] == ["电钻"]
    assert [one.name for one in selectors.shelf(q="吴承")[0]] == ["西游记"]
    assert [one.name for one in selectors.shelf(kind="things")[0]] == ["电钻"]
    near, _more = selectors.shelf(near=(118.0, 27.0))
    assert (near[0].name, near[0].metres) == ("电钻", 0)
    page = selectors.title_page(book, now=now, person=scene.resident(2, now))
    assert (page.places[0].free, page.turn.number) == (0, 1)
    assert page.places[0].back == (now + timedelta(days=30)).date()


def test_many_rows_cost_no_more_statements(place, desk, now, django_assert_num_queries):
    for number in range(12):
        scene.added(place, desk, now, NewTitle("things", f"工具{number:02}"))
    selectors.shelf()  # the method is read once
    with django_assert_num_queries(5):
        rows, _more = selectors.shelf()
    assert len(rows) == 12
