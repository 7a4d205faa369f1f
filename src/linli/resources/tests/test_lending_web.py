"""The pages of lending: the shelf, reserving, the desk, lists, labels, stock."""

import io
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from python_calamine import CalamineWorkbook

from linli.kernel import clock
from linli.resources import models, services
from linli.resources.terms import Condition, CopyState, TurnState
from linli.resources.tests import lending_scene as scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas():
    return scene.set_scene(clock.now() - timedelta(days=2))


@pytest.fixture
def desk(areas):
    return scene.keeper(areas, clock.now())


@pytest.fixture
def place(areas, desk):
    return scene.opened(areas, desk, clock.now())


@pytest.fixture
def book(place, desk):
    return scene.added(place, desk, clock.now(), barcodes=("TSG-001",))


@pytest.fixture
def copy(book):
    return scene.copies(book)[0]


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))
    return client


def as_resident(client, number=1):
    session = client.session
    session["identity"] = str(scene.resident(number, clock.now()))
    session.save()


def test_anybody_looks_at_the_shelf_and_is_led_to_sign_in(client, book, place):
    page = client.get("/lending/").text
    assert "西游记" in page
    assert "现在可借 1 件" in page
    assert "西游记" not in client.get("/lending/", {"q": "红楼"}).text
    assert "西游记" in client.get("/lending/", {"free": "1", "place": str(place)}).text
    assert "用手机号登录再借" in client.get(f"/lending/{book}").text
    assert client.post(f"/lending/{book}/reserve", {"place": str(place)}).status_code == 409
    assert "用手机号登录" in client.get("/lending/mine").text


def test_the_nearest_come_first_and_a_position_that_is_none_is_refused(client, book):
    here = {"longitude": "117.1", "latitude": "26.9"}
    assert "西游记" in client.post("/lending/near", here).text
    assert client.post("/lending/near", {"longitude": "nan", "latitude": "1"}).status_code == 422
    assert client.post("/lending/near", {"longitude": "x"}).status_code == 422


def test_a_resident_reserves_and_changes_their_mind(client, book, place):
    as_resident(client)
    client.post(f"/lending/{book}/reserve", {"place": str(place)})
    assert "给您留好了" in client.get(f"/lending/{book}").text
    assert "可以来取" in client.get("/lending/mine").text
    turn = models.LendTurn.objects.get()
    as_resident(client, 2)
    assert client.post(f"/lending/turns/{turn.pk}/leave").status_code == 404
    as_resident(client, 1)
    assert client.post(f"/lending/turns/{turn.pk}/leave").status_code == 302
    assert models.LendTurn.objects.get().state == TurnState.LEFT


def test_a_scan_leads_to_the_copy_and_it_is_lent_and_taken_back(client, copy, place, desk):
    sign_in(client, desk)
    assert client.get("/lending/desk")["Location"] == f"/lending/desk/{place}"
    scanned = client.post(f"/lending/desk/{place}", {"barcode": "tsg-001"})
    assert scanned["Location"] == f"/lending/copies/{copy}"
    assert client.post(f"/lending/desk/{place}", {"barcode": "NO-SUCH"}).status_code == 422
    assert client.post(f"/lending/copies/{copy}/lend", {}).status_code == 422
    lent = client.post(f"/lending/copies/{copy}/lend", {"phone": "13800000001", "name": "王甲"})
    assert lent.status_code == 302
    page = client.get(f"/lending/desk/{place}").text
    assert "王○" in page
    assert "13800000001" not in page
    refused = client.post(f"/lending/copies/{copy}/back", {"condition": "damaged"})
    assert refused.status_code == 422
    client.post(f"/lending/copies/{copy}/back", {"condition": "damaged", "words": "缺页"})
    assert "您登记的" in client.get(f"/lending/desk/{place}").text
    client.post(
        f"/lending/copies/{copy}/set", {"state": "shelf", "condition": "worn", "place": str(place)}
    )
    assert models.LentCopy.objects.get().state == CopyState.SHELF


def test_the_second_word_and_the_appeal_on_their_pages(client, place, desk, areas):
    now = clock.now()
    drill = scene.copies(scene.added(place, desk, now, scene.DRILL))[0]
    services.lend(copy_id=drill, person=scene.resident(1, now), actor=desk, now=now)
    damage = services.give_back(
        copy_id=drill, condition=Condition.LOST, words="丢了", charge=20, actor=desk, now=now
    )
    sign_in(client, scene.keeper(areas, now, 2))
    settled = client.post(f"/lending/damages/{damage}/settle", {"charge": "20", "reason": "要补"})
    assert settled.status_code == 302
    client.logout()
    as_resident(client)
    assert "扣 20 分" in client.get("/lending/mine").text
    assert client.post(f"/lending/damages/{damage}/appeal", {"words": "还了"}).status_code == 302
    sign_in(client, scene.keeper(areas, now, 3))
    assert "还了" in client.get(f"/lending/desk/{place}").text
    ruled = client.post(f"/lending/damages/{damage}/rule", {"upheld": "yes", "reason": "找到了"})
    assert ruled.status_code == 302
    assert models.Damage.objects.get().upheld is True


def test_a_thing_with_its_picture_and_its_labels(client, place, desk):
    sign_in(client, desk)
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), (200, 10, 10)).save(drawn, "JPEG")
    sent = {
        "kind": "things", "name": "梯子", "copies": "2",
        "picture": SimpleUploadedFile("a.jpg", drawn.getvalue(), "image/jpeg"),
    }  # fmt: skip
    assert client.post(f"/lending/desk/{place}/new", sent).status_code == 302
    title = models.LentTitle.objects.get()
    client.logout()
    shelf = client.get("/lending/").text
    address = shelf.split('<img src="')[1].split('"')[0]
    assert b"".join(client.get(address).streaming_content)[:2] == b"\xff\xd8"
    sign_in(client, desk)
    labels = client.get(f"/lending/desk/{place}/labels")
    assert labels.getvalue().startswith(b"%PDF")
    changed = {"kind": "things", "name": "人字梯", "maker": ""}
    assert client.post(f"/lending/{title.pk}/edit", changed).status_code == 302
    assert "人字梯" in client.get(f"/lending/desk/{place}/books").text


def test_a_list_goes_in_with_its_faults_shown_and_comes_out(client, place, desk):
    sign_in(client, desk)

    def take_in(text):
        sheet = SimpleUploadedFile("a.csv", text.encode())
        return client.post(f"/lending/desk/{place}/import", {"kind": "books", "sheet": sheet})

    faulty = take_in("名称,ISBN\n西游记,123\n")
    assert (faulty.status_code, models.LentTitle.objects.count()) == (422, 0)
    assert "ISBN" in faulty.text
    assert take_in("名称,数量\n西游记,3\n").status_code == 302
    out = client.get(f"/lending/desk/{place}/books.xlsx").getvalue()
    rows = CalamineWorkbook.from_filelike(io.BytesIO(out)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["名称", "西游记", "西游记", "西游记"]


def test_a_stock_take_on_its_page(client, copy, place, desk):
    sign_in(client, desk)
    address = f"/lending/desk/{place}/stock"
    client.post(address, {"do": "begin"})
    assert "TSG-001" in client.post(address, {"do": "scan", "barcode": "TSG-001"}).text
    assert client.post(address, {"do": "scan", "barcode": "?"}).status_code == 422
    assert client.post(address, {"do": "close"}).status_code == 302
    assert "见到 1 件" in client.get(address).text


def test_the_desk_is_for_those_who_see_the_place(client, copy, place, areas):
    assert client.get(f"/lending/desk/{place}").status_code == 302
    stranger = sign_in(client, scene.keeper(areas, clock.now(), 1, "100002"))
    for address in (f"/lending/desk/{place}", f"/lending/copies/{copy}"):
        assert stranger.get(address).status_code == 404
    assert (
        stranger.post(f"/lending/copies/{copy}/lend", {"phone": "13800000001"}).status_code == 404
    )
    assert not models.Loan.objects.exists()


def test_the_desk_with_many_loans_costs_no_more_statements(
    client, place, desk, django_assert_max_num_queries
):
    now = clock.now()
    for number in range(12):
        made = scene.added(place, desk, now, scene.NewTitle("books", f"书{number}"))
        services.lend(
            copy_id=scene.copies(made)[0], person=scene.resident(number, now), actor=desk, now=now
        )
    sign_in(client, desk)
    client.get(f"/lending/desk/{place}")
    with django_assert_max_num_queries(24):
        assert client.get(f"/lending/desk/{place}").status_code == 200
