"""What comes from people who mean harm, or from broken machines: a clear refusal in the reader's
language, nothing stored, never a fault of ours."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.journeys.setting import NOW, build
from tests.journeys.walking import sheet

from linli.files import ports
from linli.files.models import Upload
from linli.files.terms import NotADocument, NotAPicture, TooLarge, TooManyPixels, UnsafeDocument
from linli.kernel import clock, versions
from linli.kernel.errors import Invalid, TooMany
from linli.kernel.models import TrailLine
from linli.matters.models import Matter, Report
from linli.matters.stories import doing, scene
from linli.matters.terms import (
    CodeNotFound,
    MatterNotFound,
    MayNotOpen,
    NotASheet,
    NothingSaid,
    OutsideCounty,
    TooManyPictures,
    UnknownCategory,
    UnknownKind,
)
from linli.organisations.models import Holding, Post
from linli.people.models import Identity
from linli.procedures import selectors as procedures
from linli.procedures.models import Happening
from linli.procedures.terms import DueEarlier, UnknownOutcome
from linli.territory.terms import BadCoordinates, UnknownArea, Why

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def setting(django_db_setup, django_db_blocker):
    """The scene, once; each test is rolled back."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: NOW + timedelta(seconds=2))
    with django_db_blocker.unblock(), versions.unit_of_work(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def rolled_back(setting, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield setting
        transaction.set_rollback(True)


def reader(language: str = "zh-hans", role: str = "", **more) -> Client:
    """A browser with that language; refusals and faults come as answers."""
    client = reader.setting.client(role, **more)  # type: ignore[attr-defined]
    client.cookies["linli_language"] = language
    return client


@pytest.fixture(autouse=True)
def _readers(request):
    if "rolled_back" in request.fixturenames:
        reader.setting = request.getfixturevalue("rolled_back")  # type: ignore[attr-defined]


def state():
    """What hostile requests must leave as it is."""
    kept = (Matter, Report, Upload, Identity, Happening)
    trail = TrailLine.objects.exclude(name__startswith="people.sign").count()
    return (*(model.objects.count() for model in kept), trail)


def refused(answer, said, language, *, before, status=(422,)):
    """A refusal with those words (a refusal's class with its data, or the two texts)."""
    body = answer.content.decode()
    assert answer.status_code in status, (answer.status_code, body[-1500:])
    zh, en = _texts(said)
    assert zh != en, "not translated"
    words = zh if language == "zh-hans" else en
    errors = re.findall(
        r'(?s)class="(?:field-error|notice[^"]*(?:alert|danger)[^"]*)".*?<(?:span|div|li)>(.*?)</',
        body,
    )
    assert words in body or escape(words) in body, f"{words!r} is not said: {errors}"
    assert state() == before, "something was stored"


def _texts(said):
    if isinstance(said, tuple):
        return said
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(said.message)
    return found


def place(**more):
    return {"words": "井盖坏了", "area": str(scene.area_named("青云1格").id), **more}


def django(text: str) -> tuple[str, ...]:
    """Django's own words in both languages."""
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append(translation.gettext(text))
    return tuple(found)


# --- uploads -------------------------------------------------------------------------------------


def upload(data: bytes, name: str = "a.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def bomb_png(side: int = 20_000) -> bytes:
    """A valid PNG of some kilobytes that unpacks to 400 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body
            + struct.pack(">I", zlib.crc32(name + body))
        )  # fmt: skip

    rows = zlib.compressobj(9)
    row = b"\x00" * (side // 8 + 1)
    packed = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def zip_bomb() -> bytes:
    """An xlsx by its names, 30 MB of nothing in 30 KB."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", b"\x00" * 30_000_000)
    return buffer.getvalue()


def broken_xlsx() -> bytes:
    """A real workbook with its packed bytes overwritten in the middle."""
    good = bytearray(sheet().read())
    with zipfile.ZipFile(io.BytesIO(bytes(good))) as book:
        for one in book.infolist():
            at = one.header_offset + 30 + len(one.filename) + len(one.extra)
            good[at : at + 8] = b"\xff" * 8
    return bytes(good)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
PDF_JS = b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF\n"
BIG = TooLarge(megabytes=10)
UPLOADS = {
    "svg": (lambda: upload(SVG, "a.svg", "image/svg+xml"), "image", NotAPicture()),
    "svg as a picture": (lambda: upload(SVG), "image", NotAPicture()),
    "svg as anything": (lambda: upload(SVG, "a.svg"), "any", NotADocument()),
    "html as a picture": (lambda: upload(HTML), "image", NotAPicture()),
    "html as a document": (lambda: upload(HTML, "a.pdf"), "document", NotADocument()),
    "html behind a jpeg": (lambda: upload(b"\xff\xd8\xff" + HTML), "any", NotAPicture()),
    "empty": (lambda: upload(b""), "image", NotAPicture()),
    "10 MB and 1": (lambda: upload(b"\xff\xd8\xff" + bytes(10 * 2**20 - 2)), "image", BIG),
    "png bomb": (lambda: upload(bomb_png(), "a.png", "image/png"), "image", TooManyPixels()),
    "zip bomb": (lambda: upload(zip_bomb(), "a.xlsx"), "document", UnsafeDocument()),
    "broken zip": (lambda: upload(broken_xlsx(), "a.xlsx"), "document", NotADocument()),
    "script in pdf": (lambda: upload(PDF_JS, "a.pdf"), "document", UnsafeDocument()),
    "half a jpeg": (lambda: upload(doing.picture().read()[:200]), "image", NotAPicture()),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", UPLOADS)
def test_hostile_uploads_are_refused(rolled_back, name, language):
    make, kind, said = UPLOADS[name]
    client, before = reader(language), state()
    answer = client.post("/files/", {"file": make(), "kind": kind})
    refused(answer, said, language, before=before)
    if kind == "image":  # the same file with a report
        refused(client.post("/report", place(photos=make())), said, language, before=before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_file_and_too_many_files_are_refused(rolled_back, language):
    client, before = reader(language), state()
    refused(client.post("/files/", {"kind": "image"}), NotAPicture(), language, before=before)
    refused(client.post("/files/", {"file": "text"}), NotAPicture(), language, before=before)
    answer = client.post("/report", place(photos=[upload(b"x") for _ in range(21)]))
    refused(answer, BAD_REQUEST, language, before=before, status=(400,))
    answer = client.post("/report", place(photos=[doing.picture() for _ in range(10)]))
    assert answer.status_code == 422
    said = dict(zip(LANGUAGES, _texts(TooManyPictures(limit=9)), strict=True))[language]
    assert said in answer.content.decode()
    assert Matter.objects.count() == before[0]


def test_the_place_in_a_photo_is_dropped(rolled_back):
    exif = Image.Exif()
    exif[0x010F] = "标记相机"
    exif.get_ifd(0x8825).update({1: "N", 2: (26.0, 54.0, 1.0), 3: "E", 4: (117.0, 10.0, 1.0)})
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(buffer, "JPEG", exif=exif)
    assert Image.open(buffer).getexif().get_ifd(0x8825)  # it was there
    assert reader().post("/report", place(photos=upload(buffer.getvalue()))).status_code == 302
    kept = Upload.objects.order_by("-made_at", "-id")[0]
    for small in (False, True):
        path = ports.path(kept.id, "jpg", small=small)
        with Image.open(path) as stored:
            assert not stored.getexif()
            assert "exif" not in stored.info
        assert "标记相机".encode() not in path.read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "data", [zip_bomb, lambda: HTML, broken_xlsx, lambda: b""], ids=["bomb", "html", "broken", "0"]
)
def test_hostile_sheets_are_refused(rolled_back, language, data):
    client, before = reader(language, "community_in"), state()
    answer = client.post("/matters/import", {"sheet": upload(data(), "a.xlsx"), "kind": "report"})
    said = {zip_bomb: UnsafeDocument()}.get(data, NotASheet())
    said = said if data() else django("The submitted file is empty.")
    refused(answer, said, language, before=before)


# --- texts ---------------------------------------------------------------------------------------

TOO_LONG = ("最多 2000 个字", "2000")
BAD_REQUEST = ("没能看懂这次请求", "We could not read this request")


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_that_cannot_be_kept_are_refused(rolled_back, language):
    client, before = reader(language), state()
    nothing = NothingSaid()
    for words in ("", " \n ", "\u202e\u200b", "\x01\x02"):
        refused(client.post("/report", place(words=words)), nothing, language, before=before)
    answer = client.post("/report", place(words="长" * 2001))
    assert answer.status_code == 422
    assert "2001" in answer.content.decode()
    assert "长" * 2001 in answer.content.decode()  # nothing typed is lost
    refused(client.post("/report", place(words="水\x00管")), Invalid(), language, before=before)
    for address in ("/t/%00", "/public/?page=%00"):
        for other in LANGUAGES:  # whoever was served before
            reader(other).get("/t/")
            refused(client.get(address), Invalid(), language, before=before)
    body = "words=%ED%A0%80&place_words=%00"
    refused(client.post("/report", body, content_type=FORM), Invalid(), language, before=before)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script>井盖", "&lt;script&gt;alert(1)&lt;/script&gt;井盖"),
        ("井盖\u202egpj.exe", "井盖gpj.exe"),
        ("井\x07盖\x1b[31m坏", "井盖[31m坏"),
        ("井盖😀𠮷坏了", "井盖😀𠮷坏了"),
        ("{{ shell.now }}{% csrf_token %}", "{{ shell.now }}{% csrf_token %}"),
        ("' OR 1=1; DROP TABLE matters_matter; --", "&#x27; OR 1=1; DROP TABLE matters_matter; --"),
        ("好" * 2000, "好" * 2000),
    ],
)
def test_odd_texts_are_shown_as_texts(rolled_back, typed, kept):
    answer = reader().post("/report", place(words=typed))
    assert answer.status_code == 302
    page = reader().get(answer["Location"]).content.decode()
    inside = reader(role="county").get(f"/matters/{Matter.objects.latest('opened_at', 'id').id}")
    for shown in (page, inside.content.decode()):
        assert kept in shown
        assert "<script>alert" not in shown
        assert "\u202e" not in shown
    checked = reader().post("/report/check", {"words": typed, "place_words": typed})
    assert checked.status_code == 200
    assert "<script>alert" not in checked.content.decode()


def test_half_a_surrogate_pair_becomes_a_replacement_mark(rolled_back):
    area = scene.area_named("青云1格").id
    body = f"words=%E4%BA%95%ED%A0%80&area={area}"
    answer = reader().post("/report", body, content_type=FORM)
    assert answer.status_code == 302
    words = Report.objects.latest("at", "id").words
    assert words.startswith("井")
    assert "\ufffd" in words


# --- coordinates, names of things ----------------------------------------------------------------

NUMBER = django("Enter a number.")
FARTHEST = ("小于或等于", "less than or equal to")
POINTS = {
    "nan": ("nan", "26.9", NUMBER),
    "too large to be a number": ("1e999", "26.9", NUMBER),
    "words": ("东边", "北边", NUMBER),
    "far outside": ("116.4", "39.9", BadCoordinates(reason=Why.OUTSIDE)),
    "where nothing is": ("117.17", "26.9", OutsideCounty()),
    "swapped": ("26.9", "117.17", FARTHEST),
    "beyond the world": ("1170", "26.9", FARTHEST),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", POINTS)
def test_points_that_are_none_are_refused(rolled_back, name, language):
    longitude, latitude, said = POINTS[name]
    client, before = reader(language), state()
    data = {"words": "井盖坏了", "longitude": longitude, "latitude": latitude}
    refused(client.post("/report", data), said, language, before=before)
    asked = urlencode({"lon": longitude, "lat": latitude})
    for datum in ("", "&datum=gcj02"):
        answer = client.get(f"/territory/at?{asked}{datum}")
        if name == "where nothing is":
            assert (answer.status_code, answer.json()) == (200, {"area": None})
        else:
            assert answer.status_code == 422
            assert answer.json()["code"] == BadCoordinates.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_unknown_kinds_categories_and_areas_are_refused(rolled_back, language):
    client, before = reader(language), state()

    def says(said, status=(422,), **more):
        refused(client.post("/report", place(**more)), said, language, before=before, status=status)

    says(UnknownKind(kind="nope"), kind="nope")
    says(UnknownCategory(category="<b>"), category="<b>")
    says(UnknownCategory(category="x" * 60), category="x" * 60)
    says(django("Enter a valid UUID."), area="青云")
    says(UnknownArea(), area=str(uuid4()))
    with translation.override(language):
        closed = str(MayNotOpen(kind="x").message).split("x")[0]
    answer = client.post("/report", place(kind="finding"))
    assert (answer.status_code, state()) == (422, before)
    assert closed in answer.content.decode()
    for code in ("", "AAAAAAAAAA", "../../etc", "码" * 500):
        refused(client.post("/t/", {"code": code}), CodeNotFound(), language, before=before)
    refused(client.get("/t/AAAAAAAAAA"), CodeNotFound(), language, before=before, status=(404,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_ids_are_not_found(rolled_back, language):
    client, before = reader(language, "county"), state()
    lost = uuid4()
    for address in (
        f"/matters/{lost}", f"/steps/{lost}", f"/files/{lost}", f"/public/{lost}",
        f"/matters/{lost}/order", f"/organisations/?at={lost}", f"/territory/?at={lost}",
        "/organisations/?at=x", "/territory/?at=x", "/matters/1", "/steps/x", "/files/..%2Fx",
        "/public/0",
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 404, (address, answer.status_code)
        assert "Traceback" not in answer.content.decode()
    said = MatterNotFound()
    refused(client.get(f"/matters/{lost}"), said, language, before=before, status=(404,))
    for address in (f"/steps/{lost}", f"/matters/{lost}/annul", f"/matters/{lost}/correct"):
        answer = client.post(address, {"outcome": "x", "reason": "x"})
        assert answer.status_code in (404, 422), (address, answer.status_code)
    assert state() == before


# --- cursors, dates, pages -----------------------------------------------------------------------

BAD_MOMENTS = (
    "x", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30",
    "2026-03-02T09:00:00", "99999999999999999999", "²", "-1", "1e9", "\u0660", "0020010000",
)  # fmt: skip


@pytest.mark.parametrize("role", ["county", "audit_admin", "party_office"])
def test_bad_cursors_and_days_in_addresses_break_nothing(rolled_back, role):
    """They are refused, or read as if they were not there."""
    client, lost = reader(role=role), uuid4()
    pages = {
        "county": (
            ("matters", "before"), ("matters", "since"), ("matters", "rated_since"),
            ("work", "after"), ("work-export", "after"), ("notices", "page"),
            ("deliveries", "page"), ("public", "page"), ("search", "page"),
        ),
        "audit_admin": (
            ("people_trail", "before"), ("people_trail", "since"), ("people_trail", "until"),
        ),
        "party_office": (
            ("territory:calendar", "year"), ("organisations-grids", "page"),
            ("organisations-grids", "within"), ("territory:areas", "page"),
        ),
    }  # fmt: skip
    for name, parameter in pages[role]:
        address = reverse(name)
        assert client.get(address).status_code == 200, name
        tails = ("", f"|{lost}", f"_{lost}") if parameter in {"before", "after"} else ("",)
        for bad in BAD_MOMENTS:
            for tail in tails:
                answer = client.get(address, {parameter: bad + tail, "q": "a"})
                assert answer.status_code in (200, 404, 422), (name, parameter, bad + tail)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x", "1899-12-31"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_days_that_are_none_are_refused(rolled_back, day, language):
    """In every form of the office that asks for a day."""
    ids = rolled_back.ids
    client, before = reader(language, "party_office"), state()
    area = scene.area_named("青云1格").id
    person = {"account": str(rolled_back.accounts["grid_out"]), "how": "appointed"}
    post, term = _post_and_term()
    find = urlencode({"q": "某grid out"})
    for address, data in {
        f"/territory/{area}/rename": {"name": "新", "on": day, "reason": "批复"},
        f"/territory/{area}/close": {"on": day, "reason": "批复"},
        f"/organisations/posts/{post}/appoint?{find}": {**person, "since": day},
        f"/organisations/posts/{post}/appoint?{find}&until": {**person, "until": day},
        f"/organisations/terms/{term}/leave?{find}": {
            "stand_in": person["account"], "since": day, "until": day, "reason": "培训",
        },
        f"/organisations/terms/{term}/leave?{find}&until": {
            "stand_in": person["account"], "since": "2026-03-02", "until": day, "reason": "培训",
        },
    }.items():  # fmt: skip
        answer = client.post(address, data)
        fits = day == "9999-12-31" and address.endswith("until") and "appoint" in address
        assert answer.status_code == 422 or fits, (address, answer.status_code)
        assert 'class="error' in answer.content.decode() or "field-error" in answer.content.decode()
    assert state() == before
    step = f"/steps/{ids['step_id']}/extend"
    county = reader(language, "county")
    before = state()
    for until in (f"{day}T10:00", f"{day}T23:59:59-14:00", day, ""):
        answer = county.post(step, {"until": until, "reason": "等件"}, follow=True)
        said = dict(zip(LANGUAGES, _texts(DueEarlier()), strict=True))[language]
        assert said in answer.content.decode()
    assert state() == before


def _post_and_term():
    post = Post.objects.get(title="community_in·社区")
    return post.pk, Holding.objects.get(post=post).pk


# --- broken requests -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_broken_bodies_are_refused(rolled_back, language):
    client, before = reader(language), state()
    part = b'--x\r\nContent-Disposition: form-data; name="words"\r\n'
    base64 = b"Content-Transfer-Encoding: base64"
    bodies = (
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=" + "x" * 300, b"--x--"),
        ("multipart/form-data; boundary=x", part + base64 + b"\r\n\r\n!!!\r\n--x--"),
    )  # fmt: skip
    for kind, body in bodies:
        answer = client.generic("POST", "/report", body, content_type=kind)
        assert answer.status_code in (400, 422), (kind, answer.status_code)
        assert state() == before
    refused(
        client.generic("POST", "/report", b"--x--", content_type="multipart/form-data"),
        BAD_REQUEST, language, before=before, status=(400,),
    )  # fmt: skip
    for kind, body in (
        ("multipart/form-data; boundary=x", part),  # it stops in the middle
        ("multipart/form-data; boundary=x", b""),
        ("application/json", b"{"),
        ("text/plain; charset=klingon", b"x"),
        (FORM + "; charset=klingon", b"words=x"),
        ("", b"\xff\xfe"),
    ):
        answer = client.generic("POST", "/report", body, content_type=kind)
        assert 400 <= answer.status_code < 500, (kind, answer.status_code)
        assert state() == before


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_much_in_one_request_is_refused(rolled_back, language):
    client, before = reader(language), state()
    for data in ({f"f{number}": "x" for number in range(1001)}, {"words": "x" * 2_700_000}):
        answer = client.post("/report", urlencode(data), content_type=FORM)
        refused(answer, BAD_REQUEST, language, before=before, status=(400, 413))


@pytest.mark.parametrize("cookie", ["klingon", "../etc/passwd", "e" * 5000, "en\x7f", "zh;x"])
def test_an_odd_language_is_read_as_none(rolled_back, cookie):
    client = reader(cookie)
    answer = client.get("/report")
    assert answer.status_code == 200
    assert 'lang="zh-CN"' in answer.content.decode()
    for language in (cookie, "", "\x00"):
        sent = client.post("/language", {"language": language, "next": "//evil.example/"})
        assert sent.status_code in (302, 422)
        assert "evil" not in sent.get("Location", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_post_without_its_token_says_so(rolled_back, language):
    client, before = reader(language, csrf=True), state()
    said = ("页面放得太久了", "This page was open for too long")
    for address in ("/report", "/t/", "/files/", f"/steps/{rolled_back.ids['step_id']}"):
        refused(client.post(address, place()), said, language, before=before, status=(403,))


@pytest.mark.parametrize("language", LANGUAGES)
def test_outcomes_that_are_none_are_refused(rolled_back, language):
    address = f"/steps/{rolled_back.ids['step_id']}"
    client, before = reader(language, "department_called"), state()
    actor = rolled_back.actor("department_called")
    name = procedures.step_for(actor, rolled_back.ids["step_id"]).name
    with translation.override(language):
        step = str(name)
    for outcome in ("", "nope", "hand_back\x01", "<b>", "a" * 5000):
        refused(
            client.post(address, {"outcome": outcome}),
            UnknownOutcome(step=step, outcome=outcome[:40]),
            language,
            before=before,
        )


@pytest.mark.parametrize("proxies", [0, 1])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forged_address_does_not_pass_the_limit(rolled_back, settings, proxies, language):
    settings.LINLI_PROXIES = proxies
    client, before = reader(language), state()

    def post(number: int, peer: str = "203.0.113.9"):
        forged = f"198.51.100.{number}, {number}.2.3.4"
        sent = f"{forged}, {peer}" if proxies else forged
        return client.post("/report", place(words=""), headers={"X-Forwarded-For": sent})

    for number in range(30):
        refused(post(number), NothingSaid(), language, before=before)
    over = post(31)
    seconds = 3600 - int((NOW + timedelta(seconds=2)).timestamp()) % 3600
    refused(over, TooMany(seconds=seconds), language, before=before, status=(429,))
    if proxies:  # another address behind our own proxy has its own count
        refused(post(32, "203.0.113.10"), NothingSaid(), language, before=before)


@pytest.mark.parametrize("role", ["no_post", "grid_out", "department_called", "system_admin"])
def test_staff_report_on_the_residents_page_like_anybody(rolled_back, role):
    """Whoever is signed in may report there, also for places that are not theirs, and gains
    nothing by it: kinds that need a duty stay closed."""
    client = reader(role=role)
    answer = client.post("/report", place(words="下班路上看到井盖坏了"))
    assert answer.status_code == 302
    code = answer["Location"].split("/")[2].split("?")[0]
    opened = Report.objects.get(code=code)
    assert (opened.channel, opened.words) == ("page", "下班路上看到井盖坏了")
    assert reader().get(f"/t/{code}").status_code == 200
    before = state()
    for kind in ("finding", "call"):
        assert client.post("/report", place(kind=kind)).status_code == 422
    assert state() == before


# --- anything at all -----------------------------------------------------------------------------

NAMES = (
    "words", "place_words", "area", "longitude", "latitude", "category", "kind", "phone", "name",
    "client_key", "reading", "code", "outcome", "note", "hand_back-note", "photos", "next",
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from([b"nan", b"-1", b"1e999", b"hand_back", b"report", b"none", b"\xed\xa0\x80"]),
)


@pytest.fixture
def browsers(rolled_back):
    """(somebody's, one of the department that has a step)."""
    return reader(), reader(role="department_called")


@settings(
    max_examples=40, deadline=None, database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(data=st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8))
def test_anything_posted_is_taken_or_refused(rolled_back, browsers, data):
    somebody, department = browsers
    body, before = urlencode(data), state()
    for address, client in (
        ("/report", somebody),
        ("/report/check", somebody),
        ("/t/", somebody),
        (f"/steps/{rolled_back.ids['step_id']}", department),
    ):
        with transaction.atomic():
            answer = client.post(address, body, content_type=FORM)
            assert answer.status_code in (200, 302, 409, 422, 429), (address, answer.status_code)
            if address == "/report" and answer.status_code == 302:
                assert state() != before
                assert somebody.get(answer["Location"]).status_code == 200
            elif answer.status_code >= 400:
                assert state() == before
            transaction.set_rollback(True)
