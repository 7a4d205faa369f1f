"""Pages of selections: a resident's ballot, the desk behind its doorway, photos."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model

from linli.deliberation import models, selectors
from linli.deliberation.terms import Stage
from linli.deliberation.tests import scene
from linli.deliberation.tests.test_selections import (
    areas,
    clerks,
    jurors,
    nominees,
    opened,
    shown,
    staff,
    town,
    unit_of,
    voting,
)
from linli.kernel import clock
from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import local

__all__ = ["areas", "clerks", "jurors", "nominees", "opened", "shown", "town", "voting"]


def sign_in(client, actor):
    client.force_login(get_user_model().objects.get(pk=actor.account_id))


@pytest.fixture
def running(voting):
    """The same, of these days."""
    selection, _at = voting
    now = clock.now()
    models.Selection.objects.update(
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=1)
    )
    return selection


def test_a_resident_votes_once_on_the_page(client, running, nominees):
    where = f"/selections/{running}/vote"
    assert "手机号登录" in client.get(where).text
    assert client.post(where, {"picks": str(nominees[0])}).status_code == 409
    session = client.session
    session["identity"] = str(scene.resident(1, clock.now()))
    session.save()
    assert client.post(where, {"picks": "nonsense"}).status_code == 422
    assert client.post(where, {"picks": [str(one) for one in nominees[:2]]}).status_code == 302
    assert client.post(where, {"picks": str(nominees[2])}).status_code == 409
    assert "您已经投过票了" in client.get(where).text
    assert models.SelectionBallot.objects.get().picks == sorted(map(str, nominees[:2]))


def test_the_desk_from_nominating_to_showing(client, opened, clerks, town, jurors, areas):
    models.Selection.objects.update(nominate_until=local(clock.now()).date())
    sign_in(client, clerks[0])
    unit = unit_of(clerks[0], opened)
    given = {"organisation": str(unit), "name": "田头议事", "story": "把会开到田头"}
    where = f"/selections/{opened}/nominate"
    assert client.post(where, given | {"story": ""}).status_code == 422
    assert client.post(where, given).status_code == 302
    nominee = models.Nominee.objects.get().pk
    check = f"/selections/{opened}/nominees/{nominee}"
    assert client.post(check, {"accept": "yes"}).status_code == 403
    sign_in(client, town)
    assert "田头议事" in client.get(f"/selections/{opened}/desk").text
    assert client.post(check, {"accept": "yes"}).status_code == 302
    assert client.post(f"/selections/{opened}/move", {"step": "show"}).status_code == 409
    sign_in(client, jurors[0])
    assert client.get(f"/selections/{opened}/desk").status_code == 200
    sign_in(client, staff("stranger", "村核查员", areas[scene.VILLAGE], clock.now()))
    assert client.get(f"/selections/{opened}/desk").status_code == 404


def test_photos_are_seen_with_the_shortlist(voting, nominees):
    assert selectors.may_see_nominee(ANONYMOUS, nominees[0], "")
    models.Selection.objects.update(stage=Stage.NOMINATING)
    assert not selectors.may_see_nominee(ANONYMOUS, nominees[0], "")
    assert not selectors.may_see_nominee(ANONYMOUS, uuid4(), "")
