"""Drafts through the services, with the real parts and the starter."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

from linli.jobs import services as jobs
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.methods import entries, folders, selectors, services
from linli.methods.models import Draft, Trial
from linli.methods.terms import (
    DraftChanged,
    FileRefused,
    FolderRefused,
    GateClosed,
    NoSuchDraft,
    NoSuchFile,
    OwnDraft,
    TooManyDrafts,
    TrialUnderWay,
)

pytestmark = pytest.mark.django_db


def officer(*verbs):
    grant = Grant(duty="县里", verbs=frozenset(verbs), area_path="350121.")
    return Actor(kind="staff", account_id=uuid4(), name="某人", grants=(grant,))


@pytest.fixture
def writer():
    return officer("methods.edit")


@pytest.fixture
def head():
    return officer("methods.edit", "methods.publish")


@pytest.fixture
def starter(tmp_path, system, now):
    services.write_starter(slug="minhou", county_code="350121", target=tmp_path / "minhou")
    folder = selectors.read_folder(tmp_path / "minhou")
    services.load(folder=folder, actor=system, now=now)
    return folder


@pytest.fixture
def draft(starter, writer, now):
    return services.begin_from_current(actor=writer, now=now)


def write(draft_id, path, text, actor, now, seen=None):
    body = selectors.file_of(draft_id, path) if seen is None else None
    services.save_file(
        draft_id=draft_id, path=path, body=text.encode(), actor=actor, now=now,
        seen=selectors.digest_of(body) if body is not None else seen,
    )  # fmt: skip


def text_of(draft_id, path):
    return selectors.file_of(draft_id, path).decode()


def zipped(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def test_a_draft_of_the_method_in_force_has_the_next_label(draft, writer, now):
    row = selectors.row_for(writer, draft)
    assert (row.based_on, row.version) == ("0.1", 1)
    changed = selectors.against_current(row)
    assert [(one.place, one.after) for one in changed] == [
        ("revision", "0.2"), ("date", "2026-03-02"),
    ]  # fmt: skip
    assert {one.path: one.change for one in selectors.files_of(row)}["method.toml"] == "~"


def test_a_wrong_limit_is_found_at_its_place_and_mended(draft, writer, now):
    path = "procedures/report.bpmn"
    right = text_of(draft, path)
    write(draft, path, right.replace('due="3 工作日"', 'due="三天"', 1), writer, now)
    (wrong,) = [
        one for one in selectors.findings_of(selectors.draft_folder(draft)) if one.file == path
    ]
    assert (wrong.file, wrong.code) == (path, "procedures.limit")
    assert wrong.place.rsplit(" ", 1)[-1] in right
    with pytest.raises(GateClosed):
        services.try_stories(draft_id=draft, actor=writer, now=now)
    write(draft, path, right.replace('due="3 工作日"', 'due="2 工作日"', 1), writer, now)
    assert selectors.findings_of(selectors.draft_folder(draft)) == ()
    assert selectors.row_for(writer, draft).authors == (writer.account_id,)


def test_two_officers_do_not_overwrite_each_other(draft, writer, head, now):
    seen = selectors.digest_of(selectors.file_of(draft, "words.toml"))
    write(draft, "words.toml", '[terms]\nmatter = "民呼"\n', head, now)
    with pytest.raises(DraftChanged):
        write(draft, "words.toml", '[terms]\nmatter = "事"\n', writer, now, seen=seen)
    with pytest.raises(DraftChanged):
        write(draft, "words.toml", "", writer, now, seen="")
    assert "民呼" in text_of(draft, "words.toml")
    write(draft, "README.md", "另一个文件不受影响", writer, now, seen="")


@pytest.mark.parametrize("path", ["../x.toml", "/etc/passwd", "x.exe", "a/b.bpmn", "", "x.toml"])
def test_only_files_that_a_method_has_are_taken(draft, writer, now, path):
    with pytest.raises(FileRefused):
        write(draft, path, "x", writer, now, seen="")


def test_a_file_is_taken_out(draft, writer, now):
    seen = selectors.digest_of(selectors.file_of(draft, "notices.toml"))
    services.remove_file(draft_id=draft, path="notices.toml", seen=seen, actor=writer, now=now)
    with pytest.raises(NoSuchFile):
        selectors.file_of(draft, "notices.toml")
    with pytest.raises(NoSuchFile):
        services.remove_file(draft_id=draft, path="notices.toml", seen=seen, actor=writer, now=now)


@pytest.mark.parametrize(
    ("files", "refusal"),
    [
        ({"../../x.toml": b""}, FolderRefused),
        ({"method.toml": b"", "run.sh": b"rm"}, FileRefused),
        ({"method.toml": b"0" * (9 << 20)}, FolderRefused),
    ],
)
def test_a_hostile_zip_is_refused_and_nothing_kept(writer, now, files, refusal):
    with pytest.raises(refusal):
        services.begin_from_upload(packed=zipped(files), name="x.zip", actor=writer, now=now)
    with pytest.raises(FolderRefused):
        services.begin_from_upload(packed=b"no zip", name="x.zip", actor=writer, now=now)
    assert not Draft.objects.exists()


def test_an_uploaded_zip_is_the_folder(starter, writer, now):
    packed = folders.pack(starter)
    draft_id = services.begin_from_upload(packed=packed, name="县.zip", actor=writer, now=now)
    assert selectors.draft_folder(draft_id).files == starter.files
    assert selectors.row_for(writer, draft_id).name == "县.zip"


def test_a_published_draft_is_a_revision_and_ends(draft, writer, head, now):
    row = selectors.row_for(head, draft)
    later = now + timedelta(days=1)
    with pytest.raises(NotAllowed):
        services.publish_draft(draft_id=draft, version=1, note="", actor=writer, now=later)
    with pytest.raises(DraftChanged):
        services.publish_draft(draft_id=draft, version=9, note="", actor=head, now=later)
    view = services.publish_draft(
        draft_id=draft, version=row.version, note=" 改了\n时限 ", actor=head, now=later
    )
    assert (view.revision, view.note, view.published_by) == ("0.2", "改了 时限", head.account_id)
    assert selectors.drafts(head) == ()
    with pytest.raises(NoSuchDraft):
        selectors.row_for(head, draft)
    services.roll_back(revision="0.1", actor=head, now=later)
    assert selectors.current().revision == "0.1"
    assert {"methods.draft_begun", "methods.published", "methods.rolled_back"} <= set(
        TrailLine.objects.values_list("name", flat=True)
    )


def test_another_publishes_where_the_method_says_so(draft, head, now):
    text = entries.put_value(text_of(draft, "method.toml"), "", "published_by", "another")
    write(draft, "method.toml", text, head, now)
    version = selectors.row_for(head, draft).version
    services.publish_draft(draft_id=draft, version=version, note="", actor=head, now=now)
    second = services.begin_from_current(actor=head, now=now)
    write(second, "README.md", "一点", head, now, seen="")
    with pytest.raises(OwnDraft):
        services.publish_draft(draft_id=second, version=2, note="", actor=head, now=now)
    other = officer("methods.publish")
    services.publish_draft(draft_id=second, version=2, note="", actor=other, now=now)
    assert selectors.current().revision == "0.3"


def test_only_who_may_sees_and_writes(draft, now):
    for actor in (ANONYMOUS, officer("methods.see")):
        with pytest.raises(NotAllowed):
            selectors.drafts(actor)
        with pytest.raises(NotAllowed):
            selectors.row_for(actor, draft)
    reader = officer("methods.publish")
    with pytest.raises(NotAllowed):
        write(draft, "words.toml", "", reader, now)
    for refused in (services.drop_draft, services.try_stories):
        with pytest.raises(NotAllowed):
            refused(draft_id=draft, actor=reader, now=now)
    with pytest.raises(NotAllowed):
        services.begin_from_starter(slug="x1", county_code="350121", actor=reader, now=now)


def test_there_is_an_end_to_drafts(writer, now, monkeypatch):
    monkeypatch.setattr("linli.methods.services.drafting.MOST_DRAFTS", 1)
    first = services.begin_from_starter(slug="one", county_code="350121", actor=writer, now=now)
    with pytest.raises(TooManyDrafts):
        services.begin_from_starter(slug="two", county_code="350121", actor=writer, now=now)
    services.drop_draft(draft_id=first, actor=writer, now=now)
    services.begin_from_starter(slug="two", county_code="350121", actor=writer, now=now)


def test_english_that_lacks_is_listed(draft, writer, now):
    english = text_of(draft, "words.en.toml")
    kept = "\n".join(one for one in english.split("\n") if not one.startswith('"重复反映"'))
    write(draft, "words.en.toml", kept, writer, now)
    assert selectors.lacking_english(selectors.draft_folder(draft)) == (("重复反映", True),) or (
        selectors.lacking_english(selectors.draft_folder(draft)) == (("重复反映", False),)
    )


def test_one_trial_at_a_time(draft, writer, now):
    services.try_stories(draft_id=draft, actor=writer, now=now)
    with pytest.raises(TrialUnderWay):
        services.try_stories(draft_id=draft, actor=writer, now=now)
    services.try_stories(draft_id=draft, actor=writer, now=now + timedelta(hours=1))
    assert Trial.objects.count() == 1


@pytest.mark.slow
def test_stories_are_tried_by_a_program_of_their_own(draft, writer, now):
    broken = """# language: zh-CN
功能: 试
  场景: 不成立
    假如 现在是 2026-03-02 09:00
    那么 现在不早于 2026-03-03 09:00
"""
    write(draft, "stories/more.feature", broken, writer, now, seen="")
    services.try_stories(draft_id=draft, actor=writer, now=now)
    before = TrailLine.objects.count()
    assert jobs.run_due(now) >= 1
    trial = selectors.trial_of(draft)
    assert (trial.state, trial.count, trial.held, trial.fault) == ("broken", 2, 1, "")
    wrong = next(one for one in trial.lines if one.fault)
    assert (wrong.file, wrong.line) == ("stories/more.feature", 5)
    assert TrailLine.objects.count() == before
