from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import reverse

from linli.jobs.models import Job
from linli.jobs.services import enqueue
from linli.jobs.web import views
from linli.kernel.actor import ANONYMOUS, Actor, Grant
from linli.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db


def request(actor, method="get", **query):
    made = getattr(RequestFactory(), method)(reverse("jobs"), query)
    made.actor = actor
    made.session = {}
    return made


@pytest.fixture
def administrator():
    grant = Grant("system", frozenset({"jobs.see"}), area_path="1.")
    return Actor(kind="staff", account_id=uuid4(), name="系统管理员", grants=(grant,))


def test_the_page_lists_and_retries_failed_jobs(administrator, now):
    enqueue("tests.gone", {}, now=now)
    Job.objects.update(
        state="failed", take_at=None, failed_at=now, last_error="LookupError at x.py:1"
    )
    page = views.jobs(request(administrator)).content.decode()
    assert "tests.gone" in page
    assert "LookupError at x.py:1" in page
    answer = views.retry(request(administrator, "post"), Job.objects.get().id)
    assert answer.status_code == 302
    assert Job.objects.get().state == "waiting"
    assert "tests.gone" in views.jobs(request(administrator, state="waiting")).content.decode()


def test_nobody_else_sees_it(now):
    with pytest.raises(NotAllowed):
        views.jobs(request(ANONYMOUS))
    with pytest.raises(NotAllowed):
        views.retry(request(ANONYMOUS, "post"), uuid4())
