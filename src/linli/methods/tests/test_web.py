import pytest
from django.test import RequestFactory

from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import NotAllowed
from linli.methods import selectors, services
from linli.methods.web import views
from linli.procedures.terms import NoSuchProcedure

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(rf: RequestFactory, system):
    def get(view, actor=system, **arguments):
        request = rf.get("/")
        request.actor = actor
        return view(request, **arguments)

    return get


@pytest.fixture
def starter(tmp_path, system, now):
    target = tmp_path / "minhou"
    services.write_starter(slug="minhou", county_code="350121", target=target)
    return services.load(folder=selectors.read_folder(target), actor=system, now=now)


def test_pages_show_the_method_in_force(ask, starter):
    page = ask(views.current).content.decode()
    assert starter.name in page
    assert "/methods/procedures/report/" in page
    page = ask(views.procedure, key="report").content.decode()
    assert "3 工作日" in page
    assert "The community will see to it by {due}." in page
    assert "/methods/procedures/report.bpmn" in page
    answer = ask(views.diagram, key="report")
    assert answer["Content-Type"].startswith("application/xml")
    assert b"bpmn:definitions" in answer.content


def test_before_the_first_publication_the_page_says_so(ask):
    assert "还没有发布过工作法" in ask(views.current).content.decode()


def test_strangers_and_unknown_procedures_are_refused(ask, starter):
    for view, arguments in (
        (views.current, {}),
        (views.procedure, {"key": "report"}),
        (views.diagram, {"key": "report"}),
    ):
        with pytest.raises(NotAllowed):
            ask(view, actor=ANONYMOUS, **arguments)
    with pytest.raises(NoSuchProcedure):
        ask(views.procedure, key="nothing")
