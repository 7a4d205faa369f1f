from types import SimpleNamespace as N
import pytest
from linli.demonstration import scoring
from linli.kernel.actor import SYSTEM
from linli.points import selectors
from linli.points.tests import scene
@pytest.mark.django_db
def test_it(now):
    areas=scene.set_scene(now); clerk=scene.colleague("clerk",areas,now)
    plan=N(families=list("赵钱孙李周吴郑王"),given=list("一二三四五六七八"))
    assert scoring.add(plan,[N(username="nobody"),N(username="clerk")],SYSTEM,now)==6
    assert len(selectors.claims(clerk)[0])==1 and len(selectors.appeals(clerk))==1
    assert not selectors.proof().faults and selectors.proof().postings>8
