import pytest

from linli.kernel import registry
from linli.methods.tests import factories


@pytest.fixture
def tiny(monkeypatch):
    """Only the head, the words and one tiny context's part make up a method."""
    monkeypatch.setattr(registry.method_parts, "_entries", factories.parts())
