"""The terms are gathered by star: no module may hide another's name."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pkgutil import iter_modules

from linli.volunteering import terms


def test_no_two_modules_define_the_same_name():
    defined: Counter[str] = Counter()
    for one in iter_modules(terms.__path__):
        module = import_module(f"{terms.__name__}.{one.name}")
        defined.update(
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
        )
    assert len(defined) > 20
    assert {name for name, count in defined.items() if count > 1} == set()
