"""The proof is of one moment: what others post while it reads is neither seen nor half seen."""

import threading

import pytest
from django.db import connection

from linli.kernel.database import is_sqlite, snapshot
from linli.points import selectors
from linli.points.models import Transfer
from linli.points.tests import scene
from linli.points.tests.scene import earn, someone

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_posted_meanwhile_is_not_seen(now):
    scene.set_scene(now)
    mine = someone(1, now)
    earn(mine, 10, now)

    def post():
        try:
            earn(mine, 5, now)
        finally:
            connection.close()

    writer = threading.Thread(target=post)
    with snapshot():
        before = Transfer.objects.count()
        writer.start()
        writer.join(0.5 if is_sqlite() else 30)  # SQLite has one writer: it waits for us
        assert writer.is_alive() == is_sqlite()
        assert Transfer.objects.count() == before
        assert selectors.balance("points", mine).amount == 10
    writer.join(30)
    assert selectors.balance("points", mine).amount == 15
    assert selectors.proof().faults == ()
