from datetime import timedelta

import pytest

from linli.kernel import parts, registry
from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import NotAllowed
from linli.kernel.models import Part, TrailLine
from linli.methods import selectors, services
from linli.methods.models import MethodRevision
from linli.methods.terms import AnotherCounty, GateClosed, NoSuchRevision, RevisionTaken
from linli.methods.tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tiny")]


def load(folder, system, now):
    return services.load(folder=folder, actor=system, now=now)


def test_loading_publishes_every_part_in_one_go(system, now):
    view = load(factories.folder(), system, now)
    assert (view.slug, view.revision, view.state) == ("minxi", "1", "published")
    assert selectors.current() == view
    revision, document = parts.current("things")
    assert revision == "1"
    assert document["things"][0]["told"] == {"zh": "{due}前修好。", "en": "Mended by {due}."}
    assert list(TrailLine.objects.order_by("number").values_list("name", flat=True)) == [
        "things.published",
        "methods.published",
    ]
    assert str(selectors.head()["name"]) == "某县 · 工作法"
    assert selectors.local_word("matter").zh == "民呼"
    assert selectors.local_word("grid").zh == "网格"


def test_loading_the_same_again_changes_nothing(system, now):
    first = load(factories.folder(), system, now)
    again = load(factories.folder(), system, now + timedelta(days=1))
    assert again == first
    assert TrailLine.objects.count() == 2
    assert MethodRevision.objects.count() == 1


def test_a_closed_gate_publishes_nothing(system, now):
    with pytest.raises(GateClosed) as refusal:
        load(factories.folder(things_dot_toml=None), system, now)
    assert [one.code for one in refusal.value.findings if one.level == "error"] == [
        "things.missing"
    ]
    assert not MethodRevision.objects.exists()
    assert not Part.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_part_that_fails_while_publishing_leaves_nothing(system, now, monkeypatch):
    load(factories.folder(), system, now)

    class Failing(factories.ThingsPart):
        def publish(self, document, revision, actor, now):
            raise RuntimeError

    monkeypatch.setitem(registry.method_parts._entries, "things", Failing())
    with pytest.raises(RuntimeError):
        load(factories.folder("2"), system, now)
    assert selectors.current().revision == "1"
    assert parts.current("things")[0] == "1"
    assert set(Part.objects.values_list("revision", flat=True)) == {"1"}


def test_a_label_is_never_used_for_other_content(system, now):
    load(factories.folder(), system, now)
    with pytest.raises(RevisionTaken):
        load(factories.folder(words_dot_toml=""), system, now)


def test_another_countys_method_is_refused(system, now):
    load(factories.folder(), system, now)
    head = factories.HEAD.format(revision="9").replace("minxi", "minbei")
    with pytest.raises(AnotherCounty):
        load(factories.folder(method_dot_toml=head), system, now)


def test_rolling_back_puts_an_earlier_revision_in_force(system, now):
    load(factories.folder(), system, now)
    things = factories.files()["things.toml"].decode().replace('key = "lamp"', 'key = "light"')
    load(factories.folder("2", things_dot_toml=things), system, now + timedelta(days=1))
    assert parts.current("things")[1]["things"][0]["key"] == "light"
    assert [(one.revision, one.state) for one in selectors.revisions()] == [
        ("2", "published"),
        ("1", "retired"),
    ]
    view = services.roll_back(revision="1", actor=system, now=now + timedelta(days=2))
    assert view.state == "published"
    assert parts.current("things") == ("1", parts.at("things", "1"))
    assert parts.current("things")[1]["things"][0]["key"] == "lamp"
    assert selectors.folder_of().files == factories.files()
    last = TrailLine.objects.order_by("-number").first()
    assert (last.name, last.data["before"]) == ("methods.rolled_back", "2")


def test_only_who_may_publish_does(now):
    with pytest.raises(NotAllowed):
        services.load(folder=factories.folder(), actor=ANONYMOUS, now=now)
    with pytest.raises(NotAllowed):
        services.roll_back(revision="1", actor=ANONYMOUS, now=now)


def test_what_was_never_published_cannot_be_shown(system, now):
    with pytest.raises(NoSuchRevision):
        selectors.folder_of()
    with pytest.raises(NoSuchRevision):
        services.roll_back(revision="7", actor=system, now=now)
