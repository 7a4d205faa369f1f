"""Words, frozen values and refusals of points: all that the modules below define, no name twice
(test_terms.py).
"""

# ruff: noqa: F403 - a list of them all, twice, would say nothing more

from linli.points.terms.ledger import *
from linli.points.terms.pages import *
from linli.points.terms.schemes import *
from linli.points.terms.verbs import *
