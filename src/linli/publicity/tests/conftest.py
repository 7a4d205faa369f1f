"""A county with a calendar, an office that publishes, and somebody from elsewhere."""

from __future__ import annotations

import pytest

from linli.files import services as files
from linli.kernel import versions
from linli.publicity import services
from linli.publicity.terms import PUBLISH, SEE
from linli.publicity.tests.factories import person, picture
from linli.territory.terms import CALENDAR_VERSION
from linli.territory.tests.factories import small_county


@pytest.fixture
def areas(db, now):
    found = small_county(now)
    versions.bump(CALENDAR_VERSION)
    return found


@pytest.fixture
def village(areas):
    return areas["100200"]


@pytest.fixture
def clerk(village, now):
    return person("clerk", "文书", village, PUBLISH, SEE, now=now)


@pytest.fixture
def head(village, now):
    return person("head", "主任", village, PUBLISH, SEE, now=now)


@pytest.fixture
def stranger(areas, now):
    return person("stranger", "别处", areas["100001"], PUBLISH, SEE, now=now)


@pytest.fixture
def show(village, clerk, now):
    """Open a period for the village; `7 工作日` from Monday 2 March end on Wednesday 11 March."""

    def begin(**options):
        given = {
            "title": "水渠修缮方案", "words": "联系人：王五，电话13800138000。拟修水渠 600 米。",
            "area_id": village.id, "length": "7 工作日", "basis": "村民自治章程第 12 条",
            "actor": clerk, "now": now, **options,
        }  # fmt: skip
        return services.open_period(**given)

    return begin


@pytest.fixture
def photo(clerk, now):
    """A photo of the board, received and waiting for its owner."""
    return lambda: files.receive(upload=picture(), kind="image", actor=clerk, now=now).id
